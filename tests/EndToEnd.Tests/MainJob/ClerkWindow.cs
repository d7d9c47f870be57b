using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.Demo;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The window of one clerk: every page looked at must be clean, and every address and title it met is kept.</summary>
internal sealed partial class ClerkWindow
{
    private const int SettleAttempts = 600;

    private static readonly TimeSpan EvaluateLimit = TimeSpan.FromSeconds(30);


    private readonly List<string> complaints;
    private readonly List<string> met = [];
    private readonly string pictures;

    private ClerkWindow(IPage page, List<string> complaints, string pictures)
    {
        Page = page;
        this.complaints = complaints;
        this.pictures = pictures;
        page.Request += (_, request) => met.Add(Uri.UnescapeDataString(request.Url));
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Addresses asked for and titles shown, to be searched for what must not stand there.</summary>
    public IReadOnlyList<string> Met => met;

    /// <summary>Opens a window in which the operator is signed in.</summary>
    /// <param name="zone">The demo.</param>
    /// <param name="account">Such as <c>sasaki</c>.</param>
    /// <param name="pictures">Beginning of the names of its pictures.</param>
    public static async Task<ClerkWindow> EnterAsync(DemoZone zone, string account, string pictures)
    {
        List<string> complaints = [];
        return new ClerkWindow(await zone.SignInAsync(account, "/", complaints), complaints, pictures);
    }

    /// <summary>Opens a window for the privacy officer, whose duties need the second factor.</summary>
    public static async Task<ClerkWindow> EnterWithPasskeyAsync(DemoZone zone, string account, string path, string pictures)
    {
        List<string> complaints = [];
        return new ClerkWindow(await zone.EnterWithPasskeyAsync(account, path, complaints), complaints, pictures);
    }

    /// <summary>The page is of this title, axe finds nothing, nothing reaches beyond the window, and a picture is left.</summary>
    public async Task LookAsync(string name, string title)
    {
        await SettleAsync(Page);
        (await Page.Locator("h1").InnerTextAsync()).ShouldBe(title, await Page.Locator("main").InnerTextAsync());
        met.Add(await Page.TitleAsync());
        await Chromium.PictureAsync(Page, $"{pictures}-{name}");
        (await Page.RunAxe()).Violations
            .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))
            .ShouldBeEmpty(name);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, name);

        // A refused form comes back with its status, which the browser counts as a complaint.
        complaints.Where(text => !RefusedForm().IsMatch(text)).ShouldBeEmpty(name);
    }

    /// <summary>Waits until a page that was not left stands there whole; the event of loading may have passed already.</summary>
    public static async Task SettleAsync(IPage page)
    {
        for (int attempt = 0; attempt < SettleAttempts; attempt++)
        {
            try
            {
                if (await page.EvaluateAsync<bool>("document.readyState === 'complete' && document.documentElement.dataset.left === undefined")
                    .WaitAsync(EvaluateLimit))
                {
                    return;
                }
            }
            catch (PlaywrightException)
            {
                // Between two pages.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"No page came after {new Uri(page.Url).AbsolutePath}.");
    }

    /// <summary>Presses the button or follows the link of this name.</summary>
    public async Task PressAsync(string name)
    {
        await Page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await Page.GetByRole(AriaRole.Button, new() { Name = name }).Or(Page.GetByRole(AriaRole.Link, new() { Name = name })).First.ClickAsync();
        await SettleAsync(Page);
    }

    /// <summary>Presses a key that leaves the page, and waits for the next one.</summary>
    public async Task GoByKeyAsync(string key)
    {
        await Page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await Page.Keyboard.PressAsync(key);
        await SettleAsync(Page);
    }

    /// <summary>Searches by reading and birth date for a duty and opens the one who is found.</summary>
    public async Task OpenPersonAsync(string duty, string ground, string reading, string birth, string name)
    {
        await GoByKeyAsync("F2");
        await Page.WaitForURLAsync("**/search**");
        await Page.Locator("#duty").SelectOptionAsync(new SelectOptionValue { Label = duty });
        await Page.Locator("#ground").FillAsync(ground);
        await Page.Locator("#reading").FillAsync(reading);
        await Page.Locator("#birth").FillAsync(birth);
        await LookAsync("search", "住民の検索");
        await PressAsync("検索する");
        await LookAsync("results", "検索結果");
        await PressAsync(name);
        await LookAsync("person", "住民票の記載事項");
    }

    /// <summary>Ticks every alert in the pane of findings and gives a reason.</summary>
    public async Task ConfirmAlertsAsync()
    {
        foreach (ILocator box in await Page.Locator("#findings .finding-confirm input").AllAsync())
        {
            await box.CheckAsync();
        }

        foreach (ILocator reason in await Page.Locator("#findings .finding-reason").AllAsync())
        {
            await reason.FillAsync("届出人に確認した");
        }
    }

    /// <summary>Downloads what the button makes.</summary>
    public async Task<byte[]> DownloadAsync(string name)
    {
        IDownload download = await Page.RunAndWaitForDownloadAsync(
            () => Page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    [GeneratedRegex("status of (409|422) ")]
    private static partial Regex RefusedForm();
}
