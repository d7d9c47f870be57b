using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using Npgsql;

namespace Daicho.ResidentRegister.DecideChange;

/// <summary>
/// Decides a reviewed case (決裁, 本登録): history, current rows, households, messages and access record in one transaction.
/// The decision is made again on what the register says now; nothing of the draft is taken over unseen.
/// </summary>
internal sealed class DecideCaseHandler(CaseDesk desk)
{
    /// <summary>Decides it; a second submit, and a second clerk, get the first result or are told what changed.</summary>
    public async Task<Result<ChangeCaseId>> HandleAsync(CaseStep step, CancellationToken cancellation)
    {
        Guid? numbers = null;
        Result<ChangeCaseId> decided = await desk.RunAsync(
            CaseActs.Decided,
            step,
            async work =>
            {
                Result<ChangeCase> done = await DecideAsync(work, step, cancellation);
                numbers = done.Refusal is null ? done.Value.NumberAct : null;
                return done;
            },
            cancellation);
        if (decided.Refusal is null)
        {
            // Decided is decided: if this process ends here, the sweeper confirms within a minute.
            await desk.Numbers.ConfirmAsync(numbers, CancellationToken.None);
        }

        return decided;
    }

    private async Task<Result<ChangeCase>> DecideAsync(UnitOfWork work, CaseStep step, CancellationToken cancellation)
    {
        Result<ChangeCase> opened =
            await CaseSteps.OpenAsync(work, step, one => one.State == CaseState.InReview, cancellation);
        if (opened.IsRefused(out Refusal? closed, out ChangeCase? reviewed))
        {
            return closed;
        }

        if (reviewed.Editors.Contains(desk.By.OperatorCode))
        {
            return CaseRefusals.OwnEntry;
        }

        Reservation? numbers = await desk.Numbers.FindAsync(reviewed.NumberAct, cancellation);
        QueryBatch batch = new();
        IReadOnlyList<CaseReview> reviews = ChangeCaseStore.AskReviews(batch, reviewed.Id);
        IReadOnlyList<bool> turn = NumberTurns.AskBesides(batch);
        RegisterLocks.Take(batch, reviewed, numbers?.LockKeys ?? []);
        Func<IReadOnlyList<MovedBase>> moved = BaseCheck.Ask(batch, reviewed);
        IReadOnlyList<bool> against = IdentityCheckStore.AskStandsAgainst(batch, reviewed.Id);
        await batch.RunAsync(work, cancellation);
        string[] reviewers =
            [.. reviews.Where(review => review.Agreed && review.CaseVersion == reviewed.Version).Select(review => review.Reviewer)];

        if (against is [true])
        {
            return CaseRefusals.IdentityNotSettled;
        }

        if (BaseCheck.Refusal(moved()) is { } otherBase)
        {
            return otherBase;
        }

        if (numbers is not null && turn is not [true])
        {
            return CaseRefusals.ImportRuns;
        }

        Actor actor = new(reviewed.EnteredBy, reviewed.Office, reviewed.Terminal)
        {
            Forces = reviewed.Forced,
            ReviewedBy = reviewers,
            DecidedBy = desk.By.OperatorCode,
        };
        GatherFacts facts = await desk.FactsAsync(work, numbers, reviewed.Content, actor, cancellation);
        RegisterView view = await RegisterGather.ReadAsync(work, reviewed.Content, facts, reviewed.Id, cancellation);
        ChangeProposal preview = reviewed.Content.Decide(view);
        return Standing(reviewed, reviewers.Length >= reviewed.ReviewersNeeded, view, preview) is { } refused
            ? refused
            : turn is not [true] && TakesNumbers(reviewed, preview) ? CaseRefusals.ImportRuns
            : await StoreAsync(work, reviewed, view, preview, cancellation);
    }

    private static IEnumerable<Guid> NewPersons(ChangeCase reviewed) =>
        reviewed.Content.Newcomers.Where(newcomer => newcomer.Earlier is null)
            .Select(newcomer => reviewed.Content.NewcomerIds[newcomer.Ref.Value]);

