using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Search;

/// <summary>The search through its own pages: form, list, log.</summary>
public sealed class SearchScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly (string, string)[] Duty =
        [("duty", TaskCodes.ResidentCertificateIssue), ("ground", "住民票の写しの請求"), ("case-number", "2026-000123")];

    [Fact]
    public async Task A_search_shows_the_person_and_is_on_the_access_log_with_its_ground()
    {
        ResidentRecord person = await world.AddAsync(Named("白樺　一郎", "シラカバ　イチロウ", new DateOnly(1971, 2, 3)));
        using Browser browser = await world.EnterAsync("sasaki");

        Shown list = await SearchAsync(browser, ("reading", "しらかば"), ("birth", "S46.2.3"));

        list.Status.ShouldBe(HttpStatusCode.OK);
        list.Body.ShouldContain("白樺　一郎");
        list.Body.ShouldContain("昭和４６年２月３日");
        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where kind = 'search' and operator_code = 'sasaki' and subject_ids = array[$1::uuid] and result_count = 1
              and ground = '住民票の写しの請求' and case_number = '2026-000123' and items = 'フリガナ（前方一致）・生年月日'
            """,
            person.Id.Value)).ShouldBe(1);
    }

    [Theory]
    [InlineData("reading", "シラカバ", "sex", "Male")]
    [InlineData("reading", "シラカバ", "name", "白樺")]
    [InlineData("birth", "S46.2.3", "sex", "Male")]
    [InlineData("address", "本町", "building", "見本荘")]
    [InlineData("reading", "シラカバ", "birth", " ")]
    public async Task Fewer_than_two_items_other_than_sex_are_refused_on_the_server(string one, string text, string two, string more)
    {
        using Browser browser = await world.EnterAsync("takahashi");
        Shown refused = await browser.SendAsync("/search", "/search", [.. Duty, ("mode", "Identity"), (one, text), (two, more)]);

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Body.ShouldContain("RR-SEARCH-001");
        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = 'takahashi' and refusal_code = 'RR-SEARCH-001'"))
            .ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_search_without_a_purpose_is_refused()
    {
        using Browser browser = await world.EnterAsync("sasaki");
        Shown refused = await browser.SendAsync("/search", "/search", ("mode", "Identity"), ("reading", "シラカバ"), ("birth", "S46.2.3"));
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Body.ShouldContain("SEC-PURPOSE-001");

        (await browser.GetAsync($"/search/{Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_search_is_recalled_by_its_operator_only()
    {
        using Browser browser = await world.EnterAsync("sasaki");
        Shown sent = await browser.SendAsync(
            "/search", "/search", [.. Duty, ("mode", "Identity"), ("reading", "シラカバヤシ"), ("birth", "S46")]);
        string id = sent.Location!.Split('/', '?')[2];
        Shown recalled = await browser.GetAsync($"/search?r={id}");
        recalled.Body.ShouldContain("value=\"シラカバヤシ\"");
        recalled.Body.ShouldContain("最近の検索");

        using Browser other = await world.EnterAsync("takahashi");
        (await other.GetAsync($"/search?r={id}")).Body.ShouldNotContain("シラカバヤシ");
        Guid purpose = await world.PurposeAsync(other);
        (await other.GetAsync($"/search/{id}?w={purpose}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_protected_person_is_marked_and_the_address_stays_out_of_the_list()
    {
        ResidentRecord hidden = await world.AddAsync(Named("白鷺　花", "シラサギ　ハナ", new DateOnly(1990, 1, 1)) with
        {
            Address = new Address { Town = "鷺町", Lot = "９番地９" },
        });
        await world.ProtectAsync(hidden.Id);
        await world.SuppressAsync(hidden.Id, "issue", "error");

        using Browser clerk = await world.EnterAsync("sasaki");
        Shown list = await SearchAsync(clerk, ("reading", "シラサギ"), ("birth", "1990"));
        list.Body.ShouldContain("支援措置対象者");
        list.Body.ShouldContain("SR-03");
        list.Body.ShouldNotContain("９番地９");

        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Shown full = await SearchAsync(officer, TaskCodes.SupportManage, ("reading", "シラサギ"), ("birth", "1990"));
        full.Body.ShouldContain("９番地９");
    }

    [Fact]
    public async Task Removed_persons_are_found_on_request_only()
    {
        ResidentRecord person = await world.AddAsync(Named("白井　去", "シライ　サル", new DateOnly(1950, 5, 5)));
        await world.AppendAsync(person, Any.Row(
            person with
            {
                Removal = new Removal(
                    RemovalKind.MovedOut, "OUT_DOMESTIC", PartialDate.FromDate(new DateOnly(2020, 1, 1)), new DateOnly(2020, 1, 2)),
            },
            2));
        using Browser browser = await world.EnterAsync("sasaki");

        (await SearchAsync(browser, ("reading", "シライ"), ("birth", "19500505"))).Body.ShouldContain("該当する方はいません");
        Shown asked = await SearchAsync(browser, ("reading", "シライ"), ("birth", "19500505"), ("with-removed", "on"));
        asked.Body.ShouldContain("白井　去");
        asked.Body.ShouldContain("除票（転出）");
    }

    [Fact]
    public async Task Nothing_is_shown_when_the_log_cannot_be_written()
    {
        await using RegisterWorld broken = new();
        await broken.InitializeAsync();
        await broken.AddAsync(Named("白浜　砂", "シラハマ　スナ", new DateOnly(1980, 1, 1)));
        using Browser browser = await broken.EnterAsync("sasaki");
        Shown sent = await browser.SendAsync(
            "/search", "/search", [.. Duty, ("mode", "Identity"), ("reading", "シラハマ"), ("birth", "1980")]);
        await Daicho.Platform.Data.Sql.ExecuteAsync(
            broken.Database.Owner, $"revoke insert on platform.access_log from {Testing.TestDatabase.AppRole}", CancellationToken.None);

        Shown shown = await browser.GetAsync(sent.Location!);
        shown.Status.ShouldBe(HttpStatusCode.InternalServerError);
        shown.Body.ShouldNotContain("白浜");
    }

    [Fact]
    public async Task An_individual_number_finds_by_a_right_of_its_own_and_is_kept_nowhere()
    {
        ResidentRecord person = await world.AddAsync(Named("番号　探子", "バンゴウ　サガシコ", new DateOnly(1999, 9, 9)));
        IndividualNumber number = IndividualNumber.FromBase("90000000077");
        await world.GiveNumberAsync(person.Id, number);
        using Browser clerk = await world.EnterAsync("takahashi");
        (await clerk.GetAsync("/search/number")).Location!.ShouldStartWith("/account/second-factor");
        (await clerk.SendAsync("/search", "/search", [.. Duty, ("mode", "Number"), ("number", number.Reveal())]))
            .Status.ShouldBe(HttpStatusCode.BadRequest);

        using Browser officer = await world.EnterAsync("sasaki", secondFactor: true);
        Shown wrong = await officer.SendAsync("/search/number", "/search/number", [.. Duty, ("number", "123456789012")]);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Body.ShouldNotContain("123456789012");
        Shown sent = await officer.SendAsync("/search/number", "/search/number", [.. Duty, ("number", number.Reveal())]);
        (await officer.GetAsync(sent.Location!)).Body.ShouldContain("番号　探子");
        (await world.CountAsync(
            "select count(*) from platform.access_log where kind = 'search' and number_accessed and subject_ids = array[$1::uuid]",
            person.Id.Value)).ShouldBe(1);
        (await world.CountAsync(
            "select count(*) from resident_register.search_request where conditions::text like '%' || $1 || '%'", number.Reveal()))
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_resident_record_code_finds_by_the_same_right_and_is_kept_nowhere()
    {
        ResidentRecord person = await world.AddAsync(Named("符号　探子", "フゴウ　サガシコ", new DateOnly(1998, 8, 8)));
        ResidentRecordCode code = ResidentRecordCode.FromBase("9000000077");
        await world.GiveAsync(person.Id, Daicho.Platform.Vault.VaultNumber.Of(code));
        using Browser officer = await world.EnterAsync("sasaki", secondFactor: true);

        Shown sent = await officer.SendAsync("/search/number", "/search/number", [.. Duty, ("number", code.Reveal())]);
        (await officer.GetAsync(sent.Location!)).Body.ShouldContain("符号　探子");

        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where kind = 'search' and not number_accessed and items like '%住民票コード%' and subject_ids = array[$1::uuid]
            """,
            person.Id.Value)).ShouldBe(1);
        (await world.CountAsync(
            "select count(*) from resident_register.search_request where conditions::text like '%' || $1 || '%'", code.Reveal()))
            .ShouldBe(0);

        char last = code.Reveal()[^1] == '9' ? '0' : (char)(code.Reveal()[^1] + 1);
        Shown wrong = await officer.SendAsync("/search/number", "/search/number", [.. Duty, ("number", code.Reveal()[..^1] + last)]);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("reading", "'; drop table resident_register.resident; --")]
    [InlineData("name", "\u0000見本")]
    [InlineData("address", "%_\\%")]
    [InlineData("birth", "９９９９９９")]
    [InlineData("mode", "17")]
    [InlineData("sex", "Other")]
    [InlineData("reading-match", "-1")]
    [InlineData("identifier", "１２３")]
    public async Task Hostile_input_is_answered_without_harm(string field, string value)
    {
        using Browser browser = await world.EnterAsync("sasaki");
        Dictionary<string, string> fields = new() { ["reading"] = "ミ", ["birth"] = "1980", ["address"] = "本町" };
        fields[field] = value;
        Shown answer = await browser.SendAsync(
            "/search", "/search", [.. Duty, .. fields.Select(pair => (pair.Key, pair.Value))]);
        if (answer.Location is { } found)
        {
            answer = await browser.GetAsync(found);
        }

        ((int)answer.Status).ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Addresses_and_titles_carry_no_personal_data()
    {
        using Browser browser = await world.EnterAsync("sasaki");
        Shown sent = await browser.SendAsync(
            "/search", "/search", [.. Duty, ("mode", "Identity"), ("reading", "シラカバ"), ("birth", "S46.2.3")]);
        sent.Location!.ShouldMatch("^/search/[0-9a-f-]{36}\\?w=[0-9a-f-]{36}$");
        (await browser.GetAsync(sent.Location!)).Body.ShouldContain("<title>検索結果｜見本市</title>");
    }

    private static ResidentRecord Named(string written, string kana, DateOnly born)
    {
        ResidentRecord any = Any.Resident();
        return any with
        {
            Name = any.Name with { Written = written, Kana = kana },
            BirthDate = PartialDate.FromDate(born),
        };
    }

    private static Task<Shown> SearchAsync(Browser browser, params (string, string)[] fields) =>
        SearchAsync(browser, TaskCodes.ResidentCertificateIssue, fields);

    private static async Task<Shown> SearchAsync(Browser browser, string duty, params (string, string)[] fields)
    {
        Shown sent = await browser.SendAsync(
            "/search", "/search", [("mode", "Identity"), .. Duty.Skip(1), ("duty", duty), .. fields]);
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);
        return await browser.GetAsync(sent.Location!);
    }
}
