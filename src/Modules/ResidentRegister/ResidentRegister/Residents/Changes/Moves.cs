using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>転居 (4.1.2): a new address; 住民となった年月日 and 転入前住所 stay.</summary>
internal static class Moves
{
    /// <summary>Builds the rows of the movers.</summary>
    public static void Build(ChangeRequest request, ActBuilder act)
    {
        List<ResidentRecord> movers = [.. request.Persons.Select(act.Now).OfType<ResidentRecord>()];
        HouseholdId? joined = request.Target?.Existing;
        Address address = request.NewAddress
            ?? (joined is null ? movers[0].Address : act.Members(joined)[0].Address);
        bool keeps = joined is null && request.Target is null && WholeHousehold(movers, act);
        IReadOnlyList<Membership> places = keeps
            ? [.. movers.Select(mover => mover.Household)]
            : Memberships.For(movers, joined, request, act);
        for (int i = 0; i < movers.Count; i++)
        {
            ResidentRecord mover = movers[i];
            AddressWithHead left = new(mover.Address, mover.Household.Head?.Written) { Head = mover.Household.Head };
            act.Set(mover with
            {
                Address = address,
                AddressSettled = new DatedFact(act.Facts.HappenedOn, act.Facts.Reason, act.Facts.NotifiedOn),
                PriorAddress = left,
                BeforeChange = left,
                DistrictsBefore = mover.Districts,
                Districts = DistrictsAt(address, mover, request, joined is null ? [] : act.Members(joined), act),
                Household = places[i],
            });
        }

        if (keeps && request.NewHead?.Resident is { } head)
        {
            HouseholdSettlement.SetHead(act, movers[0].Household.Id, head, request);
        }

        Departures.Remaining(request, act);
    }

    // Assigned from the address (RR-41). Where the masters know nothing, a move inside the town changes no district.
    private static Districts? DistrictsAt(
        Address address, ResidentRecord mover, ChangeRequest request, IReadOnlyList<ResidentRecord> joined, ActBuilder act) =>
        request.NewAddress is null
            ? (joined.Count > 0 ? joined[0] : mover).Districts
            : act.View.NewAddress is { } master ? master.Districts : address.Town == mover.Address.Town ? mover.Districts : null;

    // The household goes on under its number when all of its live members move together.
    private static bool WholeHousehold(List<ResidentRecord> movers, ActBuilder act)
    {
        HouseholdId household = movers[0].Household.Id;
        return movers.TrueForAll(mover => mover.Household.Id == household)
            && act.Members(household).All(member => movers.Exists(mover => mover.Id == member.Id));
    }
}

/// <summary>The places of persons who form or join a household.</summary>
internal static class Memberships
{
    /// <summary>The membership of each person, in the order given; forms the household when none is joined.</summary>
    public static IReadOnlyList<Membership> For(
        IReadOnlyList<ResidentRecord> persons, HouseholdId? joined, ChangeRequest request, ActBuilder act)
    {
        (HouseholdId id, HouseholdNumber number) = joined is null ? Formed(act) : Existing(act.Members(joined)[0]);
        IReadOnlyList<ResidentRecord> members = joined is null ? [] : act.Members(joined);
        int last = members.Count == 0 ? 0 : members.Max(member => member.Household.Order);
        List<Membership> places = [];
        foreach (ResidentRecord person in persons)
        {
            string relationship = RelationshipOf(person, persons, joined is null, request);
            act.Related(person.Id);
            places.Add(new Membership(id, number, relationship)
            {
                Order = last + places.Count + 1,
                OptionalNumber = person.Household.OptionalNumber,
                PreviousNumber = person.Household.Number,
                PreviousHead = person.Household.Head,
                Changed = person.Household.Changed,
            });
        }

        return joined is null ? Ordered(persons, places) : places;
    }

    private static (HouseholdId Id, HouseholdNumber Number) Formed(ActBuilder act)
    {
        AllottedHousehold household = act.FormHousehold();
        return (household.Id, household.Number);
    }

    private static (HouseholdId Id, HouseholdNumber Number) Existing(ResidentRecord member) =>
        (member.Household.Id, member.Household.Number);

    private static string RelationshipOf(
        ResidentRecord person, IReadOnlyList<ResidentRecord> persons, bool formed, ChangeRequest request)
    {
        PersonRef reference = PersonRef.Of(person.Id);
        if (formed && (request.NewHead == reference || persons.Count == 1))
        {
            return Relationship.Head;
        }

        // When the head goes along, the others stay related to the same person.
        bool headGoesAlong = formed && request.NewHead is null && persons.Any(one => one.Household.IsHead);
        bool sameHead = formed && persons.Any(one => one.Household.IsHead && PersonRef.Of(one.Id) == request.NewHead);
        return request.RelationshipOf(reference) ?? (headGoesAlong || sameHead ? person.Household.Relationship : "");
    }

    private static List<Membership> Ordered(IReadOnlyList<ResidentRecord> persons, List<Membership> places)
    {
        List<ResidentRecord> placed = [.. persons.Zip(places, (person, place) => person with { Household = place })];
        List<ResidentRecord> sorted = [.. MemberOrder.Sort(placed)];
        return [.. placed.Select(person => person.Household with { Order = sorted.IndexOf(person) + 1 })];
    }
}
