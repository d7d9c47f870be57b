using Daicho.Assurance.AccessLogs;
using Daicho.Assurance.AccessReview;
using Daicho.Assurance.Data;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Assurance.Tests;

/// <summary>Sign-off of the weekly review, outputs of the log and what a resident is shown.</summary>
public sealed class ReviewTests(AssuranceWorld world) : IClassFixture<AssuranceWorld>, IAsyncLifetime
{
    private ReviewStore Reviews => new(world.Database.App, world.Clock);

    private LogStore Logs => new(world.Database.App);

    private Approvals Approvals => new(world.Database.App, world.Clock);

    private ExportStore Exports => new(world.Database.App, world.Clock, Approvals, Logs);

    private static LogConditions Week => new(AssuranceWorld.Monday, AssuranceWorld.Monday.AddDays(6), null, null, null, false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await world.ClearAsync();
        await world.LogAsync("sasaki", world.Resident());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("2026-11-15", "Running")]
    [InlineData("2026-11-16", "Waiting")]
    [InlineData("2026-11-22", "Waiting")]
    [InlineData("2026-11-23", "Overdue")]
    public void A_week_turns_red_when_its_limit_has_passed_without_a_signature(string today, string state)
    {
        DateOnly day = DateOnly.ParseExact(today, "yyyy-MM-dd", null);
        ReviewStore.StateOf(AssuranceWorld.Monday, isSigned: false, day, dueDays: 7).ToString().ShouldBe(state);
        ReviewStore.StateOf(AssuranceWorld.Monday, isSigned: true, day, dueDays: 7).ShouldBe(ReviewState.Signed);
    }

