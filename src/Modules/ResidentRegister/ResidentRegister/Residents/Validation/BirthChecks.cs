using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of a birth (BD-01, BD-03 … BD-06, MI-19).</summary>
internal static class BirthChecks
{
    private const int MotherAgeMin = 15;
    private const int MotherAgeMax = 60;
    private const int SiblingMonthsMin = 8;

    /// <summary>Checks a request of 出生.</summary>
    public static void Check(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.FiledWithMoveIn)
        {
            findings.Add("MI-19", "filedWithMoveIn");
        }

        if (request.Newcomers.Count == 0)
        {
            findings.Add("RR-69", "newcomers");
        }

        foreach (Newcomer child in request.Newcomers)
        {
            Child(child, request, findings);
            if (request.RelationshipOf(child.Ref) is null or "")
            {
                findings.Add("RL-03", "relationships", child.Ref);
            }

            if (child.Parent is { } parent && view.Present(parent) is { } row)
            {
                Mother(row.Record, request.HappenedOn, child, findings);
            }

            HouseholdId? household = request.Target?.Existing
                ?? (child.Parent is { } own ? view.Present(own)?.Record.Household.Id : null);
            if (household is null)
            {
                findings.Add("MI-21", "target");
            }
            else
            {
                HouseholdActChecks.TargetIsLive(household, view, findings);
                Siblings(child, request.HappenedOn, view.Members(household), findings);
            }
        }
    }

    private static void Child(Newcomer child, ChangeRequest request, Findings findings)
    {
        if (child.BirthDate is not null && child.BirthDate != request.HappenedOn)
        {
            findings.Add("BD-01", "birthDate", child.Ref);
        }

        if (child.MovedInFrom is not null)
        {
            findings.Add("BD-03", "movedInFrom", child.Ref);
        }

        if (child.NumberEntered)
        {
            findings.Add("BD-05", "individualNumber", child.Ref);
        }
    }

    private static void Mother(ResidentRecord parent, PartialDate? born, Newcomer child, Findings findings)
    {
        if (parent.Sex != Sex.Female || parent.BirthDate.Earliest is not { } mother || born?.Earliest is not { } day || day < mother)
        {
            return;
        }

        int age = Age.On(mother, day);
        if (age is < MotherAgeMin or > MotherAgeMax)
        {
            findings.Add("BD-04", "parent", child.Ref);
        }
    }

    // Twins are born on one day or over midnight.
    private static void Siblings(Newcomer child, PartialDate? born, IReadOnlyList<HistoryRow> members, Findings findings)
    {
        if (born?.Exact is not { } day)
        {
            return;
        }

        bool near = members.Any(member => member.Record.Household.Relationship == Relationship.Child
            && member.Record.BirthDate.Exact is { } sibling
            && Math.Abs(sibling.DayNumber - day.DayNumber) > 1
            && sibling > day.AddMonths(-SiblingMonthsMin)
            && sibling < day.AddMonths(SiblingMonthsMin));
        if (near)
        {
            findings.Add("BD-06", "birthDate", child.Ref);
        }
    }
}
