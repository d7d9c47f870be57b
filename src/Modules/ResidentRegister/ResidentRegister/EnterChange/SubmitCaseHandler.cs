using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Matters;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>The enterer's confirmation of the input result (CR-10), with the alerts confirmed.</summary>
/// <param name="Step">Key, case and version.</param>
/// <param name="ResultConfirmed">The result was compared with the paper by the one who entered.</param>
/// <param name="Confirmations">Alerts confirmed with reasons; kept with the case.</param>
internal sealed record SubmitCase(CaseStep Step, bool ResultConfirmed, IReadOnlyList<AlertConfirmation> Confirmations);

/// <summary>Sends a confirmed draft to review and puts it on the review list of the day (RR-63).</summary>
internal sealed class SubmitCaseHandler(CaseDesk desk)
{
    /// <summary>Sends it; refused while an error is open or an alert is not confirmed.</summary>
    public Task<Result<ChangeCaseId>> HandleAsync(SubmitCase submit, CancellationToken cancellation) =>
        desk.RunAsync(
            CaseActs.Submitted, submit.Step, work => SubmitAsync(work, submit, cancellation), cancellation);

    private async Task<Result<ChangeCase>> SubmitAsync(
        UnitOfWork work,
        SubmitCase submit,
        CancellationToken cancellation)
    {
        Result<ChangeCase> opened = await CaseSteps.OpenAsync(work, submit.Step, one => one.IsEditable, cancellation);
        if (opened.IsRefused(out Refusal? closed, out ChangeCase? draft))
        {
            return closed;
        }

        if (!submit.ResultConfirmed)
        {
            return CaseRefusals.ResultNotConfirmed;
        }

        QueryBatch batch = new();
        Func<IReadOnlyList<MovedBase>> moved = BaseCheck.Ask(batch, draft);
        IReadOnlyList<bool> against = IdentityCheckStore.AskStandsAgainst(batch, draft.Id);
        await batch.RunAsync(work, cancellation);
        if (BaseCheck.Refusal(moved()) is { } otherBase)
        {
            return otherBase;
        }

        if (against is [true])
        {
            return CaseRefusals.IdentityNotSettled;
        }

        CaseContent content = draft.Content with { Confirmations = submit.Confirmations };
        GatherFacts facts = await desk.FactsAsync(work, draft.NumberAct, content, null, cancellation);
        RegisterView view = await RegisterGather.ReadAsync(work, content, facts, draft.Id, cancellation);
        ChangeProposal proposal = content.Decide(view);
        if (proposal.Findings.ToRefusal() is { } errors)
        {
            return errors;
        }

        if (proposal.Findings.Unconfirmed(content.Confirmations).Count > 0)
        {
            return CaseRefusals.Unconfirmed;
        }

        // 住民基本台帳法第9条第2項: the documents of the notice come before the entry (RR-51).
        if (content.Basis == Basis.RegisterNotice
            && await MatterStore.WaitsAsync(work, [.. content.Subjects.Select(one => one.Value)], cancellation))
        {
            return MatterRefusals.NotExamined;
        }

        ChangeCase confirmed = draft with
        {
            Content = content,
            Version = draft.Version + 1,
            Editors = [.. draft.Editors.Append(desk.By.OperatorCode).Distinct()],
            Persons = RegisterGather.CasePersons(view, content, proposal),
        };
        DateOnly list = await DayClosings.OpenDayAsync(work, desk.Today, cancellation);
        if (await ChangeCaseStore.UpdateAsync(work, confirmed, list, cancellation) is { } refused)
        {
            return refused;
        }

        ChangeCaseStore.AddEvent(work, confirmed, CaseActs.Submitted, null, desk.Today, withRequest: true);
        return confirmed;
    }
}
