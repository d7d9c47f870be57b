using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.AccessLog;

/// <summary>The chain on a real database; each fact has a database of its own, because each spoils it.</summary>
public sealed class ChainTests : IAsyncLifetime
{
    private readonly FixedClock time = FixedClock.On(2026, 11, 20);
    private readonly string folder = PostgresFixture.CreateFolder();
    private TestDatabase database = null!;
    private KeyRing keys = null!;
    private CheckpointFolder outside = null!;
    private ChainSealer sealer = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(MigrationSet.Platform);
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        keys = new KeyRing(secrets, new FileMasterKey(secrets));
        outside = new CheckpointFolder(Directory.CreateDirectory(Path.Combine(folder, "checkpoints")).FullName);
        sealer = new ChainSealer(
            database.App, keys, outside, new BusinessClock(time), "city", NullLogger<ChainSealer>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        sealer.Dispose();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static OperatorContext Clerk(int number) => new(
        Guid.CreateVersion7(), $"clerk-{number}", "honcho", "t1", null, Guid.CreateVersion7(),
        new Purpose("resident.view", "転入届の受付", null));

    private async Task WriteAsync(int rows)
    {
        await using UnitOfWork work = new(database.App, Clerk(rows));
        for (int i = 0; i < rows; i++)
        {
            work.Record(new AccessEntry(AccessKind.View, "resident.view", Guid.CreateVersion7()) { Items = "氏名" });
        }

        await work.CommitAsync(Cancellation);
    }

    private Task<LogVerdict> VerifyAsync() => new LogVerifier(database.App, keys, "city").VerifyAsync(outside, null, Cancellation);

    private async Task TamperAsync(string sql)
    {
        await using NpgsqlConnection owner = await database.Owner.OpenConnectionAsync(Cancellation);
        await owner.ScalarAsync("alter table platform.access_log disable trigger user", Cancellation);
        await owner.ScalarAsync("alter table platform.access_log_chain disable trigger user", Cancellation);
        await owner.ScalarAsync("alter table platform.access_log_checkpoint disable trigger user", Cancellation);
        await owner.ScalarAsync(sql, Cancellation);
    }

    [Fact]
    public async Task An_untouched_log_is_intact_and_every_row_is_sealed_once()
    {
        await WriteAsync(30);
        await WriteAsync(12);

        await SealAsync(42);
        (await sealer.SealAsync(Cancellation)).ShouldBe(0);
        await sealer.CheckpointAsync(Cancellation);
        (await sealer.CheckpointAsync(Cancellation)).ShouldBeNull("nothing new to sign");

        LogVerdict verdict = await VerifyAsync();
        verdict.Fault.ShouldBeNull();
        verdict.Rows.ShouldBe(42);
        verdict.Checkpoints.ShouldBe(2, "the zone's own and the one outside");
    }

    [Fact]
    public async Task An_altered_row_is_named()
    {
        await SealedAsync(20);
        await TamperAsync("update platform.access_log set operator_code = 'somebody-else' where id = 7");

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.RowAltered, 7, 7));
    }

    [Fact]
    public async Task A_deleted_row_is_named()
    {
        await SealedAsync(20);
        await TamperAsync("delete from platform.access_log where id = 11");

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.RowDeleted, 11, 11));
    }

    [Fact]
    public async Task A_row_deleted_together_with_its_link_is_found()
    {
        await SealedAsync(20);
        await TamperAsync("with l as (delete from platform.access_log where id = 5) delete from platform.access_log_chain where log_id = 5");

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.ChainBroken, 5, null));
    }

    [Fact]
    public async Task A_row_slipped_in_behind_the_chain_is_named()
    {
        await SealedAsync(20);
        await TamperAsync(
            """
            insert into platform.access_log (xid, operator_id, operator_code, office_code, terminal, request_id, kind, action)
            overriding system value
            select '1'::xid8, operator_id, 'innocent', office_code, terminal, request_id, kind, action
            from platform.access_log where id = 1
            """);
        await sealer.SealAsync(Cancellation);

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.RowInserted, 20, 21));
    }

    [Fact]
    public async Task A_cut_off_end_is_found_by_the_checkpoint_outside_although_the_zones_own_is_gone_too()
    {
        await SealedAsync(20);
        await TamperAsync(
            """
            with c as (delete from platform.access_log_chain where seq > 15), k as (delete from platform.access_log_checkpoint)
            delete from platform.access_log where id > 15
            """);

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.Truncated, 16, null));
    }

    [Fact]
    public async Task A_chain_made_anew_over_an_altered_row_differs_from_the_checkpoint_outside()
    {
        await SealedAsync(20);
        await TamperAsync(
            """
            with c as (delete from platform.access_log_chain), k as (delete from platform.access_log_checkpoint)
            update platform.access_log set ground = 'x' where id = 3
            """);
        await SealAsync(20);

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.Rewritten, 20, null));
    }

    [Fact]
    public async Task A_checkpoint_with_another_signature_is_named()
    {
        await SealedAsync(5);
        await TamperAsync("update platform.access_log_checkpoint set chain_hash = sha256('x')");

        (await VerifyAsync()).Fault.ShouldBe(new LogFault(LogFaultKind.CheckpointForged, 5, null));
    }

    [Theory]
    [InlineData("update platform.access_log set ground = 'x'")]
    [InlineData("delete from platform.access_log")]
    [InlineData("truncate platform.access_log")]
    [InlineData("update platform.access_log_chain set seq = seq + 1")]
    [InlineData("delete from platform.access_log_chain")]
    [InlineData("delete from platform.access_log_checkpoint")]
    [InlineData("alter table platform.access_log disable trigger user")]
    public async Task The_running_program_cannot_change_the_log(string attempt)
    {
        await SealedAsync(2);

        PostgresException refused = await Should.ThrowAsync<PostgresException>(database.App.ExecuteAsync(attempt, Cancellation));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Even_the_owner_meets_the_trigger() => (await Should.ThrowAsync<PostgresException>(
        database.Owner.ExecuteAsync("update platform.access_log set ground = 'x'", Cancellation)))
        .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task Writers_that_commit_out_of_order_are_all_sealed_once_and_a_late_one_is_not_skipped()
    {
        // Holds an early transaction number while many later ones commit and are looked at by the sealer.
        await using NpgsqlConnection late = await database.App.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction open = await late.BeginTransactionAsync(Cancellation);
        await late.ScalarAsync(
            """
            insert into platform.access_log (operator_id, operator_code, office_code, terminal, request_id, kind, action)
            values ($1, 'late', 'honcho', 't1', $1, 'view', 'resident.view')
            """,
            Cancellation, Guid.CreateVersion7());
        await WriteAsync(10);
        (await sealer.SealAsync(Cancellation)).ShouldBe(0, "an older transaction is still open");
        await open.CommitAsync(Cancellation);

        Task[] writers = [.. Enumerable.Range(0, 6).Select(async _ =>
        {
            for (int i = 0; i < 40; i++)
            {
                await WriteAsync(3);
            }
        })];
        await SealAsync(1 + 10 + (6 * 40 * 3));
        await Task.WhenAll(writers);
        LogVerdict verdict = await VerifyAsync();
        verdict.Fault.ShouldBeNull();
        verdict.Rows.ShouldBe(1 + 10 + (6 * 40 * 3));
    }

    [Fact]
    public async Task Two_processes_seal_one_chain()
    {
        using ChainSealer second = new(
            database.App, keys, outside, new BusinessClock(time), "city", NullLogger<ChainSealer>.Instance);
        await WriteAsync(300);

        long done = 0;
        for (int i = 0; i < 400 && done < 300; i++)
        {
            long?[] both = await Task.WhenAll(sealer.SealAsync(Cancellation), second.SealAsync(Cancellation));
            done += both.Sum(rows => rows ?? 0);
        }

        done.ShouldBe(300);
        (await VerifyAsync()).Fault.ShouldBeNull();
    }

    [Fact]
    public async Task The_service_seals_within_a_second_and_signs_when_it_stops()
    {
        await sealer.StartAsync(Cancellation);
        await WriteAsync(50);
        for (int i = 0; i < 100 && (await VerifyAsync()).Rows < 50; i++)
        {
            await Task.Delay(50, Cancellation);
        }

        await WriteAsync(5);
        for (int i = 0; i < 400 && (await VerifyAsync()).Rows < 55; i++)
        {
            await Task.Delay(25, Cancellation);
        }

        await sealer.StopAsync(Cancellation);

        LogVerdict verdict = await VerifyAsync();
        verdict.Fault.ShouldBeNull();
        verdict.Rows.ShouldBe(55);
        (await outside.ReadAsync(Cancellation)).ShouldContain(checkpoint => checkpoint.Seq == 55);
    }

    /// <summary>Seals until so many rows are done: transactions of other tests in the cluster may hold the sealer back for a moment.</summary>
    private async Task SealAsync(long rows)
    {
        long done = 0;
        for (int i = 0; i < 400 && done < rows; i++)
        {
            done += await sealer.SealAsync(Cancellation) ?? 0;
            await Task.Delay(done < rows ? 25 : 0, Cancellation);
        }

        done.ShouldBe(rows);
    }

    private async Task SealedAsync(int rows)
    {
        await WriteAsync(rows);
        await SealAsync(rows);
        await sealer.CheckpointAsync(Cancellation);
    }
}
