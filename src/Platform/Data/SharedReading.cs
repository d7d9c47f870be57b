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
    private Reading? underWay;
    private Reading? next;

    /// <summary>What is read after this call; the default when nothing belongs to the key.</summary>
    public async Task<TValue?> AskAsync(TKey key)
    {
        Reading own;
        bool reads;
        lock (gate)
        {
            if (underWay is null)
            {
                reads = true;
                own = underWay = new Reading();
                own.Turn.SetResult();
            }
            else
            {
                reads = next is null;
                own = next ??= new Reading();
            }

            own.Keys.Add(key);
        }

        try
        {
            return (reads ? await ReadAsync(own) : await own.Answer.Task).GetValueOrDefault(key);
        }
        catch (Exception) when (own.Keys.Count > 1)
        {
            // What cannot be read of one is nobody else's failure.
            return (await read([key])).GetValueOrDefault(key);
        }
    }

    private async Task<IReadOnlyDictionary<TKey, TValue>> ReadAsync(Reading own)
    {
        await own.Turn.Task;
        try
        {
            IReadOnlyDictionary<TKey, TValue> values = await read(own.Keys);
            own.Answer.SetResult(values);
            return values;
        }
        catch (Exception failure)
        {
            own.Answer.SetException(failure);
            throw;
        }
        finally
        {
            PassOn();
        }
    }

    private void PassOn()
    {
        lock (gate)
        {
            (underWay, next) = (next, null);
            underWay?.Turn.SetResult();
        }
    }

    private sealed class Reading
    {
        /// <summary>Grows until its turn comes.</summary>
        public HashSet<TKey> Keys { get; } = [];

        /// <summary>Done when the reading before has ended.</summary>
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<IReadOnlyDictionary<TKey, TValue>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
