using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Retention;
using Daicho.ResidentRegister.Tests.Changes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Retention;

/// <summary>Erasure past the years of keeping, by the screens of the municipality's own staff (RR-75 to RR-78).</summary>
public sealed class RetentionTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_closed_record_is_kept_150_years_from_its_closing_and_a_live_one_has_no_end()
    {
        RetentionRules.KeptUntil(Any.Resident()).ShouldBeNull();
        for (int day = 0; day < 80_000; day += 61)
        {
            DateOnly closed = new DateOnly(1868, 1, 25).AddDays(day);
            RetentionRules.KeptUntil(Closed(closed)).ShouldBe(closed.AddYears(150));
        }
    }

    [Fact]
    public async Task The_record_of_150_years_and_a_day_goes_with_its_history_and_the_younger_one_stays()
    {
        ResidentRecord old = await world.AddAsync(Closed(new DateOnly(1876, 11, 19)));
        ResidentRecord young = await world.AddAsync(Closed(new DateOnly(1876, 11, 20)));
        ResidentRecord live = await world.AddAsync(Any.Resident());

        long due = await world.CountAsync("select count(*) from resident_register.expired_records('2026-11-20')");
        due.ShouldBeGreaterThan(0);
        (await EraseAsync()).ShouldContain($"履歴{due}件、除票{due}件");
        foreach (string table in (string[])["resident", "resident_history", "search_name", "search_address"])
        {
            (await CountAsync(table, old)).ShouldBe(0, table);
            (await CountAsync(table, young)).ShouldBeGreaterThan(0, table);
            (await CountAsync(table, live)).ShouldBeGreaterThan(0, table);
        }
    }

    [Fact]
    public async Task Change_data_go_a_year_after_their_processing_and_younger_ones_stay_with_the_record()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ResidentRecord other = await world.AddAsync(Any.Resident());
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeCaseId old = await changes.DoAsync(Requests.Relocation("７１番地", person));
        ChangeCaseId young = await changes.DoAsync(Requests.Relocation("７２番地", other));
        await world.Database.Owner.ExecuteAsync(
            """
            update resident_register.change_case
            set filed_in = '書庫', filed_by = 'sasaki', filed_at = clock_timestamp(),
                decided_on = case when case_id = $1 then date '2025-11-19' else date '2025-11-20' end
            where case_id = any ($2)
            """,
            Cancellation, old.Value, new[] { old.Value, young.Value });

        (await EraseAsync()).ShouldContain("異動データ1件");

        (await world.CountAsync("select count(*) from resident_register.change_case where case_id = $1", old.Value)).ShouldBe(0);
        (await world.CountAsync("select count(*) from resident_register.change_case_event where case_id = $1", old.Value)).ShouldBe(0);
        (await world.CountAsync("select count(*) from resident_register.change_case where case_id = $1", young.Value)).ShouldBe(1);
        (await CountAsync("resident_history", person)).ShouldBe(2);
    }

    [Fact]
    public async Task The_one_who_runs_the_system_cannot_start_an_erasure()
    {
        using Browser officer = await world.EnterAsync("ikeda", secondFactor: true);
        (await officer.GetAsync("/retention")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await world.CountAsync(
            "select count(*) from platform.role_task where role_code = 'system-officer' and task_code = 'retention.erase'")).ShouldBe(0);
    }

    [Fact]
    public async Task Without_the_approval_of_another_nothing_is_erased_whatever_the_running_program_tries()
    {
        ResidentRecord old = await world.AddAsync(Closed(new DateOnly(1870, 1, 1)));
        using Browser clerk = await world.EnterAsync("takahashi", secondFactor: true);
        await clerk.SendAsync("/retention", "/retention/ask", ("reason", "保存期間満了"));
        Guid asked = await NewestAsync();
        (await clerk.SendAsync("/retention", "/retention/erase", ("approval", asked.ToString()), ("as-of", "2026-11-20")))
            .Status.ShouldNotBe(HttpStatusCode.SeeOther);

        await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "select resident_register.erase_expired($1, '2026-11-20', 'takahashi')", Cancellation, asked));
        await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "select set_config('resident_register.erasing', 'on', false)", Cancellation).ContinueWith(
                _ => world.Database.App.ExecuteAsync(
                    "delete from resident_register.resident_history where resident_id = $1", Cancellation, old.Id.Value),
                TaskScheduler.Default).Unwrap());
        (await CountAsync("resident_history", old)).ShouldBe(1);
    }

    /// <summary>Asks as the senior clerk, approves as the head of the section, erases; answers the page.</summary>
    private async Task<string> EraseAsync()
    {
        using Browser clerk = await world.EnterAsync("takahashi", secondFactor: true);
        Shown first = await clerk.GetAsync("/retention");
        first.Status.ShouldBe(HttpStatusCode.OK, first.Location + first.Body);
        (await clerk.SendAsync("/retention", "/retention/ask", ("reason", "保存期間満了"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        Guid approval = await NewestAsync();
        Guid head = (await world.Database.Owner.ListAsync(
            "select id from platform.operator where code = 'kuroda'", row => row.GetGuid(0), Cancellation)).Single();
        OperatorContext approver = OperatorContext.ForCommand("retention.erase", "承認") with { OperatorId = head, OperatorCode = "kuroda" };
        (await world.Services.GetRequiredService<Approvals>().DecideAsync(approver, approval, [RetentionStore.ApprovalKind], true, "", Cancellation)).ShouldBeNull();
        Shown done = await clerk.SendAsync(
            "/retention", "/retention/erase", ("approval", approval.ToString()), ("as-of", "2026-11-20"));
        done.Status.ShouldBe(HttpStatusCode.SeeOther, done.Body);
        return (await clerk.GetAsync("/retention")).Body;
    }

    private async Task<Guid> NewestAsync() => (await world.Database.Owner.ListAsync(
        "select id from platform.approval where kind = 'retention.erase' order by id desc limit 1",
        row => row.GetGuid(0), Cancellation)).Single();

    private Task<long> CountAsync(string table, ResidentRecord person) =>
        world.CountAsync($"select count(*) from resident_register.{table} where resident_id = $1", person.Id.Value);

    private static ResidentRecord Closed(DateOnly on) => Any.Resident() with
    {
        Removal = new Removal(RemovalKind.Died, "DEATH", PartialDate.FromDate(on), on),
    };
}
