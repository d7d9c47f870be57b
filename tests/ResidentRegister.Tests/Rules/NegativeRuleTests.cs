using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.ResidentRegister.Residents.Validation;
using Shouldly;
using Xunit;
using static Daicho.ResidentRegister.Tests.Rules.Stage;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>The situations that must not raise a finding (NF of the catalogue).</summary>
public sealed class NegativeRuleTests
{
    private readonly Stage stage = new();

    [Fact]
    public void A_move_out_is_cancelled_after_its_day_and_after_the_arrival_notice_without_a_word()
    {
        ChangeProposal gone = stage.Propose(stage.Out(stage.Child) with { HappenedOn = June(12) });
        RegisterView after = Worlds.After(stage.View, gone, Today);
        ArrivalNotice notice = new(stage.Child.Id, new DateOnly(2026, 6, 12), Today, new AddressWithHead(new Address { Town = "大阪府大阪市" }));
        RegisterView noticed = Worlds.After(after, MoveOutCompletion.Arrived(notice, after), Today);

        ChangeProposal undone = CancelDecision.Decide(
            new CancelRequest { Rows = [new CancelledRow(stage.Child.Id, 2)], Ground = "転出の取りやめ" }, noticed);

        undone.Findings.ShouldBeEmpty();
        undone.After(stage.Child.Id)!.MoveOut.ShouldBeNull();
        undone.After(stage.Child.Id)!.Household.Id.ShouldBe(stage.Head.Household.Id);
        undone.Rows[0].Row.Facts.Reason.ShouldBe("CANCEL_UNDO_REMOVAL");
    }

    [Theory]
    [InlineData(2), InlineData(4)]
    public void A_cancelled_move_out_leaves_what_was_corrected_between_notice_and_day(int named)
    {
        RegisterView planned = Worlds.After(stage.View, stage.Propose(stage.Out(stage.Child)), Today);
        ChangeRequest renamed = stage.Official("EX_OFFICIO_CORRECTION", "EXO_FIX", stage.Child) with { Fixes = [new ItemFix("name", "見本　改一")] };
        RegisterView corrected = Worlds.After(planned, ChangeDecision.Decide(renamed, planned), new DateOnly(2026, 6, 25));
        RegisterView gone = Worlds.After(corrected, MoveOutCompletion.Due([stage.Child.Id], corrected), new DateOnly(2026, 6, 26));
        gone.Person(stage.Child.Id)!.Present.HistoryNo.ShouldBe(4);

        ChangeProposal undone = CancelDecision.Decide(
            new CancelRequest { Rows = [new CancelledRow(stage.Child.Id, named)], Ground = "転出の取りやめ" }, gone);

        undone.Findings.ShouldBeEmpty();
        ResidentRecord back = undone.After(stage.Child.Id)!;
        back.IsLive.ShouldBeTrue();
        back.IsPlannedOut.ShouldBeFalse();
        back.Name.Written.ShouldBe("見本　改一");

        // The correction is now the newest change in force and can be cancelled in its turn; the 転出 cannot be cancelled again.
        RegisterView after = Worlds.After(gone, undone, new DateOnly(2026, 6, 26));
        CancelDecision.NewestInForce(after.Person(stage.Child.Id)!.History)!.HistoryNo.ShouldBe(3);
        CancelDecision.Decide(new CancelRequest { Rows = [new CancelledRow(stage.Child.Id, 4)], Ground = "取消し" }, after)
            .Findings.Errors.Select(error => error.CheckId).ShouldBe(["OF-07"]);
    }

