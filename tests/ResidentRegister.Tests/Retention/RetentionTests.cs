using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.DailyWork;
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

        await GiveNumbersAsync(old, 1);
        await GiveNumbersAsync(young, 2);
        long due = await world.CountAsync("select count(*) from resident_register.expired_records('2026-11-20')");
        due.ShouldBeGreaterThan(0);
        string page = await EraseAsync();
        page.ShouldContain($"履歴{due}件、除票{due}件");
        page.ShouldContain("個人番号2件");
        page.ShouldContain("住民票コード1件");
        (await NumbersAsync(old)).ShouldBe(0);
        (await NumbersAsync(young)).ShouldBe(3);
        (await world.Vault.FindResidentAsync(Number(1, 1), Cancellation)).ShouldBeEmpty();
        await NothingTellsOfAsync(old);
        foreach (string table in (string[])["resident", "resident_history", "search_name", "search_address"])
        {
            (await CountAsync(table, old)).ShouldBe(0, table);
            (await CountAsync(table, young)).ShouldBeGreaterThan(0, table);
            (await CountAsync(table, live)).ShouldBeGreaterThan(0, table);
        }
    }

    [Fact]
    public async Task An_erasure_killed_before_the_vault_followed_is_finished_by_the_daily_work_with_the_same_counts()
    {
        ResidentRecord one = await world.AddAsync(Closed(new DateOnly(1870, 2, 1)));
        ResidentRecord other = await world.AddAsync(Closed(new DateOnly(1870, 2, 2)));
        await GiveNumbersAsync(one, 3);
        await GiveNumbersAsync(other, 4);
        RetentionStore store = world.Services.GetRequiredService<RetentionStore>();

        // Killed after the register's commit.
        Guid first = await EraseInRegisterAsync();
        (await store.DoneAsync(Cancellation))[0].NumbersWait.ShouldBeTrue();
        (await NumbersAsync(one)).ShouldBe(3);

        // Killed again after the vault's.
        Guid[] persons = (await world.Database.Owner.ListAsync(
            "select persons from resident_register.erasure_numbers where approval_id = $1",
            row => row.GetFieldValue<Guid[]>(0), Cancellation, first)).Single();
        await world.Vault.EraseAsync(first, persons, Cancellation);

        JobKind job = world.Services.GetServices<JobKind>().Single(kind => kind.Name == EraseNumbers.Kind);
        world.Services.GetServices<DailyJob>().ShouldContain(daily => daily.Kind == job.Name);
        (await store.EraseNumbersAsync(OperatorContext.ForCommand(EraseNumbers.Kind, EraseNumbers.Ground), Cancellation)).ShouldBe(6);

        DoneErasure done = (await store.DoneAsync(Cancellation))[0];
        (done.NumbersWait, done.Counts["numbers"], done.Counts["codes"]).ShouldBe((false, 4, 2));
        (await NumbersAsync(one) + await NumbersAsync(other)).ShouldBe(0);
        (await world.CountAsync("select count(*) from resident_register.erasure_numbers where persons is not null")).ShouldBe(0);
        (await store.EraseNumbersAsync(OperatorContext.ForCommand(EraseNumbers.Kind, EraseNumbers.Ground), Cancellation)).ShouldBe(0);
        (await world.VaultApp.ListAsync(
            "select encode(persons_sha256, 'hex') from vault.erasure where run_id = $1", row => row.GetString(0), Cancellation, first))
            .ShouldBe([done.Hash]);
    }

    [Fact]
    public async Task The_running_program_deletes_no_confirmed_number_whatever_it_sets()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await GiveNumbersAsync(person, 5);
        await using NpgsqlConnection connection = await world.VaultApp.OpenConnectionAsync(Cancellation);
        await connection.ScalarAsync("select set_config('vault.erasing', 'on', false)", Cancellation);

        await Should.ThrowAsync<PostgresException>(() => connection.ScalarAsync(
            "delete from vault.entry where resident_id = $1", Cancellation, person.Id.Value));
        (await NumbersAsync(person)).ShouldBe(3);
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
        (await world.Services.GetRequiredService<RetentionStore>().DueAsync(Cancellation)).ShouldBe(new DueErasure(0, 0));

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
        await clerk.SendAsync("/retention", "/retention/ask", ("act-key", Guid.CreateVersion7().ToString("N")), ("reason", "保存期間満了"));
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
        (string, string)[] form = [("act-key", Guid.CreateVersion7().ToString("N")), ("reason", "保存期間満了")];
        long before = await AskedAsync();
        (await clerk.SendAsync("/retention", "/retention/ask", form)).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await clerk.SendAsync("/retention", "/retention/ask", form)).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await AskedAsync()).ShouldBe(before + 1);
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

    /// <summary>Two Individual Numbers, the first of them former, and a code.</summary>
    private async Task GiveNumbersAsync(ResidentRecord person, int place)
    {
        await world.GiveAsync(person.Id, Number(place, 0));
        await world.GiveAsync(person.Id, Number(place, 1));
        await world.GiveAsync(person.Id, VaultNumber.Of(ResidentRecordCode.FromBase($"{7_770_000_000 + place}")));
    }

    private static VaultNumber Number(int place, int turn) =>
        VaultNumber.Of(IndividualNumber.FromBase($"{77_700_000_000 + (place * 2) + turn}"));

    private async Task<long> NumbersAsync(ResidentRecord person) => (await world.VaultApp.ListAsync(
        "select count(*) from vault.entry where resident_id = $1", row => row.GetInt64(0), Cancellation, person.Id.Value)).Single();

    /// <summary>No table of the register has a row with the id of a person who was erased.</summary>
    private async Task NothingTellsOfAsync(ResidentRecord person)
    {
        List<(string Table, string Column)> columns = await world.Database.Owner.ListAsync(
            """
            select c.table_name, c.column_name from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'resident_register' and c.data_type = 'uuid' and t.table_type = 'BASE TABLE'
              and c.column_name in ('resident_id', 'subject_id', 'person_id')
            """,
            row => (row.GetString(0), row.GetString(1)), Cancellation);
        columns.Count.ShouldBeGreaterThan(8);
        foreach ((string table, string column) in columns)
        {
            (await world.CountAsync($"select count(*) from resident_register.{table} where {column} = $1", person.Id.Value))
                .ShouldBe(0, table);
        }
    }

    /// <summary>The part of an erasure that commits first.</summary>
    private async Task<Guid> EraseInRegisterAsync()
    {
        Approvals approvals = world.Services.GetRequiredService<Approvals>();
        OperatorContext asker = OperatorContext.ForCommand("retention.erase", "試験") with { OperatorId = Guid.CreateVersion7() };
        Guid approval = (await world.Services.GetRequiredService<RetentionStore>().AskAsync(asker, Guid.CreateVersion7(), "保存期間満了", Cancellation)).Value;
        (await approvals.DecideAsync(
            asker with { OperatorId = Guid.CreateVersion7() }, approval, [RetentionStore.ApprovalKind], true, "", Cancellation)).ShouldBeNull();
        await using UnitOfWork work = new(world.Database.App, asker);
        (await approvals.UseAsync(work, approval, RetentionStore.ApprovalKind, "2026-11-20", Cancellation)).ShouldBeNull();
        await work.ListAsync(
            "select resident_register.erase_expired($1, '2026-11-20', 'takahashi')::text", row => row.GetString(0), Cancellation, approval);
        await work.CommitAsync(Cancellation);
        return approval;
    }

    private Task<long> AskedAsync() => world.CountAsync("select count(*) from platform.approval where kind = 'retention.erase'");

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
