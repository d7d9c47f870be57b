using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>The manual in the browser: the head publishes it, it is linked on the clerk's screens, and its reading is recorded.</summary>
[Collection(DemoZone.Name)]
public sealed class ManualTests(DemoZone zone)
{
    [Fact]
    public async Task A_published_manual_is_linked_on_the_clerks_screens_and_leaves_the_list_of_the_unread_when_read()
    {
        List<string> complaints = [];
        IPage head = await zone.EnterWithPasskeyAsync("kuroda", "/manual/readers", complaints);
        await head.Locator("#changes").FillAsync("新規");
        await head.Locator("#body").FillAsync("■転居届\n届出人の本人確認書類を確認してから入力する。");
        await head.GetByRole(AriaRole.Button, new() { Name = "この版を登録する" }).ClickAsync();
        await head.WaitForURLAsync("**/manual/readers");
        (await Unread(head).CountAsync()).ShouldBe(1);
        (await head.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();

        IPage clerk = await zone.SignInAsync("sasaki", "/changes", complaints);
        await clerk.GetByRole(AriaRole.Link, new() { Name = "手引 第1版" }).ClickAsync();
        await clerk.WaitForURLAsync("**/manual");
        (await clerk.Locator("main").InnerTextAsync()).ShouldContain("届出人の本人確認書類を確認してから入力する。");
        (await clerk.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();
        await clerk.GetByRole(AriaRole.Button, new() { Name = "この版を読みました" }).ClickAsync();
        await clerk.GetByText("読了済みです").WaitForAsync();

        await head.ReloadAsync();
        (await Unread(head).CountAsync()).ShouldBe(0);
        complaints.ShouldBeEmpty();
        await clerk.CloseAsync();
        await head.CloseAsync();
    }

    private static ILocator Unread(IPage page) => page.Locator("tbody tr").Filter(new() { HasText = "佐々木" }).Filter(new() { HasText = "未読" });
}
