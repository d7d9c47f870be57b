using Daicho.Web.Gallery;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Xunit;

namespace Daicho.EndToEnd.Tests.Web;

/// <summary>The gallery and a browser, started once for all facts about the look.</summary>
public sealed class GalleryInBrowser : IAsyncLifetime
{
    private Chromium browser = null!; // both are set before the first fact
    private WebApplication host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await GalleryHost.StartAsync(TestContext.Current.CancellationToken);
        browser = await Chromium.LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await host.DisposeAsync();
    }

    /// <summary>A page opened in a window of its own; what the browser complains about is collected in <paramref name="complaints"/>.</summary>
    public Task<IPage> OpenAsync(string path, List<string>? complaints = null, BrowserNewContextOptions? options = null) =>
        browser.OpenAsync(host.Urls.Single() + path, complaints, options);
}
