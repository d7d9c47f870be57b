using Daicho.Platform.Security;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

/// <summary>One reading for several who ask at once, and never one that began before somebody asked.</summary>
public sealed class SharedReadingTests
{
    private readonly List<TaskCompletionSource<int>> readings = [];
    private readonly SharedReading<string, int> shared;

    public SharedReadingTests() => shared = new SharedReading<string, int>(_ =>
    {
        readings.Add(new TaskCompletionSource<int>());
        return readings[^1].Task;
    });

    [Fact]
    public async Task Who_asks_while_a_reading_is_under_way_gets_the_next_one()
    {
        Task<int> before = shared.AskAsync("token");
        Task<int> after = shared.AskAsync("token");
        readings.Count.ShouldBe(1);

        readings[0].SetResult(1);
        (await before).ShouldBe(1);
        await ReadingsAsync(2);
        after.IsCompleted.ShouldBeFalse();

        readings[1].SetResult(2);
        (await after).ShouldBe(2);
    }

    [Fact]
    public async Task All_who_wait_for_the_next_reading_share_it()
    {
        Task<int> before = shared.AskAsync("token");
        Task<int>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => shared.AskAsync("token"))];
        readings[0].SetResult(1);
        await before;
        await ReadingsAsync(2);
        readings[1].SetResult(2);

        (await Task.WhenAll(waiting)).ShouldAllBe(answer => answer == 2);
        readings.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Different_keys_do_not_wait_for_one_another()
    {
        Task<int> one = shared.AskAsync("one");
        Task<int> other = shared.AskAsync("other");
        readings.Count.ShouldBe(2);
        readings[1].SetResult(2);
        (await other).ShouldBe(2);
        one.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_failed_reading_fails_those_who_shared_it_and_nobody_after()
    {
        Task<int> failing = shared.AskAsync("token");
        Task<int> next = shared.AskAsync("token");
        readings[0].SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(failing);
        await ReadingsAsync(2);
        readings[1].SetResult(2);
        (await next).ShouldBe(2);
        Task<int> later = shared.AskAsync("token");
        readings.Count.ShouldBe(3);
        readings[2].SetResult(3);
        (await later).ShouldBe(3);
    }

    private async Task ReadingsAsync(int count)
    {
        while (readings.Count < count)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
