using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.Web;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>State of a case (決裁状態, RR-61): only a decided one is on the record.</summary>
internal enum CaseState
{
    /// <summary>下書き (仮登録, being entered).</summary>
    Draft,

    /// <summary>審査中.</summary>
    InReview,

    /// <summary>差戻し: a reviewer sent it back with a reason.</summary>
    Returned,

    /// <summary>決裁済 (本登録).</summary>
    Decided,

    /// <summary>取下げ.</summary>
    Withdrawn,
}

/// <summary>One change case (異動受付): the notification as entered, who did what, and where it stands.</summary>
internal sealed record ChangeCase
{
    /// <summary>The case.</summary>
    public required ChangeCaseId Id { get; init; }

    /// <summary>受付番号, as clerks say it.</summary>
    public required long Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required CaseState State { get; init; }

    /// <summary>What was entered.</summary>
    public required CaseContent Content { get; init; }

    /// <summary>Reviewers needed before the decision (CR-06).</summary>
    public required int ReviewersNeeded { get; init; }

    /// <summary>Operator who entered it.</summary>
    public required string EnteredBy { get; init; }

    /// <summary>Everybody who edited it; none of them reviews or decides.</summary>
    public required IReadOnlyList<string> Editors { get; init; }

    /// <summary>When it was entered.</summary>
    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Business date of the entry.</summary>
    public required DateOnly EnteredOn { get; init; }

    /// <summary>Office of entry.</summary>
    public required string Office { get; init; }

    /// <summary>Terminal of entry.</summary>
    public required string Terminal { get; init; }

    /// <summary>One more at each edit.</summary>
    public required int Version { get; init; }

    /// <summary>The vault's act under which the numbers of this version are reserved; null when none was entered.</summary>
    public Guid? NumberAct { get; init; }

    /// <summary>Whether a forced correction (強制修正, RR-56).</summary>
    public bool Forced { get; init; }

    /// <summary>The version whose result the enterer confirmed (CR-10); null when none.</summary>
    public int? ConfirmedVersion { get; init; }

    /// <summary>Day of the review list that holds it; null while never submitted.</summary>
    public DateOnly? ListedOn { get; init; }

    /// <summary>The messages that left with the decision.</summary>
    public IReadOnlyList<Guid> Messages { get; init; } = [];

    /// <summary>Operator who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Business date of the decision (処理日).</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>Why it was withdrawn.</summary>
    public string? ClosedReason { get; init; }

    /// <summary>Cabinet in which the paper lies (CR-16); null while it lies open.</summary>
    public string? FiledIn { get; init; }

    /// <summary>Persons of the register that the change concerns.</summary>
    public IReadOnlyList<CasePerson> Persons { get; init; } = [];

    /// <summary>Whether it still may become a change.</summary>
    public bool IsOpen => State is CaseState.Draft or CaseState.InReview or CaseState.Returned;

    /// <summary>Whether it may be edited.</summary>
    public bool IsEditable => State is CaseState.Draft or CaseState.Returned;

    /// <summary>異動事由 in words.</summary>
    public string ReasonText => Content.ReasonText;

    /// <summary>All persons of the register, for the access log.</summary>
    public IReadOnlyList<Guid> PersonIds => [.. Persons.Select(person => person.Id.Value)];

    /// <summary>The words of a state with its tone.</summary>
    public static Chip ChipOf(CaseState state) => state switch
    {
        CaseState.Draft => new Chip("下書き", Tone.Info),
        CaseState.InReview => new Chip("審査中", Tone.Warning),
        CaseState.Returned => new Chip("差戻し", Tone.Error),
        CaseState.Decided => new Chip("決裁済", Tone.Success),
        CaseState.Withdrawn => new Chip("取下げ", Tone.Neutral),
    };

    /// <inheritdoc />
    public override string ToString() => $"ChangeCase({Number})";
}

/// <summary>A person of the register in a case.</summary>
/// <param name="Id">The person.</param>
/// <param name="IsSubject">The change is theirs: they can be subject of one open case only (WF-01).</param>
/// <param name="BaseVersion">History number that the entry was based on (WF-09).</param>
internal sealed record CasePerson(ResidentId Id, bool IsSubject, int BaseVersion);

/// <summary>One review of one version of a case.</summary>
/// <param name="CaseVersion">The version seen.</param>
/// <param name="Reviewer">The reviewer's code.</param>
/// <param name="Agreed">False: sent back.</param>
/// <param name="Compared">What was compared with the paper.</param>
/// <param name="Reason">Why it was sent back, or a remark.</param>
/// <param name="ReviewedOn">Business date.</param>
internal sealed record CaseReview(
    int CaseVersion,
    string Reviewer,
    bool Agreed,
    IReadOnlyList<string> Compared,
    string? Reason,
    DateOnly ReviewedOn);

