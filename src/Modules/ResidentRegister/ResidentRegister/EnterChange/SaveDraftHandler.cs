using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>A notification as entered, for a new case or as the next version of one.</summary>
/// <param name="Key">Key of the form.</param>
/// <param name="Case">The case to edit; null for a new one.</param>
/// <param name="Version">The version that was edited; 0 for a new one.</param>
/// <param name="Content">What was entered.</param>
/// <param name="Forced">Whether it is meant as a forced correction (RR-56).</param>
/// <param name="MayForce">Whether the operator holds the right for that.</param>
internal sealed record SaveDraft(
    Guid Key,
    ChangeCaseId? Case,
    int Version,
    CaseContent Content,
    bool Forced = false,
    bool MayForce = false)
{
    /// <summary>Numbers entered; they go to the vault only.</summary>
    public IReadOnlyList<EnteredNumber> Numbers { get; init; } = [];
}

/// <summary>Stores a draft (仮登録, 4.0.8): legally not on the record, invisible outside, editable.</summary>
internal sealed class SaveDraftHandler(CaseDesk desk)
{
    // What stops an entry at once: somebody else is at work, or the form does not have the field. The rest may wait in a draft.
    private static readonly HashSet<string> AtOnce = ["WF-01", "WF-06", "WF-07", "WF-10", "SP-11", "CR-08", "RR-64"];

    /// <summary>Stores it and returns the case.</summary>
    public async Task<Result<ChangeCaseId>> HandleAsync(SaveDraft draft, CancellationToken cancellation)
    {
        CaseStep step = new(draft.Key, draft.Case ?? ChangeCaseId.New(), draft.Version);
        ChangeCase? earlier = await EarlierAsync(draft, cancellation);
        (CaseContent content, Guid? act) = await desk.Numbers.ReserveAsync(draft.Content, draft.Numbers, earlier, cancellation);
        bool stored = false;
        Result<ChangeCaseId> saved = await desk.RunAsync(
            CaseActs.Saved,
            step,
            async work =>
            {
                Result<ChangeCase> made = await SaveAsync(work, step, draft with { Content = content }, act, cancellation);
                stored = made.Refusal is null;
                return made;
            },
            cancellation);

        // The version that was replaced needs its reservation no more; a draft that was not stored needs none.
        await desk.Numbers.DiscardAsync(stored ? earlier?.NumberAct : act, cancellation);
        return saved;
    }

    // A case that moved on meanwhile is refused in the act; then nothing of this is used.
    private async Task<ChangeCase?> EarlierAsync(SaveDraft draft, CancellationToken cancellation)
    {
        if (draft.Case is not { } id)
        {
            return null;
        }

        await using UnitOfWork work = desk.Begin();
        return await ChangeCaseStore.FindAsync(work, id, cancellation) is { IsEditable: true } found && found.Version == draft.Version
            ? found
            : null;
    }

    private async Task<Result<ChangeCase>> SaveAsync(
        UnitOfWork work,
        CaseStep step,
        SaveDraft draft,
        Guid? numberAct,
        CancellationToken cancellation)
    {
        if (draft is { Forced: true, MayForce: false })
        {
            return CaseRefusals.ForceNotPermitted;
        }

        ChangeCase? present = null;
        if (draft.Case is not null)
        {
            Result<ChangeCase> opened = await CaseSteps.OpenAsync(work, step, one => one.IsEditable, cancellation);
            if (opened.IsRefused(out Refusal? closed, out present))
            {
                return closed;
            }
        }

        GatherFacts facts = await desk.FactsAsync(work, numberAct, draft.Content, null, cancellation);
        RegisterView view = await RegisterGather.ReadAsync(work, draft.Content, facts, draft.Case, cancellation);
        ChangeProposal proposal = draft.Content.Decide(view);
        List<Finding> stops = [.. proposal.Findings.Errors.Where(error => AtOnce.Contains(error.CheckId))];
        if (stops.Exists(stop => stop.CheckId == CaseRefusals.SecondDraft.Code))
        {
            // One sentence, whoever of the household it is: nothing else matters before that case is settled.
            return CaseRefusals.SecondDraft;
        }

        if (stops.Count > 0)
        {
            return Refusal.Join([.. stops.Select(stop => stop.ToRefusal())]);
        }

        ChangeCase made = await MadeAsync(work, step, draft, numberAct, present, view, proposal, cancellation);
        Refusal? refused = present is null
            ? await ChangeCaseStore.InsertAsync(work, made, cancellation)
            : await ChangeCaseStore.UpdateAsync(work, made, null, cancellation);
        if (refused is not null)
        {
            return refused;
        }

        // From here the draft itself keeps others out (WF-01).
        EditHolds.Release(work, draft.Content.Subjects);
        ChangeCaseStore.AddEvent(work, made, CaseActs.Saved, null, desk.Today, withRequest: true);
        return made;
    }

    private async Task<ChangeCase> MadeAsync(
        UnitOfWork work,
        CaseStep step,
        SaveDraft draft,
        Guid? numberAct,
        ChangeCase? present,
        RegisterView view,
        ChangeProposal proposal,
        CancellationToken cancellation)
    {
        IReadOnlyList<CasePerson> persons = RegisterGather.CasePersons(view, draft.Content, proposal);
        string me = desk.By.OperatorCode;
        return new ChangeCase
        {
            Id = step.Case,
            Number = present?.Number ?? 0,
            State = CaseState.Draft,
            Content = draft.Content.BasedOn(persons),
            ReviewersNeeded = await ReviewRules.ReviewersAsync(work, draft.Content.Reason, desk.Today, cancellation),
            EnteredBy = present?.EnteredBy ?? me,
            Editors = present is null ? [me] : [.. present.Editors.Append(me).Distinct()],
            EnteredAt = present?.EnteredAt ?? default,
            EnteredOn = present?.EnteredOn ?? desk.Today,
            Office = present?.Office ?? desk.By.OfficeCode,
            Terminal = present?.Terminal ?? desk.By.Terminal,
            Version = (present?.Version ?? 0) + 1,
            NumberAct = numberAct,
            Forced = draft.Forced,
            Persons = persons,
        };
    }
}
