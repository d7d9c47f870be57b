using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Assurance.Administration;

/// <summary>Accounts (lock-outs, items hidden per user, end of postings), terminals, and the inbox of approvals.</summary>
internal static class AdministrationEndpoints
{
    private const int TextMax = 200;
    private const int TerminalNameMax = 40;

    /// <summary>Maps <c>/accounts</c>, <c>/terminals</c> and <c>/approvals</c>.</summary>
    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").RequireAntiforgery().ExcludeFromDescription();
        group.MapGet("/accounts", async (StaffStore staff, CancellationToken cancellation) =>
            Pages.Show<AccountsPage, IReadOnlyList<StaffLine>>(await staff.ListAsync(cancellation))).RequireTask(TaskCodes.RightsView);
        group.MapGet("/accounts/{id:guid}", (Guid id, StaffStore staff, CancellationToken cancellation) =>
            ShowAccountAsync(id, FormState.Fresh, staff, cancellation)).RequireTask(TaskCodes.RightsView);
        group.MapPost("/accounts/{id:guid}/unlock", UnlockAsync).RequireTask(TaskCodes.RightsSet);
        group.MapPost("/accounts/{id:guid}/hide", HideAsync).RequireTask(TaskCodes.RightsSet);
        group.MapPost("/accounts/{id:guid}/end", EndAsync).RequireTask(TaskCodes.RightsSet);
        group.MapGet("/terminals", (StaffStore staff, CancellationToken cancellation) =>
            ShowTerminalsAsync(FormState.Fresh, null, staff, cancellation)).RequireTask(TaskCodes.TerminalManage);
        group.MapPost("/terminals", RegisterAsync).RequireTask(TaskCodes.TerminalManage);
        group.MapPost("/terminals/revoke", RevokeAsync).RequireTask(TaskCodes.TerminalManage);
        group.MapGet("/approvals", ShowApprovalsAsync).RequireTask(TaskCodes.SelfAccount);
        group.MapPost("/approvals/{id:guid}", DecideAsync).RequireTask(TaskCodes.SelfAccount);
    }

    private static async Task<IResult> ShowAccountAsync(Guid id, FormState state, StaffStore staff, CancellationToken cancellation) =>
        await staff.FindAsync(id, cancellation) is { } found
            ? Pages.Show<StaffPage, StaffPageModel>(new(found, state), StatusOf(state))
            : Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.NotFound, StatusCodes.Status404NotFound);

    private static async Task<IResult> UnlockAsync(Guid id, CurrentOperator current, StaffStore staff, CancellationToken cancellation)
    {
        if (await staff.FindAsync(id, cancellation) is { } found)
        {
            await staff.UnlockAsync(current.Context, found, cancellation);
        }

        return Pages.Done($"/accounts/{id}");
    }

    private static async Task<IResult> HideAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        Platform.Security.Rights rights,
        StaffStore staff,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        string[] tasks = [.. form["tasks"].OfType<string>().Where(task => StaffStore.Maskable.Any(one => one.Task == task))];
        string reason = form["reason"].ToString().Trim();
        string typed = form["until"].ToString();
        DateOnly? until = ReadDay(typed, clock);
        Refusal? refusal = tasks.Length == 0 ? AdministrationRefusals.NothingChosen
            : reason.Length is 0 or > TextMax || (typed.Length > 0 && until is null) ? AdministrationRefusals.DateAndReason
            : null;
        if (refusal is not null)
        {
            return await ShowAccountAsync(id, new FormState(form, refusal), staff, cancellation);
        }

        foreach (string task in tasks)
        {
            await rights.RestrictAsync(current.Context, id, task, until?.AddDays(1), reason, cancellation);
        }

        return Pages.Done($"/accounts/{id}");
    }

    private static async Task<IResult> EndAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        Operators operators,
        StaffStore staff,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        string reason = form["end-reason"].ToString().Trim();
        DateOnly? last = ReadDay(form["last-day"].ToString(), clock);
        StaffLine? found = await staff.FindAsync(id, cancellation);
        if (found?.PostingId is not Guid posting || last is null || reason.Length is 0 or > TextMax)
        {
            return await ShowAccountAsync(
                id, new FormState(form, AdministrationRefusals.DateAndReason with { Field = "end-reason" }), staff, cancellation);
        }

        Refusal? refusal = await operators.EndPostingAsync(current.Context, posting, last.Value.AddDays(1), reason, cancellation);
        return refusal is null
            ? Pages.Done($"/accounts/{id}")
            : await ShowAccountAsync(id, new FormState(form, refusal), staff, cancellation);
    }

    private static async Task<RazorComponentResult<TerminalsPage>> ShowTerminalsAsync(
        FormState state, (string Terminal, string Code)? made, StaffStore staff, CancellationToken cancellation) =>
        Pages.Show<TerminalsPage, TerminalsPageModel>(
            new(await staff.TerminalsAsync(cancellation), await staff.OfficesAsync(cancellation), made, state), StatusOf(state));

    private static async Task<IResult> RegisterAsync(
        IFormCollection form, CurrentOperator current, Terminals terminals, StaffStore staff, CancellationToken cancellation)
    {
        string name = form["code"].ToString().Trim();
        string office = form["office"].ToString();
        bool isOffice = (await staff.OfficesAsync(cancellation)).Any(one => one.Code == office);
        if (name.Length is 0 or > TerminalNameMax || name.Any(char.IsControl) || !isOffice)
        {
            return await ShowTerminalsAsync(new FormState(form, AdministrationRefusals.TerminalName), null, staff, cancellation);
        }

        // The code is shown once, on this very answer; a reload makes a new code for the same terminal.
        string code = await terminals.RegisterAsync(current.SignedIn, current.RequestId, name, office, cancellation);
        return await ShowTerminalsAsync(FormState.Fresh, (name, code), staff, cancellation);
    }

    private static async Task<IResult> RevokeAsync(
        IFormCollection form, CurrentOperator current, Terminals terminals, CancellationToken cancellation)
    {
        await terminals.RevokeAsync(current.SignedIn, current.RequestId, form["code"].ToString(), cancellation);
        return Pages.Done("/terminals");
    }

    private static async Task<IResult> ShowApprovalsAsync(
        CurrentOperator current, Approvals approvals, IEnumerable<ApprovalKind> kinds, CancellationToken cancellation) =>
        await RenderApprovalsAsync(FormState.Fresh, null, current, approvals, kinds, cancellation);

    private static async Task<RazorComponentResult<ApprovalsPage>> RenderApprovalsAsync(
        FormState state, Guid? at, CurrentOperator current, Approvals approvals, IEnumerable<ApprovalKind> kinds, CancellationToken cancellation)
    {
        Dictionary<string, ApprovalKind> mine = kinds.Where(kind => current.Has(kind.DecideTask)).ToDictionary(kind => kind.Kind);
        return Pages.Show<ApprovalsPage, ApprovalsPageModel>(
            new(await approvals.ListOpenAsync([.. mine.Keys], cancellation), mine, current.SignedIn.OperatorId, at, state), StatusOf(state));
    }

    private static async Task<IResult> DecideAsync(
        Guid id, IFormCollection form, CurrentOperator current, Approvals approvals, IEnumerable<ApprovalKind> kinds, CancellationToken cancellation)
    {
        ApprovalKind[] known = [.. kinds];
        OpenApproval? open = (await approvals.ListOpenAsync([.. known.Select(kind => kind.Kind)], cancellation)).FirstOrDefault(one => one.Id == id);
        if (open is null)
        {
            return await RefuseAsync(SecurityRefusals.ApprovalNotOpen);
        }

        // Each kind has its own task; what it asks for (second factor, confirmation) is cured on the pages of sign-in.
        if (current.Check(known.First(kind => kind.Kind == open.Kind).DecideTask) is Refusal denied)
        {
            return RefusalResults.CureOf(denied) is string cure ? Pages.Done($"{cure}?return=%2Fapprovals") : await RefuseAsync(denied);
        }

        bool approve = form["do"] == "approve";
        string note = form["note"].ToString().Trim();
        if (note.Length > TextMax || (!approve && note.Length == 0))
        {
            return await RefuseAsync(AdministrationRefusals.NoteNeeded with { Field = $"note-{id:N}" });
        }

        Refusal? refusal = await approvals.DecideAsync(current.Context, id, [open.Kind], approve, note, cancellation);
        return refusal is null ? Pages.Done("/approvals") : await RefuseAsync(refusal);

        async Task<IResult> RefuseAsync(Refusal why) =>
            await RenderApprovalsAsync(new FormState(null, why), id, current, approvals, known, cancellation);
    }

    private static int StatusOf(FormState state) =>
        state.Refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static DateOnly? ReadDay(string text, BusinessClock clock) =>
        DateInput.TryUnderstand(text, clock.Today(), EraTable.Default, out UnderstoodDate? understood) && understood.Range is { } range
            && range.From == range.LastDay ? range.From : null;
}

/// <summary>One account.</summary>
internal sealed record StaffPageModel(StaffLine Staff, FormState State);

/// <summary>The terminals, and the code of one just registered.</summary>
internal sealed record TerminalsPageModel(
    IReadOnlyList<TerminalLine> Terminals, IReadOnlyList<(string Code, string Name)> Offices, (string Terminal, string Code)? Made, FormState State);

/// <summary>What waits for a decision.</summary>
internal sealed record ApprovalsPageModel(
    IReadOnlyList<OpenApproval> Open, IReadOnlyDictionary<string, ApprovalKind> Kinds, Guid Me, Guid? At, FormState State);
