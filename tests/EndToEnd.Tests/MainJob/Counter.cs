using System.Text;
using Daicho.Testing;
using Microsoft.Playwright;
using Shouldly;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The steps of the main job as clerks take them, one screen after another.</summary>
internal static class Counter
{
    /// <summary>Ground that stands on the access log.</summary>
    public const string Ground = "転居届の受付";

    /// <summary>From the person to the empty form of the relocation of the whole household.</summary>
    public static async Task OpenRelocationAsync(ClerkWindow clerk)
    {
        await clerk.PressAsync("異動を入力");
        foreach (ILocator member in await clerk.Page.Locator("#existing input[name=p]").AllAsync())
        {
            await member.CheckAsync();
        }

        await clerk.LookAsync("choose", "異動の種類を選ぶ");
        await clerk.Page.Locator("#existing").GetByRole(AriaRole.Button, new() { Name = "様式を開く" }).ClickAsync();
        await clerk.LookAsync("form", "転居届の入力");
    }

    /// <summary>Fills in the form and saves it.</summary>
    public static async Task SaveRelocationAsync(ClerkWindow clerk, string town, string lot)
    {
        await clerk.Page.Locator("#happenedOn").FillAsync("R8.11.20");
        await clerk.Page.GetByLabel("届出人の区分").SelectOptionAsync(new SelectOptionValue { Label = "本人" });
        await clerk.Page.GetByLabel("本人確認書類").FillAsync("運転免許証");
        await clerk.Page.GetByLabel("町名").FillAsync(town);
        await clerk.Page.GetByLabel("番地").FillAsync(lot);
        await clerk.LookAsync("form-filled", "転居届の入力");
        await clerk.PressAsync("下書き保存して確認へ");
    }

    /// <summary>Confirms the alerts and the result, and sends the case to review.</summary>
    /// <returns>The case number.</returns>
    public static async Task<string> SubmitAsync(ClerkWindow clerk, string title)
    {
        await clerk.ConfirmAlertsAsync();
        await clerk.Page.Locator("#result-confirmed").CheckAsync();
        await clerk.PressAsync("審査へ送る");
        await clerk.LookAsync("submitted", title);
        (await clerk.Page.Locator(".act-head").InnerTextAsync()).ShouldContain("審査中");
        return await clerk.Page.Locator(".case-number .code").InnerTextAsync();
    }

    /// <summary>From the work list to the page of the case under review.</summary>
    public static async Task OpenReviewAsync(ClerkWindow clerk, string caseNumber, string title)
    {
        await clerk.PressAsync("審査・決裁待ち");
        await clerk.LookAsync("review-list", "異動の一覧");
        await clerk.PressAsync($"受付番号{caseNumber}を開く");
        await clerk.LookAsync("review", title);
    }

    /// <summary>Ticks what was compared, and decides.</summary>
    public static async Task DecideAsync(ClerkWindow clerk, string title)
    {
        foreach (ILocator tick in await clerk.Page.Locator("input[name=compared]").AllAsync())
        {
            await tick.CheckAsync();
        }

        await clerk.PressAsync("審査して決裁する");
        await clerk.LookAsync("decided", title);
        (await clerk.Page.Locator(".act-head").InnerTextAsync()).ShouldContain("決裁済");
    }

    /// <summary>From the person to a printed copy of the resident record of the whole household.</summary>
    /// <returns>The words of the document, and its id as the screen shows it.</returns>
    public static async Task<(string Text, string DocumentId)> IssueAsync(ClerkWindow clerk, string picture)
    {
        await clerk.GoByKeyAsync("F8");
        await clerk.Page.WaitForURLAsync("**/certificates/new**");
        await clerk.Page.GetByLabel("運転免許証").CheckAsync();
        await clerk.LookAsync($"{picture}-request", "証明書の請求");
        await clerk.PressAsync("受け付ける");
        await clerk.LookAsync($"{picture}-accepted", "証明書の作成・交付");
        await clerk.PressAsync("作成する");
        await clerk.LookAsync($"{picture}-made", "証明書の作成・交付");
        string id = await clerk.Page.Locator("dt:has-text('文書識別番号') + dd").InnerTextAsync();
        byte[] pdf = await clerk.DownloadAsync("印刷する");
        await clerk.PressAsync("交付した");
        await clerk.LookAsync($"{picture}-handed-over", "証明書の作成・交付");
        (await clerk.Page.Locator("main").InnerTextAsync()).ShouldContain("交付");
        (int code, byte[] text) = await PdfTools.RunAsync("pdftotext", pdf, "-raw", "FILE", "-");
        code.ShouldBe(0);
        if (Chromium.PictureFolder is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"main-{picture}.pdf"), pdf);
        }

        return (Encoding.UTF8.GetString(text), id.Trim());
    }
}
