using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents;

/// <summary>A name in one script with its reading (氏名, 併記名, 宛名氏名).</summary>
internal sealed record PersonName
{
    /// <summary>The whole name as written; empty while a newborn is unnamed.</summary>
    public required string Written { get; init; }

    /// <summary>氏 as written; null when the name is not split.</summary>
    public string? Surname { get; init; }

    /// <summary>名 as written; null when the name is not split.</summary>
    public string? GivenName { get; init; }

    /// <summary>Name in alphabet (foreign residents); null otherwise.</summary>
    public string? Alphabet { get; init; }

    /// <summary>フリガナ in katakana, surname and given name separated by a full-width space; null when none.</summary>
    public string? Kana { get; init; }

    /// <summary>本人への確認の有無 of the reading.</summary>
    public bool KanaConfirmed { get; init; }

    /// <summary>氏名未設定 (命名前).</summary>
    public bool Unset { get; init; }

    /// <summary>What lists and letters show: the written name, else the alphabet.</summary>
    public string Display => Written.Length > 0 ? Written : Alphabet ?? "";

    /// <inheritdoc />
    public override string ToString() => "PersonName(***)";
}

/// <summary>通称 with date and municipality of recording (1.1.2).</summary>
internal sealed record CommonName(string Written, string? Kana, bool KanaConfirmed)
{
    /// <summary>記載した年月日.</summary>
    public DateOnly? RecordedOn { get; init; }

    /// <summary>記載した市区町村 (name, with its code when known).</summary>
    public string? RecordedBy { get; init; }

    /// <inheritdoc />
    public override string ToString() => "CommonName(***)";
}

/// <summary>A 通称 that was deleted: its recording and its deletion stay recorded matters (通称の記載及び削除に関する事項, 1.1.2; 施行令第30条の16).</summary>
/// <param name="Name">The 通称 as it was recorded.</param>
/// <param name="DeletedOn">削除した年月日.</param>
/// <param name="DeletedBy">削除した市区町村 (name, with its code when known).</param>
internal sealed record DeletedCommonName(CommonName Name, DateOnly DeletedOn, string DeletedBy)
{
    /// <inheritdoc />
    public override string ToString() => "DeletedCommonName(***)";
}

/// <summary>旧氏 with its reading and request (住民基本台帳法施行令第30条の14).</summary>
internal sealed record FormerSurname(string Written, string? Kana, bool KanaConfirmed)
{
    /// <summary>請求日.</summary>
    public DateOnly? RequestedOn { get; init; }

    /// <summary>旧氏申請コード.</summary>
    public string? ApplicationCode { get; init; }

    /// <inheritdoc />
    public override string ToString() => "FormerSurname(***)";
}

/// <summary>Which name stands on letters (氏名優先区分).</summary>
internal enum NamePriority
{
    /// <summary>氏名.</summary>
    Registered,

    /// <summary>通称.</summary>
    Common,

    /// <summary>併記名.</summary>
    Parallel,
}

/// <summary>The values before the latest change (旧氏名 etc.; not 旧氏).</summary>
internal sealed record EarlierNames(PersonName? Name, CommonName? Common, PersonName? Parallel)
{
    /// <inheritdoc />
    public override string ToString() => "EarlierNames(***)";
}

/// <summary>An address: the written text is authoritative, code and parts are annotations (incident I-17).</summary>
internal sealed record Address
{
    /// <summary>住所コード, 11 digits; null outside the dictionary or abroad.</summary>
    public AddressCode? Code { get; init; }

    /// <summary>郵便番号.</summary>
    public PostalCode? PostalCode { get; init; }

    /// <summary>Text up to the town (都道府県から町字まで); inside the municipality without prefecture and city.</summary>
    public required string Town { get; init; }

    /// <summary>番地・住居番号 as written, such as 1番地2号; empty for an address abroad.</summary>
    public string Lot { get; init; } = "";

    /// <summary>方書 as written; null when none.</summary>
    public string? Building { get; init; }

    /// <summary>方書 in katakana.</summary>
    public string? BuildingKana { get; init; }

    /// <summary>The lot number in five parts (前漢字, three values, 後漢字) for natural order.</summary>
    public LotParts? Parts { get; init; }

    /// <summary>特定施設コード when the address is such a facility.</summary>
    public string? Facility { get; init; }

    /// <summary>Whether it lies abroad.</summary>
    public bool Abroad { get; init; }

    /// <summary>Town and lot without the building.</summary>
    public string WithoutBuilding => Town + Lot;

