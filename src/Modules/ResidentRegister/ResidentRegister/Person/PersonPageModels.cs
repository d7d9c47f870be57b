using Daicho.Kernel;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>記載事項.</summary>
/// <param name="Frame">The person.</param>
/// <param name="Summary">The items of the residence record form.</param>
/// <param name="Groups">All items of the record.</param>
/// <param name="Revealed">Numbers that may be in the vault and that this operator may ask for.</param>
internal sealed record RecordPageModel(
    PersonFrame Frame,
    IReadOnlyList<Described> Summary,
    IReadOnlyList<ItemGroup> Groups,
    IReadOnlyList<NumberKind> Revealed);

/// <summary>記載事項 for paper.</summary>
/// <param name="Frame">The person.</param>
/// <param name="Groups">The items.</param>
/// <param name="Mark">Operator, terminal, time and reason, as the mark of the copy (CR-62).</param>
internal sealed record SheetPageModel(PersonFrame Frame, IReadOnlyList<ItemGroup> Groups, string Mark);

/// <summary>A page that asks for a reason before an act.</summary>
internal sealed record ReasonPageModel(PersonFrame Frame, PersonTab Here, string Title, string Notice, string Label, string Action)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The number, once it is revealed; null before.</summary>
    public string? Number { get; init; }

    /// <summary>Numbers the person had before, newest first.</summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() => $"ReasonPageModel({Title})";
}

/// <summary>履歴.</summary>
internal sealed record HistoryPageModel(
    PersonFrame Frame,
    IReadOnlyList<TimelineEntry> Entries,
    int First,
    int Last,
    string? NewerHref,
    string? OlderHref);

/// <summary>過去の時点.</summary>
internal sealed record AsOfPageModel(
    PersonFrame Frame,
    string TrueOnText,
    string KnownOnText,
    HistoryRow? Row,
    ItemVisibility Visibility)
{
    /// <summary>Put together from several changes, of which one was recorded after others that happened later.</summary>
    public bool IsComposed { get; init; }

    /// <summary>The items of the residence record form.</summary>
    public IReadOnlyList<Described> Summary => Row is null ? [] : RecordSummary.Of(Row.Record, Visibility);

    /// <summary>All items.</summary>
    public IReadOnlyList<ItemGroup> Groups => Row is null ? [] : Visibility.Groups(Row);

    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;
}

/// <summary>メモ.</summary>
internal sealed record MemoPageModel(PersonFrame Frame, IReadOnlyList<Memo> Memos, bool MayWrite, string Key)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;
}

/// <summary>保護・抑止.</summary>
internal sealed record ProtectionPageModel(
    PersonFrame Frame,
    IReadOnlyList<MeasureDetail> Measures,
    IReadOnlyList<SuppressionDetail> Suppressions,
    bool SeesDetails,
    bool MayManage,
    bool MaySuppress);

/// <summary>開く前の確認.</summary>
internal sealed record CheckPageModel(OpenedPerson Person, Guid WorkContext, DateOnly Today, IReadOnlyList<InquiryCheck> Open)
{
    /// <summary>The piece of work one came from and goes back to, as kind and id; null when one came for the record.</summary>
    public string? Back { get; init; }

    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The strip without the address.</summary>
    public PersonStripModel Strip => PersonStrips.Of(Person.Row.Record, Person.Protection, Today, null, withAddress: false);

    /// <summary>Everything that has to be read before the record opens.</summary>
    public IReadOnlyList<(string Title, string Advice)> Warnings
    {
        get
        {
            List<(string, string)> warnings = [];
            if (Open.Contains(InquiryCheck.Support))
            {
                SupportInForce support = Person.Protection.Support[0];
                string ends = support.EndsOn < Today
                    ? "期間の末日を過ぎていますが、終了の決定がないため続いています。支援措置担当に知らせてください。"
                    : support.EndsOn < Today.AddMonths(1) ? "期間の末日まで1か月を切っています。" : "";
                warnings.Add((
                    support.Provisional ? "仮支援措置の対象者です" : "支援措置の対象者です",
                    "住所などを本人以外に知らせてはいけません。加害者やその代理人からの請求でないか、本人確認書類で確かめてください。" + ends));
            }

            if (Open.Contains(InquiryCheck.Warning))
            {
                warnings.Add(($"警告コード {Person.Row.Record.Marks.WarningCode} が付いています", "警告の内容を担当に確認してから扱ってください。"));
            }

            if (Open.Contains(InquiryCheck.Suppression))
            {
                warnings.Add(("照会の抑止（アラート）が設定されています", "職務に必要な場合だけ開いてください。"));
            }

            return warnings;
        }
    }
}
