using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.DailyWork;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.DailyWork;

/// <summary>What the register does by itself, as the module registers it.</summary>
public sealed class DailyWorkTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sweeper_confirms_numbers_of_acts_that_stand_in_the_register_and_removes_the_others()
    {
        HistoryRow row = Any.Row(Any.Resident());
        Guid imported = Guid.CreateVersion7();
        Guid failedImport = Guid.CreateVersion7();
        await world.AddHouseholdAsync(row.Record);
        await world.AppendAsync(null, row);
        await ImportRunAsync(imported, "done");
        await ImportRunAsync(failedImport, "failed");
        Guid[] acts = [row.Facts.ActId, imported, failedImport, Guid.CreateVersion7()];
        Guid[] persons = [row.ResidentId.Value, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        for (int at = 0; at < acts.Length; at++)
        {
            await world.Vault.ReserveAsync(
                acts[at],
                [new ResidentNumber(persons[at], VaultNumber.Of(IndividualNumber.FromBase($"{91_000_000_000 + at}")))],
                Cancellation);
        }

        await world.AgeReservationsAsync(TimeSpan.FromHours(7));
        VaultSweeper sweeper = world.Services.GetServices<IHostedService>().OfType<VaultSweeper>().ShouldHaveSingleItem();
        await sweeper.StopAsync(Cancellation);
        await sweeper.StartAsync(Cancellation);

        while (await world.OpenReservationsAsync() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        (await world.Vault.FindHoldersAsync(NumberKind.Individual, persons, Cancellation)).ShouldBe([persons[0], persons[1]], ignoreOrder: true);
    }

    [Fact]
    public async Task Searches_past_their_days_are_erased_by_the_job_of_the_day_and_the_count_stays()
    {
        Guid old = await SearchAsync();
        Guid fresh = await SearchAsync();
        await world.Database.Owner.ExecuteAsync(
            "update resident_register.search_request set created_at = $2 where request_id = $1",
            Cancellation, old, world.Clock.Instant().AddDays(-8));
        await world.Database.Owner.ExecuteAsync(
            "update resident_register.search_request set created_at = $2 where request_id = $1",
            Cancellation, fresh, world.Clock.Instant().AddDays(-6));

        await using ServiceProvider process = new ServiceCollection()
            .AddLogging()
            .AddSingleton(world.Database.App)
            .AddSingleton(world.Clock)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Kind())
            .AddSingleton(world.Services.GetServices<DailyJob>().Single(job => job.Kind == EraseSearches.Kind))
            .AddJobs(JobRunnerSettings.Standard)
            .BuildServiceProvider();
        IHostedService[] hosted = [.. process.GetServices<IHostedService>()];
        await Task.WhenAll(hosted.Select(one => one.StartAsync(Cancellation)));
        List<string?> reports;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            reports = await world.Database.App.ListAsync(
                "select p.report::text from platform.job_partition p join platform.job_run r on r.id = p.job_id where r.kind = $1 and r.job_key = '2026-11-20' and r.state = 'done'",
                row => row.Nullable<string>(0), Cancellation, EraseSearches.Kind);
        }
        while (reports.Count == 0);
        await Task.WhenAll(hosted.Select(one => one.StopAsync(Cancellation)));

        reports.ShouldBe(["""{"erased": 1, "daysKept": 7}"""]);
        (await world.Database.App.ListAsync(
            "select request_id from resident_register.search_request", row => row.GetGuid(0), Cancellation)).ShouldBe([fresh]);
    }

    private JobKind Kind() => world.Services.GetServices<JobKind>().Single(kind => kind.Name == EraseSearches.Kind);

    private Task<Guid> SearchAsync() => SearchRequestStore.AddAsync(
        world.Database.App, Guid.CreateVersion7(), Guid.CreateVersion7(), new SearchConditions { Reading = "ミホン" }, Cancellation);

    private Task<int> ImportRunAsync(Guid import, string state) => world.Database.App.ExecuteAsync(
        """
        insert into resident_register.import_run (import_id, manifest_sha256, state, operator_code, rows_total)
        values ($1, $2, $3, 'test', 1)
        """,
        Cancellation, import, import.ToString("N"), state);
}
