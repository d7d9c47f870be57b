using System.Globalization;
using Daicho.Kernel;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>By what a list of cases is sorted; equal ones by their number.</summary>
internal enum CaseOrder
{
    /// <summary>受付番号.</summary>
    Number,

    /// <summary>異動事由.</summary>
    Reason,

    /// <summary>入力した職員.</summary>
    EnteredBy,

    /// <summary>入力日時.</summary>
    EnteredAt,

    /// <summary>決裁日.</summary>
    DecidedOn,
}

/// <summary>Which cases a list shows and in which order; everything in it may stand in an address (codes and days, no person).</summary>
/// <param name="Kind">The list.</param>
internal sealed record CaseConditions(CaseListKind Kind)
{
    /// <summary>Rows of a page.</summary>
    public const int RowsShort = 50;

    /// <summary>Rows of a long page, for printing.</summary>
    public const int RowsLong = 200;

    private const int CodeMax = 40;
    private const int PageMax = 100_000;
    private const int YearMin = 1900;
    private const int YearMax = 2999;

    private static readonly Refusal Unfit = new(
        "RR-LIST-001", "期間の日付を確認してください。「いつまで」は「いつから」と同じ日か、その後の日にしてください。", Field: "from");

    /// <summary>First day: of the decision in lists of decided cases, else of the entry; null for no bound.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; null for no bound.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Who entered, reviewed or decided; null for anybody.</summary>
    public string? Operator { get; init; }

    /// <summary>Office of entry; null for all.</summary>
    public string? Office { get; init; }

    /// <summary>Where the case stands; null for all, and in lists whose kind says it.</summary>
    public CaseState? State { get; init; }

    /// <summary>Order.</summary>
    public CaseOrder Order { get; init; }

    /// <summary>Whether the largest comes first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Rows of a page: <see cref="RowsShort"/> or <see cref="RowsLong"/>.</summary>
    public int Rows { get; init; } = RowsShort;

    /// <summary>Whether the list holds decided cases only, so that its days are those of the decision.</summary>
    public bool IsOfDecided => Kind is CaseListKind.Decided or CaseListKind.Unfiled or CaseListKind.ExOfficio or CaseListKind.Filed;

    /// <summary>The list as it opens: what waits without a bound, what is done from the days that people look back to.</summary>
    public static CaseConditions Of(CaseListKind kind, DateOnly today)
    {
        DateOnly? from = kind switch
        {
            CaseListKind.Mine or CaseListKind.Today or CaseListKind.Review or CaseListKind.Decide or CaseListKind.Unfiled => null,
            CaseListKind.Decided => today,
            CaseListKind.ExOfficio or CaseListKind.All => today.AddDays(-30),
            CaseListKind.Filed => today.AddYears(-1),
        };
        return new CaseConditions(kind)
        {
            From = from,
            Until = from is null && kind != CaseListKind.Today ? null : today,
            IsDescending = kind is CaseListKind.Filed or CaseListKind.All,
        };
    }

    /// <summary>Reads an address, days in any form that a date field takes; what is missing stands as the list opens.</summary>
    public static Result<CaseConditions> Read(IQueryCollection query, DateOnly today)
    {
        CaseListKind kind = Enum.TryParse(query["list"], out CaseListKind list) && Enum.IsDefined(list) ? list : CaseListKind.Mine;
        CaseConditions opens = Of(kind, today);
        DateOnly? from = Day(query["from"], today, first: true);
        DateOnly? until = Day(query["until"], today, first: false);
        if ((from is null && Text(query["from"]) is not null) || (until is null && Text(query["until"]) is not null) || from > until)
        {
            return Unfit;
        }

        bool saysPeriod = query.ContainsKey("from") || query.ContainsKey("until");
        return opens with
        {
            From = saysPeriod ? from : opens.From,
            Until = saysPeriod ? until : opens.Until,
            Operator = Text(query["operator"]),
            Office = Text(query["office"]),
            State = kind == CaseListKind.All && Enum.TryParse(query["state"], out CaseState state) && Enum.IsDefined(state) ? state : null,
            Order = Enum.TryParse(query["order"], out CaseOrder order) && Enum.IsDefined(order) ? order : opens.Order,
            IsDescending = query.ContainsKey("descending") ? query["descending"] == "1" : opens.IsDescending,
            Page = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? Math.Clamp(page, 1, PageMax) : 1,
            Rows = query["rows"] == RowsLong.ToString(CultureInfo.InvariantCulture) ? RowsLong : RowsShort,
        };
    }

    /// <summary>The conditions as a query string without the question mark.</summary>
    public string ToQuery() => string.Create(
        CultureInfo.InvariantCulture,
        $"list={Kind}&from={From:yyyyMMdd}&until={Until:yyyyMMdd}&operator={Uri.EscapeDataString(Operator ?? "")}&office={Uri.EscapeDataString(Office ?? "")}&state={State}&order={Order}&descending={(IsDescending ? 1 : 0)}&rows={Rows}&page={Page}");

    private static DateOnly? Day(string? text, DateOnly today, bool first) =>
        DateInput.TryUnderstand(text, today, EraTable.Default, out UnderstoodDate? date) && date.Range is { } range
            && (first ? range.From : range.LastDay) is { Year: >= YearMin and <= YearMax } day ? day : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) || text.Length > CodeMax ? null : text.Trim();
}
