using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Jobs;

/// <summary>Each starter here stands for one process.</summary>
public sealed class DailyJobTests : IAsyncLifetime
{
    private static readonly DateOnly Friday = new(2026, 11, 20);
    private TestDatabase database = null!; // Set before each test by the runner.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync(MigrationSet.Platform);

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Several_processes_start_the_work_of_a_day_once_and_that_of_the_next_day_again()
    {
        DailyStarter[] processes = [Starter(), Starter(), Starter()];
        await Task.WhenAll(processes.Select(one => one.StartDayAsync(Friday, Cancellation)));
        (await KeysAsync()).ShouldBe(["a 2026-11-20", "b 2026-11-20"]);

        await Task.WhenAll(processes.Select(one => one.StartDayAsync(Friday.AddDays(1), Cancellation)));
        await processes[0].StartDayAsync(Friday, Cancellation);
        (await KeysAsync()).ShouldBe(["a 2026-11-20", "a 2026-11-21", "b 2026-11-20", "b 2026-11-21"]);
        Array.ForEach(processes, one => one.Dispose());
    }

    [Fact]
    public async Task A_process_starts_the_work_of_the_business_date_by_itself()
    {
        using DailyStarter process = Starter();
        await process.StartAsync(Cancellation);
        List<string> keys;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            keys = await KeysAsync();
        }
        while (keys.Count < 2);
        await process.StopAsync(Cancellation);
        keys.ShouldBe(["a 2026-11-20", "b 2026-11-20"]);
    }

    private Task<List<string>> KeysAsync() => database.App.ListAsync(
        "select kind || ' ' || job_key from platform.job_run order by kind, job_key", reader => reader.GetString(0), Cancellation);

    private DailyStarter Starter() => new(
        database.App,
        new BusinessClock(FixedClock.On(2026, 11, 20)),
        [new DailyJob("a", "試験"), new DailyJob("b", "試験")],
        TimeProvider.System,
        NullLogger<DailyStarter>.Instance);
}
