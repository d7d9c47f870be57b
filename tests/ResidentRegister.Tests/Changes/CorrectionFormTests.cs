using System.Net;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Items of the record set by their forms, shown, found and kept in the history.</summary>
public sealed class CorrectionFormTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly (string, string)[] Reported =
    [
        ("basis", "ExOfficio"), ("route", "InternalLinkage"), ("source", "AdministrativeOrgan"), ("happenedOn", "R8.11.10"),
        ("ground", "資格の得喪の通知"), ("documents", "QualificationNotice"), ("noticeToPerson", "0"),
    ];

    [Theory]
    [InlineData("nationalHealthInsurance.held", "1", "国保資格有無フラグ：→有")]
    [InlineData("nationalHealthInsurance.retiree", "２", "国保退職区分コード：→２")]
    [InlineData("childAllowance.held", "1", "子ども手当の有無フラグ：→有")]
    [InlineData("longTermCareInsurance.held", "1", "介護保険の有無フラグ：→有")]
    [InlineData("lateStageElderlyMedicalCare.held", "1", "後期高齢の有無フラグ：→有")]
    [InlineData("nationalPension.number", "1234567890", "国民年金記号番号：→1234567890")]
    [InlineData("nationalPension.category", "第１号", "国民年金種別：→第１号")]
    [InlineData("electoralRoll.held", "1", "選挙人名簿登録有無フラグ：→有")]
    [InlineData("district.elementarySchool", "012", "小学校校区コード：→012")]
    [InlineData("district.juniorHighSchool", "034", "中学校校区コード：→034")]
    public async Task What_a_responsible_system_reports_stands_on_the_record_and_in_its_history(string item, string value, string change)
    {
        ResidentRecord person = await PersonAsync("資格　" + Letter(item), "シカク　ヒト");
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync("QUALIFICATION", [.. Reported, Of(person), ("fix." + item, value)]);

        (await door.ChangedAsync(person.Id)).ShouldContain(change);
        (await door.RowsAsync(act)).Single().Facts.Route.ShouldBe(Route.InternalLinkage);
        (string label, string shown) = (change.Split('：')[0], change.Split('→')[1]);
        string page = await PageAsync(person);
        page.ShouldContain(label);
        page.ShouldContain(shown);
        (await world.CountAsync(
            "select count(*) from platform.outbox where payload ->> 'act' = $1 and type = 'RecordCorrected'", act.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task The_report_of_an_issued_card_sets_the_possession_and_a_returned_old_card_its_day()
    {
        ResidentRecord person = await PersonAsync("交付　札子", "コウフ　フダコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync(
            "QUALIFICATION",
            [
                ("basis", "ExOfficio"), ("route", "ResidentNetwork"), ("source", "NationalBody"), ("happenedOn", "R8.11.10"),
                ("ground", "個人番号カードの交付の通知"), ("documents", "QualificationNotice"), ("noticeToPerson", "0"), Of(person),
                ("fix.individualNumberCard.held", "1"), ("fix.registerCard.held", "0"), ("fix.registerCard.lostOn", "R8.11.10"),
            ]);

        IReadOnlyList<string> changed = await door.ChangedAsync(person.Id);
        changed.ShouldContain("個人番号カード所持有無区分：→有");
        changed.ShouldContain("住基カード返却有無区分：→令和８年１１月１０日");
    }

    [Fact]
    public async Task The_immigration_agency_is_told_of_a_corrected_status_and_not_of_a_qualification()
    {
        ResidentRecord foreigner = await world.AddAsync(Rules.Stage.Foreigner() with
        {
            Name = new PersonName { Written = "", Alphabet = "KAKUU ANA" },
            BirthDate = PartialDate.FromDate(new DateOnly(1991, 9, 9)),
        });
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid reported = await door.DecideAsync("QUALIFICATION", [.. Reported, Of(foreigner), ("fix.nationalHealthInsurance.held", "1")]);
        (await ToldAsync(reported)).ShouldBe(0);
        Guid corrected = await door.DecideAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(foreigner), ("fix.residenceStatus", "永住者")]);
        (await ToldAsync(corrected)).ShouldBe(1);

        Task<long> ToldAsync(Guid act) => world.CountAsync(
            "select count(*) from platform.outbox where payload ->> 'act' = $1 and type = 'ImmigrationNoticeDue'", act.ToString());
    }

    [Fact]
    public async Task An_old_article_5_mark_and_a_loss_of_nationality_are_set_shown_and_kept()
    {
        ResidentRecord person = await PersonAsync("附則　五子", "フソク　イツコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync(
            "EX_OFFICIO_CORRECTION",
            [.. FormDoor.Official, Of(person), ("fix.supplementaryArticle5", "1"), ("fix.nationalityLostOn", "R8.11.1")]);

        (await door.ChangedAsync(person.Id)).ShouldBe(["国籍喪失日：→令和８年１１月１日", "住基法附則5条：無→有"], ignoreOrder: true);
        string page = await PageAsync(person);
        page.ShouldContain("住基法附則5条");
        page.ShouldContain("令和８年１１月１日");
    }

    [Fact]
    public async Task Unconfirmed_readings_are_listed_and_a_confirmation_clears_them_and_is_recorded()
    {
        ResidentRecord made = Any.Resident();
        ResidentRecord person = await world.AddAsync(made with
        {
            Name = new PersonName { Written = "未確　認子", Surname = "未確", GivenName = "認子", Kana = "ミカク　ニンコ" },
            FormerSurname = new FormerSurname("旧", "キュウ", false),
        });
        ResidentRecord confirmed = await PersonAsync("確認　済子", "カクニン　スミコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        IReadOnlyList<string> listed = await door.SearchAsync(new { mode = "entry", entryKind = "unconfirmedReading" });
        listed.ShouldContain("未確　認子");
        listed.ShouldNotContain(confirmed.Name.Display);

        await door.DecideAsync("READING_CONFIRMATION", [.. FormDoor.Official, Of(person), ("fix.kanaConfirmed", "1")]);
        (await door.SearchAsync(new { mode = "entry", entryKind = "unconfirmedReading" })).ShouldContain("未確　認子", "the former surname is still open");
        await door.DecideAsync("READING_CONFIRMATION", [.. FormDoor.Official, Of(person), ("fix.formerSurnameKanaConfirmed", "1")]);

        (await door.SearchAsync(new { mode = "entry", entryKind = "unconfirmedReading" })).ShouldNotContain("未確　認子");
        (await door.ChangedAsync(person.Id)).ShouldBe(["旧氏カナ確認フラグ：無→有"]);
    }

    [Fact]
    public async Task A_corrected_residence_is_found_by_its_code_on_the_screen()
    {
        ResidentRecord person = await PersonAsync("補正　町子", "ホセイ　マチコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(person), ("fix.residenceCorrection", "K7")]);

        using Browser sasaki = await world.EnterAsync("sasaki");
        (string, string)[] duty = [("duty", Platform.Security.TaskCodes.ResidentView), ("ground", "居住地補正の点検"), ("mode", "Entry")];
        Shown sent = await sasaki.SendAsync(
            "/search?mode=Entry", "/search", [.. duty, ("entry-kind", "ResidenceCorrection"), ("entry-code", "Ｋ７")]);
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);
        (await sasaki.GetAsync(sent.Location!)).Body.ShouldContain("補正　町子");
        Shown none = await sasaki.SendAsync("/search?mode=Entry", "/search", [.. duty, ("entry-kind", "ResidenceCorrection"), ("entry-code", "K8")]);
        (await sasaki.GetAsync(none.Location!)).Body.ShouldNotContain("補正　町子");
        (await sasaki.SendAsync("/search?mode=Entry", "/search", [.. duty, ("entry-kind", "ResidenceCorrection"), ("entry-code", "")]))
            .Body.ShouldContain("RR-SEARCH-010");
        (await world.CountAsync(
            "select count(*) from platform.access_log where kind = 'search' and subject_ids = array[$1::uuid] and items = '居住地補正コード'",
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task The_list_of_a_facility_is_right_before_and_after_a_move()
    {
        ResidentRecord stays = await PersonAsync("施設　甲子", "シセツ　コウコ");
        ResidentRecord moves = await PersonAsync("施設　乙子", "シセツ　オツコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(stays), Of(moves), ("fix.facility", "T01")]);
        object facility = new { mode = "entry", entryKind = "facility", entryCode = "T01" };
        (await door.SearchAsync(facility)).ShouldBe(["施設　乙子", "施設　甲子"]);

        ResidentRecord moved = await door.RecordAsync(await door.DecideAsync(
            "RELOCATION", [.. FormDoor.Notified, Of(moves), ("newAddress.town", "緑町"), ("newAddress.lot", "５番地")]));

        (await door.SearchAsync(facility)).ShouldBe(["施設　甲子"]);
        (await door.SearchAsync(new { mode = "entry", entryKind = "facility", entryCode = "T01", withPast = true })).ShouldBe(["施設　乙子", "施設　甲子"]);
        moved.BeforeChange!.Address.Facility.ShouldBe("T01");
        (await PageAsync(moves)).ShouldContain("住所変更前特定施設コード");
    }

    [Fact]
    public async Task A_former_surname_stands_on_the_certificate_beside_the_name()
    {
        ResidentRecord person = await PersonAsync("現氏　花子", "ゲンシ　ハナコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        ResidentRecord after = await door.RecordAsync(await door.DecideAsync(
            "FORMER_SET",
            [
                ("basis", "Request"), ("happenedOn", "R8.11.10"), ("requestOn", "R8.11.20"), ("notifier.kind", "Person"),
                ("notifier.document", "運転免許証"), ("documents", "FamilyRegister"), Of(person), ("fix.formerSurname", "旧氏"),
                ("fix.formerSurnameKana", "キュウシ"), ("fix.formerSurnameCode", "1"),
            ]));

        after.FormerSurname!.ApplicationCode.ShouldBe("1");
        IReadOnlyList<string> lines = await door.CertificateAsync(after, "personCopy");
        lines.ShouldContain("現氏　花子");
        lines[lines.ToList().IndexOf("旧氏", lines.ToList().IndexOf("現氏　花子")) + 1].ShouldStartWith("旧氏");
    }

    [Fact]
    public async Task A_Japanese_shows_domicile_and_head_and_a_foreign_resident_nationality_status_and_period()
    {
        string japanese = await PageAsync(await PersonAsync("戸籍　太子", "コセキ　フトコ"));
        japanese.ShouldContain("<dt>本籍</dt>");
        japanese.ShouldContain("筆頭者");
        japanese.ShouldNotContain("<dt>国籍・地域</dt>");

        ResidentRecord made = Any.Resident();
        string foreign = await PageAsync(await world.AddAsync(Rules.Stage.Foreigner() with
        {
            Name = made.Name with { Written = "", Alphabet = "KAKUU PAULO", Surname = null, GivenName = null, Kana = null },
        }));
        foreign.ShouldContain("<dt>国籍・地域</dt>");
        foreign.ShouldContain("ベトナム");
        foreign.ShouldContain("定住者");
        foreign.ShouldContain("３年");
        foreign.ShouldNotContain("<dt>本籍</dt>");
    }

    [Fact]
    public async Task A_change_of_head_gives_every_member_the_new_name_and_leaves_past_addresses_with_the_head_of_the_time()
    {
        ResidentRecord head = await PersonAsync("世帯　主男", "セタイ　ヌシオ");
        ResidentRecord member = Any.Resident(head.Household.Id, "妻");
        ResidentRecord wife = await world.AddAsync(member with
        {
            Name = member.Name with { Written = "世帯　妻子", Surname = "世帯", GivenName = "妻子", Kana = "セタイ　ツマコ" },
            Sex = Sex.Female,
            BirthDate = PartialDate.FromDate(new DateOnly(1982, 7, 7)),
            Household = member.Household with { Number = head.Household.Number, Order = 2, Head = new HeadNames("世帯　主男", "セタイ　ヌシオ") },
        });
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync(
            "RELOCATION", [.. FormDoor.Notified, Of(head), Of(wife), ("newAddress.town", "緑町"), ("newAddress.lot", "６番地")]);
        await door.DecideAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(head), Of(wife), ("fix.optionalHouseholdNumber", "N-17")]);
        List<HistoryRow> rows = await door.RowsAsync(await door.DecideAsync(
            "HOUSEHOLD_HEAD",
            [
                .. FormDoor.Notified, Of(head), Of(wife), ("newHead", wife.Id.Value.ToString()), ($"relationships.{head.Id.Value}", "夫"),
            ]));

        rows.Count.ShouldBe(2);
        rows.ShouldAllBe(row => row.Record.Household.Head!.Written == "世帯　妻子");
        rows.ShouldAllBe(row => row.Record.Household.PreviousHead!.Written == "世帯　主男");
        rows.ShouldAllBe(row => row.Record.PriorAddress!.HeadName == "世帯　主男");
        rows.ShouldAllBe(row => row.Record.Household.OptionalNumber == "N-17");
    }

    [Fact]
    public async Task A_past_day_shows_a_late_relocation_and_a_clerical_correction_from_the_day_of_the_fact()
    {
        ResidentRecord person = await PersonAsync("遅延　届子", "チエン　トドケコ");
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync(
            "REGISTER_NOTICE",
            [
                ("basis", "RegisterNotice"), ("happenedOn", "R8.11.15"), ("registerNoticeOn", "R8.11.16"), ("documents", "RegisterNotice"),
                ("noticeToPerson", "0"), ("ground", "婚姻"), Of(person), ("fix.name", "改氏　届子"),
            ]);
        await door.DecideAsync("RELOCATION", [.. FormDoor.Notified, Of(person), ("newAddress.town", "緑町"), ("newAddress.lot", "６番地")]);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki);
        async Task<string> OnAsync(string day)
        {
            // Above it the strip shows the person as recorded now.
            string page = (await sasaki.GetAsync($"/residents/{person.Id.Value}/as-of?w={w}&on={day}&known=2030-01-01")).Body;
            return page[page.IndexOf("履歴番号", StringComparison.Ordinal)..];
        }


        string between = await OnAsync("2026-11-12");
        between.ShouldContain("処理の順序が異動日の順と異なるため");
        between.ShouldContain("緑町６番地");
        between.ShouldContain("遅延　届子");
        string before = await OnAsync("2026-11-09");
        before.ShouldContain("本町１番地１");
        before.ShouldNotContain("処理の順序が異動日の順と異なるため");
        before.ShouldNotContain("緑町６番地");
        (await OnAsync("2026-11-15")).ShouldContain("改氏　届子");

        // The sex was wrong from the first row on: its correction is true from that day, the later changes stand.
        List<HistoryRow> corrected = await door.RowsAsync(
            await door.DecideAsync("CLERICAL", [.. FormDoor.Official, Of(person), ("fix.sex", person.Sex == Sex.Male ? "女" : "男")]));
        (corrected.Single().ReplacesNo, corrected.Single().EffectiveFrom).ShouldBe((1, new DateOnly(2010, 4, 1)));
        string since = await OnAsync("2011-01-01");
        since.Split("性別</dt>")[1][..80].ShouldContain(person.Sex == Sex.Male ? "女" : "男");
        since.ShouldContain("本町１番地１");
    }

    [Fact]
    public async Task A_clerical_correction_of_a_common_name_keeps_the_day_and_the_municipality_of_its_recording()
    {
        CommonName recorded = new("通称　誤子", "ツウショウ　アヤコ", true) { RecordedOn = new DateOnly(2013, 7, 8), RecordedBy = "例示県例示市" };
        ResidentRecord person = await world.AddAsync(Rules.Stage.Foreigner() with { CommonName = recorded });
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync(
            "CLERICAL", [.. FormDoor.Official, Of(person), ("fix.commonName", "通称　正子"), ("fix.commonNameKana", "ツウショウ　マサコ")]);
        (await door.RecordAsync(act)).CommonName.ShouldBe(
            recorded with { Written = "通称　正子", Kana = "ツウショウ　マサコ", KanaConfirmed = false });
    }

    private static (string, string) Of(ResidentRecord person) => ("persons", person.Id.Value.ToString());

    private static string Letter(string item) => item.Split('.')[^1] switch { "held" => "有子", "retiree" => "退子", _ => "区子" };

    private Task<ResidentRecord> PersonAsync(string name, string kana) => world.AddAsync(Any.Alone(name, kana));

    private async Task<string> PageAsync(ResidentRecord person)
    {
        using Browser sasaki = await world.EnterAsync("sasaki");
        Shown page = await sasaki.GetAsync($"/residents/{person.Id.Value}?w={await world.PurposeAsync(sasaki)}");
        page.Status.ShouldBe(HttpStatusCode.OK, page.Location);
        return page.Body;
    }
}
