using System.Buffers.Text;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Web.Account;

/// <summary>Showing, registering and removing second factors: passkeys and one-time codes (CR-43, CR-44).</summary>
public static class SecondFactorEndpoints
{
    private const string Page = "/account/second-factor";

    /// <summary>Maps the pages.</summary>
    public static IEndpointRouteBuilder MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder own = routes.MapGroup(Page).RequireAntiforgery().RequireTask(TaskCodes.SelfAccount).ExcludeFromDescription();
        own.MapGet("", (HttpRequest request, CurrentOperator current, Passkeys passkeys, CancellationToken cancellation) =>
            ShowAsync(ReturnTo.Read(request), null, current, passkeys, cancellation));
        own.MapPost("/code", VerifyCodeAsync);
        own.MapPost("/code/start", StartCodeAsync);
        own.MapPost("/code/remove", RemoveCodeAsync);
        own.MapPost("/passkey/creation", StartRegistrationAsync);
        own.MapPost("/passkey/request", StartProofAsync);
        own.MapPost("/passkey", RegisterAsync);
        own.MapPost("/passkey/prove", ProveAsync);
        own.MapPost("/passkey/remove", RemovePasskeyAsync);
        return routes;
    }

    private static async Task<IResult> VerifyCodeAsync(
        IFormCollection form,
        CurrentOperator current,
        OneTimeCodes codes,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        Refusal? refusal = await codes.VerifyAsync(current.SignedIn, form["code"].ToString(), current.RequestId, cancellation);
        return await GoOnAsync(form, refusal, current, passkeys, cancellation);
    }

    private static async Task<IResult> StartCodeAsync(
        IFormCollection form,
        CurrentOperator current,
        OneTimeCodes codes,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        Result<string> started = await codes.StartAsync(current.SignedIn, cancellation);
        return started.IsRefused(out Refusal? why, out string? secret)
            ? await GoOnAsync(form, why, current, passkeys, cancellation)
            : Pages.Show<SecondFactorPage, SecondFactorModel>(new(
                new(ReturnTo.Read(form), FormState.Fresh),
                await passkeys.ListAsync(current.SignedIn, cancellation),
                secret));
    }

    private static async Task<IResult> RemoveCodeAsync(
        IFormCollection form,
        CurrentOperator current,
        OneTimeCodes codes,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        Refusal? refusal = await codes.RemoveAsync(current.SignedIn, current.RequestId, cancellation);
        return refusal is null ? Pages.Done(Page) : await GoOnAsync(form, refusal, current, passkeys, cancellation);
    }

    private static async Task<IResult> StartRegistrationAsync(
        HttpContext http,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation) =>
        Options(await passkeys.StartRegistrationAsync(current.SignedIn, http, cancellation));

    private static async Task<IResult> StartProofAsync(
        HttpContext http,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation) =>
        Options(await passkeys.StartProofAsync(current.SignedIn, http, cancellation));

    private static async Task<IResult> RegisterAsync(
        HttpContext http,
        IFormCollection form,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        Refusal? refusal = await passkeys.RegisterAsync(
            current.SignedIn, http, current.RequestId, form["credential"].ToString(), form["name"].ToString(), cancellation);
        return await GoOnAsync(form, refusal, current, passkeys, cancellation);
    }

    private static async Task<IResult> ProveAsync(
        HttpContext http,
        IFormCollection form,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        Refusal? refusal = await passkeys.ProveAsync(
            current.SignedIn, http, current.RequestId, form["credential"].ToString(), cancellation);
        return await GoOnAsync(form, refusal, current, passkeys, cancellation);
    }

    private static async Task<IResult> RemovePasskeyAsync(
        IFormCollection form,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        string id = form["id"].ToString();
        Refusal? refusal = Base64Url.IsValid(id)
            ? await passkeys.RevokeAsync(current.SignedIn, Base64Url.DecodeFromChars(id), current.RequestId, cancellation)
            : SecurityRefusals.SecondFactorWrong;
        return refusal is null ? Pages.Done(Page) : await GoOnAsync(form, refusal, current, passkeys, cancellation);
    }

    private static IResult Options(Result<string> options) =>
        options.IsRefused(out Refusal? why, out string? json) ? why.ToProblem() : Results.Text(json, "application/json");

    private static async Task<IResult> GoOnAsync(
        IFormCollection form,
        Refusal? refusal,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation)
    {
        ReturnTo to = ReturnTo.Read(form);
        return refusal is null ? Pages.Done(to.Address == "/" ? Page : to.Address)
            : refusal == SecurityRefusals.ConfirmAgain ? Pages.Done(new ReturnTo(to.Behind(Page)).Behind("/account/confirm"))
            : await ShowAsync(to, refusal, current, passkeys, cancellation);
    }

    private static async Task<RazorComponentResult<SecondFactorPage>> ShowAsync(
        ReturnTo to,
        Refusal? refusal,
        CurrentOperator current,
        Passkeys passkeys,
        CancellationToken cancellation) => Pages.Show<SecondFactorPage, SecondFactorModel>(
            new(new(to, new FormState(null, refusal)), await passkeys.ListAsync(current.SignedIn, cancellation)),
            refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
}
