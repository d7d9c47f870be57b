using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Web;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A page of a list of cases.</summary>
/// <param name="Conditions">Which cases.</param>
/// <param name="List">The page.</param>
/// <param name="Staff">Staff and offices to choose from.</param>
/// <param name="Key">Of the decision of several.</param>
internal sealed record CaseListModel(CaseConditions Conditions, CasePageOfList List, StaffNames Staff, string Key)
{
    /// <summary>What was refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The list.</summary>
    public CaseListKind Kind => Conditions.Kind;

    /// <summary>The cases of the page.</summary>
    public IReadOnlyList<CaseLine> Lines => List.Lines;

    /// <summary>Caption with the count of the whole list.</summary>
    public string Caption => $"{Label(Kind)}（{Formatting.Number(List.Total)}件）";

    /// <summary>The conditions in words; the summary of the filter.</summary>
    public string ConditionsText => string.Join('　', new[]
    {
        (Conditions.From, Conditions.Until) switch
        {
            (null, null) => "期間：すべて",
            _ => $"{DaysLabel}：{DayText(Conditions.From)}から{DayText(Conditions.Until)}まで",
        },
        "職員：" + (Conditions.Operator is { } code ? Staff.Of(code) : "すべて"),
        "事務所：" + (Conditions.Office is { } office ? Staff.Office(office) : "すべて"),
        Kind == CaseListKind.All ? "状態：" + (Conditions.State is { } state ? ChangeCase.ChipOf(state).Text : "すべて") : "",
        "条件を変える",
    }.Where(part => part.Length > 0));

    /// <summary>Which day the period means.</summary>
    public string DaysLabel => Conditions.IsOfDecided ? "決裁日" : "入力日";

    /// <summary>Address of a page of the same list.</summary>
    public string Page(int page) => Address(Conditions with { Page = page });

    /// <summary>Address of the same list by another order; by the same order it turns round.</summary>
    public string Sorted(CaseOrder order) => Address(Conditions with
    {
        Order = order,
        IsDescending = Conditions.Order == order && !Conditions.IsDescending,
        Page = 1,
    });

    /// <summary>How the list is sorted by a column.</summary>
    public SortDirection Direction(CaseOrder order) =>
        Conditions.Order != order ? SortDirection.Unsorted
        : Conditions.IsDescending ? SortDirection.Descending
        : SortDirection.Ascending;

    /// <summary>Address of the whole list as a file.</summary>
    public string FileAddress => $"/changes/list.csv?{(Conditions with { Page = 1 }).ToQuery()}";

    private static string Address(CaseConditions conditions) => $"/changes?{conditions.ToQuery()}";

    private static string DayText(DateOnly? day) => day is { } one ? Wareki.Display(one, EraTable.Default) : "期限なし";

    /// <summary>What an empty list says.</summary>
    public string EmptyTitle => Kind == CaseListKind.All ? "この条件の異動はありません。" : $"{Label(Kind)}の異動はありません。";

    /// <summary>How cases come into the list.</summary>
    public string EmptyText => Kind switch
    {
        CaseListKind.Mine => "個人の画面から異動を選んで入力すると、審査へ送るまでここに残ります。差し戻された異動も戻ってきます。",
        CaseListKind.Today => "自分の下書きと差し戻された異動、自分の審査を待つ異動のうち、入力の日が本日までのものがここに並びます。異動はその日のうちに審査・決裁します。",
        CaseListKind.Review => "ほかの職員が審査へ送った異動がここに並びます。",
        CaseListKind.Decide => "審査の済んだ異動がここに並びます。",
        CaseListKind.Decided => "決裁した異動がここに並びます。はじめは本日の決裁です。ほかの日は条件を変えて表示します。",
        CaseListKind.Unfiled => "決裁した異動の届出書をキャビネットに納めるまで、ここに残ります。",
        CaseListKind.ExOfficio => "職権・通知・申出により決裁した異動がここに並びます。はじめは３１日間です。根拠は各異動の「職権の根拠」にあります。",
        CaseListKind.Filed => "届出書をキャビネットに納めると、保管場所と保存期限がここに並びます。",
        CaseListKind.All => "入力されたすべての異動が、処理から１年間ここに残り、事後の検証に使われます。",
    };

    /// <summary>The words of a list.</summary>
    public static string Label(CaseListKind kind) => kind switch
    {
        CaseListKind.Mine => "下書き・差戻し",
        CaseListKind.Today => "本日中に処理",
        CaseListKind.Review => "審査待ち",
        CaseListKind.Decide => "決裁待ち",
        CaseListKind.Decided => "決裁済み",
        CaseListKind.Unfiled => "届出書の未保管",
        CaseListKind.ExOfficio => "職権による異動",
        CaseListKind.Filed => "届出書の管理簿",
        CaseListKind.All => "すべての異動",
    };
}

/// <summary>The review list of a day.</summary>
internal sealed record ReviewListModel(DateOnly Day, IReadOnlyList<CaseLine> Lines, string? ClosedBy, string Key)
{
    /// <summary>What was refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The day in wareki.</summary>
    public string DayText => Wareki.Display(Day, EraTable.Default);
}
