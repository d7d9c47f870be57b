using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>A person inside one change: a resident by id, or a newcomer by a key such as N1.</summary>
internal sealed record PersonRef(string Value)
{
    /// <summary>The reference of a resident.</summary>
    public static PersonRef Of(ResidentId id) => new(id.Value.ToString());

    /// <summary>The resident meant; null for a newcomer's key.</summary>
    [JsonIgnore]
    public ResidentId? Resident => Guid.TryParse(Value, out Guid id) ? new ResidentId(id) : null;
}

/// <summary>Who notifies (届出人). Nobody else may (CR-02).</summary>
internal enum NotifierKind
{
    /// <summary>本人.</summary>
    Person,

    /// <summary>世帯主 (法第26条第1項).</summary>
    Householder,

    /// <summary>同一世帯の者 acting with authority.</summary>
    HouseholdMember,

    /// <summary>法定代理人.</summary>
    LegalRepresentative,

    /// <summary>任意代理人 with a letter of attorney.</summary>
    Attorney,
}

/// <summary>The notifier and how identity was confirmed (CR-02, 法第27条第2項).</summary>
/// <param name="Kind">Who.</param>
/// <param name="IdentityDocument">The documents shown, separated by 、, such as 運転免許証; whether they suffice says <see cref="Changes.IdentityDocuments"/>.</param>
/// <param name="Name">届出人の氏名, when not one of the persons concerned.</param>
internal sealed record Notifier(NotifierKind Kind, string? IdentityDocument, string? Name = null)
{
    /// <summary>Whether the authority of a representative was shown (委任状, 戸籍).</summary>
    public bool AuthorityShown { get; init; }

    /// <summary>届出人の連絡先.</summary>
    public string? Contact { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"Notifier({Kind})";
}

/// <summary>Documents examined before the entry; each is a fact the clerk states, not a file.</summary>
internal enum CheckedDocument
{
    /// <summary>転出証明書 (paper), compared with the notification.</summary>
    MoveOutCertificate,

    /// <summary>転出証明書に準ずる証明書 or 除票の写し.</summary>
    SubstituteForMoveOutCertificate,

    /// <summary>転出証明書情報 received through the resident network.</summary>
    MoveOutInformation,

    /// <summary>戸籍謄抄本 and 附票の写し (令第22条).</summary>
    FamilyRegister,

    /// <summary>在留カード or 特別永住者証明書.</summary>
    ResidenceCard,

    /// <summary>Document proving the relationship to the householder.</summary>
    RelationshipProof,

    /// <summary>法第9条第2項の通知 or 戸籍届出.</summary>
    RegisterNotice,

    /// <summary>処理結果確認票 of a notice of the immigration agency.</summary>
    ImmigrationConfirmation,

    /// <summary>旅券 with the stamp of entry.</summary>
    Passport,

    /// <summary>個人番号カード of a mover, for the special way.</summary>
    IndividualNumberCard,

    /// <summary>Survey report or another document an ex officio act rests on (CR-07).</summary>
    Survey,

    /// <summary>Notice of the duty responsible for a qualification or card (資格の得喪の通知等).</summary>
    QualificationNotice,
}

/// <summary>What the move-out certificate says, for the comparison with the notification (RR-20, CR-09).</summary>
internal sealed record MoveOutCertificateData
{
    /// <summary>Planned day of the certificate.</summary>
    public DateOnly? PlannedOn { get; init; }

    /// <summary>Whether it is marked 再交付.</summary>
    public bool Reissued { get; init; }

    /// <summary>受信番号 of the electronic 転出証明書情報; null with a paper certificate.</summary>
    public string? Receipt { get; init; }

    /// <summary>What the certificate says of the persons; compared with the notification.</summary>
    public IReadOnlyList<CertifiedPerson> Persons { get; init; } = [];

    /// <summary>Items that differ, as the clerk states them, with their settlement.</summary>
    public IReadOnlyList<Discrepancy> Discrepancies { get; init; } = [];
}

/// <summary>A person as the move-out certificate has them; what is null was not copied from it.</summary>
internal sealed record CertifiedPerson(PersonRef Person)
{
    /// <summary>氏名.</summary>
    public string? Name { get; init; }

    /// <summary>生年月日.</summary>
    public PartialDate? BirthDate { get; init; }

    /// <summary>性別; blank when not copied.</summary>
    public Sex Sex { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"CertifiedPerson({Person.Value})";
}

/// <summary>
/// One item that differs between certificate and notification; settled when a decision with reason stands. A settlement
/// without a named item is for whatever the comparison finds of the person.
/// </summary>
internal sealed record Discrepancy(PersonRef Person, string Item, string? Settlement);

/// <summary>Where the persons go (転出先): a municipality is enough (4.1.3.0.2).</summary>
internal sealed record Destination(Address? Address)
{
    /// <summary>Municipality code of the destination; null abroad or unknown.</summary>
    public MunicipalityCode? Municipality { get; init; }

