using Daicho.Platform;
using Daicho.Web;

namespace Daicho.Assurance.AccessLogs;

/// <summary>How rows of the log are written on screens and in files.</summary>
internal static class LogWords
{
    /// <summary>The day in Japan.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(BusinessClock.JapanOffset).DateTime);

    /// <summary>Ground and case; a dash for acts that touch no person.</summary>
    public static string Why(LogRow row) => (row.Ground, row.CaseNumber) switch
    {
        (null, _) => "—",
        (_, null) => row.Ground,
        _ => $"{row.Ground}（{row.CaseNumber}）",
    };

    /// <summary>What came of it: number of persons, refusal, number shown.</summary>
    public static string Outcome(LogRow row) =>
        row.RefusalCode is not null ? $"拒否 {row.RefusalCode}"
        : row.ResultCount is int count ? $"{Formatting.Number(count)}件{(row.NumberAccessed ? "・番号あり" : null)}"
        : row.NumberAccessed ? "番号あり"
        : "";
}
