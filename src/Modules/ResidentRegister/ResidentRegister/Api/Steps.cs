using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Daicho.Kernel;
using Daicho.Platform.Api;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.Api;

/// <summary>What all acts of the interface have in common: read strictly, done once, answered with the version after it.</summary>
internal static class Steps
{
    /// <summary>Does an act with a body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="shape">Shape of its body.</param>
    /// <param name="act">The act: the body, the act key, and the version of <c>If-Match</c> when the operation asks for one.</param>
    /// <param name="withVersion">Whether the act is about a version that was seen.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<IResult> DoAsync<T>(
        HttpContext http,
        JsonTypeInfo<T> shape,
        Func<T, Guid, int, Task<Result<ApiAnswer>>> act,
        bool withVersion,
        CancellationToken cancellation)
        where T : class
    {
        if ((await StrictJson.ReadAsync(http.Request, shape, cancellation)).IsRefused(out Refusal? unread, out T? body))
        {
            return unread.ToProblem();
        }

        string match = http.Request.Headers.IfMatch.ToString();
        if (VersionOf(match) is not { } version)
        {
            if (withVersion)
            {
                return ApiRefusals.MatchNeeded.ToProblem();
            }

            version = 0;
        }

        Result<ApiAnswer> done = await http.RequestServices.GetRequiredService<ApiOnce>().DoAsync(
            http,
            CurrentOperator.Of(http).SignedIn,
            $"{match} {JsonSerializer.Serialize(body, shape)}",
            key => act(body, key, version),
            cancellation);
        return done.IsRefused(out Refusal? why, out ApiAnswer? answer) ? Refused(why) : answer.ToHttp(http);
    }

    /// <summary>The operation needs a key and, on request, the version.</summary>
    public static RouteHandlerBuilder IsAct(this RouteHandlerBuilder operation, bool withVersion = false)
    {
        operation.WithMetadata(RequiredHeaderMetadata.IdempotencyKey);
        return withVersion ? operation.WithMetadata(RequiredHeaderMetadata.IfMatch) : operation;
    }

    // What moved on since it was read is, of an update with If-Match, a failed precondition (RFC 9110, 13.1.1).
    private static IResult Refused(Refusal why) =>
        why.ToProblem(why.Code == CaseRefusals.EditedMeanwhile.Code ? StatusCodes.Status412PreconditionFailed : null);

    private static int? VersionOf(string match) =>
        match is ['"', .. string digits, '"'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? version
            : null;
}
