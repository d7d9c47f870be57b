using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Person;

/// <summary>What a person's door refuses, no list, household, certificate or management page tells.</summary>
public sealed class PersonGateTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static int day;
    private static int town;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supported_persons_address_is_neither_shown_nor_found_by_typing_it()
    {
        ResidentRecord victim = await HiddenAsync();
        ResidentRecord moved = await world.AppendAsync(victim, Any.Row(victim with { Address = Place() }, 2));
        await world.ProtectAsync(victim.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        (string, string) birth = ("birth", victim.BirthDate.Exact!.Value.ToString("yyyyMMdd", null));
        foreach ((string Name, string Value)[] fields in ((string, string)[][])
            [
                [birth, ("address", moved.Address.Town)], [("reading", "ミホン"), ("address", moved.Address.Town)],
                [("name", "見本"), ("address", moved.Address.Town)], [birth, ("address", victim.Address.Town), ("past", "on")],
                [birth, ("reading", "ミホン"), ("building", moved.Address.Building!)],
            ])
        {
            Found(await SearchAsync(sasaki, TaskCodes.ResidentView, fields), victim).ShouldBeFalse(fields[^1].Value);
        }

        string list = await SearchAsync(sasaki, TaskCodes.ResidentView, birth, ("reading", "ミホン"));
        Found(list, victim).ShouldBeTrue();
        list.ShouldNotContain(moved.Address.Town);

        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Found(await SearchAsync(officer, TaskCodes.SupportManage, birth, ("address", moved.Address.Town)), victim).ShouldBeTrue();
    }

    [Fact]
    public async Task A_suppressed_persons_and_a_relatives_address_is_neither_shown_nor_found_by_typing_it()
    {
        ResidentRecord suppressed = await HiddenAsync();
        await world.SuppressAsync(suppressed.Id, "inquiry", "error");
        ResidentRecord relative = await HiddenAsync();
        await world.Database.Owner.ExecuteAsync(
            "insert into platform.operator_relation (operator_id, resident_id, relation, declared_by) select id, $1, 'relative', id from platform.operator where code = 'sasaki'",
            Cancellation, relative.Id.Value);
        using Browser sasaki = await world.EnterAsync("sasaki");
        foreach (ResidentRecord kept in (ResidentRecord[])[suppressed, relative])
        {
            (string, string) birth = ("birth", kept.BirthDate.Exact!.Value.ToString("yyyyMMdd", null));
            Found(await SearchAsync(sasaki, TaskCodes.ResidentView, birth, ("address", kept.Address.Town)), kept).ShouldBeFalse();
            string list = await SearchAsync(sasaki, TaskCodes.ResidentView, birth, ("reading", "ミホン"));
            Found(list, kept).ShouldBeTrue();
            list.ShouldNotContain(kept.Address.Town);
        }

        using Caller reader = await Caller.EnterAsync(world, TaskCodes.ResidentSearch, TaskCodes.ResidentView);
        Answer hit = await reader.PostAsync(
            "searches", $$"""{"mode":"identity","reading":"ミホン","birth":"{{suppressed.BirthDate.Exact:yyyy-MM-dd}}"}""");
        hit.Status.ShouldBe(HttpStatusCode.OK, hit.Text);
        hit.Json["hits"]!.AsArray().Count.ShouldBe(1);
        hit.Json["hits"]![0]!["address"].ShouldBeNull();
        hit.Json["hits"]![0]!["household"].ShouldBeNull();
    }

    [Fact]
    public async Task A_suppression_of_inquiry_is_lifted_by_those_who_may_without_seeing_the_address()
    {
        ResidentRecord person = await HiddenAsync();
        await world.SuppressAsync(person.Id, "inquiry", "error");
        Guid suppression = await IdAsync("select suppression_id from resident_register.suppression where resident_id = $1", person.Id);
        using Browser sasaki = await world.EnterAsync("sasaki", secondFactor: true);
        Guid w = await world.PurposeAsync(sasaki);
        (await sasaki.GetAsync($"/residents/{person.Id.Value}?w={w}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        string list = await SearchAsync(
            sasaki, TaskCodes.ResidentView, ("reading", "ミホン"), ("birth", person.BirthDate.Exact!.Value.ToString("yyyyMMdd", null)));
        list.ShouldContain($"/residents/{person.Id.Value}/suppressions?w=");

        string page = $"/residents/{person.Id.Value}/suppressions?w={w}";
        Shown shown = await sasaki.GetAsync(page);
        shown.Status.ShouldBe(HttpStatusCode.OK, shown.Body);
        shown.Body.ShouldContain("照会の抑止（エラー）");
        shown.Body.ShouldNotContain(person.Address.Town);
        Shown lifted = await sasaki.SendAsync(
            page, $"/residents/{person.Id.Value}/suppressions/{suppression}/lifting?w={w}", ("act-key", Key()), ("reason", "本人の求め"));
        lifted.Location.ShouldBe(page, lifted.Body);
        (await sasaki.GetAsync($"/residents/{person.Id.Value}?w={w}")).Body.ShouldContain(person.Address.Town);
    }

    [Fact]
    public async Task A_measure_or_suppression_of_somebody_else_is_not_changed_from_this_page()
    {
        ResidentRecord victim = await HiddenAsync();
        await world.ProtectAsync(victim.Id);
        await world.SuppressAsync(victim.Id, "issue", "error");
        ResidentRecord other = await HiddenAsync();
        Guid measure = await IdAsync("select measure_id from resident_register.supported_person where resident_id = $1", victim.Id);
        Guid suppression = await IdAsync("select suppression_id from resident_register.suppression where resident_id = $1", victim.Id);
        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Guid w = await world.PurposeAsync(officer, TaskCodes.SupportManage, "支援措置の管理");
        string root = $"/residents/{other.Id.Value}";
        string page = $"{root}/support?w={w}";
        foreach ((string action, (string, string)[] fields) in ((string, (string, string)[])[])
            [
                ($"{root}/support/{measure}?w={w}", [("do", "provisional")]),
                ($"{root}/support/{measure}/closing?w={w}", [("reason", "申出者の求め")]),
                ($"{root}/suppressions/{suppression}/lifting?w={w}", [("reason", "本人の求め")]),
                ($"{root}/suppressions/{suppression}/release?w={w}", [("reason", "本人の求め"), ("minutes", "10")]),
            ])
        {
            (await officer.SendAsync(page, action, [.. fields, ("act-key", Key())])).Status.ShouldBe(HttpStatusCode.NotFound, action);
        }

        (await world.CountAsync("select version::bigint from resident_register.support_measure where measure_id = $1", measure)).ShouldBe(1);
        (await world.CountAsync("select version::bigint from resident_register.suppression where suppression_id = $1", suppression)).ShouldBe(1);

        Shown included = await officer.SendAsync(
            page, page, ("act-key", Key()), ("kind", "full"), ("affairs", "record_present"), ("starts", "R8.11.1"),
            ("included", victim.Id.Value.ToString()));
        included.Body.ShouldContain("申出者の世帯員から選んでください");
        (await world.CountAsync("select count(*) from resident_register.supported_person where resident_id = $1", other.Id.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task A_household_does_not_tell_a_closed_members_address_by_those_who_live_there_nor_where_somebody_went()
    {
        ResidentRecord head = await HiddenAsync();
        ResidentRecord wife = await world.AddAsync(Resident() with { Address = head.Address, Household = head.Household with { Relationship = "妻", Order = 2 } });
        ResidentRecord left = await world.AddAsync(Resident() with { Address = head.Address, Household = head.Household with { Relationship = "子", Order = 3 } });
        ResidentRecord alone = await HiddenAsync();
        await world.AppendAsync(left, Any.Row(
            left with { Household = alone.Household with { Relationship = "縁故者", Order = 2 } }, 2, new DateOnly(2022, 2, 2)));
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki);
        string page = $"/households/{head.Household.Id.Value}?w={w}";
        Shown open = await sasaki.GetAsync(page);
        open.Body.ShouldContain(head.Address.Town);
        open.Body.ShouldContain("令和４年２月２日");

        await world.ProtectAsync(wife.Id);
        await world.ProtectAsync(left.Id);
        Shown closed = await sasaki.GetAsync(page);
        closed.Status.ShouldBe(HttpStatusCode.OK, closed.Body);
        closed.Body.ShouldNotContain(head.Address.Town);
        closed.Body.ShouldNotContain("令和４年２月２日");

        using Caller reader = await Caller.EnterAsync(world, TaskCodes.ResidentView);
        Answer members = await reader.GetAsync($"households/{head.Household.Id.Value}");
        members.Status.ShouldBe(HttpStatusCode.OK, members.Text);
        members.Text.ShouldNotContain(head.Address.Town);

        string check = $"/residents/{wife.Id.Value}/check?w={w}";
        await sasaki.SendAsync(check, check, ("seen", "on"));
        (await sasaki.GetAsync(page)).Body.ShouldContain(head.Address.Town);
    }

    [Fact]
    public async Task A_certificate_is_previewed_and_accepted_only_for_those_whose_records_were_opened()
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "霞野市", Cancellation);
        ResidentRecord person = await HiddenAsync();
        ResidentRecord other = await HiddenAsync();
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentCertificateIssue);
        string Preview(ResidentRecord of, params ResidentRecord[] subjects) =>
            $"/residents/{of.Id.Value}/certificates/preview?w={w}&form=PersonCopy" + string.Concat(subjects.Select(one => $"&subjects={one.Id.Value}"));
        (await sasaki.GetAsync(Preview(person, person))).Body.ShouldStartWith("%PDF");
        (await sasaki.GetAsync(Preview(person, person, other))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        Shown forged = await sasaki.SendAsync(
            form, form, ("act-key", Key()), ("requester-class", "Person"), ("requester-name", "見本　太郎"), ("form", "PersonCopy"),
            ("copies", "1"), ("subjects", other.Id.Value.ToString()), ("documents", "運転免許証"), ("do", "accept"));
        forged.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        forged.Body.ShouldContain("対象者は、開いた方とその世帯員から選んでください。");

        await world.SuppressAsync(person.Id, "inquiry", "alert");
        (await sasaki.GetAsync(Preview(person, person))).Location.ShouldBe($"/residents/{person.Id.Value}/check?w={w}");
        using Caller counter = await Caller.EnterAsync(world, TaskCodes.ResidentCertificateIssue, TaskCodes.ResidentView);
        (await ApplyAsync(counter, person, "[]")).Code.ShouldBe("RR-PERSON-003");
        (await ApplyAsync(counter, other, """["domicile"]""")).Code.ShouldBe("RR-ISSUE-038");
        await world.SuppressAsync(other.Id, "inquiry", "error");
        (await sasaki.GetAsync(Preview(other, other))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await ApplyAsync(counter, other, "[]")).Code.ShouldBe("RR-PERSON-002");
    }

    private static Task<Answer> ApplyAsync(Caller counter, ResidentRecord person, string items) => counter.PostAsync(
        "certificate-applications",
        $$"""
        {"form":"personCopy","requester":{"class":"person","name":"見本　太郎","address":"本町","resident":"{{person.Id.Value}}",
        "documentsChecked":["個人番号カード"]},"subjects":["{{person.Id.Value}}"],"items":{{items}},"ground":"自動車の登録","copies":1}
        """,
        ("Idempotency-Key", Guid.CreateVersion7().ToString()));

    private static string Key() => Guid.CreateVersion7().ToString("N");

    private static bool Found(string list, ResidentRecord person) =>
        list.Contains($"/residents/{person.Id.Value}?", StringComparison.Ordinal);

    private static async Task<string> SearchAsync(Browser browser, string duty, params (string, string)[] fields)
    {
        Shown sent = await browser.SendAsync(
            "/search", "/search", [("mode", "Identity"), ("duty", duty), ("ground", "照会"), ("case-number", "2026-000123"), .. fields]);
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);
        Shown list = await browser.GetAsync(sent.Location!);
        list.Status.ShouldBe(HttpStatusCode.OK, list.Body);
        return list.Body;
    }

    // Nobody else has this birth date, so no further item is asked for.
    private static ResidentRecord Resident() => Any.Resident() with
    {
        BirthDate = PartialDate.FromDate(new DateOnly(1966, 1, 1).AddDays(Interlocked.Increment(ref day))),
    };

    // A town of its own, so that its name on a page tells the address.
    private static Address Place()
    {
        char letter = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"[Interlocked.Increment(ref town)];
        return new Address { Town = $"匿{letter}町", Lot = "３番地", Building = $"隠{letter}荘" };
    }

    private Task<ResidentRecord> HiddenAsync() => world.AddAsync(Resident() with { Address = Place() });

    private async Task<Guid> IdAsync(string sql, ResidentId person) =>
        (await world.Database.Owner.ListAsync(sql, row => row.GetGuid(0), Cancellation, person.Value)).Single();
}
