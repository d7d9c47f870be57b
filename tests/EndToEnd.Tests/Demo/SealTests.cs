using Daicho.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>The electronic seal on the screens of two officers.</summary>
[Collection(DemoZone.Name)]
public sealed class SealTests(DemoZone zone)
{
    private const string Seals = "/certificates/seals";

    [Fact]
    public async Task A_seal_is_registered_by_one_officer_approved_by_another_and_taken_into_use()
    {
        byte[] picture = new GreyPicture(
            200, 200, [.. Enumerable.Range(0, 200 * 200).Select(at => at % 20 < 6 || at / 200 % 20 < 6 ? (byte)0 : (byte)255)]).ToPng();
        IPage ikeda = await zone.EnterWithPasskeyAsync("ikeda", Seals);
        await FillAsync(ikeda, "２６", picture);
        (await ikeda.Locator("main").InnerTextAsync()).ShouldContain("電子公印は２５mm角以内の黒色です。");
        (await ikeda.RunAxe()).Violations.Select(rule => rule.Id).ShouldBeEmpty();
        await FillAsync(ikeda, "２１", picture);
        (await ikeda.Locator("tbody tr").First.InnerTextAsync()).ShouldContain("承認待ち");
        await Chromium.PictureAsync(ikeda, "seal-asked");

        IPage kuroda = await zone.EnterWithPasskeyAsync("kuroda", Seals);
        (await kuroda.Locator("tbody img").First.EvaluateAsync<int>("picture => picture.naturalWidth")).ShouldBe(200);
        (await kuroda.Locator("#seal").CountAsync()).ShouldBe(0);
        await kuroda.GotoAsync(zone.Localhost("/approvals"));
        await kuroda.Locator("article.confirmation", new() { HasText = "電子公印の登録" }).GetByRole(AriaRole.Button, new() { Name = "承認する" }).ClickAsync();
        await kuroda.WaitForLoadStateAsync();
        await kuroda.Context.CloseAsync();

        // One operator at a terminal: the second sign-in has ended the first.
        ikeda = await zone.EnterWithPasskeyAsync("ikeda", Seals);
        await ikeda.GetByRole(AriaRole.Button, new() { Name = "使用を始める" }).ClickAsync();
        await ikeda.WaitForLoadStateAsync();
        (await ikeda.Locator("tbody tr").First.InnerTextAsync()).ShouldContain("登録済み");
        await Chromium.PictureAsync(ikeda, "seal-entered");
        (await ikeda.RunAxe()).Violations.Select(rule => rule.Id).ShouldBeEmpty();
    }

    private static async Task FillAsync(IPage page, string side, byte[] picture)
    {
        // Far ahead, so that the certificates of other tests keep the seal they know.
        await page.Locator("#from").FillAsync("R20.4.1");
        await page.Locator("#side").FillAsync(side);
        await page.Locator("#picture").SetInputFilesAsync(new FilePayload { Name = "seal.png", MimeType = "image/png", Buffer = picture });
        await page.Locator("#source").FillAsync("架空市民第５号");
        await page.GetByRole(AriaRole.Button, new() { Name = "登録して承認を申請する" }).ClickAsync();
        await page.WaitForLoadStateAsync();
    }
}
