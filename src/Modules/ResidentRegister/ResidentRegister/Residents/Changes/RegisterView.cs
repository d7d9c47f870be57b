using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>Everything a decision may look at, gathered by the handler in the transaction of the act.</summary>
internal sealed record RegisterView
{
    /// <summary>The business date: 処理日.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>This municipality.</summary>
    public required MunicipalityCode Municipality { get; init; }

    /// <summary>市区町村名, for what is recorded as the municipality of recording.</summary>
    public string MunicipalityName { get; init; } = "";

    /// <summary>Who acts where.</summary>
    public required Actor By { get; init; }

    /// <summary>Ids and numbers for new persons and households.</summary>
    public required Allotment Allotment { get; init; }

    /// <summary>Severities and limits of the municipality.</summary>
    public CheckSettings Settings { get; init; } = CheckSettings.Default;

    /// <summary>The documents that confirm who somebody is.</summary>
    public required IdentityDocuments IdentityDocuments { get; init; }

    /// <summary>The persons concerned: those of the request, earlier records of re-arrivals, parents.</summary>
    public IReadOnlyList<PersonView> Persons { get; init; } = [];

    /// <summary>Source and target households with their live members.</summary>
    public IReadOnlyList<HouseholdView> Households { get; init; } = [];

    /// <summary>Records equal to a newcomer by number, code, card or the three items; to a resident, by a number entered.</summary>
    public IReadOnlyList<NewcomerMatch> Matches { get; init; } = [];

    /// <summary>Undecided drafts of other cases that concern these persons.</summary>
    public IReadOnlyList<DraftView> OpenDrafts { get; init; } = [];

    /// <summary>What protects whom; a person not in it is not protected.</summary>
    public IReadOnlyDictionary<ResidentId, ProtectionFacts> Protection { get; init; } =
        new Dictionary<ResidentId, ProtectionFacts>();

    /// <summary>What the address masters say about the new address; null when none was asked.</summary>
    public AddressView? NewAddress { get; init; }

    /// <summary>The decided 転出届 of the planned movers among <see cref="Persons"/>, for what it sets on the day; none of a migrated plan.</summary>
    public IReadOnlyDictionary<ResidentId, ChangeRequest> Notifications { get; init; } = new Dictionary<ResidentId, ChangeRequest>();

    /// <summary>Addresses as the corrections of the request would leave them, by person; empty when it corrects none.</summary>
    public IReadOnlyDictionary<ResidentId, CorrectedAddress> CorrectedAddresses { get; init; } =
        new Dictionary<ResidentId, CorrectedAddress>();

    /// <summary>The person with history; null when not among <see cref="Persons"/>.</summary>
    public PersonView? Person(ResidentId id) => Persons.FirstOrDefault(one => one.Present.ResidentId == id);

    /// <summary>The present row of a person, from the persons or the households.</summary>
    public HistoryRow? Present(ResidentId id) =>
        Person(id)?.Present
        ?? Households.SelectMany(household => household.Members).FirstOrDefault(row => row.ResidentId == id);

    /// <summary>Live members of a household, each once.</summary>
    public IReadOnlyList<HistoryRow> Members(HouseholdId id) =>
    [
        .. Households.Where(household => household.Id == id).SelectMany(household => household.Members)
            .Concat(Persons.Select(person => person.Present))
            .Where(row => row.Record.Household.Id == id && row.Record.IsLive)
            .DistinctBy(row => row.ResidentId),
    ];

    /// <summary>The facts of an act decided now by this operator; the caller adds the dates of its basis.</summary>
    public ChangeFacts Facts(string reason, Basis basis, PartialDate happenedOn, Route route, InformationSource source) => new()
    {
        ActId = Allotment.ActId,
        Reason = reason,
        Basis = basis,
        HappenedOn = happenedOn,
        ProcessedOn = Today,
        Route = route,
        Source = source,
        Office = By.Office,
        Terminal = By.Terminal,
        EnteredBy = By.Operator,
        ReviewedBy = By.ReviewedBy,
        DecidedBy = By.DecidedBy,
    };

    /// <summary>Protection of a person.</summary>
    public ProtectionFacts ProtectionOf(ResidentId id) => Protection.GetValueOrDefault(id, ProtectionFacts.None);
}

/// <summary>The operator at a terminal.</summary>
/// <param name="Operator">Operator code.</param>
/// <param name="Office">入力場所.</param>
/// <param name="Terminal">端末.</param>
internal sealed record Actor(string Operator, string Office, string Terminal)
{
    /// <summary>Whether the operator holds the right for this change (WF-07).</summary>
    public bool MayChange { get; init; } = true;

    /// <summary>Whether the change is entered as a forced correction (強制修正, RR-56).</summary>
    public bool Forces { get; init; }

