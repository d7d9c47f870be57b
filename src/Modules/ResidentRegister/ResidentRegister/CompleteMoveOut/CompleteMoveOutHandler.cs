using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ActNotices;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;

namespace Daicho.ResidentRegister.CompleteMoveOut;

/// <summary>What one run of the daily completion did.</summary>
/// <param name="Removed">Records that became 除票.</param>
/// <param name="HeadUnset">Households left without head: the list for 世帯主変更.</param>
/// <param name="Stopped">Households where an error stopped the completion; a clerk must look.</param>
internal sealed record CompletedMoveOuts(int Removed, int HeadUnset, int Stopped);

/// <summary>
/// Closes the records of planned movers whose day is reached (1.1.5). Each household in a transaction of its own; running it
/// again, or in several processes at once, changes nothing more.
/// </summary>
internal sealed class CompleteMoveOutHandler(NpgsqlDataSource database, BusinessClock clock, RegisterSettings settings, AddressMaster addresses)
{
    /// <summary>Name in the access log.</summary>
    public const string Action = "resident.move-out.complete";

    private const int HouseholdsMax = 500;

    /// <summary>How often households that somebody else was at are looked at again, and how long to wait before.</summary>
    private const int RoundsMax = 20;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Planning = ["OUT_DOMESTIC", "OUT_ABROAD"];

    /// <summary>Completes everything that is due; a household that a decision holds at that moment is waited for.</summary>
    /// <param name="reached">Told after each household; the count so far.</param>
    /// <param name="cancellation">Stops between two households.</param>
    /// <exception cref="TimeoutException">A household stayed held; what was done stays done, and the job is tried again.</exception>
    public async Task<CompletedMoveOuts> HandleAsync(Action<int> reached, CancellationToken cancellation)
    {
        CompletedMoveOuts total = new(0, 0, 0);
        Queue<HouseholdId> held = [];
        Guid after = Guid.Empty;
        while (await DueHouseholdsAsync(after, cancellation) is { Count: > 0 } households)
        {
            foreach (HouseholdId household in households)
            {
                await CompleteAsync(household);
            }

            after = households[^1].Value;
        }

        for (int round = 0; held.Count > 0; round++)
        {
            if (round == RoundsMax)
            {
                throw new TimeoutException($"{held.Count} households stayed held by others.");
            }

            await Task.Delay(Round, cancellation);
            for (int count = held.Count; count > 0; count--)
            {
                await CompleteAsync(held.Dequeue());
            }
        }

        return total;

        async Task CompleteAsync(HouseholdId household)
        {
            (CompletedMoveOuts one, bool isHeld) = await HouseholdAsync(household, cancellation);
            total = new CompletedMoveOuts(
                total.Removed + one.Removed, total.HeadUnset + one.HeadUnset, total.Stopped + one.Stopped);
            reached(total.Removed);
            if (isHeld)
            {
                held.Enqueue(household);
            }
        }
    }

    private Task<List<HouseholdId>> DueHouseholdsAsync(Guid after, CancellationToken cancellation) =>
        database.ListAsync(
            """
            select distinct household_id from resident_register.resident
            where planned_out_on <= $1 and removed_on is null and household_id > $2
            order by household_id limit $3
            """,
            row => new HouseholdId(row.GetGuid(0)),
            cancellation,
            clock.Today(),
            after,
            HouseholdsMax);

    private async Task<(CompletedMoveOuts Done, bool IsHeld)> HouseholdAsync(HouseholdId household, CancellationToken cancellation)
    {
        CompletedMoveOuts total = new(0, 0, 0);
        while (true)
        {
            // One act closes those of one planned day and kind; a household may hold several.
            (CompletedMoveOuts? done, bool isHeld) = await ActAsync(household, cancellation);
            if (done is not { } one)
            {
                return (total, isHeld);
            }

            total = new CompletedMoveOuts(total.Removed + one.Removed, total.HeadUnset + one.HeadUnset, total.Stopped + one.Stopped);
            if (one.Removed == 0)
            {
                return (total, false);
            }
        }
    }

