using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

public sealed class RightsTests(SecurityWorld world) : IClassFixture<SecurityWorld>
{
    private static readonly DateOnly April = new(2026, 4, 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Refusal? Check(SignedIn signedIn, string task, string? office = null) =>
        Permissions.Check(signedIn, task, office, world.Clock.Instant());

    [Fact]
    public async Task Nothing_is_permitted_that_is_not_granted()
    {
        await world.HireAsync("bare");
        SignedIn bare = await world.EnterAsync("bare");

        Check(bare, TaskCodes.ResidentSearch).ShouldBe(SecurityRefusals.NotPermitted);
        Check(bare, "no.such.task").ShouldBe(SecurityRefusals.NotPermitted);
    }

    [Fact]
    public async Task Every_right_in_use_comes_from_a_role_of_the_ledger_for_a_posting_in_force()
    {
        (Guid id, Guid posting) = await world.HireAsync("derived");
        await world.GrantAsync(id, posting, "clerk", April);
        Guid withdrawn = await world.GrantAsync(id, posting, "number-officer", April);
        (await world.Rights.RevokeAsync(
            await world.AsAsync("kuroda"), withdrawn, world.Clock.Today(), "事務の変更", Cancellation)).ShouldBeNull();

        // What operators can do, and what the ledger says they may: neither has a row that the other lacks.
        const string Compare =
            """
            with live as (
                select distinct o.code, e.role_code from platform.operator o, platform.effective_rights(o.id, $1) e where o.kind = 'staff'),
            ledger as (
                select code, role from unnest($2::text[], $3::text[]) as line (code, role))
            select count(*) from (
                (select * from live except select * from ledger) union all (select * from ledger except select * from live)) difference
            """;
        LedgerLine[] inForce =
        [
            .. (await new RightsLedger(world.Database.App, world.Clock).ListAsync(false, 1000, 0, Cancellation))
                .Where(line => line.State == RightState.InForce),
        ];
        inForce.ShouldContain(line => line.OperatorCode == "derived" && line.RoleCode == "clerk");
        inForce.ShouldNotContain(line => line.OperatorCode == "derived" && line.RoleCode == "number-officer");
        (await world.CountAsync(
            Compare, world.Clock.Today(), inForce.Select(line => line.OperatorCode).ToArray(), inForce.Select(line => line.RoleCode).ToArray()))
            .ShouldBe(0);
        inForce.ShouldAllBe(line => line.Reason.Length > 0 && line.SetBy != null);
    }

    [Fact]
    public async Task A_grant_and_its_revocation_act_on_the_next_call()
    {
        (Guid id, Guid posting) = await world.HireAsync("next-call");
        string token = await world.TokenAsync("next-call");
        Check(await FindAsync(), TaskCodes.ResidentSearch).ShouldBe(SecurityRefusals.NotPermitted);

        Guid designation = await world.GrantAsync(id, posting, "clerk", April);
        Check(await FindAsync(), TaskCodes.ResidentSearch).ShouldBeNull();
        Check(await FindAsync(), TaskCodes.ResidentSearch, "kita").ShouldBe(SecurityRefusals.NotPermitted);

        (await world.Rights.RevokeAsync(
            await world.AsAsync("kuroda"), designation, world.Clock.Today(), "異動", Cancellation)).ShouldBeNull();
        Check(await FindAsync(), TaskCodes.ResidentSearch).ShouldBe(SecurityRefusals.NotPermitted);

        async Task<SignedIn> FindAsync() =>
            (await world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation))!;
    }

    [Fact]
    public async Task A_right_holds_from_its_first_day_to_the_day_before_its_end_and_not_beyond_the_posting()
    {
        (Guid id, Guid posting) = await world.HireAsync("dated", until: new DateOnly(2026, 12, 1));
        await world.GrantAsync(id, posting, "clerk", new DateOnly(2026, 11, 21), new DateOnly(2027, 1, 1));

        (await HoldsAsync(2026, 11, 20)).ShouldBeFalse();
        (await HoldsAsync(2026, 11, 21)).ShouldBeTrue();
        (await HoldsAsync(2026, 11, 30)).ShouldBeTrue();
        (await HoldsAsync(2026, 12, 1)).ShouldBeFalse("the posting has ended");

        async Task<bool> HoldsAsync(int year, int month, int day) => await world.CountAsync(
            "select count(*) from platform.effective_rights($1, $2) where task_code = 'resident.search'",
            id, new DateOnly(year, month, day)) > 0;
    }

