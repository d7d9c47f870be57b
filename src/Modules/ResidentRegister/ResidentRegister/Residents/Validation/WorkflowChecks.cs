using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>What is asked when drafts become final (WF-02 … WF-05).</summary>
internal static class WorkflowChecks
{
    /// <summary>Whether a draft may be decided.</summary>
    /// <param name="open">Findings of the decision made anew in the same transaction.</param>
    /// <param name="confirmations">Alerts confirmed with reasons.</param>
    /// <param name="reviewed">Reviews are complete: as many reviewers as the kind of change asks, none of them the one who entered.</param>
    /// <param name="decided">A decision was made.</param>
    /// <param name="findings">Receives what forbids it.</param>
    public static void Promotion(
        Findings open,
        IReadOnlyList<AlertConfirmation> confirmations,
        bool reviewed,
        bool decided,
        Findings findings)
    {
        if (!reviewed || !decided)
        {
            findings.Add("WF-02");
        }

        if (open.HasErrors)
        {
            findings.Add("WF-03");
        }

        if (open.Unconfirmed(confirmations).Count > 0)
        {
            findings.Add("WF-04");
        }
    }

    /// <summary>Whether so many drafts may be decided at once.</summary>
    public static void Bulk(int drafts, Findings findings)
    {
        if (drafts > findings.Settings.BulkDecisionsMax)
        {
            findings.Add("WF-05");
        }
    }
}
