using Daicho.EndToEnd.Tests.Demo;
using Daicho.ResidentRegister.Residents;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The upkeep of the register in a browser: lists by what stands in the records, a report of a qualification, the counts.</summary>
[Collection(DemoZone.Name)]
public sealed class UpkeepTests(DemoZone zone)
{
    [Fact]
    public async Task A_clerk_enters_a_qualification_sees_the_counts_and_lists_unconfirmed_readings()
    {
        Family family = await Family.SettleAsync(zone.Data, "点検", "テンケン", "３２番地１");
        ResidentRecord head = family.Head;
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "upkeep");
        IPage page = sasaki.Page;
        await sasaki.OpenPersonAsync("異動の入力", "資格の通知の受付", "テンケン", "S59.5.17", head.Name.Display);
        await sasaki.PressAsync("異動を入力");
        await page.Locator("#existing").GetByLabel("資格・カード等の通知による修正").CheckAsync();
        await page.Locator("#existing").GetByRole(AriaRole.Button, new() { Name = "様式を開く" }).ClickAsync();
        await page.WaitForURLAsync("**/changes/enter**");
        await sasaki.LookAsync("qualification", "資格・カード等の通知による修正の入力");
        await page.Locator("[name=happenedOn]").FillAsync("R8.11.10");
        await page.Locator("[name=ground]").FillAsync("国民健康保険の資格取得の通知");
        await page.Locator("[name=documents][value=QualificationNotice]").CheckAsync();
        await page.Locator("summary", new() { HasText = "国民健康保険" }).ClickAsync();
        await page.Locator("[name='fix.nationalHealthInsurance.held']").SelectOptionAsync("1");
        await sasaki.PressAsync("下書き保存して確認へ");
        await sasaki.LookAsync("qualification-draft", "資格・カード等の通知による修正");
        (await page.Locator("main").InnerTextAsync()).ShouldContain("国保資格有無フラグ");

        await sasaki.PressAsync("異動集計・人口");
        await sasaki.LookAsync("statistics", "異動集計・人口");

        await sasaki.GoByKeyAsync("F2");
        await page.WaitForURLAsync("**/search**");
        await sasaki.PressAsync("記載されたコード等の一覧");
        await page.Locator("#duty").SelectOptionAsync(new SelectOptionValue { Label = "住民票の照会" });
        await page.Locator("#ground").FillAsync("フリガナの点検");
        await sasaki.LookAsync("entry", "住民の検索");
        await sasaki.PressAsync("検索する");
        await sasaki.LookAsync("listed", "検索結果");
        (await Leaks.InLogsAsync(zone)).ShouldBeEmpty();
    }
}
