using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>The rights ledger and the second factor with a browser and its virtual authenticator.</summary>
[Collection(DemoZone.Name)]
public sealed class RightsTests(DemoZone zone)
{
    [Fact]
    public async Task The_head_designates_the_officer_sets_and_either_revokes_each_with_a_passkey()
    {
        List<string> complaints = [];
        IPage head = await zone.EnterWithPasskeyAsync("kuroda", "/rights/designate", complaints, page => LookAsync(page, "second-factor"));
        head.Url.ShouldEndWith("/rights/designate");
        await LookAsync(head, "rights-designate");
        await head.Locator("#holder").SelectOptionAsync(new SelectOptionValue { Label = "森 由紀子（架空）　本庁 市民課" });
        await head.Locator("#role").SelectOptionAsync("clerk");
        await head.Locator("#office").SelectOptionAsync("*");
        await head.Locator("#reason").FillAsync("窓口の応援");
        await head.GetByRole(AriaRole.Button, new() { Name = "指定する" }).ClickAsync();
        await head.WaitForURLAsync("**/rights");
        (await Line(head).InnerTextAsync()).ShouldContain("設定待ち");

        IPage officer = await zone.EnterWithPasskeyAsync("ikeda", "/rights", complaints);
        await Line(officer).GetByRole(AriaRole.Button, new() { Name = "設定する" }).ClickAsync();
        await officer.WaitForURLAsync("**/rights");
        (await Line(officer).InnerTextAsync()).ShouldContain("有効");
        await LookAsync(officer, "rights-ledger");
        await Line(officer).Locator("summary").ClickAsync();
        await Line(officer).Locator("input[name=reason]").FillAsync("応援の終わり");
        await Line(officer).GetByRole(AriaRole.Button, new() { Name = "失効させる" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        (await Line(officer).CountAsync()).ShouldBe(0);

        // A new session starts without a second factor; the same passkey proves it.
        await head.GetByRole(AriaRole.Button, new() { Name = "終了" }).ClickAsync();
        await zone.EnterWithPasskeyAsync("kuroda", "/rights/designate", complaints);
        complaints.ShouldBeEmpty();
    }

    private static ILocator Line(IPage page) =>
        page.Locator("tbody tr").Filter(new() { HasText = "森 由紀子" }).Filter(new() { HasText = "窓口担当" });

    private static async Task LookAsync(IPage page, string name)
    {
        await Chromium.PictureAsync(page, name);
        (await page.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();
    }
}
