namespace Daicho.Platform.Security;

/// <summary>
/// One reading for all who ask the same at once. Nobody gets an answer whose reading began before they asked: whoever comes while
/// one is under way waits for the next, which all who came meanwhile share. So a change is seen as soon as without sharing.
/// </summary>
/// <param name="read">Reads afresh.</param>
internal sealed class SharedReading<TKey, TValue>(Func<TKey, Task<TValue>> read)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Reading> underWay = [];

    /// <summary>What is read after this call.</summary>
    public async Task<TValue> AskAsync(TKey key)
    {
        Reading own;
        bool reads;
        lock (gate)
        {
            if (underWay.TryGetValue(key, out Reading? present))
            {
                reads = present.Next is null;
                own = present.Next ??= new Reading();
            }
            else
            {
                reads = true;
                own = underWay[key] = new Reading();
                own.Turn.SetResult();
            }
        }

        if (!reads)
        {
            return await own.Answer.Task;
        }

        await own.Turn.Task;
        try
        {
            TValue value = await read(key);
            own.Answer.SetResult(value);
            return value;
        }
        catch (Exception failure)
        {
            own.Answer.SetException(failure);
            throw;
        }
        finally
        {
            PassOn(key, own);
        }
    }

    private void PassOn(TKey key, Reading ended)
    {
        lock (gate)
        {
            if (ended.Next is { } next)
            {
                underWay[key] = next;
                next.Turn.SetResult();
            }
            else
            {
                underWay.Remove(key);
            }
        }
    }

    private sealed class Reading
    {
        /// <summary>Done when the reading before has ended.</summary>
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<TValue> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Who came after this one began.</summary>
        public Reading? Next { get; set; }
    }
}
