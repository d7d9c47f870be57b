using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>What the privacy officer and the head of the section see.</summary>
[Collection(DemoZone.Name)]
public sealed class OfficerTests(DemoZone zone)
{
    [Fact]
    public async Task The_privacy_officer_reviews_the_log_after_a_passkey_and_not_before()
    {
        List<string> complaints = [];
        (await zone.SignInAsync("mori", "/assurance")).Url.ShouldContain("/account/second-factor?return=%2Fassurance");
        IPage page = await zone.EnterWithPasskeyAsync("mori", "/assurance", complaints);
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("アクセス記録の点検");
        await LookAsync(page, "review");
        await page.GotoAsync(zone.Localhost("/"));
        await LookAsync(page, "privacy-start");

        await page.GotoAsync(zone.Localhost("/assurance/log"));
        await LookAsync(page, "log");
        // Looking at the log is on the log.
        (await page.Locator("tbody").InnerTextAsync()).ShouldContain("アクセス記録の点検");

        // The list comes first; the conditions are folded into one line above it.
        (await page.Locator(".table-frame").BoundingBoxAsync())!.Y.ShouldBeLessThan(330);
        await page.Locator(".filter-bar summary").ClickAsync();
        await LookAsync(page, "log-conditions");
        await page.Locator("#number").FillAsync("00000001");
        await page.GetByRole(AriaRole.Button, new() { Name = "表示する" }).ClickAsync();
        await page.WaitForLoadStateAsync();
        (await page.Locator("#number-error").InnerTextAsync()).ShouldContain("見つかりません");
        page.Url.ShouldNotContain("00000001");
        await LookAsync(page, "log-refused");

        await page.GotoAsync(zone.Localhost("/assurance/extract"));
        await LookAsync(page, "extract");
        await page.GotoAsync(zone.Localhost("/assurance/exports"));
        await LookAsync(page, "exports");
        await page.GotoAsync(zone.Localhost("/assurance/export"));
        await LookAsync(page, "export");
        complaints.Where(text => !text.Contains("status of 422", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_head_of_the_section_sees_accounts_and_approvals_and_anybody_the_state_of_the_zone()
    {
        IPage page = await zone.SignInAsync("kuroda", "/accounts");
        await LookAsync(page, "accounts");
        await page.GetByRole(AriaRole.Link, new() { Name = "sasaki", Exact = true }).ClickAsync();
        await page.WaitForLoadStateAsync();
        await LookAsync(page, "staff");
        await page.GotoAsync(new Uri(zone.Address, "/approvals").ToString());
        await LookAsync(page, "approvals");
        await page.GotoAsync(zone.Address.ToString());
        await LookAsync(page, "head-start");
        IPage open = await zone.OpenAsync("/status");
        (await open.Locator("h1").InnerTextAsync()).ShouldBe("稼働状況：正常");
        await LookAsync(open, "status-open");
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await Chromium.PictureAsync(page, $"officer-{name}");
        (await page.RunAxe()).Violations
            .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))
            .ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, name);
    }
}
