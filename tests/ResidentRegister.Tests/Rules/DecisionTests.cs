using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Shouldly;
using Xunit;
using static Daicho.ResidentRegister.Tests.Rules.Stage;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>What a change leaves behind.</summary>
public sealed class DecisionTests
{
    private readonly Stage stage = new();

    [Fact]
    public void A_whole_household_moves_under_its_number_and_keeps_the_day_of_becoming_a_resident()
    {
        Districts districts = new() { Voting = "第３" };
        stage.Seeing(view => view with { NewAddress = new AddressView { Inside = true, Districts = districts } });
        ChangeProposal proposal = stage.Propose(stage.Move());

        proposal.Rows.Count.ShouldBe(3);
        ResidentRecord after = Row(proposal, stage.Head);
        after.Household.Number.ShouldBe(stage.Head.Household.Number);
        after.Address.Lot.ShouldBe("９番地９");
        after.AddressSettled.On.ShouldBe(June(10));
        after.BecameResident.ShouldBe(stage.Head.BecameResident);
        after.MovedInFrom.ShouldBe(stage.Head.MovedInFrom);
        after.BeforeChange!.Address.ShouldBe(stage.Head.Address);
        after.Districts.ShouldBe(districts);
        proposal.Formed.ShouldBeEmpty();
        proposal.Closed.ShouldBeEmpty();
    }

    [Fact]
    public void A_move_touches_the_address_set_and_the_districts_only()
    {
        stage.Propose(stage.Move()).Differences[0].Items.Select(item => item.Item.Group).Distinct()
            .ShouldBe(["住所", "前住所", "変更前住所", "住民となった日"], ignoreOrder: true);
    }

    [Fact]
    public void A_member_who_moves_alone_heads_a_new_household_and_the_rest_stay()
    {
        ChangeProposal proposal = stage.Propose(
            stage.Move() with { Persons = [stage.Wife.Id], Relationships = [] });

        ResidentRecord mover = Row(proposal, stage.Wife);
        mover.Household.IsHead.ShouldBeTrue();
        mover.Household.Id.ShouldBe(proposal.Formed.ShouldHaveSingleItem().Household.Id);
        mover.Household.Head!.Written.ShouldBe(stage.Wife.Name.Written);
        proposal.After(stage.Head.Id).ShouldBeNull();
    }

    [Fact]
    public void A_planned_mover_stays_a_resident_until_the_day_and_goes_on_it()
    {
        ChangeProposal plan = stage.Propose(stage.Out());
        ResidentRecord planned = Row(plan, stage.Head);
        planned.IsLive.ShouldBeTrue();
        planned.IsPlannedOut.ShouldBeTrue();
        Population.Counts(planned, new DateOnly(2026, 6, 24)).ShouldBeTrue();
        Population.Counts(planned, new DateOnly(2026, 6, 25)).ShouldBeFalse();
        plan.Outgoing.ShouldAllBe(one => one.Message == OutgoingMessages.OfficeSystems);
        plan.Documents.ShouldContain(document => document.Kind == OfferedDocumentKind.MoveOutCertificate);

        RegisterView later = After(plan, new DateOnly(2026, 6, 24));
        MoveOutCompletion.Due(Ids(plan), later).Rows.ShouldBeEmpty();
        ChangeProposal done = MoveOutCompletion.Due(Ids(plan), later with { Today = new DateOnly(2026, 6, 25) });
        done.Rows.Count.ShouldBe(3);
        Row(done, stage.Head).Removal!.RemovedOn.ShouldBe(new DateOnly(2026, 6, 25));
        done.Closed.ShouldHaveSingleItem().Id.ShouldBe(stage.Head.Household.Id);
        done.Outgoing.ShouldContain(one => one.Message == OutgoingMessages.IdentityInformation);
        MoveOutCompletion.Due(Ids(plan), After(done, new DateOnly(2026, 6, 26))).Rows.ShouldBeEmpty();
    }

