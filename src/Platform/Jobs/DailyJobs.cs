using System.Globalization;
using Daicho.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Jobs;

/// <summary>Work of every business date, registered beside its <see cref="JobKind"/>.</summary>
/// <param name="Kind">Name of the kind; the job has one partition.</param>
/// <param name="Ground">Why it runs, for the record of its start.</param>
public sealed record DailyJob(string Kind, string Ground);

/// <summary>Starts the daily jobs once per business date, whichever process comes first; the date is the key of the job.</summary>
public sealed partial class DailyStarter(
    NpgsqlDataSource database,
    BusinessClock clock,
    IEnumerable<DailyJob> jobs,
    TimeProvider time,
    ILogger<DailyStarter> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly DailyJob[] daily = [.. jobs];

    /// <summary>Starts what has not been started for this date.</summary>
    public async Task StartDayAsync(DateOnly today, CancellationToken cancellation)
    {
        foreach (DailyJob job in daily)
        {
            await using UnitOfWork work = new(database, OperatorContext.ForCommand(job.Kind, job.Ground));
            await JobQueue.StartAsync(work, job.Kind, today.ToString("O", CultureInfo.InvariantCulture), "{}", ["{}"], cancellation);
            await work.CommitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        DateOnly started = default;
        do
        {
            try
            {
                DateOnly today = clock.Today();
                if (today != started)
                {
                    await StartDayAsync(today, stoppingToken);
                    started = today;
                }
            }
            catch (NpgsqlException failure)
            {
                // The next minute tries again.
                NotStarted(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 1023, Level = LogLevel.Error, Message = "The work of the day could not be started")]
    private static partial void NotStarted(ILogger logger, Exception failure);
}
