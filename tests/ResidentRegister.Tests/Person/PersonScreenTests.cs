using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Person;

/// <summary>The pages of a person, through a real listener.</summary>
public sealed class PersonScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task A_record_opens_with_all_its_items_and_the_look_is_on_the_log()
    {
        ResidentRecord person = await world.AddAsync(Alone() with { CameBy = CameBy });
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);

        Shown page = await browser.GetAsync($"/residents/{person.Id.Value}?w={w}");

        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        foreach (string text in (string[])["見本　太郎", "ミホン　タロウ", "昭和３０年", "本町", "霞野市本町", "増異動"])
        {
            page.Body.ShouldContain(text);
        }

        page.Body.ShouldContain("<title>住民票の記載事項｜見本市</title>");
        (await LoggedAsync(person, "view", "resident.view", null)).ShouldBe(1);
    }

    [Fact]
    public async Task A_record_does_not_open_without_a_purpose()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser browser = await world.EnterAsync("sasaki");
        (await browser.GetAsync($"/residents/{person.Id.Value}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await LoggedAsync(person, "view", "resident.view", null)).ShouldBe(0);
    }

    [Fact]
    public async Task A_warning_code_is_shown_first_and_recorded_as_seen()
    {
        ResidentRecord person = await world.AddAsync(Alone() with { Marks = new RecordMarks { WarningCode = "07" } });
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        string open = $"/residents/{person.Id.Value}?w={w}";
        string check = $"/residents/{person.Id.Value}/check?w={w}";

        (await browser.GetAsync(open)).Location.ShouldBe(check);
        Shown warning = await browser.GetAsync(check);
        warning.Body.ShouldContain("警告コード 07");
        warning.Body.ShouldNotContain("本町１番地１");
        (await browser.SendAsync(check, check)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await browser.SendAsync(check, check, ("seen", "on"))).Location.ShouldBe(open);
        (await browser.GetAsync(open)).Status.ShouldBe(HttpStatusCode.OK);
        (await LoggedAsync(person, "warning", "resident.check.warning", null)).ShouldBe(1);

        Guid other = await world.PurposeAsync(browser, ground: "別の請求");
        (await browser.GetAsync($"/residents/{person.Id.Value}?w={other}")).Status.ShouldBe(
            HttpStatusCode.SeeOther, "another piece of work asks again");
    }

    [Fact]
    public async Task A_supported_person_opens_after_the_warning_and_details_are_for_officers()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        await world.ProtectAsync(person.Id);
        using Browser clerk = await world.EnterAsync("takahashi");
        Guid w = await world.PurposeAsync(clerk);
        string check = $"/residents/{person.Id.Value}/check?w={w}";
        (await clerk.GetAsync(check)).Body.ShouldContain("支援措置の対象者です");
        await clerk.SendAsync(check, check, ("seen", "on"));
        Shown seen = await clerk.GetAsync($"/residents/{person.Id.Value}/protection?w={w}");
        seen.Body.ShouldContain("band-protected");
        seen.Body.ShouldNotContain("保護する事務</dt>");
        (await LoggedAsync(person, "warning", "resident.check.support", null)).ShouldBe(1);

        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Guid own = await world.PurposeAsync(officer, TaskCodes.SupportManage);
        string mine = $"/residents/{person.Id.Value}/check?w={own}";
        await officer.SendAsync(mine, mine, ("seen", "on"));
        (await officer.GetAsync($"/residents/{person.Id.Value}/protection?w={own}")).Body.ShouldContain("住民票の写し等（現住所地）");
    }

    [Fact]
    public async Task A_suppressed_inquiry_is_refused_and_an_alert_asks_to_confirm()
    {
        ResidentRecord closed = await world.AddAsync(Alone());
        await world.SuppressAsync(closed.Id, "inquiry", "error");
        ResidentRecord alert = await world.AddAsync(Alone());
        await world.SuppressAsync(alert.Id, "inquiry", "alert");
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);

        Shown refused = await browser.GetAsync($"/residents/{closed.Id.Value}?w={w}");
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Body.ShouldContain("照会が抑止されています");
        (await LoggedAsync(closed, "view", "resident.view", "RR-PERSON-002")).ShouldBe(1);
        (await browser.GetAsync($"/residents/{alert.Id.Value}?w={w}")).Location!.ShouldContain("/check?");

        // Released until a moment ago: whoever worked under the release is told why the record closed again.
        await world.Database.Owner.ExecuteAsync(
            "update resident_register.suppression set released_until = $2 where resident_id = $1",
            TestContext.Current.CancellationToken, closed.Id.Value, world.Clock.Instant().AddMinutes(-1));
        Shown again = await browser.GetAsync($"/residents/{closed.Id.Value}?w={w}");
        again.Status.ShouldBe(HttpStatusCode.Forbidden);
        again.Body.ShouldContain("一時解除の時間が経過しました");
        (await LoggedAsync(closed, "view", "resident.view", "SP-11")).ShouldBe(1);
    }

    [Fact]
    public async Task Choosing_among_namesakes_demands_an_item_that_tells_them_apart()
    {
        DateOnly born = new(1961, 7, 8);
        ResidentRecord one = await world.AddAsync(Namesake(born, "北町", "５番地"));
        ResidentRecord other = await world.AddAsync(Namesake(born, "南町", "６番地"));
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        string check = $"/residents/{one.Id.Value}/check?w={w}";

        (await browser.GetAsync($"/residents/{one.Id.Value}?w={w}")).Location.ShouldBe(check);
        foreach ((string item, string text) in ((string, string)[])
            [("Address", "南町６番地"), ("Address", "町"), ("DomicileHead", "見本　太郎"), ("AddresseeNumber", other.AddresseeNumber.Value)])
        {
            (await browser.SendAsync(check, check, ("proof-item", item), ("proof", text))).Status.ShouldBe(
                HttpStatusCode.UnprocessableEntity, "it fits the other, both or nobody");
        }

        (await browser.SendAsync(check, check, ("proof-item", "Address"), ("proof", "北町5番地"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetAsync($"/residents/{one.Id.Value}?w={w}")).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync($"/residents/{other.Id.Value}?w={w}")).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await LoggedAsync(one, "warning", "resident.check.identity", null)).ShouldBe(1);
        (await LoggedAsync(one, "warning", "resident.check.identity", "RR-PERSON-004")).ShouldBe(4);
    }

    [Fact]
    public async Task The_history_tells_item_by_item_what_changed_and_goes_back_page_by_page()
    {
        ResidentRecord person = await world.AddAsync(Alone() with { CameBy = CameBy });
        ResidentRecord now = person;
        for (int no = 2; no <= 30; no++)
        {
            ResidentRecord next = now with { Address = new Address { Town = "緑町", Lot = $"{no}番地" } };
            now = await world.AppendAsync(now, Any.Row(next, no, new DateOnly(2020, 1, 1).AddDays(no)));
        }

        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        Shown newest = await browser.GetAsync($"/residents/{person.Id.Value}/history?w={w}");
        newest.Body.ShouldContain("履歴番号30　");
        newest.Body.ShouldContain("<del>29</del>");
        newest.Body.ShouldContain("<ins>30</ins>");
        newest.Body.ShouldContain("clerk-b");
        newest.Body.ShouldNotContain("履歴番号10　");
        Shown oldest = await browser.GetAsync($"/residents/{person.Id.Value}/history?w={w}&before=11");
        oldest.Body.ShouldContain("履歴番号1　");
        oldest.Body.ShouldContain("新しい履歴</a>");

        Shown record = await browser.GetAsync($"/residents/{person.Id.Value}?w={w}");
        record.Body.ShouldContain("増異動");
        record.Body.ShouldContain("平成２２年４月１日");
    }

    [Fact]
    public async Task A_past_moment_is_shown_on_both_axes()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        await world.AppendAsync(person, Any.Row(
            person with { Address = new Address { Town = "新町", Lot = "７番地" } }, 2, new DateOnly(2020, 6, 1)));
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        string page = $"/residents/{person.Id.Value}/as-of?w={w}";

        Shown chosen = await browser.SendAsync(page, page, ("true-on", "R1.5.1"), ("known-on", "R8.11.20"));
        chosen.Location.ShouldBe($"{page}&on=2019-05-01&known=2026-11-20");
        string before = (await browser.GetAsync(chosen.Location!)).Body;
        before.ShouldContain("履歴番号1の内容");
        (await browser.GetAsync($"{page}&on=2021-01-01&known=2026-11-20")).Body.ShouldContain("履歴番号2の内容");
        (await browser.GetAsync($"{page}&on=2021-01-01&known=2026-11-01")).Body.ShouldContain("その時点の記録はありません");
        (await browser.SendAsync(page, page, ("true-on", "昨日"), ("known-on", "R8"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Items_that_the_operator_may_not_see_stay_hidden()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Guid w = await world.PurposeAsync(officer, TaskCodes.SupportManage);
        Shown page = await officer.GetAsync($"/residents/{person.Id.Value}?w={w}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain("表示の権限がない項目があります");
        page.Body.ShouldNotContain("霞野市本町");
        (await officer.GetAsync($"/residents/{person.Id.Value}/history?w={w}")).Body.ShouldNotContain("霞野市本町");
    }

    [Fact]
    public async Task A_memo_is_written_once_removed_with_its_history_and_never_lost()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        string page = $"/residents/{person.Id.Value}/memos?w={w}";
        (string, string)[] fields = [("memo", "次回は本人確認書類を二点"), ("act-key", Guid.CreateVersion7().ToString("N"))];
        await browser.SendAsync(page, page, fields);
        await browser.SendAsync(page, page, fields);
        (await world.CountAsync("select count(*) from resident_register.memo where resident_id = $1", person.Id.Value)).ShouldBe(1);

        Shown list = await browser.GetAsync(page);
        list.Body.ShouldContain("次回は本人確認書類を二点");
        string removal = list.Body.Split("action=\"")[1..].Select(part => part.Split('"')[0]).First(link => link.Contains("/removal", StringComparison.Ordinal));
        (await browser.SendAsync(page, removal)).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetAsync(page)).Body.ShouldContain("削除済 sasaki");
        (await world.CountAsync(
            "select count(*) from resident_register.protection_event where subject_id = $1 and operator_code = 'sasaki'", person.Id.Value))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Memos_are_written_under_a_right_of_their_own_and_read_without_it()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser writer = await world.EnterAsync("sasaki");
        Guid own = await world.PurposeAsync(writer);
        string mine = $"/residents/{person.Id.Value}/memos?w={own}";
        await writer.SendAsync(mine, mine, ("memo", "電話で連絡済み"), ("act-key", Guid.CreateVersion7().ToString("N")));

        await world.Database.Owner.ExecuteAsync(
            """
            insert into platform.rights_restriction (id, operator_id, task_code, valid_from, reason, set_by)
            select gen_random_uuid(), id, 'resident.memo', $1, '試験', id from platform.operator where code = 'takahashi'
            """,
            TestContext.Current.CancellationToken,
            world.Clock.Today());
        using Browser reader = await world.EnterAsync("takahashi");
        Guid w = await world.PurposeAsync(reader);
        string page = $"/residents/{person.Id.Value}/memos?w={w}";
        string shown = (await reader.GetAsync(page)).Body;
        shown.ShouldContain("電話で連絡済み");
        shown.ShouldNotContain("メモを書く");
        shown.ShouldNotContain("/removal");
        string entry = $"/changes/new?person={person.Id.Value}&p={person.Id.Value}&w={w}";
        (await reader.GetAsync(entry)).Status.ShouldBe(HttpStatusCode.OK);
        (await reader.SendAsync($"/residents/{person.Id.Value}/print?w={w}", page, ("memo", "書けない"), ("act-key", Guid.CreateVersion7().ToString("N")))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await world.CountAsync("select count(*) from resident_register.memo where resident_id = $1", person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_print_asks_for_its_reason_and_carries_the_mark()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        string ask = $"/residents/{person.Id.Value}/print?w={w}";
        (await browser.GetAsync($"/residents/{person.Id.Value}/sheet?w={w}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await browser.SendAsync(ask, ask, ("reason", " "))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        Shown sent = await browser.SendAsync(ask, ask, ("reason", "審査の添付"));
        Shown sheet = await browser.GetAsync(sent.Location!);
        sheet.Body.ShouldContain("sasaki（本庁）");
        sheet.Body.ShouldContain("画面の印刷：審査の添付");
        (await world.CountAsync(
            "select count(*) from platform.access_log where kind = 'output' and action = 'resident.print' and subject_id = $1 and ground = '画面の印刷：審査の添付'",
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task The_individual_number_shows_only_by_an_act_with_right_and_reason()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        await world.GiveNumberAsync(person.Id, IndividualNumber.FromBase("90000000001"));
        using Browser plain = await world.EnterAsync("takahashi");
        Guid without = await world.PurposeAsync(plain);
        (await plain.GetAsync($"/residents/{person.Id.Value}/number?w={without}")).Location!.ShouldStartWith("/account/second-factor");

        using Browser browser = await world.EnterAsync("sasaki", secondFactor: true);
        Guid w = await world.PurposeAsync(browser);
        string page = $"/residents/{person.Id.Value}/number?w={w}";
        (await browser.GetAsync($"/residents/{person.Id.Value}?w={w}")).Body.ShouldContain("****-****-****");
        (await browser.SendAsync(page, page, ("reason", ""))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        string number = Web.Formatting.Grouped(IndividualNumber.FromBase("90000000001").Reveal());
        (await browser.GetAsync(page)).Body.ShouldNotContain(number);
        (await browser.SendAsync(page, page, ("reason", "カードの券面事項の確認"))).Body.ShouldContain(number);
        (await world.CountAsync(
            """
            select count(*) from platform.access_log where kind = 'reveal' and number_accessed and subject_id = $1
              and ground = '個人番号の表示：カードの券面事項の確認'
            """,
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_shown_when_the_look_cannot_be_logged()
    {
        await using RegisterWorld broken = new();
        await broken.InitializeAsync();
        ResidentRecord person = await broken.AddAsync(Any.Resident());
        using Browser browser = await broken.EnterAsync("sasaki");
        Guid w = await broken.PurposeAsync(browser);
        await broken.Database.Owner.ExecuteAsync(
            $"revoke insert on platform.access_log from {Testing.TestDatabase.AppRole}", CancellationToken.None);
        foreach (string page in (string[])[$"/residents/{person.Id.Value}", $"/residents/{person.Id.Value}/history", $"/households/{person.Household.Id.Value}"])
        {
            Shown shown = await browser.GetAsync($"{page}?w={w}");
            shown.Status.ShouldBe(HttpStatusCode.InternalServerError);
            shown.Body.ShouldNotContain("見本");
        }
    }

    private static readonly DatedFact CameBy = new(PartialDate.FromDate(new DateOnly(2010, 4, 1)), "IN_DOMESTIC", new DateOnly(2010, 4, 2));

    private static int day;

    // Nobody else has this birth date, so no further item is asked for.
    private static ResidentRecord Alone() => Any.Resident() with
    {
        BirthDate = PartialDate.FromDate(new DateOnly(1955, 1, 1).AddDays(Interlocked.Increment(ref day))),
    };

    private static ResidentRecord Namesake(DateOnly born, string town, string lot)
    {
        ResidentRecord any = Any.Resident();
        return any with
        {
            Name = any.Name with { Kana = "ドウセイ　ドウメイ" },
            BirthDate = PartialDate.FromDate(born),
            Address = new Address { Town = town, Lot = lot },
        };
    }

    private Task<long> LoggedAsync(ResidentRecord person, string kind, string action, string? refusal) => world.CountAsync(
        """
        select count(*) from platform.access_log
        where subject_id = $1 and kind = $2 and action = $3 and refusal_code is not distinct from $4::text
          and task_code is not null and ground is not null
        """,
        person.Id.Value, kind, action, refusal);
}
