using System.Globalization;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Npgsql;

namespace Daicho.Platform.AccessLog;

/// <summary>What is wrong with the log, at its first wrong place.</summary>
public enum LogFaultKind
{
    /// <summary>A row of the log differs from what was sealed.</summary>
    RowAltered,

    /// <summary>A sealed row is gone.</summary>
    RowDeleted,

    /// <summary>A row stands in the log where the chain had already passed.</summary>
    RowInserted,

    /// <summary>A link of the chain is missing or does not follow from the one before.</summary>
    ChainBroken,

    /// <summary>The chain ends before a checkpoint: the end was cut off.</summary>
    Truncated,

    /// <summary>The chain was made anew: it differs from a checkpoint.</summary>
    Rewritten,

    /// <summary>A checkpoint is not signed by the zone.</summary>
    CheckpointForged,
}

/// <summary>The first fault.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Seq">Place in the chain.</param>
/// <param name="LogId">Id of the log row; null when the fault is of the chain or of a checkpoint.</param>
public sealed record LogFault(LogFaultKind Kind, long Seq, long? LogId);

/// <summary>The outcome of a verification.</summary>
/// <param name="Rows">Links that were right, up to the first fault.</param>
/// <param name="Checkpoints">Checkpoints that were compared.</param>
/// <param name="Fault">The first fault; null when everything is as it was written.</param>
public sealed record LogVerdict(long Rows, int Checkpoints, LogFault? Fault);

/// <summary>Recomputes the chain from the log and compares it with every checkpoint, in one pass of bounded memory.</summary>
public sealed class LogVerifier(NpgsqlDataSource database, KeyRing keys, string zone)
{
    private const int ChainColumns = 5;
    private const short LogColumns = 21;

    // One snapshot: chain in order, each link with its row. The rows of the log that no link names follow below.
    private const string ReadSql =
        """
        copy (select c.seq, c.log_id, c.xid, c.row_hash, c.chain_hash, l.*
              from platform.access_log_chain c left join platform.access_log_canonical l on l.id = c.log_id
              order by c.seq) to stdout (format binary)
        """;

    private const string InsertedSql =
        """
        select l.id from platform.access_log l
        where (l.xid, l.id) <= (select xid, log_id from platform.access_log_chain order by seq desc limit 1)
          and not exists (select from platform.access_log_chain c where c.log_id = l.id)
        order by l.id limit 1
        """;

    private const string CheckpointSql =
        "select seq, chain_hash, sealed_at, key_id, signature from platform.access_log_checkpoint order by seq";

    /// <summary>Verifies everything.</summary>
    /// <param name="outside">Checkpoints kept in another zone; without them a cut or a rewriting can only be found by the zone's own.</param>
    /// <param name="progress">Told the number of links done, every hundred thousand.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<LogVerdict> VerifyAsync(
        CheckpointFolder? outside,
        IProgress<long>? progress,
        CancellationToken cancellation)
    {
        List<LogCheckpoint> checkpoints = await database.ListAsync(
            CheckpointSql,
            reader => new LogCheckpoint(
                zone, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetString(3), reader.GetFieldValue<byte[]>(4)),
            cancellation);
        checkpoints.AddRange(outside is null ? [] : await outside.ReadAsync(cancellation));
        if (checkpoints.Find(checkpoint => checkpoint.Zone != zone || !checkpoint.IsGenuine(keys)) is { } forged)
        {
            return new LogVerdict(0, checkpoints.Count, new LogFault(LogFaultKind.CheckpointForged, forged.Seq, null));
        }

        ILookup<long, LogCheckpoint> bySeq = checkpoints.ToLookup(checkpoint => checkpoint.Seq);
        (long rows, LogFault? fault) = await WalkAsync(bySeq, progress, cancellation);
        if (checkpoints.Exists(checkpoint => checkpoint.Seq > rows))
        {
            fault ??= new LogFault(LogFaultKind.Truncated, rows + 1, null);
        }

        fault ??= await FindInsertedAsync(rows, cancellation);
        return new LogVerdict(rows, checkpoints.Count, fault);
    }

    private async Task<(long Rows, LogFault? Fault)> WalkAsync(
        ILookup<long, LogCheckpoint> checkpoints,
        IProgress<long>? progress,
        CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        await using NpgsqlRawCopyStream raw = await connection.BeginRawBinaryCopyAsync(ReadSql, cancellation);
        await using BufferedStream stream = new(raw, 1 << 16);
        await CopyTuple.SkipHeaderAsync(stream, cancellation);
        CopyTuple tuple = new();
        byte[] head = ChainHash.Genesis;
        long rows = 0;
        while (await tuple.ReadAsync(stream, cancellation))
        {
            LogFault? fault = Compare(tuple, rows + 1, ref head, checkpoints);
            if (fault is not null)
            {
                await raw.CancelAsync();
                return (rows, fault);
            }

            rows++;
            if (rows % 100_000 == 0)
            {
                progress?.Report(rows);
            }
        }

        return (rows, null);
    }

    private static LogFault? Compare(
        CopyTuple tuple,
        long expectedSeq,
        ref byte[] head,
        ILookup<long, LogCheckpoint> checkpoints)
    {
        long seq = tuple.Int64(0);
        long logId = tuple.Int64(1);
        if (seq != expectedSeq)
        {
            return new LogFault(LogFaultKind.ChainBroken, expectedSeq, null);
        }

        if (tuple.IsNull(ChainColumns))
        {
            return new LogFault(LogFaultKind.RowDeleted, seq, logId);
        }

        byte[] rowHash = ChainHash.OfRow(tuple.From(ChainColumns), LogColumns);
        if (!tuple.Field(3).SequenceEqual(rowHash))
        {
            return new LogFault(LogFaultKind.RowAltered, seq, logId);
        }

        head = ChainHash.Next(head, rowHash);
        byte[] link = head;
        if (!tuple.Field(4).SequenceEqual(link))
        {
            return new LogFault(LogFaultKind.ChainBroken, seq, logId);
        }

        return checkpoints[seq].All(checkpoint => checkpoint.ChainHash.AsSpan().SequenceEqual(link))
            ? null
            : new LogFault(LogFaultKind.Rewritten, seq, null);
    }

    private async Task<LogFault?> FindInsertedAsync(long rows, CancellationToken cancellation)
    {
        List<long> inserted = await database.ListAsync(InsertedSql, reader => reader.GetInt64(0), cancellation);
        return inserted is [long id] ? new LogFault(LogFaultKind.RowInserted, rows, id) : null;
    }

    /// <summary>One line for the operator.</summary>
    public static string Describe(LogVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        string counted = string.Create(
            CultureInfo.InvariantCulture, $"{verdict.Rows} rows, {verdict.Checkpoints} checkpoints");
        return verdict.Fault is not { } fault
            ? $"access log intact: {counted}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"access log NOT intact: {fault.Kind} at chain {fault.Seq}, log row {fault.LogId?.ToString(CultureInfo.InvariantCulture) ?? "-"} (right before: {counted})");
    }
}