    [Fact]
    public void An_arrival_notice_after_the_removal_fills_the_destination_and_leaves_the_plan()
    {
        ChangeProposal gone = stage.Propose(stage.Out(stage.Child) with { HappenedOn = June(12) });
        ArrivalNotice notice = new(
            stage.Child.Id, new DateOnly(2026, 6, 13), Today, new AddressWithHead(new Address { Town = "大阪府大阪市北区" }, "見本　太郎"));
        ChangeProposal proposal = MoveOutCompletion.Arrived(notice, After(gone, Today));

        ResidentRecord record = Row(proposal, stage.Child);
        record.MoveOut!.PlannedOn.ShouldBe(new DateOnly(2026, 6, 12));
        record.MoveOut.PlannedTo.Town.ShouldBe("大阪府大阪市");
        record.MoveOut.ActualOn.ShouldBe(new DateOnly(2026, 6, 13));
        record.Removal!.RemovedOn.ShouldBe(new DateOnly(2026, 6, 12));
    }

    [Fact]
    public void A_head_set_in_the_same_act_leads_those_who_stay()
    {
        ChangeProposal proposal = stage.Propose(stage.Death(stage.Head) with
        {
            RemainingHead = stage.Wife.Id,
            Relationships = [new RelationshipSet(PersonRef.Of(stage.Child.Id), Relationship.Child)],
        });

        proposal.Findings.ShouldBeEmpty();
        Row(proposal, stage.Wife).Household.IsHead.ShouldBeTrue();
        Row(proposal, stage.Child).Household.Head!.Written.ShouldBe(stage.Wife.Name.Written);
        Row(proposal, stage.Child).Household.RelationshipPending.ShouldBeFalse();
        Row(proposal, stage.Head).Household.IsHead.ShouldBeTrue();
        proposal.Documents.ShouldContain(document =>
            document.Kind == OfferedDocumentKind.HeadChangeNotice && document.Addressee == stage.Wife.Id);
        proposal.Rows.Count(row => row.Row.Facts.Reason == "DEATH").ShouldBe(1);
    }

    [Fact]
    public void Without_a_new_head_the_household_is_left_unset_and_its_relationships_open()
    {
        ChangeProposal proposal = stage.Propose(stage.Death(stage.Head));

        ResidentRecord wife = Row(proposal, stage.Wife);
        wife.Household.Head.ShouldBeNull();
        wife.Household.RelationshipPending.ShouldBeTrue();
        wife.Household.PreviousHead!.Written.ShouldBe(stage.Head.Name.Written);
        proposal.Documents.ShouldContain(document =>
            document.Kind == OfferedDocumentKind.HeadChangeRequest && document.Addressee == stage.Wife.Id);
    }

    [Fact]
    public void A_renamed_head_is_renamed_on_every_member()
    {
        ChangeProposal proposal = stage.Propose(stage.Fix("name", "改名　太郎"));

        Row(proposal, stage.Child).Household.Head!.Written.ShouldBe("改名　太郎");
        Row(proposal, stage.Head).Earlier!.Name!.Written.ShouldBe("見本　太郎");
        proposal.Rows.Single(row => row.Row.ResidentId == stage.Child.Id).Row.Facts.Reason.ShouldBe(ChangeReasons.HouseholdFollows);
    }

    [Fact]
    public void A_newborn_joins_the_parents_household_and_asks_for_both_numbers()
    {
        ChangeProposal proposal = stage.Propose(stage.Birth());

        ResidentRecord child = proposal.Rows.ShouldHaveSingleItem().Row.Record;
        child.Household.Id.ShouldBe(stage.Wife.Household.Id);
        child.Household.Order.ShouldBe(4);
        child.Domicile.ShouldBe(stage.Wife.Domicile);
        child.BecameResident!.On.ShouldBe(child.BirthDate);
        child.AddressSettled.On.ShouldBe(child.BirthDate);
        child.MovedInFrom.ShouldBeNull();
        child.RecordCode.ShouldBe(NumberState.Requested);
        proposal.Outgoing.Select(one => one.Message)
            .ShouldBe([OutgoingMessages.NumberRequest, OutgoingMessages.RecordCodeRequest, OutgoingMessages.IdentityInformation,
                OutgoingMessages.SupplementNotice, OutgoingMessages.OfficeSystems], ignoreOrder: true);
    }

