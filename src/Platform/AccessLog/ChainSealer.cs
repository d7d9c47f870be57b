using System.Data;
using System.Diagnostics.Metrics;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.Platform.AccessLog;

/// <summary>
/// Seals the access log into the hash chain, behind the writers: they never wait for it. One process seals at a time (an
/// advisory lock); another takes over when it ends. Only rows of finished transactions are taken, in one fixed order, so
/// that a row that commits late is neither skipped nor sealed twice.
/// </summary>
public sealed partial class ChainSealer(
    NpgsqlDataSource database,
    KeyRing keys,
    CheckpointFolder checkpoints,
    BusinessClock clock,
    string zone,
    ILogger<ChainSealer> log) : BackgroundService
{
    private const long LeaderLock = 0x4441_4943_484F_4C43;

    /// <summary>Rows per round; also the limit in the view <c>access_log_to_seal</c>.</summary>
    private const int RowsMax = 20_000;

    private const short Columns = 21;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromMinutes(1);

    private static readonly Meter Meter = new("Daicho.AccessLog");
    private static readonly Counter<long> Sealed = Meter.CreateCounter<long>(
        "daicho.access_log.sealed", "{row}", "Rows sealed into the hash chain");

    private static readonly Gauge<double> Age = Meter.CreateGauge<double>(
        "daicho.access_log.seal_age", "s", "Age of the oldest row that was not sealed at the last look");

    private const string HeadSql = "select seq, chain_hash from platform.access_log_chain order by seq desc limit 1";

    private const string RestoredSql =
        """
        select coalesce((select xid from platform.access_log_chain order by seq desc limit 1)
                        > pg_snapshot_xmax(pg_current_snapshot()), false)
        """;

    private const string ReadSql = "copy (select * from platform.access_log_to_seal) to stdout (format binary)";

    private const string WriteSql =
        "copy platform.access_log_chain (seq, log_id, xid, row_hash, chain_hash) from stdin (format binary)";

    private const string AgeSql =
        """
        select coalesce(extract(epoch from clock_timestamp() - min(occurred_at)), 0)::float8
        from platform.access_log
        where xid > coalesce((select xid from platform.access_log_chain order by seq desc limit 1), '0'::xid8)
        """;

    private const string CheckpointHeadSql =
        """
        select c.seq, c.chain_hash from platform.access_log_chain c
        where c.seq > coalesce((select max(k.seq) from platform.access_log_checkpoint k), 0)
        order by c.seq desc limit 1
        """;

    private const string CheckpointSql =
        """
        insert into platform.access_log_checkpoint (seq, chain_hash, sealed_at, key_id, signature)
        values ($1, $2, $3, $4, $5)
        """;

    /// <summary>Seals everything that can be sealed now; returns the rows sealed, or null when another process is sealing.</summary>
    public async Task<long?> SealAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            return await LeadAsync(connection, cancellation) ? await SealAllAsync(connection, cancellation) : null;
        }
        finally
        {
            await StepDownAsync(connection);
        }
    }

    /// <summary>Signs the head of the chain, when it has moved since the last time.</summary>
    public async Task<LogCheckpoint?> CheckpointAsync(CancellationToken cancellation)
    {
        OperatorContext actor = OperatorContext.ForCommand("log.seal", "アクセス記録の封緘");
        await using UnitOfWork work = new(database, actor);
        List<(long Seq, byte[] Hash)> head = await work.ListAsync(
            CheckpointHeadSql, reader => (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)), cancellation);
        if (head is not [(long seq, byte[] hash)])
        {
            return null;
        }

        LogCheckpoint checkpoint = LogCheckpoint.Sign(zone, seq, hash, clock.Instant(), keys);
        await work.ExecuteAsync(
            CheckpointSql, cancellation,
            checkpoint.Seq, checkpoint.ChainHash, checkpoint.SealedAt, checkpoint.KeyId, checkpoint.Signature);
        work.Publish(new OutboxMessage("log-checkpoint", zone, "AccessLogSealed", checkpoint.ToJson()));
        await work.CommitAsync(cancellation);
        await checkpoints.WriteAsync(checkpoint, cancellation);
        return checkpoint;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadUntilStoppedAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it is, the program goes on: the log itself is durable without the chain, and the age in the
                // metrics rises until it is sealed.
                LogSealingFailed(log, failure.GetType().Name, (failure as PostgresException)?.SqlState);
                await Task.Delay(Pause * 4, CancellationToken.None);
            }
        }
    }

    private async Task LeadUntilStoppedAsync(CancellationToken stopping)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(stopping);
        bool leads = false;
        try
        {
            while (!await LeadAsync(connection, stopping))
            {
                await Task.Delay(Pause * 4, stopping);
            }

            leads = true;
            DateTimeOffset last = clock.Instant();
            while (true)
            {
                await SealAllAsync(connection, stopping);
                Age.Record(await connection.ScalarAsync(AgeSql, stopping) is double age ? age : 0);
                if (clock.Instant() - last >= CheckpointEvery)
                {
                    last = clock.Instant();
                    await CheckpointAsync(stopping);
                }

                await Task.Delay(Pause, stopping);
            }
        }
        finally
        {
            if (leads && stopping.IsCancellationRequested && connection.State == ConnectionState.Open)
            {
                await SealAllAsync(connection, CancellationToken.None);
                await CheckpointAsync(CancellationToken.None);
            }

            await StepDownAsync(connection);
        }
    }

    /// <summary>Gives the lock back, which else stays with the pooled connection; one that broke has lost it already.</summary>
    private static async Task StepDownAsync(NpgsqlConnection connection)
    {
        if (connection.State == ConnectionState.Open)
        {
            await connection.ScalarAsync("select pg_advisory_unlock($1)", CancellationToken.None, LeaderLock);
        }
    }

    private static async Task<bool> LeadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await connection.ScalarAsync("select pg_try_advisory_lock($1)", cancellation, LeaderLock) is not true)
        {
            return false;
        }

        return await connection.ScalarAsync(RestoredSql, cancellation) is not true ? true : throw new InvalidDataException(
            "The transaction numbers of this server are below those of the chain: it was restored from a logical dump. "
            + "Restore it with 'daicho restore', which advances them, or advance them with pg_resetwal.");
    }

    private static async Task<long> SealAllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        long total = 0;
        int rows;
        do
        {
            rows = await SealRoundAsync(connection, cancellation);
            total += rows;
        }
        while (rows == RowsMax);
        return total;
    }

    private static async Task<int> SealRoundAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        (long seq, byte[] head) = (0, ChainHash.Genesis);
        await using (NpgsqlCommand command = new(HeadSql, connection, transaction))
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation))
        {
            if (await reader.ReadAsync(cancellation))
            {
                (seq, head) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            }
        }

        List<(long LogId, ulong Xid, byte[] RowHash)> rows = await ReadAsync(connection, cancellation);
        if (rows.Count == 0)
        {
            return 0;
        }

        await using (NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync(WriteSql, cancellation))
        {
            foreach ((long logId, ulong xid, byte[] rowHash) in rows)
            {
                head = ChainHash.Next(head, rowHash);
                await import.StartRowAsync(cancellation);
                await import.WriteAsync(++seq, NpgsqlDbType.Bigint, cancellation);
                await import.WriteAsync(logId, NpgsqlDbType.Bigint, cancellation);
                await import.WriteAsync(xid, NpgsqlDbType.Xid8, cancellation);
                await import.WriteAsync(rowHash, NpgsqlDbType.Bytea, cancellation);
                await import.WriteAsync(head, NpgsqlDbType.Bytea, cancellation);
            }

            await import.CompleteAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        Sealed.Add(rows.Count);
        return rows.Count;
    }

    private static async Task<List<(long LogId, ulong Xid, byte[] RowHash)>> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken cancellation)
    {
        List<(long, ulong, byte[])> rows = [];
        await using NpgsqlRawCopyStream raw = await connection.BeginRawBinaryCopyAsync(ReadSql, cancellation);
        await using BufferedStream stream = new(raw, 1 << 16);
        await CopyTuple.SkipHeaderAsync(stream, cancellation);
        CopyTuple tuple = new();
        while (await tuple.ReadAsync(stream, cancellation))
        {
            rows.Add((tuple.Int64(0), (ulong)tuple.Int64(1), ChainHash.OfRow(tuple.From(0), Columns)));
        }

        return rows;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sealing the access log failed: {Failure} {SqlState}")]
    private static partial void LogSealingFailed(ILogger logger, string failure, string? sqlState);
}
