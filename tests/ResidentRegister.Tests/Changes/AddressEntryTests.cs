using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ReferenceData;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Addresses at the counter and by the interface: towns by postal code and kana, lots, buildings and districts from the masters.</summary>
public sealed partial class AddressEntryTests(AddressEntryTests.Masters masters) : IClassFixture<AddressEntryTests.Masters>
{
    private static readonly (string, string)[] Notification =
    [
        ("basis", "Notification"), ("route", "Counter"), ("happenedOn", "R8.11.10"), ("notifiedOn", "R8.11.20"),
        ("notifier.kind", "Person"), ("notifier.document", "運転免許証"),
    ];

    private static readonly (string, string)[] Applied =
    [
        ("basis", "Application"), ("happenedOn", "R8.11.10"), ("applicationOn", "R8.11.10"), ("notifier.kind", "Person"),
        ("notifier.document", "在留カード"),
    ];

    private static readonly Districts Before = new()
    {
        Administrative = "A0", ResidentsAssociation = "J0", NeighbourhoodAssociation = "C0", ElementarySchool = "S0", JuniorHighSchool = "H0",
        Voting = "V0",
    };

    private static readonly (string Name, string Value)[] Facility =
        [("newAddress.town", "中央二丁目"), ("newAddress.lot", "３番"), ("newAddress.building", "見本苑")];

    private static int persons;

    private readonly RegisterWorld world = masters.World;

    [Fact]
    public async Task A_deleted_common_name_leaves_where_and_when_it_was_recorded_and_deleted_on_record_and_certificate()
    {
        ResidentRecord person = await world.AddAsync(Rules.Stage.Foreigner() with
        {
            CommonName = new CommonName("通称　消子", "ツウショウ　キエコ", true) { RecordedOn = new DateOnly(2013, 7, 8), RecordedBy = "例示県例示市" },
        });
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync("ALIAS_DEL", [.. Applied, ("persons", person.Id.Value.ToString())]);

        ResidentRecord after = await door.RecordAsync(act);
        after.CommonName.ShouldBeNull();
        after.DeletedCommonNames.ShouldBe([new DeletedCommonName(person.CommonName!, new DateOnly(2026, 11, 10), "霞県霞野市")]);
        (await door.ChangedAsync(person.Id)).ShouldContain(
            "通称の削除に関する事項：→通称　消子：平成２５年７月８日例示県例示市記載、令和８年１１月１０日霞県霞野市削除");
        using Browser sasaki = await world.EnterAsync("sasaki");
        (await sasaki.GetAsync($"/residents/{person.Id.Value}?w={await world.PurposeAsync(sasaki)}")).Body.ShouldContain("令和８年１１月１０日霞県霞野市削除");
        IReadOnlyList<string> asked = await door.CertificateAsync(after, "personCopy", "commonNameRecord");
        string.Join('\n', asked).ShouldContain("""
            削除した通称
            通称　消子
            　記載した市区町村・年月日
            例示県例示市　平成２５年７月８日
            　削除した市区町村・年月日
            霞県霞野市　令和８年１１月１０日
            """);
        (await door.CertificateAsync(after, "personCopy")).ShouldNotContain("削除した通称");

        // A further 通称 stands beside the deleted one.
        ResidentRecord again = await door.RecordAsync(await door.DecideAsync(
            "ALIAS_SET", [.. Applied, ("persons", person.Id.Value.ToString()), ("fix.commonName", "通称　新子"), ("fix.commonNameKana", "ツウショウ　シンコ")]));
        again.DeletedCommonNames.ShouldBe(after.DeletedCommonNames);
        again.CommonName.ShouldBe(
            new CommonName("通称　新子", "ツウショウ　シンコ", false) { RecordedOn = new DateOnly(2026, 11, 10), RecordedBy = "霞県霞野市" });
    }