    [Fact]
    public async Task Designating_and_setting_take_two_people_neither_of_them_the_holder()
    {
        (Guid id, Guid posting) = await world.HireAsync("two-people");
        OperatorContext head = await world.AsAsync("kuroda");
        Designation right = new(id, posting, "clerk", "*", April, null, "試験");
        OperatorContext holder = head with { OperatorId = id };

        (await world.Rights.DesignateAsync(holder, Guid.CreateVersion7(), right, Cancellation)).Refusal.ShouldBe(SecurityRefusals.TwoPeopleNeeded);
        Guid designation = (await world.Rights.DesignateAsync(head, Guid.CreateVersion7(), right, Cancellation)).Value;
        (await world.Rights.SetAsync(head, designation, Cancellation)).ShouldBe(SecurityRefusals.TwoPeopleNeeded);
        (await world.Rights.SetAsync(holder, designation, Cancellation)).ShouldBe(SecurityRefusals.TwoPeopleNeeded);
        (await world.Rights.SetAsync(await world.AsAsync("ikeda"), Guid.CreateVersion7(), Cancellation))
            .ShouldBe(SecurityRefusals.RightNotOpen, "there is no grant without a designation");
        (await world.Rights.SetAsync(await world.AsAsync("ikeda"), designation, Cancellation)).ShouldBeNull();
        (await world.Rights.SetAsync(await world.AsAsync("ikeda"), designation, Cancellation))
            .ShouldBe(SecurityRefusals.RightNotOpen);
    }

