using System.Net;
using System.Text.Json.Nodes;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Api;

/// <summary>Search, records and numbers as programs read them, through a real listener.</summary>
public sealed class InquiryApiTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static int people;

    [Fact]
    public async Task A_search_finds_by_two_items_and_names_everybody_found_on_the_log()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Caller caller = await ReaderAsync();

        Answer found = await caller.PostAsync("searches", $$"""{"mode":"identity","reading":"{{person.Name.Kana}}","birth":"{{Born(person)}}"}""");

        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        found.Json["total"]!.GetValue<int>().ShouldBe(1);
        JsonNode hit = found.Json["hits"]![0]!;
        hit["resident"]!.GetValue<Guid>().ShouldBe(person.Id.Value);
        hit["sex"]!.GetValue<string>().ShouldBe("male");
        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where kind = 'search' and operator_code = $1 and subject_ids = array[$2] and task_code = 'resident.search'
              and case_number = '2026-000123' and ground = '住民票の写しの請求' and terminal = 'api'
            """,
            caller.Code, person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_search_by_one_item_is_refused_and_on_the_log()
    {
        using Caller caller = await ReaderAsync();
        Answer refused = await caller.PostAsync("searches", """{"mode":"identity","name":"見本"}""");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.MediaType.ShouldBe("application/problem+json");
        refused.Code.ShouldBe("RR-SEARCH-001");
        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = $1 and kind = 'search' and refusal_code = 'RR-SEARCH-001'",
            caller.Code)).ShouldBe(1);
    }

    [Fact]
    public async Task Pages_of_a_search_follow_one_another_and_a_cursor_fits_its_own_search_only()
    {
        string reading = $"ツヅキ　{Letters(Interlocked.Increment(ref people))}";
        for (int one = 0; one < 60; one++)
        {
            await world.AddAsync(Alone(reading));
        }

        using Caller caller = await ReaderAsync();
        string Conditions(string more) => $$"""{"mode":"identity","reading":"{{reading}}","birth":"S55.5.5"{{more}}}""";
        Answer first = await caller.PostAsync("searches", Conditions(""));
        string cursor = first.Json["nextCursor"]!.GetValue<string>();
        Answer second = await caller.PostAsync("searches", Conditions($",\"cursor\":\"{cursor}\""));

        Guid[] all = [.. Ids(first), .. Ids(second)];
        all.Length.ShouldBe(60);
        all.ShouldBeUnique();
        second.Json["nextCursor"].ShouldBeNull();
        Answer other = await caller.PostAsync("searches", $$"""{"mode":"identity","reading":"ベツ","birth":"S55.5.5","cursor":"{{cursor}}"}""");
        other.Code.ShouldBe("API-CURSOR-001");
        other.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await caller.PostAsync("searches", Conditions($",\"cursor\":\"x{cursor[1..]}\""))).Code.ShouldBe("API-CURSOR-001");
    }

    [Fact]
    public async Task A_record_opens_without_numbers_and_without_what_the_client_may_not_see()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Caller caller = await ReaderAsync();

        Answer opened = await caller.GetAsync($"residents/{person.Id.Value}");

        opened.Status.ShouldBe(HttpStatusCode.OK, opened.Text);
        opened.ETag.ShouldBe("\"1\"");
        opened.Json["name"]!["written"]!.GetValue<string>().ShouldBe("見本　太郎");
        opened.Json["birthDate"]!["date"]!.GetValue<string>().ShouldBe("1980-05-05");
        opened.Json["individualNumber"]!.GetValue<string>().ShouldBe("recorded");
        opened.Json["domicile"].ShouldBeNull();
        opened.Json["withheld"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBe(["domicile"]);
        (await LoggedAsync(caller, person, "resident.view", null)).ShouldBe(1);

        using Caller officer = await Caller.EnterAsync(world, TaskCodes.ResidentView, TaskCodes.ResidentViewDomicile);
        (await officer.GetAsync($"residents/{person.Id.Value}")).Json["domicile"]!["head"]!.GetValue<string>().ShouldBe("見本　太郎");
    }

    [Fact]
    public async Task A_supported_person_opens_only_after_the_warning_and_is_found_without_address()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        await world.ProtectAsync(person.Id);
        using Caller caller = await ReaderAsync();

        Answer closed = await caller.GetAsync($"residents/{person.Id.Value}");
        closed.Status.ShouldBe(HttpStatusCode.Forbidden);
        closed.Code.ShouldBe("RR-PERSON-003");
        closed.Json["checks"]![0]!.GetValue<string>().ShouldBe("support");
        closed.Text.ShouldNotContain("本町");
        (await caller.PostAsync($"residents/{person.Id.Value}/checks", "{}")).Code.ShouldBe("RR-PERSON-005");
        (await caller.PostAsync($"residents/{person.Id.Value}/checks", """{"warningsSeen":true}""")).Status.ShouldBe(HttpStatusCode.OK);
        Answer opened = await caller.GetAsync($"residents/{person.Id.Value}");
        opened.Json["protection"]!["supported"]!.GetValue<bool>().ShouldBeTrue();
        Answer found = await caller.PostAsync("searches", $$"""{"mode":"identity","reading":"{{person.Name.Kana}}","birth":"{{Born(person)}}"}""");
        found.Json["hits"]![0]!["address"].ShouldBeNull();

        caller.Purpose = "resident.view;case=2026-000124";
        (await caller.GetAsync($"residents/{person.Id.Value}")).Code.ShouldBe("RR-PERSON-003");
    }

    [Fact]
    public async Task A_namesake_opens_only_with_one_more_item()
    {
        string reading = $"ドウメイ　{Letters(Interlocked.Increment(ref people))}";
        ResidentRecord person = await world.AddAsync(Alone(reading));
        await world.AddAsync(Alone(reading) with { Address = new Address { Town = "見晴台", Lot = "９番地９" } });
        using Caller caller = await ReaderAsync();
        string checks = $"residents/{person.Id.Value}/checks";

        Answer closed = await caller.GetAsync($"residents/{person.Id.Value}");
        closed.Json["checks"]![0]!.GetValue<string>().ShouldBe("identity");
        (await caller.PostAsync(checks, """{"proofItem":"address","proof":"見晴台９番地９"}""")).Code.ShouldBe("RR-PERSON-004");
        (await caller.PostAsync(checks, """{"proofItem":"address","proof":"本町１番地１"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.GetAsync($"residents/{person.Id.Value}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_history_comes_in_pages_and_a_past_day_shows_the_record_of_that_day()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        ResidentRecord before = person;
        for (int no = 2; no <= 55; no++)
        {
            ResidentRecord after = before with { Address = new Address { Town = "本町", Lot = $"{no}番地" } };
            await world.AppendAsync(before, Any.Row(after, no, new DateOnly(2020, 1, 1).AddDays(no)));
            before = after;
        }

        using Caller caller = await ReaderAsync();
        Answer first = await caller.GetAsync($"residents/{person.Id.Value}/history");
        first.Json["entries"]!.AsArray().Count.ShouldBe(50);
        first.Json["entries"]![0]!["number"]!.GetValue<int>().ShouldBe(55);
        first.Json["entries"]![0]!["changes"]!.AsArray().Any(one => one!["after"]!.GetValue<string>().Contains("55", StringComparison.Ordinal)).ShouldBeTrue();
        string cursor = first.Json["nextCursor"]!.GetValue<string>();
        Answer second = await caller.GetAsync($"residents/{person.Id.Value}/history?cursor={cursor}");
        second.Json["entries"]!.AsArray().Select(one => one!["number"]!.GetValue<int>()).ShouldBe([5, 4, 3, 2, 1]);
        (await caller.GetAsync($"residents/{Guid.CreateVersion7()}/history?cursor={cursor}")).Code.ShouldBe("API-CURSOR-001");

        Answer past = await caller.GetAsync($"residents/{person.Id.Value}/as-of?trueOn=2020-01-11");
        past.Json["resident"]!["address"]!["text"]!.GetValue<string>().ShouldBe("本町10番地");
        (await caller.GetAsync($"residents/{person.Id.Value}/as-of?trueOn=2000-01-01")).Json["resident"].ShouldBeNull();
        (await caller.GetAsync($"residents/{person.Id.Value}/as-of?trueOn=R2.4.1")).Code.ShouldBe("API-QUERY-001");
    }

    [Fact]
    public async Task A_household_shows_its_members_in_order()
    {
        ResidentRecord head = await world.AddAsync(Alone());
        ResidentRecord child = Alone();
        await world.AddAsync(child with
        {
            Household = head.Household with { Relationship = "子", Order = 2 },
        });
        using Caller caller = await ReaderAsync();
        Answer opened = await caller.GetAsync($"households/{head.Household.Id.Value}");
        opened.Status.ShouldBe(HttpStatusCode.OK, opened.Text);
        opened.Json["members"]!.AsArray().Select(one => one!["relationship"]!.GetValue<string>()).ShouldBe(["世帯主", "子"]);
        (await caller.GetAsync($"households/{Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_number_leads_to_its_person_with_the_access_on_the_log_first()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        IndividualNumber number = NumberOf(1);
        await world.GiveNumberAsync(person.Id, number);
        using Caller caller = await Caller.EnterAsync(world, TaskCodes.ResidentSearchNumber, TaskCodes.ResidentView);

        Answer found = await caller.PostAsync("number-inquiries", $$"""{"individualNumber":"{{number.Reveal()}}"}""");

        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        found.Json["isCurrentNumber"]!.GetValue<bool>().ShouldBeTrue();
        found.Json["resident"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id.Value);
        found.Text.ShouldNotContain(number.Reveal());
        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where operator_code = $1 and action = 'resident.number-inquiry' and subject_id = $2 and number_accessed and kind = 'view'
            """,
            caller.Code, person.Id.Value)).ShouldBe(1);
        (await caller.PostAsync("number-inquiries", $$"""{"individualNumber":"{{NumberOf(2).Reveal()}}"}""")).Code.ShouldBe("RR-NUMBER-001");
        Answer wrong = await caller.PostAsync("number-inquiries", """{"individualNumber":"123456789012"}""");
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Text.ShouldNotContain("123456789012");
    }

    [Fact]
    public async Task A_resident_record_code_leads_to_its_person_and_only_one_of_the_numbers_may_be_asked()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        string code = Enumerable.Range(0, 10).Select(last => $"0000000071{last}").First(text => ResidentRecordCode.TryParse(text, out _));
        await world.GiveAsync(person.Id, VaultNumber.Parse(NumberKind.RecordCode, code));
        using Caller caller = await Caller.EnterAsync(world, TaskCodes.ResidentSearchNumber, TaskCodes.ResidentView);
        Answer found = await caller.PostAsync("number-inquiries", $$"""{"recordCode":"{{code}}"}""");
        found.Json["resident"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id.Value);
        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = $1 and subject_id = $2 and items like '住民票コード%' and number_accessed",
            caller.Code, person.Id.Value)).ShouldBe(1);
        (await caller.PostAsync("number-inquiries", $$"""{"recordCode":"{{code}}","individualNumber":"{{NumberOf(6).Reveal()}}"}""")).Code.ShouldBe("RR-NUMBER-003");
        (await caller.PostAsync("number-inquiries", "{}")).Code.ShouldBe("RR-NUMBER-003");
    }

    [Fact]
    public async Task A_number_of_two_persons_and_of_a_supported_person_answers_no_record()
    {
        ResidentRecord one = await world.AddAsync(Alone());
        ResidentRecord other = await world.AddAsync(Alone());
        await world.GiveNumberAsync(one.Id, NumberOf(3));
        await world.GiveNumberAsync(other.Id, NumberOf(3));
        ResidentRecord supported = await world.AddAsync(Alone());
        await world.GiveNumberAsync(supported.Id, NumberOf(4));
        await world.ProtectAsync(supported.Id);
        ResidentRecord suppressed = await world.AddAsync(Alone());
        await world.GiveNumberAsync(suppressed.Id, NumberOf(5));
        await world.SuppressAsync(suppressed.Id, "inquiry", "error");
        using Caller caller = await Caller.EnterAsync(world, TaskCodes.ResidentSearchNumber, TaskCodes.ResidentView);

        (await caller.PostAsync("number-inquiries", $$"""{"individualNumber":"{{NumberOf(3).Reveal()}}"}""")).Code.ShouldBe("RR-NUMBER-002");
        (await caller.PostAsync("number-inquiries", $$"""{"individualNumber":"{{NumberOf(5).Reveal()}}"}""")).Code.ShouldBe("RR-PERSON-002");
        Answer closed = await caller.PostAsync("number-inquiries", $$"""{"individualNumber":"{{NumberOf(4).Reveal()}}"}""");
        closed.Code.ShouldBe("RR-PERSON-003");
        closed.Json["checks"]![0]!.GetValue<string>().ShouldBe("support");
        closed.Text.ShouldNotContain("本町");
        Answer opened = await caller.PostAsync(
            "number-inquiries", $$"""{"individualNumber":"{{NumberOf(4).Reveal()}}","acknowledged":["support"]}""");
        opened.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_token_without_right_and_without_purpose_nothing_opens()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Caller stranger = Caller.Stranger(world);
        using Caller other = await Caller.EnterAsync(world, TaskCodes.ReferenceView);
        using Caller aimless = await ReaderAsync();
        aimless.Purpose = null;
        (HttpMethod, string, string?)[] all =
        [
            (HttpMethod.Post, "searches", "{}"), (HttpMethod.Post, "number-inquiries", "{}"),
            (HttpMethod.Get, $"residents/{person.Id.Value}", null), (HttpMethod.Get, $"residents/{person.Id.Value}/history", null),
            (HttpMethod.Get, $"residents/{person.Id.Value}/as-of", null), (HttpMethod.Post, $"residents/{person.Id.Value}/checks", "{}"),
            (HttpMethod.Get, $"households/{person.Household.Id.Value}", null),
        ];
        foreach ((HttpMethod method, string path, string? body) in all)
        {
            Answer nobody = await stranger.SendAsync(method, path, body);
            nobody.Status.ShouldBe(HttpStatusCode.Unauthorized, path);
            nobody.MediaType.ShouldBe("application/problem+json");
            (await other.SendAsync(method, path, body)).Status.ShouldBe(HttpStatusCode.Forbidden, path);
            Answer unsaid = await aimless.SendAsync(method, path, body);
            unsaid.Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = $1 and refusal_code = 'SEC-RIGHT-001'", other.Code))
            .ShouldBe(all.Length);
        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = $1 and refusal_code = 'SEC-PURPOSE-001'", aimless.Code))
            .ShouldBe(all.Length);
    }

    [Fact]
    public async Task A_session_of_a_browser_does_not_open_the_interface()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser browser = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(browser);
        (await browser.GetAsync($"/resident-register/v1/residents/{person.Id.Value}?w={w}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task After_the_persons_of_a_day_the_client_has_to_wait()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Caller caller = await ReaderAsync();
        await world.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('platform', 'api.limits', '2026-01-01', $1, 'test', 'test')
            on conflict (module, name, valid_from) do update set value = excluded.value
            """,
            CancellationToken.None,
            Sql.Json($$"""{"requestsPerMinute":6000,"personsPerDay":10000,"clients":{"{{caller.Code}}":{"requestsPerMinute":100,"personsPerDay":2} } }"""));

        (await caller.GetAsync($"residents/{person.Id.Value}")).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.GetAsync($"residents/{person.Id.Value}")).Status.ShouldBe(HttpStatusCode.OK);
        Answer stopped = await caller.GetAsync($"residents/{person.Id.Value}");
        stopped.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        stopped.Code.ShouldBe("API-LIMIT-002");
        stopped.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = $1 and refusal_code = 'API-LIMIT-002'", caller.Code)).ShouldBe(1);
    }

    private Task<Caller> ReaderAsync() => Caller.EnterAsync(world, TaskCodes.ResidentSearch, TaskCodes.ResidentView, TaskCodes.ResidentSearchNumber);

    private Task<long> LoggedAsync(Caller caller, ResidentRecord person, string action, string? refusal) => world.CountAsync(
        """
        select count(*) from platform.access_log
        where operator_code = $1 and subject_id = $2 and action = $3 and refusal_code is not distinct from $4::text
        """,
        caller.Code, person.Id.Value, action, refusal);

    private static IEnumerable<Guid> Ids(Answer answer) =>
        answer.Json["hits"]!.AsArray().Select(hit => hit!["resident"]!.GetValue<Guid>());

    private static string Born(ResidentRecord person) => $"{person.BirthDate.Exact:yyyy-MM-dd}";

    /// <summary>Nobody else of this class has the reading.</summary>
    private static ResidentRecord Alone(string? reading = null)
    {
        ResidentRecord person = Any.Resident();
        return person with
        {
            Name = person.Name with { Kana = reading ?? $"ミホン　{Letters(Interlocked.Increment(ref people))}" },
        };
    }

    // ハ and ワ are one in a search, as old kana and new.
    private static string Letters(int number) =>
        string.Concat(number.ToString("000", System.Globalization.CultureInfo.InvariantCulture).Select(digit => "アカサタナマヤラロム"[digit - '0']));

    private static IndividualNumber NumberOf(int place)
    {
        // Numbers that begin with 00 are invented (docs/invented-data.md).
        for (int last = 0; last < 10; last++)
        {
            if (IndividualNumber.TryParse($"00000009{place:000}{last}", out IndividualNumber? number))
            {
                return number;
            }
        }

        throw new InvalidOperationException("No check digit fits.");
    }
}
