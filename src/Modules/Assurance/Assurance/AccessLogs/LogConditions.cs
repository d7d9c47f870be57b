using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Daicho.Assurance.AccessLogs;

/// <summary>Which rows of the access log; everything in it may stand in an address (ids and codes, no numbers or names).</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="OperatorCode">Of one operator; null for all.</param>
/// <param name="Kind">Of one kind; null for all.</param>
/// <param name="Subject">About one person; null for all.</param>
/// <param name="OldestFirst">Order.</param>
internal sealed record LogConditions(DateOnly From, DateOnly Until, string? OperatorCode, string? Kind, Guid? Subject, bool OldestFirst)
{
    /// <summary>The longest period of one list.</summary>
    private const int DaysMax = 366;

    /// <summary>The kinds and their words.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Kinds =
    [
        ("search", "検索"), ("view", "照会"), ("change", "異動"), ("issue", "発行"), ("reveal", "番号表示"),
        ("output", "出力"), ("warning", "警告確認"), ("account", "利用者・権限"),
    ];

    /// <summary>The word of a kind.</summary>
    public static string KindLabel(string code) => Kinds.FirstOrDefault(kind => kind.Code == code) is { Label: { } label } ? label : code;

    /// <summary>Reads an address; what is missing or not legible is left out, and the period is the last seven days.</summary>
    public static LogConditions Read(IQueryCollection query, DateOnly today)
    {
        DateOnly until = Day(query["until"].ToString()) ?? today;
        DateOnly from = Day(query["from"].ToString()) ?? until.AddDays(-6);
        bool isPeriod = from <= until && until.DayNumber - from.DayNumber < DaysMax;
        string kind = query["kind"].ToString();
        string operatorCode = query["operator"].ToString();
        return new LogConditions(
            isPeriod ? from : until.AddDays(-6),
            until,
            operatorCode.Length is > 0 and <= 40 ? operatorCode : null,
            Kinds.Any(one => one.Code == kind) ? kind : null,
            Guid.TryParse(query["person"].ToString(), out Guid subject) ? subject : null,
            query["order"] == "oldest");
    }

    /// <summary>The conditions as a query string without the question mark.</summary>
    public string ToQuery() => string.Create(
        CultureInfo.InvariantCulture,
        $"from={From:yyyy-MM-dd}&until={Until:yyyy-MM-dd}&operator={Uri.EscapeDataString(OperatorCode ?? "")}&kind={Kind}&person={Subject}&order={(OldestFirst ? "oldest" : "newest")}");

    /// <summary>Whether two dates make a period.</summary>
    public static bool IsPeriod(DateOnly from, DateOnly until) => from <= until && until.DayNumber - from.DayNumber < DaysMax;

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;
}
