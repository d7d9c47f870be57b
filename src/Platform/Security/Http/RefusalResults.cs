using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Daicho.Kernel;
using Daicho.Platform.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Daicho.Platform.Security.Http;

/// <summary>Draws the page that tells a person of a refusal; the shell of the screens replaces the plain one.</summary>
public delegate Task RefusalPage(HttpContext http, Refusal refusal, int status);

/// <summary>The one place where a refusal becomes an HTTP answer.</summary>
public static partial class RefusalResults
{
    /// <summary>The HTTP status of a refusal.</summary>
    public static int StatusOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        if (refusal.Code == SecurityRefusals.NotSignedIn.Code || refusal.Code == SecurityRefusals.WrongCredentials.Code)
        {
            return StatusCodes.Status401Unauthorized;
        }

        return ApiRefusals.StatusOf(refusal.Code) ?? refusal.Kind switch
        {
            RefusalKind.Rule => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.Malformed => StatusCodes.Status400BadRequest,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.NotPermitted => StatusCodes.Status403Forbidden,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
        };
    }

    /// <summary>The page where a person cures a refusal; null when there is nothing to do but ask for a right.</summary>
    public static string? CureOf(Refusal refusal) =>
        refusal == SecurityRefusals.NotSignedIn ? "/sign-in"
        : refusal == SecurityRefusals.PasswordChangeNeeded ? "/account/password"
        : refusal == SecurityRefusals.SecondFactorNeeded ? "/account/second-factor"
        : refusal == SecurityRefusals.ConfirmAgain ? "/account/confirm"
        : null;

    /// <summary>Problem details (RFC 9457) for API clients; <c>code</c> and <c>errors</c> are for programs.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="status">Another status than that of its kind, where HTTP has one for the occasion.</param>
    public static IResult ToProblem(this Refusal refusal, int? status = null)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        status ??= StatusOf(refusal);
        ProblemDetails problem = new()
        {
            Type = $"urn:daicho:refusal:{refusal.Code}",
            Title = refusal.Message,
            Status = status,
        };
        problem.Extensions["code"] = refusal.Code;
        if (refusal.Field is not null || refusal.More.Count > 0)
        {
            problem.Extensions["errors"] = refusal.All
                .Select(one => new { code = one.Code, field = one.Field, message = one.Message })
                .ToArray();
        }

        return Results.Problem(problem);
    }

    /// <summary>The value as JSON, or the refusal as problem details.</summary>
    public static IResult ToHttp<T>(this Result<T> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.IsRefused(out Refusal? why, out T? value) ? why.ToProblem() : Results.Ok(value);
    }

    /// <summary>Answers a refusal to whoever asked: problem details to programs, a page to people.</summary>
    public static async Task WriteAsync(HttpContext http, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Headers.CacheControl = "no-store";
        if (!IsForPeople(http))
        {
            if (StatusOf(refusal) == StatusCodes.Status401Unauthorized)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer realm=\"daicho\"";
            }

            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        int status = StatusOf(refusal);
        http.Response.StatusCode = status;
        RefusalPage page = (RefusalPage?)http.RequestServices.GetService(typeof(RefusalPage)) ?? PlainPageAsync;
        await page(http, refusal, status);
    }

    /// <summary>
    /// Whether a page is asked for: not below <c>/api</c>, <c>/oauth</c>, <c>/openapi</c> or an interface of a version (<c>/function/v1</c>),
    /// and no bearer token.
    /// </summary>
    public static bool IsForPeople(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !http.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal)
            && !http.Request.Path.StartsWithSegments("/oauth", StringComparison.Ordinal)
            && !InterfacePattern().IsMatch(http.Request.Path.Value ?? "")
            && http.Request.Headers.Authorization.Count == 0;
    }

    [GeneratedRegex("^/[a-z-]+/v[0-9]+(/|$)", RegexOptions.CultureInvariant)]
    private static partial Regex InterfacePattern();

    private static Task PlainPageAsync(HttpContext http, Refusal refusal, int status)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        string message = HtmlEncoder.Default.Encode(refusal.Message);
        return http.Response.WriteAsync(
            $"""
            <!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{(HttpStatusCode)status}</title></head>
            <body><main><h1>この操作はできません</h1><p>{message}</p><p>{refusal.Code}</p><p><a href="/">戻る</a></p></main></body></html>
            """,
            http.RequestAborted);
    }
}
