using Daicho.EndToEnd.Tests.Demo;
using Daicho.Platform.Pdf;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>Names that hold signs of programs, or are very long, in the real browser and on paper: text, and nothing else.</summary>
[Collection(DemoZone.Name)]
public sealed class HostileTextPagesTests(DemoZone zone)
{
    [Theory]
    [InlineData("<script>document.title='乗取';alert(1)</script>", "キゴウイチ", "３１番地")]
    [InlineData("\"><img src=x onerror=alert(1)>'--", "キゴウニ", "３２番地")]
    public async Task A_name_of_signs_is_shown_and_printed_as_typed_and_no_script_runs(string surname, string kana, string lot)
    {
        Family family = await Family.SettleAsync(zone.Data, surname, kana, lot);
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "hostile");
        List<string> dialogs = [];
        sasaki.Page.Dialog += async (_, dialog) =>
        {
            dialogs.Add(dialog.Message);
            await dialog.DismissAsync();
        };

        await sasaki.OpenPersonAsync("証明書の発行", "住民票の写しの請求", kana, "S59.5.17", family.Head.Name.Display);
        (await sasaki.Page.Locator(".person-strip").InnerTextAsync()).ShouldContain(surname);
        (await sasaki.Page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
        string printed = await PrintAsync(sasaki);
        printed.ShouldContain(surname.Replace(" ", "", StringComparison.Ordinal));
        dialogs.ShouldBeEmpty();
        (await sasaki.Page.TitleAsync()).ShouldNotContain("乗取");
    }

    [Fact]
    public async Task A_very_long_name_breaks_no_page_and_is_printed_whole_or_said_to_be_cut()
    {
        string surname = string.Concat(Enumerable.Repeat("ヴィルヘルミナ", 12));
        Family family = await Family.SettleAsync(zone.Data, surname, "キゴウナガイ", "３３番地");
        ClerkWindow sasaki = await ClerkWindow.EnterAsync(zone, "sasaki", "longest");

        // LookAsync proves of each page that nothing reaches beyond the window.
        await sasaki.OpenPersonAsync("証明書の発行", "住民票の写しの請求", "キゴウナガイ", "S59.5.17", family.Head.Name.Display);
        (await PrintAsync(sasaki)).ShouldContain(surname);
    }

    private static async Task<string> PrintAsync(ClerkWindow clerk)
    {
        await clerk.GoByKeyAsync("F8");
        await clerk.LookAsync("request", "証明書の請求");
        await clerk.Page.GetByLabel("運転免許証").CheckAsync();
        await clerk.GoByKeyAsync("F10");
        await clerk.ConfirmAlertsAsync();
        if (await clerk.Page.Locator("[aria-current=step]").CountAsync() == 0)
        {
            await clerk.GoByKeyAsync("F10");
        }

        await clerk.LookAsync("accepted", "証明書の作成・交付");
        await clerk.GoByKeyAsync("F9");
        byte[] pdf = await clerk.DownloadAsync("印刷する");
        return string.Concat(PdfText.Extract(pdf).SelectMany(page => page.Texts)).Replace(" ", "", StringComparison.Ordinal);
    }
}
