using Daicho.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Calendar;

/// <summary>The business date that a zone for trying out has set, read again every few seconds so that all its processes agree.</summary>
public sealed partial class BusinessDate(NpgsqlDataSource database, TimeProvider time, ILogger<BusinessDate> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Zero stands for "not set": a DateOnly? is not read whole by another thread.
    private int dayNumber;

    /// <summary>The date set for the zone, or null for the real day in Japan; give this to <see cref="BusinessClock"/>.</summary>
    public DateOnly? Find() => Volatile.Read(ref dayNumber) is > 0 and var day ? DateOnly.FromDayNumber(day) : null;

    /// <summary>Sets or clears the date. Only the owner role may: a production zone has no such door.</summary>
    public static Task SetAsync(NpgsqlDataSource owner, DateOnly? today, string reason, CancellationToken cancellation) => today is { } day
        ? owner.ExecuteAsync(
            """
            insert into platform.business_date (today, reason) values ($1, $2)
            on conflict (only_row) do update set today = excluded.today, reason = excluded.reason, set_at = clock_timestamp()
            """,
            cancellation,
            day,
            reason)
        : owner.ExecuteAsync("delete from platform.business_date", cancellation);

    /// <summary>Reads the date; before the first request, and by itself afterwards.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        List<DateOnly> set = await database.ListAsync("select today from platform.business_date", reader => reader.GetFieldValue<DateOnly>(0), cancellation);
        Volatile.Write(ref dayNumber, set.Count == 0 ? 0 : set[0].DayNumber);
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                // The last known date stays.
                NotRead(log, failure);
            }
        }
    }

    [LoggerMessage(EventId = 1030, Level = LogLevel.Error, Message = "The business date could not be read")]
    private static partial void NotRead(ILogger logger, Exception failure);
}