    /// <summary>The whole text; the building follows after a full-width space.</summary>
    public string Full => string.IsNullOrEmpty(Building) ? WithoutBuilding : $"{WithoutBuilding}　{Building}";

    /// <inheritdoc />
    public override string ToString() => "Address(***)";
}

/// <summary>地番 split for sorting; the text as written stays beside it in <see cref="Address.Lot"/>.</summary>
internal sealed record LotParts(string Prefix, int? First, int? Second, int? Third, string Suffix)
{
    /// <summary>The parts of a number as written; null when none is written.</summary>
    public static LotParts? Of(string written)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        LotNumber read = LotNumber.Read(written);
        return new LotParts(read.Prefix, read.First, read.Second, read.Third, read.Suffix);
    }
}

/// <summary>An earlier or other address with the householder there.</summary>
internal sealed record AddressWithHead(Address Address, string? HeadName = null)
{
    /// <summary>All names of the head there, when that person was on this register.</summary>
    public HeadNames? Head { get; init; }

    /// <inheritdoc />
    public override string ToString() => "AddressWithHead(***)";
}

/// <summary>A dated fact with reason and notification date (年月日・事由・届出日).</summary>
internal sealed record DatedFact(PartialDate On, string? ReasonCode = null, DateOnly? NotifiedOn = null)
{
    /// <summary>Reason in words when no code fits.</summary>
    public string? Reason { get; init; }
}

/// <summary>転出: 予定 and 確定; the plan stays readable (4.1.3.1.1).</summary>
internal sealed record MoveOut(Address PlannedTo, DateOnly PlannedOn)
{
    /// <summary>届出日; null when ex officio.</summary>
    public DateOnly? NotifiedOn { get; init; }

    /// <summary>Planned head of household there.</summary>
    public string? PlannedHead { get; init; }

    /// <summary>Planned head there in alphabet.</summary>
    public string? PlannedHeadAlphabet { get; init; }

    /// <summary>特例による転出 (住民基本台帳法第24条の2): data instead of paper.</summary>
    public bool Special { get; init; }

    /// <summary>Route of the notification: counter, post, online.</summary>
    public string? Channel { get; init; }

    /// <summary>転出先（確定） from the arrival notice.</summary>
    public AddressWithHead? ActualTo { get; init; }

    /// <summary>転出年月日（確定）: the day of arrival there.</summary>
    public DateOnly? ActualOn { get; init; }

    /// <summary>転入通知年月日.</summary>
    public DateOnly? NoticeOn { get; init; }

    /// <inheritdoc />
    public override string ToString() => "MoveOut(***)";
}

/// <summary>本籍・筆頭者.</summary>
internal sealed record RegisteredDomicile(Address Address, string Head)
{
    /// <inheritdoc />
    public override string ToString() => "RegisteredDomicile(***)";
}

/// <summary>Category of a foreign resident (住民基本台帳法第30条の45).</summary>
internal enum ForeignCategory
{
    /// <summary>中長期在留者.</summary>
    MidToLongTerm,

    /// <summary>特別永住者.</summary>
    SpecialPermanent,

    /// <summary>一時庇護許可者.</summary>
    TemporaryRefuge,

    /// <summary>仮滞在許可者.</summary>
    ProvisionalStay,

    /// <summary>出生による経過滞在者.</summary>
    TransitionalByBirth,

    /// <summary>国籍喪失による経過滞在者.</summary>
    TransitionalByLossOfNationality,
}

/// <summary>Items of a foreign resident (1.1.2).</summary>
internal sealed record ForeignResidence
{
    /// <summary>国籍・地域; may be blank with an alert.</summary>
    public string? Nationality { get; init; }

    /// <summary>国籍コード of the immigration agency, when known.</summary>
    public string? NationalityCode { get; init; }

    /// <summary>在留資格コード of the immigration agency, when known.</summary>
    public string? StatusCode { get; init; }

    /// <summary>第30条の45規定区分; blank is refused by RQ-09.</summary>
    public ForeignCategory? Category { get; init; }

    /// <summary>在留資格.</summary>
    public string? Status { get; init; }

    /// <summary>在留期間 in words, such as 5年 or 無期限.</summary>
    public string? Period { get; init; }

    /// <summary>在留期間の満了の日, western (1.1.9).</summary>
    public DateOnly? PeriodEnd { get; init; }

    /// <summary>在留カード等の番号.</summary>
    public ResidenceCardNumber? CardNumber { get; init; }

    /// <summary>上陸期間 or 仮滞在期間 in words.</summary>
    public string? PermittedStay { get; init; }

