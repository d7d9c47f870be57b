using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Acts ex officio and by notice, and what leaves with a change, from draft to decision on the real database.</summary>
public sealed class OfficialActsTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    [Fact]
    public async Task A_marriage_changes_name_domicile_head_of_register_and_relationship_in_one_event()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("同居人");
        ChangeCaseId act = await world.DoAsync(Requests.Registered("REGISTER_NOTICE", "EXO_FIX") with
        {
            Persons = [family[1].Id],
            Fixes =
            [
                new ItemFix("name", "婚姻　花子"), new ItemFix("kana", "コンイン　ハナコ"), new ItemFix("domicile", "例示市中央３番地"),
                new ItemFix("domicileHead", "婚姻　太郎"), new ItemFix("relationship", "妻"),
            ],
        });

        HistoryRow row = (await world.RowsAsync(act)).Single();
        row.HistoryNo.ShouldBe(2);
        row.Facts.Basis.ShouldBe(Basis.RegisterNotice);
        row.Record.Name.Written.ShouldBe("婚姻　花子");
        row.Record.Domicile!.Address.Full.ShouldBe("例示市中央３番地");
        row.Record.Domicile.Head.ShouldBe("婚姻　太郎");
        row.Record.Household.Relationship.ShouldBe("妻");
        row.Record.Earlier!.Name.ShouldBe(family[1].Name);
    }

    [Fact]
    public async Task A_notice_under_article_9_2_is_not_applied_before_its_documents_were_examined()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeRequest notice = Requests.Registered("REGISTER_NOTICE", "EXO_FIX") with
        {
            Persons = [person.Id],
            Fixes = [new ItemFix("domicile", "例示市中央４番地")],
            Documents = [],
        };
        ChangeCaseId draft = ChangeWorld.Done(await world.DraftAsync(notice));
        (await world.SubmitAsync(draft)).Refusal.ShouldNotBeNull().All.ShouldContain(why => why.Code == "CR-07");
        (await world.RowAsync(person.Id)).HistoryNo.ShouldBe(1);
    }

    [Fact]
    public async Task A_removal_ex_officio_needs_a_ground()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeRequest removal = Removal(person);
        ChangeCaseId draft = ChangeWorld.Done(await world.DraftAsync(removal with { Ground = null }));
        (await world.SubmitAsync(draft)).Refusal.ShouldNotBeNull().All.ShouldContain(why => why.Code == "OF-05");
        (await world.RecordAsync(person.Id)).IsLive.ShouldBeTrue();
    }

    [Fact]
    public async Task A_removal_without_its_date_or_its_reason_is_refused()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId undated = ChangeWorld.Done(await world.DraftAsync(Removal(person) with { HappenedOn = null }));
        (await world.SubmitAsync(undated)).Refusal.ShouldNotBeNull();
        ResidentRecord other = await world.AddAsync(Any.Resident());
        ChangeCaseId without = ChangeWorld.Done(await world.DraftAsync(Removal(other) with { Reason = "NO_SUCH_REASON" }));
        (await world.SubmitAsync(without)).Refusal.ShouldNotBeNull().All.ShouldContain(why => why.Code == "RR-62");
        (await world.RecordAsync(other.Id)).IsLive.ShouldBeTrue();
        (await world.RecordAsync(person.Id)).IsLive.ShouldBeTrue();
    }

    [Fact]
    public async Task A_removal_ex_officio_and_a_departure_abroad_are_recorded_with_reason_and_both_dates()
    {
        ResidentRecord gone = await world.AddAsync(Any.Resident());
        await world.DoAsync(Removal(gone) with { ApplicationOn = PartialDate.FromDate(new DateOnly(2026, 6, 12)), Basis = Basis.ExOfficio });
        Removal removed = (await world.RecordAsync(gone.Id)).Removal!;
        (removed.Kind, removed.ReasonCode, removed.RemovedOn).ShouldBe((RemovalKind.Removed, "EXO_REM", Requests.Happened));
        removed.NotifiedOn.ShouldBe(new DateOnly(2026, 6, 12));

        ResidentRecord emigrant = await world.AddAsync(Any.Resident());
        await world.DoAsync(Requests.MoveOut(Requests.Happened, emigrant) with
        {
            Form = "MOVE_OUT_ABROAD",
            Reason = "OUT_ABROAD",
            Destination = new Destination(new Address { Town = "アメリカ合衆国", Abroad = true }),
        });
        Removal left = (await world.RecordAsync(emigrant.Id)).Removal!;
        (left.Kind, left.ReasonCode, left.RemovedOn).ShouldBe((RemovalKind.MovedOut, "OUT_ABROAD", Requests.Happened));
        left.NotifiedOn.ShouldBe(new DateOnly(2026, 6, 15));
    }

    [Theory]
    [InlineData(nameof(Route.Counter))]
    [InlineData(nameof(Route.Post))]
    [InlineData(nameof(Route.Online))]
    public async Task Each_way_of_notifying_a_move_out_leads_to_the_same_plan_with_its_way_recorded(string route)
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId act = await world.DoAsync(
            Requests.MoveOut(new DateOnly(2026, 6, 30), person) with { Route = Enum.Parse<Route>(route) });

        HistoryRow row = (await world.RowsAsync(act)).Single();
        row.Record.IsPlannedOut.ShouldBeTrue();
        row.Record.MoveOut!.PlannedOn.ShouldBe(new DateOnly(2026, 6, 30));
        row.Record.MoveOut.Channel.ShouldBe(route);
        row.Facts.Route.ShouldBe(Enum.Parse<Route>(route));
    }

    [Fact]
    public async Task A_relocation_of_a_person_with_domicile_elsewhere_causes_one_notice_to_that_municipality()
    {
        ResidentRecord person = Any.Resident();
        person = await world.AddAsync(person with
        {
            Domicile = person.Domicile! with { Address = person.Domicile.Address with { Code = AddressCode.Parse("01100123000") } },
        });
        ChangeCaseId act = await world.DoAsync(Requests.Relocation("７番地", person));

        string[] sent =
        [
            .. await world.Database.Owner.ListAsync(
                "select payload::text from platform.outbox where payload ->> 'act' = $1 and type = 'SupplementNoticeDue'",
                row => row.GetString(0), TestContext.Current.CancellationToken, act.Value.ToString()),
        ];
        SupplementNoticeDue notice = ResidentEvents.Read<SupplementNoticeDue>(sent.ShouldHaveSingleItem());
        notice.Resident.ShouldBe(person.Id.Value);
        notice.To.ShouldBe("011002");
    }

    [Fact]
    public async Task A_move_out_by_the_special_way_sends_the_information_and_prints_no_certificate_by_itself()
    {
        ResidentRecord person = Any.Resident();
        person = await world.AddAsync(person with
        {
            Qualifications = person.Qualifications with { IndividualNumberCard = new Qualification(true) },
        });
        ResidentRecord onPaper = await world.AddAsync(Any.Resident());
        ChangeRequest special = Requests.MoveOut(new DateOnly(2026, 6, 30), person) with
        {
            Special = true,
            Documents = [CheckedDocument.IndividualNumberCard],
        };
        ChangeCaseId act = await world.DoAsync(special);
        ChangeCaseId paper = await world.DoAsync(Requests.MoveOut(new DateOnly(2026, 6, 30), onPaper));

        (await world.MessagesAsync(act)).Count(type => type == nameof(MoveOutInformationDue)).ShouldBe(1);
        (await world.MessagesAsync(paper)).ShouldNotContain(nameof(MoveOutInformationDue));
    }

    [Fact]
    public async Task A_recompiled_record_holds_what_is_in_force_and_its_closed_sheet_stays_with_number_and_day()
    {
        ResidentRecord first = await world.AddAsync(Any.Resident());
        await world.DoAsync(Requests.Relocation("８番地", first));
        ChangeCaseId act = await world.DoAsync(Requests.ExOfficio("REMAKE", "REMAKE_ADD") with
        {
            Persons = [first.Id],
            RecompilationNumber = "改-8-15",
            HappenedOn = PartialDate.FromDate(new DateOnly(2026, 6, 15)),
        });

        IReadOnlyList<HistoryRow> rows = [.. (await world.RowsAsync(act)).OrderBy(row => row.HistoryNo)];
        rows.Select(row => row.HistoryNo).ShouldBe([3, 4]);
        rows[0].Record.Removal!.Kind.ShouldBe(RemovalKind.Recompiled);
        rows[0].Record.BeforeChange.ShouldNotBeNull();
        ResidentRecord now = await world.RecordAsync(first.Id);
        now.IsLive.ShouldBeTrue();
        now.Address.Full.ShouldBe("緑町８番地");
        now.BeforeChange.ShouldBeNull();
        now.Recompiled.ShouldBe(new Recompilation("改-8-15", new DateOnly(2026, 6, 15), new DateOnly(2026, 6, 15)));
    }

    [Fact]
    public async Task Special_reason_free_entry_and_reserve_fields_are_kept_in_the_history()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.DoAsync(Requests.Correction(person, "specialReason", "特別養子縁組") with
        {
            Fixes =
            [
                new ItemFix("specialReason", "特別養子縁組"), new ItemFix("freeEntry", "任意の記載"), new ItemFix("reserve1", "予備の一"),
                new ItemFix("reserve2", "予備の二"),
            ],
        });
        await world.DoAsync(Requests.Correction(person, "freeEntry", "後の記載"));

        RecordMarks now = (await world.RecordAsync(person.Id)).Marks;
        (now.SpecialReason, now.FreeEntry, now.Reserve1, now.Reserve2).ShouldBe(("特別養子縁組", "後の記載", "予備の一", "予備の二"));
        (await world.CountAsync(
            """
            select count(*) from resident_register.resident_history
            where resident_id = $1 and history_no = 2 and record #>> '{marks,freeEntry}' = '任意の記載'
            """,
            person.Id.Value)).ShouldBe(1);
    }

    private static ChangeRequest Removal(ResidentRecord person) =>
        Requests.ExOfficio("EX_OFFICIO_DELETION", "EXO_REM") with { Persons = [person.Id], NoticeToPerson = true };
}
