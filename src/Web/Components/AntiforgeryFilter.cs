using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.Web;

/// <summary>Refuses submits that do not come from a form we showed to this operator, or hold what no keyboard types.</summary>
public static class AntiforgeryFilter
{
    /// <summary>
    /// Checks the token of <c>FormToken</c> on every POST of the endpoint or group, and answers with a page that says what to do.
    /// Control characters other than tab and line break are refused here, for all forms: no paper form holds them. (A NUL the
    /// framework refuses before.)
    /// </summary>
    /// <remarks>Takes the place of the framework's own check, which answers with an empty page.</remarks>
    public static TBuilder RequireAntiforgery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.DisableAntiforgery().AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;
            bool changes = !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));
            IAntiforgery antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
            if (!changes)
            {
                return await next(context);
            }

            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
            }

            return http.Request.HasFormContentType && !IsTyped(await http.Request.ReadFormAsync(http.RequestAborted))
                ? Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.Illegible, StatusCodes.Status400BadRequest)
                : await next(context);
        });

    private static bool IsTyped(IFormCollection form) =>
        form.All(field => IsTyped(field.Key) && field.Value.All(text => text is null || IsTyped(text)));

    private static bool IsTyped(string text) => !text.Any(sign => char.IsControl(sign) && sign is not ('\t' or '\r' or '\n'));
}
