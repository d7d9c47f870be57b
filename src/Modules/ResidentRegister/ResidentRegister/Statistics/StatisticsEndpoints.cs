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
    /// <summary>Registers the line of the work list.</summary>
    public static void AddStatistics(this IServiceCollection services) => services.AddSingleton(
        new WorkListEntry("統計", "異動集計・人口", "/statistics", TaskCodes.ResidentChangeEnter) { Order = 400, IsShortcut = true });

    /// <summary>Maps <c>/statistics</c> and its tables as CSV.</summary>
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/statistics", ShowAsync).RequireTask(TaskCodes.ResidentChangeEnter);
        routes.MapGet("/statistics/{table}.csv", CsvAsync).RequireTask(TaskCodes.ResidentChangeEnter);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, NpgsqlDataSource database, BusinessClock clock, CancellationToken cancellation)
    {
        bool refused = StatisticsPeriod.Read(http.Request.Query, clock.Today()).IsRefused(out Refusal? why, out StatisticsPeriod? period);
        StatisticsModel model = await ReadAsync(database, refused ? StatisticsPeriod.MonthOf(clock.Today()) : period!, cancellation); // no refusal: it was read
        return Pages.Show<StatisticsPage, StatisticsModel>(
            why is null ? model : model with { State = new FormState(new FormCollection(new(http.Request.Query)), why) },
            why is null ? StatusCodes.Status200OK : RefusalResults.StatusOf(why));
    }

    private static async Task<IResult> CsvAsync(
        string table, HttpContext http, NpgsqlDataSource database, BusinessClock clock, CancellationToken cancellation)
    {
        if (StatisticsPeriod.Read(http.Request.Query, clock.Today()).IsRefused(out Refusal? why, out StatisticsPeriod? period))
        {
            await RefusalResults.WriteAsync(http, why);
            return Results.Empty;
        }

        return await StatisticsCsv.WriteAsync(await ReadAsync(database, period, cancellation), table, cancellation) is { } file
            ? Results.File(file, "text/csv; charset=utf-8", $"{table}.csv")
            : Results.NotFound();
    }

    private static async Task<StatisticsModel> ReadAsync(NpgsqlDataSource database, StatisticsPeriod period, CancellationToken cancellation) => new(
        period,
        await PopulationTables.ReadAsync(database, period.From, period.Until.AddDays(1), cancellation),
        await ChangeCounts.ListAsync(database, period.From, period.Until.AddDays(1), cancellation));
}

/// <summary>The period that is counted, by 処理日.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day, counted too.</param>
internal sealed record StatisticsPeriod(DateOnly From, DateOnly Until)
{
    private const int YearMin = 1900;
    private const int YearMax = 2999;

    private static readonly Refusal Unfit = new(
        "RR-STAT-001", "期間の日付を確認してください。「いつまで」は「いつから」と同じ日か、その後の日にしてください。", Field: "from");

    /// <summary>The month of a day.</summary>
    public static StatisticsPeriod MonthOf(DateOnly day) => new(day.AddDays(1 - day.Day), day.AddDays(1 - day.Day).AddMonths(1).AddDays(-1));

    /// <summary>The days as typed, in any form that a date field takes; without them the month of today.</summary>
    public static Result<StatisticsPeriod> Read(IQueryCollection query, DateOnly today)
    {
        string from = query["from"].ToString();
        string until = query["until"].ToString();
        return from.Length == 0 && until.Length == 0 ? MonthOf(today)
            : Day(from, today) is { } first && Day(until, today) is { } last && first <= last
                && first.Year >= YearMin && last.Year <= YearMax ? new StatisticsPeriod(first, last)
            : Unfit;
    }

    /// <summary>Both days in words.</summary>
    public string Words => $"{Wareki.Display(From, EraTable.Default)}から{Wareki.Display(Until, EraTable.Default)}まで";

    /// <summary>The period in an address.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"from={From:yyyyMMdd}&until={Until:yyyyMMdd}");

    private static DateOnly? Day(string text, DateOnly today) =>
        DateInput.TryUnderstand(text, today, EraTable.Default, out UnderstoodDate? date) ? date.Date?.Exact : null;
}

/// <summary>The tables of a period.</summary>
/// <param name="Period">The period.</param>
/// <param name="Tables">People and changes by district, reason and kind.</param>
/// <param name="Counts">Decided changes by office and route.</param>
internal sealed record StatisticsModel(StatisticsPeriod Period, PopulationTables Tables, IReadOnlyList<ChangeCount> Counts)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Sums by office.</summary>
    public IReadOnlyList<ChangeCount> ByOffice => [.. Counts.Where(one => one is { Office: not null, Reason: null })];

    /// <summary>Sums by route, in the order of the routes.</summary>
    public IReadOnlyList<ChangeCount> ByRoute => [.. Counts.Where(one => one is { Office: null, Route: not null }).OrderBy(one => one.Route)];

    /// <summary>Office, route and reason.</summary>
    public IReadOnlyList<ChangeCount> Each => [.. Counts.Where(one => one.Reason is not null)];

    /// <summary>Sum over the districts.</summary>
    public DistrictLine Total => new(
        "合計", Tables.Districts.Sum(one => one.Opening), Tables.Districts.Sum(one => one.Increase), Tables.Districts.Sum(one => one.Decrease),
        Tables.Districts.Sum(one => one.MovedIn), Tables.Districts.Sum(one => one.MovedOut), Tables.Districts.Sum(one => one.Closing));

    /// <summary>Address of the month before or after the one of the first day.</summary>
    public string Address(int months) => $"/statistics?{StatisticsPeriod.MonthOf(Period.From.AddMonths(months)).Query}";

    /// <summary>Address of a table as CSV.</summary>
    public string CsvAddress(string table) => $"/statistics/{table}.csv?{Period.Query}";
}
