using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>Decides a change: a plain function from the request and the view to findings, rows, documents and events.</summary>
internal static class ChangeDecision
{
    /// <summary>Decides. The same function serves the preview of a draft and the final act.</summary>
    public static ChangeProposal Decide(ChangeRequest request, RegisterView view)
    {
        Findings findings = new(view.Settings);
        if (ChangeReasons.Find(request.Reason) is not { } reason)
        {
            findings.Add(request.Reason is "転居取消" or "MOVE_CANCEL" ? "OF-10" : "RR-62", "reason");
            return new ChangeProposal { Findings = findings };
        }

        RequestChecks.Check(request, reason, view, findings);
        if (findings.HasErrors || request.HappenedOn is not { } happened)
        {
            return new ChangeProposal { Findings = findings };
        }

        // A vague day is kept beside its first possible day; a wholly unknown one counts from the processing (1.1.8).
        DateOnly effective = happened.SortDate is { } day && day <= view.Today ? day : view.Today;
        ActBuilder act = new(view, FactsOf(request, happened, view), effective, findings);
        Build(request, act);
        HouseholdSettlement.Settle(act);
        HouseholdSettlement.Arrange(act);
        return Finish(act, request, reason);
    }

    /// <summary>Checks the rows, and adds documents, events and effects.</summary>
    public static ChangeProposal Finish(ActBuilder act, ChangeRequest? request, ChangeReason reason)
    {
        IReadOnlyList<Append> rows = act.Rows();
        ResultChecks.Check(act, rows);
        if (act.Findings.HasErrors)
        {
            return new ChangeProposal { Findings = act.Findings };
        }

        return new ChangeProposal
        {
            Findings = act.Findings,
            Rows = rows,
            Formed = act.Formed is { } formed ? [formed] : [],
            Closed = act.Closed(),
            Documents = DocumentRules.For(act, request, reason, rows),
            Outgoing = OutgoingRules.For(rows, act.View.Municipality),
            Effects = EffectLines.For(act, reason, rows),
            Differences = [.. rows.Select(row => new RecordDifference(
                row.Row.ResidentId, row.Row.HistoryNo, RecordDiff.Between(row.Before, row.Row.Record)))],
            Provisional = act.View.Allotment.Provisional,
        };
    }

    private static void Build(ChangeRequest request, ActBuilder act)
    {
        switch (request.Reason)
        {
            case "IN_DOMESTIC" or "IN_ABROAD" or "EXO_ADD" or "BIRTH":
                Arrivals.Build(request, act);
                break;
            case "OUT_DOMESTIC" or "OUT_ABROAD":
                Departures.MoveOut(request, act);
                break;
            case "DEATH" or "EXO_REM":
                Departures.Remove(request, act);
                break;
            case "MOVE":
                Moves.Build(request, act);
                break;
            case "HH_SPLIT" or "HH_MERGE" or "HH_CHANGE" or "HH_HEAD":
                HouseholdActs.Build(request, act);
                break;
            case "EXO_ADD_NATURALIZED" or "EXO_ADD_NATIONALITY_LOST" or "REMAKE_ADD" or "RESTORE_ADD":
                RecordPairs.Build(request, act);
                break;
            default:
                Corrections.Build(request, act);
                break;
        }
    }

    private static ChangeFacts FactsOf(ChangeRequest request, PartialDate happened, RegisterView view) =>
        view.Facts(request.Reason, request.Basis, happened, request.Route, request.Source) with
        {
            NotifiedOn = request.NotifiedOn?.Exact,
            RegisterNoticeOn = request.RegisterNoticeOn?.Exact,
            ApplicationOn = request.ApplicationOn?.Exact,
            RequestOn = request.RequestOn?.Exact,
            NoticeOn = request.NoticeOn?.Exact,
            Ground = request.Ground,
        };
}
