using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Web.Account;

/// <summary>Sign-in, the notice on logging, one's own password, confirming the identity, sign-out, registering this terminal.</summary>
public static class AccountEndpoints
{
    /// <summary>Version of the text of the notice (CR-56); a new text gets a new version.</summary>
    internal const string NoticeVersion = "2026-11";

    /// <summary>Maps the pages. The second factor has pages of its own under <c>/account/second-factor</c>.</summary>
    public static IEndpointRouteBuilder MapAccount(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder open = routes.MapGroup("").RequireAntiforgery().ExcludeFromDescription();
        open.MapGet("/sign-in", ShowSignInAsync).AllowAnonymousDocumented("Here people sign in.");
        open.MapPost("/sign-in", SignInAsync).AllowAnonymousDocumented("Here people sign in.");
        open.MapGet("/session-ended", ShowEnded).AllowAnonymousDocumented("Shown when nobody is signed in any more.");
        open.MapPost("/sign-out", SignOutAsync).AllowAnonymousDocumented("Signing out works for those without any right too.");
        open.MapGet("/terminal", () => Pages.Show<TerminalPage, FormState>(FormState.Fresh))
            .AllowAnonymousDocumented("A terminal registers itself with the officer's code before anybody can sign in there.");
        open.MapPost("/terminal", EnrolAsync)
            .AllowAnonymousDocumented("A terminal registers itself with the officer's code before anybody can sign in there.");

        RouteGroupBuilder own = routes.MapGroup("/account").RequireAntiforgery().RequireTask(TaskCodes.SelfAccount).ExcludeFromDescription();
        own.MapGet("", () => new RazorComponentResult<AccountPage>());
        own.MapGet("/notice", async (HttpRequest request, CurrentOperator current, Reminders reminders, CancellationToken cancellation) =>
            ShowNotice(ReturnTo.Read(request), await reminders.IsDueAsync(current.SignedIn.OperatorId, cancellation), null));
        own.MapPost("/notice", ConfirmNoticeAsync);
        own.MapGet("/password", (HttpRequest request) => ShowPassword(ReturnTo.Read(request), null));
        own.MapPost("/password", ChangePasswordAsync);
        own.MapGet("/confirm", (HttpRequest request) => ShowConfirm(ReturnTo.Read(request), null));
        own.MapPost("/confirm", ConfirmAsync);

        // No token: the script sends it from any page. A foreign site cannot send the header without asking us first.
        routes.MapPost("/account/alive", KeepAlive).RequireTask(TaskCodes.SelfAccount).DisableAntiforgery().ExcludeFromDescription();
        return routes;
    }

