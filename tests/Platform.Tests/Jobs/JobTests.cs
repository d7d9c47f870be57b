using System.Collections.Concurrent;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Jobs;

/// <summary>Each runner here stands for one process: they share nothing but the database.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private const string Kind = "test.count";
    private static readonly JobRunnerSettings Quick = new(2, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(50));
    private TestDatabase database = null!; // Set before each test by the runner.
    private JobQueue queue = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(MigrationSet.Platform);
        queue = new JobQueue(database.App);
        await database.Owner.ExecuteAsync(
            $"create table public.result (number int not null, worker text not null); grant select, insert on public.result to {TestDatabase.AppRole}", Cancellation);
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Several_processes_do_every_partition_exactly_once()
    {
        Guid job = await StartAsync("a", partitions: 40);
        using JobRunner first = Runner(CountAsync);
        using JobRunner second = Runner(CountAsync);
        await Task.WhenAll(first.StartAsync(Cancellation), second.StartAsync(Cancellation));
        JobProgress progress = await EndOfAsync(job);
        await Task.WhenAll(first.StopAsync(Cancellation), second.StopAsync(Cancellation));

        progress.State.ShouldBe("done");
        progress.PartitionsDone.ShouldBe(40);
        progress.ItemsDone.ShouldBe(40 * 7);
        (await NumbersAsync()).ShouldBe(Enumerable.Range(0, 40));
        (await queue.ListPartitionsAsync(job, 39, 10, Cancellation)).Single().Report.ShouldBe("""{"counted": 7}""");
    }

    [Fact]
    public async Task The_same_key_starts_one_job_only()
    {
        Guid first = await StartAsync("month", partitions: 2);
        (await StartAsync("month", partitions: 3)).ShouldBe(first);
        (await queue.FindAsync(first, Cancellation)).ShouldNotBeNull().Partitions.ShouldBe(2);
    }

    [Fact]
    public async Task A_job_started_in_a_unit_of_work_that_rolls_back_never_was()
    {
        Guid job;
        await using (UnitOfWork work = Work())
        {
            job = await JobQueue.StartAsync(work, Kind, "rolled-back", "{}", ["{}"], Cancellation);
        }

        (await queue.FindAsync(job, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_partition_of_a_killed_process_runs_again_and_the_late_result_cannot_commit()
    {
        Guid job = await StartAsync("killed", partitions: 3);
        JobClaims killed = new(database.App, TimeSpan.FromMilliseconds(200));
        JobPartition late = (await killed.ClaimAsync([Kind], "killed", Cancellation)).ShouldNotBeNull();

        using JobRunner next = Runner(CountAsync);
        await next.StartAsync(Cancellation);
        (await EndOfAsync(job)).State.ShouldBe("done");
        await next.StopAsync(Cancellation);

        (await NumbersAsync()).ShouldBe([0, 1, 2]);
        (await queue.ListPartitionsAsync(job, late.Number, 1, Cancellation)).Single().Attempts.ShouldBe(2);
        await using UnitOfWork work = Work();
        await Should.ThrowAsync<JobClaimLostException>(() => late.CompleteAsync(work, "{}", Cancellation));
    }

    [Fact]
    public async Task A_living_process_keeps_its_partition_longer_than_the_lease()
    {
        Guid job = await StartAsync("long", partitions: 1);
        using JobRunner slow = Runner(async (partition, cancellation) =>
        {
            await Task.Delay(Quick.Lease * 2, cancellation);
            await CountAsync(partition, cancellation);
        });
        using JobRunner other = Runner(CountAsync);
        await slow.StartAsync(Cancellation);
        await Task.Delay(Quick.Lease / 2, Cancellation);
        await other.StartAsync(Cancellation);
        await EndOfAsync(job);
        await Task.WhenAll(slow.StopAsync(Cancellation), other.StopAsync(Cancellation));
        (await queue.ListPartitionsAsync(job, 0, 1, Cancellation)).Single().Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_stops_what_runs_and_begins_nothing_more_and_retry_finishes_it()
    {
        Guid job = await StartAsync("cancelled", partitions: 5);
        ConcurrentBag<int> begun = [];
        using (JobRunner stuck = Runner(async (partition, cancellation) =>
        {
            begun.Add(partition.Number);
            await Task.Delay(Timeout.Infinite, cancellation);
        }))
        {
            await stuck.StartAsync(Cancellation);
            await UntilAsync(() => Task.FromResult(begun.Count == Quick.Lanes));
            await InWorkAsync(work => JobQueue.CancelAsync(work, job, Cancellation));
            (await EndOfAsync(job)).State.ShouldBe("cancelled");
            await stuck.StopAsync(Cancellation);
            begun.Count.ShouldBe(Quick.Lanes);
        }

        await InWorkAsync(work => JobQueue.RetryAsync(work, job, Cancellation));
        using JobRunner good = Runner(CountAsync);
        await good.StartAsync(Cancellation);
        (await EndOfAsync(job)).State.ShouldBe("done");
        await good.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_partition_that_always_fails_is_given_up_after_five_attempts_and_names_no_message()
    {
        Guid job = await StartAsync("bad", partitions: 1);
        using JobRunner failing = Runner((_, _) => throw new InvalidOperationException("山田花子"));
        await failing.StartAsync(Cancellation);
        await UntilAsync(async () =>
        {
            // Only the pause between attempts is skipped.
            await database.Owner.ExecuteAsync("update platform.job_partition set not_before = clock_timestamp()", Cancellation);
            return (await queue.FindAsync(job, Cancellation))?.State == "failed";
        });
        await failing.StopAsync(Cancellation);
        JobPartitionResult result = (await queue.ListPartitionsAsync(job, 0, 1, Cancellation)).Single();
        result.Attempts.ShouldBe(JobClaims.AttemptsMax);
        result.ErrorCode.ShouldBe("InvalidOperationException");
    }

    [Fact]
    public async Task A_process_that_is_stopped_gives_its_partition_back_which_counts_no_attempt_however_often()
    {
        Guid job = await StartAsync("stopped", partitions: 1);
        for (int stop = 0; stop <= JobClaims.AttemptsMax; stop++)
        {
            TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using JobRunner stopped = Runner(async (_, cancellation) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
            }, Quick with { Lease = TimeSpan.FromMinutes(1) });
            await stopped.StartAsync(Cancellation);
            await begun.Task.WaitAsync(Cancellation);
            await stopped.StopAsync(Cancellation);
        }

        using JobRunner good = Runner(CountAsync, Quick with { Lease = TimeSpan.FromMinutes(1) });
        await good.StartAsync(Cancellation);
        (await EndOfAsync(job)).State.ShouldBe("done");
        await good.StopAsync(Cancellation);
        (await queue.ListPartitionsAsync(job, 0, 1, Cancellation)).Single().Attempts.ShouldBe(1);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    private UnitOfWork Work() => new(database.App, OperatorContext.ForCommand("system.operate", "test"));

    private async Task InWorkAsync(Func<UnitOfWork, Task> act)
    {
        await using UnitOfWork work = Work();
        await act(work);
        await work.CommitAsync(Cancellation);
    }

    private async Task<Guid> StartAsync(string key, int partitions)
    {
        await using UnitOfWork work = Work();
        Guid job = await JobQueue.StartAsync(work, Kind, key, "{}", [.. Enumerable.Repeat("{}", partitions)], Cancellation);
        await work.CommitAsync(Cancellation);
        return job;
    }

    private async Task CountAsync(JobPartition partition, CancellationToken cancellation)
    {
        await using UnitOfWork work = Work();
        await work.ExecuteAsync("insert into public.result (number, worker) values ($1, $2)", cancellation, partition.Number, partition.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
        partition.Report(7, 7);
        await partition.CompleteAsync(work, """{"counted":7}""", cancellation);
        await work.CommitAsync(cancellation);
    }

    private async Task<JobProgress> EndOfAsync(Guid job)
    {
        JobProgress? progress = null;
        await UntilAsync(async () => (progress = await queue.FindAsync(job, Cancellation)) is { State: not "running" });
        return progress!; // The loop ended on a value.
    }

    private Task<List<int>> NumbersAsync() =>
        database.App.ListAsync("select number from public.result order by number", reader => reader.GetInt32(0), Cancellation);

    private JobRunner Runner(Func<JobPartition, CancellationToken, Task> run, JobRunnerSettings? settings = null) => new(
        database.App,
        [new JobKind(Kind, (_, partition, cancellation) => run(partition, cancellation))],
        new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(),
        settings ?? Quick,
        TimeProvider.System,
        NullLogger<JobRunner>.Instance);
}
