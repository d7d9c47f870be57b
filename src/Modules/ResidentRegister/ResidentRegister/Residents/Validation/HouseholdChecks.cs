using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of the live members of one household together (HH-03, HH-04, HH-12, HH-15, HH-16, HH-19, RL-03 … RL-13).</summary>
internal static class HouseholdChecks
{
    private const int HeadAgeMin = 15;
    private const int ParentAgeMin = 15;
    private const int MarriageAge = 18;

    /// <summary>Checks the live members of one household as of a day.</summary>
    public static void Check(IReadOnlyList<ResidentRecord> members, DateOnly day, Findings findings)
    {
        if (members.Count == 0)
        {
            return;
        }

        ResidentRecord? head = null;
        int spouses = 0;
        foreach (ResidentRecord member in members)
        {
            if (member.Household.IsHead)
            {
                if (head is not null)
                {
                    findings.Add("HH-03", "relationship", member);
                }

                head ??= member;
            }

            if (member.Household.Relationship is Relationship.Husband or Relationship.Wife && ++spouses == 2)
            {
                findings.Add("RL-06", "relationship", member);
            }

            SameAddress(members[0], member, findings);
        }

        if (head is null)
        {
            findings.Add("HH-04");
        }
        else
        {
            OfHead(head, day, findings);
        }

        foreach (ResidentRecord member in members)
        {
            if (member != head)
            {
                OfMember(member, head, day, findings);
            }
        }
    }

    private static void OfHead(ResidentRecord head, DateOnly day, Findings findings)
    {
        if (head.BirthDate.Earliest is { } birth && birth <= day && Age.On(birth, day) < HeadAgeMin)
        {
            findings.Add("HH-12", "newHead", head);
        }
    }

    private static void SameAddress(ResidentRecord first, ResidentRecord member, Findings findings)
    {
        if (ReferenceEquals(first, member))
        {
            return;
        }

        if (first.Address.Town != member.Address.Town || first.Address.Lot != member.Address.Lot)
        {
            findings.Add("HH-15", "newAddress", member);
        }
        else if ((first.Address.Building ?? "") != (member.Address.Building ?? ""))
        {
            findings.Add("HH-16", "newAddress", member);
        }
    }

    private static void OfMember(ResidentRecord member, ResidentRecord? head, DateOnly day, Findings findings)
    {
        string relationship = member.Household.Relationship;
        if (relationship.Length == 0)
        {
            // Without a head there is nothing to be related to: the state 世帯主未設定 (1.1.10, NF-04).
            if (head is not null && !member.Household.RelationshipPending)
            {
                findings.Add("RL-03", "relationship", member);
            }

            return;
        }

        Sex stated = Relationship.SexOf(relationship);
        if (stated != Sex.Blank && member.Sex != Sex.Blank && stated != member.Sex)
        {
            findings.Add(Relationship.IsSpouse(relationship) ? "RL-04" : "RL-05", "relationship", member);
        }

        if (relationship is Relationship.Husband or Relationship.Wife
            && member.BirthDate.Earliest is { } birth && birth <= day && Age.On(birth, day) < MarriageAge)
        {
            findings.Add("RL-13", "relationship", member);
        }

        if (head is null)
        {
            return;
        }

        Ages(relationship, member, head, findings);
        if (member.Household.Head is not null && member.Household.Head != Relationship.NamesOf(head))
        {
            findings.Add("HH-19", "headName", member);
        }
    }

    private static void Ages(string relationship, ResidentRecord member, ResidentRecord head, Findings findings)
    {
        switch (relationship)
        {
            case Relationship.Child:
                if (member.BirthDate.Latest < head.BirthDate.Earliest)
                {
                    findings.Add("RL-07", "relationship", member);
                }
                else
                {
                    Gap(head, member, member, findings);
                }

                break;
            case Relationship.Father or Relationship.Mother:
                if (member.BirthDate.Earliest > head.BirthDate.Latest)
                {
                    findings.Add("RL-08", "relationship", member);
                }
                else
                {
                    Gap(member, head, member, findings);
                }

                break;
            case "兄" or "姉" when member.BirthDate.Earliest > head.BirthDate.Latest:
            case "弟" or "妹" when member.BirthDate.Latest < head.BirthDate.Earliest:
                findings.Add("RL-09", "relationship", member);
                break;
        }
    }

    // Certain only: vague birth dates are compared by the bounds that leave no doubt.
    private static void Gap(ResidentRecord parent, ResidentRecord child, ResidentRecord member, Findings findings)
    {
        if (parent.BirthDate.Earliest is { } parentBorn && child.BirthDate.Latest is { } childBorn
            && childBorn < parentBorn.AddYears(ParentAgeMin))
        {
            findings.Add("RL-12", "relationship", member);
        }
    }
}
