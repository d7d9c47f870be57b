using Daicho.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.Platform.Jobs;

/// <summary>Claims partitions by lease. All times are the database's, so that the clocks of the processes do not matter.</summary>
internal sealed class JobClaims(NpgsqlDataSource database, TimeSpan lease)
{
    /// <summary>A partition that fails this often waits for a person.</summary>
    public const int AttemptsMax = 5;

    private const string ClaimSql =
        """
        with next as (
            select p.job_id, p.number, r.kind, r.parameters as job_parameters
            from platform.job_partition p join platform.job_run r on r.id = p.job_id
            where r.state = 'running' and not r.cancel_requested and r.kind = any ($1) and p.attempts < $2
              and ((p.state = 'waiting' and p.not_before <= clock_timestamp())
                   or (p.state = 'running' and p.heartbeat_at < clock_timestamp() - $3))
            order by r.started_at, p.job_id, p.number limit 1
            for update of p skip locked)
        update platform.job_partition p
        set state = 'running', claim = $4, claimed_by = $5, heartbeat_at = clock_timestamp(), attempts = p.attempts + 1, items_done = 0
        from next where p.job_id = next.job_id and p.number = next.number
        returning p.job_id, next.kind, p.number, p.attempts, next.job_parameters::text, p.parameters::text
        """;

    private const string HeartbeatSql =
        """
        update platform.job_partition p set heartbeat_at = clock_timestamp(), items_done = $4, items_total = $5
        from platform.job_run r
        where r.id = p.job_id and p.job_id = $1 and p.number = $2 and p.claim = $3 and p.state = 'running'
        returning r.cancel_requested
        """;

    private const string ReleaseSql =
        """
        update platform.job_partition
        set state = case when $4::text is not null and attempts >= $5 then 'failed' else 'waiting' end, claim = null, error_code = $4,
            attempts = attempts - case when $4::text is null then 1 else 0 end, not_before = clock_timestamp() + $6
        where job_id = $1 and number = $2 and claim = $3 and state = 'running'
        """;

    private const string SweepSql =
        """
        with lost as (
            update platform.job_partition set state = 'failed', claim = null, error_code = 'claim-lost'
            where state = 'running' and attempts >= $1 and heartbeat_at < clock_timestamp() - $2),
        stopped as (
            update platform.job_partition p set state = 'waiting', claim = null
            from platform.job_run r
            where r.id = p.job_id and r.cancel_requested and p.state = 'running' and p.attempts < $1
              and p.heartbeat_at < clock_timestamp() - $2)
        update platform.job_run r
        set finished_at = clock_timestamp(),
            state = case
                when exists (select from platform.job_partition p where p.job_id = r.id and p.state = 'waiting') then 'cancelled'
                when exists (select from platform.job_partition p where p.job_id = r.id and p.state = 'failed') then 'failed'
                else 'done' end
        where r.state = 'running'
          and not exists (select from platform.job_partition p where p.job_id = r.id
                          and (p.state = 'running' or (p.state = 'waiting' and not r.cancel_requested)))
        """;

    /// <summary>Takes the next partition of these kinds, or null when there is nothing to do.</summary>
    public async Task<JobPartition?> ClaimAsync(string[] kinds, string worker, CancellationToken cancellation)
    {
        Guid claim = Guid.CreateVersion7();
        return (await database.ListAsync(
            ClaimSql,
            reader => new JobPartition(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), claim, reader.GetInt32(3), reader.GetString(4), reader.GetString(5)),
            cancellation,
            kinds,
            AttemptsMax,
            lease,
            claim,
            worker)).SingleOrDefault();
    }

    /// <summary>Keeps the lease and writes progress.</summary>
    /// <returns>False when the claim is lost or the job was cancelled: the work must stop.</returns>
    public async Task<bool> HeartbeatAsync(JobPartition partition, CancellationToken cancellation)
    {
        List<bool> cancelled = await database.ListAsync(
            HeartbeatSql,
            reader => reader.GetBoolean(0),
            cancellation,
            partition.JobId,
            partition.Number,
            partition.Claim,
            partition.ItemsDone,
            new NpgsqlParameter { Value = (object?)partition.ItemsTotal ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return cancelled is [false];
    }

    /// <summary>
    /// Gives an unfinished partition back; it waits longer after each attempt. Without an error it was only stopped, which
    /// counts as no attempt.
    /// </summary>
    public Task<int> ReleaseAsync(JobPartition partition, string? errorCode, CancellationToken cancellation) =>
        database.ExecuteAsync(
            ReleaseSql,
            cancellation,
            partition.JobId,
            partition.Number,
            partition.Claim,
            errorCode,
            AttemptsMax,
            errorCode is null ? TimeSpan.Zero : TimeSpan.FromSeconds(partition.Attempt * partition.Attempt));

    /// <summary>Ends jobs that have nothing left to do, and fails partitions that were lost too often.</summary>
    public Task<int> SweepAsync(CancellationToken cancellation) => database.ExecuteAsync(SweepSql, cancellation, AttemptsMax, lease);
}
