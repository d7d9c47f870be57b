using System.Threading.Channels;
using Daicho.Platform.Data;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Daicho.Platform.AccessLog;

/// <summary>
/// Access rows of acts that only read: writers wait until their row is durable, and rows that arrive together share
/// one commit. Acts that change something record through their unit of work instead.
/// </summary>
public sealed class AccessLogAppender(NpgsqlDataSource database) : BackgroundService
{
    /// <summary>Most rows in one commit; bounds the time one writer waits for the others.</summary>
    private const int RowsMax = 512;

    /// <summary>Two writers let one batch form while the other is being made durable.</summary>
    private const int Lanes = 2;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(4 * RowsMax);

    /// <summary>Appends rows and returns when they are durable. Data may be shown only after that.</summary>
    /// <exception cref="NpgsqlException">The log cannot be written; nothing may be shown.</exception>
    public async Task AppendAsync(
        OperatorContext actor,
        CancellationToken cancellation,
        params AccessEntry[] entries)
    {
        Waiting waiting = new(actor, entries, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(waiting, cancellation);
        await waiting.Durable.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // On stopping the queue closes and what waits in it still is written: those requests are being answered.
        using CancellationTokenRegistration closing = stoppingToken.Register(() => queue.Writer.TryComplete());
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => WriteBatchesAsync()));
    }

    private async Task WriteBatchesAsync()
    {
        List<Waiting> batch = [];
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // Who came out of the same wait writes in the same moment: behind them, one commit serves all.
            await Task.Yield();
            int rows = 0;
            while (rows < RowsMax && queue.Reader.TryRead(out Waiting? next))
            {
                batch.Add(next);
                rows += next.Entries.Length;
            }

            if (batch.Count > 0)
            {
                await WriteAsync(batch);
                batch.Clear();
            }
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            await using NpgsqlBatch insert = database.CreateBatch();
            insert.BatchCommands.Add(AccessRows.Insert(
                batch.SelectMany(waiting => waiting.Entries.Select(entry => (waiting.Operator, entry)))));
            await insert.ExecuteNonQueryAsync(CancellationToken.None);
            batch.ForEach(waiting => waiting.Durable.SetResult());
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // Each waiting request reports the failure itself; none of them shows data.
            batch.ForEach(waiting => waiting.Durable.SetException(failure));
        }
    }

    private sealed record Waiting(OperatorContext Operator, AccessEntry[] Entries, TaskCompletionSource Durable);
}
