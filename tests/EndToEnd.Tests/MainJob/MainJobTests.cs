using System.Globalization;
using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.Demo;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The whole main job in a browser: search, change, review by a second clerk, history, certificate, who looked.</summary>
[Collection(DemoZone.Name)]
public sealed partial class MainJobTests(DemoZone zone)
{
    [Fact]
    public async Task A_family_moves_by_two_clerks_and_its_certificate_shows_it()
    {
        Family family = await Family.SettleAsync(zone.Data, "架空", "カクウ", "１２番地３");
        ResidentRecord head = family.Head;
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "main-a");
        await sasaki.LookAsync("start", "作業一覧");
        int drafts = await DraftsAsync(sasaki);
        await sasaki.OpenPersonAsync("異動の入力", Counter.Ground, "ｶｸｳ ﾀﾛｳ", "S59.5.17", head.Name.Display);
        await Counter.OpenRelocationAsync(sasaki);
        await Counter.SaveRelocationAsync(sasaki, "中央二丁目", "７番地１");
        await sasaki.LookAsync("draft", "転居届");
        (await DraftsAsync(sasaki)).ShouldBe(drafts + 1);
        string number = await Counter.SubmitAsync(sasaki, "転居届");

        // The one who entered it finds nothing to review it with.
        (await sasaki.Page.Locator("input[name=compared]").CountAsync()).ShouldBe(0);
        (await sasaki.Page.Locator("main").InnerTextAsync()).ShouldContain("入力した職員とは別の職員が審査・決裁します");

        // Until the decision the register says what it said.
        await sasaki.OpenPersonAsync("証明書の発行", "住民票の写しの請求", "カクウ", "19840517", head.Name.Display);
        (await sasaki.Page.Locator("main").InnerTextAsync()).ShouldContain("異動処理中");
        (string before, _) = await Counter.IssueAsync(sasaki, "before");
        before.ShouldContain("１２番地３");
        before.ShouldNotContain("７番地１");

        ClerkWindow takahashi = await ClerkWindow.EnterAsync(zone, "takahashi", "main-b");
        await takahashi.LookAsync("start", "作業一覧");
        await Counter.OpenReviewAsync(takahashi, number, "転居届");
        await Counter.DecideAsync(takahashi, "転居届");

        // Back, and the same form once more: nothing happens twice.
        await takahashi.Page.ReloadAsync();
        await takahashi.LookAsync("decided-reloaded", "転居届");
        await takahashi.Page.GoBackAsync();
        await takahashi.Page.WaitForLoadStateAsync();
        (await takahashi.Page.Locator("main").InnerTextAsync()).ShouldNotContain("審査して決裁する");

        await sasaki.OpenPersonAsync("証明書の発行", "住民票の写しの請求", "かくう", "S59.5.17", head.Name.Display);
        await sasaki.GoByKeyAsync("F5");
        await sasaki.Page.WaitForURLAsync("**/history**");
        await sasaki.LookAsync("history", "異動履歴");
        (await sasaki.Page.Locator("main").InnerTextAsync()).ShouldContain("転居");
        await sasaki.GoByKeyAsync("F3");
        (string after, string document) = await Counter.IssueAsync(sasaki, "after");
        after.ShouldContain("７番地１");
        after.ShouldContain(document);

        // The privacy officer sees who looked: both clerks, with the ground they gave.
        ClerkWindow mori = await ClerkWindow.EnterWithPasskeyAsync(zone, "mori", "/assurance/log", "main-c");
        await mori.LookAsync("log", "アクセス記録の一覧");
        await mori.Page.Locator(".filter-bar summary").ClickAsync();
        await mori.Page.Locator("#number").FillAsync(head.AddresseeNumber.ToString());
        await mori.PressAsync("表示する");
        await mori.LookAsync("log-of-person", "アクセス記録の一覧");
        string looked = await mori.Page.Locator("tbody").InnerTextAsync();
        looked.ShouldContain("佐々木 美咲");
        looked.ShouldContain("高橋");
        looked.ShouldContain(Counter.Ground);

        Leaks.InAddressesAndTitles(family, sasaki, takahashi, mori).ShouldBeEmpty();
        (await Leaks.InLogsAsync(zone)).ShouldBeEmpty();
    }

    private static async Task<int> DraftsAsync(ClerkWindow clerk) => int.Parse(
        Drafts().Match(await clerk.Page.Locator(".work-list").InnerTextAsync()).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"下書き\s*(\d+)")]
    private static partial Regex Drafts();
}
