using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ArrivalNotices;
using Daicho.ResidentRegister.CancelChange;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.ReviewChange;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Lists of cases, the page of a case and its steps.</summary>
internal static class CaseEndpoints
{
    /// <summary>Maps <c>/changes</c>.</summary>
    public static void MapChanges(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/changes").RequireAntiforgery();
        group.MapLists();
        group.MapPost("/{id:guid}/open", OpenAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapGet("/{id:guid}", ShowCaseAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/submit", SubmitAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/review", ReviewAsync).RequireTask(TaskCodes.ResidentChangeReview, purpose: true);
        group.MapPost("/{id:guid}/withdraw", WithdrawAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/{id:guid}/file", FileAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapPost("/decide-several", DecideSeveralAsync).RequireTask(TaskCodes.ResidentChangeDecide);
        group.MapGet("/review-list", ShowReviewListAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        group.MapPost("/review-list/close", CloseAsync).RequireTask(TaskCodes.ResidentChangeReview);
        group.MapReviewSheet();
        group.MapNotices();
        group.MapCaseNumbers();
        group.MapCaseIdentity();
        group.MapEntry();
        group.MapCancel();
        group.MapArrivalNotice();
    }

    // Opening a case from a list names its purpose: the duty and the number of the case (K4).
    private static async Task<IResult> OpenAsync(
        Guid id,
        CurrentOperator current,
        PurposeStore purposes,
        CaseReader cases,
        CancellationToken cancellation)
    {
        if (await cases.FindAsync(new ChangeCaseId(id), cancellation) is not { } found)
        {
            return EntryEndpoints.Refused(CaseRefusals.NotFound);
        }

        bool reviews = found.State == CaseState.InReview && !found.Editors.Contains(current.Context.OperatorCode);
        Purpose purpose = new(
            reviews && current.Has(TaskCodes.ResidentChangeReview) ? TaskCodes.ResidentChangeReview : TaskCodes.ResidentChangeEnter,
            reviews ? "異動の審査・決裁" : "異動の入力",
            found.Number.ToString(CultureInfo.InvariantCulture));
        return (await purposes.OpenAsync(current.SignedIn, purpose, cancellation)).IsRefused(out Refusal? why, out Guid context)
            ? EntryEndpoints.Refused(why)
            : Pages.Done($"/changes/{id}?w={context}");
    }

    /// <summary>Answers a refusal to open a case: with the checks of the person who needs them, or with the page of refusals.</summary>
    public static async Task<IResult> ClosedAsync(
        ChangeCaseId id, Refusal why, CaseReader cases, CurrentOperator current, CancellationToken cancellation) =>
        why == PersonRefusals.ChecksNeeded && await cases.FindToCheckAsync(id, cancellation) is { } person
            ? Pages.Done(CheckEndpoints.Address(person, EntryEndpoints.Context(current), "changes", id.Value))
            : EntryEndpoints.Refused(why);

    private static Task<IResult> ShowCaseAsync(
        Guid id,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        CancellationToken cancellation) =>
        ShowAsync(id, null, null, current, cases, desk, cancellation);

    private static async Task<IResult> ShowAsync(
        Guid id,
        IFormCollection? form,
        Refusal? why,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        CancellationToken cancellation)
    {
        if ((await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened))
        {
            return await ClosedAsync(new ChangeCaseId(id), closed, cases, current, cancellation);
        }

        CasePageModel model = new(
            opened, EntryEndpoints.Context(current), current.Context.OperatorCode, desk.Today, ActKeys.New())
        {
            State = form is null ? FormState.Fresh : new FormState(form, why),
        };
        return Pages.Show<CasePage, CasePageModel>(model, why is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(why));
    }

    private static async Task<IResult> SubmitAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        SubmitCaseHandler submit,
        CancellationToken cancellation)
    {
        if ((await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened))
        {
            return await ClosedAsync(new ChangeCaseId(id), closed, cases, current, cancellation);
        }

        IReadOnlyList<AlertConfirmation> confirmed =
            CasePageModel.Confirmations(opened, form, current.Context.OperatorCode);
        return await StepAsync(
            id,
            form,
            step => submit.HandleAsync(new SubmitCase(step, form["result-confirmed"] == "on", confirmed), cancellation),
            current, cases, desk, cancellation);
    }

    private static Task<IResult> ReviewAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        AgreeHandler agree,
        ReturnHandler returns,
        DecideCaseHandler decide,
        CancellationToken cancellation) => StepAsync(
            id,
            form,
            async step =>
            {
                ReviewCase review = new(step, [.. form["compared"].OfType<string>()], form["reason"].ToString());
                switch (form["do"].ToString())
                {
                    case "return":
                        return await returns.HandleAsync(review, cancellation);
                    case "decide" when current.Check(TaskCodes.ResidentChangeDecide) is { } forbidden:
                        return forbidden;
                    case "decide" when form["compared"].Count == 0:
                        return await decide.HandleAsync(step, cancellation);
                    case "decide":
                        // Two acts of one form: the decision has a key of its own, made from the form's.
                        Result<ChangeCaseId> reviewed = await agree.HandleAsync(review, cancellation);
                        return reviewed.Refusal is null
                            ? await decide.HandleAsync(step with { Key = Second(step.Key) }, cancellation)
                            : reviewed;
                    default:
                        return await agree.HandleAsync(review, cancellation);
                }
            },
            current, cases, desk, cancellation);

    private static Task<IResult> WithdrawAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        WithdrawHandler withdraw,
        CancellationToken cancellation) => StepAsync(
            id, form, step => withdraw.HandleAsync(step, form["withdraw-reason"], cancellation), current, cases, desk, cancellation);

