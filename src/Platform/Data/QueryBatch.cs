using Npgsql;

namespace Daicho.Platform.Data;

/// <summary>
/// Statements that need nothing of each other's answers, sent together: they cost one wait instead of one each. They run in the
/// order in which they were added.
/// </summary>
public sealed class QueryBatch
{
    private readonly List<NpgsqlBatchCommand> commands = [];
    private readonly List<Func<NpgsqlDataReader, CancellationToken, Task>> readers = [];

    /// <summary>Adds a bounded query.</summary>
    /// <returns>Its rows, empty until the batch has run.</returns>
    public IReadOnlyList<T> Ask<T>(string sql, Func<NpgsqlDataReader, T> map, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(map);
        List<T> rows = [];
        Do(sql, values);
        readers.Add(async (reader, cancellation) =>
        {
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(map(reader));
            }
        });
        return rows;
    }

    /// <summary>Adds a statement that answers no rows.</summary>
    /// <returns>The command; its <see cref="NpgsqlBatchCommand.RecordsAffected"/> counts once the batch has run.</returns>
    public NpgsqlBatchCommand Do(string sql, params object?[] values)
    {
        NpgsqlBatchCommand command = new(sql);
        command.Parameters.AddValues(values);
        commands.Add(command);
        return command;
    }

    /// <summary>Runs everything inside the transaction of the act; nothing when nothing was added.</summary>
    public async Task RunAsync(UnitOfWork work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (commands.Count == 0)
        {
            return;
        }

        await using NpgsqlBatch batch = new(await work.ConnectionAsync(cancellation));
        await RunAsync(batch, cancellation);
    }

    /// <summary>Runs everything as one transaction of its own.</summary>
    public async Task RunAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using NpgsqlBatch batch = database.CreateBatch();
        await RunAsync(batch, cancellation);
    }

    private async Task RunAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        foreach (NpgsqlBatchCommand command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        // The reader stands at the first statement that answers rows, and steps over those that answer none.
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (Func<NpgsqlDataReader, CancellationToken, Task> read in readers)
        {
            await read(reader, cancellation);
            await reader.NextResultAsync(cancellation);
        }
    }
}
