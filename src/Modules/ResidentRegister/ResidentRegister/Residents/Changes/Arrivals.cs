using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>記載: persons enter the register by move-in, birth or ex officio (4.1.1, 4.2.1, 4.5.1).</summary>
internal static class Arrivals
{
    /// <summary>Builds the rows of the newcomers.</summary>
    public static void Build(ChangeRequest request, ActBuilder act)
    {
        HouseholdId? joined = request.Target?.Existing ?? HouseholdOfParent(request, act);
        IReadOnlyList<ResidentRecord> members = joined is null ? [] : act.Members(joined);
        AllottedHousehold? formed = joined is null ? act.FormHousehold() : null;
        int order = members.Count == 0 ? 0 : members.Max(member => member.Household.Order);
        int allotted = 0;
        List<ResidentRecord> arrived = [];
        foreach (Newcomer person in request.Newcomers)
        {
            ResidentRecord? earlier = person.Earlier is { } id ? act.View.Person(id)?.Present.Record : null;
            AllottedPerson identity = earlier is null
                ? act.View.Allotment.Persons[allotted++]
                : new AllottedPerson(earlier.Id, earlier.AddresseeNumber);
            bool head = joined is null && (request.NewHead == person.Ref || request.RelationshipOf(person.Ref) == Relationship.Head);
            Membership membership = new(
                formed?.Id ?? members[0].Household.Id,
                formed?.Number ?? members[0].Household.Number,
                head ? Relationship.Head : request.RelationshipOf(person.Ref) ?? "")
            {
                Order = ++order,
                PreviousNumber = earlier?.Household.Number,
                PreviousHead = earlier?.Household.Head,
            };
            Address address = request.NewAddress ?? (members.Count > 0 ? members[0].Address : new Address { Town = "" });
            ResidentRecord record = Record(person, request, act, identity, membership, address, earlier);
            arrived.Add(record with { Districts = request.NewAddress is null && members.Count > 0 ? members[0].Districts : act.View.NewAddress?.Districts });
        }

        foreach (ResidentRecord record in joined is null ? Ordered(arrived) : arrived)
        {
            act.Related(record.Id);
            act.Set(record);
        }
    }

    // A new household stands in official order; a newcomer to an existing one stands at the end (5.2).
    private static IEnumerable<ResidentRecord> Ordered(List<ResidentRecord> arrived) =>
        MemberOrder.Sort(arrived).Select((record, place) =>
            record with { Household = record.Household with { Order = place + 1 } });

    private static HouseholdId? HouseholdOfParent(ChangeRequest request, ActBuilder act) =>
        request.Reason == "BIRTH" && request.Newcomers[0].Parent is { } parent ? act.Now(parent)?.Household.Id : null;

    private static ResidentRecord Record(
        Newcomer person,
        ChangeRequest request,
        ActBuilder act,
        AllottedPerson identity,
        Membership membership,
        Address address,
        ResidentRecord? earlier)
    {
        ChangeFacts facts = act.Facts;
        DatedFact became = new(person.BecameResidentOn ?? facts.HappenedOn, facts.Reason, facts.NotifiedOn);
        DatedFact settled = new(person.AddressSettledOn ?? became.On, facts.Reason, facts.NotifiedOn);
        bool foreign = person.Kind == ResidentKind.Foreign;
        ResidentRecord? parent = person.Parent is { } id ? act.Now(id) : null;
        bool keepsNames = earlier is not null && facts.Reason == "IN_ABROAD" && !person.LivedElsewhereSince;
        ResidentRecord record = new()
        {
            Id = identity.Id,
            AddresseeNumber = identity.Number,
            Municipality = act.View.Municipality,
            FormerMunicipality = earlier?.FormerMunicipality,
            Office = facts.Office,
            Kind = person.Kind,
            RecordCode = StateOf(person.RecordCodeEntered, earlier?.RecordCode, facts.Reason),
            IndividualNumber = StateOf(person.NumberEntered, earlier?.IndividualNumber, facts.Reason),
            Name = NameOf(person, request, earlier),
            ParallelName = person.ParallelName ?? earlier?.ParallelName,
            CommonName = foreign ? Alias(person, act) ?? (keepsNames ? earlier?.CommonName : null) : null,
            DeletedCommonNames = foreign ? [.. (keepsNames ? earlier?.DeletedCommonNames : null) ?? [], .. person.DeletedCommonNames] : [],
            FormerSurname = foreign ? null : person.FormerSurname ?? (keepsNames ? earlier?.FormerSurname : null),
            AddresseeName = earlier?.AddresseeName,
            Sex = person.Sex == Sex.Blank && earlier is not null ? earlier.Sex : person.Sex,
            BirthDate = person.BirthDate ?? earlier?.BirthDate ?? facts.HappenedOn,
            Address = address,
            AddressSettled = settled,
            BecameResident = foreign ? null : became,
            BecameForeignResident = foreign ? became : null,
            EnteredExOfficioOn = facts.NotifiedOn is null ? facts.ProcessedOn : null,
            MovedInFrom = person.MovedInFrom,
            LastRegistered = person.LastRegistered,
            PriorAddress = person.MovedInFrom,
            Domicile = foreign ? null : person.Domicile ?? earlier?.Domicile ?? parent?.Domicile,
            Foreign = foreign ? person.Foreign ?? NewbornCategory(request) ?? earlier?.Foreign : null,
            Household = membership,
            CameBy = new DatedFact(facts.HappenedOn, facts.Reason, facts.NotifiedOn)
            {
                Reason = ChangeReasons.Get(facts.Reason).Japanese,
            },
            Marks = new RecordMarks
            {
                Returning = earlier is null ? null : "1",
                UnnotifiedMoveIn = request.Unreported ? "1" : null,
            },
            Notes = NotesOf(person, facts),
        };
        return record;
    }

    // Who comes from another municipality brings the 通称 with the facts of its recording (NM-14 asks for them); else it is recorded now.
    private static CommonName? Alias(Newcomer person, ActBuilder act) =>
        person.CommonName is { RecordedOn: null } alias && act.Facts.Reason != "IN_DOMESTIC"
            ? alias with
            {
                RecordedOn = act.Facts.HappenedOn.Exact ?? act.Facts.ProcessedOn,
                RecordedBy = alias.RecordedBy ?? act.View.MunicipalityName,
            }
            : person.CommonName;

    // With 特例転入 the received data take precedence, except the name (4.1.1.2).
    private static PersonName NameOf(Newcomer person, ChangeRequest request, ResidentRecord? earlier) =>
        request.Special && earlier is not null
            ? earlier.Name
            : person.Name ?? earlier?.Name ?? new PersonName { Written = "", Unset = true };

    private static ForeignResidence? NewbornCategory(ChangeRequest request) =>
        request.Reason == "BIRTH" ? new ForeignResidence { Category = ForeignCategory.TransitionalByBirth } : null;

    // Who comes from another municipality has both numbers from there: they are brought, and no new ones are asked for.
    private static NumberState StateOf(bool entered, NumberState? earlier, string reason) =>
        entered || earlier == NumberState.Recorded ? NumberState.Recorded
        : reason == "IN_DOMESTIC" ? NumberState.Unconfirmed
        : NumberState.Requested;

    private static IReadOnlyList<Note> NotesOf(Newcomer person, ChangeFacts facts) =>
        string.IsNullOrWhiteSpace(person.PointToNote)
            ? []
            : [new Note(NoteKind.PointToNote, "PreMoveInAddress", person.PointToNote, facts.ProcessedOn)];
}