    [Theory]
    [InlineData("update platform.rights_designation set valid_until = null")]
    [InlineData("delete from platform.rights_grant")]
    [InlineData("delete from platform.rights_revocation")]
    [InlineData("update platform.posting set valid_until = '2099-01-01'")]
    [InlineData("update platform.work_context set ground = 'x'")]
    [InlineData("insert into platform.rights_grant (id, designation_id, operator_id, designated_by, set_by, bootstrap) select gen_random_uuid(), id, operator_id, designated_by, designated_by, true from platform.rights_designation limit 1")]
    [InlineData("insert into platform.role_task (role_code, task_code) values ('clerk', 'log.review')")]
    [InlineData("update platform.task set second_factor = false")]
    public async Task The_running_program_cannot_rewrite_the_ledger(string attempt)
    {
        PostgresException refused = await Should.ThrowAsync<PostgresException>(
            world.Database.App.ExecuteAsync(attempt, Cancellation));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_task_marked_so_needs_the_second_factor_and_a_fresh_confirmation()
    {
        SignedIn head = await world.EnterAsync("kuroda");
        Check(head, TaskCodes.RightsDesignate).ShouldBe(SecurityRefusals.SecondFactorNeeded);

        SignedIn strong = head with { SecondFactor = true };
        Check(strong, TaskCodes.RightsDesignate).ShouldBeNull();
        Check(strong with { ConfirmedAt = world.Clock.Instant() - TimeSpan.FromMinutes(6) }, TaskCodes.RightsDesignate)
            .ShouldBe(SecurityRefusals.ConfirmAgain);
    }

    [Fact]
    public async Task An_item_can_be_hidden_from_one_person()
    {
        (Guid id, Guid posting) = await world.HireAsync("hidden-item");
        await world.GrantAsync(id, posting, "clerk", April);
        Permissions.Has(await world.EnterAsync("hidden-item"), TaskCodes.ResidentViewDomicile).ShouldBeTrue();

        await world.Rights.RestrictAsync(
            await world.AsAsync("ikeda"), id, TaskCodes.ResidentViewDomicile, null, "業務に不要", Cancellation);

        SignedIn signedIn = await world.EnterAsync("hidden-item");
        Permissions.Has(signedIn, TaskCodes.ResidentViewDomicile).ShouldBeFalse();
        Permissions.Has(signedIn, TaskCodes.ResidentView).ShouldBeTrue();
    }

    [Fact]
    public async Task Ones_own_and_a_relatives_record_are_refused()
    {
        (Guid id, _) = await world.HireAsync("related");
        Guid self = Guid.CreateVersion7();
        Guid stranger = Guid.CreateVersion7();
        await world.Operators.DeclareRelationAsync(await world.AsAsync("ikeda"), id, self, "self", Cancellation);

        SignedIn signedIn = await world.EnterAsync("related");

        Permissions.CheckRelation(signedIn, self).ShouldBe(SecurityRefusals.OwnOrRelative);
        Permissions.CheckRelation(signedIn, stranger).ShouldBeNull();
    }

    [Fact]
    public async Task The_ledger_lists_each_right_with_its_two_people_and_grows_a_version_per_change()
    {
        RightsLedger ledger = new(world.Database.App, world.Clock);
        (Guid id, Guid posting) = await world.HireAsync("ledger");
        long before = await ledger.VersionAsync(Cancellation);
        Guid designation = await world.GrantAsync(id, posting, "clerk", April);

        (await ledger.VersionAsync(Cancellation)).ShouldBeGreaterThanOrEqualTo(before + 2);
        LedgerLine line = (await ledger.ListAsync(false, 200, 0, Cancellation)).Single(line => line.DesignationId == designation);
        line.State.ShouldBe(RightState.InForce);
        line.DesignatedBy.ShouldStartWith("黒田");
        line.SetBy.ShouldNotBeNull().ShouldStartWith("池田");
        line.RoleName.ShouldBe("窓口担当");

        await world.Rights.RevokeAsync(await world.AsAsync("ikeda"), designation, world.Clock.Today(), "試験の終わり", Cancellation);
        (await ledger.ListAsync(false, 200, 0, Cancellation)).ShouldNotContain(line => line.DesignationId == designation);
        (await ledger.ListAsync(true, 200, 0, Cancellation))
            .Single(line => line.DesignationId == designation).State.ShouldBe(RightState.Revoked);
    }

    [Fact]
    public async Task The_comparison_with_the_roster_names_who_is_not_on_it()
    {
        RightsLedger ledger = new(world.Database.App, world.Clock);
        (Guid id, Guid posting) = await world.HireAsync("surplus");
        await world.GrantAsync(id, posting, "clerk", April);
        HashSet<string> roster = [.. Enumerable.Range(1, 5).Select(i => $"E{i:0000}")];

        RosterReview review = await ledger.CompareAsync(await world.AsAsync("ikeda"), roster, "試験", Cancellation);

        review.Surplus.ShouldContain("surplus");
        review.Surplus.ShouldNotContain("sasaki");
        (await ledger.LastReviewAsync(Cancellation)).ShouldNotBeNull().Surplus.ShouldContain("surplus");
    }

    [Fact]
    public async Task An_approval_is_decided_by_another_and_used_once_for_what_was_asked()
    {
        Approvals approvals = new(world.Database.App, world.Clock);
        OperatorContext requester = await world.AsAsync("ikeda");
        OperatorContext decider = await world.AsAsync("kuroda");
        Guid id = (await AskAsync(approvals, requester, Guid.CreateVersion7())).Value.Id;

        (await UseAsync("all of ward 3")).ShouldBe(SecurityRefusals.NotApproved, "not decided yet");
        (await approvals.DecideAsync(requester, id, ["bulk.output"], true, "", Cancellation)).ShouldBe(SecurityRefusals.OwnRequest);
        (await approvals.DecideAsync(decider, id, ["support.release"], true, "可", Cancellation)).ShouldBe(SecurityRefusals.ApprovalNotOpen, "the door of another kind");
        (await approvals.DecideAsync(decider, id, ["bulk.output"], true, "可", Cancellation)).ShouldBeNull();
        (await approvals.DecideAsync(decider, id, ["bulk.output"], false, "否", Cancellation)).ShouldBe(SecurityRefusals.ApprovalNotOpen);
        (await UseAsync("all of ward 4")).ShouldBe(SecurityRefusals.NotApproved, "something else was asked");
        (await UseAsync("all of ward 3")).ShouldBeNull();
        (await UseAsync("all of ward 3")).ShouldBe(SecurityRefusals.NotApproved, "used already");
        await Should.ThrowAsync<PostgresException>(world.Database.Owner.ExecuteAsync(
            "update platform.approval set decided_by = requested_by where id = $1", Cancellation, id));

        async Task<Refusal?> UseAsync(string subject)
        {
            await using UnitOfWork work = new(world.Database.App, requester);
            Refusal? refusal = await approvals.UseAsync(work, id, "bulk.output", subject, Cancellation);
            await work.CommitAsync(Cancellation);
            return refusal;
        }
    }

    [Fact]
    public async Task A_form_sent_twice_at_once_asks_for_one_approval()
    {
        await using NpgsqlDataSource other = NpgsqlDataSource.Create(
            await TestDatabase.ConnectionStringAsync(world.Database.Name, TestDatabase.AppRole));
        Approvals[] processes = [new(world.Database.App, world.Clock), new(other, world.Clock)];
        OperatorContext requester = await world.AsAsync("ikeda");
        Guid act = Guid.CreateVersion7();

        Result<AskedApproval>[] asked = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(turn => AskAsync(processes[turn % 2], requester, act, turn % 2 == 0 ? world.Database.App : other)));

        asked.Select(one => one.Value.Id).Distinct().ShouldHaveSingleItem();
        asked.Count(one => one.Value.First).ShouldBe(1);
        (await CountAsync(asked[0].Value.Id)).ShouldBe((1, 1));
        (await AskAsync(processes[0], await world.AsAsync("kuroda"), act)).Refusal.ShouldBe(OnceOnly.KeyTaken);
    }