    /// <summary>Operators who reviewed; empty while a draft.</summary>
    public IReadOnlyList<string> ReviewedBy { get; init; } = [];

    /// <summary>Operator who decided; null while a draft.</summary>
    public string? DecidedBy { get; init; }
}

/// <summary>One person with what the decision needs of the past.</summary>
/// <param name="Present">The present row.</param>
/// <param name="History">All rows, newest first; may be empty when the act needs none.</param>
internal sealed record PersonView(HistoryRow Present, IReadOnlyList<HistoryRow> History)
{
    /// <summary>Holds a valid card (法第24条の2).</summary>
    public bool ValidCard { get; init; }

    /// <summary>Another operator holds the person for input (WF-06).</summary>
    public bool HeldByOther { get; init; }

    /// <summary>The number entered differs from the one recorded on the earlier 除票 (ID-16).</summary>
    public bool NumberDiffers { get; init; }
}

/// <summary>A household with its live members, in order.</summary>
internal sealed record HouseholdView(HouseholdId Id, HouseholdNumber Number, IReadOnlyList<HistoryRow> Members);

/// <summary>Which attributes are equal.</summary>
[Flags]
internal enum MatchKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>個人番号.</summary>
    IndividualNumber = 1,

    /// <summary>住民票コード.</summary>
    RecordCode = 2,

    /// <summary>在留カード番号.</summary>
    CardNumber = 4,

    /// <summary>氏名・性別・生年月日.</summary>
    ThreeItems = 8,
}

/// <summary>A record that equals a newcomer in some attributes.</summary>
internal sealed record NewcomerMatch(PersonRef Newcomer, ResidentId Resident, bool Live, MatchKinds Equal);

/// <summary>An undecided draft of another case.</summary>
internal sealed record DraftView(ChangeCaseId Case, IReadOnlyList<ResidentId> Persons);

/// <summary>What the masters know about an address.</summary>
internal sealed record AddressView
{
    /// <summary>Lies in this municipality; null when it cannot be told (free text).</summary>
    public bool? Inside { get; init; }

    /// <summary>The lot number or residence indication is in the master; null when no master is kept.</summary>
    public bool? LotKnown { get; init; }

    /// <summary>The building is registered for the lot; null when no master is kept or there is no building.</summary>
    public bool? BuildingKnown { get; init; }

    /// <summary>The postal code belongs to the address code; null when one is missing.</summary>
    public bool? PostalCodeFits { get; init; }

    /// <summary>住所コード of the town; null when the masters do not know it.</summary>
    public AddressCode? Code { get; init; }

    /// <summary>郵便番号 of the town; null when unknown or not the same for the whole town.</summary>
    public PostalCode? PostalCode { get; init; }

    /// <summary>Districts of the address; null when the masters assign none.</summary>
    public Districts? Districts { get; init; }
}

/// <summary>A corrected address.</summary>
/// <param name="Address">As it would be.</param>
/// <param name="Master">What the masters say about it; null when they cannot say anything.</param>
internal sealed record CorrectedAddress(Address Address, AddressView? Master);

/// <summary>Ids and numbers set aside for the new persons and the new household of one act.</summary>
internal sealed record Allotment(Guid ActId, IReadOnlyList<AllottedPerson> Persons, AllottedHousehold? Household)
{
    /// <summary>True while only a preview: the rows may be shown, not stored.</summary>
    public bool Provisional { get; init; }

    /// <summary>
    /// Numbers for a preview that take nothing from the sequences: the highest of 15 digits, which no municipality reaches.
    /// The ids are those set aside for the persons: an alert confirmed for one of them is confirmed at the next look, too.
    /// </summary>
    public static Allotment Preview(params IReadOnlyList<ResidentId> persons)
    {
        List<AllottedPerson> allotted = [];
        long running = 99_999_999_999_999;
        while (allotted.Count < persons.Count)
        {
            if (AddresseeNumber.FromSequence(running--, 15) is { } number)
            {
                allotted.Add(new AllottedPerson(persons[allotted.Count], number));
            }
        }

        HouseholdNumber? household = null;
        while (household is null)
        {
            household = HouseholdNumber.FromSequence(running--, 15);
        }

        return new Allotment(Guid.CreateVersion7(), allotted, new AllottedHousehold(HouseholdId.New(), household))
        {
            Provisional = true,
        };
    }
}

/// <summary>A new person's id and 宛名番号.</summary>
internal sealed record AllottedPerson(ResidentId Id, AddresseeNumber Number);

/// <summary>A new household's id and 世帯番号.</summary>
internal sealed record AllottedHousehold(HouseholdId Id, HouseholdNumber Number);
