using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.ReviewChange;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Draft, review, decision: who may do what when, held by the handlers and by the database.</summary>
public sealed class WorkflowTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_changes_nothing_that_others_see()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("７番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));

        (await world.RowAsync(person.Id)).HistoryNo.ShouldBe(1);
        (await world.RecordAsync(person.Id)).Address.ShouldBe(person.Address);
        (await world.MessagesAsync(id)).ShouldBeEmpty();
        (await world.CountAsync(
            "select count(*) from resident_register.search_address where resident_id = $1", person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_draft_for_a_person_is_refused()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));

        (await world.DraftAsync(Requests.Correction(person, "kana", "ミホン　ジロウ"))).Refusal!.Code.ShouldBe("WF-01");
    }

    [Fact]
    public async Task Two_drafts_at_once_leave_one()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());

        Result<ChangeCaseId>[] both = await Task.WhenAll(
            world.DraftAsync(Requests.Relocation("１番地", person), "sasaki"),
            world.DraftAsync(Requests.Relocation("２番地", person), "takahashi"));

        both.Count(one => one.Refusal is null).ShouldBe(1);
        both.Single(one => one.Refusal is not null).Refusal!.Code.ShouldBe("WF-01");
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_open_draft()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ResidentRecord other = await world.AddAsync(Any.Resident());
        ChangeCaseId second = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", other)));

        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            """
            insert into resident_register.change_case_person (case_id, resident_id, role, base_version)
            values ($1, $2, 'subject', 1)
            """,
            Cancellation, second.Value, person.Id.Value));
        refused.ConstraintName.ShouldBe("change_case_person_one_draft");
    }

    [Fact]
    public async Task The_enterer_neither_reviews_nor_decides()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));

        (await world.ReviewAsync(id, "sasaki")).Refusal!.Code.ShouldBe("CR-05");
        ChangeWorld.Done(await world.ReviewAsync(id));
        (await world.DecideAsync(id, "sasaki")).Refusal!.Code.ShouldBe("CR-05");
    }

    [Fact]
    public async Task The_database_itself_refuses_the_enterer_as_reviewer_and_a_decision_without_review()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));

        PostgresException own = await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            """
            insert into resident_register.change_review (case_id, case_version, reviewer, outcome, compared, reviewed_on, terminal)
            values ($1, 2, 'sasaki', 'agreed', '{persons}', '2026-06-15', 't')
            """,
            Cancellation, id.Value));
        own.ConstraintName.ShouldBe("review_by_another");
        PostgresException early = await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "update resident_register.change_case set state = 'decided', decided_by = 'takahashi' where case_id = $1",
            Cancellation, id.Value));
        early.ConstraintName.ShouldBe("reviewed_before_decision");
    }

    [Fact]
    public async Task A_case_is_not_decided_before_its_review()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        (await world.DecideAsync(id)).Refusal!.Code.ShouldBe("WF-STATE");
        ChangeWorld.Done(await world.SubmitAsync(id));
        (await world.DecideAsync(id)).Refusal!.Code.ShouldBe("WF-02");
    }

    [Fact]
    public async Task A_move_in_from_another_city_needs_two_reviewers_where_the_city_says_so()
    {
        await world.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('resident-register', 'change-reviewers', '2026-07-01', '{"default": 1, "IN_DOMESTIC": 2}', 'test', 'test')
            """,
            Cancellation);
        world.Time.Set(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(9)));
        try
        {
            ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.MoveIn(0, "二人")));
            ChangeWorld.Done(await world.SubmitAsync(id));
            ChangeWorld.Done(await world.ReviewAsync(id, "takahashi"));
            (await world.DecideAsync(id, "kuroda")).Refusal!.Code.ShouldBe("WF-02");
            (await world.ReviewAsync(id, "takahashi")).Refusal!.Code.ShouldBe("CR-06");
            ChangeWorld.Done(await world.ReviewAsync(id, "kuroda"));
            ChangeWorld.Done(await world.DecideAsync(id, "kuroda"));
            (await world.RowsAsync(id)).ShouldAllBe(row => row.Facts.ReviewedBy.Count == 2);
        }
        finally
        {
            world.Time.Set(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.FromHours(9)));
        }
    }

    [Fact]
    public async Task A_review_without_every_comparison_is_refused()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeCase seen = await world.CaseAsync(id);

        Result<ChangeCaseId> review = await new AgreeHandler(world.Desk("takahashi")).HandleAsync(
            new ReviewCase(new CaseStep(Guid.CreateVersion7(), id, seen.Version), ["persons"], null), Cancellation);
        review.Refusal!.Code.ShouldBe("CR-05");
    }

    [Fact]
    public async Task A_case_of_another_office_is_reviewed_and_decided_only_under_a_right_that_covers_that_office()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeCase seen = await world.CaseAsync(id);
        seen.Office.ShouldBe("honcho");
        ReviewCase review = new(new CaseStep(Guid.CreateVersion7(), id, seen.Version), [.. Comparison.For(seen).Select(tick => tick.Key)], null);

        (await new AgreeHandler(world.Desk("takahashi", OnlyFor("kita"))).HandleAsync(review, Cancellation))
            .Refusal.ShouldBe(CaseRefusals.OtherOffice);
        (await world.CountAsync("select count(*) from resident_register.change_review where case_id = $1", id.Value)).ShouldBe(0);
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and refusal_code = 'WF-OFFICE' and operator_code = 'takahashi'", id.Value)).ShouldBe(1);

        ChangeWorld.Done(await new AgreeHandler(world.Desk("takahashi", OnlyFor("honcho"))).HandleAsync(review, Cancellation));
        CaseStep decision = new(Guid.CreateVersion7(), id, (await world.CaseAsync(id)).Version);
        (await new DecideCaseHandler(world.Desk("takahashi", (task, office) => task != TaskCodes.ResidentChangeDecide || office != "honcho"))
            .HandleAsync(decision, Cancellation)).Refusal.ShouldBe(CaseRefusals.OtherOffice);
        (await world.CaseAsync(id)).State.ShouldBe(CaseState.InReview);
        ChangeWorld.Done(await new DecideCaseHandler(world.Desk("takahashi", OnlyFor("honcho"))).HandleAsync(decision, Cancellation));

        static OfficeRight OnlyFor(string covered) => (_, office) => office == covered;
    }

    [Fact]
    public async Task A_returned_case_is_entered_again_and_its_earlier_review_does_not_count()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeCase seen = await world.CaseAsync(id);
        ReturnHandler returns = new(world.Desk("takahashi"));
        (await returns.HandleAsync(new ReviewCase(new CaseStep(Guid.CreateVersion7(), id, seen.Version), [], " "), Cancellation))
            .Refusal!.Code.ShouldBe("WF-REASON");
        ChangeWorld.Done(await returns.HandleAsync(
            new ReviewCase(new CaseStep(Guid.CreateVersion7(), id, seen.Version), [], "番地が届出書と異なります。"), Cancellation));

        (await world.CaseAsync(id)).State.ShouldBe(CaseState.Returned);
        ChangeCase returned = await world.CaseAsync(id);
        ChangeWorld.Done(await new SaveDraftHandler(world.Desk("sasaki")).HandleAsync(
            new SaveDraft(
                Guid.CreateVersion7(), id, returned.Version, new CaseContent { Change = Requests.Relocation("２番地", person) }),
            Cancellation));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        ChangeWorld.Done(await world.DecideAsync(id));
        (await world.RecordAsync(person.Id)).Address.Full.ShouldBe("緑町２番地");
        (await world.CountAsync(
            "select count(*) from resident_register.change_case_event where case_id = $1 and request is not null", id.Value)).ShouldBe(4);
    }

    [Fact]
    public async Task A_withdrawn_draft_frees_the_person_and_stays_in_the_trail()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeCase draft = await world.CaseAsync(id);
        ChangeWorld.Done(await new WithdrawHandler(world.Desk("sasaki")).HandleAsync(
            new CaseStep(Guid.CreateVersion7(), id, draft.Version), "届出人の申出による取下げ", Cancellation));

        (await world.CaseAsync(id)).State.ShouldBe(CaseState.Withdrawn);
        ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("２番地", person)));
        (await world.CountAsync(
            "select count(*) from resident_register.change_case_event where case_id = $1", id.Value)).ShouldBe(2);
    }

    [Fact]
    public async Task Two_clerks_deciding_at_once_leave_one_decision()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));

        Result<ChangeCaseId>[] both = await Task.WhenAll(world.DecideAsync(id, "takahashi"), world.DecideAsync(id, "kuroda"));

        both.Count(one => one.Refusal is null).ShouldBe(1);
        both.Single(one => one.Refusal is not null).Refusal!.Code.ShouldBe("WF-STATE");
        (await world.RowsAsync(id)).Count.ShouldBe(1);
        (await world.MessagesAsync(id)).Count(type => type == nameof(ResidentRelocated)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_form_sent_twice_decides_once_and_shows_the_first_result()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        Guid key = Guid.CreateVersion7();

        Result<ChangeCaseId>[] both =
            await Task.WhenAll(world.DecideAsync(id, "takahashi", key), world.DecideAsync(id, "takahashi", key));
        ChangeWorld.Done(await world.DecideAsync(id, "takahashi", key)).ShouldBe(id);

        both.ShouldAllBe(one => one.Refusal == null);
        (await world.RowAsync(person.Id)).HistoryNo.ShouldBe(2);
    }

    [Fact]
    public async Task A_record_that_moved_on_stops_the_decision_and_names_what_changed()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        await world.AppendAsync(
            person, Any.Row(person with { Name = person.Name with { Kana = "ミホン　ジロウ" } }, 2, new DateOnly(2026, 6, 1)));

        Refusal refused = (await world.DecideAsync(id)).Refusal!;

        refused.Code.ShouldBe("WF-09");
        refused.Message.ShouldContain("カナ");
        refused.Message.ShouldNotContain("ミホン");
        (await world.RowAsync(person.Id)).HistoryNo.ShouldBe(2);
        (await world.CaseAsync(id)).State.ShouldBe(CaseState.InReview);
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and refusal_code = 'WF-09'", id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task Somebody_new_in_the_household_stops_a_decision_that_rewrites_it()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻");
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Death(family[0]) with { RemainingHead = family[1].Id }));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        ResidentRecord joined = Any.Resident(family[0].Household.Id, "子");
        await world.AddAsync(joined with { Household = joined.Household with { Number = family[0].Household.Number, Order = 3 } });

        (await world.DecideAsync(id)).Refusal!.Code.ShouldBeOneOf("WF-09", "WF-03");
        (await world.RecordAsync(family[0].Id)).IsLive.ShouldBeTrue();
    }

    [Fact]
    public async Task A_field_that_the_form_does_not_hold_is_refused()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeRequest request = Requests.Relocation("１番地", person) with { Fixes = [new ItemFix("name", "別名　太郎")] };

        Result<ChangeCaseId> refused = await world.DraftAsync(request);

        refused.Refusal!.Code.ShouldBe("CR-08");
        refused.Refusal.Field.ShouldBe("fix.name");
    }

    [Fact]
    public async Task A_notification_without_notifier_or_identity_document_does_not_leave_the_draft()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person) with
        {
            Notifier = new Notifier(NotifierKind.Person, null),
        }));

        (await world.SubmitAsync(id)).Refusal!.All.ShouldContain(one => one.Code == "CR-02");
        PostgresException held = await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            """
            update resident_register.change_case
            set state = 'in_review', listed_on = '2026-06-15', confirmed_version = version where case_id = $1
            """,
            Cancellation, id.Value));
        held.SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    [Fact]
    public async Task The_enterer_confirms_the_result_before_it_goes_to_review()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
        ChangeCase draft = await world.CaseAsync(id);

        Result<ChangeCaseId> sent = await new SubmitCaseHandler(world.Desk("sasaki")).HandleAsync(
            new SubmitCase(new CaseStep(Guid.CreateVersion7(), id, draft.Version), false, []), Cancellation);

        sent.Refusal!.Code.ShouldBe("CR-10");
    }

    [Fact]
    public async Task A_day_is_closed_only_when_every_listed_change_was_reviewed()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        world.Time.Set(new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.FromHours(9)));
        try
        {
            ChangeRequest request = Requests.Relocation("１番地", person) with
            {
                HappenedOn = PartialDate.FromDate(new DateOnly(2026, 8, 30)),
                NotifiedOn = PartialDate.FromDate(new DateOnly(2026, 9, 1)),
            };
            ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(request));
            ChangeWorld.Done(await world.SubmitAsync(id));
            (await world.CaseAsync(id)).ListedOn.ShouldBe(new DateOnly(2026, 9, 1));
            (await CloseAsync(new DateOnly(2026, 9, 1)))!.Code.ShouldBe("RR-63");
            ChangeWorld.Done(await world.ReviewAsync(id));
            ChangeWorld.Done(await world.DecideAsync(id));
            await DecideOpenAsync();
            (await CloseAsync(new DateOnly(2026, 9, 1))).ShouldBeNull();

            ResidentRecord later = await world.AddAsync(Any.Resident());
            ChangeCaseId next = ChangeWorld.Done(await world.DraftAsync(request with { Persons = [later.Id] }));
            ChangeWorld.Done(await world.SubmitAsync(next));
            (await world.CaseAsync(next)).ListedOn.ShouldBe(new DateOnly(2026, 9, 2));
        }
        finally
        {
            world.Time.Set(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.FromHours(9)));
        }
    }

    [Fact]
    public async Task While_one_clerk_works_on_a_person_another_cannot_enter()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await using (UnitOfWork work = world.Desk("kuroda").Begin())
        {
            await EditHolds.TakeAsync(work, [person.Id], Cancellation);
            await work.CommitAsync(Cancellation);
        }

        (await world.DraftAsync(Requests.Relocation("１番地", person))).Refusal!.Code.ShouldBe("WF-06");
        await world.Database.Owner.ExecuteAsync(
            "update resident_register.edit_hold set expires_at = clock_timestamp() - interval '1 second'", Cancellation);
        ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("１番地", person)));
    }

    [Fact]
    public async Task More_cases_than_the_limit_are_not_decided_at_once()
    {
        CaseStep[] steps = [.. Enumerable.Range(0, 101).Select(_ => new CaseStep(Guid.CreateVersion7(), ChangeCaseId.New(), 1))];

        Result<IReadOnlyList<Result<ChangeCaseId>>> refused =
            await new DecideSeveralHandler(new DecideCaseHandler(world.Desk("takahashi"))).HandleAsync(steps, Cancellation);

        refused.Refusal!.Code.ShouldBe("WF-05");
    }

    [Fact]
    public async Task A_forced_correction_needs_the_higher_permission()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CaseContent content = new() { Change = Requests.Correction(person, "kana", "ミホン　ジロウ") };

        Result<ChangeCaseId> refused = await new SaveDraftHandler(world.Desk("sasaki")).HandleAsync(
            new SaveDraft(Guid.CreateVersion7(), null, 0, content, Forced: true, MayForce: false), Cancellation);

        refused.Refusal!.Code.ShouldBe("RR-56");
    }

    private async Task<Refusal?> CloseAsync(DateOnly day)
    {
        await using UnitOfWork work = world.Desk("takahashi").Begin();
        Refusal? refusal = await DayClosings.CloseAsync(work, day, Cancellation);
        if (refusal is null)
        {
            await work.CommitAsync(Cancellation);
        }

        return refusal;
    }

    // Other tests of the class leave cases in review, which block the day as they should.
    private Task<int> DecideOpenAsync() => world.Database.Owner.ExecuteAsync(
        "update resident_register.change_case set state = 'withdrawn', closed_reason = 'test' where state = 'in_review'",
        Cancellation);
}
