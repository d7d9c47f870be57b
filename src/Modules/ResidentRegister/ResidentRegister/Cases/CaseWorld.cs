using System.Text.Json;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Cases;

/// <summary>The state before a case: <c>given</c> with the valid defaults of the cases' description.</summary>
internal sealed class CaseWorld
{
    private readonly Dictionary<string, ResidentId> ids = [];
    private readonly Dictionary<string, AllottedHousehold> households = [];
    private readonly Dictionary<string, JsonElement> given = [];
    private readonly List<PersonView> persons = [];
    private int running;

    /// <summary>Reads a case.</summary>
    /// <param name="one">The case.</param>
    /// <param name="numbers">Where its running numbers begin.</param>
    public CaseWorld(JsonElement one, int numbers = 1_000)
    {
        running = numbers;
        Today = one.Day("today") ?? throw new FormatException("A case needs today.");
        JsonElement before = one.Find("given") ?? default;
        foreach (JsonElement resident in before.List("residents"))
        {
            string id = resident.Text("personId") ?? "";
            ids[id] = ResidentId.New();
            given[id] = resident;
        }

        foreach ((string id, JsonElement resident) in given)
        {
            persons.Add(PersonOf(id, resident));
        }

        RepeatHeads();
        Drafts =
        [
            .. before.List("drafts").Select(draft => new DraftView(
                ChangeCaseId.New(),
                [.. draft.Texts("persons").Where(ids.ContainsKey).Select(id => ids[id])])),
        ];
    }

    /// <summary>処理日.</summary>
    public DateOnly Today { get; }

    /// <summary>Undecided drafts.</summary>
    public IReadOnlyList<DraftView> Drafts { get; }

    /// <summary>This municipality in the cases.</summary>
    public static MunicipalityCode Municipality { get; } = MunicipalityCode.Parse("131016");

    /// <summary>The documents that confirm who somebody is, in the cases.</summary>
    public static IdentityDocuments Documents { get; } = new(["運転免許証"], [], false);

    /// <summary>Persons by the cases' id.</summary>
    public IReadOnlyDictionary<string, ResidentId> Ids => ids;

    /// <summary>The given facts of a person.</summary>
    public JsonElement Given(string id) => given[id];

    /// <summary>Whether a person is given.</summary>
    public bool Knows(string id) => given.ContainsKey(id);

    /// <summary>A person with history.</summary>
    public PersonView Person(string id) => persons.Single(person => person.Present.ResidentId == ids[id]);

    /// <summary>All persons.</summary>
    public IReadOnlyList<PersonView> Persons => persons;

    /// <summary>The household of a case id.</summary>
    public AllottedHousehold Household(string id)
    {
        if (!households.TryGetValue(id, out AllottedHousehold? household))
        {
            households[id] = household = new AllottedHousehold(HouseholdId.New(), NextHouseholdNumber());
        }

        return household;
    }

    /// <summary>The case id of a household; NEW for one that was formed.</summary>
    public string NameOf(HouseholdId id) => households.FirstOrDefault(one => one.Value.Id == id).Key ?? "NEW";

    /// <summary>The view of a decision.</summary>
    public RegisterView View(IReadOnlyList<NewcomerMatch> matches, int newcomers) => new()
    {
        Today = Today,
        Municipality = Municipality,
        MunicipalityName = "霞野市",
        IdentityDocuments = Documents,
        By = new Actor("clerk-a", "honcho", "t1"),
        Allotment = new Allotment(
            Guid.CreateVersion7(),
            [.. Enumerable.Range(0, newcomers).Select(_ => new AllottedPerson(ResidentId.New(), NextAddresseeNumber()))],
            new AllottedHousehold(HouseholdId.New(), NextHouseholdNumber())),
        Persons = persons,
        Households =
        [
            .. persons.Select(person => person.Present).Where(row => row.Record.IsLive)
                .GroupBy(row => row.Record.Household.Id)
                .Select(group => new HouseholdView(group.Key, group.First().Record.Household.Number, [.. group])),
        ],
        Matches = matches,
        OpenDrafts = Drafts,
        Protection = given.ToDictionary(one => ids[one.Key], one => ProtectionOf(ids[one.Key], one.Value)),
    };

