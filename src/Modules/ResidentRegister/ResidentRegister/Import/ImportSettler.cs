using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.ResidentRegister.Import;

/// <summary>Settles, at the start of the zone and every minute, what killed imports left: their numbers and their reports.</summary>
internal sealed partial class ImportSettler(RegisterZone zone, ILogger<ImportSettler> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every);
        do
        {
            try
            {
                if (await ImportRuns.SettleLeftAsync(zone, stoppingToken))
                {
                    LogSettled(log);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or UnauthorizedAccessException)
            {
                LogFailed(log, failure.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "What killed imports left is settled")]
    private static partial void LogSettled(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Settling what killed imports left failed: {Failure}")]
    private static partial void LogFailed(ILogger logger, string failure);
}
