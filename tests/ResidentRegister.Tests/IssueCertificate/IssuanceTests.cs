using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>From the application to the copy handed over, on the real database.</summary>
public sealed class IssuanceTests(CertificateWorld world) : IClassFixture<CertificateWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_is_accepted_made_printed_and_handed_over_and_each_step_is_on_the_ledger()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateApplication application = await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person));
        application.Fee.ShouldBe(new Yen(300));
        StoredCertificate copy = (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Value.Single();
        string text = CertificateWorld.Text(await world.PrintAsync(copy));
        text.ShouldContain("見本　太郎");
        text.ShouldContain("架空県霞野市本町１番地１");
        text.ShouldContain("この写しは、住民票の原本と相違ないことを証明する。");
        text.ShouldContain(copy.IssueNumber);
        (await world.Process.HandOver.HandOverAsync(world.Clerk, copy.Address, Cancellation)).ShouldBeNull();

        List<string> events = await world.Database.App.ListAsync(
            "select event from resident_register.issuance_ledger where document_id = $1 order by ledger_id",
            row => row.GetString(0), Cancellation, copy.DocumentId);
        events.ShouldBe(["made", "printed", "handed_over"]);
        (await StateAsync(application.Id)).ShouldBe("handed_over");
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and kind = 'issue'", application.Id)).ShouldBe(4);
    }

    [Theory]
    [InlineData("Person"), InlineData("SameHousehold"), InlineData("Representative"), InlineData("ThirdParty"), InlineData("Official")]
    public async Task Every_class_of_requester_is_possible_and_class_ground_and_items_are_recorded(string requester)
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        RequesterClass asks = Enum.Parse<RequesterClass>(requester);
        request = request with { Requester = request.Requester with { Class = asks, ResidentId = asks <= RequesterClass.SameHousehold ? person.Id.Value : null } };
        StoredCertificate copy = (await world.MakeAsync(request)).Single();
        (await world.CountAsync(
            """
            select count(*) from resident_register.certificate_application a
            join resident_register.issuance_ledger l on l.document_id = $2
            where a.application_id = $1 and a.requester_class = $3 and l.requester_class = $3
              and a.request like '%勤務先に提出するため%' and l.contents like '氏名・%'
            """,
            copy.ApplicationId, copy.DocumentId, CertificateStore.StoredWord(asks))).ShouldBe(1);
    }

    [Fact]
    public async Task Two_copies_have_two_numbers()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        IReadOnlyList<StoredCertificate> copies =
            await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Copies = 2 });
        copies.Select(copy => copy.IssueNumber).Distinct().Count().ShouldBe(2);
        copies[0].IssueNumber.ShouldStartWith("20260615 霞野市 本庁1 プリンタ001 ");
    }

    [Fact]
    public async Task A_second_submit_of_the_same_act_shows_the_first_application_and_the_first_copies()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        Guid act = Guid.CreateVersion7();
        CertificateApplication first = (await world.Process.Accept.HandleAsync(world.Clerk, act, request, Cancellation)).Value;
        CertificateApplication second = (await world.Process.Accept.HandleAsync(world.Clerk, act, request, Cancellation)).Value;
        second.Id.ShouldBe(first.Id);
        Guid made = (await world.Process.Make.HandleAsync(world.Clerk, first.Id, Cancellation)).Value.Single().DocumentId;
        (await world.Process.Make.HandleAsync(world.Clerk, first.Id, Cancellation)).Value.Single().DocumentId.ShouldBe(made);
    }

    [Fact]
    public async Task Only_the_chosen_items_stand_on_a_certificate_of_entered_items()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Address = new Address { Town = "本町", Lot = "１番地１", Building = "秘密荘" } });
        string text = await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.EnteredItemsPerson, person) with
        {
            Items = [CertificateItem.Address],
            LeftOut = [LeftOut.Building],
        });
        text.ShouldContain("架空県霞野市本町１番地１");
        text.ShouldNotContain("秘密荘");
        text.ShouldNotContain("生年月日");
        text.ShouldNotContain("続柄");
        text.ShouldNotContain("個人番号");
    }

    [Fact]
    public async Task A_removed_persons_removal_and_destination_stand_on_a_certificate_of_entered_items_only_when_asked_for()
    {
        PartialDate left = PartialDate.FromDate(new DateOnly(2026, 5, 1));
        ResidentRecord person = await world.AddAsync(Any.Resident() with
        {
            Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", left, new DateOnly(2026, 5, 1)),
            MoveOut = new MoveOut(new Address { Town = "架空県仮設市", Lot = "７番地" }, new DateOnly(2026, 5, 1)),
        });
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.EnteredItemsPerson, person) with { Items = [CertificateItem.Address] };
        string address = await world.TextAsync(request);
        address.ShouldNotContain("消除年月日");
        address.ShouldNotContain("架空県仮設市");
        string removal = await world.TextAsync(request with { Items = [CertificateItem.Removal] });
        removal.ShouldContain("消除事由");
        removal.ShouldNotContain("架空県仮設市");
        (await world.TextAsync(request with { Items = [CertificateItem.MovedOutTo] })).ShouldContain("架空県仮設市７番地");
        string copy = await world.TextAsync(request with { Form = CertificateForm.RemovedRecordCopy, Items = [] });
        copy.ShouldContain("消除年月日");
        copy.ShouldContain("架空県仮設市７番地");
    }

    [Fact]
    public async Task A_hidden_building_name_is_not_printed_and_the_stored_value_stays()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with
        {
            Address = new Address { Town = "本町", Lot = "１番地１", Building = "現在荘" },
            MovedInFrom = new AddressWithHead(new Address { Town = "架空県仮設町", Lot = "２番地", Building = "以前荘" }),
            PriorAddress = new AddressWithHead(new Address { Town = "仮町", Lot = "３番地", Building = "前荘" }),
            Marks = new RecordMarks { HideBuilding = BuildingHidden.Current | BuildingHidden.MovedInFrom | BuildingHidden.Prior },
        });
        string text = await world.TextAsync(
            CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Items = [CertificateItem.PriorAddress] });
        text.ShouldContain("架空県仮設町２番地");
        text.ShouldContain("仮町３番地");
        text.ShouldNotContain("荘");
        (await world.CountAsync(
            "select count(*) from resident_register.resident where resident_id = $1 and address_written like '%現在荘'",
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task The_individual_number_is_printed_on_special_request_and_stored_nowhere_outside_the_vault()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        IndividualNumber number = await world.GiveNumberAsync(person.Id, 4001);
        StoredCertificate copy = (await world.MakeAsync(
            CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Items = [CertificateItem.IndividualNumber] })).Single();
        CertificateWorld.Text(await world.PrintAsync(copy)).ShouldContain(Wide(number));
        copy.Content.ShouldNotContain(number.Reveal());
        copy.Content.ShouldNotContain(Wide(number));
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and kind = 'reveal' and number_accessed",
            copy.ApplicationId)).ShouldBe(2);
    }

    [Fact]
    public async Task The_resident_record_code_is_printed_on_special_request_and_stored_nowhere_outside_the_vault()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        VaultNumber code = VaultNumber.Of(ResidentRecordCode.FromBase("9000004002"));
        Guid act = Guid.CreateVersion7();
        await world.Vault.ReserveAsync(act, [new ResidentNumber(person.Id.Value, code)], Cancellation);
        await world.Vault.ConfirmAsync(act, Cancellation);
        string printed = string.Concat(code.Reveal().Select(digit => (char)(digit - '0' + '０')));

        StoredCertificate copy = (await world.MakeAsync(
            CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Items = [CertificateItem.RecordCode] })).Single();
        CertificateWorld.Text(await world.PrintAsync(copy)).ShouldContain(printed);
        copy.Content.ShouldNotContain(code.Reveal());
        copy.Content.ShouldNotContain(printed);
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and kind = 'reveal' and items = '住民票コード'",
            copy.ApplicationId)).ShouldBe(2);
    }

    [Fact]
    public async Task A_certificate_is_reproduced_byte_for_byte_after_later_changes_of_the_person_and_the_number()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.GiveNumberAsync(person.Id, 5001);
        CertificateRequest request =
            CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Items = [CertificateItem.IndividualNumber, CertificateItem.Householder] };
        StoredCertificate copy = (await world.MakeAsync(request)).Single();
        byte[] first = await world.PrintAsync(copy);

        await world.GiveNumberAsync(person.Id, 5002);
        await world.AppendAsync(person, Any.Row(
            person with { Name = new PersonName { Written = "改名　花子" }, Address = new Address { Town = "別町", Lot = "９番地" } }, 2, new DateOnly(2026, 6, 16)));
        world.Time.Advance(TimeSpan.FromDays(40));
        try
        {
            ReleasedCertificate again = (await world.Process.HandOver.ReproduceAsync(world.Clerk, copy.DocumentId, "監査", Cancellation)).Value;
            again.Pdf.ShouldBe(first);
            (await world.Process.HandOver.ReproduceAsync(world.Clerk, copy.DocumentId, " ", Cancellation)).Refusal.ShouldBe(CertificateRefusals.NoReproductionReason);
        }
        finally
        {
            world.Time.Advance(TimeSpan.FromDays(-40));
        }
    }

    [Fact]
    public async Task The_content_of_a_certificate_follows_from_its_source_rows_as_of_its_moment()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
        await world.AppendAsync(person, Any.Row(person with { Address = new Address { Town = "別町", Lot = "９番地" } }, 2, new DateOnly(2026, 6, 16)));
        await using UnitOfWork work = new(world.Database.App, world.Clerk.Context);
        HistoryRow source = (await CertificateStore.SourcesAsync(work, copy.DocumentId, Cancellation)).Single();
        source.HistoryNo.ShouldBe(1);
        HistoryRow known = (await Daicho.ResidentRegister.Data.RegisterStore.AsOfAsync(
            work, person.Id, copy.TrueOn, copy.KnownAt, Cancellation)).ShouldNotBeNull().Row;
        known.HistoryNo.ShouldBe(source.HistoryNo);
        CertificateJson.ReadContent(copy.Content).Subjects.Single().Items.Single(item => item.Label == "住所").Value
            .ShouldEndWith(known.Record.Address.Full);
    }

    [Fact]
    public async Task A_spoiled_copy_is_marked_as_disposed_with_its_reason_and_cannot_be_handed_over()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
        (await world.Process.HandOver.DisposeAsync(world.Clerk, copy.Address, " ", Cancellation)).ShouldBe(CertificateRefusals.NoReason);
        (await world.Process.HandOver.DisposeAsync(world.Clerk, copy.Address, "用紙のずれ", Cancellation)).ShouldBeNull();
        (await world.Process.HandOver.HandOverAsync(world.Clerk, copy.Address, Cancellation)).ShouldBe(CertificateRefusals.Ended);
        (await world.Process.HandOver.PrintAsync(world.Clerk, copy.Address, Cancellation)).Refusal.ShouldBe(CertificateRefusals.Ended);
        (await StateAsync(copy.ApplicationId)).ShouldBe("spoiled");
    }

    [Fact]
    public async Task The_ledger_has_the_nine_items_and_the_running_program_cannot_change_or_delete_a_row()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
        await using UnitOfWork work = new(world.Database.App, world.Clerk.Context);
        LedgerRow row = (await IssuanceLedger.SearchAsync(
            work, new LedgerSearch(world.Clock.Today(), world.Clock.Today()) { Subject = person.Id.Value }, 0, 10, Cancellation)).Single();
        (row.Office, row.SubjectName, row.Form, row.Sheets, row.IssueNumber, row.Terminal, row.OperatorCode)
            .ShouldBe(("honcho", "見本　太郎", CertificateForm.PersonCopy, 1, copy.IssueNumber, "t1", "sasaki"));
        row.OccurredAt.ShouldBeGreaterThan(DateTimeOffset.MinValue);
        row.Contents.ShouldContain("生年月日");

        foreach (string statement in (string[])
            [
                "update resident_register.issuance_ledger set sheets = 2",
                "delete from resident_register.issuance_ledger",
                "truncate resident_register.issuance_ledger",
                "update resident_register.certificate set pages = 2",
                "delete from resident_register.certificate",
                "delete from resident_register.certificate_application",
                "update resident_register.certificate_application set request = ''",
            ])
        {
            (await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(statement, Cancellation)))
                .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }

        (await Should.ThrowAsync<PostgresException>(
            () => world.Database.Owner.ExecuteAsync("delete from resident_register.issuance_ledger", Cancellation)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("office"), InlineData("form"), InlineData("contents"), InlineData("issue_number"), InlineData("terminal"), InlineData("operator_code")]
    public async Task The_database_refuses_a_ledger_row_that_lacks_an_item(string column)
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        StoredCertificate copy = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
        string[] columns = ["office", "form", "contents", "issue_number", "terminal", "operator_code"];
        string values = string.Join(',', columns.Select(one => one == column ? "' '" : "'x'"));
        await using NpgsqlCommand command = world.Database.App.CreateCommand();
        command.CommandText =
            "insert into resident_register.issuance_ledger (document_id, event, business_date, subject_ids, sheets, requester_class, "
            + string.Join(',', columns) + ") values ($1, 'printed', '2026-06-15', array[$1], 1, 'person', " + values + ")";
        command.Parameters.AddValues(copy.DocumentId);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation)))
            .SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    [Fact]
    public async Task A_request_that_another_office_accepted_is_made_and_handed_over_only_under_a_right_that_covers_that_office()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        Issuer branch = world.Clerk with
        {
            SignedIn = world.Clerk.SignedIn with
            {
                OfficeCode = "kita",
                Rights = [.. world.Clerk.SignedIn.Rights.Select(right => right with { OfficeCode = "kita" })],
            },
        };
        CertificateApplication application = await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person));
        application.Office.ShouldBe("honcho");

        (await world.Process.Make.HandleAsync(branch, application.Id, Cancellation)).Refusal.ShouldBe(CertificateRefusals.OtherOffice);
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and refusal_code = 'RR-ISSUE-050'", application.Id)).ShouldBe(1);
        StoredCertificate copy = (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Value.Single();
        (await world.Process.HandOver.PrintAsync(branch, copy.Address, Cancellation)).Refusal.ShouldBe(CertificateRefusals.OtherOffice);
        (await world.Process.HandOver.HandOverAsync(branch, copy.Address, Cancellation)).ShouldBe(CertificateRefusals.OtherOffice);
        (await world.Process.HandOver.DisposeAsync(branch, copy.Address, "書損", Cancellation)).ShouldBe(CertificateRefusals.OtherOffice);

        Issuer both = branch with
        {
            SignedIn = branch.SignedIn with { Rights = [.. branch.SignedIn.Rights, .. world.Clerk.SignedIn.Rights.Select(right => right with { OfficeCode = "honcho" })] },
        };
        (await world.Process.HandOver.PrintAsync(both, copy.Address, Cancellation)).Refusal.ShouldBeNull();
        (await world.Process.HandOver.HandOverAsync(both, copy.Address, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task The_acting_mayor_certifies_within_the_registered_period_and_the_prefecture_stands_before_the_title()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await using (UnitOfWork work = new(world.Database.Owner, world.Clerk.Context))
        {
            await CertificateSettings.AddCertifierAsync(
                work, "acting", "長職務代理者　副市長", "仮名　二郎", new DateOnly(2026, 7, 1), new DateOnly(2026, 7, 8), "霞野市長職務代理者之印", "test", Cancellation);
            await work.CommitAsync(Cancellation);
        }

        (string Text, string Day)[] seen = new (string, string)[3];
        foreach ((int place, DateOnly day) in new[] { new DateOnly(2026, 6, 30), new DateOnly(2026, 7, 7), new DateOnly(2026, 7, 8) }.Index())
        {
            DateTimeOffset before = world.Time.GetUtcNow();
            world.Time.Set(new DateTimeOffset(day.Year, day.Month, day.Day, 12, 0, 0, TimeSpan.FromHours(9)));
            seen[place] = (await world.TextAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person)), day.ToString("O", null));
            world.Time.Set(before);
        }

        seen[0].Text.ShouldContain("架空県霞野市長\n仮名　一郎");
        seen[1].Text.ShouldContain("架空県霞野市長職務代理者　副市長\n仮名　二郎");
        seen[2].Text.ShouldContain("架空県霞野市長\n仮名　一郎");
    }

    [Fact]
    public async Task A_name_with_a_character_no_font_holds_asks_for_confirmation_and_is_listed()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Name = new PersonName { Written = "葛\U000E0100城　太郎" } });
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        (await world.RefusedAsync(request)).Code.ShouldBe("CE-15");
        CertificateDocument preview = (await world.Process.Accept.PreviewAsync(world.Clerk, request, Cancellation)).Value;
        preview.Overflows.ShouldContain(overflow => overflow.Label == "氏名" && overflow.Missing.Count == 1);
    }

    [Fact]
    public async Task A_preview_is_marked_as_specimen_without_seal_and_makes_nothing()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        long before = await world.CountAsync("select count(*) from resident_register.certificate_application");
        CertificateDocument preview = (await world.Process.Accept.PreviewAsync(
            world.Clerk, CertificateWorld.RequestFor(CertificateForm.PersonCopy, person), Cancellation)).Value;
        string text = CertificateWorld.Text(preview.Pdf);
        text.ShouldContain("見本　架空のデータ");
        text.ShouldContain("見本　太郎");
        (await world.CountAsync("select count(*) from resident_register.certificate_application")).ShouldBe(before);
    }

    private static string Wide(IndividualNumber number) => string.Concat(number.Reveal().Select(digit => (char)(digit - '0' + '０')));

    private async Task<string> StateAsync(Guid application) => (await world.Database.App.ListAsync(
        "select state from resident_register.certificate_application where application_id = $1",
        row => row.GetString(0), Cancellation, application)).Single();
}
