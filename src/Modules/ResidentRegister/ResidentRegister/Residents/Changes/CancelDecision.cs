using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>A request to cancel a change (4.6.0.1), whole or in part.</summary>
internal sealed record CancelRequest
{
    /// <summary>The persons whose change is cancelled, each with the history number of the change.</summary>
    public required IReadOnlyList<CancelledRow> Rows { get; init; }

    /// <summary>届出区分: ex officio or on application.</summary>
    public Basis Basis { get; init; } = Basis.ExOfficio;

    /// <summary>異動日 of the cancellation; null: today.</summary>
    public DateOnly? HappenedOn { get; init; }

    /// <summary>申出日.</summary>
    public DateOnly? ApplicationOn { get; init; }

    /// <summary>職権記録書.</summary>
    public string? Ground { get; init; }

    /// <summary>Route of entry.</summary>
    public Route Route { get; init; }

    /// <summary>Source of the information.</summary>
    public InformationSource Source { get; init; }

    /// <summary>Alerts confirmed so far.</summary>
    public IReadOnlyList<AlertConfirmation> Confirmations { get; init; } = [];
}

/// <summary>One row to cancel.</summary>
internal sealed record CancelledRow(ResidentId Person, int HistoryNo);

/// <summary>
/// Cancels changes: appends a row equal to the state before the cancelled change; both rows stay. There is no alert for a 転出 that
/// is past its day or whose arrival notice came (NF-01).
/// </summary>
internal static class CancelDecision
{
    /// <summary>Decides. The view holds the whole history of each person, and the households before and now.</summary>
    public static ChangeProposal Decide(CancelRequest request, RegisterView view)
    {
        Findings findings = new(view.Settings);
        CheckRequest(request, view, findings);
        List<CancelTarget> targets = [.. request.Rows.Select(row => Target(row, view, findings)).OfType<CancelTarget>()];
        if (findings.HasErrors || targets.Count == 0)
        {
            return new ChangeProposal { Findings = findings };
        }

        targets.AddRange(Followers(targets, view));
        ChangeReason reason = ReasonOf(targets[0]);
        ActBuilder act = new(view, FactsOf(request, reason, view), targets[0].EffectiveFrom, findings);
        foreach (CancelTarget target in targets)
        {
            ResidentRecord restored = Restored(target, targets, act);
            act.Related(target.Present.ResidentId);
            act.Set(restored, target.EffectiveFrom, target.Row.HistoryNo);
        }

        HouseholdSettlement.Settle(act);
        return ChangeDecision.Finish(act, null, reason);
    }

    /// <summary>A row to cancel with what stood before it.</summary>
    /// <param name="Present">The present row.</param>
    /// <param name="Row">The row named.</param>
    /// <param name="Before">The row before the change; null when the change brought the person in.</param>
    /// <param name="EffectiveFrom">From which day the cancelled change was true.</param>
    internal sealed record CancelTarget(HistoryRow Present, HistoryRow Row, HistoryRow? Before, DateOnly EffectiveFrom);

    /// <summary>The newest change that is still in force: not a cancellation and not cancelled; null when none is.</summary>
    public static HistoryRow? NewestInForce(IReadOnlyList<HistoryRow> history)
    {
        HashSet<int> cancelled =
        [
            .. history.Where(row => ChangeReasons.IsCancellation(row.Facts.Reason)).Select(row => row.ReplacesNo).OfType<int>()
                .SelectMany(no => Group(history, history.First(row => row.HistoryNo == no))).Select(row => row.HistoryNo),
        ];
        return history.Where(row => !ChangeReasons.IsCancellation(row.Facts.Reason) && !cancelled.Contains(row.HistoryNo))
            .MaxBy(row => row.HistoryNo);
    }

    private static void CheckRequest(CancelRequest request, RegisterView view, Findings findings)
    {
        if (request.Rows.Count == 0)
        {
            findings.Add("RR-58");
        }

        if (request.Basis is not (Basis.ExOfficio or Basis.Application))
        {
            findings.Add("RR-62", "basis");
        }

        if (request is { Basis: Basis.Application, ApplicationOn: null })
        {
            findings.Add("DT-21", "applicationOn");
        }

        if (request.Basis == Basis.ExOfficio && string.IsNullOrWhiteSpace(request.Ground))
        {
            findings.Add("OF-05", "ground");
        }

        if (request.ApplicationOn > view.Today)
        {
            findings.Add("DT-10", "applicationOn");
        }

        if (request.HappenedOn > view.Today)
        {
            findings.Add("DT-02", "happenedOn");
        }

        foreach (CancelledRow row in request.Rows)
        {
            if (view.OpenDrafts.Any(draft => draft.Persons.Contains(row.Person)))
            {
                findings.Add("WF-01", "persons", PersonRef.Of(row.Person));
            }
        }
    }