    [Fact]
    public async Task A_signed_week_holds_its_sample_its_result_and_what_the_interview_said()
    {
        world.Time.Advance(TimeSpan.FromDays(4));
        (await WeekAsync()).State.ShouldBe(ReviewState.Overdue);
        await SignAsync(ReviewResult.Clarified, "窓口対応の記録と照合し、業務上の利用と確認した。");

        ReviewWeek week = await WeekAsync();
        week.State.ShouldBe(ReviewState.Signed);
        week.SignedBy.ShouldBe("森");
        (await world.Database.Owner.ListAsync(
            "select sample ->> 'accesses', jsonb_array_length(sample -> 'drawn'), interviewed[1] from assurance.log_review",
            row => (row.GetString(0), row.GetInt32(1), row.GetString(2)), Cancellation)).ShouldBe([("1", 1, "sasaki")]);
        (await world.Database.Owner.ListAsync(
            "select count(*) from platform.access_log where action = 'log.review.sign' and operator_code = 'mori'",
            row => row.GetInt64(0), Cancellation)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_second_submit_signs_once_and_a_signature_is_never_changed()
    {
        Guid act = Guid.CreateVersion7();
        (await SignAsync(ReviewResult.NothingFound, "", act)).ShouldBeNull();
        (await SignAsync(ReviewResult.FollowedUp, "変更", act)).ShouldBeNull();
        (await WeekAsync()).Result.ShouldBe(ReviewResult.NothingFound);
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => world.Database.Owner.ExecuteAsync(
            "update assurance.log_review set result = 'clarified'", Cancellation));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_week_that_is_not_over_or_a_finding_without_words_is_refused()
    {
        (await SignAsync(ReviewResult.NothingFound, "", from: AssuranceWorld.Monday.AddDays(7))).ShouldBe(AssuranceRefusals.WeekNotOver);
        (await SignAsync(ReviewResult.Clarified, "")).ShouldBe(AssuranceRefusals.NoteNeeded);
    }

    [Fact]
    public async Task The_list_is_found_by_person_operator_and_kind_and_pages_without_gap_or_repeat()
    {
        ResidentId person = world.Resident();
        for (int i = 0; i < 7; i++)
        {
            await world.LogAsync(i % 2 == 0 ? "sasaki" : "takahashi", person, i < 5 ? "view" : "issue", day: i);
        }

        LogConditions about = Week with { Subject = person.Value };
        List<LogRow> first = await Logs.ListAsync(about, null, 4, Cancellation);
        List<LogRow> rest = await Logs.ListAsync(about, first[^1].Id, 4, Cancellation);
        first.Concat(rest).Select(row => row.Id).ShouldBe((await Logs.ListAsync(about with { OldestFirst = true }, null, 50, Cancellation)).Select(row => row.Id).Reverse());
        (await Logs.CountAsync(about, Cancellation)).ShouldBe(7);
        (await Logs.CountAsync(about with { Kind = "issue" }, Cancellation)).ShouldBe(2);
        (await Logs.CountAsync(about with { OperatorCode = "takahashi" }, Cancellation)).ShouldBe(3);
        (await Logs.CountAsync(about with { Subject = Guid.CreateVersion7() }, Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task A_large_output_without_approval_is_refused_and_with_it_is_made_once()
    {
        OperatorContext mori = await world.AsAsync("mori");
        Guid form = Guid.CreateVersion7();
        foreach (Kernel.Refusal? why in await Task.WhenAll(
            Exports.RequestAsync(mori, form, Week, "点検のため", Cancellation),
            Exports.RequestAsync(mori, form, Week, "点検のため", Cancellation)))
        {
            why.ShouldBeNull();
        }

        LogExport asked = (await Exports.ListAsync(mori.OperatorId, Cancellation)).ShouldHaveSingleItem();
        asked.State.ShouldBe(ExportState.Waiting);
        (await Exports.PutOutApprovedAsync(mori, asked.Id, Cancellation)).Refusal.ShouldBe(SecurityRefusals.NotApproved);

        OpenApproval open = (await Approvals.ListOpenAsync([ExportStore.ApprovalKind], Cancellation)).ShouldHaveSingleItem();
        (await Approvals.DecideAsync(mori, open.Id, [ExportStore.ApprovalKind], true, "自分", Cancellation)).ShouldBe(SecurityRefusals.OwnRequest);
        (await Approvals.DecideAsync(await world.AsAsync("kuroda"), open.Id, [ExportStore.ApprovalKind], true, "可", Cancellation)).ShouldBeNull();
        byte[] file = (await Exports.PutOutApprovedAsync(mori, asked.Id, Cancellation)).Value;
        System.Text.Encoding.UTF8.GetString(file).ShouldContain("sasaki");
        (await Exports.PutOutApprovedAsync(mori, asked.Id, Cancellation)).Refusal.ShouldNotBeNull();
        (await Exports.ListAsync(mori.OperatorId, Cancellation)).ShouldHaveSingleItem().State.ShouldBe(ExportState.Done);
        (await world.Database.Owner.ListAsync(
            "select count(*) from platform.access_log where action = 'log.export' and kind = 'output'",
            row => row.GetInt64(0), Cancellation)).ShouldBe([1]);
    }

    [Fact]
    public async Task An_approved_output_holds_the_rows_of_its_request_and_none_logged_later()
    {
        OperatorContext mori = await world.AsAsync("mori");
        await world.LogAsync("takahashi", world.Resident());
        Guid id = await ApprovedAsync(mori);
        long asked = (await Exports.ListAsync(mori.OperatorId, Cancellation)).Single().Rows;
        await world.LogAsync("ikeda", world.Resident());

        string file = System.Text.Encoding.UTF8.GetString((await Exports.PutOutApprovedAsync(mori, id, Cancellation)).Value);

        file.ShouldContain("takahashi");
        file.ShouldNotContain("ikeda");
        (await Exports.ListAsync(mori.OperatorId, Cancellation)).Single().Rows.ShouldBe(asked);
    }

    [Fact]
    public async Task One_row_more_than_was_approved_is_refused_and_the_approval_is_not_used()
    {
        OperatorContext mori = await world.AsAsync("mori");
        Guid id = await ApprovedAsync(mori);

        // A row that claims to be older than the request; only the owner of the log can write one.
        await world.Database.Owner.ExecuteAsync(
            """
            insert into platform.access_log (xid, occurred_at, operator_id, operator_code, office_code, terminal, request_id, kind, action)
            select '3', occurred_at, operator_id, operator_code, office_code, terminal, request_id, kind, action
            from platform.access_log where operator_code = 'sasaki' limit 1
            """,
            Cancellation);
        (await Exports.PutOutApprovedAsync(mori, id, Cancellation)).Refusal.ShouldBe(AssuranceRefusals.MoreThanApproved);

        // Nor does it help to raise the number in the request: the approval is bound to it.
        await world.Database.Owner.ExecuteAsync("update assurance.log_export set row_count = row_count + 1 where id = $1", Cancellation, id);
        (await Exports.PutOutApprovedAsync(mori, id, Cancellation)).Refusal.ShouldBe(SecurityRefusals.NotApproved);
        (await Exports.PutOutAsync(mori, Week, 1, "点検のため", Cancellation)).Refusal.ShouldBe(AssuranceRefusals.ApprovalNeeded);
        (await world.Database.Owner.ListAsync(
            "select count(*) from platform.approval where used_at is not null", row => row.GetInt64(0), Cancellation)).ShouldBe([0]);
    }

    [Fact]
    public async Task Somebody_elses_approved_output_cannot_be_taken()
    {
        OperatorContext mori = await world.AsAsync("mori");
        Guid id = await ApprovedAsync(mori);
        (await Exports.PutOutApprovedAsync(await world.AsAsync("ikeda"), id, Cancellation)).Refusal.ShouldBe(AssuranceRefusals.ApprovalNeeded);
    }

    [Fact]
    public async Task A_resident_is_shown_when_which_office_and_which_duty_but_not_who()
    {
        ResidentId person = world.Resident();
        await world.LogAsync("sasaki", person);
        LogRow row = (await Logs.ListAsync(Week with { Subject = person.Value }, null, 10, Cancellation)).Single();
        ExtractLine line = ExtractLine.Of(row, namesOperator: (await world.LimitsAsync()).ExtractNamesOperator);
        line.Office.ShouldBe("本庁");
        line.Duty.ShouldBe("住民票の照会");
        line.OperatorName.ShouldBeNull();
        ExtractLine.Of(row, namesOperator: true).OperatorName.ShouldNotBeNull();
    }

    /// <summary>An output of the week that was asked for and approved.</summary>
    private async Task<Guid> ApprovedAsync(OperatorContext officer)
    {
        (await Exports.RequestAsync(officer, Guid.CreateVersion7(), Week, "点検のため", Cancellation)).ShouldBeNull();
        OpenApproval open = (await Approvals.ListOpenAsync([ExportStore.ApprovalKind], Cancellation)).Single();
        (await Approvals.DecideAsync(await world.AsAsync("kuroda"), open.Id, [ExportStore.ApprovalKind], true, "可", Cancellation)).ShouldBeNull();
        return (await Exports.ListAsync(officer.OperatorId, Cancellation)).Single().Id;
    }

    private async Task<Kernel.Refusal?> SignAsync(ReviewResult result, string note, Guid? act = null, DateOnly? from = null) =>
        await Reviews.SignAsync(
            await world.AsAsync("mori"), "森", new SignReview(act ?? Guid.CreateVersion7(), from ?? AssuranceWorld.Monday, result, ["sasaki"], note),
            await world.FindAsync(), Cancellation);

    private async Task<ReviewWeek> WeekAsync() =>
        (await Reviews.WeeksAsync(await world.LimitsAsync(), Cancellation)).Single(week => week.From == AssuranceWorld.Monday);
}
