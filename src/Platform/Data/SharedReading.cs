namespace Daicho.Platform.Data;

/// <summary>
/// One reading for all who ask at once, each by a key. Nobody gets an answer whose reading began before they asked: whoever comes
/// while one is under way waits for the next, which reads the keys of all who came meanwhile. So a change is seen as soon as
/// without sharing.
/// </summary>
/// <param name="read">Reads several keys afresh; a key that nothing belongs to is not in the answer.</param>
public sealed class SharedReading<TKey, TValue>(
    Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private Task underWay = Task.CompletedTask;
    private Reading? next;

    /// <summary>What is read after this call; the default when nothing belongs to the key.</summary>
    public async Task<TValue?> AskAsync(TKey key)
    {
        Reading own;
        lock (gate)
        {
            own = next ??= new Reading();
            own.Keys.Add(key);
            underWay = own.Answer ??= ReadAsync(own, underWay);
        }

        try
        {
            return (await own.Answer).GetValueOrDefault(key);
        }
        catch (Exception) when (own.Keys.Count > 1)
        {
            // What cannot be read of one is nobody else's failure.
            return (await read([key])).GetValueOrDefault(key);
        }
    }

    private async Task<IReadOnlyDictionary<TKey, TValue>> ReadAsync(Reading own, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // All who came out of the same wait ask in the same moment; behind them, one statement serves all.
        await Task.Yield();
        lock (gate)
        {
            next = null;
        }

        return await read(own.Keys);
    }

    private sealed class Reading
    {
        /// <summary>Grows until the reading begins.</summary>
        public HashSet<TKey> Keys { get; } = [];

        /// <summary>The reading, from the first who asked on.</summary>
        public Task<IReadOnlyDictionary<TKey, TValue>>? Answer { get; set; }
    }
}