    private static CancelTarget? Target(CancelledRow named, RegisterView view, Findings findings)
    {
        PersonRef person = PersonRef.Of(named.Person);
        IReadOnlyList<HistoryRow> history = view.Person(named.Person)?.History ?? [];
        HistoryRow? row = history.FirstOrDefault(one => one.HistoryNo == named.HistoryNo);
        if (row is not { Selectable: true } || ChangeReasons.IsCancellation(row.Facts.Reason))
        {
            findings.Add("RR-58", "historyNo", person);
            return null;
        }

        IReadOnlyList<HistoryRow> group = Group(history, row);
        bool cancelled = history.Any(one => ChangeReasons.IsCancellation(one.Facts.Reason)
            && group.Any(member => member.HistoryNo == one.ReplacesNo));
        if (cancelled)
        {
            findings.Add("OF-07", "historyNo", person);
            return null;
        }

        if (NewestInForce(history) is { } newest && group.All(member => member.HistoryNo != newest.HistoryNo))
        {
            findings.Add("OF-06", "historyNo", person);
            return null;
        }

        HistoryRow first = group.MinBy(member => member.HistoryNo) ?? row;
        HistoryRow? before = history.FirstOrDefault(one => one.HistoryNo == first.HistoryNo - 1);
        if (group.FirstOrDefault(IsRemovalOnDay) is { } removal
            && history.FirstOrDefault(one => one.HistoryNo == removal.HistoryNo - 1) is { } planned && !group.Contains(planned))
        {
            // What changed between the 転出届 and its day stays; only the plan goes.
            first = removal;
            before = planned with { Record = planned.Record with { MoveOut = null } };
        }

        return new CancelTarget(view.Person(named.Person)!.Present, row, before, first.EffectiveFrom); // History came from there.
    }

    // A 転出 and its completion, a pair of records and every row of one act stand or fall together.
    private static IReadOnlyList<HistoryRow> Group(IReadOnlyList<HistoryRow> history, HistoryRow row)
    {
        List<HistoryRow> ordered = [.. history.OrderBy(one => one.HistoryNo)];
        Guid act = ActOf(ordered, ordered.FindIndex(one => one.HistoryNo == row.HistoryNo));
        return [.. ordered.Where((_, place) => ActOf(ordered, place) == act)];
    }

    /// <summary>The act a row belongs to; a completion belongs to its own 転出届, wherever that stands in the history.</summary>
    private static Guid ActOf(List<HistoryRow> ordered, int place)
    {
        HistoryRow row = ordered[place];
        if (place > 0 && row.Facts.Reason == ChangeReasons.ArrivalNoticeRecorded)
        {
            return ActOf(ordered, place - 1);
        }

        int first = place;
        while (IsRemovalOnDay(row) && first > 0 && CarriesPlan(ordered[first - 1].Record, row.Record.MoveOut))
        {
            first--;
        }

        // A record that was taken over with its plan has no row of the 転出届: then the completion stands alone.
        return ordered[first].Facts.Reason is "OUT_DOMESTIC" or "OUT_ABROAD" ? ordered[first].Facts.ActId : row.Facts.ActId;
    }

    private static bool CarriesPlan(ResidentRecord record, MoveOut? plan) =>
        record is { IsPlannedOut: true, MoveOut: { } own } && own.PlannedOn == plan?.PlannedOn && own.PlannedTo == plan.PlannedTo;

    private static bool IsRemovalOnDay(HistoryRow row) =>
        row.Facts.Reason is ChangeReasons.OutDomesticDone or ChangeReasons.OutAbroadDone;

