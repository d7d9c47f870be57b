using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents;

/// <summary>Kind of resident (住民種別).</summary>
internal enum ResidentKind
{
    /// <summary>日本人住民.</summary>
    Japanese,

    /// <summary>外国人住民 (住民基本台帳法第30条の45).</summary>
    Foreign,
}

/// <summary>Sex as recorded (性別); the item may be blank (standard 1.1.6).</summary>
internal enum Sex
{
    /// <summary>空欄.</summary>
    Blank,

    /// <summary>男.</summary>
    Male,

    /// <summary>女.</summary>
    Female,
}

/// <summary>State of a number that lives in the vault or is still on its way from the national body.</summary>
internal enum NumberState
{
    /// <summary>The person has none and none was asked for.</summary>
    None,

    /// <summary>Asked for by an outbox event; the answer comes through the resident network (付番要求中).</summary>
    Requested,

    /// <summary>Recorded in the number vault.</summary>
    Recorded,

    /// <summary>The person has one, given elsewhere, and has not shown it yet (未確認): it is recorded when it is known.</summary>
    Unconfirmed,
}

/// <summary>Why an item is empty: three different facts that must never become one (incident I-16).</summary>
internal enum Absence
{
    /// <summary>不明: asked and not known.</summary>
    Unknown,

    /// <summary>記載なし: the law or the earlier practice did not record it.</summary>
    NotRecorded,

    /// <summary>未移行: the earlier system may hold it; it was not carried over.</summary>
    NotMigrated,
}

/// <summary>
/// The residence record (住民票) of one person at one moment: a full snapshot, as the standard's history demands
/// (住民記録システム標準仕様書 1.2.1). Immutable; a change is <c>with</c> or a named rule. The Individual Number and the
/// resident record code are not here: they live in the number vault, and only their state is recorded.
/// </summary>
/// <remarks>
/// The mapping of all 297 items of the published item list to these fields, to history columns or to derivations is
/// <c>RecordItems</c>, and a test walks it.
/// </remarks>
internal sealed record ResidentRecord
{
    /// <summary>The person.</summary>
    public required ResidentId Id { get; init; }

    /// <summary>宛名番号.</summary>
    public required AddresseeNumber AddresseeNumber { get; init; }

    /// <summary>市区町村コード of the record.</summary>
    public required MunicipalityCode Municipality { get; init; }

    /// <summary>Code of a municipality merged into this one (旧自治体コード); null when there is none.</summary>
    public MunicipalityCode? FormerMunicipality { get; init; }

    /// <summary>管轄支所: the office in charge of the record.</summary>
    public string? Office { get; init; }

    /// <summary>住民種別; always written out, as its first value is the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ResidentKind Kind { get; init; }

    /// <summary>State of the resident record code.</summary>
    public NumberState RecordCode { get; init; }

    /// <summary>State of the Individual Number.</summary>
    public NumberState IndividualNumber { get; init; }

    /// <summary>氏名 with reading.</summary>
    public required PersonName Name { get; init; }

    /// <summary>併記名 (a foreign resident's second script); null when there is none.</summary>
    public PersonName? ParallelName { get; init; }

    /// <summary>通称; only a foreign resident has one.</summary>
    public CommonName? CommonName { get; init; }

    /// <summary>Every 通称 that was deleted, the oldest first; only a foreign resident has any.</summary>
    public IReadOnlyList<DeletedCommonName> DeletedCommonNames
    {
        get;

        // A row stored before the item was kept names none.
        init => field = value ?? [];
    } = [];

    /// <summary>旧氏; only a Japanese resident has one.</summary>
    public FormerSurname? FormerSurname { get; init; }

    /// <summary>宛名氏名 for letters; null means the registered name.</summary>
    public PersonName? AddresseeName { get; init; }

    /// <summary>Which name stands on letters (氏名優先区分).</summary>
    public NamePriority NamePriority { get; init; }

    /// <summary>The values before the latest change of a name (旧氏名・旧通称・旧併記名).</summary>
    public EarlierNames? Earlier { get; init; }

    /// <summary>性別.</summary>
    public Sex Sex { get; init; }

