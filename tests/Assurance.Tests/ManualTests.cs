using Daicho.Assurance.Data;
using Daicho.Assurance.Manual;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Assurance.Tests;

/// <summary>The manual common to all offices: its versions, who has read which, and who has not (CR-15).</summary>
public sealed class ManualTests(AssuranceWorld world) : IClassFixture<AssuranceWorld>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ManualStore Manuals => new(world.Database.App, world.Clock);

    private DateOnly Today => world.Clock.Today();

    /// <summary>Each fact begins after every version that another one published.</summary>
    public async ValueTask InitializeAsync()
    {
        foreach (ManualVersion newest in (await Manuals.ListAsync(Cancellation)).Where(version => version.EffectiveOn > Today).Take(1))
        {
            world.Time.Set(new DateTimeOffset(newest.EffectiveOn.ToDateTime(new TimeOnly(3, 0)), TimeSpan.Zero));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_version_in_force_is_unread_until_its_reader_says_so_and_the_next_version_is_unread_again()
    {
        Guid sasaki = (await world.AsAsync("sasaki")).OperatorId;
        int first = await PublishAsync("■転居届\n受付の手順", Today);
        (await UnreadAsync(sasaki)).ShouldBe(1);
        (await NamesAsync(first)).ShouldContain(name => name.StartsWith("佐々木", StringComparison.Ordinal));

        await Manuals.ReadAsync(await world.AsAsync("sasaki"), first, Cancellation);

        (await UnreadAsync(sasaki)).ShouldBe(0);
        (await Manuals.ReadAtAsync(sasaki, first, Cancellation)).ShouldNotBeNull();
        (await NamesAsync(first)).ShouldNotContain(name => name.StartsWith("佐々木", StringComparison.Ordinal));
        (await NamesAsync(first)).ShouldContain(name => name.StartsWith("高橋", StringComparison.Ordinal), "the others have not read it");

        int second = await PublishAsync("■転居届\n新しい手順", Today);
        second.ShouldBe(first + 1);
        (await UnreadAsync(sasaki)).ShouldBe(1);
        (await NamesAsync(second)).ShouldContain(name => name.StartsWith("佐々木", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_for_a_later_day_does_not_hold_before_it_and_cannot_be_read_before_it()
    {
        int now = await PublishAsync("今日の手順", Today);
        int later = await PublishAsync("翌月の手順", Today.AddMonths(1));
        (await Manuals.FindAsync(Today, Cancellation)).ShouldNotBeNull().Number.ShouldBe(now);
        (await Manuals.FindAsync(Today.AddMonths(1), Cancellation)).ShouldNotBeNull().Number.ShouldBe(later);

        OperatorContext sasaki = await world.AsAsync("sasaki");
        await Manuals.ReadAsync(sasaki, later, Cancellation);
        (await Manuals.ReadAtAsync(sasaki.OperatorId, later, Cancellation)).ShouldBeNull();

        (await TryAsync("前の版より早い日", Today, Guid.CreateVersion7())).ShouldBe(AssuranceRefusals.ManualDay);
        world.Time.Advance(TimeSpan.FromDays(40));
        (await TryAsync("過ぎた日", Today.AddDays(-1), Guid.CreateVersion7())).ShouldBe(AssuranceRefusals.ManualDay);
    }

    [Fact]
    public async Task A_second_submit_publishes_nothing_and_a_version_without_text_is_refused()
    {
        Guid act = Guid.CreateVersion7();
        DateOnly day = Today.AddYears(1);
        (await TryAsync("一度だけ", day, act)).ShouldBeNull();
        int count = (await Manuals.ListAsync(Cancellation)).Count;
        (await TryAsync("一度だけ", day, act)).ShouldBeNull();
        (await Manuals.ListAsync(Cancellation)).Count.ShouldBe(count);
        (await TryAsync("", day, Guid.CreateVersion7())).ShouldBe(AssuranceRefusals.ManualBody);
    }

    [Fact]
    public async Task The_running_program_cannot_alter_a_version_or_a_reading()
    {
        foreach (string sql in (string[])["update assurance.manual_version set body = 'x'", "delete from assurance.manual_reading"])
        {
            await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(sql, Cancellation));
        }
    }

    [Fact]
    public void A_line_with_a_mark_is_a_heading_and_the_lines_below_belong_to_it()
    {
        ManualPageModel page = new(new ManualVersion(1, "はじめに\n■転居届\n一\n二\n■転出届\n三", "新規", Today, "課長"), null, false);
        page.Parts.ShouldBe([(null, "はじめに"), ("転居届", "一\n二"), ("転出届", "三")]);
    }

    private async Task<int> PublishAsync(string body, DateOnly effectiveOn)
    {
        (await TryAsync(body, effectiveOn, Guid.CreateVersion7())).ShouldBeNull();
        return (await Manuals.ListAsync(Cancellation))[0].Number;
    }

    private async Task<Refusal?> TryAsync(string body, DateOnly effectiveOn, Guid act) =>
        await Manuals.PublishAsync(await world.AsAsync("kuroda"), "黒田", act, body, "変更の内容", effectiveOn, Cancellation);

    private async Task<IEnumerable<string>> NamesAsync(int version) =>
        (await Manuals.ReadersAsync(version, DemoOperators.Office, true, 0, 100, Cancellation)).Rows.Select(reader => reader.Name);

    private async Task<long> UnreadAsync(Guid reader) => (await world.Database.App.ListAsync(
        ManualStore.UnreadSql, row => row.GetInt64(0), Cancellation, reader, DemoOperators.Office, Today, world.Time.GetUtcNow())).Single();
}
