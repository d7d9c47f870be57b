using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.Demo;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The pages of a certificate: the page to be printed is seen before it is made, and the steps say where one stands.</summary>
[Collection(DemoZone.Name)]
public sealed partial class CertificatePagesTests(DemoZone zone)
{
    private static readonly (string Name, BrowserNewContextOptions Options)[] Windows =
    [
        ("1920", new() { ViewportSize = new() { Width = 1920, Height = 1080 } }),
        ("zoom200", new() { ViewportSize = new() { Width = 683, Height = 384 }, DeviceScaleFactor = 2 }),
        ("forced", new() { ViewportSize = new() { Width = 1366, Height = 768 }, ForcedColors = ForcedColors.Active }),
    ];

    [Fact]
    public async Task What_will_be_printed_is_shown_before_it_is_made_and_the_steps_follow()
    {
        Family family = await Family.SettleAsync(zone.Data, "写例", "ウツレイ", "２１番地");
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "copy");
        IPage page = sasaki.Page;
        await sasaki.OpenPersonAsync("証明書の発行", "住民票の写しの請求", "ウツレイ", "S59.5.17", family.Head.Name.Display);
        await page.Keyboard.PressAsync("F8");
        await page.Locator("iframe.document-frame").WaitForAsync();
        await sasaki.LookAsync("request", "証明書の請求");
        string request = page.Url;

        // The preview follows a choice at once, and F9 leads to it.
        await page.Locator("#form").SelectOptionAsync("HouseholdCopy");
        (await page.Locator("iframe.document-frame").GetAttributeAsync("src")).ShouldNotBeNull().ShouldContain("form=HouseholdCopy");
        await page.Locator("#form").SelectOptionAsync("PersonCopy");
        await page.GetByLabel("運転免許証").CheckAsync();
        await page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await page.Keyboard.PressAsync("F9");
        await ClerkWindow.SettleAsync(page);
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("preview");
        await page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await page.Keyboard.PressAsync("F10");
        await ClerkWindow.SettleAsync(page);

        (await page.Locator("iframe.document-frame").GetAttributeAsync("src")).ShouldNotBeNull().ShouldContain("/certificates/preview?");
        (await page.Locator("[aria-current=step]").InnerTextAsync()).ShouldContain("作成");
        await sasaki.LookAsync("accepted", "証明書の作成・交付");
        await page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await page.Keyboard.PressAsync("F9");
        await ClerkWindow.SettleAsync(page);
        (await page.Locator("#issue-state").InnerTextAsync()).ShouldContain("まだ印刷していません");
        await sasaki.LookAsync("made", "証明書の作成・交付");
        (await sasaki.DownloadAsync("印刷する")).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        await page.Locator("#issue-state", new() { HasText = "作成→印刷" }).WaitForAsync();
        (await page.Locator("[aria-current=step]").InnerTextAsync()).ShouldContain("交付");
        await sasaki.LookAsync("printed", "証明書の作成・交付");
        string made = page.Url;
        await page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await page.Keyboard.PressAsync("Control+Enter");
        await ClerkWindow.SettleAsync(page);
        await sasaki.LookAsync("handed-over", "証明書の作成・交付");
        (await page.Locator("#issue-state").InnerTextAsync()).ShouldContain("交付まで終わりました");
        await page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await page.Keyboard.PressAsync("Escape");
        await ClerkWindow.SettleAsync(page);
        await sasaki.LookAsync("back", "住民票の記載事項");

        foreach ((string name, BrowserNewContextOptions options) in Windows)
        {
            IPage other = await zone.SignInAsync("sasaki", "/", null, options);
            await LookAsync(other, request, $"request-{name}");
            await LookAsync(other, made, $"made-{name}");
            await other.Context.CloseAsync();
        }

        Leaks.InAddressesAndTitles(family, sasaki, sasaki).ShouldBeEmpty();
    }

    // The purpose belongs to the session that opened it, so the window opens one of its own by a search first.
    private async Task LookAsync(IPage page, string address, string name)
    {
        if (!page.Url.Contains("w=", StringComparison.Ordinal))
        {
            await page.GotoAsync(new Uri(zone.Address, "/search").ToString());
            await page.Locator("#duty").SelectOptionAsync(new SelectOptionValue { Label = "証明書の発行" });
            await page.Locator("#ground").FillAsync("住民票の写しの請求");
            await page.Locator("#reading").FillAsync("ウツレイ");
            await page.Locator("#birth").FillAsync("S59.5.17");
            await page.GetByRole(AriaRole.Button, new() { Name = "検索する" }).First.ClickAsync();
            await page.WaitForURLAsync("**w=**");
        }

        string context = Purpose().Match(page.Url).Value;
        await page.GotoAsync(Purpose().Replace(address, context));
        await Chromium.PictureAsync(page, $"copy-{name}");
        (await page.RunAxe()).Violations
            .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html}")).ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, name);
    }

    [GeneratedRegex("w=[0-9a-f-]{36}")]
    private static partial Regex Purpose();
}
