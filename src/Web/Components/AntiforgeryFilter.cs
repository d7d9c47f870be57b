using Daicho.Kernel;
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
    /// Signs that no record may hold (<see cref="TextRules.Unusable"/>) are refused here, for all forms, other than tab, which a
    /// pasted table has. (A NUL the framework refuses before.) A form that says so at the field itself is marked
    /// <see cref="ReadsTextsByField{TBuilder}"/>; of control characters, which nobody types or pastes, no form is asked.
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

            bool byField = http.GetEndpoint()?.Metadata.GetMetadata<TextsReadByField>() is not null;
            return http.Request.HasFormContentType && !IsTyped(await http.Request.ReadFormAsync(http.RequestAborted), byField)
                ? Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.Illegible, StatusCodes.Status400BadRequest)
                : await next(context);
        });

    /// <summary>The endpoint refuses unusable signs at the field that holds them, so that a long form is not lost.</summary>
    public static TBuilder ReadsTextsByField<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TextsReadByField());

    private static bool IsTyped(IFormCollection form, bool byField) =>
        form.All(field => IsTyped(field.Key, byField) && field.Value.All(text => text is null || IsTyped(text, byField)));

    private static bool IsTyped(string text, bool byField) => byField
        ? !text.Any(sign => char.IsControl(sign) && sign is not ('\t' or '\r' or '\n'))
        : TextCheck.Check(text.Replace('\t', ' '), allowLineBreaks: true, out _) == TextFault.None;

    private sealed record TextsReadByField;
}
