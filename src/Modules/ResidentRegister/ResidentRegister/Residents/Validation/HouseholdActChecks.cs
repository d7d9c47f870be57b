using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of who leaves, joins or heads a household (HH-01, HH-02, HH-05 … HH-14, RL-03, RL-10, RL-11, MO-21).</summary>
internal static class HouseholdActChecks
{
    private const int AdultAge = 18;

    /// <summary>Checks a request of 世帯分離, 世帯合併, 世帯変更 or 世帯主変更.</summary>
    public static void Check(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.NewAddress is not null)
        {
            findings.Add("HH-07", "newAddress");
        }

        List<ResidentRecord> persons = Persons(request, view);
        if (persons.Count == 0)
        {
            return;
        }

        if (request.Reason == "HH_HEAD")
        {
            Head(request, persons[0].Household.Id, view, findings);
            return;
        }

        if (request.Reason == "HH_SPLIT")
        {
            Split(request, persons, view, findings);
        }
        else
        {
            Join(request, persons, view, findings);
        }

        if (!findings.HasErrors)
        {
            Leaving(request, view, findings);
            Kinship(request, view, findings);
        }
    }

    /// <summary>HH-13: a household without live members is not used again.</summary>
    public static void TargetIsLive(HouseholdId target, RegisterView view, Findings findings)
    {
        if (view.Members(target).Count == 0)
        {
            findings.Add("HH-13", "target");
        }
    }

    /// <summary>What happens to those who stay when persons leave their household (4.0.4).</summary>
    public static void Leaving(ChangeRequest request, RegisterView view, Findings findings)
    {
        foreach (IGrouping<HouseholdId, ResidentRecord> group in Persons(request, view).GroupBy(person => person.Household.Id))
        {
            List<ResidentRecord> staying =
            [
                .. view.Members(group.Key).Select(row => row.Record)
                    .Where(member => !request.Persons.Contains(member.Id)),
            ];
            if (staying.Count == 0 || group.Key == request.Target?.Existing)
            {
                continue;
            }

            if (request.HappenedOn?.Earliest is { } day && staying.All(member => IsMinor(member, day)))
            {
                findings.Add("MO-21", "persons");
            }

            if (request.RemainingHead is { } head)
            {
                Remaining(request, head, staying, findings);
            }
            else if (group.Any(person => person.Household.IsHead))
            {
                findings.Add(staying.Count == 1 ? "HH-01" : "HH-02", "remainingHead");
            }
        }
    }

    /// <summary>Relationships of those who join or form a household: set, allowed, proved (RL-01, RL-02, RL-03, RL-11).</summary>
    public static void Kinship(ChangeRequest request, RegisterView view, Findings findings)
    {
        List<ResidentRecord> persons = Persons(request, view);
        bool headMoves = persons.Any(person => person.Household.IsHead) && request.Target?.Existing is null
            && (request.NewHead is null || persons.Any(person => person.Household.IsHead && PersonRef.Of(person.Id) == request.NewHead));
        if (request.NewHead is { } head && request.Target?.Existing is null
            && persons.All(person => PersonRef.Of(person.Id) != head))
        {
            findings.Add("HH-09", "newHead");
        }

        foreach (ResidentRecord person in persons)
        {
            PersonRef reference = PersonRef.Of(person.Id);
            string? set = request.RelationshipOf(reference);
            bool becomesHead = request.NewHead == reference || (persons.Count == 1 && request.Target?.Existing is null);
            bool needed = !becomesHead && (request.Target?.Existing is not null || request.NewHead is not null) && !headMoves;
            if (string.IsNullOrEmpty(set) && needed)
            {
                findings.Add("RL-03", "relationships", reference);
            }

            Allowed(person, set, request, findings);
        }
    }

    private static void Allowed(ResidentRecord person, string? set, ChangeRequest request, Findings findings)
    {
        if (string.IsNullOrEmpty(set))
        {
            return;
        }

        RelationshipFault fault = Relationship.Check(set);
        if (fault != RelationshipFault.None)
        {
            findings.Add(fault == RelationshipFault.TooLong ? "RL-02" : "RL-01", "relationships", PersonRef.Of(person.Id));
        }
        else if (person.Kind == ResidentKind.Foreign && Relationship.IsKinship(set)
            && !request.Has(CheckedDocument.RelationshipProof))
        {
            findings.Add("RL-11", "relationships", PersonRef.Of(person.Id));
        }
    }

    private static void Remaining(ChangeRequest request, ResidentId head, List<ResidentRecord> staying, Findings findings)
    {
        if (staying.All(member => member.Id != head))
        {
            findings.Add("HH-09", "remainingHead");
            return;
        }

        foreach (ResidentRecord member in staying.Where(member => member.Id != head))
        {
            if (string.IsNullOrEmpty(request.RelationshipOf(PersonRef.Of(member.Id))))
            {
                findings.Add("HH-11", "relationships", PersonRef.Of(member.Id));
            }
        }
    }

    private static void Split(ChangeRequest request, List<ResidentRecord> persons, RegisterView view, Findings findings)
    {
        if (view.Members(persons[0].Household.Id).All(row => request.Persons.Contains(row.ResidentId)))
        {
            findings.Add("HH-06", "persons");
        }
    }

    private static void Join(ChangeRequest request, List<ResidentRecord> persons, RegisterView view, Findings findings)
    {
        if (request.Target?.Existing is not { } target)
        {
            findings.Add("MI-21", "target");
            return;
        }

        if (persons.Exists(person => person.Household.Id == target))
        {
            findings.Add("HH-05", "target");
            return;
        }

        IReadOnlyList<HistoryRow> members = view.Members(target);
        if (members.Count == 0)
        {
            findings.Add("HH-13", "target");
        }
        else if (persons.Exists(person => person.Address.WithoutBuilding != members[0].Record.Address.WithoutBuilding))
        {
            // 方書 need not be equal (4.1.4.1, NF-10).
            findings.Add("HH-08", "target");
        }
    }

    private static void Head(ChangeRequest request, HouseholdId household, RegisterView view, Findings findings)
    {
        List<ResidentRecord> members = [.. view.Members(household).Select(row => row.Record)];
        ResidentRecord? next = members.Find(member => PersonRef.Of(member.Id) == request.NewHead);
        if (members.Count == 1 && members[0].Household.IsHead)
        {
            findings.Add("HH-14", "persons");
        }
        else if (next is null)
        {
            findings.Add("HH-09", "newHead");
        }
        else if (next.Household.IsHead)
        {
            findings.Add("HH-10", "newHead");
        }
        else
        {
            IReadOnlyList<ProposedRelationship> proposals = RelationshipProposals.For(members, next.Id);
            foreach (ResidentRecord member in members.Where(member => member != next))
            {
                Member(member, request, proposals.Single(one => one.Person == member.Id), findings);
            }
        }
    }

    private static void Member(ResidentRecord member, ChangeRequest request, ProposedRelationship proposal, Findings findings)
    {
        string? set = request.RelationshipOf(PersonRef.Of(member.Id));
        if (string.IsNullOrEmpty(set))
        {
            findings.Add("HH-11", "relationships", PersonRef.Of(member.Id));
            return;
        }

        Allowed(member, set, request, findings);

        // Kinship that is certain may not be hidden behind a lower expression (1.1.11, 5.2).
        bool lower = proposal is { Certain: true, Proposed: { } proposed } && Relationship.IsKinship(proposed)
            && set != proposed
            && (!Relationship.IsKinship(set) || Relationship.LinksOf(set).Length > Relationship.LinksOf(proposed).Length);
        if (lower && member.Kind == ResidentKind.Japanese)
        {
            findings.Add("RL-10", "relationships", PersonRef.Of(member.Id));
        }
    }

    private static List<ResidentRecord> Persons(ChangeRequest request, RegisterView view) =>
        [.. request.Persons.Select(id => view.Present(id)?.Record).OfType<ResidentRecord>().Where(record => record.IsLive)];

    private static bool IsMinor(ResidentRecord member, DateOnly day) =>
        member.BirthDate.Earliest is { } birth && birth <= day && Age.On(birth, day) < AdultAge;
}
