using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>転入通知 (法第9条第1項) from the municipality of arrival.</summary>
/// <param name="Person">The person who left.</param>
/// <param name="ArrivedOn">転入日: the day of arrival there.</param>
/// <param name="NoticeOn">転入通知年月日.</param>
/// <param name="Destination">転出先（確定） with the head there.</param>
internal sealed record ArrivalNotice(ResidentId Person, DateOnly ArrivedOn, DateOnly NoticeOn, AddressWithHead Destination)
{
    /// <summary>How it came in.</summary>
    public Route Route { get; init; } = Route.ResidentNetwork;

    /// <inheritdoc />
    public override string ToString() => "ArrivalNotice(***)";
}

/// <summary>
/// Closes the records of planned movers: on the planned day (daily job) or by the arrival notice, whichever is earlier (1.1.5,
/// 4.1.3.1.1). Running it again changes nothing.
/// </summary>
internal static class MoveOutCompletion
{
    /// <summary>
    /// Closes the records of persons whose planned day is reached, as one act: those of the first person's day and kind. The others
    /// are passed over; a job calls it per household until nothing is due.
    /// </summary>
    public static ChangeProposal Due(IReadOnlyList<ResidentId> persons, RegisterView view)
    {
        List<HistoryRow> due =
        [
            .. persons.Select(view.Present).OfType<HistoryRow>()
                .Where(row => row.Record.IsPlannedOut && row.Record.MoveOut?.PlannedOn <= view.Today),
        ];
        Findings findings = new(view.Settings);
        if (due.Count == 0)
        {
            return new ChangeProposal { Findings = findings };
        }

        MoveOut plan = due[0].Record.MoveOut!; // Planned movers only.
        due.RemoveAll(row => row.Record.MoveOut?.PlannedOn != plan.PlannedOn || row.Record.MoveOut.PlannedTo.Abroad != plan.PlannedTo.Abroad);
        ChangeReason reason = ReasonOf(plan);
        ActBuilder act = new(view, FactsOf(plan, reason, view, Route.Counter), plan.PlannedOn, findings);
        foreach (HistoryRow row in due)
        {
            act.Set(Closed(row.Record, row.Record.MoveOut!.PlannedOn));
        }

        return Settled(act, due, reason);
    }

    /// <summary>Records an arrival notice; closes the record when it is still live.</summary>
    public static ChangeProposal Arrived(ArrivalNotice notice, RegisterView view)
    {
        Findings findings = new(view.Settings);
        if (view.Present(notice.Person) is not { } row)
        {
            findings.Add("MO-13");
            return new ChangeProposal { Findings = findings };
        }

        ResidentRecord record = row.Record;
        bool removedExOfficio = record.Removal is { Kind: RemovalKind.Removed };
        if (record.MoveOut is null && !removedExOfficio)
        {
            findings.Add("MO-13", null, record);
            return new ChangeProposal { Findings = findings };
        }

        if (record.MoveOut is { } planned && planned.PlannedOn != notice.ArrivedOn)
        {
            findings.Add("MO-15", "arrivedOn", record);
        }

        if (IsGarbled(notice.Destination.Address.Full) || IsGarbled(notice.Destination.HeadName))
        {
            findings.Add("MO-17", "destination", record);
        }

        MoveOut plan = (record.MoveOut ?? new MoveOut(notice.Destination.Address, notice.ArrivedOn)) with
        {
            ActualTo = notice.Destination,
            ActualOn = notice.ArrivedOn,
            NoticeOn = notice.NoticeOn,
        };
        DateOnly removedOn = notice.ArrivedOn < plan.PlannedOn ? notice.ArrivedOn : plan.PlannedOn;
        ChangeReason reason = record.IsLive ? ReasonOf(plan) : ChangeReasons.Get(ChangeReasons.ArrivalNoticeRecorded);
        ActBuilder act = new(view, FactsOf(plan, reason, view, notice.Route), record.IsLive ? removedOn : row.EffectiveFrom, findings);
        act.Set(record.IsLive ? Closed(record with { MoveOut = plan }, removedOn) : record with { MoveOut = plan });
        return Settled(act, [row], reason);
    }

    private static ChangeProposal Settled(ActBuilder act, IReadOnlyList<HistoryRow> rows, ChangeReason reason)
    {
        foreach (HistoryRow row in rows)
        {
            Remaining(act, row);
        }

        HouseholdSettlement.Settle(act);
        HouseholdSettlement.Arrange(act);
        foreach (IGrouping<HouseholdId, HistoryRow> group in rows.GroupBy(row => row.Record.Household.Id))
        {
            IReadOnlyList<ResidentRecord> staying = act.Members(group.Key);
            bool headLeft = group.Any(row => row.Record is { IsLive: true, Household.IsHead: true });
            if (headLeft && staying.Count > 0 && !staying.Any(member => member.Household.IsHead))
            {
                act.Findings.Add(staying.Count == 1 ? "HH-01" : "HH-02", "remainingHead");
            }
        }

        return ChangeDecision.Finish(act, null, reason);
    }

    // 残る世帯の世帯主 of the 転出届 leads from the day of the removal (4.0.4); somebody who left the household meanwhile leads nobody, and
    // a head set meanwhile stays.
    private static void Remaining(ActBuilder act, HistoryRow row)
    {
        ChangeRequest? notification = act.View.Notifications.GetValueOrDefault(row.ResidentId);
        IReadOnlyList<ResidentRecord> staying = act.Members(row.Record.Household.Id);
        if (row.Record.IsLive && notification?.RemainingHead is { } head
            && staying.Any(member => member.Id == head) && !staying.Any(member => member.Household.IsHead))
        {
            HouseholdSettlement.SetHead(act, row.Record.Household.Id, head, notification);
        }
    }

    private static ResidentRecord Closed(ResidentRecord record, DateOnly on) => Departures.Removed(
        record,
        RemovalKind.MovedOut,
        record.MoveOut!.PlannedTo.Abroad ? "OUT_ABROAD" : "OUT_DOMESTIC", // Callers pass planned movers.
        PartialDate.FromDate(record.MoveOut.PlannedOn),
        on,
        record.MoveOut.NotifiedOn);

    private static ChangeReason ReasonOf(MoveOut plan) =>
        ChangeReasons.Get(plan.PlannedTo.Abroad ? ChangeReasons.OutAbroadDone : ChangeReasons.OutDomesticDone);

    private static ChangeFacts FactsOf(MoveOut plan, ChangeReason reason, RegisterView view, Route route) =>
        view.Facts(
            reason.Symbol,
            plan.NotifiedOn is null ? Basis.ExOfficio : Basis.Notification,
            PartialDate.FromDate(plan.PlannedOn),
            route,
            plan.NoticeOn is null ? InformationSource.Person : InformationSource.AdministrativeOrgan) with
        {
            NotifiedOn = plan.NotifiedOn,
            NoticeOn = plan.NoticeOn,
            Ground = plan.NoticeOn is null ? "転出予定日の到来（住民票の消除）" : "転入通知（住民基本台帳法第９条第１項）",
        };

    // 〓 and ? stand for letters the other side could not send.
    private static bool IsGarbled(string? text) =>
        text is not null && (TextCheck.Check(text) != TextFault.None || text.Contains('〓', StringComparison.Ordinal) || text.Contains('\uFFFD', StringComparison.Ordinal));
}
