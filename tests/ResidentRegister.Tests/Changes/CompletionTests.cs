using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.CompleteMoveOut;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Support;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>What follows a decided change: the planned day, the arrival notice, the cancellation.</summary>
public sealed class CompletionTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    private static readonly DateOnly Planned = new(2026, 6, 30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_planned_move_out_becomes_a_removed_record_on_its_day_and_not_before()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        await world.DoAsync(Requests.MoveOut(Planned, family[1], family[2]));

        await CompleteAsync(Planned.AddDays(-1));
        (await world.RecordAsync(family[1].Id)).IsLive.ShouldBeTrue();
        await CompleteAsync(Planned);

        foreach (ResidentRecord gone in family.Skip(1))
        {
            HistoryRow row = await world.RowAsync(gone.Id);
            row.Record.Removal!.RemovedOn.ShouldBe(Planned);
            row.Record.Removal.Kind.ShouldBe(RemovalKind.MovedOut);
            row.Facts.DecidedBy.ShouldBe("takahashi");
        }

        (await world.RecordAsync(family[0].Id)).IsLive.ShouldBeTrue();
    }

    [Theory]
    [InlineData("day"), InlineData("notice"), InlineData("decision")]
    public async Task Support_goes_on_provisionally_from_the_day_its_applicant_has_moved_out_and_stays_full_for_an_applicant_who_stays(string by)
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        Guid leaves = await SupportAsync(family[1], family[2]);
        Guid stays = await SupportAsync(family[0], family[1]);
        if (by == "decision")
        {
            await world.DoAsync(Requests.MoveOut(new DateOnly(2026, 6, 10), family[1]));
        }
        else
        {
            await world.DoAsync(Requests.MoveOut(Planned, family[1]));
            (await KindAsync(leaves)).ShouldBe("full");
            _ = by == "day" ? (object)await CompleteAsync(Planned) : await DecideAsync(Notice(family[1], new DateOnly(2026, 6, 14)));
        }

        (await world.RecordAsync(family[1].Id)).IsLive.ShouldBeFalse();
        (await KindAsync(leaves)).ShouldBe("provisional");
        (await KindAsync(stays)).ShouldBe("full");
        (await world.CountAsync(
            "select count(*) from resident_register.protection_event where item_id = $1 and act = 'support.provisional' and state->>'reason' = '転出'",
            leaves)).ShouldBe(2);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'support.provisional' and act_id = $1 and subject_ids @> array[$2::uuid, $3::uuid]",
            leaves, family[1].Id.Value, family[2].Id.Value)).ShouldBe(1);
        (await world.CountAsync(
            "select count(*) from platform.outbox where type = 'ProtectionChanged' and payload::text like '%support.provisional%' and payload::text like '%' || $1::text || '%'",
            leaves)).ShouldBe(2);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task The_head_named_for_those_who_stay_leads_from_the_day_the_record_closes(bool byNotice)
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        await world.DoAsync(Requests.MoveOut(Planned, family[0]) with
        {
            RemainingHead = family[1].Id,
            Relationships = [new RelationshipSet(PersonRef.Of(family[2].Id), "子")],
        });
        (await world.RecordAsync(family[1].Id)).Household.IsHead.ShouldBeFalse();

        if (byNotice)
        {
            ChangeCaseId noticed = await DecideAsync(Notice(family[0], new DateOnly(2026, 6, 14)));
            (await world.CountAsync(
                "select count(*) from resident_register.change_case_document where case_id = $1 and kind = 'HeadChangeNotice' and addressee = $2",
                noticed.Value, family[1].Id.Value)).ShouldBe(1);
        }
        else
        {
            (await CompleteAsync(Planned)).ShouldBe(new CompletedMoveOuts(1, 0, 0));
        }

        (await world.RecordAsync(family[0].Id)).IsLive.ShouldBeFalse();
        (await world.RecordAsync(family[1].Id)).Household.IsHead.ShouldBeTrue();
        ResidentRecord child = await world.RecordAsync(family[2].Id);
        child.Household.Relationship.ShouldBe("子");
        child.Household.RelationshipPending.ShouldBeFalse();
        child.Household.Head!.Written.ShouldBe(family[1].Name.Written);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_household_that_a_decision_holds_for_a_moment_is_completed_in_the_same_run()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.MoveOut(Planned, [.. family]));
        Task<CompletedMoveOuts> run;
        await using (NpgsqlConnection decision = await world.Database.App.OpenConnectionAsync(Cancellation))
        await using (NpgsqlTransaction held = await decision.BeginTransactionAsync(Cancellation))
        {
            await using NpgsqlCommand hold = new(
                "select from resident_register.household where household_id = $1 for update", decision, held);
            hold.Parameters.Add(new NpgsqlParameter { Value = family[0].Household.Id.Value });
            await hold.ExecuteNonQueryAsync(Cancellation);
            run = CompleteAsync(Planned);
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
            run.IsCompleted.ShouldBeFalse();
        }

        (await run).Removed.ShouldBe(2);
    }

    [Fact]
    public async Task Several_processes_completing_at_once_close_each_record_once()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.MoveOut(Planned, [.. family]));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CompleteAsync(Planned)));
        await CompleteAsync(Planned.AddDays(1));

        (await world.RowAsync(family[0].Id)).HistoryNo.ShouldBe(3);
        (await world.RowAsync(family[1].Id)).HistoryNo.ShouldBe(3);
        (await world.CountAsync(
            "select count(*) from resident_register.household where household_id = $1 and closed_on is not null",
            family[0].Household.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task An_arrival_notice_before_the_planned_day_closes_the_record_on_the_day_of_arrival()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.MoveOut(Planned, family[1]));
        DateOnly arrived = new(2026, 6, 14);

        await DecideAsync(Notice(family[1], arrived));

        ResidentRecord gone = await world.RecordAsync(family[1].Id);
        gone.Removal!.RemovedOn.ShouldBe(arrived);
        gone.MoveOut!.PlannedOn.ShouldBe(Planned);
        gone.MoveOut.PlannedTo.Full.ShouldBe("例示県例示市中央１番地");
        gone.MoveOut.ActualOn.ShouldBe(arrived);
        gone.MoveOut.ActualTo!.Address.Full.ShouldBe("例示県例示市西町３番地");
    }

    [Fact]
    public async Task An_arrival_notice_after_the_planned_day_fills_the_fact_beside_the_plan()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.MoveOut(new DateOnly(2026, 6, 1), family[1]));
        (await world.RecordAsync(family[1].Id)).IsLive.ShouldBeFalse();

        await DecideAsync(Notice(family[1], new DateOnly(2026, 6, 3)));

        HistoryRow row = await world.RowAsync(family[1].Id);
        row.HistoryNo.ShouldBe(3);
        row.Record.Removal!.RemovedOn.ShouldBe(new DateOnly(2026, 6, 1));
        row.Record.MoveOut!.ActualOn.ShouldBe(new DateOnly(2026, 6, 3));
    }

    [Fact]
    public async Task Cancelling_a_relocation_brings_the_person_back_and_keeps_every_row()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        await world.DoAsync(Requests.Relocation("８番地", family[2]) with { NewHead = PersonRef.Of(family[2].Id) });

        ChangeCaseId cancelled = await DecideAsync(new CaseContent
        {
            Cancel = new CancelRequest { Rows = [new CancelledRow(family[2].Id, 2)], Ground = "届出の誤りによる取消し" },
        });

        HistoryRow row = await world.RowAsync(family[2].Id);
        row.HistoryNo.ShouldBe(3);
        row.Facts.Reason.ShouldBe("CANCEL_FIX");
        row.ReplacesNo.ShouldBe(2);
        row.Record.Household.Id.ShouldBe(family[0].Household.Id);
        row.Record.Address.ShouldBe(family[2].Address);
        (await world.MessagesAsync(cancelled)).ShouldContain(nameof(ChangeCancelled));
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task Cancelling_a_death_makes_the_record_live_again()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.DoAsync(Requests.Death(person));

        await DecideAsync(new CaseContent
        {
            Cancel = new CancelRequest { Rows = [new CancelledRow(person.Id, 2)], Ground = "戸籍の訂正による取消し" },
        });

        HistoryRow row = await world.RowAsync(person.Id);
        row.Record.IsLive.ShouldBeTrue();
        row.Facts.Reason.ShouldBe("CANCEL_UNDO_REMOVAL");
    }

    [Fact]
    public async Task A_newcomer_does_not_join_a_household_whose_head_changed_after_the_review()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        ResidentRecord joining = await world.AddAsync(Any.Resident() with { Address = new Address { Town = "緑町", Lot = "３番地" } });
        ChangeCaseId joins = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地１", joining) with
        {
            NewAddress = family[0].Address,
            Target = new HouseholdTarget(family[0].Household.Id),
            Relationships = [new RelationshipSet(PersonRef.Of(joining.Id), "弟")],
        }));
        ChangeWorld.Done(await world.SubmitAsync(joins));
        ChangeWorld.Done(await world.ReviewAsync(joins));
        await world.DoAsync(Requests.Household("HOUSEHOLD_HEAD", "HH_HEAD", family[0], family[1]) with
        {
            NewHead = PersonRef.Of(family[1].Id),
            Relationships = [new RelationshipSet(PersonRef.Of(family[0].Id), "夫")],
        });

        (await world.DecideAsync(joins)).Refusal!.Code.ShouldBe(CaseRefusals.BaseMoved([]).Code);
        (await world.RecordAsync(joining.Id)).Household.Id.ShouldBe(joining.Household.Id);
    }

    [Fact]
    public async Task Under_another_head_the_household_stands_in_official_order_until_the_change_is_cancelled()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子", "子");
        await world.DoAsync(Requests.Household("HOUSEHOLD_HEAD", "HH_HEAD", [.. family]) with
        {
            NewHead = PersonRef.Of(family[3].Id),
            Relationships =
            [
                new RelationshipSet(PersonRef.Of(family[0].Id), "父"), new RelationshipSet(PersonRef.Of(family[1].Id), "母"),
                new RelationshipSet(PersonRef.Of(family[2].Id), "姉"),
            ],
        });

        (await world.OrderAsync(family)).ShouldBe([2, 3, 4, 1]);
        await DecideAsync(new CaseContent
        {
            Cancel = new CancelRequest { Rows = [.. family.Select(member => new CancelledRow(member.Id, 2))], Ground = "届出の誤りによる取消し" },
        });
        (await world.OrderAsync(family)).ShouldBe([1, 2, 3, 4]);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_change_is_not_cancelled_twice()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.DoAsync(Requests.Relocation("８番地", person));
        CaseContent cancel = new()
        {
            Cancel = new CancelRequest { Rows = [new CancelledRow(person.Id, 2)], Ground = "取消し" },
        };
        await DecideAsync(cancel);

        ChangeCaseId again = ChangeWorld.Done(await DraftAsync(cancel));
        (await world.SubmitAsync(again)).Refusal!.All.ShouldContain(one => one.Code == "OF-07");
    }

    private async Task<Guid> SupportAsync(ResidentRecord applicant, ResidentRecord included)
    {
        await using UnitOfWork work = world.Desk("kuroda").Begin();
        return (await SupportHandler.StartAsync(
            work, Guid.CreateVersion7(),
            new SupportStart
            {
                Applicant = applicant.Id.Value, Included = [(included.Id.Value, "家族")], StartsOn = new DateOnly(2026, 6, 1), Affairs = ["record_present"],
            },
            new DateOnly(2026, 6, 15), Cancellation)).Value;
    }

    private async Task<string> KindAsync(Guid measure) => (await world.Database.App.ListAsync(
        "select kind from resident_register.support_measure where measure_id = $1", row => row.GetString(0), Cancellation, measure)).Single();

    private static CaseContent Notice(ResidentRecord person, DateOnly arrived) => new()
    {
        Notice = new ArrivalNotice(
            person.Id,
            arrived,
            new DateOnly(2026, 6, 15),
            new AddressWithHead(new Address { Town = "例示県例示市西町", Lot = "３番地" }, "例示　次郎"))
        {
            Route = Route.Post,
        },
    };

    private Task<Result<ChangeCaseId>> DraftAsync(CaseContent content) =>
        new SaveDraftHandler(world.Desk("sasaki")).HandleAsync(
            new SaveDraft(Guid.CreateVersion7(), null, 0, content), Cancellation);

    private async Task<ChangeCaseId> DecideAsync(CaseContent content)
    {
        ChangeCaseId id = ChangeWorld.Done(await DraftAsync(content));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        return ChangeWorld.Done(await world.DecideAsync(id));
    }

    private Task<CompletedMoveOuts> CompleteAsync(DateOnly today) =>
        new CompleteMoveOutHandler(world.Database.App, new BusinessClock(TimeProvider.System, () => today), ChangeWorld.Settings, new AddressMaster(null, ChangeWorld.Settings.Municipality))
            .HandleAsync(_ => { }, Cancellation);
}
