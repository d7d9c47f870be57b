using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Vault;

/// <summary>Settles, every minute, reservations whose process died between reserving and confirming.</summary>
/// <param name="vault">The vault.</param>
/// <param name="fates">Tells which acts stand in the main database or are under way in it; the register knows.</param>
/// <param name="log">Where counts go.</param>
public sealed partial class VaultSweeper(
    NumberVault vault,
    Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, ActFate>>> fates,
    ILogger<VaultSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>An import of a large city holds its reservation this long at most; drafts are known to the register.</summary>
    public static readonly TimeSpan OlderThan = TimeSpan.FromHours(6);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every);
        do
        {
            try
            {
                (int confirmed, int swept) = await vault.SweepAsync(fates, OlderThan, stoppingToken);
                if (confirmed + swept > 0)
                {
                    LogSwept(log, confirmed, swept);
                }
            }
            catch (NpgsqlException failure)
            {
                LogFailed(log, failure.SqlState);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Vault reservations settled: {Confirmed} confirmed, {Swept} swept")]
    private static partial void LogSwept(ILogger logger, int confirmed, int swept);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweeping the vault failed: {SqlState}")]
    private static partial void LogFailed(ILogger logger, string? sqlState);
}
