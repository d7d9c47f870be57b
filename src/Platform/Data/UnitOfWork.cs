using System.Data;
using System.Diagnostics;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Metrics;
using Npgsql;

namespace Daicho.Platform.Data;

/// <summary>
/// One act: history row, current row, access record and outbox in one transaction (design, section 2).
/// The transaction opens with the first statement and ends with <see cref="CommitAsync"/>, or rolls back on disposal.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="actor">Who acts.</param>
/// <param name="isolation">
/// Repeatable read when several statements must see one moment; the act then may fail with a serialization conflict.
/// </param>
public sealed class UnitOfWork(
    NpgsqlDataSource database,
    OperatorContext actor,
    IsolationLevel isolation = IsolationLevel.ReadCommitted) : IAsyncDisposable
{
    private readonly List<AccessEntry> entries = [];
    private readonly List<OutboxMessage> messages = [];
    private readonly List<NpgsqlBatchCommand> deferred = [];
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;

    /// <summary>Who acts in this unit of work.</summary>
    public OperatorContext Operator { get; } = actor;

    /// <summary>A command inside the transaction; parameters are positional ($1, $2 …).</summary>
    /// <param name="sql">A constant statement.</param>
    /// <param name="cancellation">Stops waiting for a connection.</param>
    /// <param name="values">The parameters in order; null becomes NULL.</param>
    public async ValueTask<NpgsqlCommand> CommandAsync(
        string sql,
        CancellationToken cancellation,
        params object?[] values)
    {
        NpgsqlCommand command = new(sql, await ConnectionAsync(cancellation), transaction);
        command.Parameters.AddValues(values);
        return command;
    }

    /// <summary>Runs a statement inside the transaction and returns the number of rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object?[] values)
    {
        await using NpgsqlCommand command = await CommandAsync(sql, cancellation, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The open connection of the transaction, for COPY and batches.</summary>
    public async ValueTask<NpgsqlConnection> ConnectionAsync(CancellationToken cancellation)
    {
        if (connection is null)
        {
            connection = await database.OpenConnectionAsync(cancellation);
            transaction = await connection.BeginTransactionAsync(isolation, cancellation);
        }

        return connection;
    }

    /// <summary>Adds a statement whose result the act does not look at: it is sent with the commit, and what it violates fails the commit.</summary>
    /// <param name="sql">A constant statement.</param>
    /// <param name="values">The parameters in order; null becomes NULL.</param>
    public void Defer(string sql, params object?[] values)
    {
        NpgsqlBatchCommand command = new(sql);
        command.Parameters.AddValues(values);
        deferred.Add(command);
    }

    /// <summary>Puts a message into the outbox; it leaves only if this unit of work commits.</summary>
    public void Publish(OutboxMessage message) => messages.Add(message);

    /// <summary>Puts a row on the access log; it is durable exactly when the act is.</summary>
    public void Record(AccessEntry entry) => entries.Add(entry);

    /// <summary>Writes the access rows gathered so far into the transaction; for acts on more persons than memory should hold.</summary>
    public async Task FlushRecordsAsync(CancellationToken cancellation)
    {
        if (entries.Count > 0)
        {
            await using NpgsqlBatch batch = new(await ConnectionAsync(cancellation), transaction);
            batch.BatchCommands.Add(AccessRows.Insert(entries.Select(entry => (Operator, entry))));
            await batch.ExecuteNonQueryAsync(cancellation);
            entries.Clear();
        }
    }

    /// <summary>Writes what was deferred, the access rows and the outbox, and commits everything, in one wait.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        using Activity? span = Traces.Begin("act.commit");
        span?.SetTag("daicho.access_rows", entries.Count).SetTag("daicho.messages", messages.Count);
        await using NpgsqlBatch batch = new(await ConnectionAsync(cancellation), transaction);
        foreach (NpgsqlBatchCommand command in deferred)
        {
            batch.BatchCommands.Add(command);
        }

        if (entries.Count > 0)
        {
            batch.BatchCommands.Add(AccessRows.Insert(entries.Select(entry => (Operator, entry))));
        }

        if (messages.Count > 0)
        {
            batch.BatchCommands.Add(OutboxRows.Insert(messages));
        }

        // Behind a statement that fails the server does not come to the commit.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        await batch.ExecuteNonQueryAsync(cancellation);
        deferred.Clear();
        entries.Clear();
        messages.Clear();
        await CloseAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
            transaction = null;
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }
    }
}
