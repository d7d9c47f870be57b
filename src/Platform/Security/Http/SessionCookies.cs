using Microsoft.AspNetCore.Http;

namespace Daicho.Platform.Security.Http;

/// <summary>The two cookies: session and terminal. Over HTTPS both carry the <c>__Host-</c> prefix.</summary>
public static class SessionCookies
{
    /// <summary>As long as browsers keep a cookie; the registration itself ends when it is revoked.</summary>
    private static readonly TimeSpan TerminalHolds = TimeSpan.FromDays(400);

    /// <summary>The session's secret, or null.</summary>
    public static string? FindSession(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[Name(request, "session")];
    }

    /// <summary>How the terminal of a request makes itself known.</summary>
    public static TerminalProof Terminal(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A proxy in front of the program would make every request look local: with one, loopback proves nothing.
        bool loopback = request.HttpContext.Connection.RemoteIpAddress is { } address
            && System.Net.IPAddress.IsLoopback(address)
            && !request.Headers.ContainsKey("X-Forwarded-For") && !request.Headers.ContainsKey("Forwarded");
        return TerminalProof.From(request.Cookies[Name(request, "terminal")], loopback);
    }

    /// <summary>Gives the browser its session.</summary>
    public static void SetSession(HttpContext http, string token)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Cookies.Append(Name(http.Request, "session"), token, Options(http, null));
    }

    /// <summary>Gives the terminal its secret.</summary>
    public static void SetTerminal(HttpContext http, string secret)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Cookies.Append(Name(http.Request, "terminal"), secret, Options(http, TerminalHolds));
    }

    /// <summary>Takes the session away and asks the browser to forget what it holds.</summary>
    public static void ClearSession(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Cookies.Delete(Name(http.Request, "session"), Options(http, null));
        http.Response.Headers["Clear-Site-Data"] = "\"cache\"";
    }

    private static string Name(HttpRequest request, string kind) => request.IsHttps ? $"__Host-daicho-{kind}" : $"daicho-{kind}";

    private static CookieOptions Options(HttpContext http, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
