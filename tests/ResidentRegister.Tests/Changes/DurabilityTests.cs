using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Killed in the middle of a decision, and the rebuild of everything derived.</summary>
public sealed class DurabilityTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_killed_in_the_middle_leaves_nothing_and_is_done_whole_afterwards()
    {
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Requests.MoveIn(2, "中断")));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        ResidentRecord other = await world.AddAsync(Any.Resident());
        ChangeCaseId acknowledged = await world.DoAsync(Requests.Relocation("３番地", other));
        long rows = await RowsAsync();
        long messages = await world.CountAsync("select count(*) from platform.outbox");
        await using (NpgsqlConnection gate = await world.Database.Owner.OpenConnectionAsync(Cancellation))
        {
            // The decision stops when it has written history and wants the current rows; there its process dies.
            await using NpgsqlTransaction held = await gate.BeginTransactionAsync(Cancellation);
            await using (NpgsqlCommand hold = new("lock table resident_register.search_name in share mode", gate, held))
            {
                await hold.ExecuteNonQueryAsync(Cancellation);
            }

            Task<Result<ChangeCaseId>> decision = world.DecideAsync(id);
            await KillWaitingAsync();
            await Should.ThrowAsync<NpgsqlException>(() => decision);
        }

        (await RowsAsync()).ShouldBe(rows);
        (await world.CountAsync("select count(*) from platform.outbox")).ShouldBe(messages);
        (await world.CaseAsync(id)).State.ShouldBe(CaseState.InReview);
        (await world.CaseAsync(acknowledged)).State.ShouldBe(CaseState.Decided);
        (await world.RecordAsync(other.Id)).Address.Full.ShouldBe("緑町３番地");

        ChangeWorld.Done(await world.DecideAsync(id));
        (await world.RowsAsync(id)).Count.ShouldBe(4);
        (await RegisterRebuild.CompareAsync(world.Database.App, null, Cancellation)).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Current_rows_and_search_keys_are_what_history_says_after_every_kind_of_change()
    {
        IReadOnlyList<ResidentRecord> family = await world.FamilyAsync("妻", "子", "子");
        await world.DoAsync(Requests.Relocation("３番地", [.. family]));
        await world.DoAsync(Requests.Correction(await world.RecordAsync(family[1].Id), "name", "見本　花子"));
        await world.DoAsync(Requests.Clerical(await world.RecordAsync(family[2].Id), "birthDate", "平成21年3月9日"));
        await world.DoAsync(Requests.Death(await world.RecordAsync(family[3].Id)));
        await world.DoAsync(Requests.MoveIn(1, "照合"));
        await world.DoAsync(Requests.Birth(await world.RecordAsync(family[1].Id)));

        RegisterVerdict verdict = await RegisterRebuild.CompareAsync(world.Database.App, null, Cancellation);

        verdict.Faults.ShouldBeEmpty();
        verdict.Unpaired.ShouldBe(0);
        verdict.Residents.ShouldBeGreaterThan(7);
    }

    [Fact]
    public async Task The_comparison_finds_an_altered_current_row_and_a_lost_search_key()
    {
        ResidentRecord first = await world.AddAsync(Any.Resident());
        ResidentRecord second = await world.AddAsync(Any.Resident());
        await world.Database.Owner.ExecuteAsync(
            "update resident_register.resident set address_written = '別の住所' where resident_id = $1", Cancellation, first.Id.Value);
        await world.Database.Owner.ExecuteAsync(
            "delete from resident_register.search_name where resident_id = $1", Cancellation, second.Id.Value);
        try
        {
            RegisterVerdict verdict = await RegisterRebuild.CompareAsync(world.Database.App, null, Cancellation);

            verdict.Faults.ShouldBe(
                [new RegisterFault(first.Id.Value, "resident"), new RegisterFault(second.Id.Value, "search_name")],
                ignoreOrder: true);
        }
        finally
        {
            // The class shares its database: the other facts must find it whole.
            await world.Database.Owner.ExecuteAsync(
                "update resident_register.resident set address_written = $2 where resident_id = $1",
                Cancellation, first.Id.Value, first.Address.Full);
            foreach (NameKey key in SearchKeys.Names(second))
            {
                await world.Database.Owner.ExecuteAsync(
                    """
                    insert into resident_register.search_name (
                        resident_id, kind, key_a, key_b, written_key, given_key, birth_from, birth_until, removed)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, false)
                    """,
                    Cancellation, second.Id.Value, key.Kind, key.KeyA, key.KeyB, key.WrittenKey, key.GivenKey,
                    second.BirthDate.Earliest, second.BirthDate.Latest);
            }
        }
    }

    private Task<long> RowsAsync() => world.CountAsync("select count(*) from resident_register.resident_history");

    private async Task KillWaitingAsync()
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            // A role sees and ends the sessions of its own only.
            List<bool> killed = await world.Database.App.ListAsync(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and usename = current_user and wait_event_type = 'Lock'
                """,
                row => row.GetBoolean(0),
                Cancellation);
            if (killed.Count > 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        throw new ShouldAssertException("The decision never waited.");
    }
}
