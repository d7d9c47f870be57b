using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>Puts the households an act touched in order: head, head names, open relationships, places.</summary>
internal static class HouseholdSettlement
{
    /// <summary>Makes a member head and sets the relationships the clerk gave for the others.</summary>
    public static void SetHead(ActBuilder act, HouseholdId household, ResidentId head, ChangeRequest? request)
    {
        foreach (ResidentRecord member in act.Members(household))
        {
            string? set = member.Id == head
                ? Relationship.Head
                : request?.RelationshipOf(PersonRef.Of(member.Id));
            if (string.IsNullOrEmpty(set))
            {
                continue;
            }

            act.Related(member.Id);
            if (set != member.Household.Relationship || member.Household.RelationshipPending)
            {
                act.Follow(member with { Household = member.Household with { Relationship = set, RelationshipPending = false } });
            }
        }
    }

    /// <summary>Repeats the head's names on all members of every touched household, and marks what has to be set anew.</summary>
    public static void Settle(ActBuilder act)
    {
        foreach (HouseholdId household in act.Touched.ToList())
        {
            IReadOnlyList<ResidentRecord> members = act.Members(household);
            List<ResidentRecord> heads = [.. members.Where(member => member.Household.IsHead)];
            if (members.Count == 0 || heads.Count > 1)
            {
                continue;
            }

            HeadNames? names = heads.Count == 1 ? Relationship.NamesOf(heads[0]) : null;
            bool headChanged = HasChangedHead(act, household, heads.FirstOrDefault());
            foreach (ResidentRecord member in members)
            {
                Member(act, member, names, headChanged);
            }
        }
    }

    /// <summary>
    /// Puts every touched household with a new head into official order (5.2); whose relationship is still to be set anew stands
    /// after the others, in the order until now.
    /// </summary>
    public static void Arrange(ActBuilder act)
    {
        foreach (HouseholdId household in act.Touched.ToList())
        {
            IReadOnlyList<ResidentRecord> members = act.Members(household);
            if (members.SingleOrDefault(member => member.Household.IsHead) is not { } head || !HasChangedHead(act, household, head))
            {
                continue;
            }

            ILookup<bool, ResidentRecord> pending = members.ToLookup(member => member.Household.RelationshipPending);
            foreach ((int place, ResidentRecord member) in MemberOrder.Sort([.. pending[false]]).Concat(pending[true]).Index())
            {
                if (member.Household.Order != place + 1)
                {
                    act.Follow(member with { Household = member.Household with { Order = place + 1 } });
                }
            }
        }
    }

    // A household that had no head has none to change from: its members stand as they came.
    private static bool HasChangedHead(ActBuilder act, HouseholdId household, ResidentRecord? head) =>
        act.View.Members(household).FirstOrDefault(row => row.Record.Household.IsHead)?.ResidentId is { } before && before != head?.Id;

    private static void Member(ActBuilder act, ResidentRecord member, HeadNames? names, bool headChanged)
    {
        Membership own = member.Household;
        bool wasMember = act.View.Present(member.Id)?.Record.Household.Id == own.Id;
        bool pending = own.RelationshipPending
            || (headChanged && wasMember && !own.IsHead && !act.IsRelated(member.Id) && own.Relationship.Length > 0);
        if (own.Head == names && own.RelationshipPending == pending)
        {
            return;
        }

        act.Follow(member with
        {
            Household = own with
            {
                Head = names,
                PreviousHead = own.Head == names ? own.PreviousHead : own.Head ?? own.PreviousHead,
                RelationshipPending = pending,
            },
        });
    }
}
