using System.Text;
using Daicho.EndToEnd.Tests.Demo;
using Daicho.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The main job by keys alone: nothing is clicked and nothing is filled but what has the cursor.</summary>
[Collection(DemoZone.Name)]
public sealed class KeyboardTests(DemoZone zone)
{
    private const int TabsMax = 80;

    [Fact]
    public async Task A_relocation_goes_from_search_to_certificate_without_a_mouse()
    {
        await Family.SettleAsync(zone.Data, "鍵盤", "ケンバン", "２番地");
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "keys-a");
        IPage page = sasaki.Page;
        await SearchAsync(page, "異動の入力");
        await TabAsync(page, "a[href^='/changes/new']", "Enter");
        await AtAsync(page, "異動の種類を選ぶ");

        // The cursor stands at the first member, who is ticked already.
        for (int member = 1; member < 4; member++)
        {
            await PressAsync(page, "Tab", "Space");
        }

        await PressAsync(page, "Control+Enter");
        await AtAsync(page, "転居届の入力");
        await page.Keyboard.TypeAsync("R8.11.20");

        // A few letters of the reading, the second candidate, and the cursor stands at the lot with town and postal code filled.
        await TabAsync(page, "[name='newAddress.town']");
        await page.Keyboard.TypeAsync("ちゅうおう");
        await page.Locator(".choice-list button").First.WaitForAsync();
        await sasaki.LookAsync("towns", "転居届の入力");
        await PressAsync(page, "ArrowDown", "ArrowDown", "ArrowUp", "Enter");
        (await page.Locator("[name='newAddress.town']").InputValueAsync()).ShouldBe("中央一丁目");
        (await page.Locator("[name='newAddress.postalCode']").InputValueAsync()).ShouldBe("9990005");
        await page.Keyboard.TypeAsync("６番２号");
        await TabAsync(page, "[name='notifier.kind']", "ArrowDown");
        await TabAsync(page, "[name='notifier.document']");
        await page.Keyboard.TypeAsync("運転免許証");
        await PressAsync(page, "F9");
        await AtAsync(page, "転居届");
        await TabAsync(page, "#result-confirmed", "Space");
        await PressAsync(page, "F10");
        await page.Locator(".act-head", new() { HasText = "審査中" }).WaitForAsync();
        string number = await page.Locator(".case-number .code").InnerTextAsync();

        IPage second = (await ClerkWindow.EnterAsync(zone, "takahashi", "keys-b")).Page;
        await TabAsync(second, "a[href='/changes?list=Review']", "Enter");
        await AtAsync(second, "異動の一覧");
        await TabAsync(second, $"button[aria-label='受付番号{number}を開く']", "Enter");
        await AtAsync(second, "転居届");
        await TabAsync(second, "input[name=compared]");
        for (int tick = 0; tick < 4; tick++)
        {
            await PressAsync(second, "Space", "Tab");
        }

        await PressAsync(second, "F12");
        await second.Locator(".act-head", new() { HasText = "決裁済" }).WaitForAsync();

        await SearchAsync(page, "証明書の発行");
        await PressAsync(page, "F8");
        await AtAsync(page, "証明書の請求");
        await TabAsync(page, "[name=documents][value=運転免許証]", "Space");
        await PressAsync(page, "F10");
        await AtAsync(page, "証明書の作成・交付");
        await PressAsync(page, "F9");
        await page.GetByText("文書識別番号").WaitForAsync();
        await TabAsync(page, "button[value=print]");
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        byte[] pdf = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        (int code, byte[] text) = await PdfTools.RunAsync("pdftotext", pdf, "-raw", "FILE", "-");
        code.ShouldBe(0);
        Encoding.UTF8.GetString(text).ShouldContain("６番２号");
        await PressAsync(page, "Control+Enter");
        await page.GetByText("→交付").WaitForAsync();
    }

    private static async Task SearchAsync(IPage page, string duty)
    {
        await PressAsync(page, "F2");
        await AtAsync(page, "住民の検索");
        await TabAsync(page, "#duty");

        // A choice list takes the option whose first words are typed; the arrow keys walk to it.
        while (await page.EvaluateAsync<string>("document.activeElement.selectedOptions[0].label") != duty)
        {
            await PressAsync(page, "ArrowDown");
        }

        await PressAsync(page, "Tab");
        await page.Keyboard.TypeAsync(Counter.Ground);
        await TabAsync(page, "#reading");
        await page.Keyboard.TypeAsync("ケンバン");
        await TabAsync(page, "#birth");
        await page.Keyboard.TypeAsync("S59.5.17");
        await PressAsync(page, "Enter");
        await AtAsync(page, "検索結果");
        await TabAsync(page, "tbody a", "Enter");
        await AtAsync(page, "住民票の記載事項");
    }

    private static async Task AtAsync(IPage page, string title)
    {
        await page.Locator("h1").GetByText(title, new() { Exact = true }).WaitForAsync();
        await ClerkWindow.SettleAsync(page);
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (string key in keys)
        {
            await page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Walks by the tabulator to the field, link or button, and presses a key there.</summary>
    private static async Task TabAsync(IPage page, string selector, string? key = null)
    {
        for (int tabs = 0; !await page.EvaluateAsync<bool>("one => document.activeElement.matches(one)", selector); tabs++)
        {
            tabs.ShouldBeLessThan(TabsMax, $"{selector} is not reached by the tabulator.");
            await page.Keyboard.PressAsync("Tab");
        }

        if (key is not null)
        {
            await PressAsync(page, key);
        }
    }
}