    /// <summary>旧外登法による登録年月日.</summary>
    public PartialDate? FormerRegistrationOn { get; init; }

    /// <summary>住居地の届出の有無.</summary>
    public bool ResidenceNotified { get; init; }

    /// <inheritdoc />
    public override string ToString() => "ForeignResidence(***)";
}

/// <summary>Place in the household (世帯); household-wide data are repeated per person as the standard's snapshot demands.</summary>
internal sealed record Membership(HouseholdId Id, HouseholdNumber Number, string Relationship)
{
    /// <summary>任意世帯番号.</summary>
    public string? OptionalNumber { get; init; }

    /// <summary>記載順位, from 1.</summary>
    public int Order { get; init; } = 1;

    /// <summary>続柄変更フラグ: the relationship must be set anew.</summary>
    public bool RelationshipPending { get; init; }

    /// <summary>世帯主 as known to this record; null when the head is unset (1.1.10).</summary>
    public HeadNames? Head { get; init; }

    /// <summary>The latest 世帯変更 with reason, day and notification date.</summary>
    public DatedFact? Changed { get; init; }

    /// <summary>旧世帯番号.</summary>
    public HouseholdNumber? PreviousNumber { get; init; }

    /// <summary>旧世帯主.</summary>
    public HeadNames? PreviousHead { get; init; }

    /// <summary>Whether this person is the householder (世帯主).</summary>
    public bool IsHead => Relationship == "世帯主";

    /// <inheritdoc />
    public override string ToString() => "Membership(***)";
}

/// <summary>Names of a householder as repeated on the members' records.</summary>
internal sealed record HeadNames(string Written, string? Kana, string? Common = null, string? Parallel = null)
{
    /// <summary>Name of the head in alphabet.</summary>
    public string? Alphabet { get; init; }

    /// <summary>通称カナ of the head.</summary>
    public string? CommonKana { get; init; }

    /// <summary>併記氏名カナ of the head.</summary>
    public string? ParallelKana { get; init; }

    /// <inheritdoc />
    public override string ToString() => "HeadNames(***)";
}

/// <summary>State of a removed record (住民状態 of a 除票).</summary>
internal enum RemovalKind
{
    /// <summary>転出.</summary>
    MovedOut,

    /// <summary>死亡.</summary>
    Died,

    /// <summary>消除 (職権消除, 国籍喪失, 帰化等, 取消し).</summary>
    Removed,

    /// <summary>改製.</summary>
    Recompiled,
}

/// <summary>消除コード, 事由, 届出日, 消除日.</summary>
internal sealed record Removal(RemovalKind Kind, string ReasonCode, PartialDate HappenedOn, DateOnly RemovedOn)
{
    /// <summary>消除届出日 or date of the notice.</summary>
    public DateOnly? NotifiedOn { get; init; }
}

/// <summary>行政区, 自治会, 町内会, 小学校区, 中学校区, 投票区.</summary>
internal sealed record Districts
{
    /// <summary>行政区コード.</summary>
    public string? Administrative { get; init; }

    /// <summary>自治会コード.</summary>
    public string? ResidentsAssociation { get; init; }

    /// <summary>町内会コード.</summary>
    public string? NeighbourhoodAssociation { get; init; }

    /// <summary>小学校区コード.</summary>
    public string? ElementarySchool { get; init; }

    /// <summary>中学校区コード.</summary>
    public string? JuniorHighSchool { get; init; }

    /// <summary>投票区コード.</summary>
    public string? Voting { get; init; }
}

/// <summary>A qualification held elsewhere, as reported (有無, 取得日, 喪失日).</summary>
internal sealed record Qualification(bool Held, DateOnly? GainedOn = null, DateOnly? LostOn = null)
{
    /// <summary>Kind (種別) or category in the words of the responsible duty.</summary>
    public string? Category { get; init; }

    /// <summary>Date the kind changed (種別変更日).</summary>
    public DateOnly? CategoryChangedOn { get; init; }

    /// <summary>Number or symbol of the qualification, such as 基礎年金番号; never printed unless named.</summary>
    public string? Number { get; init; }

    /// <summary>A second category, such as 退職区分.</summary>
    public string? SecondCategory { get; init; }

    /// <summary>Day from which the second category holds (退職該当異動日).</summary>
    public DateOnly? SecondFrom { get; init; }

    /// <summary>Day from which the second category no longer holds (退職非該当異動日).</summary>
    public DateOnly? SecondUntil { get; init; }

    /// <summary>適用開始年月日.</summary>
    public DateOnly? AppliesFrom { get; init; }

