using System.Net;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>From the sign-in page to the start page and out again, in a browser.</summary>
[Collection(DemoZone.Name)]
public sealed class SignInTests(DemoZone zone)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_shows_the_notice_on_logging_and_then_the_page_that_was_asked_for()
    {
        List<string> complaints = [];
        IPage page = await zone.OpenAsync("/account", complaints);
        page.Url.ShouldContain("/sign-in?return=%2Faccount");
        await LookAsync(page, "sign-in");

        await zone.TypeAsync(page, "sasaki");
        await page.Locator("h1", new() { HasText = "利用前の確認" }).WaitForAsync();
        await LookAsync(page, "notice");

        // Enter alone is enough, and no page opens before it.
        await page.GotoAsync(new Uri(zone.Address, "/").ToString());
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("利用前の確認");
        await page.GotoAsync(new Uri(zone.Address, "/account/notice?return=%2Faccount").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "確認しました" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/account");
        await LookAsync(page, "account");
        (await page.Locator(".header-bar").InnerTextAsync()).ShouldContain("佐々木 美咲");

        await page.GotoAsync(zone.Address.ToString());
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("作業一覧");
        await LookAsync(page, "start");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_says_what_to_do_and_not_which_of_the_two_was_wrong()
    {
        IPage page = await zone.OpenAsync("/sign-in");
        await zone.TypeAsync(page, "sasaki", "wrong-wrong-wrong");
        string known = await page.Locator(".error-summary").InnerTextAsync();
        await LookAsync(page, "sign-in-refused");
        (await page.Locator("#password").InputValueAsync()).ShouldBeEmpty();

        await zone.TypeAsync(page, "nobody", "wrong-wrong-wrong");
        (await page.Locator(".error-summary").InnerTextAsync()).ShouldBe(known);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_the_back_key_shows_nothing()
    {
        IPage page = await zone.SignInAsync("takahashi");
        using HttpClient client = await zone.ClientAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "終了" }).ClickAsync();
        await page.WaitForURLAsync("**/session-ended*");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("終了しました");
        await LookAsync(page, "session-ended");

        await page.GoBackAsync();
        page.Url.ShouldContain("/sign-in");
        using HttpResponseMessage kept = await client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        kept.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_part_asked_for_after_the_session_ended_leads_the_whole_page_to_sign_in()
    {
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = zone.Address };
        using HttpRequestMessage part = new(HttpMethod.Get, "/account");
        part.Headers.Add("HX-Request", "true");
        part.Headers.Add("HX-Current-URL", new Uri(zone.Address, "/account/password").ToString());
        using HttpResponseMessage answer = await client.SendAsync(part, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("HX-Redirect").Single().ShouldBe("/sign-in?return=%2Faccount%2Fpassword");
    }

    [Fact]
    public async Task Keeping_alive_needs_the_header_that_a_foreign_page_cannot_send()
    {
        IPage page = await zone.SignInAsync("kuroda");
        using HttpClient client = await zone.ClientAsync(page);
        using HttpRequestMessage with = new(HttpMethod.Post, "/account/alive");
        with.Headers.Add("X-Requested-With", "daicho");
        (await client.SendAsync(with, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using HttpRequestMessage without = new(HttpMethod.Post, "/account/alive");
        (await client.SendAsync(without, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_weak_or_mistyped_new_password_is_refused_at_its_field()
    {
        IPage page = await zone.SignInAsync("kuroda", "/account/password");
        await page.GetByLabel("現在のパスワード").FillAsync("wrong-wrong-wrong");
        await page.GetByLabel("新しいパスワード", new() { Exact = false }).First.FillAsync("short");
        await page.GetByLabel("新しいパスワード（確認）").FillAsync("short");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForLoadStateAsync();
        (await page.Locator("#NewPassword-error").InnerTextAsync()).ShouldContain("12文字以上");
        await LookAsync(page, "password-refused");
    }

    [Fact]
    public async Task Pages_that_do_not_exist_or_are_not_permitted_keep_the_look_and_say_what_to_do()
    {
        IPage page = await zone.SignInAsync("sasaki", "/no-such-page");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("見つかりません");
        await LookAsync(page, "not-found");
    }

    /// <summary>Axe finds nothing, nothing reaches beyond the window, and a picture is left.</summary>
    private static async Task LookAsync(IPage page, string name)
    {
        await Chromium.PictureAsync(page, $"demo-{name}");
        var result = await page.RunAxe();
        result.Violations
            .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))
            .ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, name);
    }
}
