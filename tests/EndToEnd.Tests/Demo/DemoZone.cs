using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.MainJob;
using Daicho.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>
/// The demo city as its users get it, with a browser: started once for all classes marked <c>[Collection(DemoZone.Name)]</c>,
/// which run one after the other, because a second sign-in of an operator at this terminal ends the first.
/// </summary>
[CollectionDefinition(Name)]
public sealed partial class DemoZone : IAsyncLifetime, ICollectionFixture<DemoZone>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "demo zone";

    /// <summary>Residents of the zone: enough for lists of several pages, few enough to be made in seconds.</summary>
    public const int Residents = 300;

    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly Dictionary<string, JsonElement> passkeys = [];
    private DaichoProcess demo = null!; // all three are set before the first fact
    private Chromium browser = null!;
    private string password = null!;

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>All that the zone printed and logged so far, at the finest level.</summary>
    public string Output => demo.Output;

    /// <summary>The data folder, for commands beside the running zone.</summary>
    public string Data => Path.Combine(folder, "data");

    public async ValueTask InitializeAsync()
    {
        int port = DaichoProcess.FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        demo = DaichoProcess.Start(
            "demo", "--data", Data, "--port", port.ToString(CultureInfo.InvariantCulture),
            "--residents", Residents.ToString(CultureInfo.InvariantCulture), "--log", "Trace");
        await demo.WaitForAsync(new Uri(Address, "/health"), TestContext.Current.CancellationToken);
        while (!PasswordLine().IsMatch(demo.Output))
        {
            // The address answers a moment before the accounts are printed.
            demo.HasEnded.ShouldBeFalse(demo.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }

        password = PasswordLine().Match(demo.Output).Groups[1].Value;
        browser = await Chromium.LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever the browser tests did: no resident may be found in what the zone logged (style, section 11).
        try
        {
            (await Leaks.InLogsAsync(this)).ShouldBeEmpty("Values of residents stand in the log.");
        }
        finally
        {
            if (browser is not null)
            {
                await browser.DisposeAsync();
            }

            await demo.DisposeAsync();
            await PostgresFixture.RemoveFolderAsync(folder);
        }
    }

    /// <summary>A page in a window of its own, nobody signed in.</summary>
    public Task<IPage> OpenAsync(string path, List<string>? complaints = null, BrowserNewContextOptions? options = null) =>
        browser.OpenAsync(new Uri(Address, path).ToString(), complaints, options);

    /// <summary>A page in a window of its own, signed in as one of the printed accounts, the notice confirmed.</summary>
    /// <param name="account">Such as <c>sasaki</c> (clerk, reviewer) or <c>mori</c> (privacy officer).</param>
    /// <param name="path">The page to open.</param>
    /// <param name="complaints">Collects what the browser complains about.</param>
    /// <param name="options">Another window than 1366×768.</param>
    public async Task<IPage> SignInAsync(
        string account,
        string path = "/",
        List<string>? complaints = null,
        BrowserNewContextOptions? options = null)
    {
        IPage page = await OpenAsync($"/sign-in?return={Uri.EscapeDataString(path)}", complaints, options);
        await TypeAsync(page, account, password);
        await page.GetByRole(AriaRole.Button, new() { Name = "確認しました" }).ClickAsync();
        await page.WaitForLoadStateAsync();
        return page;
    }

    /// <summary>Types an account and a password on the sign-in page and presses Enter.</summary>
    /// <param name="page">The sign-in page.</param>
    /// <param name="account">Name of the account.</param>
    /// <param name="typed">The password; null types the right one.</param>
    public async Task TypeAsync(IPage page, string account, string? typed = null)
    {
        await page.Locator("#operator").FillAsync(account);
        await page.Locator("#password").FillAsync(typed ?? password);
        // Pressed on the field, the key waits for the navigation it starts; on the keyboard it would not.
        await page.Locator("#password").PressAsync("Enter");
        await page.WaitForLoadStateAsync();
    }

    /// <summary>An address by the name of the machine: browsers refuse passkeys for an address in numbers.</summary>
    public string Localhost(string path) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Address.Port}{path}");

    /// <summary>
    /// A page signed in with the second factor too. The passkey is registered the first time an account enters and proves it
    /// every time after, whichever test comes first.
    /// </summary>
    /// <param name="account">Such as <c>mori</c> (privacy officer).</param>
    /// <param name="path">The page to open.</param>
    /// <param name="complaints">Collects what the browser complains about.</param>
    /// <param name="look">Looks at the page of the second factor on the way.</param>
    public async Task<IPage> EnterWithPasskeyAsync(
        string account, string path, List<string>? complaints = null, Func<IPage, Task>? look = null)
    {
        string secondFactor = $"/account/second-factor?return={Uri.EscapeDataString(path)}";
        IPage page = await OpenAsync(Localhost($"/sign-in?return={Uri.EscapeDataString(secondFactor)}"), complaints);
        ICDPSession keys = await page.Context.NewCDPSessionAsync(page);
        string authenticator = await AddAuthenticatorAsync(keys);
        bool known = passkeys.TryGetValue(account, out JsonElement passkey);
        if (known)
        {
            await keys.SendAsync("WebAuthn.addCredential", new() { ["authenticatorId"] = authenticator, ["credential"] = passkey });
        }

        await TypeAsync(page, account);
        await page.GetByRole(AriaRole.Button, new() { Name = "確認しました" }).ClickAsync();
        await page.WaitForURLAsync("**/account/second-factor**");
        if (look is not null)
        {
            await look(page);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = known ? "パスキーで認証する" : "パスキーを登録する" }).ClickAsync();
        await page.WaitForURLAsync($"**{path}");

        // With its counter as it now stands: an older one would look like a copied key.
        JsonElement held = (await keys.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = authenticator }))!.Value;
        passkeys[account] = held.GetProperty("credentials").EnumerateArray().Single();
        return page;
    }

    /// <summary>An HTTP client with the cookies of a signed-in page.</summary>
    public async Task<HttpClient> ClientAsync(IPage page)
    {
        IReadOnlyList<BrowserContextCookiesResult> cookies = await page.Context.CookiesAsync();
        HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")));
        return client;
    }

    private static async Task<string> AddAuthenticatorAsync(ICDPSession keys)
    {
        await keys.SendAsync("WebAuthn.enable");
        JsonElement? added = await keys.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = JsonSerializer.SerializeToElement(new
            {
                protocol = "ctap2",
                transport = "internal",
                hasResidentKey = true,
                hasUserVerification = true,
                isUserVerified = true,
                automaticPresenceSimulation = true,
            }),
        });
        return added!.Value.GetProperty("authenticatorId").GetString()!;
    }

    [GeneratedRegex("パスワード / password: ([a-z0-9-]+)\\)")]
    private static partial Regex PasswordLine();
}