    /// <summary>One act; none when nothing is due in the household any more, or a decision or another process is at it.</summary>
    private async Task<(CompletedMoveOuts? Done, bool IsHeld)> ActAsync(HouseholdId household, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, OperatorContext.ForCommand(Action, "転出予定日の到来"));
        List<Guid> locked = await work.ListAsync(
            "select household_id from resident_register.household where household_id = $1 for update skip locked",
            row => row.GetGuid(0),
            cancellation,
            household.Value);
        if (locked.Count == 0)
        {
            return (null, true);
        }

        ResidentId[] due = await DueAsync(work, household, cancellation);
        if (due.Length == 0)
        {
            return (null, false);
        }

        CaseContent content = new() { Change = new ChangeRequest { Form = Action, Reason = "OUT_DOMESTIC", Persons = due } };
        RegisterView view = await RegisterGather.ReadAsync(
            work, content, new GatherFacts(clock.Today(), clock.Instant(), settings, new Actor("", "", ""), addresses), null, cancellation);
        Guid act = Guid.CreateVersion7();
        view = view with { By = Decider(view, due[0]), Allotment = new Allotment(act, [], null) };
        ChangeProposal proposal = MoveOutCompletion.Due(due, view);
        if (proposal.Findings.ToRefusal() is { } stopped)
        {
            work.Record(Entry(due, act) with { RefusalCode = stopped.Code });
            await work.CommitAsync(cancellation);
            return (new CompletedMoveOuts(0, 0, 1), false);
        }

        if (await ProposalStore.StoreAsync(work, new QueryBatch(), proposal, clock.Today(), cancellation) is not null)
        {
            // A decision was quicker: the next look finds what it left.
            return (null, true);
        }

        await ActNoticeStore.AddAsync(work, act, clock.Today(), proposal.Documents, cancellation);
        foreach (OutboxMessage message in OutgoingEvents.Messages(act, proposal))
        {
            work.Publish(message);
        }

        ResidentId[] closed =
            [.. proposal.Rows.Where(row => !row.Row.Record.IsLive).Select(row => row.Row.ResidentId).Distinct()];
        work.Record(Entry([.. proposal.Rows.Select(row => row.Row.ResidentId).Distinct()], act));
        await work.CommitAsync(cancellation);
        return (
            new CompletedMoveOuts(closed.Length, proposal.Findings.Has("HH-01") || proposal.Findings.Has("HH-02") ? 1 : 0, 0),
            false);
    }

    private async Task<ResidentId[]> DueAsync(UnitOfWork work, HouseholdId household, CancellationToken cancellation) =>
    [
        .. await work.ListAsync(
            """
            select resident_id from resident_register.resident
            where household_id = $1 and planned_out_on <= $2 and removed_on is null
            order by planned_out_on, resident_id for update
            """,
            row => new ResidentId(row.GetGuid(0)),
            cancellation,
            household.Value,
            clock.Today()),
    ];

    // The removal is the effect of the decision on the notification: its people answer for it (RR-91).
    private static Actor Decider(RegisterView view, ResidentId person)
    {
        PersonView found = view.Person(person)
            ?? throw new InvalidOperationException("A due person is not in the view.");
        ChangeFacts facts =
            (found.History.FirstOrDefault(row => Planning.Contains(row.Facts.Reason)) ?? found.Present).Facts;
        return new Actor(facts.EnteredBy, facts.Office, facts.Terminal)
        {
            ReviewedBy = facts.ReviewedBy,
            DecidedBy = facts.DecidedBy,
        };
    }

    private static AccessEntry Entry(IReadOnlyList<ResidentId> persons, Guid act) => new(AccessKind.Change, Action)
    {
        Subjects = [.. persons.Select(person => person.Value)],
        ActId = act,
    };
}
