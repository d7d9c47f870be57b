using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>Checks of what an act would leave behind. An act answers for what it makes worse, not for what it found.</summary>
internal static class ResultChecks
{
    /// <summary>Checks the rows and the households of an act.</summary>
    public static void Check(ActBuilder act, IReadOnlyList<Append> rows)
    {
        RegisterView view = act.View;
        foreach (Append row in rows)
        {
            TransitionChecks.Check(row.Before, row.Row, act.Findings);

            // A cancellation restores what was recorded once; data entered anew are checked whole.
            if (ChangeReasons.IsCancellation(row.Row.Facts.Reason))
            {
                continue;
            }

            bool entered = ChangeReasons.Get(row.Row.Facts.Reason).Class == ReasonClass.Addition;
            Findings now = new(view.Settings);
            RecordChecks.Check(row.Row.Record, view.Today, view.Municipality, now);
            Findings before = new(view.Settings);
            if (row.Before is { } known && !entered)
            {
                RecordChecks.Check(known, view.Today, view.Municipality, before);
            }

            act.Findings.AddRange(now.Where(finding => !before.Contains(finding)));
        }

        foreach (HouseholdId household in act.Touched)
        {
            Findings now = new(view.Settings);
            HouseholdChecks.Check(act.Members(household), view.Today, now);
            Findings before = new(view.Settings);
            HouseholdChecks.Check([.. view.Members(household).Select(row => row.Record)], view.Today, before);
            act.Findings.AddRange(now.Where(finding => !before.Contains(finding)));
        }
    }
}
