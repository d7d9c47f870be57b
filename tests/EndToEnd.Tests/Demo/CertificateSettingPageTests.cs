using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>The next mayor and new fees, set by two people with a browser.</summary>
[Collection(DemoZone.Name)]
public sealed class CertificateSettingPageTests(DemoZone zone)
{
    [Fact]
    public async Task A_reviewer_asks_the_head_approves_and_the_reviewer_records_certifier_and_fees()
    {
        List<string> complaints = [];
        IPage clerk = await zone.EnterWithPasskeyAsync("sasaki", "/certificates/settings", complaints);
        await LookAsync(clerk, "certificate-settings");
        await clerk.Locator("#role").SelectOptionAsync("mayor");
        await clerk.Locator("#title").FillAsync("長");
        await clerk.Locator("#name").FillAsync("仮名　次葉");
        await clerk.Locator("#from").FillAsync("R90.4.1");
        await clerk.Locator("#seal").FillAsync("霞野市長之印");
        await clerk.Locator("#source").FillAsync("令和90年の選挙");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "認証者の承認を申請する" }).ClickAsync();
        await clerk.WaitForLoadStateAsync();
        (await Asked(clerk, "仮名　次葉").InnerTextAsync()).ShouldContain("承認待ち");

        await clerk.Locator("#fee-PersonCopy").FillAsync("450");
        await clerk.Locator("#fees-from").FillAsync("R90.4.1");
        await clerk.Locator("#fees-source").FillAsync("霞野市手数料条例");
        await clerk.GetByRole(AriaRole.Button, new() { Name = "手数料の承認を申請する" }).ClickAsync();
        await clerk.WaitForLoadStateAsync();
        (await Asked(clerk, "450円").InnerTextAsync()).ShouldContain("承認待ち");
        (await clerk.GetByRole(AriaRole.Button, new() { Name = "登録する", Exact = true }).CountAsync()).ShouldBe(0);

        IPage head = await zone.EnterWithPasskeyAsync("kuroda", "/approvals", complaints);
        foreach (string what in (string[])["仮名　次葉", "450円"])
        {
            ILocator request = head.Locator("article.confirmation").Filter(new() { HasText = what });
            (await request.InnerTextAsync()).ShouldContain("証明書の認証者・手数料の設定");
            await request.GetByRole(AriaRole.Button, new() { Name = "承認する" }).ClickAsync();
            await head.WaitForLoadStateAsync();
        }

        clerk = await zone.EnterWithPasskeyAsync("sasaki", "/certificates/settings", complaints);
        foreach (string what in (string[])["仮名　次葉", "450円"])
        {
            await Asked(clerk, what).GetByRole(AriaRole.Button, new() { Name = "登録する" }).ClickAsync();
            await clerk.WaitForLoadStateAsync();
            (await Asked(clerk, what).InnerTextAsync()).ShouldContain("登録済み");
        }

        ILocator certifiers = clerk.Locator("table").Filter(new() { HasText = "登録された認証者" });
        (await certifiers.InnerTextAsync()).ShouldContain("仮名　次葉");
        (await certifiers.Locator("tr").Filter(new() { HasText = "仮名　一郎" }).InnerTextAsync()).ShouldContain("令和９０年３月３１日");
        (await clerk.Locator("table").Filter(new() { HasText = "登録された手数料" }).InnerTextAsync()).ShouldContain("住民票の写し（個人票）450円");
        await LookAsync(clerk, "certificate-settings-recorded");
        complaints.ShouldBeEmpty();
    }

    private static ILocator Asked(IPage page, string what) =>
        page.Locator("table").First.Locator("tbody tr").Filter(new() { HasText = what });

    private static async Task LookAsync(IPage page, string name)
    {
        await Chromium.PictureAsync(page, name);
        (await page.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();
    }
}
