using Daicho.Kernel;
using Daicho.Platform.Api;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.ResidentRegister.ReviewChange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.Api;

/// <summary>Changes of the register for programs: the same handlers as the screens, from draft through review to the decision.</summary>
internal static class ChangeApi
{
    internal const string Tag = "異動";

    /// <summary>Maps <c>/change-cases</c>.</summary>
    public static void MapChanges(this RouteGroupBuilder api)
    {
        api.MapDrafts();
        RouteGroupBuilder cases = api.MapGroup("/change-cases/{id:guid}");
        cases.MapGet("", ShowAsync).RequireTask(TaskCodes.ResidentChangeEnter).Produces<CaseAnswer>()
            .Describe("getChangeCase", Tag, "異動の内容と指摘", "A case with its trail and what the checks say of it now.");
        Step<SubmitBody>(cases, "submit", TaskCodes.ResidentChangeEnter, SubmitAsync)
            .Describe("submitChangeCase", Tag, "審査への送付", "Confirms the result and the alerts and sends the case to review.")
            .WithMetadata(new OperationExample("""{"resultConfirmed":true,"confirmations":[{"checkId":"DT-03","reason":"本人から事情を聴取"}]}"""));
        Step<ReviewBody>(cases, "review", TaskCodes.ResidentChangeReview, ReviewAsync)
            .Describe("reviewChangeCase", Tag, "審査", "Agrees with the case as another person than those who edited it.")
            .WithMetadata(new OperationExample("""{"compared":["persons","dates","content","notifier"]}"""));
        Step<ReasonBody>(cases, "return", TaskCodes.ResidentChangeReview, ReturnAsync)
            .Describe("returnChangeCase", Tag, "差戻し", "Sends the case back with a reason.")
            .WithMetadata(new OperationExample("""{"reason":"異動日が届出書と違うため"}"""));
        Step<EmptyBody>(cases, "decide", TaskCodes.ResidentChangeDecide, DecideAsync)
            .Describe("decideChangeCase", Tag, "決裁", "Decides the reviewed case: it is on the record from now on.")
            .WithMetadata(new OperationExample("""{}"""));
        Step<ReasonBody>(cases, "withdraw", TaskCodes.ResidentChangeEnter, WithdrawAsync)
            .Describe("withdrawChangeCase", Tag, "取下げ", "Ends the case without effect.")
            .WithMetadata(new OperationExample("""{"reason":"届出の取下げ"}"""));
    }

    /// <summary>The answer after a step: where the case stands now.</summary>
    public static async Task<Result<ApiAnswer>> AfterAsync(
        CaseDesk desk, Result<ChangeCaseId> done, int status, CancellationToken cancellation)
    {
        if (done.IsRefused(out Refusal? why, out ChangeCaseId? id))
        {
            return why;
        }

        await using UnitOfWork work = desk.Begin();
        if (await ChangeCaseStore.FindAsync(work, id, cancellation) is not { } now)
        {
            return CaseRefusals.NotFound;
        }

        return ApiAnswer.Of(
            status, new CaseStateAnswer(now.Id.Value, now.Number, now.State, now.Version), ApiJson.Strict.CaseStateAnswer,
            $"/resident-register/v1/change-cases/{now.Id.Value}", now.Version);
    }

    private static RouteHandlerBuilder Step<T>(RouteGroupBuilder cases, string step, string task, Delegate handler)
        where T : notnull =>
        cases.MapPost("/" + step, handler).RequireTask(task).Accepts<T>("application/json").Produces<CaseStateAnswer>()
            .IsAct(withVersion: true);

    private static async Task<IResult> ShowAsync(Guid id, HttpContext http, CaseReader cases, CancellationToken cancellation)
    {
        if ((await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? why, out OpenedCase? opened))
        {
            return why.ToProblem();
        }

        http.Response.Headers.ETag = $"\"{opened.Case.Version}\"";
        return await ResidentApi.AnswerAsync(http, Of(opened), ApiJson.Strict.CaseAnswer, opened.Case.Persons.Count);
    }

