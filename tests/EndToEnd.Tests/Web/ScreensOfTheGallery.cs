using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Web;

public sealed class ScreensOfTheGallery(GalleryInBrowser gallery) : IClassFixture<GalleryInBrowser>
{
    public static TheoryData<string> Paths { get; } = ["/", "/empty", "/form", "/form-errors", "/components", "/sign-in", "/ended", "/error", "/missing"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Axe_finds_nothing_wrong(string path)
    {
        IPage page = await gallery.OpenAsync(path);
        var result = await page.RunAxe();
        result.Passes.ShouldNotBeEmpty();
        result.Violations
            .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Nothing_reaches_beyond_the_window_and_the_browser_has_no_complaint(string path)
    {
        (string Name, BrowserNewContextOptions Options)[] windows =
        [
            ("1366", new() { ViewportSize = new() { Width = 1366, Height = 768 } }),
            ("1920", new() { ViewportSize = new() { Width = 1920, Height = 1080 } }),
            ("zoom200", new() { ViewportSize = new() { Width = 683, Height = 384 }, DeviceScaleFactor = 2 }),
            ("forced", new() { ViewportSize = new() { Width = 1366, Height = 768 }, ForcedColors = ForcedColors.Active }),
        ];
        foreach ((string name, BrowserNewContextOptions options) in windows)
        {
            List<string> complaints = [];
            IPage page = await gallery.OpenAsync(path, complaints, options);
            int beyond = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (Chromium.PictureFolder is string folder)
            {
                string file = Path.Combine(folder, $"{(path == "/" ? "start" : path[1..])}-{name}");
                await page.ScreenshotAsync(new() { Path = file + ".png" });
                await page.ScreenshotAsync(new() { Path = file + "-full.png", FullPage = true });
            }

            beyond.ShouldBeLessThanOrEqualTo(0, name);
            complaints.Where(text => !text.Contains("status of 500") && !text.Contains("status of 404")).ShouldBeEmpty(name);
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task Print_carries_the_band_of_the_demo_and_no_keys()
    {
        IPage page = await gallery.OpenAsync("/components");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.Locator(".band-training strong").IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator(".band-protected strong").IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator(".key-bar").IsVisibleAsync()).ShouldBeFalse();
        (await page.Locator(".work-list").IsVisibleAsync()).ShouldBeFalse();
        if (Chromium.PictureFolder is string folder)
        {
            await page.PdfAsync(new() { Path = Path.Combine(folder, "components.pdf"), Format = "A4", PreferCSSPageSize = true });
        }
    }

    [Fact]
    public async Task Time_to_log_off_runs_down_is_renewed_by_typing_and_ends_on_the_page_that_says_so()
    {
        // "short" gives the page 100 seconds; the clock of the page is moved, not waited for.
        IPage page = await gallery.OpenAsync("/sign-in");
        await page.Clock.InstallAsync();
        await page.GotoAsync(new Uri(new Uri(page.Url), "/form?short").ToString());
        await page.Clock.RunForAsync(10_000);
        (await page.Locator("[data-countdown]").InnerTextAsync()).ShouldBe("90秒");
        (await page.Locator("#notice-line").InnerTextAsync()).ShouldStartWith("まもなく自動的に終了します。");

        Task<IResponse> renewed = page.WaitForResponseAsync("**/alive");
        await page.Keyboard.PressAsync("Shift");
        (await renewed).Status.ShouldBe(204);
        await Assertions.Expect(page.Locator("[data-countdown]")).ToHaveTextAsync("100秒");

        await page.Clock.RunForAsync(102_000);
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/ended$"));
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("自動的に終了しました");
    }
}