    private static bool TakesNumbers(ChangeCase reviewed, ChangeProposal preview) =>
        preview.Formed.Count > 0 || NewPersons(reviewed).Any();

    /// <summary>Why the case as reviewed does not stand any more; null when it does.</summary>
    private static Refusal? Standing(ChangeCase reviewed, bool isReviewed, RegisterView view, ChangeProposal preview)
    {
        Findings open = new(view.Settings);
        WorkflowChecks.Promotion(preview.Findings, reviewed.Content.Confirmations, isReviewed, decided: true, open);
        if (open.Count > 0)
        {
            return open[0].CheckId switch
            {
                "WF-02" => CaseRefusals.NotReviewed,
                "WF-03" => CaseRefusals.StillInError with { More = [.. preview.Findings.ToRefusal()!.All] }, // WF-03 says there are errors.
                _ => CaseRefusals.Unconfirmed,
            };
        }

        // Somebody came into or left a household that the change rewrites: the reviewer did not see that.
        HashSet<ResidentId> seen = [.. reviewed.Persons.Select(person => person.Id)];
        return seen.SetEquals(RegisterGather.CasePersons(view, reviewed.Content, preview).Select(person => person.Id))
            ? null
            : CaseRefusals.BaseMoved([]);
    }

    private async Task<Result<ChangeCase>> StoreAsync(
        UnitOfWork work,
        ChangeCase reviewed,
        RegisterView view,
        ChangeProposal preview,
        CancellationToken cancellation)
    {
        Allotment allotment = await RegisterNumbers.AllotAsync(
            work,
            reviewed.Id.Value,
            NewPersons(reviewed),
            preview.Formed.Count > 0,
            desk.Settings.NumberDigits,
            cancellation);
        ChangeProposal final = reviewed.Content.Decide(view with { Allotment = allotment });
        IReadOnlyList<OutboxMessage> messages = OutgoingEvents.Messages(reviewed.Id.Value, final);
        foreach (OutboxMessage message in messages)
        {
            work.Publish(message);
        }

        QueryBatch batch = new();
        NpgsqlBatchCommand decided = ChangeCaseStore.Decide(
            batch, reviewed, [.. messages.Select(message => message.MessageId)], desk.By.OperatorCode, desk.Today);
        if (await ProposalStore.StoreAsync(work, batch, final, desk.Today, cancellation) is { } conflict)
        {
            return conflict;
        }

        if (decided.RecordsAffected != 1)
        {
            return CaseRefusals.EditedMeanwhile;
        }

        CaseDocuments.Add(work, reviewed.Id, final.Documents);
        ChangeCaseStore.AddEvent(work, reviewed, CaseActs.Decided, null, desk.Today, withRequest: false);
        return reviewed with { Persons = WithNewcomers(reviewed, final) };
    }

    // The newcomers are on the register from here: the access record of the decision names them too.
    private static IReadOnlyList<CasePerson> WithNewcomers(ChangeCase reviewed, ChangeProposal final) =>
    [
        .. reviewed.Persons,
        .. final.Rows.Where(row => row.Before is null).Select(row => new CasePerson(row.Row.ResidentId, true, row.Row.HistoryNo)),
    ];
}

/// <summary>Decides several reviewed cases, each in a transaction of its own (WF-05).</summary>
internal sealed class DecideSeveralHandler(DecideCaseHandler decide)
{
    /// <summary>Decides them in order; answers what became of each.</summary>
    public async Task<Result<IReadOnlyList<Result<ChangeCaseId>>>> HandleAsync(
        IReadOnlyList<CaseStep> steps,
        CancellationToken cancellation)
    {
        Findings findings = new(CheckSettings.Default);
        WorkflowChecks.Bulk(steps.Count, findings);
        if (findings.HasErrors)
        {
            return CaseRefusals.TooMany(findings.Settings.BulkDecisionsMax);
        }

        List<Result<ChangeCaseId>> results = [];
        foreach (CaseStep step in steps)
        {
            results.Add(await decide.HandleAsync(step, cancellation));
        }

        return results;
    }
}
