using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.ChangeStatistics;

/// <summary>The report of changes by office and route (異動の集計).</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="Counts">All sums of the period.</param>
internal sealed record StatisticsModel(DateOnly From, DateOnly Until, IReadOnlyList<ChangeCount> Counts)
{
    /// <summary>What was refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>First day in wareki.</summary>
    public string FromText => Wareki.Display(From, EraTable.Default);

    /// <summary>Last day in wareki.</summary>
    public string UntilText => Wareki.Display(Until, EraTable.Default);

    /// <summary>Sums by office.</summary>
    public IReadOnlyList<ChangeCount> ByOffice => [.. Counts.Where(one => one is { Office: not null, Reason: null })];

    /// <summary>Sums by route, in the order of the routes.</summary>
    public IReadOnlyList<ChangeCount> ByRoute => [.. Counts.Where(one => one is { Office: null, Route: not null }).OrderBy(one => one.Route)];

    /// <summary>Office, route and reason.</summary>
    public IReadOnlyList<ChangeCount> Each => [.. Counts.Where(one => one.Reason is not null)];

    /// <summary>The words of a reason; a symbol of an older release stays as it is.</summary>
    public static string Words(string? reason) => reason is null ? "" : ChangeReasons.Find(reason)?.Japanese ?? reason;
}

/// <summary>Maps the report of changes.</summary>
internal static class StatisticsEndpoints
{
    private static readonly Refusal Period = new(
        "RR-STATISTICS-001", "集計する期間を読み取れません。始めの日を終わりの日以前にし、１年以内で入力してください。", Field: "from");

    /// <summary>Maps it below <c>/changes</c>.</summary>
    public static void MapStatistics(this RouteGroupBuilder changes) =>
        changes.MapGet("/statistics", ShowAsync).RequireTask(TaskCodes.ResidentChangeEnter);

    private static async Task<IResult> ShowAsync(
        HttpContext http, NpgsqlDataSource database, BusinessClock clock, CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        FormCollection asked = new(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
        {
            ["from"] = http.Request.Query["from"], ["until"] = http.Request.Query["until"],
        });
        Posted fields = new(asked);
        DateOnly from = fields.Day("from") ?? new DateOnly(today.Year, today.Month, 1);
        DateOnly until = fields.Day("until") ?? today;
        if ((fields.Refusal ?? (from > until || until > from.AddYears(1) ? Period : null)) is { } why)
        {
            return Pages.Show<StatisticsPage, StatisticsModel>(
                new(from, until, []) { State = new FormState(asked, why) }, RefusalResults.StatusOf(why));
        }

        return Pages.Show<StatisticsPage, StatisticsModel>(
            new(from, until, await ChangeCounts.ListAsync(database, from, until, cancellation)));
    }
}
