using System.Globalization;
using System.Text.Json;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Assurance.AccessReview;

/// <summary>Limits of the review, dated parameters of the municipality (<c>platform.parameter</c>, module <c>assurance</c>).</summary>
/// <param name="OpensAt">Begin of office hours.</param>
/// <param name="ClosesAt">End of office hours.</param>
/// <param name="PersonsPerHour">More persons opened in an hour are unusual.</param>
/// <param name="PersonsPerDay">More persons opened in a day are unusual.</param>
/// <param name="RepeatedLooks">So many looks at one person without an act are unusual.</param>
/// <param name="LooksWithoutAct">So many persons opened in a day without an act are unusual (threat model, section 7).</param>
/// <param name="ReviewDueDays">Days after the end of a week until its review must be signed (CR-54).</param>
/// <param name="ExportRows">An output of more rows needs an approval (CR-63).</param>
/// <param name="ExtractNamesOperator">Whether a resident's extract names the operators.</param>
internal sealed record Limits(
    TimeOnly OpensAt,
    TimeOnly ClosesAt,
    int PersonsPerHour,
    int PersonsPerDay,
    int RepeatedLooks,
    int LooksWithoutAct,
    int ReviewDueDays,
    int ExportRows,
    bool ExtractNamesOperator)
{
    private const string Module = "assurance";

    private static readonly string[] Names =
    [
        "office-hours", "persons-per-hour", "persons-per-day", "repeated-looks", "looks-without-act", "review-due-days", "export-rows",
        "extract-names-operator",
    ];

    /// <summary>The parameters.</summary>
    public static IReadOnlyList<ParameterKind> ParameterKinds { get; } =
    [
        ParameterKind.ReadBy(Module, "office-hours", """開庁時間 {"from": "08:30", "until": "17:15"}""", json =>
        {
            using JsonDocument hours = JsonDocument.Parse(json);
            if (hours.RootElement.ValueKind != JsonValueKind.Object || Time(hours, "from") >= Time(hours, "until"))
            {
                throw new FormatException("Office hours end after they begin.");
            }
        }),
        ParameterKind.Number(Module, "persons-per-hour", "1時間に開く人数の目安 / persons", 1, 10_000),
        ParameterKind.Number(Module, "persons-per-day", "1日に開く人数の目安 / persons", 1, 100_000),
        ParameterKind.Number(Module, "repeated-looks", "同じ人の記録を開く回数の目安 / looks", 2, 1_000),
        ParameterKind.Number(Module, "looks-without-act", "後続処理のない人数の目安 / persons", 1, 1_000),
        ParameterKind.Number(Module, "review-due-days", "点検の期限 / days", 1, 60),
        ParameterKind.Number(Module, "export-rows", "承認なしに出力できる行数 / rows", 1, 100_000),
        new(Module, "extract-names-operator", "本人への提供に職員名を示すか / true, false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False),
    ];

    /// <summary>The limits in force on a day.</summary>
    /// <exception cref="InvalidDataException">A limit is missing or not of its form.</exception>
    public static async Task<Limits> ReadAsync(NpgsqlDataSource database, DateOnly day, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> rows = await Parameters.FindAsync(database, Module, Names, day, cancellation);
        try
        {
            using JsonDocument hours = JsonDocument.Parse(rows["office-hours"]);
            return new Limits(
                Time(hours, "from"),
                Time(hours, "until"),
                Number("persons-per-hour"),
                Number("persons-per-day"),
                Number("repeated-looks"),
                Number("looks-without-act"),
                Number("review-due-days"),
                Number("export-rows"),
                bool.Parse(rows["extract-names-operator"]));
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or FormatException or JsonException)
        {
            throw new InvalidDataException("A parameter of the module assurance is missing or not of its form.", wrong);
        }

        int Number(string name) => int.Parse(rows[name], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static TimeOnly Time(JsonDocument hours, string name) =>
        hours.RootElement.TryGetProperty(name, out JsonElement value)
            ? TimeOnly.ParseExact(value.GetString() ?? "", "HH:mm", CultureInfo.InvariantCulture)
            : throw new FormatException("Office hours have two times.");
}
