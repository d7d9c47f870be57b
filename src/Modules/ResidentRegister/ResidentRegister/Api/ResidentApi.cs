using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Api;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.Api;

/// <summary>The interface of the register for programs: <c>/resident-register/v1</c>; common-functions.md 5.</summary>
internal static class ResidentApi
{
    private const string Json = "application/json";

    /// <summary>Registers what only the interface needs.</summary>
    public static void AddResidentApi(this IServiceCollection services)
    {
        services.AddSingleton<NumberQuestions>();
        services.AddScoped<NumberInquiry>();
        services.ConfigureHttpJsonOptions(json =>
        {
            ApiJson.AddConverters(json.SerializerOptions);
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
    }

    /// <summary>Maps the operations.</summary>
    public static void MapResidentApi(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi("/resident-register/v1");
        api.MapPost("/number-inquiries", InquireAsync).RequireTask(TaskCodes.ResidentSearchNumber)
            .Accepts<NumberInquiryBody>(Json).Produces<NumberInquiryAnswer>()
            .Describe("inquireByNumber", "照会", "個人番号・住民票コードによる照会", "Reads the person of an Individual Number or of a resident record code.")
            .WithMetadata(new OperationExample("""{"individualNumber":"000000090018","acknowledged":[]}"""));

        RouteGroupBuilder work = api.MapGroup("").AddEndpointFilter(JoinWorkAsync);
        work.MapPost("/searches", SearchAsync).RequireTask(TaskCodes.ResidentSearch)
            .Accepts<SearchBody>(Json).Produces<SearchAnswer>()
            .Describe("searchResidents", "照会", "住民の検索", "Searches for residents. A search is an inquiry and changes nothing, so it needs no Idempotency-Key.")
            .WithMetadata(new OperationExample("""{"mode":"identity","reading":"ミホン","birth":"S55.5.5"}"""));
        work.MapGet("/residents/{id:guid}", PersonApi.ResidentAsync).RequireTask(TaskCodes.ResidentView)
            .Produces<ResidentAnswer>()
            .Describe("getResident", "照会", "住民票の記載事項", "Opens the present record of a person.");
        work.MapGet("/residents/{id:guid}/history", PersonApi.HistoryAsync).RequireTask(TaskCodes.ResidentView)
            .Produces<HistoryAnswer>()
            .Describe("getHistory", "照会", "異動履歴", "A page of the history of a person, newest first.");
        work.MapGet("/residents/{id:guid}/as-of", PersonApi.AsOfAsync).RequireTask(TaskCodes.ResidentView)
            .Produces<AsOfAnswer>()
            .Describe("getResidentAsOf", "照会", "過去の時点の記載事項", "The record as it was true on one day (trueOn) and as it was known on another (knownAt).");
        work.MapPost("/residents/{id:guid}/checks", PersonApi.ChecksAsync).RequireTask(TaskCodes.ResidentView)
            .Accepts<ChecksBody>(Json).Produces<ChecksAnswer>()
            .Describe("passChecks", "照会", "開く前の確認", "Notes warnings as seen and proves identity where RR-PERSON-003 asks for it; holds for this purpose.")
            .WithMetadata(new OperationExample("""{"warningsSeen":true,"proofItem":"address","proof":"本町１番地１"}"""));
        work.MapGet("/households/{id:guid}", PersonApi.HouseholdAsync).RequireTask(TaskCodes.ResidentView)
            .Produces<HouseholdAnswer>()
            .Describe("getHousehold", "照会", "世帯", "The members of a household in official order.");
        work.MapChanges();
        work.MapCertificates();
    }

    /// <summary>Sends an answer and counts its persons against the client's volume.</summary>
    public static async Task<IResult> AnswerAsync<T>(HttpContext http, T answer, JsonTypeInfo<T> shape, int persons)
    {
        if (persons > 0)
        {
            await http.RequestServices.GetRequiredService<ClientLimits>()
                .CountAsync(CurrentOperator.Of(http).SignedIn, persons, http.RequestAborted);
        }

        http.Response.ContentType = Json;
        await JsonSerializer.SerializeAsync(http.Response.BodyWriter, answer, shape, http.RequestAborted);
        return Results.Empty;
    }

    /// <summary>What has to be seen or proved first.</summary>
    public static IResult ChecksNeeded(IReadOnlyList<InquiryCheck> open)
    {
        ProblemDetails problem = new()
        {
            Type = $"urn:daicho:refusal:{PersonRefusals.ChecksNeeded.Code}",
            Title = PersonRefusals.ChecksNeeded.Message,
            Status = RefusalResults.StatusOf(PersonRefusals.ChecksNeeded),
        };
        problem.Extensions["code"] = PersonRefusals.ChecksNeeded.Code;
        problem.Extensions["checks"] = open.Select(check => JsonNamingPolicy.CamelCase.ConvertName(check.ToString())).ToArray();
        return Results.Problem(problem);
    }

    // A search or look-up by this purpose in the last hours is the same piece of work.
    private static async ValueTask<object?> JoinWorkAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        CurrentOperator current = CurrentOperator.Of(http);
        if (await http.RequestServices.GetRequiredService<ClientWork>().FindAsync(current.SignedIn, http.RequestAborted) is not { } id)
        {
            return SecurityRefusals.PurposeMalformed.ToProblem();
        }

        current.Join(id);
        return await next(context);
    }

    private static async Task<IResult> SearchAsync(
        HttpContext http, SearchHandler search, CurrentOperator current, BusinessClock clock, CancellationToken cancellation)
    {
        if ((await StrictJson.ReadAsync(http.Request, ApiJson.Strict.SearchBody, cancellation))
            .IsRefused(out Refusal? unread, out SearchBody? body))
        {
            return unread.ToProblem();
        }

        string list = $"search {current.SignedIn.OperatorId} {JsonSerializer.Serialize(body with { Cursor = null }, ApiJson.Strict.SearchBody)}";
        Guid? after = body.Cursor is { } cursor ? ApiCursor.Read(cursor, list) : null;
        Refusal? why = body.Cursor is not null && after is null ? ApiRefusals.Cursor : null;
        if (why is null && !SearchForm.Read(body.ToForm(), clock.Today()).IsRefused(out why, out SearchConditions? conditions))
        {
            SearchPlace place = after is { } person ? new SearchPlace(After: new ResidentId(person)) : SearchPlace.Start;
            return (await search.FindAsync(conditions, place, cancellation)).IsRefused(out Refusal? refused, out SearchResult? found)
                ? refused.ToProblem()
                : await AnswerAsync(http, Of(found, list), ApiJson.Strict.SearchAnswer, found.Hits.Count);
        }

        await search.RefuseAsync(null, why!, cancellation); // one of the two set it
        return why!.ToProblem();
    }

    private static SearchAnswer Of(SearchResult found, string list) => new(
        [.. found.Hits.Select(SearchHitAnswer.Of)],
        found.IsOverCount ? SearchResult.CountMax : found.Total,
        found.IsOverCount,
        found.HasNext ? ApiCursor.Write(found.Hits[^1].Row.Id.Value, list) : null);

    private static async Task<IResult> InquireAsync(HttpContext http, NumberInquiry inquiry, CancellationToken cancellation)
    {
        if ((await StrictJson.ReadAsync(http.Request, ApiJson.Strict.NumberInquiryBody, cancellation))
            .IsRefused(out Refusal? unread, out NumberInquiryBody? body))
        {
            return unread.ToProblem();
        }

        (Result<NumberInquiryAnswer> answer, IReadOnlyList<InquiryCheck> open) = await inquiry.FindAsync(body, cancellation);
        return !answer.IsRefused(out Refusal? why, out NumberInquiryAnswer? found)
            ? await AnswerAsync(http, found, ApiJson.Strict.NumberInquiryAnswer, 1)
            : open.Count > 0 ? ChecksNeeded(open) : why.ToProblem();
    }

    /// <summary>Says what an operation is for.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder operation, string name, string tag, string summary, string description) =>
        operation.WithName(name).WithTags(tag).WithSummary(summary).WithDescription(description);
}
