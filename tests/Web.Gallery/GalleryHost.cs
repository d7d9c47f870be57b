using Daicho.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Daicho.Web.Gallery;

/// <summary>Shows every component on pages of invented people; tests look at them over HTTP and in a browser.</summary>
public static class GalleryHost
{
    /// <summary>A started host on a free port of the loopback address; the caller disposes of it.</summary>
    public static async Task<WebApplication> StartAsync(CancellationToken cancellation, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddPages();
        WebApplication app = builder.Build();
        app.Use(async (http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy = WebAssets.ContentSecurityPolicy;
            GetShell(http).Model = Samples.Shell(http.Request.Query.ContainsKey("short") ? 100 : 900);
            await next(http);
        });
        app.MapWebAssets();
        app.MapDateEcho();
        app.MapGet("/", () => Pages.Show<StartPage, StartPageModel>(Samples.Start));
        app.MapGet("/empty", () => Pages.Show<StartPage, StartPageModel>(new StartPageModel()));
        app.MapGet("/sign-in", () => Pages.Show<SignInPage, SignInPageModel>(
            new("/sign-in", new FormState(null, new Refusal("SI-01", "操作者IDまたはパスワードが違います。確かめてもう一度入力してください。")), "/passkey")));
        app.MapGet("/ended", () => Pages.Show<SessionEndedPage, SessionEndedPageModel>(new(true, "/sign-in")));
        app.MapGet("/error", () => Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.Unexpected("20261121-0A3F9C"), 500));
        app.MapGet("/missing", () => Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.NotFound, 404));
        app.MapGet("/form", () => Pages.Show<FormPage, FormPageModel>(new(ActKeys.New(), FormState.Fresh)));
        app.MapGet("/form-errors", () => Pages.Show<FormPage, FormPageModel>(new(ActKeys.New(), Samples.EveryError)));
        app.MapGet("/components", () => Pages.Show<ComponentsPage, ComponentsPageModel>(new(Samples.Person)));
        app.MapPost("/form", AnswerAsync).RequireAntiforgery();
        // Its colour is taken by the other person: a second window must step aside.
        app.MapGet("/same-colour", () => Pages.Show<ComponentsPage, ComponentsPageModel>(new(Samples.PersonOfTheSameColour)));
        app.MapPost("/alive", () => Results.NoContent());
        await app.StartAsync(cancellation);
        return app;
    }

    private static async Task<IResult> AnswerAsync(IFormCollection form, CancellationToken cancellation)
    {
        // Long enough for impatient fingers, and for the notice that the work goes on.
        await Task.Delay(400, cancellation);
        return ActKeys.TryRead(form, out Guid? key)
            ? Pages.Done($"/components?act={key:N}")
            : Pages.Show<FormPage, FormPageModel>(new(ActKeys.New(), new FormState(form, Samples.Refused)), 422);
    }

    private static ShellContext GetShell(HttpContext http) =>
        (ShellContext)http.RequestServices.GetService(typeof(ShellContext))!; // AddPages registered it
}