    private static Task<IResult> FileAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        FileHandler file,
        CancellationToken cancellation) => StepAsync(
            id, form, step => file.HandleAsync(step, form["cabinet"], cancellation), current, cases, desk, cancellation);

    private static async Task<IResult> StepAsync(
        Guid id,
        IFormCollection form,
        Func<CaseStep, Task<Result<ChangeCaseId>>> act,
        CurrentOperator current,
        CaseReader cases,
        CaseDesk desk,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key) || !int.TryParse(form["version"], out int version))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Refusal? unusable = form.SelectMany(field => field.Value).Select(text => TextRules.Refuse(text)).FirstOrDefault(refused => refused is not null);
        Result<ChangeCaseId> done = unusable is null ? await act(new CaseStep(key.Value, new ChangeCaseId(id), version)) : unusable;
        return done.IsRefused(out Refusal? why, out _)
            ? await ShowAsync(id, form, why, current, cases, desk, cancellation)
            : Pages.Done($"/changes/{id}?w={EntryEndpoints.Context(current)}");
    }

    private static async Task<IResult> DecideSeveralAsync(
        IFormCollection form,
        NpgsqlDataSource database,
        CurrentOperator current,
        BusinessClock clock,
        StaffDirectory staff,
        DecideSeveralHandler several,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        CaseStep[] steps =
        [
            .. form["case"].OfType<string>().Select(one => one.Split(':'))
                .Where(parts => parts.Length == 2 && Guid.TryParse(parts[0], out _) && int.TryParse(parts[1], out _))
                .Select(parts => new CaseStep(
                    Second(key.Value, Guid.Parse(parts[0])),
                    new ChangeCaseId(Guid.Parse(parts[0])),
                    int.Parse(parts[1], CultureInfo.InvariantCulture))),
        ];
        Result<IReadOnlyList<Result<ChangeCaseId>>> done = await several.HandleAsync(steps, cancellation);
        Refusal[] refused = done.IsRefused(out Refusal? why, out IReadOnlyList<Result<ChangeCaseId>>? results)
            ? [why]
            : [.. results.Select(one => one.Refusal).OfType<Refusal>()];
        return refused.Length == 0
            ? Pages.Done("/changes?list=Decided")
            : await CaseListEndpoints.ShowAsync(
                CaseConditions.Of(CaseListKind.Decide, clock.Today()),
                new FormState(form, Refusal.Join(refused)), RefusalResults.StatusOf(refused[0]), database, staff, current, cancellation);
    }

    private static Task<IResult> ShowReviewListAsync(
        CaseDesk desk,
        NpgsqlDataSource database,
        CancellationToken cancellation,
        string? date = null) => ReviewListAsync(Day(date) ?? desk.Today, null, desk, database, cancellation);

    private static async Task<IResult> ReviewListAsync(
        DateOnly day,
        Refusal? why,
        CaseDesk desk,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        ReviewListModel model = new(
            day,
            await CaseLists.ReviewListAsync(database, day, cancellation),
            await DayClosings.ClosedByAsync(work, day, cancellation),
            ActKeys.New())
        {
            State = new FormState(null, why),
        };
        return Pages.Show<ReviewListPage, ReviewListModel>(model, why is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(why));
    }

    private static async Task<IResult> CloseAsync(
        IFormCollection form,
        CaseDesk desk,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        if (!DateOnly.TryParseExact(form["date"].ToString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        await using UnitOfWork work = desk.Begin();
        if (await DayClosings.CloseAsync(work, day, cancellation) is { } why)
        {
            return await ReviewListAsync(day, why, desk, database, cancellation);
        }

        await work.CommitAsync(cancellation);
        return Pages.Done($"/changes/review-list?date={day:yyyyMMdd}");
    }

    private static DateOnly? Day(string? text) => PartialDate.TryParse(text, EraTable.Default, out PartialDate? date, out _) ? date.Exact : null;

    /// <summary>A key made from another: the same again for the same form.</summary>
    private static Guid Second(Guid key, Guid salt = default)
    {
        Span<byte> bytes = stackalloc byte[32];
        key.TryWriteBytes(bytes);
        salt.TryWriteBytes(bytes[16..]);
        return new Guid(System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