    private static async Task<IResult> ShowSignInAsync(
        HttpRequest request,
        CurrentOperator current,
        Terminals terminals,
        CancellationToken cancellation)
    {
        ReturnTo to = ReturnTo.Read(request);
        if (current.Find() is not null)
        {
            return Results.LocalRedirect(to.Address);
        }

        return await terminals.IsRegisteredAsync(SessionCookies.Terminal(request), cancellation)
            ? Pages.Show<SignInPage, SignInPageModel>(new("/sign-in", ReturnTo: to.Address))
            : Pages.Show<TerminalPage, FormState>(FormState.Fresh, StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http,
        IFormCollection form,
        CurrentOperator current,
        SignIn signIn,
        CancellationToken cancellation)
    {
        ReturnTo to = ReturnTo.Read(form);
        Result<NewSession> result = await signIn.SignInAsync(
            form["operator"].ToString().Trim(), form["password"].ToString(), SessionCookies.Terminal(http.Request), current.RequestId, cancellation);
        if (result.IsRefused(out Refusal? why, out NewSession? session))
        {
            return why == SecurityRefusals.UnregisteredTerminal
                ? Pages.Show<TerminalPage, FormState>(FormState.Fresh, StatusCodes.Status403Forbidden)
                : Pages.Show<SignInPage, SignInPageModel>(
                    new("/sign-in", new FormState(form, why), ReturnTo: to.Address), StatusCodes.Status422UnprocessableEntity);
        }

        SessionCookies.SetSession(http, session.Token);
        return Pages.Done(session.MustChangePassword ? to.Behind("/account/password") : to.Behind("/account/notice"));
    }

    private static async Task<IResult> ConfirmNoticeAsync(
        IFormCollection form,
        CurrentOperator current,
        Sessions sessions,
        Reminders reminders,
        CancellationToken cancellation)
    {
        if (await reminders.IsDueAsync(current.SignedIn.OperatorId, cancellation))
        {
            if (form["reminded"] != "on")
            {
                return ShowNotice(ReturnTo.Read(form), true, AccountRefusals.ReminderNeeded);
            }

            // First: a session whose notice is confirmed is not asked again.
            await reminders.ConfirmAsync(current.SignedIn.OperatorId, cancellation);
        }

        await sessions.ConfirmNoticeAsync(current.SignedIn, NoticeVersion, cancellation);
        return Pages.Done(ReturnTo.Read(form).Address);
    }

    private static RazorComponentResult<NoticePage> ShowNotice(ReturnTo to, bool isReminderDue, Refusal? refusal) =>
        Pages.Show<NoticePage, NoticeModel>(new(to, isReminderDue, new FormState(null, refusal)), StatusOf(refusal));

    private static RazorComponentResult<PasswordPage> ShowPassword(ReturnTo to, Refusal? refusal) =>
        Pages.Show<PasswordPage, ReturningForm>(new(to, new FormState(null, refusal)), StatusOf(refusal));

    private static async Task<IResult> ChangePasswordAsync(
        IFormCollection form,
        CurrentOperator current,
        SignIn signIn,
        CancellationToken cancellation)
    {
        ReturnTo to = ReturnTo.Read(form);
        string wanted = form["NewPassword"].ToString();
        Refusal? refusal = wanted == form["RepeatedPassword"].ToString()
            ? await signIn.ChangePasswordAsync(current.SignedIn, form["OldPassword"].ToString(), wanted, current.RequestId, cancellation)
            : AccountRefusals.PasswordsDiffer;
        return refusal is null
            ? Pages.Done(current.SignedIn.NoticeConfirmed ? to.Address : to.Behind("/account/notice"))
            : ShowPassword(to, AccountRefusals.AtPassword(refusal, "OldPassword"));
    }

    private static RazorComponentResult<ConfirmPage> ShowConfirm(ReturnTo to, Refusal? refusal) =>
        Pages.Show<ConfirmPage, ReturningForm>(new(to, new FormState(null, refusal)), StatusOf(refusal));

    private static int StatusOf(Refusal? refusal) => refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static async Task<IResult> ConfirmAsync(
        IFormCollection form,
        CurrentOperator current,
        SignIn signIn,
        CancellationToken cancellation)
    {
        ReturnTo to = ReturnTo.Read(form);
        Refusal? refusal = await signIn.ConfirmAsync(current.SignedIn, form["password"].ToString(), current.RequestId, cancellation);
        return refusal is null
            ? Pages.Done(to.Address)
            : ShowConfirm(to, AccountRefusals.AtPassword(refusal, "password"));
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext http,
        CurrentOperator current,
        Sessions sessions,
        CancellationToken cancellation)
    {
        if (current.Find() is SignedIn signedIn)
        {
            await sessions.SignOutAsync(signedIn, current.RequestId, cancellation);
        }

        SessionCookies.ClearSession(http);
        return Pages.Done("/session-ended?by=operator");
    }

    private static RazorComponentResult<SessionEndedPage> ShowEnded(string? by) =>
        Pages.Show<SessionEndedPage, SessionEndedPageModel>(new(by != "operator", "/sign-in"));

    private static async Task<IResult> EnrolAsync(HttpContext http, IFormCollection form, Terminals terminals, CancellationToken cancellation)
    {
        Result<string> result = await terminals.EnrolAsync(form["code"].ToString(), cancellation);
        if (result.IsRefused(out Refusal? why, out string? secret))
        {
            return Pages.Show<TerminalPage, FormState>(
                new FormState(null, why with { Field = "code" }), StatusCodes.Status422UnprocessableEntity);
        }

        SessionCookies.SetTerminal(http, secret);
        return Pages.Done("/sign-in");
    }

    // The gate has renewed the session by finding it.
    private static IResult KeepAlive(HttpRequest request) =>
        request.Headers["X-Requested-With"] == "daicho" ? Results.NoContent() : Results.BadRequest();
}