    [Fact]
    public void A_returning_person_keeps_id_and_addressee_number()
    {
        ChangeProposal left = stage.Propose(stage.Out(stage.Child) with { HappenedOn = June(12) });
        RegisterView view = After(left, Today);
        Newcomer back = Mover("見本　一郎") with { Ref = new PersonRef("N1"), Earlier = stage.Child.Id, BirthDate = null };
        ChangeProposal proposal = ChangeDecision.Decide(stage.In(back) with { Mode = EntryMode.ReArrival, HappenedOn = June(14) }, view);

        ResidentRecord record = Row(proposal, stage.Child);
        record.AddresseeNumber.ShouldBe(stage.Child.AddresseeNumber);
        record.IsLive.ShouldBeTrue();
        record.MoveOut.ShouldBeNull();
        record.BirthDate.ShouldBe(stage.Child.BirthDate);
        proposal.Rows[0].Row.HistoryNo.ShouldBe(3);
    }

    [Fact]
    public void A_domestic_arrival_sends_an_arrival_notice_and_one_from_abroad_does_not()
    {
        stage.Propose(stage.In()).Outgoing.ShouldContain(one => one.Message == OutgoingMessages.ArrivalNotice);
        stage.Propose(stage.Abroad()).Outgoing.ShouldNotContain(one => one.Message == OutgoingMessages.ArrivalNotice);
    }

    [Fact]
    public void A_naturalised_person_has_a_closed_foreign_record_and_a_live_Japanese_one()
    {
        ResidentRecord foreigner = Foreigner();
        stage.With(foreigner);
        ChangeProposal proposal = stage.Propose(stage.Registered("NATURALISATION", "EXO_ADD_NATURALIZED", foreigner) with
        {
            Fixes = [new ItemFix("name", "見本　二郎"), new ItemFix("domicile", "霞野市本町１番地"), new ItemFix("domicileHead", "見本　二郎")],
        });

        proposal.Findings.Errors.Select(error => error.CheckId).ShouldBeEmpty();
        proposal.Rows.Select(row => row.Row.Facts.Reason).ShouldBe(["EXO_REM_NATURALIZED", "EXO_ADD_NATURALIZED"]);
        proposal.Rows[0].Row.Record.IsLive.ShouldBeFalse();
        proposal.Rows[1].Before.ShouldBe(proposal.Rows[0].Row.Record);
        ResidentRecord japanese = proposal.Rows[1].Row.Record;
        japanese.BecameResident!.On.ShouldBe(foreigner.BecameForeignResident!.On);
        japanese.AddressSettled.ShouldBe(foreigner.AddressSettled);
        japanese.Foreign.ShouldBeNull();
    }

    [Fact]
    public void A_clerical_correction_is_true_from_the_day_of_the_row_it_corrects()
    {
        ChangeProposal proposal = stage.Propose(stage.Fix("birthDate", "昭和55年5月6日", "CLERICAL", "CLERICAL"));

        HistoryRow row = proposal.Rows.ShouldHaveSingleItem().Row;
        row.ReplacesNo.ShouldBe(1);
        row.EffectiveFrom.ShouldBe(new DateOnly(2010, 4, 1));
        row.Record.BirthDate.Exact.ShouldBe(new DateOnly(1980, 5, 6));
    }

