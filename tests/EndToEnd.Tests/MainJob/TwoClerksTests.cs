using Daicho.EndToEnd.Tests.Demo;
using Daicho.ResidentRegister.Residents;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>Four eyes, two clerks at once, and forms that are sent twice, in a browser.</summary>
[Collection(DemoZone.Name)]
public sealed class TwoClerksTests(DemoZone zone)
{
    [Fact]
    public async Task Of_two_clerks_at_once_one_wins_and_none_reviews_an_entry_of_his_own()
    {
        Family family = await Family.SettleAsync(zone.Data, "例文", "レイブン", "４番地５");
        ResidentRecord head = family.Head;
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "two-a");
        await sasaki.OpenPersonAsync("異動の入力", Counter.Ground, "レイブン", "S59.5.17", head.Name.Display);
        ClerkWindow takahashi = await ClerkWindow.EnterAsync(zone, "takahashi", "two-b");
        await takahashi.OpenPersonAsync("異動の入力", Counter.Ground, "レイブン", "S59.5.17", head.Name.Display);

        // Who has the form first may go on; the other is told at once and refused when he tries.
        await Counter.OpenRelocationAsync(sasaki);
        await Counter.OpenRelocationAsync(takahashi);
        (await takahashi.Page.Locator(".error-summary").InnerTextAsync()).ShouldContain("他の職員が対象者の異動を入力しています");
        await Counter.SaveRelocationAsync(sasaki, "中央三丁目", "１番地");
        await sasaki.LookAsync("draft", "転居届");
        await Counter.SaveRelocationAsync(takahashi, "中央一丁目", "２番地");
        (await takahashi.Page.Locator("#findings").InnerTextAsync()).ShouldContain("仮登録中の異動があります");
        await takahashi.LookAsync("refused", "転居届の入力");
        (await takahashi.Page.Locator("[name='newAddress.lot']").InputValueAsync()).ShouldBe("２番地");

        // The same submit twice at once: both are led to the one case, and it was sent to review once.
        await sasaki.Page.Locator("#result-confirmed").CheckAsync();
        await sasaki.Page.EvaluateAsync(
            """
            async () => {
                const form = document.getElementById("submit");
                const body = new URLSearchParams(new FormData(form));
                body.set("do", "submit");
                const send = () => fetch(form.action, { method: "POST", body, redirect: "manual" });
                await Promise.all([send(), send()]);
            }
            """);
        await sasaki.Page.ReloadAsync();
        await sasaki.LookAsync("submitted", "転居届");
        (await sasaki.Page.Locator(".act-head").InnerTextAsync()).ShouldContain("審査中");
        (await sasaki.Page.GetByRole(AriaRole.Cell, new() { Name = "審査へ送付", Exact = false }).CountAsync()).ShouldBe(1);

        // A review of one's own entry is refused even where the form is made by hand.
        await sasaki.Page.EvaluateAsync(
            """
            () => {
                const form = document.getElementById("withdraw");
                form.action = form.action.replace("/withdraw", "/review");
                for (const [name, value] of [["do", "decide"], ["compared", "persons"], ["compared", "dates"], ["compared", "content"], ["compared", "notifier"]]) {
                    const field = document.createElement("input");
                    field.type = "hidden"; field.name = name; field.value = value;
                    form.append(field);
                }
                form.submit();
            }
            """);
        await sasaki.Page.WaitForURLAsync("**/review**");
        (await sasaki.Page.Locator("body").InnerTextAsync()).ShouldContain("自分が入力した異動は審査・決裁できません");
        await sasaki.Page.GotoAsync(zone.Address.ToString());
        (await sasaki.Page.Locator(".work-list").InnerTextAsync()).ShouldMatch("審査・決裁待ち\\s*0");

        Leaks.InAddressesAndTitles(family, sasaki, takahashi).ShouldBeEmpty();
    }
}