    // Members whose household data followed the cancelled change go back with it, unless something newer happened to them.
    private static List<CancelTarget> Followers(List<CancelTarget> targets, RegisterView view)
    {
        HashSet<Guid> acts = [.. targets.Select(target => target.Row.Facts.ActId)];
        List<CancelTarget> followers = [];
        foreach (PersonView person in view.Persons)
        {
            HistoryRow present = person.Present;
            bool follows = present.Facts.Reason == ChangeReasons.HouseholdFollows && acts.Contains(present.Facts.ActId)
                && targets.TrueForAll(target => target.Present.ResidentId != present.ResidentId);
            if (follows)
            {
                HistoryRow? before = person.History.FirstOrDefault(row => row.HistoryNo == present.HistoryNo - 1);
                followers.Add(new CancelTarget(present, present, before, present.EffectiveFrom));
            }
        }

        return followers;
    }

    private static ChangeReason ReasonOf(CancelTarget target)
    {
        bool liveBefore = target.Before?.Record.IsLive ?? false;
        bool liveNow = target.Present.Record.IsLive;
        return ChangeReasons.Get((liveBefore, liveNow) switch
        {
            (false, true) => "CANCEL_UNDO_ADDITION",
            (true, false) => "CANCEL_UNDO_REMOVAL",
            _ => "CANCEL_FIX",
        });
    }

    private static ResidentRecord Restored(CancelTarget target, List<CancelTarget> targets, ActBuilder act)
    {
        if (target.Before is not { } before)
        {
            // The addition never was: the record becomes a 除票 as it stands.
            return Departures.Removed(
                target.Present.Record,
                RemovalKind.Removed,
                "CANCEL_UNDO_ADDITION",
                act.Facts.HappenedOn,
                act.View.Today,
                act.Facts.ApplicationOn);
        }

        ResidentRecord record = before.Record;
        if (!record.IsLive || !Left(record, target.Present.Record))
        {
            return record;
        }

        // Rejoin those who still live at the old address; when nobody does, a new household is formed there (4.6.0.1).
        bool othersStay = act.View.Members(record.Household.Id).Any(member =>
            member.Record.Address.WithoutBuilding == record.Address.WithoutBuilding
            && targets.TrueForAll(one => one.Present.ResidentId != member.ResidentId));
        bool wholeHouseholdMoves = target.Present.Record.Household.Id == record.Household.Id && target.Present.Record.IsLive
            && act.View.Members(record.Household.Id).All(member => targets.Exists(one => one.Present.ResidentId == member.ResidentId));
        if (othersStay || wholeHouseholdMoves)
        {
            return UnderPresentHead(record, targets, act);
        }

        AllottedHousehold household = act.FormHousehold();
        bool headReturns = record.Household.IsHead
            || targets.Exists(one => one.Before?.Record is { IsLive: true, Household.IsHead: true } other
                && other.Household.Id == record.Household.Id);
        return record with
        {
            Household = record.Household with
            {
                Id = household.Id,
                Number = household.Number,
                PreviousNumber = record.Household.Number,
                Relationship = headReturns || targets.Count > 1 ? record.Household.Relationship : Relationship.Head,
            },
        };
    }

    // A head was set meanwhile and stays; who comes back, with the former head or as the former head, is related to the present one
    // anew (4.6.0.1).
    private static ResidentRecord UnderPresentHead(ResidentRecord record, List<CancelTarget> targets, ActBuilder act)
    {
        IReadOnlyList<HistoryRow> members = act.View.Members(record.Household.Id);
        bool succeeded = members.Any(member => member.Record.Household.IsHead
            && targets.TrueForAll(one => one.Present.ResidentId != member.ResidentId));
        bool formerHead = targets.Exists(one => one.Before?.Record is { IsLive: true, Household.IsHead: true } head
            && head.Household.Id == record.Household.Id);
        return !succeeded || !formerHead
            ? record
            : record with
            {
                Household = record.Household with
                {
                    Relationship = "",
                    RelationshipPending = true,
                    Order = members.Max(member => member.Record.Household.Order) + record.Household.Order,
                },
            };
    }

    private static bool Left(ResidentRecord before, ResidentRecord now) =>
        !now.IsLive || before.Household.Id != now.Household.Id || before.Address.WithoutBuilding != now.Address.WithoutBuilding;

    private static ChangeFacts FactsOf(CancelRequest request, ChangeReason reason, RegisterView view) =>
        view.Facts(
            reason.Symbol,
            request.Basis,
            PartialDate.FromDate(request.HappenedOn ?? view.Today),
            request.Route,
            request.Source) with
        {
            ApplicationOn = request.ApplicationOn,
            Ground = request.Ground,
        };
}
