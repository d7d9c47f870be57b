using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A row of a case as it is shown: before and after of one person.</summary>
/// <param name="Before">As recorded now; null for a newcomer.</param>
/// <param name="Row">As it will be, or as it was decided.</param>
internal sealed record ShownRow(ResidentRecord? Before, HistoryRow Row);

/// <summary>A message that left with the decision.</summary>
/// <param name="Type">Name of the event.</param>
/// <param name="Person">About whom.</param>
/// <param name="DeliveredAt">When it was delivered; null while it waits.</param>
internal sealed record SentMessage(string Type, Guid Person, DateTimeOffset? DeliveredAt);

/// <summary>A case, opened and logged.</summary>
internal sealed record OpenedCase
{
    /// <summary>The case.</summary>
    public required ChangeCase Case { get; init; }

    /// <summary>Names of the staff who worked on it.</summary>
    public StaffNames Staff { get; init; } = StaffNames.None;

    /// <summary>Before and after, in the order of the act.</summary>
    public required IReadOnlyList<ShownRow> Rows { get; init; }

    /// <summary>What the decision would be now; null once decided or withdrawn.</summary>
    public ChangeProposal? Proposal { get; init; }

    /// <summary>What changed since the entry (WF-09).</summary>
    public IReadOnlyList<MovedBase> Moved { get; init; } = [];

    /// <summary>Reviews of all versions.</summary>
    public required IReadOnlyList<CaseReview> Reviews { get; init; }

    /// <summary>The trail.</summary>
    public required IReadOnlyList<CaseEvent> Events { get; init; }

    /// <summary>What was sent where.</summary>
    public IReadOnlyList<SentMessage> Messages { get; init; } = [];

    /// <summary>The documents that go with the decision.</summary>
    public IReadOnlyList<CaseDocument> Documents { get; init; } = [];

    /// <summary>Comparisons of cards with the register, the newest first.</summary>
    public IReadOnlyList<IdentityCheck> IdentityChecks { get; init; } = [];

    /// <summary>Whether somebody is protected (支援措置).</summary>
    public bool IsProtected { get; init; }

    /// <summary>Reviews that agree with the present version.</summary>
    public int Agreed => Reviews.Count(review => review.Agreed && review.CaseVersion == Case.Version);
}

/// <summary>Opens cases for the screens; each look at one is on the access log before it is shown.</summary>
internal sealed class CaseReader(CaseDesk desk, CurrentOperator current, AccessLogAppender log, StaffDirectory staff)
{
    /// <summary>A case, for the steps of the form; not shown, so not logged.</summary>
    public async Task<ChangeCase?> FindAsync(ChangeCaseId id, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        return await ChangeCaseStore.FindAsync(work, id, cancellation);
    }

