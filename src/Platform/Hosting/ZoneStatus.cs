using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Hosting;

/// <summary>The seal of the access log.</summary>
/// <param name="Sealed">Rows under the last signed checkpoint; 0 before the first.</param>
/// <param name="SealedAt">When it was signed; null before the first.</param>
/// <param name="Waiting">Rows that wait for the seal, counted up to 20,000.</param>
public sealed record SealStatus(long Sealed, DateTimeOffset? SealedAt, long Waiting);

/// <summary>Messages of one stream that have not arrived.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Receiver">For whom; <c>-</c> for messages that nobody has taken up.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was recorded.</param>
/// <param name="Attempts">Most attempts at one of them.</param>
/// <param name="ErrorCode">The last error; null when there was none.</param>
public sealed record WaitingStream(string Stream, string Receiver, long Count, DateTimeOffset Oldest, int Attempts, string? ErrorCode);

/// <summary>A job of the last two days, one still running, or one of the last thirty that failed or was stopped.</summary>
/// <param name="Id">The job.</param>
/// <param name="Kind">Kind of job.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="Done">Partitions done.</param>
/// <param name="Total">Partitions in all.</param>
/// <param name="Items">Items done.</param>
/// <param name="Failed">Partitions that failed.</param>
public sealed record JobStatus(Guid Id, string Kind, string State, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, int Done, int Total, long Items, int Failed);

/// <summary>What an operator of the zone looks at.</summary>
/// <param name="Seal">The seal of the access log.</param>
/// <param name="Streams">What has not arrived, the oldest first.</param>
/// <param name="Jobs">Jobs, running ones first.</param>
/// <param name="Alerts">Security alerts that nobody has looked at.</param>
/// <param name="Nodes">The processes at work.</param>
public sealed record ZoneStatusReport(SealStatus Seal, IReadOnlyList<WaitingStream> Streams, IReadOnlyList<JobStatus> Jobs, long Alerts, IReadOnlyList<ZoneNode> Nodes);

/// <summary>Reads how the zone's machinery stands, in one moment each.</summary>
public sealed class ZoneStatus(NpgsqlDataSource database)
{
    private const string SealSql =
        """
        select coalesce(c.seq, 0), c.sealed_at, (select count(*) from platform.access_log_to_seal)
        from (select 1) one
        left join lateral (select seq, sealed_at from platform.access_log_checkpoint order by seq desc limit 1) c on true
        """;

    private const string StreamsSql =
        """
        select o.stream, coalesce(d.receiver, '-'), count(*), min(o.recorded_at), max(coalesce(d.attempts, 0)),
               max(d.last_error_code)
        from platform.outbox o
        left join platform.outbox_delivery d on d.outbox_id = o.id
        where d.outbox_id is null or (d.delivered_at is null and d.closed_by is null)
        group by o.stream, coalesce(d.receiver, '-')
        order by 4 limit 100
        """;

    private const string JobsSql =
        """
        select r.id, r.kind, r.state, r.started_at, r.finished_at,
               count(*) filter (where p.state = 'done')::int, count(p.number)::int, coalesce(sum(p.items_done), 0)::bigint,
               count(*) filter (where p.state = 'failed')::int
        from platform.job_run r
        left join platform.job_partition p on p.job_id = r.id
        where r.state = 'running' or r.started_at > now() - interval '2 days'
           or (r.state in ('failed', 'cancelled') and r.started_at > now() - interval '30 days')
        group by r.id
        order by r.state <> 'running', r.started_at desc limit 50
        """;

    private const string AlertsSql = "select count(*) from platform.security_alert where seen_at is null";

    /// <summary>How the zone stands.</summary>
    public async Task<ZoneStatusReport> ReadAsync(CancellationToken cancellation) => new(
        (await database.ListAsync(
            SealSql, row => new SealStatus(row.GetInt64(0), row.Nullable<DateTimeOffset?>(1), row.GetInt64(2)), cancellation)).Single(),
        await database.ListAsync(
            StreamsSql,
            row => new WaitingStream(
                row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.Nullable<string>(5)),
            cancellation),
        await database.ListAsync(
            JobsSql,
            row => new JobStatus(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.Nullable<DateTimeOffset?>(4),
                row.GetInt32(5), row.GetInt32(6), row.GetInt64(7), row.GetInt32(8)),
            cancellation),
        (await database.ListAsync(AlertsSql, row => row.GetInt64(0), cancellation)).Single(),
        await NodeRegistry.ListAsync(database, cancellation));
}