    [Fact]
    public async Task A_relocation_takes_all_six_districts_from_the_lot_and_keeps_those_before()
    {
        ResidentRecord person = await PersonAsync();
        await DecideAsync("RELOCATION", person, Relocation("中央一丁目", "５番６号"));
        ResidentRecord after = await RecordAsync(person.Id);
        after.Districts.ShouldBe(new Districts
        {
            Administrative = "K1", ResidentsAssociation = "J1", NeighbourhoodAssociation = "C9", ElementarySchool = "S1", JuniorHighSchool = "H1",
            Voting = "V1",
        });
        after.DistrictsBefore.ShouldBe(Before);
    }

    [Fact]
    public async Task Who_moves_into_a_facility_of_the_ledger_of_lots_is_on_its_list_and_leaves_it_by_the_next_move()
    {
        ResidentRecord moves = await world.AddAsync(Any.Alone("苑　移子", "エン　ウツルコ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        ResidentRecord arrived = await door.RecordAsync(await door.DecideAsync(
            "MOVE_IN",
            [
                .. FormDoor.MovedIn.Where(field => !field.Name.StartsWith("newAddress.", StringComparison.Ordinal)),
                .. FormDoor.Named("苑　来子", "エン　クルコ"), .. Facility,
            ]));
        await door.DecideAsync("RELOCATION", [("persons", moves.Id.Value.ToString()), .. FormDoor.Notified, .. Facility]);

        object listed = new { mode = "entry", entryKind = "facility", entryCode = "T01" };
        arrived.Address.Facility.ShouldBe("T01");
        arrived.Address.BuildingKana.ShouldBe("ミホンエン");
        (await door.SearchAsync(listed)).ShouldBe(["苑　移子", "苑　来子"], ignoreOrder: true);

        ResidentRecord left = await door.RecordAsync(await door.DecideAsync(
            "RELOCATION", [("persons", moves.Id.Value.ToString()), .. Relocation("中央二丁目", "１番２号")]));
        left.Address.Facility.ShouldBeNull();
        left.BeforeChange!.Address.Facility.ShouldBe("T01");
        (await door.SearchAsync(listed)).ShouldBe(["苑　来子"]);
        (await door.SearchAsync(new { mode = "entry", entryKind = "facility", entryCode = "T01", withPast = true }))
            .ShouldBe(["苑　移子", "苑　来子"], ignoreOrder: true);
    }

