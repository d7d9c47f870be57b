using Daicho.Platform.Postgres;

namespace Daicho.Host.Hosting;

/// <summary>Starts the cluster again when its server process died, so that a kill costs seconds and no hand.</summary>
internal sealed partial class ClusterWatch(EmbeddedCluster cluster, TimeProvider time, ILogger<ClusterWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (cluster.ServerLives())
                {
                    continue;
                }

                Died(log);
                await cluster.EnsureRunningAsync(stoppingToken);
                Restarted(log);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever stands in the way now may be gone at the next look.
                Failed(log, failure);
            }
        }
    }

    [LoggerMessage(EventId = 1010, Level = LogLevel.Error, Message = "The database server is gone; starting it again")]
    private static partial void Died(ILogger logger);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "The database server runs again")]
    private static partial void Restarted(ILogger logger);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Error, Message = "The database server does not start again")]
    private static partial void Failed(ILogger logger, Exception failure);
}
