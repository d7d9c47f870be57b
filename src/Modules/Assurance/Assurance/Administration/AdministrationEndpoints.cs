using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
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
    private const int NameMax = 100;
    private const int NumberMax = 20;

    /// <summary>Maps <c>/accounts</c>, <c>/offices</c>, <c>/terminals</c> and <c>/approvals</c>.</summary>
    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").RequireAntiforgery().ExcludeFromDescription();
        group.MapGet("/accounts", async (StaffStore staff, CancellationToken cancellation) =>
            Pages.Show<AccountsPage, IReadOnlyList<StaffLine>>(await staff.ListAsync(cancellation))).RequireTask(TaskCodes.RightsView);
        group.MapGet("/accounts/{id:guid}", (Guid id, StaffStore staff, CancellationToken cancellation) =>
            ShowAccountAsync(id, FormState.Fresh, staff, cancellation)).RequireTask(TaskCodes.RightsView);
        group.MapGet("/accounts/new", (StaffStore staff, BusinessClock clock, CancellationToken cancellation) =>
            ShowHireAsync(FormState.Fresh, null, staff, clock, cancellation)).RequireTask(TaskCodes.RightsSet);
        group.MapPost("/accounts/new", HireAsync).RequireTask(TaskCodes.RightsSet);
        group.MapPost("/accounts/{id:guid}/post", PostAsync).RequireTask(TaskCodes.RightsSet);
        group.MapPost("/accounts/{id:guid}/password", SetPasswordAsync).RequireTask(TaskCodes.RightsSet);
        group.MapPost("/accounts/{id:guid}/relate", RelateAsync).RequireTask(TaskCodes.RightsSet);
        group.MapGet("/offices", (StaffStore staff, CancellationToken cancellation) =>
            ShowOfficesAsync(FormState.Fresh, staff, cancellation)).RequireTask(TaskCodes.RightsView);
        group.MapPost("/offices", AddOfficeAsync).RequireTask(TaskCodes.RightsSet);
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

    private static Task<IResult> ShowAccountAsync(Guid id, FormState state, StaffStore staff, CancellationToken cancellation) =>
        ShowAccountAsync(id, state, null, staff, cancellation);

    private static async Task<IResult> ShowAccountAsync(Guid id, FormState state, string? password, StaffStore staff, CancellationToken cancellation) =>
        await staff.FindAsync(id, cancellation) is { } found
            ? Pages.Show<StaffPage, StaffPageModel>(
                new(found, await staff.OfficesAsync(cancellation), await staff.RelationsAsync(id, cancellation), password, state), StatusOf(state))
            : Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.NotFound, StatusCodes.Status404NotFound);

    private static async Task<RazorComponentResult<HirePage>> ShowHireAsync(
        FormState state, (Guid Id, string Code, string Password)? made, StaffStore staff, BusinessClock clock, CancellationToken cancellation) =>
        Pages.Show<HirePage, HirePageModel>(new(await staff.OfficesAsync(cancellation), clock.Today(), made, state), StatusOf(state));

    private static async Task<IResult> HireAsync(
        IFormCollection form, CurrentOperator current, Operators operators, StaffStore staff, BusinessClock clock, CancellationToken cancellation)
    {
        string name = form["name"].ToString().Trim();
        string number = form["number"].ToString().Trim();
        string code = form["code"].ToString().Trim();
        string application = form["application"].ToString().Trim();
        Refusal? refusal = name.Length is 0 or > NameMax || number.Length > NumberMax ? AdministrationRefusals.NameNeeded : null;
        NewPosting? posting = refusal is null ? await ReadPostingAsync(form, Guid.CreateVersion7(), staff, clock, cancellation) : null;
        refusal ??= posting is null ? AdministrationRefusals.PostingNeeded
            : application.Length is 0 or > NameMax ? AdministrationRefusals.ApplicationNeeded : null;
        if (refusal is null && (await operators.HireAsync(
                current.Context, new NewOperator(code, OperatorKind.Staff, name, number.Length == 0 ? null : number) { Application = application }, posting!, cancellation)) // read above
            .IsRefused(out refusal, out (Guid Id, string Password) hired) is false)
        {
            // The password is shown once, on this very answer.
            return await ShowHireAsync(FormState.Fresh, (hired.Id, code, hired.Password), staff, clock, cancellation);
        }

        return await ShowHireAsync(new FormState(form, At(refusal!, "Code", "code")), null, staff, clock, cancellation); // refused above
    }

    private static async Task<IResult> PostAsync(
        Guid id, IFormCollection form, CurrentOperator current, Operators operators, StaffStore staff, BusinessClock clock, CancellationToken cancellation)
    {
        if (await staff.FindAsync(id, cancellation) is not { PostingId: null })
        {
            return await ShowAccountAsync(id, new FormState(form, AdministrationRefusals.PostedStill), staff, cancellation);
        }

        if (await ReadPostingAsync(form, id, staff, clock, cancellation) is not { } posting)
        {
            return await ShowAccountAsync(id, new FormState(form, AdministrationRefusals.PostingNeeded), staff, cancellation);
        }

        await operators.PostAsync(current.Context, posting, cancellation);
        return Pages.Done($"/accounts/{id}");
    }

    private static async Task<IResult> SetPasswordAsync(
        Guid id, CurrentOperator current, Operators operators, StaffStore staff, CancellationToken cancellation)
    {
        if (await staff.FindAsync(id, cancellation) is not { } found)
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.NotFound, StatusCodes.Status404NotFound);
        }

        string password = DemoOperators.MakePassword();
        Refusal? refusal = await operators.SetFirstPasswordAsync(current.Context, id, found.Code, password, cancellation);
        return await ShowAccountAsync(
            id, refusal is null ? FormState.Fresh : new FormState(null, refusal), refusal is null ? password : null, staff, cancellation);
    }

    private static async Task<IResult> RelateAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        Operators operators,
        PersonByAddresseeNumber byNumber,
        StaffStore staff,
        CancellationToken cancellation)
    {
        string relation = form["relation"].ToString();
        bool isRelation = StaffStore.Relations.Any(one => one.Code == relation);
        ResidentId? person = isRelation && AddresseeNumber.TryParse(form["addressee"].ToString().Trim(), out AddresseeNumber? number)
            ? await byNumber(number, cancellation)
            : null;
        if (person is null || await staff.FindAsync(id, cancellation) is null)
        {
            return await ShowAccountAsync(id, new FormState(form, AdministrationRefusals.RelatedPerson), staff, cancellation);
        }

        await operators.DeclareRelationAsync(current.Context, id, person.Value, relation, cancellation);
        return Pages.Done($"/accounts/{id}");
    }

    private static async Task<RazorComponentResult<OfficesPage>> ShowOfficesAsync(FormState state, StaffStore staff, CancellationToken cancellation) =>
        Pages.Show<OfficesPage, OfficesPageModel>(new(await staff.OfficesAsync(cancellation), state), StatusOf(state));

    private static async Task<IResult> AddOfficeAsync(
        IFormCollection form, CurrentOperator current, Operators operators, StaffStore staff, CancellationToken cancellation)
    {
        Refusal? refusal = await operators.AddOfficeAsync(current.Context, form["code"].ToString().Trim(), form["name"].ToString().Trim(), cancellation);
        return refusal is null ? Pages.Done("/offices") : await ShowOfficesAsync(new FormState(form, refusal), staff, cancellation);
    }

    /// <summary>The posting that a form describes, or null when something is missing.</summary>
    private static async Task<NewPosting?> ReadPostingAsync(
        IFormCollection form, Guid operatorId, StaffStore staff, BusinessClock clock, CancellationToken cancellation)
    {
        string office = form["office"].ToString();
        string section = form["section"].ToString().Trim();
        string position = form["position"].ToString().Trim();
        bool isOffice = (await staff.OfficesAsync(cancellation)).Any(one => one.Code == office);
        return isOffice && section.Length is > 0 and <= NameMax && position.Length is > 0 and <= NameMax
            && ReadDay(form["from"].ToString(), clock) is { } from
                ? new NewPosting(operatorId, office, section, position, from, null)
                : null;
    }

    private static Refusal At(Refusal refusal, string field, string here) => refusal.Field == field ? refusal with { Field = here } : refusal;

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
internal sealed record StaffPageModel(
    StaffLine Staff,
    IReadOnlyList<(string Code, string Name)> Offices,
    IReadOnlyList<(string Relation, long Count)> Relations,
    string? Password,
    FormState State);

/// <summary>The form of a new account, and the one just made.</summary>
internal sealed record HirePageModel(
    IReadOnlyList<(string Code, string Name)> Offices, DateOnly Today, (Guid Id, string Code, string Password)? Made, FormState State);

/// <summary>The offices.</summary>
internal sealed record OfficesPageModel(IReadOnlyList<(string Code, string Name)> Offices, FormState State);

/// <summary>The terminals, and the code of one just registered.</summary>
internal sealed record TerminalsPageModel(
    IReadOnlyList<TerminalLine> Terminals, IReadOnlyList<(string Code, string Name)> Offices, (string Terminal, string Code)? Made, FormState State);

/// <summary>What waits for a decision.</summary>
internal sealed record ApprovalsPageModel(
    IReadOnlyList<OpenApproval> Open, IReadOnlyDictionary<string, ApprovalKind> Kinds, Guid Me, Guid? At, FormState State);