    [Fact]
    public async Task One_change_of_address_reaches_certificate_voting_district_and_office_systems_without_another_entry()
    {
        ResidentRecord person = await PersonAsync();
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync(
            "RELOCATION", [("persons", person.Id.Value.ToString()), .. Relocation("中央一丁目", "５番６号")]);

        ResidentRecord after = await RecordAsync(person.Id);
        after.Districts!.Voting.ShouldBe("V1");
        string.Concat(await door.CertificateAsync(after, "personCopy")).ShouldContain("中央一丁目５番６号");
        (await world.CountAsync(
            "select count(*) from platform.outbox where payload ->> 'act' = $1 and payload::text like '%' || $2 || '%' and type = 'ResidentRelocated'",
            act.ToString(), person.Id.Value.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task An_address_is_stored_with_code_postal_code_text_parts_of_the_lot_and_building_in_kanji_and_kana()
    {
        ResidentRecord person = await PersonAsync();
        await DecideAsync("RELOCATION", person, [.. Relocation("中央一丁目", "８番"), ("newAddress.building", "見本荘")]);
        Address address = (await RecordAsync(person.Id)).Address;
        address.Code!.Value.ShouldStartWith("99001");
        address.PostalCode!.Value.ShouldBe("9990005");
        address.Full.ShouldBe("中央一丁目８番　見本荘");
        address.BuildingKana.ShouldBe("ミホンソウ");
        address.Parts.ShouldBe(new LotParts("", 8, null, null, ""));
    }

    [Theory]
    [InlineData("甲１２番地３の２先", "甲", 12, 3, 2, "先", "甲-12-3-2-先")]
    [InlineData("３０番１号", "", 30, 1, null, "", "30-1")]
    [InlineData("30-1", "", 30, 1, null, "", "30-1")]
    [InlineData("１２番地", "", 12, null, null, "", "12")]
    [InlineData("字向山", "字向山", null, null, null, "", "字向山")]
    [InlineData("1234567890123番地", "1234567890123番地", null, null, null, "", "1234567890123番地")]
    public void A_lot_is_split_for_natural_order(string written, string prefix, int? first, int? second, int? third, string suffix, string key)
    {
        LotNumber.Read(written).ShouldBe(new LotNumber(prefix, first, second, third, suffix));
        LotNumber.Read(written).Key.ShouldBe(key);
    }

    [Theory]
    [InlineData("中央一丁目", "5-6", "9990006", "", "RQ-18")]
    [InlineData("中央一丁目", "７番", "", "", "RQ-21")]
    [InlineData("中央壱丁目", "５番６号", "", "", "RQ-21")]
    [InlineData("中央一丁目", "５番６号", "", "見本荘", "RQ-22")]
    [InlineData("港町", "１番", "9990900", "", "RQ-20")]
    public async Task What_the_masters_do_not_hold_is_an_alert_at_the_counter_and_in_the_interface(
        string town, string lot, string postal, string building, string check)
    {
        ResidentRecord person = await PersonAsync();
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        (string, string)[] typed =
            [.. Relocation(town, lot), ("newAddress.postalCode", postal), ("newAddress.building", building), ("persons", person.Id.Value.ToString())];
        Shown saved = await SaveAsync(sasaki, "RELOCATION", person, w, typed);
        (await sasaki.GetAsync(saved.Location!)).Body.ShouldContain(check);

        ResidentRecord other = await PersonAsync();
        using Caller caller = await CallerAsync();
        Answer drafted = await caller.PostAsync("change-cases", Body("RELOCATION", [.. typed[..^1], ("persons", other.Id.Value.ToString())]), Key());
        drafted.Status.ShouldBe(HttpStatusCode.Created, drafted.Text);
        JsonArray findings = (await caller.GetAsync($"change-cases/{drafted.Json["id"]}")).Json["findings"]!.AsArray();
        findings.Select(one => one!["checkId"]!.GetValue<string>()).ShouldContain(check);
    }

    [Fact]
    public async Task An_address_that_the_masters_hold_raises_no_alert()
    {
        ResidentRecord person = await PersonAsync();
        using Caller caller = await CallerAsync();
        Answer drafted = await caller.PostAsync(
            "change-cases",
            Body("RELOCATION", [.. Relocation("中央一丁目", "８番"), ("newAddress.building", "見本荘１０１号"), ("persons", person.Id.Value.ToString())]),
            Key());
        JsonArray findings = (await caller.GetAsync($"change-cases/{drafted.Json["id"]}")).Json["findings"]!.AsArray();
        findings.Select(one => one!["checkId"]!.GetValue<string>()).Where(id => id.StartsWith("RQ-", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_newcomer_has_the_districts_of_the_address_and_a_newborn_those_of_the_parents()
    {
        using Caller caller = await CallerAsync();
        using Caller reviewer = await CallerAsync();
        Guid mother = await DecideAsync(caller, reviewer, Body(
            "MOVE_IN",
            [
                .. Notification, ("people", "1"), ("documents", "MoveOutCertificate"), ("certificate.plannedOn", "R8.11.9"), ("N1.name", "地区　一子"), ("N1.kana", "チク　イチコ"),
                ("N1.sex", "Female"), ("N1.birthDate", "H8.4.1"), ("N1.relationship", "世帯主"), ("N1.movedInFrom.town", "例示県例示市中央"),
                ("N1.movedInFrom.lot", "２番地"), ("N1.domicile.town", "例示県例示市中央"), ("N1.domicile.lot", "２番地"),
                ("N1.domicile.head", "地区　一子"), ("target", "new"), ("newHead", "N1"), ("newAddress.postalCode", "999-0006"),
                ("newAddress.lot", "１番２号"),
            ]));
        ResidentRecord moved = await RecordAsync(new ResidentId(mother));
        moved.Address.Town.ShouldBe("中央二丁目");
        moved.Districts!.ResidentsAssociation.ShouldBe("J2");

        Guid child = await DecideAsync(caller, reviewer, Body(
            "BIRTH",
            [
                ("basis", "RegisterNotice"), ("route", "Counter"), ("happenedOn", "R8.11.12"), ("registerNoticeOn", "R8.11.20"), ("people", "1"),
                ("documents", "RegisterNotice"), ("N1.name", "地区　二子"), ("N1.kana", "チク　ニコ"), ("N1.sex", "Female"),
                ("N1.birthDate", "R8.11.12"), ("N1.relationship", "子"), ("N1.parent", mother.ToString()),
                ("N1.domicile.town", "例示県例示市中央"), ("N1.domicile.lot", "２番地"), ("N1.domicile.head", "地区　一子"), ("noticeToPerson", "0"),
            ]));
        (await RecordAsync(new ResidentId(child))).Districts.ShouldBe(moved.Districts);
    }

    [Fact]
    public async Task A_corrected_town_brings_its_code_postal_code_and_districts()
    {
        ResidentRecord person = await PersonAsync();
        await DecideAsync(
            "EX_OFFICIO_CORRECTION", person,
            [
                ("basis", "ExOfficio"), ("route", "Counter"), ("happenedOn", "R8.11.10"), ("ground", "実態調査"), ("documents", "Survey"),
                ("noticeToPerson", "0"), ("fix.town", "中央二丁目"), ("fix.lot", "１番２号"),
            ]);
        ResidentRecord after = await RecordAsync(person.Id);
        after.Address.PostalCode!.Value.ShouldBe("9990006");
        after.Address.Parts.ShouldBe(new LotParts("", 1, 2, null, ""));
        after.Districts!.Voting.ShouldBe("V2");
        after.DistrictsBefore.ShouldBe(Before);
    }

    [Theory]
    [InlineData("town", "ちゅうおうい", "中央一丁目", "9990005")]
    [InlineData("town", "中央二", "中央二丁目", "9990006")]
    [InlineData("postalCode", "９９９－０００５", "中央一丁目", "9990005")]
    public async Task A_town_is_found_by_kana_letters_or_postal_code_with_and_without_scripts(string by, string typed, string town, string postal)
    {
        ResidentRecord person = await PersonAsync();
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        string page = $"/changes/enter?form=RELOCATION&person={person.Id.Value}&p={person.Id.Value}&w={w}";

        Shown part = await sasaki.SendAsync(page, "/changes/parts/towns", ("field", "newAddress"), ("by", by), ("newAddress." + by, typed));
        part.Status.ShouldBe(HttpStatusCode.OK);
        part.Body.ShouldContain("1件あります。");
        part.Body.ShouldNotContain("<html");
        Filled(part)["newAddress.town"].ShouldBe(town);

        // The button of the form without scripts, then the candidate: the page comes back with both fields filled and nothing stored.
        (string, string)[] form =
            [("form", "RELOCATION"), ("version", "0"), ("act-key", Guid.CreateVersion7().ToString("N")), ("persons", person.Id.Value.ToString())];
        Shown asked = await sasaki.SendAsync(page, $"/changes/enter?w={w}", [.. form, ("newAddress." + by, typed), ("do", "towns:newAddress")]);
        string fill = "fill:" + JsonSerializer.Serialize(Filled(asked));
        Shown filled = await sasaki.SendAsync(page, $"/changes/enter?w={w}", [.. form, ("do", fill)]);
        filled.Body.ShouldContain($"name=\"newAddress.town\" type=\"text\" value=\"{town}\"");
        filled.Body.ShouldContain($"name=\"newAddress.postalCode\" type=\"text\" value=\"{postal}\"");
        (await world.CountAsync("select count(*) from resident_register.change_case_person where resident_id = $1", person.Id.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task A_candidate_made_by_hand_fills_no_field_outside_of_the_form()
    {
        ResidentRecord person = await PersonAsync();
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        foreach (string fill in (string[])["fill:", "fill:{", "fill:[1]", "fill:{\"newAddress.town\":1}", "fill:{\"fix.name\":\"x\"}"])
        {
            Shown shown = await sasaki.SendAsync(
                $"/changes/enter?form=RELOCATION&person={person.Id.Value}&w={w}", $"/changes/enter?w={w}",
                ("form", "RELOCATION"), ("version", "0"), ("act-key", Guid.CreateVersion7().ToString("N")), ("do", fill));
            shown.Status.ShouldBe(HttpStatusCode.OK, fill);
            shown.Body.ShouldNotContain("fix.name");
        }
    }

    [Fact]
    public async Task Households_at_the_new_address_are_offered_by_their_head_and_protected_ones_only_to_whom_may_see_them()
    {
        ResidentRecord mover = await PersonAsync();
        ResidentRecord head = await world.AddAsync(Resident() with { Address = new Address { Town = "霞台一丁目", Lot = "１番２号" } });
        ResidentRecord hidden = await world.AddAsync(Resident() with { Address = new Address { Town = "霞台一丁目", Lot = "１番２号", Building = "奥" } });
        await world.ProtectAsync(hidden.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        string page = $"/changes/enter?form=RELOCATION&person={mover.Id.Value}&w={w}";
        (string, string)[] asked = [("form", "RELOCATION"), ("persons", mover.Id.Value.ToString()), ("newAddress.town", "霞台一丁目"), ("newAddress.lot", "１番２号")];
        Shown part = await sasaki.SendAsync(page, $"/changes/parts/households?w={w}", asked);
        part.Status.ShouldBe(HttpStatusCode.OK, part.Body);
        Filled(part)["target.number"].ShouldBe(head.Household.Number.Value);
        part.Body.ShouldNotContain(hidden.Household.Number.Value);
        (await sasaki.SendAsync(page, $"/changes/parts/households?w={w}", [.. asked, ("target.number", "べつの")])).Body.ShouldContain("表示できる世帯はありません");
        (await sasaki.SendAsync(page, $"/changes/parts/households?w={w}", [.. asked, ("target.number", "みほん")])).Body.ShouldContain(head.Name.Written);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'resident.change.households' and $1 = any (subject_ids)", head.Id.Value)).ShouldBe(2);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'resident.change.households' and $1 = any (subject_ids)", hidden.Id.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task An_act_for_a_person_with_an_open_case_is_refused_in_one_sentence_with_the_way_to_that_case()
    {
        ResidentRecord person = await PersonAsync();
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        string form = $"/changes/enter?form=RELOCATION&person={person.Id.Value}&p={person.Id.Value}&w={w}";
        Shown saved = await SaveAsync(sasaki, "RELOCATION", person, w, [.. Relocation("中央一丁目", "８番"), ("persons", person.Id.Value.ToString())]);
        string open = saved.Location!.Split('?')[0];

        Shown refused = await sasaki.GetAsync(form);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Body.ShouldContain("異動の種類を選ぶ");
        refused.Body.ShouldContain($"href=\"{open}?w=");
        refused.Body.ShouldNotContain("id=\"entry\"");

        // Two forms opened before: the later one is told the same, once.
        Shown late = await SaveAsync(
            sasaki, "RELOCATION", person, w, [.. Relocation("中央一丁目", "８番"), ("persons", person.Id.Value.ToString())], $"/changes/enter?form=MOVE_IN&w={w}");
        late.Status.ShouldBe(HttpStatusCode.Conflict);
        late.Body.ShouldContain($"href=\"{open}?w=");
        late.Body.Split("role=\"alert\"").Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_act_for_a_closed_record_is_refused_before_its_form_opens()
    {
        ResidentRecord person = await PersonAsync();
        await world.AppendAsync(person, Any.Row(
            person with { Removal = new Removal(RemovalKind.Died, "DEATH", PartialDate.FromDate(new DateOnly(2026, 10, 1)), new DateOnly(2026, 10, 2)) }, 2, new DateOnly(2026, 10, 1)));
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        Shown refused = await sasaki.GetAsync($"/changes/enter?form=RELOCATION&person={person.Id.Value}&p={person.Id.Value}&w={w}");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Body);
        refused.Body.ShouldContain("OF-11");
        refused.Body.ShouldNotContain("id=\"entry\"");
    }

    // Everybody has a birth date of their own: nobody is a namesake whom the door asks about first.
    private static ResidentRecord Resident() => Any.Resident() with
    {
        BirthDate = PartialDate.FromDate(new DateOnly(1930, 1, 1).AddDays(Interlocked.Increment(ref persons))),
    };

    private Task<ResidentRecord> PersonAsync() => world.AddAsync(Resident() with
    {
        Municipality = MunicipalityCode.Parse("990019"),
        Address = new Address { Town = "霞台二丁目", Lot = "１番１号", PostalCode = PostalCode.Parse("9990001") },
        Districts = Before,
        DistrictsBefore = new Districts { Voting = "old" },
    });

    private static (string, string)[] Relocation(string town, string lot) => [.. Notification, ("newAddress.town", town), ("newAddress.lot", lot)];

    private static Dictionary<string, string> Filled(Shown shown) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Fill().Match(shown.Body).Groups[1].Value)!;

    private static Task<Shown> SaveAsync(
        Browser clerk, string form, ResidentRecord person, Guid w, (string, string)[] fields, string? page = null) => clerk.SendAsync(
            page ?? $"/changes/enter?form={form}&person={person.Id.Value}&p={person.Id.Value}&w={w}", $"/changes/enter?w={w}",
            [.. fields, ("form", form), ("version", "0"), ("act-key", Guid.CreateVersion7().ToString("N"))]);

    /// <summary>The whole way over the screens, by two clerks.</summary>
    private async Task DecideAsync(string form, ResidentRecord person, (string, string)[] fields)
    {
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        Shown saved = await SaveAsync(sasaki, form, person, w, [.. fields, ("persons", person.Id.Value.ToString())]);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        string address = saved.Location!;
        string id = address.Split('/')[2].Split('?')[0];
        string draft = (await sasaki.GetAsync(address)).Body;
        List<(string, string)> submit = [("act-key", Guid.CreateVersion7().ToString("N")), ("version", "1"), ("result-confirmed", "on"), ("do", "submit")];
        foreach (Match alert in ConfirmName().Matches(draft))
        {
            submit.AddRange([(alert.Groups[1].Value, "on"), (alert.Groups[1].Value.Replace("confirm.", "reason.", StringComparison.Ordinal), "届出書で確認")]);
        }

        Shown sent = await sasaki.SendAsync(address, $"/changes/{id}/submit?w={w}", [.. submit]);
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);
        using Browser takahashi = await world.EnterAsync("takahashi");
        string review = (await takahashi.SendAsync("/changes?list=Review", $"/changes/{id}/open")).Location!;
        string shown = (await takahashi.GetAsync(review)).Body;
        Shown decided = await takahashi.SendAsync(
            review, $"/changes/{id}/review?w={review.Split("w=")[1]}",
            [
                ("act-key", Guid.CreateVersion7().ToString("N")), ("version", "2"), ("do", "decide"),
                .. Compared().Matches(shown).Select(match => ("compared", match.Groups[1].Value)),
            ]);
        decided.Status.ShouldBe(HttpStatusCode.SeeOther, decided.Body);
    }

    /// <summary>The whole way by the interface; answers the first newcomer.</summary>
    private async Task<Guid> DecideAsync(Caller caller, Caller reviewer, string body)
    {
        Answer drafted = await caller.PostAsync("change-cases", body, Key());
        drafted.Status.ShouldBe(HttpStatusCode.Created, drafted.Text);
        string address = $"change-cases/{drafted.Json["id"]}";
        JsonNode seen = (await caller.GetAsync(address)).Json;
        string confirmations = JsonSerializer.Serialize(seen["findings"]!.AsArray()
            .Where(one => one!["severity"]!.GetValue<string>() == "alert")
            .Select(one => new JsonObject
            {
                ["checkId"] = one!["checkId"]!.GetValue<string>(),
                ["reason"] = "届出書で確認",
                ["person"] = one["person"]?.GetValue<string>(),
                ["field"] = one["field"]?.GetValue<string>(),
            }));
        Answer sent = await caller.PostAsync($"{address}/submit", $$"""{"resultConfirmed":true,"confirmations":{{confirmations}}}""", Key(), Match(drafted));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        string compared = JsonSerializer.Serialize(seen["comparisons"]!.AsArray().Select(one => one!["key"]!.GetValue<string>()));
        Answer reviewed = await reviewer.PostAsync($"{address}/review", $$"""{"compared":{{compared}}}""", Key(), Match(sent));
        reviewed.Status.ShouldBe(HttpStatusCode.OK, reviewed.Text);
        (await reviewer.PostAsync($"{address}/decide", "{}", Key(), Match(reviewed))).Status.ShouldBe(HttpStatusCode.OK);
        return (await world.Database.Owner.ListAsync(
            "select resident_id from resident_register.resident_history where act_id = $1 and history_no = 1", row => row.GetGuid(0),
            TestContext.Current.CancellationToken, Guid.Parse(drafted.Json["id"]!.GetValue<string>()))).Single();
    }

    private static (string, string) Key() => ("Idempotency-Key", $"key-{Guid.CreateVersion7()}");

    private static (string, string) Match(Answer seen) => ("If-Match", seen.ETag!);

    private Task<Caller> CallerAsync() => Caller.EnterAsync(
        world, TaskCodes.ResidentChangeEnter, TaskCodes.ResidentChangeReview, TaskCodes.ResidentChangeDecide, TaskCodes.ResidentView);

    private static string Body(string form, (string Name, string Value)[] fields) => JsonSerializer.Serialize(new
    {
        form,
        fields = fields.Where(field => field.Value.Length > 0).ToDictionary(field => field.Name, field => (string[])[field.Value]),
    });

    private async Task<ResidentRecord> RecordAsync(ResidentId id)
    {
        await using UnitOfWork work = new(world.Database.App, OperatorContext.ForCommand("test", "試験"));
        return (await RegisterStore.FindAsync(work, id, TestContext.Current.CancellationToken)).ShouldNotBeNull().Record;
    }

    [GeneratedRegex("value=\"fill:(\\{.*?\\})\"")]
    private static partial Regex Fill();

    [GeneratedRegex("name=\"(confirm\\.[^\"]+)\"")]
    private static partial Regex ConfirmName();

    [GeneratedRegex("name=\"compared\" value=\"([^\"]+)\"")]
    private static partial Regex Compared();

    /// <summary>A register whose zone has masters.</summary>
    public sealed class Masters : IAsyncLifetime
    {
        public RegisterWorld World { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await World.InitializeAsync();
            await World.AddMastersAsync();

            // A town of the neighbour 朝凪市, by its postal code.
            string folder = PostgresFixture.CreateFolder();
            await File.WriteAllTextAsync(
                Path.Combine(folder, "utf_ken_all.csv"),
                "99002,\"999  \",\"9990900\",\"カスミケン\",\"アサナギシ\",\"ミナトマチ\",\"霞県\",\"朝凪市\",\"港町\",0,0,0,0,0,0\r\n");
            (await ReferenceDataModule.ImportMastersAsync(
                World.Database.App, OperatorContext.ForCommand("masters.import", "試験"), folder, null, "試験", "1", "なし",
                new DateOnly(2020, 1, 1), CancellationToken.None)).Refusal.ShouldBeNull();
            await PostgresFixture.RemoveFolderAsync(folder);
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
