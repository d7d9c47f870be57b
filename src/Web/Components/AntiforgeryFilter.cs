using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.Web;

/// <summary>Refuses submits that do not come from a form we showed to this operator.</summary>
public static class AntiforgeryFilter
{
    /// <summary>
    /// Checks the token of <c>FormToken</c> on every POST of the endpoint or group, and answers with a page that says what to do.
    /// </summary>
    /// <remarks>Takes the place of the framework's own check, which answers with an empty page.</remarks>
    public static TBuilder RequireAntiforgery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.DisableAntiforgery().AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;
            bool changes = !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));
            IAntiforgery antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
            return changes && !await antiforgery.IsRequestValidAsync(http)
                ? Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest)
                : await next(context);
        });
}