    /// <summary>適用終了年月日.</summary>
    public DateOnly? AppliesUntil { get; init; }

    /// <inheritdoc />
    public override string ToString() => "Qualification(***)";
}

/// <summary>Facts that other duties report to the record (法第7条第10号から第11号の2まで).</summary>
internal sealed record Qualifications
{
    /// <summary>国民健康保険.</summary>
    public Qualification? NationalHealthInsurance { get; init; }

    /// <summary>後期高齢者医療.</summary>
    public Qualification? LateStageElderlyMedicalCare { get; init; }

    /// <summary>介護保険.</summary>
    public Qualification? LongTermCareInsurance { get; init; }

    /// <summary>国民年金.</summary>
    public Qualification? NationalPension { get; init; }

    /// <summary>児童手当; start and end month as first days.</summary>
    public Qualification? ChildAllowance { get; init; }

    /// <summary>選挙人名簿登録.</summary>
    public Qualification? ElectoralRoll { get; init; }

    /// <summary>住基カード 所持有無 and 返納.</summary>
    public Qualification? RegisterCard { get; init; }

    /// <summary>個人番号カード 所持有無.</summary>
    public Qualification? IndividualNumberCard { get; init; }

    /// <summary>Whether an adult ward (成年被後見人).</summary>
    public bool AdultWard { get; init; }
}

/// <summary>Marks, codes and reserve items of the record.</summary>
internal sealed record RecordMarks
{
    /// <summary>警告コード; the warning shows before the record is used.</summary>
    public string? WarningCode { get; init; }

    /// <summary>転入未届コード.</summary>
    public string? UnnotifiedMoveIn { get; init; }

    /// <summary>再転入コード.</summary>
    public string? Returning { get; init; }

    /// <summary>居住地補正コード.</summary>
    public string? ResidenceCorrection { get; init; }

    /// <summary>Hide the building name on output: current, prior, pre-move-in, planned, actual address.</summary>
    public BuildingHidden HideBuilding { get; init; }

    /// <summary>軽微な修正.</summary>
    public bool MinorCorrection { get; init; }

    /// <summary>強制修正.</summary>
    public bool ForcedCorrection { get; init; }

    /// <summary>移行データ.</summary>
    public bool Migrated { get; init; }

    /// <summary>交付識別コード.</summary>
    public string? IssuanceCode { get; init; }

    /// <summary>登録区分.</summary>
    public string? RegistrationCategory { get; init; }

    /// <summary>政令市コード.</summary>
    public string? DesignatedCity { get; init; }

    /// <summary>住基法附則第5条.</summary>
    public bool SupplementaryArticle5 { get; init; }

    /// <summary>国籍喪失日.</summary>
    public DateOnly? NationalityLostOn { get; init; }

    /// <summary>特別な事由; printed only when named.</summary>
    public string? SpecialReason { get; init; }

    /// <summary>任意記載.</summary>
    public string? FreeEntry { get; init; }

    /// <summary>予備.</summary>
    public string? Reserve1 { get; init; }

    /// <summary>予備.</summary>
    public string? Reserve2 { get; init; }

    /// <summary>名称 category (氏名区分).</summary>
    public string? NameCategory { get; init; }
}

/// <summary>Which building names are left out on output (方書非表示).</summary>
[Flags]
internal enum BuildingHidden
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>現住所方書.</summary>
    Current = 1,

    /// <summary>前住所方書.</summary>
    Prior = 2,

    /// <summary>転入前方書.</summary>
    MovedInFrom = 4,

    /// <summary>転出予定方書.</summary>
    Planned = 8,

    /// <summary>実定地方書.</summary>
    Actual = 16,
}

/// <summary>A note of the combined remarks field (統合記載欄).</summary>
/// <param name="Kind">B: 留意事項 tied to an item; C: 備考.</param>
/// <param name="Item">The item a B note belongs to; null for C.</param>
/// <param name="Text">The text as printed.</param>
/// <param name="On">When it was recorded.</param>
internal sealed record Note(NoteKind Kind, string? Item, string Text, DateOnly On)
{
    /// <inheritdoc />
    public override string ToString() => $"Note({Kind})";
}

/// <summary>Kind of note; kind A (異動履歴) is made from the history and never stored.</summary>
internal enum NoteKind
{
    /// <summary>留意事項.</summary>
    PointToNote,

    /// <summary>備考.</summary>
    Remark,
}

/// <summary>改製: number, date, and the date on which the recompiled record was closed.</summary>
internal sealed record Recompilation(string Number, DateOnly On, DateOnly? ClosedOn);