    [Fact]
    public async Task An_approval_is_gone_with_the_request_that_failed_and_the_same_form_asks_again()
    {
        Approvals approvals = new(world.Database.App, world.Clock);
        OperatorContext requester = await world.AsAsync("ikeda");
        Guid act = Guid.CreateVersion7();
        Guid lost;
        await using (UnitOfWork work = new(world.Database.App, requester))
        {
            lost = (await approvals.RequestAsync(work, act, "bulk.output", "all of ward 3", "一括出力", "発送のため", Cancellation)).Value.Id;
            await Should.ThrowAsync<PostgresException>(() => work.ExecuteAsync("select 1 / 0", Cancellation));
        }

        (await CountAsync(lost)).ShouldBe((0, 0));
        AskedApproval again = (await AskAsync(approvals, requester, act)).Value;
        again.First.ShouldBeTrue();
        (await CountAsync(again.Id)).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_right_is_designated_once_however_often_the_form_is_sent()
    {
        (Guid holder, Guid posting) = await world.HireAsync("twice");
        OperatorContext head = await world.AsAsync("kuroda");
        Guid act = Guid.CreateVersion7();
        Designation right = new(holder, posting, "clerk", DemoOperators.Office, April, null, "試験");

        Result<Guid>[] made = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => world.Rights.DesignateAsync(head, act, right, Cancellation)));

        made.Select(one => one.Value).Distinct().ShouldHaveSingleItem();
        (await world.CountAsync("select count(*) from platform.rights_designation where operator_id = $1", holder)).ShouldBe(1);
    }

    private async Task<Result<AskedApproval>> AskAsync(
        Approvals approvals, OperatorContext requester, Guid act, NpgsqlDataSource? database = null)
    {
        await using UnitOfWork work = new(database ?? world.Database.App, requester);
        Result<AskedApproval> asked =
            await approvals.RequestAsync(work, act, "bulk.output", "all of ward 3", "一括出力", "発送のため", Cancellation);
        await work.CommitAsync(Cancellation);
        return asked;
    }

    /// <summary>How many approvals and access rows there are of a request.</summary>
    private async Task<(long Approvals, long AccessRows)> CountAsync(Guid id) => (
        await world.CountAsync("select count(*) from platform.approval where id = $1", id),
        await world.CountAsync("select count(*) from platform.access_log where act_id = $1 and action = 'approval.request'", id));
}
