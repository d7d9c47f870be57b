using Microsoft.Playwright;

namespace Daicho.EndToEnd.Tests;

/// <summary>A browser without a window, as a clerk's office has it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// <summary>Folder for pictures to look at; null when none are wanted.</summary>
    public static string? PictureFolder { get; } = Environment.GetEnvironmentVariable("DAICHO_PICTURES");

    /// <summary>Starts it.</summary>
    public static async Task<Chromium> LaunchAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>An address opened in a window of its own; what the browser complains about is collected in <paramref name="complaints"/>.</summary>
    public async Task<IPage> OpenAsync(string address, List<string>? complaints = null, BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1366, Height = 768 } });
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints?.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints?.Add(error);
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        return page;
    }

    /// <summary>Leaves a picture to look at, when pictures are wanted.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (PictureFolder is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(PictureFolder, name + ".png") });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync().AsTask().WaitAsync(EndLimit);
        playwright.Dispose();
    }
}
