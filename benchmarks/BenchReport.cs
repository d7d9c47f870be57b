using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Daicho.Bench;

/// <summary>Writes the report for people and <c>latest.json</c> for machines; what misses its bar is as plain as what meets it.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string folder, string machine, string scale, IReadOnlyList<BenchRow> rows)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "latest.json"),
            JsonSerializer.Serialize(new { machine, scale, rows }, Json) + "\n");

        StringBuilder text = new();
        text.AppendLine("# Benchmarks").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Machine: {machine}. Scale: {scale}. Made by `./bench`; each floor is of the same run.").AppendLine();
        text.AppendLine("| Work | Value | Unit | Floor | Ratio | Bar | Met |");
        text.AppendLine("|---|--:|---|--:|--:|---|---|");
        foreach (BenchRow row in rows)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {Number(row.Value)} | {row.Unit} | {Number(row.Floor)} | {Number(row.Ratio)} | {row.Bar} | {(row.Met ? "yes" : "**no**")} |");
        }

        File.WriteAllText(Path.Combine(folder, "README.md"), text.ToString());
    }

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