/// <summary>One step of the trail.</summary>
/// <param name="Act">What was done, one of <see cref="CaseActs"/>.</param>
/// <param name="CaseVersion">The version it was done to.</param>
/// <param name="Operator">By whom.</param>
/// <param name="Terminal">Where.</param>
/// <param name="Note">Reason in words; null when the step needs none.</param>
/// <param name="At">When.</param>
internal sealed record CaseEvent(
    string Act,
    int CaseVersion,
    string Operator,
    string Terminal,
    string? Note,
    DateTimeOffset At);

/// <summary>A case in a list; lists name no resident, so that opening one is what the access log tells.</summary>
/// <param name="Id">The case.</param>
/// <param name="Number">受付番号.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">異動事由, symbol.</param>
/// <param name="Persons">How many persons.</param>
/// <param name="EnteredBy">By whom.</param>
/// <param name="EnteredOn">Business date of the entry.</param>
/// <param name="EnteredAt">When.</param>
internal sealed record CaseLine(
    ChangeCaseId Id,
    long Number,
    CaseState State,
    string Reason,
    int Persons,
    string EnteredBy,
    DateOnly EnteredOn,
    DateTimeOffset EnteredAt)
{
    /// <summary>The version listed.</summary>
    public int Version { get; init; }

    /// <summary>Whether a forced correction.</summary>
    public bool Forced { get; init; }

    /// <summary>異動事由 in words.</summary>
    public string ReasonText => CaseContent.Words(Reason);

    /// <summary>Reviews that agreed with the present version.</summary>
    public int Reviews { get; init; }

    /// <summary>Reviews needed.</summary>
    public int ReviewersNeeded { get; init; }

    /// <summary>Code of the form.</summary>
    public string Form { get; init; } = "";

    /// <summary>Title of the paper.</summary>
    public string FormTitle => Residents.Changes.ChangeForms.Find(Form)?.Title ?? ReasonText;

    /// <summary>Cabinet in which the paper lies; null while it lies open.</summary>
    public string? FiledIn { get; init; }

    /// <summary>Last day on which the paper is kept: one year from its acceptance (住民基本台帳法施行令第34条第3項).</summary>
    public DateOnly KeptUntil => EnteredOn.AddYears(1);

    /// <summary>Last day on which the entered data are kept for verification; null while the case is open (RR-67, RR-76).</summary>
    public DateOnly? DataKeptUntil => State switch
    {
        CaseState.Decided => DecidedOn?.AddYears(1),
        CaseState.Withdrawn => EnteredOn.AddYears(1),
        CaseState.Draft or CaseState.InReview or CaseState.Returned => null,
    };

    /// <summary>Why it was sent back or withdrawn.</summary>
    public string? ClosedReason { get; init; }

    /// <summary>Office of entry.</summary>
    public string Office { get; init; } = "";

    /// <summary>Who decided; null while undecided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Business date of the decision; null while undecided.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"CaseLine({Number})";
}

/// <summary>Permanent names of the steps, in the trail and in the access log.</summary>
internal static class CaseActs
{
    /// <summary>Entered or edited.</summary>
    public const string Saved = "resident.change.draft";

    /// <summary>The enterer confirmed the result (CR-10) and sent it to review.</summary>
    public const string Submitted = "resident.change.submit";

    /// <summary>Compared with the paper and agreed.</summary>
    public const string Reviewed = "resident.change.review";

    /// <summary>Sent back with a reason.</summary>
    public const string Returned = "resident.change.return";

    /// <summary>Decided: on the record.</summary>
    public const string Decided = "resident.change.decide";

    /// <summary>Withdrawn.</summary>
    public const string Withdrawn = "resident.change.withdraw";

    /// <summary>The paper was put into the cabinet.</summary>
    public const string Filed = "resident.change.file";

    /// <summary>The duty that a step belongs to.</summary>
    public static string TaskOf(string act) => act switch
    {
        Reviewed or Returned => TaskCodes.ResidentChangeReview,
        Decided => TaskCodes.ResidentChangeDecide,
        _ => TaskCodes.ResidentChangeEnter,
    };

    /// <summary>The Japanese words of a step.</summary>
    public static string Label(string act) => act switch
    {
        Saved => "入力・下書き保存",
        Submitted => "入力結果を確認し審査へ送付",
        Reviewed => "審査（照合済み）",
        Returned => "差戻し",
        Decided => "決裁（本登録）",
        Withdrawn => "取下げ",
        Filed => "届出書を保管",
        _ => act,
    };
}
