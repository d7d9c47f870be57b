using System.Security.Claims;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Platform.Security.Http;

/// <summary>
/// Stands before every endpoint: who is it, may they do this task here and now, and for what purpose. An endpoint that
/// says neither which task it is nor why it is open is refused (K2: deny by default). Denied attempts are logged (K5).
/// </summary>
internal sealed class SecurityGate(
    RequestDelegate next,
    Sessions sessions,
    ApiClients clients,
    AccessLogAppender log)
{
    private const string BearerPrefix = "Bearer ";

    public async Task InvokeAsync(HttpContext http, CurrentOperator current)
    {
        Endpoint? endpoint = http.GetEndpoint();

        // What is mapped is a route; the rest are the framework's own answers 405 and 415, which reach no code of ours.
        if (endpoint is not RouteEndpoint)
        {
            await next(http);
            return;
        }

        if (endpoint.Metadata.GetMetadata<AnonymousReasonAttribute>() is not null)
        {
            await IdentifyAsync(http, current);
            await next(http);
            return;
        }

        RequireTaskAttribute? required = endpoint.Metadata.GetMetadata<RequireTaskAttribute>();
        Refusal? refusal = await IdentifyAsync(http, current) ?? Decide(current, required);
        if (refusal is null)
        {
            await next(http);
            return;
        }

        if (current.Find() is SignedIn signedIn)
        {
            await log.AppendAsync(
                signedIn.Context(current.RequestId),
                http.RequestAborted,
                new AccessEntry(AccessKind.Account, required?.TaskCode ?? "unknown") { RefusalCode = refusal.Code });
        }

        await AnswerAsync(http, refusal);
    }

    private static Refusal? Decide(CurrentOperator current, RequireTaskAttribute? required)
    {
        if (current.Find() is not SignedIn signedIn)
        {
            return SecurityRefusals.NotSignedIn;
        }

        if (required is null)
        {
            return SecurityRefusals.NotPermitted;
        }

        if (current.Check(required.TaskCode) is Refusal denied)
        {
            return denied;
        }

        bool opensPerson = signedIn.Rights.Any(right => right.TaskCode == required.TaskCode && right.OpensPerson);
        bool needsPurpose = required.Purpose || (signedIn.Kind == OperatorKind.Client && opensPerson);
        return needsPurpose ? current.CheckPurpose() : null;
    }

    /// <summary>Finds the operator; refuses only what is there and malformed.</summary>
    private async Task<Refusal?> IdentifyAsync(HttpContext http, CurrentOperator current)
    {
        string authorization = http.Request.Headers.Authorization.ToString();
        SignedIn? found;
        Refusal? malformed = null;
        if (authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
        {
            found = await clients.FindAsync(authorization[BearerPrefix.Length..].Trim(), http.RequestAborted);
            string purposeHeader = http.Request.Headers["X-Purpose"].ToString();
            if (found is not null && purposeHeader.Length > 0)
            {
                malformed = PurposeStore.ParseHeader(purposeHeader).IsRefused(out Refusal? why, out Purpose? purpose) ? why : null;
                found = found with { Purpose = purpose };
            }
        }
        else
        {
            string? token = SessionCookies.FindSession(http.Request);
            found = string.IsNullOrEmpty(token)
                ? null
                : await sessions.FindAsync(
                    token,
                    SessionCookies.Terminal(http.Request),
                    Guid.TryParse(http.Request.Query["w"], out Guid work) ? work : null,
                    http.RequestAborted);
        }

        if (found is not null)
        {
            current.Set(found);
            // Antiforgery tokens bind themselves to this identity.
            http.User = new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, found.SessionId.ToString("D"))], "daicho"));
            http.Response.Headers.CacheControl = "no-store";
        }

        return malformed;
    }

    /// <summary>People are led on to where the refusal is cured; programs get the problem.</summary>
    private static Task AnswerAsync(HttpContext http, Refusal refusal)
    {
        string? cure = RefusalResults.IsForPeople(http) ? RefusalResults.CureOf(refusal) : null;
        if (cure is null)
        {
            return RefusalResults.WriteAsync(http, refusal);
        }

        // Only an address of our own, and only one that can be asked again. A part of a page leads back to the whole page.
        bool isPart = http.Request.Headers.ContainsKey("HX-Request");
        string back = isPart
            ? Uri.TryCreate(http.Request.Headers["HX-Current-URL"], UriKind.Absolute, out Uri? page) ? page.PathAndQuery : "/"
            : HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/";
        string target = $"{cure}?return={Uri.EscapeDataString(back)}";
        if (isPart)
        {
            // htmx would follow a redirect into the part; this header makes it load the page.
            http.Response.Headers["HX-Redirect"] = target;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            http.Response.Redirect(target);
        }

        return Task.CompletedTask;
    }
}
