using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>The known answers on certificates, RES-D-053 to 058 and 061, through the doors of issuance.</summary>
public sealed class KnownCertificateTests(CertificateWorld world) : IClassFixture<CertificateWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Default_leaves_out_householder_domicile_and_numbers()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with
        {
            Household = Any.Resident().Household with { Head = new HeadNames("世帯主　一郎", null) },
            Domicile = new RegisteredDomicile(new Address { Town = "戸籍町" }, "筆頭　花子"),
        });
        string text = await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person));
        text.ShouldNotContain("世帯主　一郎");
        text.ShouldNotContain("戸籍町");
        text.ShouldNotContain("筆頭　花子");
        text.Split('\n').Count(line => line == "（省略）").ShouldBe(6);
    }

    [Fact]
    public async Task Nine_members_take_three_sheets_and_only_the_last_is_authenticated()
    {
        ResidentRecord[] family = await world.HouseholdAsync(9);
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.HouseholdCopy, family))).Single();
        copy.Pages.ShouldBe(3);
        PdfText.Extract(await world.PrintAsync(copy)).Select(page => page.Texts.Count(text => text.StartsWith("見本　", StringComparison.Ordinal) && text.Length <= 5))
            .ShouldBe([4, 4, 1]);
        PdfText.Extract(await world.PrintAsync(copy))
            .Select(page => page.Texts.Any(text => text.EndsWith("相違ないことを証明する。", StringComparison.Ordinal)))
            .ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task The_day_of_settling_is_blank_without_a_move_inside_and_dates_are_wareki()
    {
        PartialDate came = PartialDate.FromDate(new DateOnly(2020, 4, 1));
        ResidentRecord stayed = await world.AddAsync(Any.Resident() with { BecameResident = new DatedFact(came), AddressSettled = new DatedFact(came) });
        Values(await MakeAsync(stayed)).ShouldBe(("令和２年４月１日", ""));
        PartialDate moved = PartialDate.FromDate(new DateOnly(2022, 5, 1));
        ResidentRecord mover = await world.AddAsync(Any.Resident() with { BecameResident = new DatedFact(came), AddressSettled = new DatedFact(moved, "MOVE") });
        Values(await MakeAsync(mover)).ShouldBe(("令和２年４月１日", "令和４年５月１日"));

        static (string, string) Values(StoredCertificate copy) =>
            (Value(copy, "住民となった年月日"), Value(copy, "住所を定めた年月日"));
    }

    [Fact]
    public async Task A_third_party_is_refused_the_number()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        (await world.RefusedAsync(request with
        {
            Items = [CertificateItem.IndividualNumber],
            Requester = request.Requester with { Class = RequesterClass.ThirdParty, ResidentId = null },
        })).Code.ShouldBe("CE-02");
    }

    [Fact]
    public async Task A_planned_mover_in_the_household_raises_no_alert_and_no_trace_is_printed()
    {
        ResidentRecord[] family = await world.HouseholdAsync(2);
        ResidentRecord planned = family[0] with
        {
            MoveOut = new MoveOut(new Address { Town = "架空県転出先市" }, new DateOnly(2026, 6, 30)) { NotifiedOn = new DateOnly(2026, 6, 10) },
        };
        await world.AppendAsync(family[0], new HistoryRow(
            Any.Row(planned).Facts with { Reason = "OUT_DOMESTIC" }, 2, new DateOnly(2026, 6, 10), planned));
        string text = await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.HouseholdCopy, planned, family[1]));
        text.ShouldNotContain("転出");
        string single = await world.TextAsync(
            CertificateWorld.RequestFor(CertificateForm.PersonCopy, planned) with { Items = [CertificateItem.History] });
        single.ShouldNotContain("転出先");
    }

    [Fact]
    public async Task History_is_printed_on_request_without_special_reasons_and_without_items_left_out()
    {
        ResidentRecord first = await world.AddAsync(Any.Resident() with { Domicile = new RegisteredDomicile(new Address { Town = "旧戸籍町" }, "旧　筆頭") });
        ResidentRecord moved = await world.AppendAsync(first, Row(first with
        {
            Address = new Address { Town = "新町", Lot = "２番地" },
            Domicile = new RegisteredDomicile(new Address { Town = "新戸籍町" }, "新　筆頭"),
        }, 2, "MOVE"));
        ResidentRecord special = await world.AppendAsync(moved, Row(
            moved with { Name = new PersonName { Written = "養子　太郎" }, Marks = new RecordMarks { SpecialReason = "特別養子縁組" } }, 3, "EXO_FIX"));
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, special) with { Items = [CertificateItem.History] };
        string text = await world.TextAsync(request);
        text.ShouldContain("異動前住所　架空県霞野市本町１番地１");
        text.ShouldContain("転居");
        text.ShouldNotContain("旧戸籍町");
        text.ShouldNotContain("見本　太郎");
        (await world.TextAsync(request with { Items = [CertificateItem.History, CertificateItem.SpecialHistory] })).ShouldContain("異動前氏名　見本　太郎");
    }

    [Theory]
    [InlineData("REMAKE_ADD", "CANCEL_FIX"), InlineData("EXO_ADD_NATURALIZED", "CANCEL_FIX"), InlineData("IN_DOMESTIC", "CANCEL_UNDO_ADDITION")]
    public async Task The_history_is_that_of_the_sheet_in_force(string opening, string cancelling)
    {
        ResidentRecord first = await world.AddAsync(Any.Resident());
        ResidentRecord old = await world.AppendAsync(first, Row(first with { Address = new Address { Town = "新町", Lot = "２番地" } }, 2, "MOVE"));
        ResidentRecord closed = await world.AppendAsync(old, Row(
            old with { Removal = new Removal(RemovalKind.Recompiled, "REMAKE_REM", old.BirthDate, new DateOnly(2021, 1, 3)) }, 3, "REMAKE_REM"));
        HistoryRow opened = Row(old with { Name = new PersonName { Written = "改製　太郎" } }, 4, opening);
        ResidentRecord sheet = await world.AppendAsync(closed, opened);
        ResidentRecord moved = await world.AppendAsync(sheet, Row(sheet with { Address = new Address { Town = "西町", Lot = "３番地" } }, 5, "MOVE"));
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, moved) with { Items = [CertificateItem.History] };
        string text = await world.TextAsync(request);
        text.ShouldContain("異動前住所　架空県霞野市新町２番地");
        text.ShouldNotContain("本町１番地１");
        text.ShouldNotContain("見本　太郎");

        ResidentRecord back = await world.AppendAsync(moved, Row(sheet, 6, "CANCEL_FIX") with { ReplacesNo = 5 });
        HistoryRow undone = new(
            Row(old, 7, cancelling).Facts, 7, new DateOnly(2021, 1, 7), old with { Address = new Address { Town = "東町", Lot = "４番地" } }, 4);
        await world.AppendAsync(back, undone);
        string before = await world.TextAsync(request);
        before.ShouldContain("異動前住所　架空県霞野市本町１番地１");
        before.ShouldNotContain("改製　太郎");
        before.ShouldNotContain("西町３番地");
    }

    [Fact]
    public async Task The_removed_record_of_an_earlier_stay_is_issued_as_it_was_closed()
    {
        ResidentRecord first = await world.AddAsync(Any.Resident());
        ResidentRecord gone = await world.AppendAsync(first, Row(
            first with
            {
                MoveOut = new MoveOut(new Address { Town = "架空県仮設市", Lot = "９番地" }, new DateOnly(2018, 3, 31)) { NotifiedOn = new DateOnly(2018, 3, 20) },
                Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", PartialDate.FromDate(new DateOnly(2018, 3, 31)), new DateOnly(2018, 3, 31)),
            },
            2,
            "OUT_DOMESTIC_DONE"));
        ResidentRecord back = await world.AppendAsync(gone, Row(
            first with { Name = new PersonName { Written = "再来　太郎" }, Address = new Address { Town = "新町", Lot = "２番地" } }, 3, "IN_DOMESTIC"));
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.RemovedRecordCopy, back) with { Sheet = 2 };

        string text = await world.TextAsync(request);
        foreach (string shown in (string[])["住民票の除票の写し", "見本　太郎", "本町１番地１", "架空県仮設市９番地", "転出", "平成３０年３月３１日"])
        {
            text.ShouldContain(shown);
        }

        text.ShouldNotContain("再来　太郎");
        text.ShouldNotContain("新町");
        (await world.TextAsync(request with { Form = CertificateForm.EnteredItemsPerson, Items = [CertificateItem.Address, CertificateItem.Removal] }))
            .ShouldContain("除票記載事項証明書");
        (await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, back))).ShouldContain("新町２番地");

        (await world.RefusedAsync(request with { Form = CertificateForm.PersonCopy })).Code.ShouldBe(CertificateRefusals.Removed.Code);
        (await world.RefusedAsync(request with { Sheet = 3 })).ShouldBe(CertificateRefusals.NoSuchSheet);
        (await world.RefusedAsync(request with { Sheet = null })).Code.ShouldBe(CertificateRefusals.NotRemoved.Code);

        // Who lives with the person now asks for it as any other (法第15条の4第3項).
        Requester other = new(RequesterClass.SameHousehold, "見本　妻子", "架空県霞野市新町２番地") { ResidentId = back.Id.Value, DocumentsChecked = ["運転免許証"] };
        (await world.RefusedAsync(request with { Requester = other, Ground = "" })).Code.ShouldBe(CertificateRefusals.NoGround.Code);
        (await world.RefusedAsync(request with { Requester = other, Items = [CertificateItem.RecordCode] })).Code.ShouldBe("CE-02");

        // A number given since is not the one of that sheet.
        ResidentRecord changed = await world.AppendAsync(back, Row(back, 4, "CODE_CHANGE_REQ"));
        (await world.RefusedAsync(request with { Items = [CertificateItem.RecordCode] })).Code.ShouldBe(CertificateRefusals.NumberSince.Code);
        changed.IsLive.ShouldBeTrue();
    }

    [Fact]
    public async Task A_sheet_before_recompilation_shows_what_the_new_one_left_out_until_its_years_are_over()
    {
        ResidentRecord before = Any.Resident();
        before = await world.AddAsync(before with { Notes = [new Note(Residents.NoteKind.Remark, null, "改製前の備考", new DateOnly(2015, 1, 1))] });
        ResidentRecord closed = await world.AppendAsync(before, Row(
            before with { Removal = new Removal(RemovalKind.Recompiled, "REMAKE_REM", before.BirthDate, new DateOnly(2020, 5, 1)) }, 2, "REMAKE_REM"));
        ResidentRecord sheet = await world.AppendAsync(closed, Row(before with { Notes = [] }, 3, "REMAKE_ADD"));
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.RemovedRecordCopy, sheet) with { Sheet = 2 };
        string text = await world.TextAsync(request);
        text.ShouldContain("改製");
        text.ShouldContain("改製前の備考");
        text.ShouldContain("令和２年５月１日");

        ResidentRecord old = await world.AddAsync(Any.Resident());
        ResidentRecord expired = await world.AppendAsync(old, Row(
            old with { Removal = new Removal(RemovalKind.Recompiled, "REMAKE_REM", old.BirthDate, new DateOnly(1876, 6, 14)) }, 2, "REMAKE_REM"));
        ResidentRecord newer = await world.AppendAsync(expired, Row(old, 3, "REMAKE_ADD"));
        (await world.RefusedAsync(CertificateWorld.RequestFor(CertificateForm.RemovedRecordCopy, newer) with { Sheet = 2 })).Code.ShouldBe("CE-23");
    }

    [Fact]
    public async Task A_foreign_resident_who_never_moved_has_a_notification_day_and_no_day_of_settling()
    {
        DateOnly came = new(2019, 4, 1);
        ResidentRecord foreigner = Any.Resident() with
        {
            Kind = ResidentKind.Foreign,
            Domicile = null,
            BecameResident = null,
            BecameForeignResident = new DatedFact(PartialDate.FromDate(new DateOnly(2020, 5, 1)), "EXO_ADD_NATIONALITY_LOST", came.AddDays(2)),
            AddressSettled = new DatedFact(PartialDate.FromDate(came), "IN_DOMESTIC", came.AddDays(2)),
            Foreign = new ForeignResidence { Nationality = "架空国", Category = ForeignCategory.SpecialPermanent },
        };
        StoredCertificate copy = await MakeAsync(await world.AddAsync(foreigner));
        Value(copy, "届出日").ShouldBe("平成３１年４月３日");
        Value(copy, "住所を定めた年月日").ShouldBe("");

        PartialDate since = PartialDate.FromDate(came);
        StoredCertificate entered = await MakeAsync(await world.AddAsync(foreigner with
        {
            Id = Contracts.ResidentId.New(),
            AddresseeNumber = Any.Resident().AddresseeNumber,
            BecameForeignResident = new DatedFact(since),
            AddressSettled = new DatedFact(since),
        }));
        Value(entered, "住所を定めた年月日").ShouldBe("");
    }

    [Fact]
    public async Task Special_reason_free_entry_and_reserve_fields_stand_on_no_certificate()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with
        {
            Marks = new RecordMarks { SpecialReason = "特別の事由", FreeEntry = "任意の記載", Reserve1 = "予備の一", Reserve2 = "予備の二" },
        });
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        string text = await world.TextAsync(request with
        {
            Items = [.. Enum.GetValues<CertificateItem>().Where(item => item is not (CertificateItem.IndividualNumber or CertificateItem.RecordCode))],
        });
        foreach (string kept in (string[])["特別の事由", "任意の記載", "予備の一", "予備の二"])
        {
            text.ShouldNotContain(kept);
        }
    }

    [Fact]
    public async Task After_move_out_information_was_sent_paper_is_printed_only_with_a_confirmed_reason_and_its_mark()
    {
        ResidentRecord person = Any.Resident() with { IndividualNumber = NumberState.None, RecordCode = NumberState.None };
        person = await world.AddAsync(person with
        {
            MoveOut = new MoveOut(new Address { Town = "架空県仮設市", Lot = "９番地" }, new DateOnly(2026, 6, 30))
            {
                NotifiedOn = new DateOnly(2026, 6, 10), Special = true,
            },
        });
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.MovingOutCertificate, person);
        (await world.RefusedAsync(request)).Code.ShouldBe(CertificateRefusals.MoveOutInformationSent.Code);
        string text = await world.TextAsync(request with
        {
            Confirmed = [new ConfirmedAlert(CertificateRefusals.MoveOutInformationSent.Code, "カードを紛失したため")],
        });
        text.ShouldContain("特例による転出処理済");
    }

    [Fact]
    public async Task A_moving_out_certificate_shows_destination_and_day_and_is_issued_again_as_it_was()
    {
        ResidentRecord person = Any.Resident() with { IndividualNumber = NumberState.None, RecordCode = NumberState.None };
        person = await world.AddAsync(person with
        {
            MoveOut = new MoveOut(new Address { Town = "架空県仮設市", Lot = "９番地" }, new DateOnly(2026, 6, 30)) { NotifiedOn = new DateOnly(2026, 6, 10) },
        });
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.MovingOutCertificate, person);
        StoredCertificate first = (await world.MakeAsync(request)).Single();
        string text = CertificateWorld.Text(await world.PrintAsync(first));
        text.ShouldContain("架空県仮設市９番地");
        text.ShouldContain("令和８年６月３０日");
        text.ShouldNotContain("再交付");
        (await world.RefusedAsync(request)).ShouldBe(CertificateRefusals.IssuedBefore);
        (await world.Process.HandOver.HandOverAsync(world.Clerk, first.Address, TestContext.Current.CancellationToken)).ShouldBeNull();

        await world.AppendAsync(person, Any.Row(person with { Name = new PersonName { Written = "改名　花子" } }, 2, new DateOnly(2026, 6, 12)));
        StoredCertificate again = (await world.MakeAsync(request with { ReissueOf = first.DocumentId })).Single();
        string second = CertificateWorld.Text(await world.PrintAsync(again));
        second.ShouldContain("再交付");
        second.ShouldContain("見本　太郎");
        second.ShouldNotContain("改名　花子");
        again.IssueNumber.ShouldNotBe(first.IssueNumber);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    [InlineData(7), InlineData(8), InlineData(9), InlineData(10), InlineData(11), InlineData(12)]
    public async Task However_large_the_family_its_moving_out_certificate_carries_everybody_in_its_codes(int members)
    {
        ResidentRecord head = Any.Resident() with { IndividualNumber = NumberState.None, RecordCode = NumberState.None };
        MoveOut move = new(new Address { Town = "架空県仮設市", Lot = "９番地" }, new DateOnly(2026, 6, 30)) { NotifiedOn = new DateOnly(2026, 6, 10) };
        List<ResidentRecord> family = [];
        for (int i = 1; i <= members; i++)
        {
            ResidentRecord member = i == 1 ? head : Any.Resident(head.Household.Id, "同居人");
            family.Add(await world.AddAsync(member with
            {
                Name = new PersonName { Written = $"転出　{"一二三四五六七八九十甲乙"[i - 1]}子" },
                Household = member.Household with { Number = head.Household.Number, Order = i },
                IndividualNumber = NumberState.None, RecordCode = NumberState.None, MoveOut = move,
            }));
        }

        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.MovingOutCertificate, [.. family]))).Single();
        string text = CertificateWorld.Text(await world.PrintAsync(copy));
        IReadOnlyList<byte[]> codes = MoveOutCodes.Of(CertificateJson.ReadContent(copy.Content));
        string[] parts = [.. codes.Select(code => System.Text.Encoding.UTF8.GetString(code))];
        string whole = string.Concat(parts.Select(part => part[(part.IndexOf('\n') + 1)..]));
        whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0])
            .ShouldBe(family.Select(one => one.Name.Display));
        foreach ((int part, string written) in parts.Index())
        {
            written.ShouldStartWith($"DAICHO-OUT,2,131016,{copy.DocumentId},{part + 1},{parts.Length}\n");
        }

        text.Contains("二次元コードは全", StringComparison.Ordinal).ShouldBe(parts.Length > 1);
        (members < 12 || parts.Length > 1).ShouldBeTrue();
        (members > 1 || parts.Length == 1).ShouldBeTrue();
    }

    [Fact]
    public async Task A_foreign_resident_has_western_birth_date_and_the_items_asked_for()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with
        {
            Kind = ResidentKind.Foreign,
            Name = new PersonName { Written = "", Alphabet = "MIHON ALEX" },
            CommonName = new CommonName("見本　有", "ミホン　アル", true) { RecordedBy = "霞野市", RecordedOn = new DateOnly(2020, 4, 1) },
            Domicile = null,
            BecameForeignResident = new DatedFact(PartialDate.FromDate(new DateOnly(2020, 4, 1))),
            Foreign = new ForeignResidence { Nationality = "架空国", Category = ForeignCategory.MidToLongTerm, Status = "永住者", PeriodEnd = new DateOnly(2030, 1, 2) },
        });
        string text = await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with
        {
            Items = [CertificateItem.Nationality, CertificateItem.PeriodEnd],
        });
        text.ShouldContain("MIHON ALEX");
        text.ShouldContain("見本　有（ミホン　アル）");
        text.ShouldContain("１９８０年５月５日");
        text.ShouldContain("架空国");
        text.ShouldContain("２０３０年１月２日");
        text.ShouldNotContain("永住者");
        text.ShouldNotContain("本籍");
    }

    [Fact]
    public async Task A_memo_is_never_printed()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.Database.App.ExecuteAsync(
            "insert into resident_register.memo (memo_id, resident_id, text, written_by) values ($1, $2, '秘密のメモ', 'sasaki')",
            Cancellation, Guid.CreateVersion7(), person.Id.Value);
        (await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).ShouldNotContain("秘密のメモ");
    }

    private static HistoryRow Row(ResidentRecord record, int no, string reason) => new(
        Any.Row(record).Facts with { Reason = reason }, no, new DateOnly(2021, 1, no), record);

    private static string Value(StoredCertificate copy, string label) =>
        CertificateJson.ReadContent(copy.Content).Subjects[0].Items.First(item => item.Label == label).Value;

    private async Task<StoredCertificate> MakeAsync(ResidentRecord person) =>
        (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
}
