using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Notices and lists that go with a decision, from the page of the case through the issuing ledger to the paper.</summary>
public sealed class NoticeTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task After_a_correction_ex_officio_the_notice_to_the_person_is_made_through_the_ledger()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId act = await DoAsync(Requests.Correction(person, "lot", "１番地９") with { NoticeToPerson = true });

        string text = await IssueAsync(act, "ExOfficioNotice", person);
        text.ShouldContain("職権記載等通知書");
        text.ShouldContain("住民基本台帳法施行令第１２条第４項の規定により");
        text.ShouldContain("職権修正");
        text.ShouldContain("本町１番地９");
        text.ShouldContain("見本　太郎　様");
        (await world.CountAsync(
            "select count(*) from resident_register.issuance_ledger where form = 'ExOfficioEntryNotice' and event = 'printed' and $1 = any (subject_ids)",
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_letter_carries_the_addressee_name_and_a_certificate_the_registered_one()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("登録　一郎", "トウロク　イチロウ"));
        ChangeCaseId act = await DoAsync(Requests.Correction(person, "addresseeName", "宛名　次郎") with { NoticeToPerson = true });

        (await IssueAsync(act, "ExOfficioNotice", person)).ShouldContain("宛名　次郎　様");
        using FormDoor door = await FormDoor.OpenAsync(world);
        IReadOnlyList<string> certificate = await door.CertificateAsync(person, "personCopy");
        certificate.ShouldContain("登録　一郎");
        certificate.ShouldNotContain(line => line.Contains("宛名", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_priority_of_names_changes_the_addressee_and_leaves_the_names_as_they_are()
    {
        ResidentRecord foreigner = Rules.Stage.Foreigner() with
        {
            Name = new PersonName { Written = "", Alphabet = "KAKUU PEDRO" },
            ParallelName = new PersonName { Written = "架空　邊土" },
            CommonName = new CommonName("架空　正男", "カクウ　マサオ", true) { RecordedOn = new DateOnly(2015, 4, 1), RecordedBy = "見本市" },
        };
        foreigner = await world.AddAsync(foreigner);
        foreach ((string priority, string addressee) in ((string, string)[])
            [("Common", "架空　正男　様"), ("Parallel", "架空　邊土　様"), ("Registered", "KAKUU PEDRO　様")])
        {
            ChangeCaseId act = await DoAsync(Requests.Correction(foreigner, "namePriority", priority) with { NoticeToPerson = true });
            (await IssueAsync(act, "ExOfficioNotice", foreigner)).ShouldContain(addressee);
        }

        using FormDoor door = await FormDoor.OpenAsync(world);
        ResidentRecord now = (await ChangeWorld.Over(world).RowAsync(foreigner.Id)).Record;
        now.Name.ShouldBe(foreigner.Name);
        now.CommonName.ShouldBe(foreigner.CommonName);
        now.ParallelName.ShouldBe(foreigner.ParallelName);
        IReadOnlyList<string> certificate = await door.CertificateAsync(now, "personCopy");
        certificate.ShouldContain("KAKUU PEDRO");
        certificate.ShouldContain(line => line.StartsWith("架空　正男", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_householder_set_in_the_act_is_told_by_a_notice_with_both_names()
    {
        (ResidentRecord head, ResidentRecord wife) = await CoupleAsync();
        ChangeCaseId act = await DoAsync(Requests.Death(head) with { RemainingHead = wife.Id });

        string text = await IssueAsync(act, "HeadChangeNotice", wife);
        text.ShouldContain("世帯主変更通知書");
        text.ShouldContain("見本　太郎");
        text.ShouldContain("見本　花子　様");
        text.ShouldContain("令和８年６月１０日");
    }

    [Fact]
    public async Task A_household_left_without_a_head_is_asked_to_name_one_and_the_notice_of_a_change_is_refused()
    {
        (ResidentRecord head, ResidentRecord wife) = await CoupleAsync();
        ResidentRecord child = Any.Resident(head.Household.Id, "子");
        await world.AddAsync(child with { Household = child.Household with { Number = head.Household.Number, Order = 3 } });
        ChangeCaseId act = await DoAsync(Requests.Death(head));

        (await IssueAsync(act, "HeadChangeRequest", wife)).ShouldContain("世帯主の変更を届け出てください");
        using Browser clerk = await ClerkAsync();
        string page = await OpenAsync(clerk, act);
        (await clerk.SendAsync(page, page.Replace("?", "/notice?", StringComparison.Ordinal),
            ("act-key", Key()), ("kind", "HeadChangeNotice"), ("addressee", wife.Id.Value.ToString()))).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_receipt_of_a_notification_goes_to_the_address_before_the_change()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId act = await DoAsync(Requests.Relocation("２１番地", person));

        string text = await IssueAsync(act, "ReceiptOfNotification", person);
        text.ShouldContain("住民異動届受理通知");
        text.ShouldContain("霞県霞野市本町１番地１");
        text.ShouldNotContain("緑町");
    }

    [Fact]
    public async Task A_notice_of_an_act_is_made_once_and_leads_back_to_the_same_application()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId act = await DoAsync(Requests.Correction(person, "remark", "備考") with { NoticeToPerson = true });
        using Browser clerk = await ClerkAsync();
        string page = await OpenAsync(clerk, act);
        string action = page.Replace("?", "/notice?", StringComparison.Ordinal);
        (string, string)[] fields = [("kind", "ExOfficioNotice"), ("addressee", person.Id.Value.ToString())];
        Shown first = await clerk.SendAsync(page, action, [.. fields, ("act-key", Key())]);
        Shown second = await clerk.SendAsync(page, action, [.. fields, ("act-key", Key())]);
        first.Status.ShouldBe(HttpStatusCode.SeeOther, first.Body);
        second.Location.ShouldBe(first.Location);
        (await clerk.GetAsync(page)).Body.ShouldContain("受付済");
    }

    [Fact]
    public async Task After_a_new_a_changed_and_a_corrected_code_its_notice_is_produced_once_each()
    {
        await SeedAsync();
        ResidentRecord person = await world.AddAsync(Any.Alone("番田　知子", "バンダ　トモコ") with { RecordCode = NumberState.Requested });
        using FormDoor door = await FormDoor.OpenAsync(world);
        string[] codes = [.. Enumerable.Range(0, 3).Select(one => ResidentRecordCode.FromBase($"96000001{one:D2}").Reveal())];

        (await SetCodeAsync(codes[0], "RecordCodeNotice")).ShouldContain("住民基本台帳法第３０条の３の規定により通知します。");

        Guid asked = await door.DecideAsync(
            "CODE_CHANGE",
            [
                ("basis", "Request"), ("happenedOn", "R8.11.10"), ("requestOn", "R8.11.10"), ("notifier.kind", "Person"),
                ("notifier.document", "運転免許証"), ("persons", person.Id.Value.ToString()),
            ]);
        (await KindsAsync(asked)).ShouldNotContain(kind => kind.StartsWith("RecordCode", StringComparison.Ordinal));
        (await SetCodeAsync(codes[1], "RecordCodeChangeNotice")).ShouldContain("請求により、あなたの住民票に記載された住民票コードを下記のとおり変更しました");
        (await SetCodeAsync(codes[2], "RecordCodeCorrectionNotice")).ShouldContain("誤りがありましたので、下記のとおり修正し");
        (await world.CountAsync(
            "select count(*) from resident_register.certificate where form like 'ResidentRecordCode%Notice' and subject_id = $1", person.Id.Value)).ShouldBe(3);

        async Task<string> SetCodeAsync(string code, string kind)
        {
            Guid act = await door.DecideAsync(
                "CODE_EX_OFFICIO", [.. FormDoor.Official, ("persons", person.Id.Value.ToString()), ("recordCode", code)]);
            (await KindsAsync(act)).Where(one => one.StartsWith("RecordCode", StringComparison.Ordinal)).ShouldBe([kind]);
            string text = await IssueAsync(new ChangeCaseId(act), kind, person);
            text.ShouldContain(string.Concat(code.Select(digit => (char)(digit - '0' + '０'))));

            // Asked for again, the page leads to what was made.
            using Browser clerk = await ClerkAsync();
            string page = await OpenAsync(clerk, new ChangeCaseId(act));
            (await clerk.SendAsync(
                page, page.Replace("?", "/notice?", StringComparison.Ordinal),
                ("act-key", Key()), ("kind", kind), ("addressee", person.Id.Value.ToString()))).Status.ShouldBe(HttpStatusCode.SeeOther);
            return text;
        }
    }

    [Fact]
    public async Task The_municipality_of_arrival_is_told_of_an_adult_ward_in_the_name_of_the_mayor()
    {
        await SeedAsync();
        ResidentRecord person = await world.AddAsync(Any.Alone("後見　一子", "コウケン　カズコ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        await door.DecideAsync(
            "QUALIFICATION", [.. FormDoor.Official, ("persons", person.Id.Value.ToString()), ("fix.adultWard.registered", "1")]);
        Guid act = await door.DecideAsync(
            "MOVE_OUT",
            [
                ("basis", "Notification"), ("happenedOn", "R8.11.25"), ("notifiedOn", "R8.11.20"), ("notifier.kind", "Person"),
                ("notifier.document", "運転免許証"), ("persons", person.Id.Value.ToString()), ("destination.town", "例示県例示市中央"), ("destination.lot", "６番地"),
            ]);

        string text = await IssueAsync(new ChangeCaseId(act), "AdultWardNotice", person);
        text.ShouldContain("成年被後見人の転出通知");
        text.ShouldContain("転入地市区町村長　様");
        text.ShouldContain("後見　一子");
        text.ShouldContain("例示県例示市中央６番地");
        text.ShouldContain("令和８年１１月２５日");
        (await world.CountAsync(
            "select count(*) from resident_register.certificate_application where notice_of = $1 and request::text like '%霞野市長%'", act)).ShouldBe(1);
    }

    [Fact]
    public async Task The_review_list_is_printed_with_its_persons_and_the_print_is_on_the_log()
    {
        await SeedAsync();
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ResidentRecord supported = await world.AddAsync(Any.Resident());
        await world.ProtectAsync(supported.Id);
        ChangeWorld changes = ChangeWorld.Over(world);
        foreach (ResidentRecord one in (ResidentRecord[])[person, supported])
        {
            ChangeWorld.Done(await changes.SubmitAsync(ChangeWorld.Done(await changes.DraftAsync(Requests.Relocation("３１番地", one)))));
        }

        using Browser takahashi = await world.EnterAsync("takahashi");
        Shown asked = await takahashi.SendAsync("/changes/review-list", "/changes/review-list/print", ("date", "2026-11-20"));
        asked.Status.ShouldBe(HttpStatusCode.SeeOther, asked.Body);
        string text = Text(await takahashi.BytesAsync(asked.Location!));
        text.ShouldContain("異動審査リスト");
        text.ShouldContain("転居");
        text.ShouldContain("本町１番地１");
        text.ReplaceLineEndings("").ShouldContain("（支援措置・照会抑止のため省略）");
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'resident.change.review-list' and kind = 'output' and $1 = any (subject_ids)",
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task The_check_sheet_of_a_draft_shows_before_and_after()
    {
        await SeedAsync();
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId draft = ChangeWorld.Done(await ChangeWorld.Over(world).DraftAsync(Requests.Relocation("４１番地", person)));
        using Browser clerk = await ClerkAsync();
        string page = await OpenAsync(clerk, draft);

        string text = Text(await clerk.BytesAsync(page.Replace("?", "/sheet?", StringComparison.Ordinal)));
        text.ShouldContain("登録前の確認用です。証明書として使用できません。");
        text.ShouldContain("４１番地");
        text.ShouldContain("１番地１");
    }

    [Fact]
    public async Task The_list_of_forms_names_each_form_with_the_source_of_its_data()
    {
        using Browser clerk = await ClerkAsync();
        string list = (await clerk.GetAsync("/certificates/forms")).Body;
        foreach (CertificateForm form in Enum.GetValues<CertificateForm>())
        {
            list.ShouldContain(Daicho.ResidentRegister.IssueCertificate.CertificateForms.Label(form));
            list.ShouldContain(Daicho.ResidentRegister.IssueCertificate.CertificateForms.Source(form));
        }
    }

    private Task<List<string>> KindsAsync(Guid act) => world.Database.App.ListAsync(
        "select kind from resident_register.change_case_document where case_id = $1 order by place", row => row.GetString(0),
        TestContext.Current.CancellationToken, act);

    private async Task<(ResidentRecord Head, ResidentRecord Wife)> CoupleAsync()
    {
        ResidentRecord head = await world.AddAsync(Any.Resident());
        ResidentRecord wife = Any.Resident(head.Household.Id, "妻");
        return (head, await world.AddAsync(wife with
        {
            Name = wife.Name with { Written = "見本　花子", GivenName = "花子", Kana = "ミホン　ハナコ" },
            Sex = Sex.Female,
            Household = wife.Household with { Number = head.Household.Number, Order = 2 },
        }));
    }

    private async Task<ChangeCaseId> DoAsync(ChangeRequest request)
    {
        await SeedAsync();
        return await ChangeWorld.Over(world).DoAsync(request);
    }

    private Task SeedAsync() => ResidentRegisterModule.SeedInventedCertificatesAsync(
        world.Database.Owner, "990019", "霞野市", TestContext.Current.CancellationToken);

    private Task<Browser> ClerkAsync() => world.EnterAsync("sasaki", secondFactor: true);

    private static async Task<string> OpenAsync(Browser clerk, ChangeCaseId act) =>
        (await clerk.SendAsync("/changes/review-list", $"/changes/{act.Value}/open")).Location.ShouldNotBeNull();

    /// <summary>Accepts, makes and prints a notice by the screens; answers its text.</summary>
    private async Task<string> IssueAsync(ChangeCaseId act, string kind, ResidentRecord addressee)
    {
        using Browser clerk = await ClerkAsync();
        string page = await OpenAsync(clerk, act);
        (await clerk.GetAsync(page)).Body.ShouldContain("この異動に伴う書類");
        Shown accepted = await clerk.SendAsync(
            page, page.Replace("?", "/notice?", StringComparison.Ordinal),
            ("act-key", Key()), ("kind", kind), ("addressee", addressee.Id.Value.ToString()));
        accepted.Status.ShouldBe(HttpStatusCode.SeeOther, accepted.Body);
        string application = accepted.Location!;
        (await clerk.SendAsync(application, application.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(application);
        string made = (await clerk.GetAsync(application)).Body;
        string step = "/certificates/" + made.Split("action=\"/certificates/").First(part => part.Contains("/step?", StringComparison.Ordinal) && part.IndexOf("/step?", StringComparison.Ordinal) < 60).Split('"')[0];
        return Text(await clerk.BytesAsync(application, step, ("subject", Hidden(made, "subject")), ("hash", Hidden(made, "hash")), ("copy", "1"), ("do", "print")));
    }

    private static string Text(byte[] pdf) => string.Join('\n', PdfText.Extract(pdf).SelectMany(page => page.Texts));

    private static string Hidden(string body, string name) => body.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];

    private static string Key() => Guid.CreateVersion7().ToString("N");
}
