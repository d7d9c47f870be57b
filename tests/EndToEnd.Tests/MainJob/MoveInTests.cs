using Daicho.EndToEnd.Tests.Demo;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>A family of four arrives from another municipality, in a browser.</summary>
[Collection(DemoZone.Name)]
public sealed class MoveInTests(DemoZone zone)
{
    private static readonly (string Name, string Kana, string Sex, string BornOn, string Relationship)[] People =
    [
        ("転入例　一郎", "テンニュウレイ　イチロウ", "男", "S60.4.1", "世帯主"),
        ("転入例　二葉", "テンニュウレイ　フタバ", "女", "S61.5.2", "妻"),
        ("転入例　三郎", "テンニュウレイ　サブロウ", "男", "H27.6.3", "子"),
        ("転入例　四葉", "テンニュウレイ　ヨツバ", "女", "H29.7.4", "子"),
    ];

    [Fact]
    public async Task A_family_of_four_is_sought_entered_reviewed_and_found()
    {
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "in-a");
        IPage page = sasaki.Page;
        await SearchAsync(sasaki, "異動の入力");
        await sasaki.LookAsync("nobody", "検索結果");
        await sasaki.PressAsync("住民でない方の届出を入力する");
        await sasaki.LookAsync("choose", "異動の種類を選ぶ");
        await sasaki.PressAsync("様式を開く");
        await sasaki.LookAsync("form", "転入届の入力");

        await FillAsync(page, "N1.movedInFrom.town", "例示県例示市中央");
        await FillAsync(page, "N1.movedInFrom.lot", "２番地");
        await FillAsync(page, "N1.domicile.town", "例示県例示市中央");
        await FillAsync(page, "N1.domicile.lot", "２番地");
        await FillAsync(page, "N1.domicile.head", "転入例　一郎");
        for (int person = 1; person <= People.Length; person++)
        {
            (string name, string kana, string sex, string bornOn, string relationship) = People[person - 1];
            await FillAsync(page, $"N{person}.name", name);
            await FillAsync(page, $"N{person}.kana", kana);
            await ChooseAsync(page, $"N{person}.sex", sex);
            await FillAsync(page, $"N{person}.birthDate", bornOn);
            await FillAsync(page, $"N{person}.relationship", relationship);
            if (person < People.Length)
            {
                await sasaki.PressAsync("人を追加");

                // The next one has the surname and the addresses of the one before.
                (await page.Locator($"[name='N{person + 1}.name']").InputValueAsync()).ShouldBe("転入例　");
                (await page.Locator($"[name='N{person + 1}.movedInFrom.lot']").InputValueAsync()).ShouldBe("２番地");
            }
        }

        await FillAsync(page, "happenedOn", "R8.11.20");
        await ChooseAsync(page, "notifier.kind", "本人");
        await FillAsync(page, "notifier.document", "運転免許証");
        await page.Locator("[name=documents][value=MoveOutCertificate]").CheckAsync();
        await FillAsync(page, "certificate.plannedOn", "R8.11.18");
        await FillAsync(page, "newAddress.town", "本町二丁目");
        await FillAsync(page, "newAddress.lot", "９番地");
        await ChooseAsync(page, "newHead", "転入例　一郎");
        await sasaki.LookAsync("form-filled", "転入届の入力");
        await sasaki.PressAsync("下書き保存して確認へ");
        await sasaki.LookAsync("draft", "転入届");
        string number = await Counter.SubmitAsync(sasaki, "転入届");

        // A draft is invisible outside.
        await SearchAsync(sasaki, "住民票の照会");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("該当する方はいません");

        ClerkWindow takahashi = await ClerkWindow.EnterAsync(zone, "takahashi", "in-b");
        await Counter.OpenReviewAsync(takahashi, number, "転入届");
        await Counter.DecideAsync(takahashi, "転入届");
        (await takahashi.Page.Locator("main").InnerTextAsync()).ShouldContain("転入通知（転出元市区町村）");

        await SearchAsync(sasaki, "住民票の照会");
        await sasaki.PressAsync("転入例　一郎");
        await sasaki.GoByKeyAsync("F4");
        await page.WaitForURLAsync("**/households/**");
        await Chromium.PictureAsync(page, "in-a-household");
        string household = await page.Locator("main").InnerTextAsync();
        foreach ((string name, _, _, _, _) in People)
        {
            household.ShouldContain(name);
        }

        string met = string.Join('\n', [.. sasaki.Met, .. takahashi.Met]);
        met.ShouldNotContain("転入例");
        met.ShouldNotContain("テンニュウレイ");
        (await Leaks.InLogsAsync(zone)).ShouldBeEmpty();
    }

    private static async Task SearchAsync(ClerkWindow clerk, string duty)
    {
        await clerk.GoByKeyAsync("F2");
        await clerk.Page.WaitForURLAsync("**/search**");
        await clerk.Page.Locator("#duty").SelectOptionAsync(new SelectOptionValue { Label = duty });
        await FillAsync(clerk.Page, "ground", "転入届の受付");
        await FillAsync(clerk.Page, "reading", "テンニュウレイ");
        await FillAsync(clerk.Page, "birth", "S60.4.1");
        await clerk.PressAsync("検索する");
    }

    private static Task FillAsync(IPage page, string name, string value) => page.Locator($"[name='{name}']").FillAsync(value);

    private static async Task ChooseAsync(IPage page, string name, string label) =>
        await page.Locator($"[name='{name}']").SelectOptionAsync(new SelectOptionValue { Label = label });
}
