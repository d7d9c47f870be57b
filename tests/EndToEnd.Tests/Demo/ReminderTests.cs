using Daicho.EndToEnd.Tests.MainJob;
using Daicho.Host.Roles;
using Daicho.Platform.Data;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>The periodic reminder in the browser: after its term no work begins before it is confirmed (CR-56).</summary>
[Collection(DemoZone.Name)]
public sealed class ReminderTests(DemoZone zone)
{
    private const string Heading = "定期の注意喚起：目的外利用の禁止";

    [Fact]
    public async Task Who_signed_in_months_ago_confirms_the_reminder_before_any_page_opens_and_the_privacy_officer_sees_the_day()
    {
        List<string> complaints = [];
        await SignedInLongAgoAsync("takahashi");
        IPage page = await zone.OpenAsync("/sign-in?return=%2Fchanges", complaints);
        await zone.TypeAsync(page, "takahashi");
        await page.GetByText(Heading).WaitForAsync();
        (await page.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();

        await page.GetByRole(AriaRole.Button, new() { Name = "確認しました" }).ClickAsync();
        await page.Locator(".error-summary").WaitForAsync();
        await page.GotoAsync(new Uri(zone.Address, "/changes").ToString());
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("利用前の確認");

        await page.Locator("#reminded").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "確認しました" }).ClickAsync();
        await page.WaitForURLAsync("**/changes");

        IPage officer = await zone.EnterWithPasskeyAsync("mori", "/assurance/reminders", complaints);
        ILocator line = officer.Locator("tbody tr").Filter(new() { HasText = "高橋" });
        (await line.InnerTextAsync()).ShouldContain("期間内");
        (await line.Locator("td").Nth(3).InnerTextAsync()).ShouldNotBe("—");
        (await officer.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();
        await page.CloseAsync();
        await officer.CloseAsync();
    }

    private async Task SignedInLongAgoAsync(string account)
    {
        await using ZoneSession session = await Family.OpenAsync(zone.Data);
        await session.Database.App.ExecuteAsync(
            """
            insert into platform.operator_confirmation (id, operator_id, kind, version, confirmed_at, recorded_by)
            select gen_random_uuid(), id, 'notice', '2026-01', now() - interval '4 months', id from platform.operator where code = $1
            """,
            TestContext.Current.CancellationToken,
            account);
    }
}
