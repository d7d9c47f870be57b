using Daicho.Platform.Data;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Data;

/// <summary>One reading for several who ask at once, and never one that began before somebody asked.</summary>
public sealed class SharedReadingTests
{
    private readonly List<(string[] Keys, TaskCompletionSource<IReadOnlyDictionary<string, int>> Answer)> readings = [];
    private readonly SharedReading<string, int> shared;

    public SharedReadingTests() => shared = new SharedReading<string, int>(keys =>
    {
        readings.Add(([.. keys.Order()], new TaskCompletionSource<IReadOnlyDictionary<string, int>>()));
        return readings[^1].Answer.Task;
    });

    [Fact]
    public async Task Who_asks_while_a_reading_is_under_way_gets_the_next_one()
    {
        Task<int> before = shared.AskAsync("token");
        await ReadingsAsync(1);
        Task<int> after = shared.AskAsync("token");

        Answer(0, ("token", 1));
        (await before).ShouldBe(1);
        await ReadingsAsync(2);
        after.IsCompleted.ShouldBeFalse();

        Answer(1, ("token", 2));
        (await after).ShouldBe(2);
    }

    [Fact]
    public async Task All_who_wait_for_the_next_reading_share_it_whatever_they_ask_for()
    {
        Task<int> before = shared.AskAsync("one");
        await ReadingsAsync(1);
        Task<int>[] waiting = [shared.AskAsync("one"), shared.AskAsync("two"), shared.AskAsync("one"), shared.AskAsync("nobody")];
        Answer(0, ("one", 1));
        await before;
        await ReadingsAsync(2);
        readings[1].Keys.ShouldBe(["nobody", "one", "two"]);
        Answer(1, ("one", 11), ("two", 12));

        (await Task.WhenAll(waiting)).ShouldBe([11, 12, 11, 0]);
        readings.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failed_reading_fails_nobody_after_it()
    {
        Task<int> failing = shared.AskAsync("token");
        await ReadingsAsync(1);
        Task<int> next = shared.AskAsync("token");
        readings[0].Answer.SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(failing);
        await ReadingsAsync(2);
        Answer(1, ("token", 2));
        (await next).ShouldBe(2);
        Task<int> later = shared.AskAsync("token");
        await ReadingsAsync(3);
        Answer(2, ("token", 3));
        (await later).ShouldBe(3);
    }

    [Fact]
    public async Task What_cannot_be_read_of_one_fails_none_of_those_who_asked_with_him()
    {
        Task<int> before = shared.AskAsync("before");
        await ReadingsAsync(1);
        Task<int> broken = shared.AskAsync("broken");
        Task<int> whole = shared.AskAsync("whole");
        Answer(0);
        await before;
        await ReadingsAsync(2);
        readings[1].Answer.SetException(new InvalidOperationException());
        await ReadingsAsync(4);
        int own = readings.FindIndex(one => one.Keys is ["broken"]);
        int other = readings.FindIndex(one => one.Keys is ["whole"]);
        readings[own].Answer.SetException(new InvalidOperationException());
        Answer(other, ("whole", 2));

        await Should.ThrowAsync<InvalidOperationException>(broken);
        (await whole).ShouldBe(2);
    }

    private void Answer(int reading, params (string Key, int Value)[] values) =>
        readings[reading].Answer.SetResult(values.ToDictionary(one => one.Key, one => one.Value));

    private async Task ReadingsAsync(int count)
    {
        while (readings.Count < count)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
