using System.Diagnostics;
using Daicho.Platform.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Jobs;

/// <summary>How a process takes part in jobs.</summary>
/// <param name="Lanes">Partitions at work at once in this process.</param>
/// <param name="Lease">Without a heartbeat for this long another process takes the partition over.</param>
/// <param name="Idle">How often to look for work when there was none.</param>
public sealed record JobRunnerSettings(int Lanes, TimeSpan Lease, TimeSpan Idle)
{
    /// <summary>One lane per core, at most four; half a minute; one second.</summary>
    public static readonly JobRunnerSettings Standard = new(Math.Clamp(Environment.ProcessorCount, 1, 4), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
}

/// <summary>Works on the partitions of all jobs whose kinds this process knows, beside any number of other processes.</summary>
public sealed partial class JobRunner(
    NpgsqlDataSource database,
    IEnumerable<JobKind> kinds,
    IServiceScopeFactory scopes,
    JobRunnerSettings settings,
    TimeProvider time,
    ILogger<JobRunner> log) : BackgroundService
{
    private static readonly string Worker = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly Dictionary<string, JobKind> known = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
    private readonly JobClaims claims = new(database, settings.Lease);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        known.Count == 0
            ? Task.CompletedTask
            : Task.WhenAll(Enumerable.Range(0, settings.Lanes).Select(_ => RunLaneAsync(stoppingToken)));

    private async Task RunLaneAsync(CancellationToken stopping)
    {
        string[] names = [.. known.Keys];
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Not broken off: a claim that the server has made and nobody heard of would keep its partition for a whole lease.
                if (await claims.ClaimAsync(names, Worker, CancellationToken.None) is { } partition)
                {
                    await RunPartitionAsync(partition, stopping);
                    await claims.SweepAsync(stopping);
                    continue;
                }

                await claims.SweepAsync(stopping);
                await Task.Delay(settings.Idle, time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException failure)
            {
                // The database is away: the lease runs out by itself, so waiting loses nothing.
                DatabaseAway(log, failure);
                await Task.Delay(settings.Idle, time, CancellationToken.None);
            }
        }
    }

    private async Task RunPartitionAsync(JobPartition partition, CancellationToken stopping)
    {
        using CancellationTokenSource work = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using CancellationTokenSource ended = new();
        using Activity? span = Traces.Begin("job.partition");
        span?.SetTag("daicho.job", partition.Kind).SetTag("daicho.partition", partition.Number);
        Task heartbeat = KeepLeaseAsync(partition, work, ended.Token);
        long start = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await known[partition.Kind].RunAsync(scope.ServiceProvider, partition, work.Token);
            error = partition.Completed ? null : "not-completed";
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            error = stopping.IsCancellationRequested ? null : "cancelled";
        }
        catch (Exception failure)
        {
            // The boundary of all work: one failing partition must not end the runner. It is logged and counted.
            error = failure is PostgresException refused ? $"{nameof(PostgresException)} {refused.SqlState}" : failure.GetType().Name;
            Failed(log, partition.Kind, partition.JobId, partition.Number, partition.Attempt, failure);
        }

        await ended.CancelAsync();
        await heartbeat;

        // Touches nothing when the completion committed: then the claim is gone.
        await claims.ReleaseAsync(partition, error, CancellationToken.None);
        span?.SetStatus(error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        long milliseconds = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Ended(log, partition.Kind, partition.JobId, partition.Number, partition.ItemsDone, milliseconds);
    }

    private async Task KeepLeaseAsync(JobPartition partition, CancellationTokenSource work, CancellationToken ended)
    {
        using PeriodicTimer timer = new(settings.Lease / 6, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (!await claims.HeartbeatAsync(partition, ended))
                {
                    await work.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work is over.
        }
        catch (NpgsqlException failure)
        {
            // Without a lease the work could not commit its completion anyway.
            DatabaseAway(log, failure);
            await work.CancelAsync();
        }
    }

    [LoggerMessage(EventId = 1020, Level = LogLevel.Error, Message = "Job {Kind} {Job} partition {Number} failed in attempt {Attempt}")]
    private static partial void Failed(ILogger logger, string kind, Guid job, int number, int attempt, Exception failure);

    [LoggerMessage(EventId = 1021, Level = LogLevel.Information, Message = "Job {Kind} {Job} partition {Number} left: {Items} items in {Milliseconds} ms")]
    private static partial void Ended(ILogger logger, string kind, Guid job, int number, long items, long milliseconds);

    [LoggerMessage(EventId = 1022, Level = LogLevel.Error, Message = "The database does not answer the job runner")]
    private static partial void DatabaseAway(ILogger logger, Exception failure);
}

/// <summary>Registers the runner.</summary>
public static class JobSetup
{
    /// <summary>Needs an <c>NpgsqlDataSource</c> of the app role; modules add their <see cref="JobKind"/> and <see cref="DailyJob"/> as singletons.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, JobRunnerSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<JobQueue>();
        services.AddHostedService<JobRunner>();
        services.AddHostedService<DailyStarter>();
        return services;
    }
}
