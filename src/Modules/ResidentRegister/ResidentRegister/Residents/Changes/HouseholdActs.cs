using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>世帯変更等 (4.1.4): split, merge, change, new head; the address stays.</summary>
internal static class HouseholdActs
{
    /// <summary>Builds the rows.</summary>
    public static void Build(ChangeRequest request, ActBuilder act)
    {
        List<ResidentRecord> persons = [.. request.Persons.Select(act.Now).OfType<ResidentRecord>()];
        if (request.Reason == "HH_HEAD")
        {
            Head(request, persons[0].Household.Id, act);
            return;
        }

        IReadOnlyList<Membership> places = Memberships.For(persons, request.Target?.Existing, request, act);
        for (int i = 0; i < persons.Count; i++)
        {
            act.Set(persons[i] with { Household = Changed(places[i], act.Facts) });
        }

        Departures.Remaining(request, act);
    }

    // Every member is a person of this change, so every row carries its reason.
    private static void Head(ChangeRequest request, HouseholdId household, ActBuilder act)
    {
        foreach (ResidentRecord member in act.Members(household))
        {
            act.Set(member with { Household = Changed(member.Household, act.Facts) });
        }

        if (request.NewHead?.Resident is { } head)
        {
            HouseholdSettlement.SetHead(act, household, head, request);
        }
    }

    private static Membership Changed(Membership place, ChangeFacts facts) =>
        place with { Changed = new DatedFact(facts.HappenedOn, facts.Reason, facts.NotifiedOn) };
}
