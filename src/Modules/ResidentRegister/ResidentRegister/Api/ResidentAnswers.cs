using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Api;

/// <summary>A day as recorded: it may be known in part only.</summary>
/// <param name="Text">As people read it: wareki, of foreign residents' births western.</param>
/// <param name="Date">The day (ISO 8601), when it is certain.</param>
/// <param name="Earliest">The first day it may be.</param>
/// <param name="Latest">The last day it may be.</param>
internal sealed record DayAnswer(string Text, DateOnly? Date, DateOnly? Earliest, DateOnly? Latest) : Masked;

/// <summary>A name in one script.</summary>
/// <param name="Written">The whole name as written, with its variation selectors; empty while a newborn is unnamed.</param>
/// <param name="Surname">氏, when the name is split.</param>
/// <param name="GivenName">名, when the name is split.</param>
/// <param name="Alphabet">In alphabet, of foreign residents.</param>
/// <param name="Reading">フリガナ in katakana.</param>
/// <param name="ReadingConfirmed">Whether the person confirmed the reading.</param>
internal sealed record NameAnswer(
    string Written, string? Surname, string? GivenName, string? Alphabet, string? Reading, bool ReadingConfirmed) : Masked;

/// <summary>An address. The text is what counts; code and postal code are annotations.</summary>
/// <param name="Text">The whole text with the building.</param>
/// <param name="Town">Up to the town; inside the municipality without prefecture and city.</param>
/// <param name="Lot">番地・住居番号.</param>
/// <param name="Building">方書.</param>
/// <param name="PostalCode">郵便番号.</param>
/// <param name="Code">住所コード, 11 digits.</param>
internal sealed record AddressAnswer(string Text, string Town, string Lot, string? Building, string? PostalCode, string? Code) : Masked;

/// <summary>A fact with its day.</summary>
/// <param name="On">The day.</param>
/// <param name="Reason">事由 in words.</param>
/// <param name="NotifiedOn">届出日.</param>
internal sealed record FactAnswer(DayAnswer On, string? Reason, DateOnly? NotifiedOn) : Masked;

/// <summary>Membership of a household.</summary>
/// <param name="Id">The household.</param>
/// <param name="Number">世帯番号.</param>
/// <param name="Relationship">続柄.</param>
/// <param name="Order">記載順位, from 1.</param>
/// <param name="IsHead">世帯主.</param>
/// <param name="HeadName">世帯主の氏名; absent while the head is unset.</param>
/// <param name="RelationshipPending">続柄 has to be set anew.</param>
internal sealed record MembershipAnswer(
    Guid Id, string Number, string Relationship, int Order, bool IsHead, string? HeadName, bool RelationshipPending) : Masked;

/// <summary>本籍・筆頭者.</summary>
/// <param name="Address">本籍.</param>
/// <param name="Head">筆頭者.</param>
internal sealed record DomicileAnswer(AddressAnswer Address, string Head) : Masked;

/// <summary>Items of 住民基本台帳法第30条の45; all but the nationality only with the right to see them.</summary>
/// <param name="Nationality">国籍・地域.</param>
/// <param name="Category">第30条の45規定区分 in words.</param>
/// <param name="Status">在留資格.</param>
/// <param name="Period">在留期間.</param>
/// <param name="PeriodEnd">在留期間の満了の日.</param>
/// <param name="CardNumber">在留カード等の番号.</param>
internal sealed record ForeignAnswer(
    string? Nationality, string? Category, string? Status, string? Period, DateOnly? PeriodEnd, string? CardNumber) : Masked;

/// <summary>転出: the plan, and the fact once the arrival notice came.</summary>
/// <param name="PlannedTo">転出先（予定）.</param>
/// <param name="PlannedOn">転出予定日.</param>
/// <param name="ActualTo">転出先（確定）.</param>
/// <param name="ActualOn">転出年月日（確定）.</param>
internal sealed record MoveOutAnswer(AddressAnswer PlannedTo, DateOnly PlannedOn, AddressAnswer? ActualTo, DateOnly? ActualOn) : Masked;

