using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.Demo;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The entry forms as a clerk looks at them: in every window, with candidates open and with every error at once.</summary>
[Collection(DemoZone.Name)]
public sealed partial class EntryPagesTests(DemoZone zone)
{
    private static readonly string[] Forms = ["RELOCATION", "MOVE_IN", "MOVE_OUT", "BIRTH", "HOUSEHOLD_MERGE", "CLERICAL"];

    [Theory]
    [InlineData("1366", 1366, 768, 1, "窓例", "マドレイ")]
    [InlineData("1920", 1920, 1080, 1, "広例", "ヒロレイ")]
    [InlineData("zoom200", 683, 384, 2, "拡例", "カクレイ")]
    public async Task Every_form_fits_its_window_and_axe_finds_nothing(string name, int width, int height, int scale, string surname, string kana)
    {
        Family family = await Family.SettleAsync(zone.Data, surname, kana, "１番地");
        IPage page = await zone.SignInAsync("sasaki", "/search", null, new() { ViewportSize = new() { Width = width, Height = height }, DeviceScaleFactor = scale });
        await page.Locator("#duty").SelectOptionAsync(new SelectOptionValue { Label = "異動の入力" });
        await page.Locator("#ground").FillAsync(Counter.Ground);
        await page.Locator("#reading").FillAsync(kana);
        await page.Locator("#birth").FillAsync("S59.5.17");
        await page.GetByRole(AriaRole.Button, new() { Name = "検索する" }).First.ClickAsync();
        await page.WaitForURLAsync("**w=**");
        string context = Purpose().Match(page.Url).Value;
        string people = string.Concat(family.Members.Select(member => $"&p={member.Id.Value}"));
        foreach (string form in Forms)
        {
            await page.GotoAsync(new Uri(zone.Address, $"/changes/enter?form={form}&person={family.Head.Id.Value}{people}&{context}").ToString());
            await LookAsync(page, $"{form}-{name}");
        }

        // Refused whole: the errors stand beside their fields and lead there.
        await page.GotoAsync(new Uri(zone.Address, $"/changes/enter?form=RELOCATION&person={family.Head.Id.Value}{people}&{context}").ToString());
        await page.Locator("[name='newAddress.postalCode']").FillAsync("99");
        await page.Locator("#happenedOn").FillAsync("昨日ごろ");
        await page.EvaluateAsync("document.documentElement.dataset.left = ''");
        await page.Keyboard.PressAsync("F9");
        await ClerkWindow.SettleAsync(page);
        (await page.Locator(".field-errors .is-error").CountAsync()).ShouldBeGreaterThanOrEqualTo(2);
        await LookAsync(page, $"refused-{name}");
    }

    [Fact]
    public async Task The_new_address_stands_on_the_first_screen_and_a_postal_code_fills_its_town()
    {
        Family family = await Family.SettleAsync(zone.Data, "初例", "ハツレイ", "３番地");
        Family there = await Family.SettleAsync(zone.Data, "先例", "サキレイ", "４番地９");
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "first");
        IPage page = sasaki.Page;
        await sasaki.OpenPersonAsync("異動の入力", Counter.Ground, "ハツレイ", "S59.5.17", family.Head.Name.Display);
        await Counter.OpenRelocationAsync(sasaki);
        foreach (string field in (string[])["happenedOn", "notifiedOn", "basis", "route", "newAddress.town", "newAddress.lot", "target.number"])
        {
            LocatorBoundingBoxResult box = (await page.Locator($"[name='{field}']").BoundingBoxAsync()).ShouldNotBeNull();
            (box.Y + box.Height).ShouldBeLessThanOrEqualTo(728, field);
        }

        await page.Locator("[name='newAddress.postalCode']").FillAsync("999-0001");
        await page.Locator("[name='newAddress.town'] >> visible=true").WaitForAsync();
        await Assertions.Expect(page.Locator("[name='newAddress.town']")).ToHaveValueAsync("本町一丁目");
        await page.Locator("[name='newAddress.lot']").FillAsync("４番地９");

        // The household there is found by its address and taken by keys.
        await page.GetByRole(AriaRole.Button, new() { Name = "この住所の世帯を探す" }).ClickAsync();
        await page.Locator(".choice-list button").First.WaitForAsync();
        await sasaki.LookAsync("households", "転居届の入力");
        (await page.Locator(".choice-list button").First.InnerTextAsync()).ShouldContain(there.Head.Name.Display);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator("[name='target.number']").InputValueAsync()).ShouldBe(there.Head.Household.Number.Value);
        (await page.Locator("[name='target'][value=join]").IsCheckedAsync()).ShouldBeTrue();

        // Escape closes an open list and stays on the form.
        await page.Locator("[name='newAddress.town']").FillAsync("えき");
        await page.Locator(".choice-list button").First.WaitForAsync();
        await page.Locator("[name='newAddress.town']").PressAsync("Escape");
        (await page.Locator(".choice-list").CountAsync()).ShouldBe(0);
        await sasaki.LookAsync("form-kept", "転居届の入力");
        Leaks.InAddressesAndTitles(family, sasaki).ShouldBeEmpty();
        Leaks.InAddressesAndTitles(there, sasaki).ShouldBeEmpty();
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await Chromium.PictureAsync(page, $"entry-{name}");
        (await page.RunAxe()).Violations
            .SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html}")).ShouldBeEmpty(name);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, name);
    }

    [GeneratedRegex("w=[0-9a-f-]{36}")]
    private static partial Regex Purpose();
}
