using Daicho.Kernel;
using Daicho.Web;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A list of cases.</summary>
internal sealed record CaseListModel(CaseListKind Kind, IReadOnlyList<CaseLine> Lines, string Key)
{
    /// <summary>What was refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Caption with the count.</summary>
    public string Caption => $"{Label(Kind)}（{Formatting.Number(Lines.Count)}件）";

    /// <summary>What an empty list says.</summary>
    public string EmptyTitle => $"{Label(Kind)}の異動はありません。";

    /// <summary>How cases come into the list.</summary>
    public string EmptyText => Kind switch
    {
        CaseListKind.Mine => "個人の画面から異動を選んで入力すると、審査へ送るまでここに残ります。差し戻された異動も戻ってきます。",
        CaseListKind.Today => "自分の下書きと差し戻された異動、自分の審査を待つ異動のうち、入力の日が本日までのものがここに並びます。異動はその日のうちに審査・決裁します。",
        CaseListKind.Review => "ほかの職員が審査へ送った異動がここに並びます。",
        CaseListKind.Decide => "審査の済んだ異動がここに並びます。",
        CaseListKind.Decided => "本日決裁した異動がここに並びます。",
        CaseListKind.Unfiled => "決裁した異動の届出書をキャビネットに納めるまで、ここに残ります。",
        CaseListKind.ExOfficio => "職権・通知・申出により決裁した異動が、３１日間ここに並びます。根拠は各異動の「職権の根拠」にあります。",
        CaseListKind.Filed => "届出書をキャビネットに納めると、保管場所と保存期限がここに並びます。",
    };

    /// <summary>The words of a list.</summary>
    public static string Label(CaseListKind kind) => kind switch
    {
        CaseListKind.Mine => "下書き・差戻し",
        CaseListKind.Today => "本日中に処理",
        CaseListKind.Review => "審査待ち",
        CaseListKind.Decide => "決裁待ち",
        CaseListKind.Decided => "本日の決裁",
        CaseListKind.Unfiled => "届出書の未保管",
        CaseListKind.ExOfficio => "職権による異動",
        CaseListKind.Filed => "届出書の管理簿",
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
