using Daicho.Kernel;
using Daicho.Platform.Calendar;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Calendar;

public sealed class BusinessDateTests : IAsyncLifetime
{
    private TestDatabase database = null!; // Set before each test by the runner.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync(MigrationSet.Platform);

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task The_business_date_is_the_day_in_Japan_until_a_trial_zone_sets_its_own()
    {
        FixedClock time = new(new DateTimeOffset(2026, 3, 31, 15, 0, 0, TimeSpan.Zero));
        using BusinessDate date = new(database.App, time, NullLogger<BusinessDate>.Instance);
        BusinessClock clock = new(time, date.Find);
        await date.RefreshAsync(Cancellation);
        clock.Today().ShouldBe(new DateOnly(2026, 4, 1));

        await BusinessDate.SetAsync(database.Owner, new DateOnly(2027, 1, 4), "test", Cancellation);
        await date.RefreshAsync(Cancellation);
        clock.Today().ShouldBe(new DateOnly(2027, 1, 4));

        await BusinessDate.SetAsync(database.Owner, null, "test", Cancellation);
        await date.RefreshAsync(Cancellation);
        clock.Today().ShouldBe(new DateOnly(2026, 4, 1));
    }

    [Fact]
    public async Task The_role_that_runs_cannot_set_the_business_date() =>
        (await Should.ThrowAsync<PostgresException>(() => BusinessDate.SetAsync(database.App, new DateOnly(2027, 1, 4), "test", Cancellation)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task Closed_days_come_from_the_zone_with_their_source_and_may_be_given_again()
    {
        BusinessHoliday[] days = [new(new DateOnly(2026, 5, 4), "みどりの日", "国民の祝日に関する法律第2条")];
        (await BusinessHolidays.PutAsync(database.Owner, days, Cancellation)).ShouldBe(1);
        (await BusinessHolidays.PutAsync(database.Owner, days, Cancellation)).ShouldBe(0);
        BusinessCalendar calendar = await BusinessHolidays.ReadCalendarAsync(database.App, Cancellation);
        calendar.IsBusinessDay(new DateOnly(2026, 5, 4)).ShouldBeFalse();
        calendar.IsBusinessDay(new DateOnly(2026, 5, 1)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_day_that_a_later_list_leaves_out_is_open_again_and_days_beyond_the_list_stay()
    {
        BusinessHoliday Closed(int day) => new(new DateOnly(2031, 8, day), "山の日", "試験");
        await BusinessHolidays.PutAsync(database.Owner, [Closed(4), Closed(5), Closed(8)], Cancellation);
        await BusinessHolidays.PutAsync(database.Owner, [Closed(4), Closed(6), Closed(7)], Cancellation);
        BusinessCalendar calendar = await BusinessHolidays.ReadCalendarAsync(database.App, Cancellation);
        calendar.IsBusinessDay(new DateOnly(2031, 8, 5)).ShouldBeTrue();
        calendar.IsBusinessDay(new DateOnly(2031, 8, 8)).ShouldBeFalse();
    }
}