/// <summary>除票.</summary>
/// <param name="Kind">Why the record was removed.</param>
/// <param name="HappenedOn">異動日.</param>
/// <param name="RemovedOn">消除日.</param>
internal sealed record RemovalAnswer(RemovalKind Kind, DayAnswer HappenedOn, DateOnly RemovedOn) : Masked;

/// <summary>What has to be minded with this person before anything else.</summary>
/// <param name="Supported">支援措置: the address must not become known to anybody but the person.</param>
/// <param name="Provisional">仮支援措置 only.</param>
/// <param name="Suppressed">Processes that are suppressed: change, issue, inquiry.</param>
/// <param name="WarningCode">警告コード.</param>
internal sealed record ProtectionAnswer(bool Supported, bool Provisional, IReadOnlyList<string> Suppressed, string? WarningCode) : Masked;

/// <summary>Where a record stands.</summary>
internal enum ResidentState
{
    /// <summary>On the register.</summary>
    Resident,

    /// <summary>転出予定者.</summary>
    PlannedOut,

    /// <summary>除票.</summary>
    Removed,
}

/// <summary>The residence record (住民票) of one person. Numbers are never in it: it says whether they are recorded.</summary>
internal sealed record ResidentAnswer : Masked
{
    /// <summary>The person, for good: the same after a return.</summary>
    public required Guid Id { get; init; }

    /// <summary>履歴番号; changes with every change of the record.</summary>
    public required int Version { get; init; }

    /// <summary>Where the record stands.</summary>
    public required ResidentState State { get; init; }

    /// <summary>What to mind first.</summary>
    public required ProtectionAnswer Protection { get; init; }

    /// <summary>住民種別.</summary>
    public required ResidentKind Kind { get; init; }

    /// <summary>宛名番号.</summary>
    public required string AddresseeNumber { get; init; }

    /// <summary>Whether an Individual Number is recorded.</summary>
    public required NumberState IndividualNumber { get; init; }

    /// <summary>Whether a resident record code is recorded.</summary>
    public required NumberState RecordCode { get; init; }

    /// <summary>氏名.</summary>
    public required NameAnswer Name { get; init; }

    /// <summary>併記名.</summary>
    public NameAnswer? ParallelName { get; init; }

    /// <summary>通称.</summary>
    public string? CommonName { get; init; }

    /// <summary>旧氏.</summary>
    public string? FormerSurname { get; init; }

    /// <summary>性別.</summary>
    public required Sex Sex { get; init; }

    /// <summary>生年月日.</summary>
    public required DayAnswer BirthDate { get; init; }

    /// <summary>住所.</summary>
    public required AddressAnswer Address { get; init; }

    /// <summary>住所を定めた年月日.</summary>
    public required FactAnswer AddressSettled { get; init; }

    /// <summary>住民となった年月日, of foreign residents 外国人住民となった年月日.</summary>
    public FactAnswer? BecameResident { get; init; }

    /// <summary>転入前住所.</summary>
    public AddressAnswer? MovedInFrom { get; init; }

    /// <summary>前住所.</summary>
    public AddressAnswer? PriorAddress { get; init; }

    /// <summary>世帯.</summary>
    public required MembershipAnswer Household { get; init; }

    /// <summary>本籍・筆頭者; only with the right to see them.</summary>
    public DomicileAnswer? Domicile { get; init; }

    /// <summary>外国人住民の事項.</summary>
    public ForeignAnswer? Foreign { get; init; }

    /// <summary>転出.</summary>
    public MoveOutAnswer? MoveOut { get; init; }

    /// <summary>除票.</summary>
    public RemovalAnswer? Removal { get; init; }

    /// <summary>Groups that this client may not see: domicile, residenceStatus.</summary>
    public required IReadOnlyList<string> Withheld { get; init; }
}