    private static CaseAnswer Of(OpenedCase opened) => new()
    {
        Id = opened.Case.Id.Value,
        Number = opened.Case.Number,
        State = opened.Case.State,
        Version = opened.Case.Version,
        Form = opened.Case.Content.Form,
        ReasonText = opened.Case.ReasonText,
        Persons = opened.Case.PersonIds,
        EnteredBy = opened.Case.EnteredBy,
        EnteredOn = opened.Case.EnteredOn,
        ReviewersNeeded = opened.Case.ReviewersNeeded,
        AgreedBy =
        [
            .. opened.Reviews.Where(review => review.Agreed && review.CaseVersion == opened.Case.Version).Select(review => review.Reviewer),
        ],
        DecidedOn = opened.Case.DecidedOn,
        Comparisons = [.. Comparison.For(opened.Case).Select(one => new ComparisonAnswer(one.Key, one.Label))],
        Findings =
        [
            .. (opened.Proposal?.Findings ?? Enumerable.Empty<Finding>())
                .Select(one => new FindingAnswer(one.CheckId, one.Severity, one.Message, one.Field, one.Person?.Value)),
        ],
        Changed = [.. opened.Moved.SelectMany(moved => moved.Items).Select(item => item.Item.Japanese).Distinct()],
        Events = [.. opened.Events.Select(one => new CaseEventAnswer(one.Act, CaseActs.Label(one.Act), one.CaseVersion, one.Operator, one.Note, one.At))],
    };

    private static Task<IResult> SubmitAsync(
        Guid id, HttpContext http, CaseDesk desk, SubmitCaseHandler submit, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.SubmitBody,
            async (body, key, version) => await AfterAsync(
                desk,
                await submit.HandleAsync(
                    new SubmitCase(StepOf(id, key, version), body.ResultConfirmed, [.. (body.Confirmations ?? []).Select(one => Of(one, desk))]),
                    cancellation),
                StatusCodes.Status200OK,
                cancellation),
            withVersion: true,
            cancellation);

    private static Task<IResult> ReviewAsync(
        Guid id, HttpContext http, CaseDesk desk, AgreeHandler agree, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.ReviewBody,
            async (body, key, version) => await AfterAsync(
                desk,
                await agree.HandleAsync(new ReviewCase(StepOf(id, key, version), body.Compared, body.Remark), cancellation),
                StatusCodes.Status200OK,
                cancellation),
            withVersion: true,
            cancellation);

    private static Task<IResult> ReturnAsync(
        Guid id, HttpContext http, CaseDesk desk, ReturnHandler back, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.ReasonBody,
            async (body, key, version) => await AfterAsync(
                desk,
                await back.HandleAsync(new ReviewCase(StepOf(id, key, version), [], body.Reason), cancellation),
                StatusCodes.Status200OK,
                cancellation),
            withVersion: true,
            cancellation);

    private static Task<IResult> DecideAsync(
        Guid id, HttpContext http, CaseDesk desk, DecideCaseHandler decide, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.EmptyBody,
            async (_, key, version) => await AfterAsync(
                desk, await decide.HandleAsync(StepOf(id, key, version), cancellation), StatusCodes.Status200OK, cancellation),
            withVersion: true,
            cancellation);

    private static Task<IResult> WithdrawAsync(
        Guid id, HttpContext http, CaseDesk desk, WithdrawHandler withdraw, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.ReasonBody,
            async (body, key, version) => await AfterAsync(
                desk,
                await withdraw.HandleAsync(StepOf(id, key, version), body.Reason, cancellation),
                StatusCodes.Status200OK,
                cancellation),
            withVersion: true,
            cancellation);

    private static CaseStep StepOf(Guid id, Guid key, int version) => new(key, new ChangeCaseId(id), version);

    private static AlertConfirmation Of(ConfirmationBody body, CaseDesk desk) => new(body.CheckId, body.Reason, desk.By.OperatorCode)
    {
        Person = body.Person is { } person ? new PersonRef(person) : null,
        Field = body.Field,
    };
}
