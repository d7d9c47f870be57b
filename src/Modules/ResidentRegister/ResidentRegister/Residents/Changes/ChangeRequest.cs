using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>What a draft (仮登録) holds: the notification as entered. Stored with the case, never on the record.</summary>
/// <remarks>Individual Numbers and record codes are not here: they go to the number vault, keyed by the act.</remarks>
internal sealed record ChangeRequest
{
    /// <summary>Code of the form (<see cref="ChangeForms"/>): only its fields may be filled (CR-08).</summary>
    public required string Form { get; init; }

    /// <summary>異動事由.</summary>
    public required string Reason { get; init; }

    /// <summary>届出区分.</summary>
    public Basis Basis { get; init; }

    /// <summary>Residents concerned, in the order of the form.</summary>
    public IReadOnlyList<ResidentId> Persons { get; init; } = [];

    /// <summary>Persons who are not residents before the change.</summary>
    public IReadOnlyList<Newcomer> Newcomers { get; init; } = [];

    /// <summary>異動日; starts blank (4.0.3).</summary>
    public PartialDate? HappenedOn { get; init; }

    /// <summary>処理日 as somebody tried to set it; anything but today is refused (DT-09).</summary>
    public DateOnly? ProcessedOn { get; init; }

    /// <summary>届出日.</summary>
    public PartialDate? NotifiedOn { get; init; }

    /// <summary>戸籍届出・通知日.</summary>
    public PartialDate? RegisterNoticeOn { get; init; }

    /// <summary>申出日.</summary>
    public PartialDate? ApplicationOn { get; init; }

    /// <summary>請求日.</summary>
    public PartialDate? RequestOn { get; init; }

    /// <summary>通知日 of the immigration agency.</summary>
    public PartialDate? NoticeOn { get; init; }

    /// <summary>届出人.</summary>
    public Notifier? Notifier { get; init; }

    /// <summary>Route of entry.</summary>
    public Route Route { get; init; }

    /// <summary>Source of the information.</summary>
    public InformationSource Source { get; init; }

    /// <summary>職権記録書: the ground of an ex officio act, or the provision.</summary>
    public string? Ground { get; init; }

    /// <summary>Documents examined.</summary>
    public IReadOnlyList<CheckedDocument> Documents { get; init; } = [];

    /// <summary>The move-out certificate as read.</summary>
    public MoveOutCertificateData? Certificate { get; init; }

    /// <summary>New entry or re-arrival.</summary>
    public EntryMode Mode { get; init; }

    /// <summary>特例転入 or 特例転出 (法第24条の2).</summary>
    public bool Special { get; init; }

    /// <summary>未届転入 (4.1.1.4).</summary>
    public bool Unreported { get; init; }

    /// <summary>転入届 and 出生届 filed together (4.1.0.1).</summary>
    public bool FiledWithMoveIn { get; init; }

    /// <summary>Provision of an arrival of a foreign resident: 30の46, 30の47; null otherwise.</summary>
    public string? Provision { get; init; }

    /// <summary>失踪 (4.2.2.2).</summary>
    public bool Disappearance { get; init; }

    /// <summary>転出先.</summary>
    public Destination? Destination { get; init; }

    /// <summary>The address after the change.</summary>
    public Address? NewAddress { get; init; }

    /// <summary>同一住所別家屋: another dwelling on the same lot (4.1.2.1).</summary>
    public bool OtherDwelling { get; init; }

    /// <summary>The household after the change; null: inferred (4.0.1).</summary>
    public HouseholdTarget? Target { get; init; }

    /// <summary>世帯主 of the household after the change.</summary>
    public PersonRef? NewHead { get; init; }

    /// <summary>世帯主 of those who stay, set ex officio in the same act (4.0.4).</summary>
    public ResidentId? RemainingHead { get; init; }

    /// <summary>続柄 after the change.</summary>
    public IReadOnlyList<RelationshipSet> Relationships { get; init; } = [];

    /// <summary>Corrected items.</summary>
    public IReadOnlyList<ItemFix> Fixes { get; init; } = [];

    /// <summary>An Individual Number was entered for the one resident concerned and stands in the number vault.</summary>
    public bool NumberEntered { get; init; }

    /// <summary>A resident record code was entered for the one resident concerned and stands in the number vault.</summary>
    public bool RecordCodeEntered { get; init; }

    /// <summary>Which named case a minor correction is.</summary>
    public MinorCase? Minor { get; init; }

    /// <summary>Whether 職権記載等通知書 is sent; null: not decided (OF-04).</summary>
    public bool? NoticeToPerson { get; init; }

    /// <summary>改製番号.</summary>
    public string? RecompilationNumber { get; init; }

    /// <summary>Versions of the records when the draft was made (WF-09), by person.</summary>
    public IReadOnlyDictionary<string, int> BaseVersions { get; init; } = new Dictionary<string, int>();

    /// <summary>Alerts confirmed so far.</summary>
    public IReadOnlyList<AlertConfirmation> Confirmations { get; init; } = [];

    /// <summary>The relationship set for a person; null when none was.</summary>
    public string? RelationshipOf(PersonRef person) =>
        Relationships.LastOrDefault(set => set.Person == person)?.Relationship
        ?? Newcomers.FirstOrDefault(one => one.Ref == person)?.Relationship;

    /// <summary>Whether a document was examined.</summary>
    public bool Has(CheckedDocument document) => Documents.Contains(document);

    /// <inheritdoc />
    public override string ToString() => $"ChangeRequest({Reason})";
}