    /// <summary>生年月日; Japanese in wareki, foreign western (1.1.1, 1.1.2).</summary>
    public required PartialDate BirthDate { get; init; }

    /// <summary>住所.</summary>
    public required Address Address { get; init; }

    /// <summary>住所を定めた年月日 with reason and notification date.</summary>
    public required DatedFact AddressSettled { get; init; }

    /// <summary>
    /// 住民となった年月日 with reason and the date of notification; for a foreign resident see <see cref="BecameForeignResident"/>.
    /// </summary>
    public DatedFact? BecameResident { get; init; }

    /// <summary>外国人住民となった年月日 with the date of notification.</summary>
    public DatedFact? BecameForeignResident { get; init; }

    /// <summary>職権で住民票の記載をした年月日, which stands in place of the date of notification (法第7条第8号); null when one notified.</summary>
    public DateOnly? EnteredExOfficioOn { get; init; }

    /// <summary>転入前住所 with the head there.</summary>
    public AddressWithHead? MovedInFrom { get; init; }

    /// <summary>最終登録住所地 of an unreported arrival (4.1.1.4).</summary>
    public Address? LastRegistered { get; init; }

    /// <summary>前住所 (the address before the present one, inside or outside) with its head.</summary>
    public AddressWithHead? PriorAddress { get; init; }

    /// <summary>住所変更前: the address before the latest change of address, with its head.</summary>
    public AddressWithHead? BeforeChange { get; init; }

    /// <summary>転出: plan and, after the arrival notice, the fact; null when no move-out is recorded.</summary>
    public MoveOut? MoveOut { get; init; }

    /// <summary>本籍・筆頭者; Japanese only; may hold the words なし or 不明 (1.1.12).</summary>
    public RegisteredDomicile? Domicile { get; init; }

    /// <summary>Items of 住民基本台帳法第30条の45; foreign only.</summary>
    public ForeignResidence? Foreign { get; init; }

    /// <summary>Membership of the household.</summary>
    public required Membership Household { get; init; }

    /// <summary>除票: why and when the record was removed; null on a live record.</summary>
    public Removal? Removal { get; init; }

    /// <summary>増異動: the event by which the person came into the register; kept apart from the latest change.</summary>
    public DatedFact? CameBy { get; init; }

    /// <summary>District values assigned from the address.</summary>
    public Districts? Districts { get; init; }

    /// <summary>District values before the latest change of address.</summary>
    public Districts? DistrictsBefore { get; init; }

    /// <summary>Insurance, pension, allowance, election and card facts reported by other duties.</summary>
    public Qualifications Qualifications { get; init; } = new();

    /// <summary>Marks and reserve items.</summary>
    public RecordMarks Marks { get; init; } = new();

    /// <summary>留意事項 (B) and 備考 (C), in order of recording (1.1.14).</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>改製: number and dates; null when never recompiled.</summary>
    public Recompilation? Recompiled { get; init; }

    /// <summary>Why an item is empty, by item name; an item not named here is simply blank.</summary>
    public IReadOnlyDictionary<string, Absence> Absent { get; init; } = new Dictionary<string, Absence>();

    /// <summary>State of one of the two numbers.</summary>
    public NumberState StateOf(NumberKind kind) => kind switch
    {
        NumberKind.Individual => IndividualNumber,
        NumberKind.RecordCode => RecordCode,
    };

    /// <summary>Whether the person is on the register now (a planned mover is, 1.1.5).</summary>
    public bool IsLive => Removal is null;

    /// <summary>
    /// The name on letters: 宛名氏名 when one is recorded, else the name that 氏名優先区分 chooses, else the registered one.
    /// Certificates always carry the registered name.
    /// </summary>
    public string NameOnLetters => AddresseeName?.Display ?? NameByPriority ?? Name.Display;

    /// <summary>転出予定者: notified, the day not yet reached.</summary>
    public bool IsPlannedOut => Removal is null && MoveOut is not null;

    private string? NameByPriority => NamePriority switch
    {
        NamePriority.Registered => null,
        NamePriority.Common => CommonName?.Written,
        NamePriority.Parallel => ParallelName?.Display,
    };

    /// <inheritdoc />
    public override string ToString() => $"ResidentRecord({Id.Value})";
}