    /// <summary>Protection of a given person.</summary>
    public static ProtectionFacts ProtectionOf(ResidentId id, JsonElement resident)
    {
        List<SupportInForce> support = [];
        if (resident.Find("support") is { } measure)
        {
            DateOnly start = measure.Day("start") ?? DateOnly.MinValue;
            support.Add(new SupportInForce(
                Guid.CreateVersion7(), id, measure.Text("kind") == "provisional", start, measure.Day("end") ?? SupportRules.EndOf(start)));
        }

        return new ProtectionFacts(
            support,
            [
                .. resident.List("suppressions").Select(suppression => new SuppressionInForce(
                    Guid.CreateVersion7(),
                    Enum.Parse<SuppressedProcess>(suppression.Text("process") ?? "", ignoreCase: true),
                    suppression.Text("level") == "error")),
            ]);
    }

    private PersonView PersonOf(string id, JsonElement resident)
    {
        IReadOnlyList<JsonElement> history = resident.List("history");
        int last = (int?)resident.Find("historyNo")?.GetInt32() ?? Math.Max(1, history.Count);
        List<HistoryRow> rows = [];
        for (int no = 1; no <= last; no++)
        {
            JsonElement? stated = history.Where(row => row.GetProperty("no").GetInt32() == no).Select(row => (JsonElement?)row).FirstOrDefault();
            ResidentRecord record = CaseRecords.Record(ids[id], resident, stated, this, no == 1 ? null : rows[^1].Record);
            HistoryRow? cancelled = history.Where(row => row.Find("cancelledBy")?.GetInt32() == no)
                .Select(row => rows.Find(known => known.HistoryNo == row.GetProperty("no").GetInt32())).FirstOrDefault();
            rows.Add(Row(record, no, stated?.Text("reason") ?? (no == 1 ? "IN_DOMESTIC" : "EXO_FIX"), cancelled?.HistoryNo));
        }

        rows.Reverse();
        return new PersonView(rows[0], rows) { ValidCard = resident.Flag("validCard") };
    }

    private static HistoryRow Row(ResidentRecord record, int no, string reason, int? replaces)
    {
        DateOnly day = new DateOnly(2015, 4, 1).AddMonths(no);
        return new HistoryRow(
            new ChangeFacts
            {
                ActId = Guid.CreateVersion7(),
                Reason = reason,
                Basis = Basis.Notification,
                HappenedOn = PartialDate.FromDate(day),
                NotifiedOn = day,
                ProcessedOn = day,
                Route = Route.Counter,
                Source = InformationSource.Person,
                Office = "honcho",
                Terminal = "t1",
                EnteredBy = "clerk-a",
                ReviewedBy = ["clerk-b"],
                DecidedBy = "clerk-b",
            },
            no,
            day,
            record,
            replaces);
    }

    private void RepeatHeads()
    {
        for (int i = 0; i < persons.Count; i++)
        {
            HistoryRow row = persons[i].Present;
            ResidentRecord? head = persons.Select(person => person.Present.Record)
                .FirstOrDefault(record => record.Household.Id == row.Record.Household.Id && record.Household.IsHead && record.IsLive);
            HistoryRow repeated = row with
            {
                Record = row.Record with
                {
                    Household = row.Record.Household with { Head = head is null ? null : Relationship.NamesOf(head) },
                },
            };
            persons[i] = persons[i] with { Present = repeated, History = [repeated, .. persons[i].History.Skip(1)] };
        }
    }

    /// <summary>The next free 宛名番号.</summary>
    public AddresseeNumber NextAddresseeNumber()
    {
        AddresseeNumber? number = null;
        while (number is null)
        {
            number = AddresseeNumber.FromSequence(++running, 10);
        }

        return number;
    }

    private HouseholdNumber NextHouseholdNumber()
    {
        HouseholdNumber? number = null;
        while (number is null)
        {
            number = HouseholdNumber.FromSequence(++running, 10);
        }

        return number;
    }
}