    [Fact]
    public void A_former_head_who_comes_back_joins_the_household_of_the_present_head()
    {
        RegisterView gone = Worlds.After(stage.View, stage.Propose(stage.Death(stage.Head)), Today);
        ChangeRequest succession = stage.Official("HOUSEHOLD_HEAD", "HH_HEAD", stage.Wife, stage.Child) with
        {
            NewHead = PersonRef.Of(stage.Wife.Id),
            Relationships = [new RelationshipSet(PersonRef.Of(stage.Child.Id), Relationship.Child)],
        };
        ChangeProposal succeeded = ChangeDecision.Decide(succession, gone);
        succeeded.Findings.Errors.ShouldBeEmpty();
        RegisterView led = Worlds.After(gone, succeeded, Today);

        ChangeProposal undone = CancelDecision.Decide(
            new CancelRequest { Rows = [new CancelledRow(stage.Head.Id, 2)], Ground = "戸籍の訂正" }, led);

        undone.Findings.Errors.Select(error => error.CheckId).ShouldBeEmpty();
        ResidentRecord back = undone.After(stage.Head.Id)!;
        back.IsLive.ShouldBeTrue();
        back.Household.Id.ShouldBe(stage.Wife.Household.Id);
        back.Household.Relationship.ShouldBe("");
        back.Household.RelationshipPending.ShouldBeTrue();
        back.Household.Head!.Written.ShouldBe(stage.Wife.Name.Written);
        undone.After(stage.Wife.Id).ShouldBeNull();
    }

    [Fact]
    public void A_household_without_a_head_undergoes_any_change_of_its_members()
    {
        stage.Family(stage.Wife, stage.Child);
        stage.Decide(stage.Death(stage.Child)).ShouldBeEmpty();
        stage.Decide(stage.Split(stage.Wife)).HasErrors.ShouldBeFalse();
        stage.Decide(stage.Out(stage.Wife, stage.Child)).ShouldBeEmpty();
    }

    [Fact]
    public void Nashi_and_fumei_are_values_of_the_domicile()
    {
        Findings findings = new(CheckSettings.Default);
        RecordChecks.Check(
            stage.Head with { Domicile = new RegisteredDomicile(new Address { Town = "不明" }, "なし") }, Today, stage.View.Municipality, findings);
        findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_blank_name_and_a_blank_sex_are_never_errors()
    {
        Findings findings = new(CheckSettings.Default);
        RecordChecks.Check(
            stage.Head with { Name = new PersonName { Written = "", Unset = true }, Sex = Sex.Blank }, Today, stage.View.Municipality, findings);
        findings.HasErrors.ShouldBeFalse();
    }

    [Theory]
    [InlineData("明治45年7月30日")]
    [InlineData("大正15年12月25日")]
    public void The_two_shared_days_are_taken_as_written(string text)
    {
        Findings findings = new(CheckSettings.Default);
        DateChecks.Read(text, "birthDate", EraTable.Default, findings)!.Written.ShouldBe(text);
        findings.ShouldBeEmpty();
    }

    [Fact]
    public void Members_with_another_spelling_of_the_building_may_change_households()
    {
        ResidentRecord neighbour = Any.Resident() with { Address = stage.Head.Address with { Building = "１０１号" } };
        stage.With(neighbour).Decide(stage.Notified("HOUSEHOLD_CHANGE", "HH_CHANGE", stage.Child) with
        {
            Target = new HouseholdTarget(neighbour.Household.Id),
            Relationships = [new RelationshipSet(PersonRef.Of(stage.Child.Id), "同居人")],
        }).HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void Another_dwelling_on_the_same_lot_is_a_move_without_an_automatic_note()
    {
        ChangeProposal proposal = stage.Propose(stage.Move() with { NewAddress = stage.Head.Address, OtherDwelling = true });
        proposal.Findings.HasErrors.ShouldBeFalse();
        proposal.After(stage.Head.Id)!.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_support_measure_past_its_end_is_in_force_with_an_alert()
    {
        Findings findings = new(CheckSettings.Default);
        SupportRules.Open(new DateOnly(2021, 3, 31), Today, findings);
        findings.HasErrors.ShouldBeFalse();
        findings.Has("SP-05").ShouldBeTrue();
    }
}
