using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

/// <summary>The notice of each sign-in and the periodic reminder are confirmed and kept per user (CR-56, CR-167).</summary>
public sealed class ReminderTests(SecurityWorld world) : IClassFixture<SecurityWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Reminders Reminders => new(world.Database.App, world.Clock);

    [Fact]
    public async Task A_reminder_is_due_three_months_after_the_first_sign_in_and_again_three_months_after_each_confirmation()
    {
        Guid clerk = await StartAsync("reminded");
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeFalse();
        DateTimeOffset first = world.Time.GetUtcNow();

        world.Time.Set(first.AddMonths(3).AddMinutes(-1));
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeFalse();
        world.Time.Set(first.AddMonths(3).AddMinutes(1));
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeTrue();
        (await OfAsync("reminded")).IsDue.ShouldBeTrue();

        await Reminders.ConfirmAsync(clerk, Cancellation);
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeFalse();
        (await OfAsync("reminded")).RemindedAt.ShouldBe(world.Time.GetUtcNow());
        world.Time.Advance(TimeSpan.FromDays(93));
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_municipality_shortens_the_term()
    {
        Guid clerk = await StartAsync("monthly");
        world.Time.Advance(TimeSpan.FromDays(32));
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeFalse();
        await world.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('platform', 'reminder.months', $1, '1', '試験', 'test')
            """,
            Cancellation,
            world.Clock.Today());
        (await Reminders.IsDueAsync(clerk, Cancellation)).ShouldBeTrue();
        await world.Database.Owner.ExecuteAsync("delete from platform.parameter where source = '試験'", Cancellation);
    }

    [Fact]
    public async Task A_confirmed_notice_is_kept_for_its_user_with_the_version_of_its_text()
    {
        Guid clerk = await StartAsync("noticed");
        (await world.CountAsync(
            "select count(*) from platform.operator_confirmation where operator_id = $1 and kind = 'notice' and version = 'text-1'", clerk))
            .ShouldBe(1);
    }

    // A clerk who signed in and confirmed the notice.
    private async Task<Guid> StartAsync(string code)
    {
        (Guid clerk, _) = await world.HireAsync(code);
        await world.Sessions.ConfirmNoticeAsync(await world.EnterAsync(code), "text-1", Cancellation);
        return clerk;
    }

    private async Task<RemindedStaff> OfAsync(string code)
    {
        string name = (await world.Database.Owner.ListAsync(
            "update platform.operator set display_name = '試験 ' || code where code = $1 returning display_name",
            row => row.GetString(0), Cancellation, code)).Single();
        return (await Reminders.ListAsync(0, 100, Cancellation)).Rows.Single(one => one.Name == name);
    }
}
