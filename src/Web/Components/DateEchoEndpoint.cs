using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Daicho.Web;

/// <summary>Tells a date field what was understood. The text comes in the body: dates of people stay out of addresses and logs.</summary>
public static class DateEchoEndpoint
{
    /// <summary>Where date fields ask.</summary>
    public const string Address = "/parts/date-echo";

    // The name of a field, the text of at most 40 letters and the mode.
    private const long BodyBytesMax = 4096;

    /// <summary>Serves date fields; it needs the shell's business date and changes nothing, so it takes no token.</summary>
    public static IEndpointConventionBuilder MapDateEcho(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Address, EchoAsync).DisableAntiforgery().ExcludeFromDescription();

    private static async Task<Results<RazorComponentResult<DateEcho>, BadRequest>> EchoAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasFormContentType || request.ContentLength is null or > BodyBytesMax)
        {
            return TypedResults.BadRequest();
        }

        IFormCollection form = await request.ReadFormAsync(cancellation);
        return Enum.TryParse(form["mode"], out DateMode mode) && Enum.IsDefined(mode)
            ? new RazorComponentResult<DateEcho>(new Dictionary<string, object?> { ["Text"] = form[form["field"].ToString()].ToString(), ["Mode"] = mode })
            : TypedResults.BadRequest();
    }
}
