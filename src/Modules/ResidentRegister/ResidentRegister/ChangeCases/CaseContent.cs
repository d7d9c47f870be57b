using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>What a case was entered for. Exactly one of the three kinds is set.</summary>
internal sealed record CaseContent
{
    /// <summary>Form of the cancellation of a change.</summary>
    public const string CancelForm = "CANCEL";

    /// <summary>Form of an arrival notice.</summary>
    public const string NoticeForm = ChangeReasons.ArrivalNoticeRecorded;

    /// <summary>A change by one of the paper forms.</summary>
    public ChangeRequest? Change { get; init; }

    /// <summary>The cancellation of a change (異動の取消し).</summary>
    public CancelRequest? Cancel { get; init; }

    /// <summary>An arrival notice (転入通知) entered by hand.</summary>
    public ArrivalNotice? Notice { get; init; }

    /// <summary>Alerts confirmed by the enterer, with reasons.</summary>
    public IReadOnlyList<AlertConfirmation> Confirmations { get; init; } = [];

    /// <summary>What was typed into the form, to be shown again when the draft is edited; empty when no form was used.</summary>
    public IReadOnlyDictionary<string, string[]> Typed { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Ids set aside for the newcomers, by their key, from the first draft on.</summary>
    public IReadOnlyDictionary<string, Guid> NewcomerIds { get; init; } = new Dictionary<string, Guid>();

    /// <summary>Code of the form.</summary>
    [JsonIgnore]
    public string Form => Change?.Form ?? (Cancel is null ? NoticeForm : CancelForm);

    /// <summary>異動事由; of a cancellation only the decision knows which of the three it is.</summary>
    [JsonIgnore]
    public string Reason => Change?.Reason ?? Form;

    /// <summary>異動事由 in words.</summary>
    [JsonIgnore]
    public string ReasonText => Words(Reason);

    /// <summary>届出区分.</summary>
    [JsonIgnore]
    public Basis Basis => Change?.Basis ?? Cancel?.Basis ?? Basis.ExOfficio;

    /// <summary>届出人.</summary>
    [JsonIgnore]
    public Notifier? Notifier => Change?.Notifier;

    /// <summary>Residents whose own change it is: those concerned and those who come back.</summary>
    [JsonIgnore]
    public IReadOnlyList<ResidentId> Subjects =>
    [
        .. (Change?.Persons ?? [])
            .Concat(Newcomers.Select(newcomer => newcomer.Earlier).OfType<ResidentId>())
            .Concat((Cancel?.Rows ?? []).Select(row => row.Person))
            .Concat(new[] { Notice?.Person }.OfType<ResidentId>())
            .Distinct(),
    ];

    /// <summary>All residents it names, whatever their part.</summary>
    [JsonIgnore]
    public IReadOnlyList<ResidentId> Named =>
    [
        .. Subjects
            .Concat(Newcomers.Select(newcomer => newcomer.Parent).OfType<ResidentId>())
            .Concat(new[] { Change?.RemainingHead, Change?.NewHead?.Resident }.OfType<ResidentId>())
            .Concat((Change?.Relationships ?? []).Select(set => set.Person.Resident).OfType<ResidentId>())
            .Distinct(),
    ];

    /// <summary>The household joined; null when none is.</summary>
    [JsonIgnore]
    public HouseholdId? Joined => Change?.Target?.Existing;

    /// <summary>Whether a 通称 is recorded or deleted, so that the name of this municipality enters the record.</summary>
    [JsonIgnore]
    public bool RecordsCommonName => Change is { Reason: "ALIAS_DEL" }
        || (Change?.Fixes ?? []).Any(fix => fix.Item == "commonName")
        || Newcomers.Any(newcomer => newcomer.CommonName is not null);

    /// <summary>Persons who are not residents before the change.</summary>
    [JsonIgnore]
    public IReadOnlyList<Newcomer> Newcomers => Change?.Newcomers ?? [];

    /// <summary>The ids set aside for newcomers without an earlier record, in their order; a fresh one before the first save.</summary>
    [JsonIgnore]
    public IReadOnlyList<ResidentId> NewcomersSetAside =>
    [
        .. Newcomers.Where(newcomer => newcomer.Earlier is null)
            .Select(newcomer => NewcomerIds.TryGetValue(newcomer.Ref.Value, out Guid id) ? new ResidentId(id) : ResidentId.New()),
    ];

    /// <summary>The numbers entered for persons of this case; they themselves lie in the vault.</summary>
    [JsonIgnore]
    public IReadOnlyList<(PersonRef Person, NumberKind Kind)> NumbersEntered =>
    [
        .. Newcomers.Where(one => one.NumberEntered).Select(one => (one.Ref, NumberKind.Individual)),
        .. Newcomers.Where(one => one.RecordCodeEntered).Select(one => (one.Ref, NumberKind.RecordCode)),
        .. (Change is { NumberEntered: true } ? Change.Persons : []).Select(one => (PersonRef.Of(one), NumberKind.Individual)),
        .. (Change is { RecordCodeEntered: true } ? Change.Persons : []).Select(one => (PersonRef.Of(one), NumberKind.RecordCode)),
    ];

    /// <summary>Whether the decision looks at the whole history of the persons.</summary>
    [JsonIgnore]
    public bool LooksFarBack => Cancel is not null || Newcomers.Any(newcomer => newcomer.Earlier is not null);

    /// <summary>The words of a reason, cancellations as a whole included.</summary>
    public static string Words(string reason) =>
        reason == CancelForm ? "異動の取消し" : ChangeReasons.Find(reason)?.Japanese ?? reason;

    /// <summary>Decides on what the register says; the same for a preview and for the final act.</summary>
    /// <exception cref="InvalidOperationException">None of the kinds is set: the stored row is broken.</exception>
    public ChangeProposal Decide(RegisterView view) =>
        Change is not null ? ChangeDecision.Decide(Change, view)
        : Cancel is not null ? CancelDecision.Decide(Cancel, view)
        : Notice is not null ? MoveOutCompletion.Arrived(Notice, view)
        : throw new InvalidOperationException("A case without content.");

    /// <summary>The same entry with the versions it was based on.</summary>
    public CaseContent BasedOn(IReadOnlyList<CasePerson> persons) => Change is null ? this : this with
    {
        Change = Change with
        {
            BaseVersions = persons.ToDictionary(person => person.Id.Value.ToString(), person => person.BaseVersion),
        },
    };

    /// <summary>The same entry, saying for whom numbers were entered.</summary>
    public CaseContent WithNumbersEntered(IReadOnlyCollection<(PersonRef Person, NumberKind Kind)> entered) => Change is null ? this : this with
    {
        Change = Change with
        {
            Newcomers =
            [
                .. Newcomers.Select(one => one with
                {
                    NumberEntered = entered.Contains((one.Ref, NumberKind.Individual)),
                    RecordCodeEntered = entered.Contains((one.Ref, NumberKind.RecordCode)),
                }),
            ],
            NumberEntered = Change.Persons.Any(one => entered.Contains((PersonRef.Of(one), NumberKind.Individual))),
            RecordCodeEntered = Change.Persons.Any(one => entered.Contains((PersonRef.Of(one), NumberKind.RecordCode))),
        },
    };

    /// <summary>The person of the register that is or will be meant by a reference; null when nobody is.</summary>
    public ResidentId? ResidentOf(PersonRef person) => person.Resident
        ?? Newcomers.FirstOrDefault(one => one.Ref == person)?.Earlier
        ?? (NewcomerIds.TryGetValue(person.Value, out Guid id) ? new ResidentId(id) : null);

    /// <summary>The same entry with an id set aside for each newcomer who has none yet.</summary>
    public CaseContent WithNewcomerIds() => this with
    {
        NewcomerIds = Newcomers.Where(newcomer => newcomer.Earlier is null).ToDictionary(
            newcomer => newcomer.Ref.Value,
            newcomer => NewcomerIds.TryGetValue(newcomer.Ref.Value, out Guid id) ? id : ResidentId.New().Value),
    };

    /// <inheritdoc />
    public override string ToString() => $"CaseContent({Form})";
}
