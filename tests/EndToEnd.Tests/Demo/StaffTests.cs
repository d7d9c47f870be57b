using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>What the system officer does for a new colleague.</summary>
[Collection(DemoZone.Name)]
public sealed class StaffTests(DemoZone zone)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_officer_adds_an_office_and_a_colleague_declares_the_relation_and_the_colleague_signs_in()
    {
        List<string> complaints = [];
        IPage officer = await zone.EnterWithPasskeyAsync("ikeda", "/offices", complaints);
        await officer.Locator("#code").FillAsync("kita");
        await officer.Locator("#name").FillAsync("北支所");
        await officer.GetByRole(AriaRole.Button, new() { Name = "事務所を登録する" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        (await officer.Locator("tbody").InnerTextAsync()).ShouldContain("北支所");
        await LookAsync(officer, "offices");

        await officer.GotoAsync(zone.Localhost("/accounts/new"));
        await officer.Locator("#code").FillAsync("minami");
        await officer.Locator("#name").FillAsync("南 花子（架空）");
        await officer.Locator("#office").SelectOptionAsync("kita");
        await officer.Locator("#section").FillAsync("市民係");
        await officer.Locator("#position").FillAsync("主事");
        await officer.Locator("#from").FillAsync("R8.4.1");
        await officer.Locator("#application").FillAsync("市民第１２号　令和８年３月２０日");
        await officer.GetByRole(AriaRole.Button, new() { Name = "登録して初回パスワードを発行する" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        string password = await officer.Locator("#first-password").InnerTextAsync();
        await LookAsync(officer, "hired");

        await officer.GetByRole(AriaRole.Link, new() { Name = "この利用者を開く" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        await officer.Locator("#addressee").FillAsync(await AnyAddresseeNumberAsync());
        await officer.Locator("#relation").SelectOptionAsync("self");
        await officer.GetByRole(AriaRole.Button, new() { Name = "届出を登録する" }).ClickAsync();
        await officer.WaitForLoadStateAsync();
        (await officer.Locator("main").InnerTextAsync()).ShouldContain("本人 1人");
        await LookAsync(officer, "related");

        IPage colleague = await zone.OpenAsync("/sign-in");
        await zone.TypeAsync(colleague, "minami", password);
        colleague.Url.ShouldContain("/account/password");
        complaints.ShouldBeEmpty();
    }

    /// <summary>Of some resident of the zone; nothing else of the person is read.</summary>
    private async Task<string> AnyAddresseeNumberAsync()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartOrJoinAsync(new ClusterOptions(zone.Data), Cancellation);
        NpgsqlConnectionStringBuilder admin = cluster.AdminConnectionString();
        admin.Database = "demo_city";
        await using NpgsqlConnection connection = new(admin.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return (string)(await connection.ScalarAsync(
            "select addressee_number from resident_register.resident order by addressee_number desc limit 1", Cancellation))!; // the zone has residents
    }

    private static async Task LookAsync(IPage page, string name)
    {
        await Chromium.PictureAsync(page, name);
        (await page.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();
    }
}
