using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Web;

namespace Daicho.Assurance.AccessLogs;

/// <summary>How rows of the log are written on screens and in files.</summary>
internal static class LogWords
{
    /// <summary>Day and time in Japan: 令和８年１１月２１日 9:05.</summary>
    public static string At(DateTimeOffset instant)
    {
        DateTime japan = instant.ToOffset(BusinessClock.JapanOffset).DateTime;
        return $"{Wareki.Display(DateOnly.FromDateTime(japan), EraTable.Default)} {Formatting.Time(TimeOnly.FromDateTime(japan))}";
    }

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
