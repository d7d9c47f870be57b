using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Data;

/// <summary>The register's history and current rows on the real database.</summary>
public sealed class RegisterStoreTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        database = await TestDatabase.CreateAsync(MigrationSet.Platform, ResidentRegisterModule.Migrations);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_record_is_read_back_as_it_was_written()
    {
        ResidentRecord record = await AddAsync(Any.Resident());

        await using UnitOfWork work = Work();
        HistoryRow? found = await RegisterStore.FindAsync(work, record.Id, Cancellation);

        found.ShouldNotBeNull();
        RecordJson.Write(found.Record).ShouldBe(RecordJson.Write(record));
        found.Facts.ReviewedBy.ShouldBe(["clerk-b"]);
    }

    [Fact]
    public async Task Two_changes_of_one_version_leave_one_winner()
    {
        ResidentRecord record = await AddAsync(Any.Resident());
        ResidentRecord changed = record with { Sex = Sex.Female };

        (await AppendAsync(record, Any.Row(changed, 2))).ShouldBeNull();
        (await AppendAsync(record, Any.Row(changed, 2)))!.Code.ShouldBe("WF-09");
    }

    [Fact]
    public async Task A_past_moment_is_read_on_both_time_axes()
    {
        ResidentRecord record = await AddAsync(Any.Resident());
        ResidentRecord moved = record with { Address = new Address { Town = "緑町", Lot = "２番地" } };
        await AppendAsync(record, Any.Row(moved, 2, new DateOnly(2020, 6, 1)));
        DateTimeOffset beforeCorrection = await NowAsync();
        ResidentRecord corrected = moved with { Address = new Address { Town = "緑町", Lot = "３番地" } };
        await AppendAsync(moved, Any.Row(corrected, 3, new DateOnly(2020, 6, 1), replaces: 2));

        (await AsOfAsync(record.Id, new DateOnly(2019, 1, 1), await NowAsync())).ShouldBe("本町１番地１");
        (await AsOfAsync(record.Id, new DateOnly(2021, 1, 1), beforeCorrection)).ShouldBe("緑町２番地");
        (await AsOfAsync(record.Id, new DateOnly(2021, 1, 1), await NowAsync())).ShouldBe("緑町３番地");
        (await AsOfAsync(record.Id, new DateOnly(2000, 1, 1), await NowAsync())).ShouldBeNull();
    }

    [Fact]
    public async Task A_change_recorded_late_counts_from_its_day_and_brings_nothing_that_happened_later()
    {
        ResidentRecord record = await AddAsync(Any.Resident());
        ResidentRecord renamed = record with
        {
            Name = new PersonName { Written = "改名　太郎" }, Qualifications = new Qualifications { AdultWard = true },
            Notes = [new Note(NoteKind.Remark, null, "改名", new DateOnly(2020, 9, 1))],
        };
        await AppendAsync(record, Any.Row(renamed, 2, new DateOnly(2020, 9, 1)));
        DateTimeOffset beforeLate = await NowAsync();
        ResidentRecord late = renamed with { Address = new Address { Town = "緑町", Lot = "２番地" } };
        await AppendAsync(renamed, Any.Row(late, 3, new DateOnly(2020, 6, 1)));

        async Task<(string, string, int, bool)> OnAsync(DateOnly day, DateTimeOffset known)
        {
            await using UnitOfWork work = Work();
            PastRecord past = (await RegisterStore.AsOfAsync(work, record.Id, day, known, Cancellation)).ShouldNotBeNull();
            return (past.Row.Record.Name.Written, past.Row.Record.Address.Full, past.Row.Record.Notes.Count, past.IsComposed);
        }

        DateTimeOffset now = await NowAsync();
        (await OnAsync(new DateOnly(2020, 5, 31), now)).ShouldBe(("見本　太郎", "本町１番地１", 0, false));
        (await OnAsync(new DateOnly(2020, 7, 1), now)).ShouldBe(("見本　太郎", "緑町２番地", 0, true));
        (await OnAsync(new DateOnly(2020, 9, 1), now)).ShouldBe(("改名　太郎", "緑町２番地", 1, true));
        (await OnAsync(new DateOnly(2020, 7, 1), beforeLate)).ShouldBe(("見本　太郎", "本町１番地１", 0, false));
        (await OnAsync(new DateOnly(2020, 9, 1), beforeLate)).ShouldBe(("改名　太郎", "本町１番地１", 1, false));
    }

    [Fact]
    public async Task The_running_program_cannot_change_or_delete_history()
    {
        ResidentRecord record = await AddAsync(Any.Resident());
        foreach (string attempt in (string[])
            [
                "update resident_register.resident_history set reason = 'DEATH'",
                "delete from resident_register.resident_history",
                "truncate resident_register.resident_history",
                "update platform.access_log set items = ''",
                "delete from platform.access_log",
                "delete from platform.outbox",
            ])
        {
            PostgresException refused = await Should.ThrowAsync<PostgresException>(
                () => database.App.ExecuteAsync(attempt, Cancellation));
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }

        // Even the owner of the tables is stopped by the trigger.
        await Should.ThrowAsync<PostgresException>(() => database.Owner.ExecuteAsync(
            "delete from resident_register.resident_history where resident_id = $1", Cancellation, record.Id.Value));
    }

    [Fact]
    public async Task A_former_name_is_kept_as_a_past_search_key()
    {
        ResidentRecord record = await AddAsync(Any.Resident());
        ResidentRecord renamed = record with
        {
            Name = record.Name with { Written = "例示　太郎", Surname = "例示", Kana = "レイジ　タロウ" },
        };
        await AppendAsync(record, Any.Row(renamed, 2));

        List<(short, string)> keys = await database.App.ListAsync(
            "select kind, written_key from resident_register.search_name where resident_id = $1 order by kind",
            row => (row.GetInt16(0), row.GetString(1)),
            Cancellation,
            record.Id.Value);
        keys.ShouldBe([(0, NameFolding.Fold("例示太郎")), (100, NameFolding.Fold("見本太郎"))]);
    }

    private UnitOfWork Work() => new(database.App, OperatorContext.ForCommand("test", "試験"));

    private async Task<ResidentRecord> AddAsync(ResidentRecord record)
    {
        await database.App.ExecuteAsync(
            "insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)",
            Cancellation,
            record.Household.Id.Value,
            record.Household.Number.Value,
            new DateOnly(2010, 4, 1));
        (await AppendAsync(null, Any.Row(record))).ShouldBeNull();
        return record;
    }

    private async Task<Refusal?> AppendAsync(ResidentRecord? before, HistoryRow row)
    {
        await using UnitOfWork work = Work();
        Refusal? refusal = await RegisterStore.AppendAsync(work, [new Append(before, row)], Cancellation);
        if (refusal is null)
        {
            await work.CommitAsync(Cancellation);
        }

        return refusal;
    }

    private async Task<string?> AsOfAsync(ResidentId id, DateOnly trueOn, DateTimeOffset knownAt)
    {
        await using UnitOfWork work = Work();
        return (await RegisterStore.AsOfAsync(work, id, trueOn, knownAt, Cancellation))?.Row.Record.Address.Full;
    }

    private async Task<DateTimeOffset> NowAsync() =>
        (await database.App.ListAsync(
            "select clock_timestamp()", row => row.GetFieldValue<DateTimeOffset>(0), Cancellation)).Single();
}
