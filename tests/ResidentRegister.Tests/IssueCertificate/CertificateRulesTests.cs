using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>What may be printed for whom: the rows CE of the error catalogue, both sides of each.</summary>
public sealed class CertificateRulesTests
{
    private static readonly DateOnly Today = new(2026, 6, 15);

    [Fact]
    public void A_plain_copy_for_the_person_has_no_finding()
    {
        CertificateDecision decision = Decide(Request(CertificateForm.PersonCopy, Any.Resident()));
        decision.Errors.ShouldBeEmpty();
        decision.Alerts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Person", false, null), InlineData("SameHousehold", false, null), InlineData("ThirdParty", false, "CE-02")]
    [InlineData("Official", false, "CE-01"), InlineData("Representative", false, "CE-01"), InlineData("Representative", true, null)]
    public void The_number_is_for_the_person_and_the_household_on_special_request(string requester, bool statutory, string? code)
    {
        (CertificateRequest request, ResidentRecord person) = Request(CertificateForm.PersonCopy, Any.Resident());
        RequesterClass asks = Enum.Parse<RequesterClass>(requester);
        Codes((request with
        {
            Items = [CertificateItem.IndividualNumber],
            Requester = request.Requester with
            {
                Class = asks, IsStatutory = statutory, ResidentId = asks <= RequesterClass.SameHousehold ? person.Id.Value : null,
                HouseholdId = person.Household.Id.Value,
            },
        }, person)).ShouldBe(code is null ? [] : [code]);
    }

    [Fact]
    public void The_number_without_a_ground_is_no_special_request() =>
        Codes(With(CertificateForm.PersonCopy, Any.Resident(), request => request with { Items = [CertificateItem.IndividualNumber], Ground = " " }))
            .ShouldBe(["CE-01"]);

    [Fact]
    public void The_record_code_is_not_for_third_parties() =>
        Codes(With(CertificateForm.PersonCopy, Any.Resident(), request => request with
        {
            Items = [CertificateItem.RecordCode], Requester = request.Requester with { Class = RequesterClass.ThirdParty, ResidentId = null },
        })).ShouldBe(["CE-02"]);

    [Fact]
    public void A_removed_record_stands_on_a_persons_sheet_only()
    {
        Codes(Request(CertificateForm.RemovedRecordCopy, Removed(RemovalKind.MovedOut))).ShouldBeEmpty();
        Codes(Request(CertificateForm.HouseholdCopy, Removed(RemovalKind.MovedOut))).ShouldBe(["CE-04"]);
        Codes(Request(CertificateForm.PersonCopy, Removed(RemovalKind.MovedOut))).ShouldBe(["RR-ISSUE-003"]);
        Codes(Request(CertificateForm.RemovedRecordCopy, Any.Resident())).ShouldBe(["RR-ISSUE-002"]);
        ResidentRecord live = Any.Resident();
        ResidentRecord removed = Removed(RemovalKind.Died) with { Household = live.Household };
        (CertificateRequest request, _) = Request(CertificateForm.HouseholdCopy, live);
        CertificateRules.Decide(request, [Subject(live), Subject(removed)], Rules.Stage.Documents, Today, false, false).Errors[0].Code.ShouldBe("CE-03");
    }

    [Fact]
    public void A_dead_persons_numbers_are_never_printed() =>
        Codes(With(CertificateForm.RemovedRecordCopy, Removed(RemovalKind.Died), request => request with { Items = [CertificateItem.IndividualNumber] }))
            .ShouldBe(["CE-05"]);

    [Fact]
    public void Others_need_a_reason_for_a_removed_record() =>
        Codes(With(CertificateForm.RemovedRecordCopy, Removed(RemovalKind.Died), request => request with
        {
            Ground = "", Requester = request.Requester with { Class = RequesterClass.Representative, ResidentId = null },
        })).ShouldBe(["RR-ISSUE-007"]);

    [Theory]
    [InlineData(CertificateForm.RemovedRecordCopy), InlineData(CertificateForm.EnteredItemsPerson)]
    internal void Who_lived_in_the_household_of_a_removed_person_asks_as_any_other(CertificateForm form)
    {
        (CertificateRequest request, ResidentRecord gone) = Request(form, Removed(RemovalKind.MovedOut));
        CertificateRequest member = request with
        {
            Items = [CertificateItem.Address],
            Requester = request.Requester with
            {
                Class = RequesterClass.SameHousehold, ResidentId = Guid.CreateVersion7(), HouseholdId = gone.Household.Id.Value,
            },
        };
        Codes((member, gone)).ShouldBeEmpty();
        Codes((member with { Ground = "" }, gone)).ShouldBe(["RR-ISSUE-007"]);
        Codes((member with { Requester = member.Requester with { Address = "" } }, gone)).ShouldBe(["RR-ISSUE-006"]);
        Codes((member with { Items = [CertificateItem.IndividualNumber] }, gone)).ShouldBe(["CE-02"]);
        Codes((member with { Items = [CertificateItem.RecordCode] }, gone)).ShouldBe(["CE-02"]);
        Codes((request with { Items = [CertificateItem.RecordCode], Ground = "年金の手続" }, gone)).ShouldBeEmpty();
    }

    [Fact]
    public void A_moving_out_certificate_carries_both_numbers_and_is_not_for_third_parties()
    {
        (CertificateRequest request, ResidentRecord mover) =
            Request(CertificateForm.MovingOutCertificate, Mover(new DateOnly(2026, 6, 30), Today));
        Codes((request with { Requester = request.Requester with { Class = RequesterClass.ThirdParty, ResidentId = null } }, mover))
            .ShouldBe(["CE-02"]);
        Codes((request with { Requester = request.Requester with { Class = RequesterClass.Representative, ResidentId = null } }, mover))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_household_form_has_no_history() =>
        Codes(With(CertificateForm.HouseholdCopy, Any.Resident(), request => request with { Items = [CertificateItem.History] })).ShouldBe(["CE-07"]);

    [Fact]
    public void The_building_name_may_be_left_out_on_a_certificate_of_entered_items_only()
    {
        Codes(With(CertificateForm.PersonCopy, Any.Resident(), request => request with { LeftOut = [LeftOut.Building] })).ShouldBe(["CE-08"]);
        Codes(With(CertificateForm.EnteredItemsPerson, Any.Resident(), request => request with
        {
            Items = [CertificateItem.Address], LeftOut = [LeftOut.Building],
        })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Person", false, false), InlineData("Representative", false, true), InlineData("Person", true, true)]
    public void A_released_certificate_of_a_supported_person_by_proxy_or_post_is_an_alert(string requester, bool byPost, bool alerts)
    {
        ResidentRecord person = Any.Resident();
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        request = request with { Requester = request.Requester with { Class = Enum.Parse<RequesterClass>(requester), ByPost = byPost } };
        SupportInForce support = new(Guid.CreateVersion7(), person.Id, false, Today, Today.AddYears(1));
        IssueSubject subject = Subject(person) with { Protection = new ProtectionFacts([support], []) };

        CertificateRules.Decide(request, [subject], Rules.Stage.Documents, Today, fromOffender: false, released: true)
            .Alerts.Select(alert => alert.Code).ShouldBe(alerts ? ["SP-10"] : []);
        CertificateRules.Decide(request, [subject], Rules.Stage.Documents, Today, fromOffender: false, released: false).Errors.Select(error => error.Code).ShouldBe(["SP-01"]);
    }

    [Theory]
    [InlineData(true, null), InlineData(false, "NM-05")]
    public void A_reading_is_asked_for_only_when_it_is_confirmed(bool confirmed, string? code)
    {
        ResidentRecord person = Any.Resident();
        person = person with { Name = person.Name with { KanaConfirmed = confirmed } };
        Codes(With(CertificateForm.PersonCopy, person, request => request with { Items = [CertificateItem.Reading] })).ShouldBe(code is null ? [] : [code]);
    }

    [Fact]
    public void A_former_surname_is_never_left_out() =>
        Codes(With(CertificateForm.PersonCopy, Any.Resident(), request => request with { LeftOut = [LeftOut.FormerSurname] })).ShouldBe(["CE-09"]);

    [Theory]
    [InlineData("1876-06-15", true), InlineData("1876-06-14", false)]
    public void A_removed_record_is_issued_until_150_years_have_passed(string removedOn, bool issued) =>
        Codes(Request(CertificateForm.RemovedRecordCopy, Removed(RemovalKind.Removed, DateOnly.Parse(removedOn, null))))
            .ShouldBe(issued ? [] : ["CE-23"]);

    [Theory]
    [InlineData("2026-06-14", null), InlineData("2026-06-15", null), InlineData("2026-06-16", "RR-ISSUE-013")]
    public void A_moving_out_certificate_is_for_notifications_within_14_days(string notified, string? code) =>
        Codes(Request(CertificateForm.MovingOutCertificate, Mover(new DateOnly(2026, 6, 1), DateOnly.Parse(notified, null))))
            .ShouldBe(code is null ? [] : [code]);

    [Fact]
    public void There_is_no_moving_out_certificate_for_a_move_abroad_or_without_a_notification()
    {
        ResidentRecord abroad = Mover(new DateOnly(2026, 6, 30), Today);
        abroad = abroad with { MoveOut = abroad.MoveOut! with { PlannedTo = new Address { Town = "アメリカ合衆国", Abroad = true } } };
        Codes(Request(CertificateForm.MovingOutCertificate, abroad)).ShouldBe(["MO-11"]);
        Codes(Request(CertificateForm.MovingOutCertificate, Any.Resident())).ShouldBe(["RR-ISSUE-011"]);
    }

    [Theory]
    [InlineData("2026-06-16", null), InlineData("2026-06-15", "RR-ISSUE-016")]
    public void On_the_day_of_the_planned_move_the_removal_comes_first(string plannedOn, string? code) =>
        Codes(Request(CertificateForm.PersonCopy, Mover(DateOnly.Parse(plannedOn, null), new DateOnly(2026, 6, 1))))
            .ShouldBe(code is null ? [] : [code]);

    [Fact]
    public void A_requester_who_claims_the_household_must_belong_to_it()
    {
        (CertificateRequest request, ResidentRecord person) = Request(CertificateForm.PersonCopy, Any.Resident());
        Requester member = request.Requester with { Class = RequesterClass.SameHousehold, ResidentId = Guid.CreateVersion7() };
        Codes((request with { Requester = member with { HouseholdId = person.Household.Id.Value } }, person)).ShouldBeEmpty();
        Codes((request with { Requester = member with { HouseholdId = Guid.CreateVersion7() } }, person)).ShouldBe(["RR-ISSUE-008"]);
        Codes((request with { Requester = request.Requester with { ResidentId = Guid.CreateVersion7() } }, person)).ShouldBe(["RR-ISSUE-008"]);
    }

    [Theory]
    [InlineData("Person"), InlineData("SameHousehold")]
    public void Who_asks_as_of_right_is_a_resident_who_is_named(string requester)
    {
        RequesterClass asks = Enum.Parse<RequesterClass>(requester);
        (CertificateRequest request, ResidentRecord person) = Request(CertificateForm.PersonCopy, Any.Resident());
        Codes((request with
        {
            Items = [CertificateItem.IndividualNumber],
            Requester = request.Requester with { Class = asks, ResidentId = null, HouseholdId = person.Household.Id.Value },
        }, person)).ShouldBe(["RR-ISSUE-039"]);
    }

    [Fact]
    public void Everything_a_form_lacks_is_said_at_once()
    {
        (CertificateRequest request, ResidentRecord person) = Request(CertificateForm.EnteredItemsPerson, Any.Resident());
        Codes((request with { Requester = new Requester(RequesterClass.ThirdParty, "", ""), Ground = "", Copies = 0 }, person))
            .ShouldBe(["RR-ISSUE-006", "RR-ISSUE-005", "RR-ISSUE-007", "RR-ISSUE-010", "RR-ISSUE-009"]);
    }

    [Fact]
    public void What_the_moving_out_notification_recorded_is_left_out_before_its_day_and_later_changes_stay()
    {
        ResidentRecord before = Any.Resident() with { Notes = [new Note(Residents.NoteKind.Remark, null, "以前の備考", new DateOnly(2020, 1, 1))] };
        ResidentRecord notified = before with
        {
            MoveOut = new MoveOut(new Address { Town = "仮設市" }, new DateOnly(2026, 6, 30)),
            Notes = [.. before.Notes, new Note(Residents.NoteKind.PointToNote, "moveOut", "転出の留意事項", Today)],
        };
        ResidentRecord corrected = notified with { Name = new PersonName { Written = "訂正　太郎" } };
        ResidentRecord printable = PlannedMove.LeaveOut(corrected, [Any.Row(corrected, 3), Any.Row(notified, 2), Any.Row(before)]);
        printable.MoveOut.ShouldBeNull();
        printable.Name.Written.ShouldBe("訂正　太郎");
        printable.Notes.Select(note => note.Text).ShouldBe(["以前の備考"]);
    }

    private static string[] Codes((CertificateRequest Request, ResidentRecord Person) one) =>
        [.. Decide(one).Errors.Select(error => error.Code)];

    private static CertificateDecision Decide((CertificateRequest Request, ResidentRecord Person) one) =>
        CertificateRules.Decide(one.Request, [Subject(one.Person)], Rules.Stage.Documents, Today, fromOffender: false, released: false);

    private static IssueSubject Subject(ResidentRecord record) => new(Any.Row(record), record, ProtectionFacts.None, []);

    private static (CertificateRequest, ResidentRecord) Request(CertificateForm form, ResidentRecord person) =>
        (CertificateWorld.RequestFor(form, person), person);

    private static (CertificateRequest, ResidentRecord) With(
        CertificateForm form, ResidentRecord person, Func<CertificateRequest, CertificateRequest> change) =>
        (change(CertificateWorld.RequestFor(form, person)), person);

    private static ResidentRecord Removed(RemovalKind kind, DateOnly? on = null) => Any.Resident() with
    {
        Removal = new Removal(kind, "OUT_DOMESTIC", PartialDate.FromDate(on ?? new DateOnly(2026, 5, 1)), on ?? new DateOnly(2026, 5, 1)),
    };

    private static ResidentRecord Mover(DateOnly plannedOn, DateOnly notifiedOn) => Any.Resident() with
    {
        MoveOut = new MoveOut(new Address { Town = "架空県仮設市" }, plannedOn) { NotifiedOn = notifiedOn },
    };
}
