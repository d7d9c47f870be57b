namespace Daicho.Platform.Data;

/// <summary>
/// One reading for all who ask at once, each by a key. Nobody gets an answer whose reading began before they asked: whoever comes
/// while one is under way waits for the next, which reads the keys of all who came meanwhile. So a change is seen as soon as
/// without sharing.
/// </summary>
/// <param name="read">Reads several keys afresh; a key that nothing belongs to is not in the answer.</param>
/// <param name="atOnce">Readings under way at the same time, so that one forms while another waits for a disk.</param>
public sealed class SharedReading<TKey, TValue>(
    Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read, int atOnce = 1)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Task[] underWay = [.. Enumerable.Repeat(Task.CompletedTask, atOnce)];
    private Reading? next;

    /// <summary>What is read after this call; the default when nothing belongs to the key.</summary>
    public async Task<TValue?> AskAsync(TKey key)
    {
        Reading own;
        lock (gate)
        {
            own = next ??= new Reading();
            own.Keys.Add(key);
            own.Answer ??= ReadAsync(own);
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

    private async Task<IReadOnlyDictionary<TKey, TValue>> ReadAsync(Reading own)
    {
        await Task.WhenAny(underWay);

        // All who came out of the same wait ask in the same moment; behind them, one statement serves all.
        await Task.Yield();
        lock (gate)
        {
            next = null;
            underWay[Array.FindIndex(underWay, one => one.IsCompleted)] = own.Answer!; // set under this lock by who asked first
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
