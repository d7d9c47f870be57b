using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Every act from draft to decision on the real database.</summary>
public sealed class ActsTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    [Fact]
    public async Task A_family_of_four_moves_in_as_one_household_with_everything_that_must_leave()
    {
        ChangeCaseId act = await world.DoAsync(Requests.MoveIn());

        IReadOnlyList<HistoryRow> rows = await world.RowsAsync(act);
        rows.Count.ShouldBe(4);
        HouseholdId household = rows.Select(row => row.Record.Household.Id).Distinct().Single();
        IReadOnlyList<ResidentRecord> members = await world.MembersAsync(household);
        members.Select(member => member.Household.Relationship).ShouldBe(["世帯主", "妻", "子", "子"]);
        members.ShouldAllBe(member => member.Household.Head!.Written == "新規　一郎");
        rows.ShouldAllBe(row => row.Facts.EnteredBy == "sasaki" && row.Facts.DecidedBy == "takahashi");
        rows.ShouldAllBe(row => row.Facts.ReviewedBy.Single() == "takahashi");
        IReadOnlyList<string> messages = await world.MessagesAsync(act);
        messages.Count(type => type == nameof(ResidentMovedIn)).ShouldBe(4);
        messages.Count(type => type == nameof(IdentityInformationChanged)).ShouldBe(4);
        messages.Count(type => type == nameof(MoveInNoticeDue)).ShouldBe(4);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task The_access_log_names_every_person_of_every_step()
    {
        ChangeCaseId act = await world.DoAsync(Requests.MoveIn(0, "記録"));

        (await world.CountAsync(
            "select count(distinct action) from platform.access_log where act_id = $1 and kind = 'change' and refusal_code is null",
            act.Value)).ShouldBe(4);
        (await world.CountAsync(
            """
            select cardinality(subject_ids) from platform.access_log
            where act_id = $1 and action = 'resident.change.decide'
            """,
            act.Value)).ShouldBe(2);
    }

    [Fact]
    public async Task A_relocation_changes_the_address_and_keeps_the_day_of_becoming_a_resident()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.Relocation("１番地", [.. family]));

        ResidentRecord moved = await world.RecordAsync(family[0].Id);
        moved.Address.Full.ShouldBe("緑町１番地");
        moved.AddressSettled.On.Exact.ShouldBe(Requests.Happened);
        moved.BecameResident.ShouldBe(family[0].BecameResident);
        moved.MovedInFrom.ShouldBe(family[0].MovedInFrom);
        moved.Household.Id.ShouldBe(family[0].Household.Id);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_split_leaves_two_households_with_one_head_each()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        await world.DoAsync(Requests.Household("HOUSEHOLD_SPLIT", "HH_SPLIT", family[2]) with
        {
            NewHead = PersonRef.Of(family[2].Id),
        });

        (await world.RecordAsync(family[2].Id)).Household.Id.ShouldNotBe(family[0].Household.Id);
        (await world.MembersAsync(family[0].Household.Id)).Count.ShouldBe(2);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_merge_closes_the_household_that_everybody_left()
    {
        ResidentRecord joining = await world.AddAsync(Any.Resident());
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.Household("HOUSEHOLD_MERGE", "HH_MERGE", joining) with
        {
            Target = new HouseholdTarget(family[0].Household.Id),
            Relationships = [new RelationshipSet(PersonRef.Of(joining.Id), "弟")],
        });

        (await world.MembersAsync(family[0].Household.Id)).Count.ShouldBe(3);
        (await world.CountAsync(
            "select count(*) from resident_register.household where household_id = $1 and closed_on is not null",
            joining.Household.Id.Value)).ShouldBe(1);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_transfer_moves_a_member_to_another_household()
    {
        IReadOnlyList<ResidentRecord> from = await world.FamilyAsync("妻", "子");
        IReadOnlyList<ResidentRecord> to = await world.FamilyAsync("妻");
        await world.DoAsync(Requests.Household("HOUSEHOLD_CHANGE", "HH_CHANGE", from[2]) with
        {
            Target = new HouseholdTarget(to[0].Household.Id),
            Relationships = [new RelationshipSet(PersonRef.Of(from[2].Id), "同居人")],
        });

        (await world.MembersAsync(from[0].Household.Id)).Count.ShouldBe(2);
        (await world.MembersAsync(to[0].Household.Id)).Count.ShouldBe(3);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_change_of_head_sets_every_relationship_anew()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        await world.DoAsync(Requests.Household("HOUSEHOLD_HEAD", "HH_HEAD", [.. family]) with
        {
            NewHead = PersonRef.Of(family[1].Id),
            Relationships =
            [
                new RelationshipSet(PersonRef.Of(family[0].Id), "夫"),
                new RelationshipSet(PersonRef.Of(family[2].Id), "子"),
            ],
        });

        (await world.RecordAsync(family[0].Id)).Household.Relationship.ShouldBe("夫");
        (await world.RecordAsync(family[1].Id)).Household.IsHead.ShouldBeTrue();
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task When_the_head_dies_the_successor_stands_first()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子", "子");
        await world.DoAsync(Requests.Death(family[0]) with
        {
            RemainingHead = family[2].Id,
            Relationships = [new RelationshipSet(PersonRef.Of(family[1].Id), "母"), new RelationshipSet(PersonRef.Of(family[3].Id), "妹")],
        });

        (await world.OrderAsync([.. family.Skip(1)])).ShouldBe([2, 1, 3]);
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_planned_move_out_leaves_the_person_present_until_the_day()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        ChangeCaseId act = await world.DoAsync(Requests.MoveOut(new DateOnly(2026, 6, 30), family[1]));

        ResidentRecord planned = await world.RecordAsync(family[1].Id);
        planned.IsPlannedOut.ShouldBeTrue();
        planned.IsLive.ShouldBeTrue();
        (await world.MessagesAsync(act)).ShouldContain(nameof(MoveOutPlanned));
        (await world.MessagesAsync(act)).ShouldNotContain(nameof(IdentityInformationChanged));
    }

    [Fact]
    public async Task A_birth_puts_the_child_into_the_household_and_asks_for_number_and_code()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        ChangeCaseId act = await world.DoAsync(Requests.Birth(family[1]));

        ResidentRecord child = (await world.RowsAsync(act)).Single().Record;
        child.Household.Id.ShouldBe(family[0].Household.Id);
        child.IndividualNumber.ShouldBe(NumberState.Requested);
        child.RecordCode.ShouldBe(NumberState.Requested);
        child.Domicile.ShouldBe(family[1].Domicile);
        IReadOnlyList<string> messages = await world.MessagesAsync(act);
        messages.ShouldContain(nameof(ResidentBorn));
        messages.ShouldContain(nameof(NumberRequested));
        messages.ShouldContain(nameof(RecordCodeRequested));
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task The_death_of_the_head_closes_the_record_and_lets_the_clerk_set_the_next_head()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子");
        await world.DoAsync(Requests.Death(family[0]) with
        {
            RemainingHead = family[1].Id,
            Relationships = [new RelationshipSet(PersonRef.Of(family[2].Id), "子")],
        });

        (await world.RecordAsync(family[0].Id)).Removal!.Kind.ShouldBe(RemovalKind.Died);
        (await world.RecordAsync(family[1].Id)).Household.IsHead.ShouldBeTrue();
        await world.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task A_clerical_correction_adds_a_row_and_keeps_the_wrong_one()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId act = await world.DoAsync(Requests.Clerical(person, "birthDate", "昭和55年5月6日"));

        HistoryRow corrected = (await world.RowsAsync(act)).Single();
        corrected.HistoryNo.ShouldBe(2);
        corrected.ReplacesNo.ShouldBe(1);
        corrected.Record.BirthDate.Exact.ShouldBe(new DateOnly(1980, 5, 6));
        (await world.CountAsync(
            "select count(*) from resident_register.resident_history where resident_id = $1", person.Id.Value)).ShouldBe(2);
    }

    [Fact]
    public async Task A_returning_person_keeps_the_addressee_number_and_the_record()
    {
        ResidentRecord gone = Any.Resident();
        gone = await world.AddAsync(gone with
        {
            Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", gone.BirthDate, new DateOnly(2020, 1, 1)),
        });
        ChangeRequest request = Requests.MoveIn(0);
        ChangeCaseId act = await world.DoAsync(request with
        {
            Mode = EntryMode.ReArrival,
            Newcomers = [request.Newcomers[0] with { Earlier = gone.Id, Name = gone.Name }],
        });

        HistoryRow back = (await world.RowsAsync(act)).Single();
        back.Record.AddresseeNumber.ShouldBe(gone.AddresseeNumber);
        back.Record.Id.ShouldBe(gone.Id);
        back.HistoryNo.ShouldBe(2);
        back.Record.IsLive.ShouldBeTrue();
    }
}
