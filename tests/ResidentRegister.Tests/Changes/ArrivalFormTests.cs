using System.Net;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Persons who come, through the forms: what must be seen first, what is recorded, what leaves.</summary>
public sealed class ArrivalFormTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly (string, string)[] FromAbroad =
    [
        .. FormDoor.Notified, ("documents", "Passport"), ("documents", "FamilyRegister"), ("people", "1"), ("N1.sex", "Male"),
        ("N1.birthDate", "S60.4.1"), ("N1.relationship", "世帯主"), ("N1.movedInFrom.town", "アメリカ合衆国"), ("N1.movedInFrom.abroad", "on"),
        ("N1.domicile.town", "例示県例示市中央"), ("N1.domicile.lot", "２番地"), ("N1.domicile.head", "届出　一郎"), ("target", "new"),
        ("newHead", "N1"), ("newAddress.town", "本町"), ("newAddress.lot", "９番地"),
    ];

    private static readonly (string, string)[] Foreigner =
    [
        .. FormDoor.Notified, ("documents", "Passport"), ("documents", "ResidenceCard"), ("people", "1"), ("N1.kind", "Foreign"),
        ("N1.alphabet", "KAKUU MARIA"), ("N1.sex", "Female"), ("N1.birthDate", "1990年1月2日"), ("N1.relationship", "世帯主"),
        ("N1.movedInFrom.town", "ブラジル"), ("N1.movedInFrom.abroad", "on"), ("N1.foreign.nationality", "ブラジル"),
        ("N1.foreign.category", "MidToLongTerm"), ("N1.foreign.status", "定住者"), ("N1.foreign.period", "３年"),
        ("N1.foreign.periodEnd", "2029年3月31日"), ("target", "new"), ("newHead", "N1"), ("newAddress.town", "本町"), ("newAddress.lot", "７番地"),
    ];

    [Fact]
    public async Task An_entry_from_abroad_without_a_number_asks_for_one()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync("MOVE_IN_ABROAD", [.. FromAbroad, .. FormDoor.Named("入国　一郎", "ニュウコク　イチロウ")]);

        (await door.RecordAsync(act)).IndividualNumber.ShouldBe(NumberState.Requested);
        (await MessagesAsync(act, nameof(NumberRequested))).ShouldBe(1);
        (await MessagesAsync(act, nameof(RecordCodeRequested))).ShouldBe(1);
    }

    [Fact]
    public async Task A_person_who_returns_from_abroad_keeps_number_and_code()
    {
        ResidentRecord gone = Any.Resident();
        gone = await world.AddAsync(gone with
        {
            Name = gone.Name with { Written = "帰国　二郎", Surname = "帰国", GivenName = "二郎", Kana = "キコク　ジロウ" },
            Removal = new Removal(RemovalKind.MovedOut, "OUT_ABROAD", gone.BirthDate, new DateOnly(2020, 1, 1)),
        });
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync(
            "MOVE_IN_ABROAD",
            [
                .. FromAbroad.Where(field => field.Item1 is not "N1.birthDate"), ("N1.birthDate", "S55.5.5"), ("mode", "ReArrival"),
                ("N1.earlier", gone.AddresseeNumber.Value), .. FormDoor.Named("帰国　二郎", "キコク　ジロウ"),
            ]);

        ResidentRecord back = await door.RecordAsync(act);
        back.Id.ShouldBe(gone.Id);
        back.RecordCode.ShouldBe(NumberState.Recorded);
        back.IndividualNumber.ShouldBe(NumberState.Recorded);
        (await MessagesAsync(act, nameof(NumberRequested))).ShouldBe(0);
        (await MessagesAsync(act, nameof(RecordCodeRequested))).ShouldBe(0);
    }

    [Fact]
    public async Task An_ex_officio_entry_needs_its_ground_and_has_no_notification_date()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] entry =
        [
            .. FormDoor.Official, .. FormDoor.MovedIn.Where(field => field.Name.StartsWith("N1", StringComparison.Ordinal)
                || field.Name is "people" or "target" or "newHead" || field.Name.StartsWith("newAddress", StringComparison.Ordinal)),
            .. FormDoor.Named("職権　三郎", "ショッケン　サブロウ"),
        ];
        (await door.FindingsAsync("EX_OFFICIO_ENTRY", entry.Where(field => field.Item1 != "ground"))).ShouldContain("OF-05 ground");

        Guid act = await door.DecideAsync("EX_OFFICIO_ENTRY", entry);
        ResidentRecord entered = await door.RecordAsync(act);
        using Browser sasaki = await world.EnterAsync("sasaki");
        string history = (await sasaki.GetAsync($"/residents/{entered.Id.Value}/history?w={await world.PurposeAsync(sasaki)}")).Body;
        history.ShouldContain("職権記載");
        history.ShouldContain("職権　窓口");
        history.ShouldContain("実態調査による");
        entered.CameBy!.NotifiedOn.ShouldBeNull();

        // Where no notification came, the record keeps the day of the entry and the copy calls it so (法第7条第8号).
        entered.EnteredExOfficioOn.ShouldBe(new DateOnly(2026, 11, 20));
        IReadOnlyList<string> lines = await door.CertificateAsync(entered, "personCopy");
        After(lines, "職権記載年月日").ShouldBe("令和８年１１月２０日");
        lines.ShouldNotContain("届出日");

        ResidentRecord notified = await door.RecordAsync(
            await door.DecideAsync("MOVE_IN", [.. FormDoor.MovedIn, .. FormDoor.Named("届出　四郎", "トドケデ　シロウ")]));
        After(await door.CertificateAsync(notified, "personCopy"), "届出日").ShouldBe("令和８年１１月２０日");
    }

    [Fact]
    public async Task A_birth_date_that_differs_from_the_certificate_must_be_settled_before_the_entry_is_sent()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] family =
            [.. FormDoor.MovedIn, .. FormDoor.Named("照合　四郎", "ショウゴウ　シロウ"), ("N1.certificateBirthDate", "S60.4.2"), ("N1.certificateName", "照合四郎")];
        Answer drafted = await door.DraftAsync("MOVE_IN", family);
        Answer refused = await door.SubmitAsync(drafted);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.Text.ShouldContain("CR-09");
        (await door.FindingsAsync("MOVE_IN", family)).ShouldContain("CR-09 birthDate");
        (await door.FindingsAsync("MOVE_IN", family)).ShouldNotContain("CR-09 name");

        (await door.FindingsAsync("MOVE_IN", [.. family, ("N1.certificateSettlement", "転出元に電話で確認、届出が正しい")]))
            .ShouldNotContain("CR-09 birthDate");
        (await door.FindingsAsync("MOVE_IN", [.. family.Where(field => field.Item1 != "N1.certificateBirthDate"), ("N1.certificateBirthDate", "昭和60年4月1日")]))
            .ShouldNotContain("CR-09 birthDate");
    }

    [Fact]
    public async Task A_move_in_is_not_sent_before_the_certificate_was_read_or_the_electronic_information_is_linked()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] ticked = [.. FormDoor.MovedIn.Where(field => field.Name != "certificate.plannedOn"), .. FormDoor.Named("提示　五郎", "テイジ　ゴロウ")];
        Answer refused = await door.SubmitAsync(await door.DraftAsync("MOVE_IN", ticked));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.Text.ShouldContain("RR-21");
        (await door.FindingsAsync("MOVE_IN", ticked.Where(field => field.Item1 != "documents"))).ShouldContain("MI-09 documents");

        (string, string)[] electronic = [.. ticked.Where(field => field.Item1 != "documents"), ("documents", "MoveOutInformation")];
        (await door.FindingsAsync("MOVE_IN", electronic)).ShouldContain("RR-21 certificate");
        (await door.FindingsAsync("MOVE_IN", [.. electronic, ("certificate.receipt", "20261119-000123")])).ShouldBeEmpty();
        (await door.FindingsAsync("MOVE_IN", [.. ticked, ("certificate.plannedOn", "R8.11.9")])).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_move_in_the_notice_to_the_former_municipality_waits_with_its_dates()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync("MOVE_IN", [.. FormDoor.MovedIn, .. FormDoor.Named("通知　六郎", "ツウチ　ロクロウ")]);

        (await world.CountAsync(
            """
            select count(*) from platform.outbox where payload ->> 'act' = $1 and type = 'MoveInNoticeDue'
              and payload ->> 'happenedOn' = '2026-11-10' and payload ->> 'notifiedOn' = '2026-11-20'
            """,
            act.ToString())).ShouldBe(1);
        using Browser takahashi = await world.EnterAsync("takahashi");
        Shown opened = await takahashi.SendAsync("/changes?list=Decided", $"/changes/{act}/open");
        string page = (await takahashi.GetAsync(opened.Location!)).Body;
        page.ShouldContain("転入通知（転出元市区町村） <span class=\"mincho\">例示県例示市中央</span>");
        page.ShouldContain("送信待ち");
    }

    [Fact]
    public async Task A_foreign_resident_of_mid_to_long_term_is_refused_without_card_number()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        (await door.FindingsAsync("MOVE_IN_ABROAD", Foreigner)).ShouldContain("RQ-10 cardNumber");
        (await door.FindingsAsync("MOVE_IN_ABROAD", [.. Foreigner, ("N1.foreign.cardNumber", "AB12345678CD")]))
            .ShouldNotContain("RQ-10 cardNumber");
    }

    [Fact]
    public async Task A_foreign_resident_brings_the_common_name_with_the_day_and_the_municipality_of_its_recording()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] arriving =
        [
            .. FormDoor.MovedIn.Where(field => !field.Name.StartsWith("N1.domicile", StringComparison.Ordinal)),
            .. FormDoor.Named("", "").Where(field => field.Value.Length > 0), ("N1.alphabet", "REI HAKOBU"), ("N1.kind", "Foreign"),
            ("N1.foreign.nationality", "ブラジル"), ("N1.foreign.category", "SpecialPermanent"), ("N1.foreign.cardNumber", "ZZ22345678YY"),
            ("N1.commonName", "例示　運"), ("N1.commonNameKana", "レイジ　ハコブ"),
        ];
        (await door.FindingsAsync("MOVE_IN", arriving)).ShouldContain("NM-14 commonName");

        ResidentRecord person = await door.RecordAsync(await door.DecideAsync(
            "MOVE_IN", [.. arriving, ("N1.commonNameRecordedOn", "H25.7.8"), ("N1.commonNameRecordedBy", "例示県例示市")]));
        person.CommonName.ShouldBe(
            new CommonName("例示　運", "レイジ　ハコブ", false) { RecordedOn = new DateOnly(2013, 7, 8), RecordedBy = "例示県例示市" });
        After(await door.CertificateAsync(person, "personCopy", "commonNameRecord"), "通称を記載した市区町村・年月日")
            .ShouldBe("例示県例示市　平成２５年７月８日");
    }

    [Fact]
    public async Task A_common_name_deleted_elsewhere_is_typed_from_the_certificate_and_stands_on_the_copy_and_the_record()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] arriving =
        [
            .. FormDoor.MovedIn.Where(field => !field.Name.StartsWith("N1.domicile", StringComparison.Ordinal)),
            ("N1.alphabet", "REI WATARU"), ("N1.kind", "Foreign"), ("N1.foreign.nationality", "ブラジル"),
            ("N1.foreign.category", "SpecialPermanent"), ("N1.foreign.cardNumber", "ZZ32345678YY"), ("N1.deletedCommonName1", "例示　渡"),
            ("N1.deletedCommonName1RecordedOn", "H25.7.8"), ("N1.deletedCommonName1RecordedBy", "例示県例示市"),
            ("N1.deletedCommonName1DeletedOn", "H30.2.3"), ("N1.deletedCommonName1DeletedBy", "例示県見本市"),
        ];
        (string, string)[] Without(string name, params (string, string)[] more) => [.. arriving.Where(field => field.Item1 != name), .. more];

        Answer incomplete = await door.DraftAsync("MOVE_IN", Without("N1.deletedCommonName1DeletedBy"));
        incomplete.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, incomplete.Text);
        incomplete.Text.ShouldContain("NM-14");
        (await door.DraftAsync("MOVE_IN", Without("N1.deletedCommonName1DeletedOn", ("N1.deletedCommonName1DeletedOn", "H25.7.7"))))
            .Text.ShouldContain("NM-14");
        (await door.FindingsAsync("MOVE_IN", Without("N1.deletedCommonName1DeletedOn", ("N1.deletedCommonName1DeletedOn", "R8.11.11"))))
            .ShouldContain("RR-30 deletedCommonName");
        (await door.FindingsAsync("MOVE_IN", Without("N1.kind"))).ShouldContain("NM-12 deletedCommonName");
        (await door.DraftAsync("MOVE_IN_ABROAD", [.. Foreigner, ("N1.deletedCommonName1", "例示　渡")])).Text.ShouldContain("CR-08");

        ResidentRecord person = await door.RecordAsync(await door.DecideAsync("MOVE_IN", arriving));
        person.CommonName.ShouldBeNull();
        person.DeletedCommonNames.ShouldBe(
        [
            new DeletedCommonName(
                new CommonName("例示　渡", null, false) { RecordedOn = new DateOnly(2013, 7, 8), RecordedBy = "例示県例示市" },
                new DateOnly(2018, 2, 3),
                "例示県見本市"),
        ]);
        (await door.ChangedAsync(person.Id)).ShouldContain(change => change.Contains("例示　渡：平成２５年７月８日例示県例示市記載、平成３０年２月３日例示県見本市削除"));
        IReadOnlyList<string> copy = await door.CertificateAsync(person, "personCopy", "commonNameRecord");
        After(copy, "削除した通称").ShouldBe("例示　渡");
        copy.ShouldContain("例示県見本市　平成３０年２月３日");
    }

    [Fact]
    public async Task The_form_of_a_move_in_shows_one_row_more_than_the_deleted_common_names_typed()
    {
        using Browser sasaki = await world.EnterAsync("sasaki");
        string form = $"/changes/enter?form=MOVE_IN&w={await world.PurposeAsync(sasaki)}";
        string fresh = (await sasaki.GetAsync(form)).Body;
        fresh.ShouldContain("name=\"N1.deletedCommonName1DeletedBy\"");
        fresh.ShouldNotContain("name=\"N1.deletedCommonName2\"");

        Shown again = await sasaki.SendAsync(
            form, form.Replace("form=MOVE_IN&", "", StringComparison.Ordinal), ("act-key", Guid.CreateVersion7().ToString("N")), ("form", "MOVE_IN"),
            ("people", "1"), ("basis", "Notification"), ("N1.kind", "Foreign"), ("N1.deletedCommonName1", "例示　渡"));
        again.Body.ShouldContain("削除された通称は、通称、記載と削除のそれぞれの年月日・市区町村を");
        again.Body.ShouldContain("value=\"例示　渡\"");
        again.Body.ShouldContain("name=\"N1.deletedCommonName2\"");
    }

    [Fact]
    public async Task A_certificate_of_a_foreign_resident_shows_every_item_of_the_stay_and_the_day_of_becoming_one()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        ResidentRecord person = await door.RecordAsync(
            await door.DecideAsync("MOVE_IN_ABROAD", [.. Foreigner, ("N1.foreign.cardNumber", "ZZ12345678YY")]));

        IReadOnlyList<string> lines = await door.CertificateAsync(
            person, "personCopy", "nationality", "foreignCategory", "residenceStatus", "periodOfStay", "periodEnd", "cardNumber");
        foreach ((string label, string value) in (ReadOnlySpan<(string, string)>)
            [
                ("国籍・地域", "ブラジル"), ("第３０条の４５に規定する区分", "中長期在留者"), ("在留資格", "定住者"), ("在留期間等", "３年"),
                ("在留期間の満了の日", "２０２９年３月３１日"), ("在留カード等の番号", "ZZ12345678YY"),
                ("外国人住民となった年月日", "令和８年１１月１０日"),
            ])
        {
            After(lines, label).ShouldBe(value);
        }

        person.BecameForeignResident!.NotifiedOn.ShouldBe(new DateOnly(2026, 11, 20));
        (await door.CertificateAsync(await world.AddAsync(Any.Resident()), "personCopy")).ShouldNotContain("外国人住民となった年月日");
    }

    [Fact]
    public async Task A_newborn_without_a_name_is_entered_and_the_mark_goes_when_the_name_is_notified()
    {
        ResidentRecord mother = await world.AddAsync(Any.Alone("命名　母子", "メイメイ　ハハコ") with
        {
            Sex = Sex.Female,
            BirthDate = PartialDate.FromDate(new DateOnly(1995, 3, 3)),
        });
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] notice =
            [("basis", "RegisterNotice"), ("happenedOn", "R8.11.10"), ("registerNoticeOn", "R8.11.20"), ("documents", "RegisterNotice")];
        ResidentRecord child = await door.RecordAsync(await door.DecideAsync(
            "BIRTH",
            [
                .. notice, ("people", "1"), ("N1.sex", "Male"), ("N1.birthDate", "R8.11.10"), ("N1.relationship", "子"),
                ("N1.parent", mother.Id.Value.ToString()),
            ]));
        child.Name.Unset.ShouldBeTrue();
        (await door.CertificateAsync(child, "personCopy")).ShouldContain("（空欄）");

        ResidentRecord named = await door.RecordAsync(await door.DecideAsync(
            "REGISTER_NOTICE",
            [.. notice, ("persons", child.Id.Value.ToString()), ("fix.name", "命名　新"), ("fix.kana", "メイメイ　アラタ"), ("fix.kanaConfirmed", "1")]));
        named.Name.Unset.ShouldBeFalse();
        named.Name.GivenName.ShouldBe("新");
        (await door.ChangedAsync(child.Id)).ShouldContain("氏名未設定フラグ：有→無");
    }

    [Fact]
    public async Task A_date_is_entered_and_printed_in_the_era_and_stored_as_one_calendar_date()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        ResidentRecord person = await door.RecordAsync(await door.DecideAsync(
            "MOVE_IN",
            [
                .. FormDoor.MovedIn.Where(field => field.Name != "N1.birthDate"), ("N1.birthDate", "S64.1.7"),
                .. FormDoor.Named("元号　七郎", "ゲンゴウ　シチロウ"),
            ]));

        (await world.CountAsync(
            "select count(*) from resident_register.resident where resident_id = $1 and birth_from = '1989-01-07' and birth_until = '1989-01-07'",
            person.Id.Value)).ShouldBe(1);
        After(await door.CertificateAsync(person, "personCopy"), "生年月日").ShouldBe("昭和６４年１月７日");
        using Browser sasaki = await world.EnterAsync("sasaki");
        (await sasaki.GetAsync($"/residents/{person.Id.Value}?w={await world.PurposeAsync(sasaki)}")).Body.ShouldContain("昭和６４年１月７日");
    }

    private static string After(IReadOnlyList<string> lines, string label)
    {
        int place = lines.ToList().IndexOf(label);
        place.ShouldBeGreaterThanOrEqualTo(0, label);
        return lines[place + 1];
    }

    private Task<long> MessagesAsync(Guid act, string type) => world.CountAsync(
        "select count(*) from platform.outbox where payload ->> 'act' = $1 and type = $2", act.ToString(), type);
}
