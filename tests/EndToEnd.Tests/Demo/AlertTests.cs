using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>Security alerts are looked into by an officer, who is named beside them.</summary>
[Collection(DemoZone.Name)]
public sealed class AlertTests(DemoZone zone)
{
    [Fact]
    public async Task An_officer_sees_an_alert_and_says_that_it_was_looked_into()
    {
        // Whoever registers a passkey raises one: so does this officer, unless another test was first.
        List<string> complaints = [];
        IPage officer = await zone.EnterWithPasskeyAsync("ikeda", "/alerts", complaints);
        ILocator line = officer.Locator("tbody tr").Filter(new() { HasText = "二要素目の新しい登録" }).Filter(new() { HasText = "ikeda" });
        await Chromium.PictureAsync(officer, "alerts");
        (await officer.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();
        await line.GetByRole(AriaRole.Button, new() { Name = "確認済みにする" }).First.ClickAsync();
        await officer.WaitForLoadStateAsync();
        (await line.First.InnerTextAsync()).ShouldContain("池田");
        (await line.GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);

        IPage privacy = await zone.EnterWithPasskeyAsync("mori", "/assurance/alerts", complaints);
        (await privacy.Locator("tbody").InnerTextAsync()).ShouldContain("池田");
        complaints.ShouldBeEmpty();
    }
}
