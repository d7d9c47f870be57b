using Daicho.Platform.Hosting;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;

namespace Daicho.Host.Hosting;

/// <summary>The status of the zone as a page: the health answer for everybody, the machinery for those who operate it.</summary>
internal static class StatusEndpoint
{
    /// <summary>Maps <c>/status</c>.</summary>
    public static void MapStatusPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/status", async (HealthCheck check, ZoneStatus status, CurrentOperator current, CancellationToken cancellation) =>
        {
            HealthReport report = await check.RunAsync(cancellation);
            bool operates = report.Database && current.Find() is not null && current.Check(TaskCodes.SystemOperate) is null;
            return Pages.Show<StatusPage, StatusPageModel>(
                new(report, operates ? await status.ReadAsync(cancellation) : null),
                report.Status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymousDocumented("The health answer as a page names no person; the machinery is shown to operators only.").ExcludeFromDescription();
}