    [Fact]
    public void A_corrected_category_takes_the_items_of_the_former_one_along()
    {
        ResidentRecord foreigner = Foreigner();
        stage.With(foreigner);
        ChangeRequest request = stage.Official("EX_OFFICIO_CORRECTION", "EXO_FIX", foreigner) with
        {
            Fixes = [new ItemFix("cardNumber", "CD12345678EF"), new ItemFix("category", "特別永住者")],
        };

        ForeignResidence after = Row(stage.Propose(request), foreigner).Foreign!;

        after.Category.ShouldBe(ForeignCategory.SpecialPermanent);
        after.CardNumber!.Value.ShouldBe("CD12345678EF");
        (after.Status, after.Period, after.PeriodEnd).ShouldBe((null, null, null));
        after.Nationality.ShouldBe("ベトナム");
    }

    [Theory]
    [InlineData("periodEnd"), InlineData("formerRegistrationOn"), InlineData("foreignNotifiedOn")]
    public void An_item_that_may_be_absent_is_cleared_by_a_correction(string item)
    {
        ResidentRecord foreigner = Foreigner();
        foreigner = foreigner with
        {
            BecameForeignResident = foreigner.BecameForeignResident! with { NotifiedOn = new DateOnly(2015, 4, 2) },
            Foreign = foreigner.Foreign! with { FormerRegistrationOn = On(2010, 4, 1) },
        };
        stage.With(foreigner);
        FixableItems.Find(item)!.Text(foreigner).ShouldNotBeNull();

        ResidentRecord after = Row(
            stage.Propose(stage.Official("EX_OFFICIO_CORRECTION", "EXO_FIX", foreigner) with { Fixes = [new ItemFix(item, null)] }), foreigner);

        FixableItems.Find(item)!.Text(after).ShouldBeNull();
    }

    [Fact]
    public void A_special_permanent_resident_has_no_day_on_which_the_stay_ends()
    {
        ResidentRecord foreigner = Foreigner(ForeignCategory.SpecialPermanent);
        stage.With(foreigner);
        stage.Decide(stage.Official("EX_OFFICIO_CORRECTION", "EXO_FIX", foreigner) with { Fixes = [new ItemFix("periodEnd", "2028/03/31")] })
            .Errors.Select(error => error.CheckId).ShouldBe(["FR-03"]);
    }

    [Fact]
    public void An_entry_made_ex_officio_keeps_the_day_of_the_entry_and_a_notified_one_that_of_the_notification()
    {
        ChangeRequest official = stage.Official("EX_OFFICIO_ENTRY", "EXO_ADD") with
        {
            Newcomers = [Mover()], NewAddress = Street("９番地９"), NoticeToPerson = false,
        };
        ResidentRecord entered = stage.Propose(official).Rows.ShouldHaveSingleItem().Row.Record;
        (entered.EnteredExOfficioOn, entered.BecameResident!.NotifiedOn).ShouldBe((Today, null));
        ChangeRequest notified = stage.In() with { NotifiedOn = June(12) };
        ResidentRecord arrived = stage.Propose(notified).Rows.ShouldHaveSingleItem().Row.Record;
        (arrived.EnteredExOfficioOn, arrived.BecameResident!.NotifiedOn).ShouldBe((null, new DateOnly(2026, 6, 12)));
    }

    [Fact]
    public void Numbers_of_a_preview_are_never_stored()
    {
        stage.Seeing(view => view with { Allotment = Allotment.Preview(ResidentId.New()) });
        ChangeProposal proposal = stage.Propose(stage.In());
        proposal.Rows.ShouldNotBeEmpty();
        Should.Throw<InvalidOperationException>(proposal.ToStore);
    }

    private static ResidentRecord Row(ChangeProposal proposal, ResidentRecord person) =>
        proposal.After(person.Id) ?? throw new InvalidOperationException(
            string.Join(' ', proposal.Findings.Select(finding => finding.CheckId)) + " no row");

    private static ResidentId[] Ids(ChangeProposal proposal) => [.. proposal.Rows.Select(row => row.Row.ResidentId)];

    private RegisterView After(ChangeProposal proposal, DateOnly today) => Worlds.After(stage.View, proposal, today);
}
