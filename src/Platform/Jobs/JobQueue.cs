using Daicho.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.Platform.Jobs;

/// <summary>Starts, watches, cancels and retries jobs.</summary>
public sealed class JobQueue(NpgsqlDataSource database)
{
    /// <summary>More partitions than this say that the cut is wrong.</summary>
    public const int PartitionsMax = 100_000;

    // The same key twice is the same job: a second submit finds the first.
    private const string StartSql =
        """
        with fresh as (
            insert into platform.job_run (id, kind, job_key, parameters, started_by)
            values ($1, $2, $3, $4, $5) on conflict (kind, job_key) do nothing returning id),
        parts as (
            insert into platform.job_partition (job_id, number, parameters)
            select fresh.id, part.number - 1, part.parameters::jsonb
            from fresh, unnest($6::text[]) with ordinality as part (parameters, number))
        select id from fresh
        """;

    private const string ProgressSql =
        """
        select r.id, r.kind, r.state, count(p.number)::int, (count(*) filter (where p.state = 'done'))::int,
               (count(*) filter (where p.state = 'failed'))::int, coalesce(sum(p.items_done), 0)::bigint,
               coalesce(sum(p.items_total), 0)::bigint, r.started_at, r.finished_at
        from platform.job_run r join platform.job_partition p on p.job_id = r.id
        where r.id = $1 group by r.id
        """;

    /// <summary>Starts a job inside a unit of work: it runs when that commits.</summary>
    /// <param name="work">The unit of work, which also holds the access record of the start.</param>
    /// <param name="kind">A registered kind.</param>
    /// <param name="key">Says which job it is, such as the month of a monthly run; the same key never starts twice.</param>
    /// <param name="parametersJson">For all partitions.</param>
    /// <param name="partitionsJson">One JSON text per partition.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The job, new or the one that this key started before.</returns>
    public static async Task<Guid> StartAsync(
        UnitOfWork work,
        string kind,
        string key,
        string parametersJson,
        IReadOnlyList<string> partitionsJson,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(partitionsJson);
        ArgumentOutOfRangeException.ThrowIfZero(partitionsJson.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionsJson.Count, PartitionsMax);
        List<Guid> fresh = await work.ListAsync(
            StartSql,
            reader => reader.GetGuid(0),
            cancellation,
            Guid.CreateVersion7(),
            kind,
            key,
            Sql.Json(parametersJson),
            work.Operator.OperatorId,
            new NpgsqlParameter { Value = partitionsJson.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        if (fresh.Count == 1)
        {
            return fresh[0];
        }

        return (await work.ListAsync(
            "select id from platform.job_run where kind = $1 and job_key = $2", reader => reader.GetGuid(0), cancellation, kind, key)).Single();
    }

    /// <summary>How far a job is, or null when there is none.</summary>
    public async Task<JobProgress?> FindAsync(Guid job, CancellationToken cancellation) =>
        (await database.ListAsync(
            ProgressSql,
            reader => new JobProgress(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt32(3),
                reader.GetInt32(4),
                reader.GetInt32(5),
                reader.GetInt64(6),
                reader.GetInt64(7),
                reader.GetFieldValue<DateTimeOffset>(8),
                reader.Nullable<DateTimeOffset?>(9)),
            cancellation,
            job)).SingleOrDefault();

    /// <summary>What became of the partitions, in order, from a number on.</summary>
    public Task<List<JobPartitionResult>> ListPartitionsAsync(Guid job, int from, int rowsMax, CancellationToken cancellation) =>
        database.ListAsync(
            """
            select number, state, attempts, report::text, error_code from platform.job_partition
            where job_id = $1 and number >= $2 order by number limit $3
            """,
            reader => new JobPartitionResult(
                reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2), reader.Nullable<string>(3), reader.Nullable<string>(4)),
            cancellation,
            job,
            from,
            rowsMax);

    /// <summary>Asks a job to end: partitions at work stop at their next heartbeat, waiting ones never begin.</summary>
    public static async Task CancelAsync(UnitOfWork work, Guid job, CancellationToken cancellation) =>
        await work.ExecuteAsync("update platform.job_run set cancel_requested = true where id = $1 and state = 'running'", cancellation, job);

    /// <summary>Runs what failed or was cancelled again; what is done stays done.</summary>
    public static async Task RetryAsync(UnitOfWork work, Guid job, CancellationToken cancellation)
    {
        int reopened = await work.ExecuteAsync(
            "update platform.job_run set state = 'running', cancel_requested = false, finished_at = null where id = $1 and state in ('failed', 'cancelled')",
            cancellation,
            job);
        if (reopened == 1)
        {
            await work.ExecuteAsync(
                "update platform.job_partition set state = 'waiting', attempts = 0, not_before = clock_timestamp() where job_id = $1 and state in ('failed', 'waiting')",
                cancellation,
                job);
        }
    }
}
