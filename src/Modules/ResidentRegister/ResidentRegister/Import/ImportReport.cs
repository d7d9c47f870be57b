using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Daicho.Platform;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Import;

/// <summary>What an import did, for people and for machines; signed by the zone.</summary>
internal sealed record ImportReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public required Guid ImportId { get; init; }

    public required bool Imported { get; init; }

    public required string ManifestSha256 { get; init; }

    public required string Producer { get; init; }

    /// <summary>Fingerprint of the key by which the signature of the files was verified; null when they are not signed.</summary>
    public required string? SignedBy { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required string Operator { get; init; }

    public required IReadOnlyList<CsvPart> Files { get; init; }

    public required IReadOnlyDictionary<string, long> Sums { get; init; }

    public required IReadOnlyDictionary<string, long> Alerts { get; init; }

    public required long RefusedCount { get; init; }

    public required IReadOnlyList<RefusedRow> Refused { get; init; }

    /// <summary>Key of the signature; set when the report is written.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>A report as <see cref="ToJson"/> gives it.</summary>
    /// <exception cref="JsonException">It is none: broken data.</exception>
    public static ImportReport Parse(string json) =>
        JsonSerializer.Deserialize<ImportReport>(json, Options) ?? throw new JsonException("null");

    /// <summary>Writes both forms into the folder of the zone, the one for machines with its signature, and tells the path of that for people.</summary>
    public async Task<string> WriteAsync(RegisterZone zone, CancellationToken cancellation)
    {
        using FileSignature signature = new(zone.Keys);
        string path = PathOf(zone, ImportId);
        Directory.CreateDirectory(zone.ReportFolder);
        await signature.WriteAsync(Path.ChangeExtension(path, ".json"), (this with { KeyId = signature.KeyId }).ToJson(), cancellation);
        await WholeFile.ReplaceAsync(path, Encoding.UTF8.GetBytes(ToText()), cancellation);
        return path;
    }

    /// <summary>Where the report for people lies.</summary>
    public static string PathOf(RegisterZone zone, Guid import) => Path.Combine(zone.ReportFolder, $"import-{import}.txt");

    /// <summary>The report for machines.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Options), (byte)'\n'];

    /// <summary>The report for people.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.AppendLine(Imported ? "取込結果報告書：取り込みました" : "取込結果報告書：取り込みませんでした（台帳は変わっていません）");
        text.AppendLine(CultureInfo.InvariantCulture, $"取込番号　{ImportId}");
        text.AppendLine(CultureInfo.InvariantCulture, $"作成元　　{Producer}");
        text.AppendLine(SignedBy is null
            ? "署名　　　なし（提供元の署名がないファイルです）"
            : $"署名　　　確認済み（鍵の指紋 {SignedBy}）");
        text.AppendLine(CultureInfo.InvariantCulture, $"所要時間　{(EndedAt - StartedAt).TotalSeconds:0.0}秒");
        text.AppendLine().AppendLine("■ ファイル");
        foreach (CsvPart file in Files)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"　{file.Name}　{file.Rows:N0}行　{file.Bytes:N0}バイト　{file.Sha256}");
        }

        Section(text, "■ 件数", Sums, name => name);
        Section(text, "■ アラート（取り込みを妨げません。内容を確認してください）", Alerts, WithText);
        if (RefusedCount > 0)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"■ 取り込めない行　{RefusedCount:N0}件");
            foreach (RefusedRow row in Refused)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"　{row.File}　{row.Line}行目　{(row.Column > 0 ? $"{row.Column}列目　" : "")}{row.Item}　{row.Code}　{row.Message}");
            }
        }

        return text.ToString();
    }

    private static string WithText(string alert)
    {
        string id = alert.Split('（')[0];
        return Checks.All.FirstOrDefault(check => check.Id == id) is { } check ? $"{alert}　{check.Text}" : alert;
    }

    private static void Section(StringBuilder text, string title, IReadOnlyDictionary<string, long> counts, Func<string, string> name)
    {
        text.AppendLine().AppendLine(title);
        foreach ((string key, long count) in counts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"　{count,12:N0}　{name(key)}");
        }
    }
}
