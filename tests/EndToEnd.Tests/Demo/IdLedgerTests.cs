using Daicho.EndToEnd.Tests.MainJob;
using Daicho.Host.Roles;
using Daicho.Platform;
using Daicho.Platform.Data;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>Operator IDs: issued in one place on application, revoked, and equal to the ledger (CR-50).</summary>
[Collection(DemoZone.Name)]
public sealed class IdLedgerTests(DemoZone zone)
{
    private const string Application = "市民第３４号　令和８年３月２５日";

    private static DateOnly Today => new BusinessClock(TimeProvider.System).Today();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_central_role_issues_an_id_on_its_application_and_the_ledger_equals_the_live_rights()
    {
        IPage clerk = await zone.SignInAsync("sasaki", "/");
        foreach (string closed in (string[])["/accounts/new", "/accounts", "/rights", "/rights/designate"])
        {
            (await clerk.GotoAsync(new Uri(zone.Address, closed).ToString()))!.Status.ShouldBe(403, closed);
        }

        List<string> complaints = [];
        IPage officer = await zone.EnterWithPasskeyAsync("ikeda", "/accounts/new", complaints);
        await FillAsync(officer, "");
        (await officer.Locator("main").InnerTextAsync()).ShouldContain("操作者IDの発行の申請");
        (await CountAsync("select count(*) from platform.operator where code = 'higashi'")).ShouldBe(0);
        await FillAsync(officer, Application);
        await officer.GetByRole(AriaRole.Link, new() { Name = "この利用者を開く" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        (await officer.Locator("main").InnerTextAsync()).ShouldContain(Application);

        // An ID alone can do nothing, and what the ledger lists as in force is exactly what acts, before and after a revocation.
        (await CountAsync(
            "select count(*) from platform.operator o, platform.effective_rights(o.id, $1) where o.code = 'higashi'", Today)).ShouldBe(0);
        (await LedgerAsync(officer)).ShouldBe(await LiveAsync());

        IPage head = await zone.EnterWithPasskeyAsync("kuroda", "/rights/designate", complaints);
        await head.Locator("#holder").SelectOptionAsync(new SelectOptionValue { Label = "東 一（架空）　本庁 市民課" });
        await head.Locator("#role").SelectOptionAsync("clerk");
        await head.Locator("#office").SelectOptionAsync("*");
        await head.Locator("#reason").FillAsync("窓口の応援");
        await head.GetByRole(AriaRole.Button, new() { Name = "指定する" }).ClickAsync();
        await head.WaitForURLAsync("**/rights");
        await officer.GotoAsync(zone.Localhost("/rights"));
        await Line(officer).GetByRole(AriaRole.Button, new() { Name = "設定する" }).ClickAsync();
        await officer.WaitForURLAsync("**/rights");
        string[] live = await LiveAsync();
        live.ShouldContain("東 一（架空）");
        (await LedgerAsync(officer)).ShouldBe(live);

        await Line(officer).Locator("summary").ClickAsync();
        await Line(officer).Locator("input[name=reason]").FillAsync("応援の終わり");
        await Line(officer).GetByRole(AriaRole.Button, new() { Name = "失効させる" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        (await LiveAsync()).ShouldNotContain("東 一（架空）");
        (await LedgerAsync(officer)).ShouldBe(await LiveAsync());
    }

    private static ILocator Line(IPage page) => page.Locator("tbody tr").Filter(new() { HasText = "東 一（架空）" });

    private static async Task FillAsync(IPage officer, string application)
    {
        await officer.Locator("#code").FillAsync("higashi");
        await officer.Locator("#name").FillAsync("東 一（架空）");
        await officer.Locator("#office").SelectOptionAsync("honcho");
        await officer.Locator("#section").FillAsync("市民課");
        await officer.Locator("#position").FillAsync("主事");
        await officer.Locator("#from").FillAsync("R8.4.1");
        await officer.Locator("#application").EvaluateAsync("field => field.required = false");
        await officer.Locator("#application").FillAsync(application);
        await officer.GetByRole(AriaRole.Button, new() { Name = "登録して初回パスワードを発行する" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
    }

    /// <summary>Names of the staff with a right in force, one for each right, as the ledger's screen lists them.</summary>
    private async Task<string[]> LedgerAsync(IPage officer)
    {
        await officer.GotoAsync(zone.Localhost("/rights"));
        IReadOnlyList<string> lines = await officer.Locator("tbody tr").Filter(new() { HasText = "有効" }).AllInnerTextsAsync();
        return [.. lines.Select(line => line.Split('\n', '\t')[0].Trim()).Order(StringComparer.Ordinal)];
    }

    private async Task<string[]> LiveAsync()
    {
        await using ZoneSession session = await Family.OpenAsync(zone.Data);
        List<string> names = await session.Database.Owner.ListAsync(
            """
            select o.display_name from platform.operator o
            cross join lateral (select distinct e.role_code, e.office_code from platform.effective_rights(o.id, $1) e) role
            where o.kind = 'staff'
            """,
            row => row.GetString(0), Cancellation, Today);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    private async Task<long> CountAsync(string sql, params object[] values)
    {
        await using ZoneSession session = await Family.OpenAsync(zone.Data);
        return (await session.Database.Owner.ListAsync(sql, row => row.GetInt64(0), Cancellation, values)).Single();
    }
}
