using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.Statistics;

/// <summary>The monthly tables: 異動集計表 and 人口統計.</summary>
internal static class StatisticsEndpoints
{
    private const int YearMin = 1900;
    private const int YearMax = 2999;

    /// <summary>Registers the line of the work list.</summary>
    public static void AddStatistics(this IServiceCollection services) => services.AddSingleton(
        new WorkListEntry("統計", "異動集計・人口", "/statistics", TaskCodes.ResidentChangeEnter) { Order = 400, IsShortcut = true });

    /// <summary>Maps <c>/statistics</c>.</summary>
    public static void MapStatistics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/statistics", ShowAsync)
            .RequireTask(TaskCodes.ResidentChangeEnter);

    private static async Task<IResult> ShowAsync(
        NpgsqlDataSource database, BusinessClock clock, CancellationToken cancellation, string? month = null)
    {
        DateOnly first = DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly asked)
            && asked.Year is >= YearMin and <= YearMax
            ? asked
            : new DateOnly(clock.Today().Year, clock.Today().Month, 1);
        return Pages.Show<StatisticsPage, StatisticsModel>(
            new StatisticsModel(
                first,
                await PopulationTables.ReadAsync(database, first, first.AddMonths(1), cancellation),
                await ChangeCounts.ListAsync(database, first, first.AddMonths(1), cancellation)));
    }
}

/// <summary>The tables of a month.</summary>
/// <param name="First">First day of the month.</param>
/// <param name="Tables">People and changes by district, reason and kind.</param>
/// <param name="Counts">Decided changes by office and route.</param>
internal sealed record StatisticsModel(DateOnly First, PopulationTables Tables, IReadOnlyList<ChangeCount> Counts)
{
    /// <summary>Sums by office.</summary>
    public IReadOnlyList<ChangeCount> ByOffice => [.. Counts.Where(one => one is { Office: not null, Reason: null })];

    /// <summary>Sums by route, in the order of the routes.</summary>
    public IReadOnlyList<ChangeCount> ByRoute => [.. Counts.Where(one => one is { Office: null, Route: not null }).OrderBy(one => one.Route)];

    /// <summary>Office, route and reason.</summary>
    public IReadOnlyList<ChangeCount> Each => [.. Counts.Where(one => one.Reason is not null)];

    /// <summary>The month in words.</summary>
    public string Month => Wareki.Display(First, EraTable.Default).Replace("１日", "", StringComparison.Ordinal);

    /// <summary>Sum over the districts.</summary>
    public DistrictLine Total => new(
        "合計", Tables.Districts.Sum(one => one.Opening), Tables.Districts.Sum(one => one.Increase), Tables.Districts.Sum(one => one.Decrease),
        Tables.Districts.Sum(one => one.MovedIn), Tables.Districts.Sum(one => one.MovedOut), Tables.Districts.Sum(one => one.Closing));

    /// <summary>Address of a month.</summary>
    public string Address(int months) => string.Create(CultureInfo.InvariantCulture, $"/statistics?month={First.AddMonths(months):yyyy-MM}");
}