    /// <summary>Opens a case with everything its page shows, in one snapshot.</summary>
    public async Task<Result<OpenedCase>> OpenAsync(ChangeCaseId id, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        await RegisterGather.SnapshotAsync(work, cancellation);
        if (await ChangeCaseStore.FindAsync(work, id, cancellation) is not { } found)
        {
            return CaseRefusals.NotFound;
        }

        (IReadOnlyList<ResidentId> concerned, Refusal? why, _) = await GateAsync(work, found, cancellation);
        await log.AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.View, "resident.change.open")
            {
                Subjects = [.. concerned.Select(one => one.Value)],
                Items = "異動の前後の記載",
                ActId = id.Value,
                RefusalCode = why?.Code,
            });
        if (why is not null)
        {
            return why;
        }

        OpenedCase opened = new()
        {
            Case = found,
            Staff = await staff.ReadAsync(cancellation),
            Rows = [],
            Reviews = await ChangeCaseStore.ReviewsAsync(work, id, cancellation),
            Events = await ChangeCaseStore.EventsAsync(work, id, cancellation),
            IdentityChecks = await IdentityCheckStore.OfCaseAsync(work, id, cancellation),
            IsProtected = (await ProtectionStore.OfAsync(
                work, concerned, desk.Today, desk.Facts().Now, cancellation))
                .Values.Any(one => one.IsSupported),
        };
        return found.IsOpen ? await OpenAsync(work, opened, cancellation)
            : found.State == CaseState.Decided ? await DecidedAsync(work, opened, cancellation)
            : opened;
    }

    /// <summary>The first person of a case whose warning was not seen in this work; null when none is.</summary>
    public async Task<ResidentId?> FindToCheckAsync(ChangeCaseId id, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        return await ChangeCaseStore.FindAsync(work, id, cancellation) is { } found
            ? (await GateAsync(work, found, cancellation)).ToCheck
            : null;
    }

    /// <summary>History number of the newest change that is in force; null when there is none to cancel.</summary>
    public async Task<int?> NewestCancellableAsync(ResidentId person, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        List<HistoryRow> history = await RegisterStore.HistoryAsync(work, person, int.MaxValue, 1000, cancellation);
        return CancelDecision.NewestInForce(history)?.HistoryNo;
    }

    // Who edits or reviews a case that is not decided has it at hand with the paper; everybody else sees the warnings first.
    private async Task<(IReadOnlyList<ResidentId> Concerned, Refusal? Why, ResidentId? ToCheck)> GateAsync(
        UnitOfWork work,
        ChangeCase found,
        CancellationToken cancellation)
    {
        IReadOnlyList<ResidentId> named = found.IsOpen ? await RegisterGather.ConcernedAsync(work, found.Content, cancellation) : [];
        ResidentId[] concerned =
        [
            .. found.Persons.Select(one => one.Id).Concat(found.Content.NewcomerIds.Values.Select(one => new ResidentId(one)))
                .Concat(named).Distinct(),
        ];
        bool atWork = found.IsOpen
            && (found.Editors.Contains(current.Context.OperatorCode)
                || (found.State == CaseState.InReview && current.Has(TaskCodes.ResidentChangeReview)));
        IReadOnlyDictionary<ResidentId, Refusal> closed = await PersonGate.ClosedAsync(
            work, current.SignedIn, concerned, desk.Today, desk.Facts().Now, cancellation);
        return (
            concerned,
            PersonGate.Stop(closed, atWork ? concerned : []),
            concerned.FirstOrDefault(one => closed.GetValueOrDefault(one) == PersonRefusals.ChecksNeeded));
    }

    private async Task<OpenedCase> OpenAsync(UnitOfWork work, OpenedCase opened, CancellationToken cancellation)
    {
        GatherFacts facts = await desk.FactsAsync(work, opened.Case.NumberAct, opened.Case.Content, null, cancellation);
        RegisterView view = await RegisterGather.ReadAsync(work, opened.Case.Content, facts, opened.Case.Id, cancellation);
        ChangeProposal proposal = opened.Case.Content.Decide(view);
        return opened with
        {
            Proposal = proposal,
            Rows = [.. proposal.Rows.Select(row => new ShownRow(row.Before, row.Row))],
            Moved = await BaseCheck.MovedAsync(work, opened.Case, cancellation),
        };
    }

    private static async Task<OpenedCase> DecidedAsync(UnitOfWork work, OpenedCase opened, CancellationToken cancellation)
    {
        List<HistoryRow> after = await work.ListAsync(
            HistoryReader.Select + "\nwhere h.act_id = $1 order by h.resident_id, h.history_no",
            HistoryReader.Map,
            cancellation,
            opened.Case.Id.Value);
        ILookup<ResidentId, HistoryRow> before = (await work.ListAsync(
            HistoryReader.Select +
            """

            join resident_register.resident_history a
              on a.resident_id = h.resident_id and a.history_no = h.history_no + 1
            where a.act_id = $1
            """,
            HistoryReader.Map,
            cancellation,
            opened.Case.Id.Value)).ToLookup(row => row.ResidentId);
        return opened with
        {
            Rows =
            [
                .. after.Select(row => new ShownRow(
                    before[row.ResidentId].FirstOrDefault(one => one.HistoryNo == row.HistoryNo - 1)?.Record, row)),
            ],
            Documents = await CaseDocuments.OfAsync(work, opened.Case.Id, CaseNotices.FormsJson, cancellation),
            Messages = await work.ListAsync(
                """
                select o.type, o.payload ->> 'resident', max(d.delivered_at)
                from platform.outbox o left join platform.outbox_delivery d on d.outbox_id = o.id
                where o.message_id = any ($1)
                group by o.id, o.type, o.payload ->> 'resident'
                order by o.id
                """,
                row => new SentMessage(row.GetString(0), Guid.Parse(row.GetString(1)), row.Nullable<DateTimeOffset?>(2)),
                cancellation,
                opened.Case.Messages.ToArray()),
        };
    }
}
