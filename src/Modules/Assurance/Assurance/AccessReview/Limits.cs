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
    private static readonly string[] Names =
    [
        "office-hours", "persons-per-hour", "persons-per-day", "repeated-looks", "looks-without-act", "review-due-days", "export-rows",
        "extract-names-operator",
    ];

    /// <summary>The limits in force on a day.</summary>
    /// <exception cref="InvalidDataException">A limit is missing or not of its form.</exception>
    public static async Task<Limits> ReadAsync(NpgsqlDataSource database, DateOnly day, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> rows = await Parameters.FindAsync(database, "assurance", Names, day, cancellation);
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
        static TimeOnly Time(JsonDocument hours, string name) =>
            TimeOnly.ParseExact(hours.RootElement.GetProperty(name).GetString() ?? "", "HH:mm", CultureInfo.InvariantCulture);
    }
}
