using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Jobs;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Web;
using Npgsql;

namespace Daicho.Host.Hosting;

/// <summary>The status of the zone as a page: the health answer for everybody, the machinery for those who operate it.</summary>
internal static class StatusEndpoint
{
    private const int PageRows = 100;

    /// <summary>Maps <c>/status</c>, and its jobs with their partitions and the button to run one again.</summary>
    public static void MapStatusPage(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder jobs = routes.MapGroup("/status/jobs/{id:guid}").RequireAntiforgery().RequireTask(TaskCodes.SystemOperate).ExcludeFromDescription();
        jobs.MapGet("", ShowJobAsync);
        jobs.MapPost("/retry", RetryAsync);
        routes.MapGet("/status", async (HealthCheck check, ZoneStatus status, CurrentOperator current, CancellationToken cancellation) =>
        {
            HealthReport report = await check.RunAsync(cancellation);
            bool operates = report.Database && current.Find() is not null && current.Check(TaskCodes.SystemOperate) is null;
            return Pages.Show<StatusPage, StatusPageModel>(
                new(report, operates ? await status.ReadAsync(cancellation) : null),
                report.Status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymousDocumented("The health answer as a page names no person; the machinery is shown to operators only.").ExcludeFromDescription();
    }

    private static async Task<IResult> ShowJobAsync(Guid id, int? from, JobQueue queue, CancellationToken cancellation)
    {
        if (await queue.FindAsync(id, cancellation) is not { } job)
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.NotFound, StatusCodes.Status404NotFound);
        }

        List<JobPartitionResult> partitions = await queue.ListPartitionsAsync(id, Math.Max(0, from ?? 0), PageRows + 1, cancellation);
        return Pages.Show<JobPage, JobPageModel>(
            new(job, [.. partitions.Take(PageRows)], partitions.Count > PageRows ? partitions[PageRows].Number : null));
    }

    private static async Task<IResult> RetryAsync(
        Guid id, CurrentOperator current, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, current.Context);
        await JobQueue.RetryAsync(work, id, cancellation);
        work.Record(new AccessEntry(AccessKind.Account, "job.retry") { ActId = id });
        await work.CommitAsync(cancellation);
        return Pages.Done($"/status/jobs/{id}");
    }
}
