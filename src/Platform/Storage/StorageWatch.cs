using System.Globalization;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Storage;

/// <summary>
/// Searches this machine once a day for copies of the database, whichever of its processes comes first, keeps what was counted and
/// raises an alert for the officers when something was found (CR-66).
/// </summary>
public sealed partial class StorageWatch(
    NpgsqlDataSource database, StoragePlaces places, TimeProvider time, ILogger<StorageWatch> log) : BackgroundService
{
    /// <summary>Kind of the alert.</summary>
    public const string AlertKind = "storage-copy";

    private static readonly TimeSpan Asks = TimeSpan.FromMinutes(10);

    // A little less than a day, so that the hour does not wander.
    private const string DueSql =
        """
        select count(*) = 0 from platform.storage_scan
        where machine = $1 and scanned_at > $2::timestamptz - interval '23 hours 50 minutes'
        """;

    private const string AddSql =
        "insert into platform.storage_scan (machine, scanned_at, files, unread, copies) values ($1, $2, $3, $4, $5)";

    /// <summary>Searches when the last search of this machine is a day ago; null when it is not.</summary>
    public async Task<StorageReport?> RunAsync(CancellationToken cancellation)
    {
        if (!(await database.ListAsync(DueSql, row => row.GetBoolean(0), cancellation, Environment.MachineName, time.GetUtcNow())).Single())
        {
            return null;
        }

        StorageReport report = await Task.Run(() => StorageScan.Run(places, cancellation), cancellation);
        await using UnitOfWork work = new(database, OperatorContext.ForCommand("platform.storage_scan", "保存場所の点検"));

        // Of two processes that searched at the same time the second one's alert would say the same again.
        await work.ExecuteAsync("select pg_advisory_xact_lock(hashtext('platform.storage_scan'))", cancellation);
        if (!(await work.ListAsync(DueSql, row => row.GetBoolean(0), cancellation, Environment.MachineName, time.GetUtcNow())).Single())
        {
            return null;
        }

        await work.ExecuteAsync(
            AddSql, cancellation, Environment.MachineName, time.GetUtcNow(), report.Files, report.Unread, report.Total);
        if (report.Total > 0)
        {
            await SecurityAlerts.RaiseAsync(
                work, AlertKind, null, Environment.MachineName,
                string.Create(CultureInfo.InvariantCulture, $"{report.Total} files"), time.GetUtcNow(), cancellation);
        }

        await work.CommitAsync(cancellation);
        return report;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Asks, time);
        while (places.Folders.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await RunAsync(stoppingToken) is { } report)
                {
                    Searched(log, report.Files, report.Unread, report.Total);
                }
            }
            catch (NpgsqlException failure)
            {
                // The next time tries again.
                NotKept(log, failure);
            }
        }
    }

    [LoggerMessage(EventId = 1061, Level = LogLevel.Information, Message = "Searched {Files} files for copies of the database: {Unread} unread, {Copies} copies")]
    private static partial void Searched(ILogger logger, long files, long unread, long copies);

    [LoggerMessage(EventId = 1062, Level = LogLevel.Error, Message = "The search for copies of the database could not be kept")]
    private static partial void NotKept(ILogger logger, Exception failure);
}
