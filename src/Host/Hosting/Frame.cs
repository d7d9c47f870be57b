using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.Web;

namespace Daicho.Host.Hosting;

/// <summary>Fills the frame of every screen, and leads operators to the notice on logging before anything else (CR-56).</summary>
internal sealed class Frame(ZoneConfig config, BusinessClock clock, WorkList work, FindManual findManual)
{
    /// <summary>Middleware: stands after the gate, so that the operator is known.</summary>
    public async Task FillAsync(HttpContext http, RequestDelegate next)
    {
        if (!RefusalResults.IsForPeople(http))
        {
            await next(http);
            return;
        }

        SignedIn? who = CurrentOperator.Of(http).Find();
        if (who is { Kind: OperatorKind.Staff, NoticeConfirmed: false, MustChangePassword: false } && NeedsNotice(http))
        {
            string back = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/";
            await Pages.Done($"/account/notice?return={Uri.EscapeDataString(back)}").ExecuteAsync(http);
            return;
        }

        if (who is not null && !HttpMethods.IsGet(http.Request.Method))
        {
            // Before the answer leaves: the page it leads to must count what was just done.
            work.Forget(who);
            http.Response.OnStarting(() =>
            {
                work.Forget(who);
                return Task.CompletedTask;
            });
        }

        await FillAsync(http);
        await next(http);
    }

    /// <summary>Fills the frame once; pages of refusals and errors come here too.</summary>
    public async Task FillAsync(HttpContext http)
    {
        ShellContext shell = http.RequestServices.GetRequiredService<ShellContext>();
        if (shell.IsFilled)
        {
            return;
        }

        ShellModel model = Empty();
        shell.Model = CurrentOperator.Of(http).Find() is { Kind: OperatorKind.Staff } who
            ? await FillAsync(model, who, http.RequestAborted)
            : model;
    }

    /// <summary>The page of a refusal.</summary>
    public async Task ShowRefusalAsync(HttpContext http, Refusal refusal, int status)
    {
        await FillAsync(http);
        await Pages.Show<ErrorPage, ErrorPageModel>(
            new ErrorPageModel(
                status switch
                {
                    StatusCodes.Status404NotFound => "お探しの記録はありません",
                    StatusCodes.Status409Conflict => "ほかの操作と重なりました",
                    StatusCodes.Status403Forbidden => "この操作はできません",
                    _ => "処理できませんでした",
                },
                [.. refusal.All.Select(one => one.Message)],
                refusal.Code),
            status).ExecuteAsync(http);
    }

    /// <summary>The page of an error. The database may be down, so it asks for nothing.</summary>
    public async Task ShowProblemAsync(HttpContext http, int status, string title, string advice, string reference)
    {
        ShellContext shell = http.RequestServices.GetRequiredService<ShellContext>();
        if (!shell.IsFilled)
        {
            shell.Model = Empty();
        }

        await Pages.Show<ErrorPage, ErrorPageModel>(
            new ErrorPageModel(title, [advice], status < StatusCodes.Status500InternalServerError ? null : reference), status).ExecuteAsync(http);
    }

    // A page opened by an address typed or kept must wait; assets and the pages of sign-in must not.
    private static bool NeedsNotice(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<RequireTaskAttribute>() is not null
        && !http.Request.Path.StartsWithSegments("/account", StringComparison.Ordinal);

    private ShellModel Empty() => new()
    {
        ZoneName = config.Title ?? config.Zone,
        RoleName = CityRole.Title,
        BusinessDate = clock.Today(),
        IsTraining = config.Training,
    };

    private async Task<ShellModel> FillAsync(ShellModel model, SignedIn who, CancellationToken cancellation)
    {
        IReadOnlyList<WorkCount> counts = await work.CountAsync(who, cancellation);
        return model with
        {
            OperatorName = who.DisplayName,
            OperatorPosting = who.OfficeName,
            TerminalName = who.Terminal,
            LogOffInSeconds = (int)Math.Max(0, (Earlier(who.IdleUntil, who.ExpiresAt) - clock.Instant()).TotalSeconds),
            WorkList =
            [
                .. counts.GroupBy(count => count.Entry.Duty).Select(duty => new WorkListGroup(
                    duty.Key,
                    [.. duty.Select(count => new WorkListItem(count.Entry.Label, count.Entry.Href, (int?)count.Count, count.IsLate))])),
            ],
            SearchHref = counts.FirstOrDefault(count => count.Entry.Key == "F2")?.Entry.Href,
            Manual = await findManual(cancellation),
            SignOutAction = "/sign-out",
            KeepAliveAction = "/account/alive",
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
