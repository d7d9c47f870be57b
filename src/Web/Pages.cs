using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.Web;

/// <summary>Renders pages and parts of pages from minimal-API endpoints.</summary>
public static class Pages
{
    /// <summary>The services that pages need: server-side rendering, antiforgery tokens and the shell.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        // Japanese letters as they are: written as references they would take nearly three times the bytes.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "daicho-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddScoped<ShellContext>();
        return services;
    }

    /// <summary>Shows a page (or, to htmx, a part of one) that takes everything from its parameter <c>Model</c>.</summary>
    public static RazorComponentResult<TPage> Show<TPage, TModel>(TModel model, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new(new Dictionary<string, object?> { ["Model"] = model }) { StatusCode = status };

    /// <summary>
    /// After an act: shows <paramref name="address"/>, a path inside this zone, with a GET of its own (303), so that a reload does
    /// not act again. htmx is told to load the whole page.
    /// </summary>
    public static IResult Done(string address) => new SeeOther(address);

    /// <summary>Whether htmx asks for a part of the page.</summary>
    public static bool WantsPart(this HttpRequest request) => request.Headers.ContainsKey("HX-Request");

    private sealed class SeeOther(string address) : IResult
    {
        // Paths of this zone only: an address with a host could lead the operator elsewhere.
        private readonly string address = address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\')
            ? address
            : throw new ArgumentException("The address must be a path of this zone.", nameof(address));

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (httpContext.Request.WantsPart())
            {
                httpContext.Response.Headers["HX-Redirect"] = address;
                httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
            }
            else
            {
                httpContext.Response.Headers.Location = address;
                httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            }

            return Task.CompletedTask;
        }
    }
}
