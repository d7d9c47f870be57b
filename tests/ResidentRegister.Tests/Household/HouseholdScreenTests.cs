using System.Net;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Household;

/// <summary>The page of a household.</summary>
public sealed class HouseholdScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task Members_stand_in_order_and_removed_ones_on_request()
    {
        (ResidentRecord head, ResidentRecord wife, ResidentRecord son) = await FamilyAsync();
        await world.AppendAsync(son, Any.Row(
            son with
            {
                Removal = new Removal(
                    RemovalKind.MovedOut, "OUT_DOMESTIC", PartialDate.FromDate(new DateOnly(2021, 3, 1)), new DateOnly(2021, 3, 1)),
            },
            2, new DateOnly(2021, 3, 1)));
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);

        string page = $"/households/{head.Household.Id.Value}?w={w}";
        string members = Members(await browser.GetAsync(page));
        members.IndexOf("見本　太郎", StringComparison.Ordinal).ShouldBeLessThan(members.IndexOf("見本　妻子", StringComparison.Ordinal));
        members.ShouldNotContain("見本　息子");
        Members(await browser.GetAsync(page + "&removed=true")).ShouldContain("見本　息子");
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'household.view' and subject_ids @> array[$1::uuid, $2::uuid]",
            head.Id.Value, wife.Id.Value)).ShouldBe(2);
    }

    [Fact]
    public async Task A_family_stands_in_official_order_from_its_move_in_and_again_under_another_head_on_the_screen_and_on_the_copy()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync(
            "MOVE_IN",
            [
                .. FormDoor.MovedIn.Where(field => !field.Name.StartsWith("N1", StringComparison.Ordinal) && field.Name is not ("people" or "newHead")),
                ("people", "3"), ("newHead", "N3"), .. Newcomer(1, "並順　子", "ナミジュン　コ", "Female", "H22.5.5", "子"),
                .. Newcomer(2, "並順　妻", "ナミジュン　ツマ", "Female", "S61.5.5", "妻"), .. Newcomer(3, "並順　主", "ナミジュン　ヌシ", "Male", "S60.4.1", "世帯主"),
            ]);
        Dictionary<string, ResidentRecord> family = (await door.RowsAsync(act)).ToDictionary(row => row.Record.Name.Written, row => row.Record);
        string[] persons = ["並順　主", "並順　妻", "並順　子"];
        await StandAsync(door, family, persons);

        await door.DecideAsync(
            "HOUSEHOLD_HEAD",
            [
                .. FormDoor.Notified, .. persons.Select(name => ("persons", family[name].Id.Value.ToString())),
                ("newHead", family["並順　妻"].Id.Value.ToString()), ($"relationships.{family["並順　主"].Id.Value}", "夫"),
                ($"relationships.{family["並順　子"].Id.Value}", "子"),
            ]);
        await StandAsync(door, family, "並順　妻", "並順　主", "並順　子");
    }

    private static IEnumerable<(string Name, string Value)> Newcomer(int place, string name, string kana, string sex, string born, string relationship) =>
        FormDoor.MovedIn.Where(field => field.Name.StartsWith("N1.", StringComparison.Ordinal) && field.Name is not ("N1.sex" or "N1.birthDate" or "N1.relationship"))
            .Concat(FormDoor.Named(name, kana))
            .Select(field => ($"N{place}{field.Name[2..]}", field.Value))
            .Concat([($"N{place}.sex", sex), ($"N{place}.birthDate", born), ($"N{place}.relationship", relationship)]);

    private async Task StandAsync(FormDoor door, Dictionary<string, ResidentRecord> family, params string[] names)
    {
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        Shown page = await browser.GetAsync($"/households/{family[names[0]].Household.Id.Value}?w={w}");
        string members = Members(page);
        names.OrderBy(name => members.IndexOf(name, StringComparison.Ordinal)).ShouldBe(names);
        foreach (string name in names)
        {
            members.ShouldContain($"/residents/{family[name].Id.Value}");
            (await browser.GetAsync($"/residents/{family[name].Id.Value}?w={w}")).Body.ShouldContain(name);
        }

        IReadOnlyList<string> copy = await door.CertificateAsync([.. family.Values], "householdCopy", "householder");
        copy.Zip(copy.Skip(1)).Where(pair => pair.First == "氏名").Select(pair => pair.Second).ShouldBe(names);
    }

    [Fact]
    public async Task Who_left_for_another_household_stays_in_the_history_of_membership()
    {
        (ResidentRecord head, _, ResidentRecord son) = await FamilyAsync();
        ResidentRecord alone = Any.Resident();
        await world.AddAsync(alone);
        await world.AppendAsync(son, Any.Row(
            son with { Household = alone.Household with { Relationship = "縁故者", Order = 2 } }, 2, new DateOnly(2022, 2, 2)));
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);

        Shown page = await browser.GetAsync($"/households/{head.Household.Id.Value}?w={w}");
        Members(page).ShouldNotContain("見本　息子");
        page.Body.Split("世帯員の履歴</caption>")[1].ShouldContain("見本　息子");
        page.Body.ShouldContain("令和４年２月２日");
    }

    [Fact]
    public async Task An_address_that_differs_from_the_householder_is_marked()
    {
        (ResidentRecord head, ResidentRecord wife, _) = await FamilyAsync();
        await world.AppendAsync(wife, Any.Row(wife with { Address = new Address { Town = "別町", Lot = "１番地" } }, 2));
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        Members(await browser.GetAsync($"/households/{head.Household.Id.Value}?w={w}")).ShouldContain("世帯主と住所が違う");
    }

    [Fact]
    public async Task A_supported_member_is_shown_by_name_only_until_the_warning_was_seen()
    {
        (ResidentRecord head, ResidentRecord wife, _) = await FamilyAsync();
        await world.AppendAsync(wife, Any.Row(wife with { Address = new Address { Town = "匿町", Lot = "１番地" } }, 2));
        await world.ProtectAsync(wife.Id);
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        string page = $"/households/{head.Household.Id.Value}?w={w}";
        Shown closed = await browser.GetAsync(page);
        closed.Body.ShouldContain("支援措置対象者");
        closed.Body.ShouldNotContain("匿町");

        string check = $"/residents/{wife.Id.Value}/check?w={w}";
        await browser.SendAsync(check, check, ("seen", "on"));
        (await browser.GetAsync(page)).Body.ShouldContain("匿町");
    }

    [Fact]
    public async Task An_unknown_household_is_refused_and_logged()
    {
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        (await browser.GetAsync($"/households/{Guid.CreateVersion7()}?w={w}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await world.CountAsync("select count(*) from platform.access_log where refusal_code = 'RR-HOUSEHOLD-001'")).ShouldBe(1);
    }

    private static int year = 1900;

    private static string Members(Shown page)
    {
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        return page.Body.Split("世帯員</caption>")[1].Split("</table>")[0];
    }

    // Each family is born in a year of its own, so that no two are namesakes.
    private async Task<(ResidentRecord Head, ResidentRecord Wife, ResidentRecord Son)> FamilyAsync()
    {
        int born = Interlocked.Increment(ref year);
        ResidentRecord head = await world.AddAsync(Any.Resident(HouseholdId.New()) with { BirthDate = PartialDate.FromDate(new DateOnly(born, 1, 1)) });
        ResidentRecord Member(string name, string kana, string relationship, int order) => Any.Resident() with
        {
            Name = new PersonName { Written = name, Kana = kana, KanaConfirmed = true },
            BirthDate = PartialDate.FromDate(new DateOnly(born, 2, order)),
            Household = head.Household with { Relationship = relationship, Order = order },
        };
        return (
            head,
            await world.AddAsync(Member("見本　妻子", "ミホン　ツマコ", "妻", 2)),
            await world.AddAsync(Member("見本　息子", "ミホン　ムスコ", "子", 3)));
    }
}