/// <summary>A record as of a past day, as known at a moment.</summary>
/// <param name="TrueOn">The day the record is true of.</param>
/// <param name="KnownAt">What was known at the end of this day.</param>
/// <param name="Resident">The record; absent when the person was not on record then.</param>
/// <param name="IsComposed">Put together from several history entries: one was recorded after others that happened later.</param>
internal sealed record AsOfAnswer(DateOnly TrueOn, DateOnly KnownAt, ResidentAnswer? Resident, bool IsComposed) : Masked;

/// <summary>One item that a change altered.</summary>
/// <param name="Item">The item.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
internal sealed record ChangedItemAnswer(string Item, string? Before, string? After) : Masked;

/// <summary>One row of the history (異動履歴).</summary>
internal sealed record HistoryEntryAnswer : Masked
{
    /// <summary>履歴番号.</summary>
    public required int Number { get; init; }

    /// <summary>異動事由, symbol.</summary>
    public required string Reason { get; init; }

    /// <summary>異動事由 in words.</summary>
    public required string ReasonText { get; init; }

    /// <summary>届出区分.</summary>
    public required Basis Basis { get; init; }

    /// <summary>受付の経路.</summary>
    public required Route Route { get; init; }

    /// <summary>情報の入手元.</summary>
    public required InformationSource Source { get; init; }

    /// <summary>入力場所: code of the office.</summary>
    public required string Office { get; init; }

    /// <summary>異動日.</summary>
    public required DayAnswer HappenedOn { get; init; }

    /// <summary>届出日.</summary>
    public DateOnly? NotifiedOn { get; init; }

    /// <summary>処理日.</summary>
    public required DateOnly ProcessedOn { get; init; }

    /// <summary>The day from which the state is true.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>Who entered it.</summary>
    public required string EnteredBy { get; init; }

    /// <summary>Who reviewed it.</summary>
    public required IReadOnlyList<string> ReviewedBy { get; init; }

    /// <summary>Who decided it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The row that this one corrects or cancels.</summary>
    public int? Replaces { get; init; }

    /// <summary>False: blocked from choice (選択不可).</summary>
    public required bool Selectable { get; init; }

    /// <summary>What it altered.</summary>
    public required IReadOnlyList<ChangedItemAnswer> Changes { get; init; }
}

/// <summary>A page of the history, newest first.</summary>
/// <param name="Entries">The rows.</param>
/// <param name="NextCursor">For the following page; absent on the last.</param>
internal sealed record HistoryAnswer(IReadOnlyList<HistoryEntryAnswer> Entries, string? NextCursor) : Masked;

/// <summary>A member of a household.</summary>
/// <param name="Resident">The person.</param>
/// <param name="Name">氏名.</param>
/// <param name="Relationship">続柄.</param>
/// <param name="Order">記載順位.</param>
/// <param name="State">Where the record stands.</param>
/// <param name="Closed">True: a warning was not confirmed or inquiry is suppressed, so nothing more is shown.</param>
/// <param name="Reading">フリガナ.</param>
/// <param name="Sex">性別.</param>
/// <param name="BirthDate">生年月日.</param>
/// <param name="Address">住所.</param>
/// <param name="LivesElsewhere">The address differs from the householder's.</param>
/// <param name="Supported">支援措置.</param>
internal sealed record MemberAnswer(
    Guid Resident,
    string Name,
    string Relationship,
    int Order,
    ResidentState State,
    bool Closed,
    string? Reading,
    Sex? Sex,
    DayAnswer? BirthDate,
    string? Address,
    bool? LivesElsewhere,
    bool? Supported) : Masked;

/// <summary>A household (世帯) in official order.</summary>
/// <param name="Id">The household.</param>
/// <param name="Number">世帯番号.</param>
/// <param name="FormedOn">The day it was formed.</param>
/// <param name="ClosedOn">The day the last member left.</param>
/// <param name="Members">The members.</param>
internal sealed record HouseholdAnswer(
    Guid Id, string Number, DateOnly FormedOn, DateOnly? ClosedOn, IReadOnlyList<MemberAnswer> Members) : Masked;