    /// <summary>世帯主 there.</summary>
    public string? HeadName { get; init; }

    /// <inheritdoc />
    public override string ToString() => "Destination(***)";
}

/// <summary>The household after the change (異動先世帯).</summary>
/// <param name="Existing">The household joined; null: a new one is formed.</param>
internal sealed record HouseholdTarget(HouseholdId? Existing)
{
    /// <summary>A new household (全部).</summary>
    public static HouseholdTarget New { get; } = new((HouseholdId?)null);
}

/// <summary>A relationship as the clerk sets it.</summary>
internal sealed record RelationshipSet(PersonRef Person, string Relationship);

/// <summary>One corrected item: a key of <see cref="FixableItems"/> and the new value as typed; null clears the item.</summary>
internal sealed record ItemFix(string Item, string? Value)
{
    /// <summary>The person it concerns; null: all persons of the change.</summary>
    public PersonRef? Person { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"ItemFix({Item})";
}

/// <summary>An alert confirmed by a clerk with the reason (11.1); kept with the case.</summary>
internal sealed record AlertConfirmation(string CheckId, string Reason, string ConfirmedBy)
{
    /// <summary>The person of the alert; null when it concerns the whole act.</summary>
    public PersonRef? Person { get; init; }

    /// <summary>The field of the alert; null when it has none.</summary>
    public string? Field { get; init; }
}

/// <summary>How a person is entered (4.1.1.2).</summary>
internal enum EntryMode
{
    /// <summary>新規.</summary>
    NewEntry,

    /// <summary>再転入.</summary>
    ReArrival,
}

/// <summary>The named cases of a minor correction (4.2.3.2).</summary>
internal enum MinorCase
{
    /// <summary>俗字等の正字への更正.</summary>
    CommonCharacter,

    /// <summary>文字同定.</summary>
    CharacterIdentification,

    /// <summary>行政区画・町名の変更.</summary>
    PlaceRenamed,

    /// <summary>地番の変更.</summary>
    LotRenumbered,

    /// <summary>住居表示の実施・変更.</summary>
    ResidenceIndication,

    /// <summary>建物の名称・貸主の変更.</summary>
    BuildingRenamed,
}

/// <summary>A person not on the register before the change, as the notification states them.</summary>
internal sealed record Newcomer
{
    /// <summary>Key inside the change.</summary>
    public required PersonRef Ref { get; init; }

    /// <summary>The earlier record of a re-arrival; its number and id are taken over.</summary>
    public ResidentId? Earlier { get; init; }

    /// <summary>住民種別.</summary>
    public ResidentKind Kind { get; init; }

    /// <summary>氏名; null while unnamed.</summary>
    public PersonName? Name { get; init; }

    /// <summary>併記名.</summary>
    public PersonName? ParallelName { get; init; }

    /// <summary>通称 carried over.</summary>
    public CommonName? CommonName { get; init; }

    /// <summary>通称 deleted in another municipality, as the move-out certificate states them, the first deleted first (施行令第30条の16).</summary>
    public IReadOnlyList<DeletedCommonName> DeletedCommonNames { get; init; } = [];

    /// <summary>旧氏 carried over.</summary>
    public FormerSurname? FormerSurname { get; init; }

    /// <summary>性別.</summary>
    public Sex Sex { get; init; }

    /// <summary>生年月日.</summary>
    public PartialDate? BirthDate { get; init; }

    /// <summary>続柄; null when set in <see cref="ChangeRequest.Relationships"/>.</summary>
    public string? Relationship { get; init; }

    /// <summary>転入前住所.</summary>
    public AddressWithHead? MovedInFrom { get; init; }

    /// <summary>最終登録住所地 (4.1.1.4).</summary>
    public Address? LastRegistered { get; init; }

    /// <summary>本籍・筆頭者; quoted from the parent at a birth when null.</summary>
    public RegisteredDomicile? Domicile { get; init; }

    /// <summary>Foreign items.</summary>
    public ForeignResidence? Foreign { get; init; }

    /// <summary>住所を定めた年月日; only an ex officio recovery may state another day than the change.</summary>
    public PartialDate? AddressSettledOn { get; init; }

    /// <summary>住民となった年月日, likewise.</summary>
    public PartialDate? BecameResidentOn { get; init; }

    /// <summary>An Individual Number was entered and stands in the number vault.</summary>
    public bool NumberEntered { get; init; }

    /// <summary>A resident record code was entered and stands in the number vault.</summary>
    public bool RecordCodeEntered { get; init; }

    /// <summary>Lived in another municipality between leaving for abroad and this return (1.1.7).</summary>
    public bool LivedElsewhereSince { get; init; }

    /// <summary>A parent in the register, whose household and 本籍 the child takes; the mother when both are here.</summary>
    public ResidentId? Parent { get; init; }

    /// <summary>留意事項 to be recorded with the entry.</summary>
    public string? PointToNote { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"Newcomer({Ref.Value})";
}
