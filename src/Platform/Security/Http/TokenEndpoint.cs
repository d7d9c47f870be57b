using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using Daicho.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Platform.Security.Http;

/// <summary>Answer of the token endpoint (RFC 6749, 5.1).</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope);

/// <summary>Error of the token endpoint (RFC 6749, 5.2).</summary>
internal sealed record TokenError([property: JsonPropertyName("error")] string Error);

/// <summary><c>POST /oauth/token</c>: client credentials with <c>client_secret_basic</c>.</summary>
public static class TokenEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static IEndpointConventionBuilder MapTokenEndpoint(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/oauth/token", HandleAsync)
            .DisableAntiforgery()
            .AllowAnonymousDocumented("The client proves itself here with its secret.")
            .WithTags("OAuth").WithSummary("クライアント認証によるアクセストークンの発行");

    private static async Task<IResult> HandleAsync(HttpContext http, ApiClients clients, CurrentOperator current)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > 4096)
        {
            return Error("invalid_request", StatusCodes.Status400BadRequest);
        }

        IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["grant_type"] != "client_credentials")
        {
            return Error("unsupported_grant_type", StatusCodes.Status400BadRequest);
        }

        if (ReadBasic(http.Request.Headers.Authorization.ToString()) is not (string client, string secret))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"daicho\"";
            return Error("invalid_client", StatusCodes.Status401Unauthorized);
        }

        string[] scopes = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Result<IssuedToken> issued =
            await clients.IssueAsync(client, secret, scopes, current.RequestId, http.RequestAborted);
        if (issued.IsRefused(out Refusal? why, out IssuedToken? token))
        {
            return why == SecurityRefusals.NotPermitted
                ? Error("invalid_scope", StatusCodes.Status400BadRequest)
                : Error("invalid_client", StatusCodes.Status401Unauthorized);
        }

        return Results.Json(new TokenAnswer(
            token.Token, "Bearer", (int)token.Lifetime.TotalSeconds, string.Join(' ', token.Scopes)));
    }

    private static (string Client, string Secret)? ReadBasic(string header)
    {
        const string Prefix = "Basic ";
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(header.Length);
        bool read = Convert.TryFromBase64String(header[Prefix.Length..].Trim(), buffer, out int length);
        string pair = read ? Encoding.UTF8.GetString(buffer, 0, length) : "";
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon <= 40
            ? (Uri.UnescapeDataString(pair[..colon]), Uri.UnescapeDataString(pair[(colon + 1)..]))
            : null;
    }

    private static IResult Error(string error, int status) => Results.Json(new TokenError(error), statusCode: status);
}
