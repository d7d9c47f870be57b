using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Web;

public sealed class KeysOfTheGallery(GalleryInBrowser gallery) : IClassFixture<GalleryInBrowser>
{
    private static Task<string> FocusedAsync(IPage page) =>
        page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.textContent.trim()");

    [Fact]
    public async Task Enter_moves_on_shift_enter_back_and_neither_sends_the_form()
    {
        IPage page = await gallery.OpenAsync("/form");
        List<string> stops = [await FocusedAsync(page)];
        for (int i = 0; i < 5; i++)
        {
            await page.Keyboard.PressAsync("Enter");
            stops.Add(await FocusedAsync(page));
        }

        stops.ShouldBe(["moved-on", "notified-on", "name", "birth", "address", "relationship"]);
        await page.Keyboard.PressAsync("Shift+Enter");
        (await FocusedAsync(page)).ShouldBe("address");
        page.Url.ShouldEndWith("/form");
    }

    [Fact]
    public async Task Control_enter_sends_the_form_once_even_when_pressed_three_times()
    {
        IPage page = await gallery.OpenAsync("/form");
        int sent = 0;
        page.Request += (_, request) => sent += request.Method == "POST" && request.Url.EndsWith("/form", StringComparison.Ordinal) ? 1 : 0;
        // All within one task of the browser, before the first can have led to another page.
        await page.EvaluateAsync("() => { for (let i = 0; i < 3; i++) { document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true })); } }");
        await page.WaitForURLAsync("**/components?act=*");
        sent.ShouldBe(1);
    }

    [Fact]
    public async Task Question_mark_lists_the_keys_and_escape_closes_the_list_without_leaving_the_page()
    {
        IPage page = await gallery.OpenAsync("/components");
        await page.Keyboard.PressAsync("?");
        (await page.Locator("#key-help").IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator("#key-help").InnerTextAsync()).ShouldContain("Ctrl + Enter");
        await Chromium.PictureAsync(page, "key-help");
        await page.Keyboard.PressAsync("Escape");
        (await page.Locator("#key-help").IsVisibleAsync()).ShouldBeFalse();
        page.Url.ShouldEndWith("/components");
    }

    [Fact]
    public async Task Question_mark_and_slash_are_letters_inside_a_field()
    {
        IPage page = await gallery.OpenAsync("/form");
        await page.Keyboard.TypeAsync("?/");
        (await page.Locator("#moved-on").InputValueAsync()).ShouldBe("?/");
        (await page.Locator("#key-help").IsVisibleAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task F6_goes_from_finding_to_finding()
    {
        IPage page = await gallery.OpenAsync("/form-errors");
        List<string> stops = [];
        for (int i = 0; i < 6; i++)
        {
            await page.Keyboard.PressAsync("F6");
            stops.Add(await FocusedAsync(page));
        }

        stops.ShouldBe(["moved-on", "address", "name", "relationship", "notifier", "documents"]);
    }

    [Fact]
    public async Task F7_shows_each_letter_of_the_name_with_its_code_points()
    {
        IPage page = await gallery.OpenAsync("/components");
        await page.Keyboard.PressAsync("F7");
        ILocator first = page.Locator("#strip-letters li").First;
        await Chromium.PictureAsync(page, "letters");
        (await first.InnerTextAsync()).ShouldContain("U+845B U+E0102");
        (await first.Locator(".big-letter").EvaluateAsync<string>("one => getComputedStyle(one).fontSize")).ShouldBe("96px");
    }

    [Fact]
    public async Task Arrow_keys_walk_the_rows_of_a_table()
    {
        IPage page = await gallery.OpenAsync("/");
        await page.Locator("tbody a").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        (await FocusedAsync(page)).ShouldStartWith("転居届");
        await page.Keyboard.PressAsync("End");
        (await FocusedAsync(page)).ShouldStartWith("世帯変更届");
        await page.Keyboard.PressAsync("ArrowUp");
        (await FocusedAsync(page)).ShouldStartWith("転居届");
    }

    [Theory]
    [InlineData("R8.11.21", "令和８年１１月２１日（2026年11月21日（土））")]
    [InlineData("平成32.1.1", "この元号にない年です。")]
    [InlineData("S15年頃", "不詳日を使えません。")]
    public async Task A_date_field_says_what_it_understood_and_sends_only_its_own_text(string typed, string echo)
    {
        List<string> complaints = [];
        IPage page = await gallery.OpenAsync("/form", complaints);
        Task<IRequest> asked = page.WaitForRequestAsync("**/parts/date-echo");
        await page.Locator("#moved-on").FillAsync(typed);
        await page.Keyboard.PressAsync("Enter");
        IRequest request = await asked;
        await Assertions.Expect(page.Locator("#moved-on-echo")).ToContainTextAsync(echo);
        request.PostData!.Split('&').Select(pair => pair.Split('=')[0]).Order().ShouldBe(["field", "mode", "moved-on"]);
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaving_with_unsaved_changes_asks_first()
    {
        IPage page = await gallery.OpenAsync("/form");
        await page.Keyboard.TypeAsync("R8");
        TaskCompletionSource<string> asked = new();
        page.Dialog += async (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            await dialog.DismissAsync();
        };
        await page.Keyboard.PressAsync("Escape");
        (await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBe("beforeunload");
        page.Url.ShouldEndWith("/form");
    }

    [Fact]
    public async Task Two_windows_on_two_people_show_two_colours()
    {
        IPage first = await gallery.OpenAsync("/components");
        IPage second = await first.Context.NewPageAsync();
        string? taken = await first.Locator("#person-strip").GetAttributeAsync("data-strip");
        await second.GotoAsync(new Uri(new Uri(first.Url), "/same-colour").ToString());
        await Assertions.Expect(second.Locator("#person-strip")).Not.ToHaveAttributeAsync("data-strip", taken!);
        IPage third = await first.Context.NewPageAsync();
        await third.GotoAsync(first.Url);
        await Assertions.Expect(third.Locator("#person-strip")).ToHaveAttributeAsync("data-strip", taken!);
    }

    [Fact]
    public async Task Without_scripts_a_form_is_sent_and_the_list_of_keys_opens()
    {
        IPage page = await gallery.OpenAsync("/form", null, new() { JavaScriptEnabled = false });
        await page.GetByRole(AriaRole.Button, new() { Name = "ヘルプ ?" }).ClickAsync();
        (await page.Locator("#key-help").IsVisibleAsync()).ShouldBeTrue();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#moving-in button").First.ClickAsync();
        await page.WaitForURLAsync("**/components?act=*");
    }
}
