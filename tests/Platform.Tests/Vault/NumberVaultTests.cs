using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Vault;

public sealed class NumberVaultTests : IAsyncLifetime
{
    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly BusinessClock clock = new(FixedClock.On(2026, 11, 20));
    private TestDatabase main = null!;
    private TestDatabase database = null!;
    private KeyRing keys = null!;
    private AccessLogAppender log = null!;
    private NumberVault vault = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        main = await TestDatabase.CreateAsync(MigrationSet.Platform);
        database = await TestDatabase.CreateAsync(NumberVault.Migrations);
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        keys = new KeyRing(secrets, new FileMasterKey(secrets));
        log = new AccessLogAppender(main.App);
        await log.StartAsync(Cancellation);
        vault = new NumberVault(database.App, keys, log, clock);
    }

    public async ValueTask DisposeAsync()
    {
        await log.StopAsync(Cancellation);
        log.Dispose();
        await database.DisposeAsync();
        await main.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static VaultNumber Number(int seed) => VaultNumber.Of(IndividualNumber.FromBase($"{90_000_000_000 + seed}"));

    private static VaultNumber Code(int seed) => VaultNumber.Of(ResidentRecordCode.FromBase($"{9_000_000_000 + seed}"));

    private async Task<Guid> GiveAsync(Guid resident, VaultNumber number)
    {
        Guid act = Guid.CreateVersion7();
        await vault.ReserveAsync(act, [new ResidentNumber(resident, number)], Cancellation);
        await vault.ConfirmAsync(act, Cancellation);
        return act;
    }

    private SignedIn Officer(params string[] tasks) => new()
    {
        SessionId = Guid.CreateVersion7(),
        OperatorId = Guid.CreateVersion7(),
        OperatorCode = "sasaki",
        DisplayName = "佐々木 美咲（架空）",
        Kind = OperatorKind.Staff,
        OfficeCode = "honcho",
        OfficeName = "本庁",
        Terminal = "t1",
        IdleUntil = clock.Instant(),
        ExpiresAt = clock.Instant(),
        ConfirmedAt = clock.Instant(),
        SecondFactor = true,
        NoticeConfirmed = true,
        MustChangePassword = false,
        HasSecondFactor = true,
        Rights = [.. tasks.Select(task => new EffectiveRight(task, "*", true, true, false))],
        RelatedResidents = new HashSet<Guid>(),
        Purpose = tasks.Length == 0 ? null : new Purpose(tasks[0], "転入届の受付", null),
    };

    private Task<Result<IReadOnlyList<VaultNumber>>> RevealAsync(SignedIn who, Guid resident) =>
        vault.RevealAsync(who, Guid.CreateVersion7(), TaskCodes.ResidentViewNumber, NumberKind.Individual, resident, null, Cancellation);

    private static async Task<long> CountAsync(TestDatabase where, string sql, params object?[] values) =>
        (await where.Owner.ListAsync(sql, reader => reader.GetInt64(0), Cancellation, values)).Single();

    [Fact]
    public async Task A_number_counts_only_once_its_act_is_confirmed()
    {
        Guid resident = Guid.CreateVersion7();
        Guid act = Guid.CreateVersion7();
        await vault.ReserveAsync(act, [new ResidentNumber(resident, Number(1))], Cancellation);
        (await vault.FindResidentAsync(Number(1), Cancellation)).ShouldBeEmpty();

        await vault.ConfirmAsync(act, Cancellation);

        (await vault.FindResidentAsync(Number(1), Cancellation)).ShouldBe([new NumberMatch(resident, true)]);
        (await vault.FindHoldersAsync(NumberKind.Individual, [resident, Guid.CreateVersion7()], Cancellation)).ShouldBe([resident]);
        await Should.ThrowAsync<InvalidOperationException>(vault.ReserveAsync(act, [new ResidentNumber(resident, Number(2))], Cancellation));
    }

    [Fact]
    public async Task Of_reservations_those_of_acts_that_stand_are_confirmed_those_of_drafts_wait_and_the_others_are_swept_in_time()
    {
        (Guid kept, Guid lost, Guid waiting) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        (Guid committedAct, Guid failedAct, Guid draft) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Dictionary<Guid, ActFate> fates = new() { [committedAct] = ActFate.Committed, [draft] = ActFate.Open };
        await vault.ReserveAsync(committedAct, [new ResidentNumber(kept, Number(10))], Cancellation);
        await vault.ReserveAsync(failedAct, [new ResidentNumber(lost, Number(11))], Cancellation);
        await vault.ReserveAsync(draft, [new ResidentNumber(waiting, Number(12))], Cancellation);

        (await vault.SweepAsync(FatesAsync, TimeSpan.FromHours(1), Cancellation)).ShouldBe((1, 0), "the other may be running");
        (await vault.SweepAsync(FatesAsync, TimeSpan.Zero, Cancellation)).ShouldBe((0, 1));

        (await vault.FindResidentAsync(Number(10), Cancellation)).ShouldBe([new NumberMatch(kept, true)]);
        (await vault.FindResidentAsync(Number(11), Cancellation)).ShouldBeEmpty();
        (await CountAsync(database, "select count(*) from vault.entry where resident_id = $1", lost)).ShouldBe(0);
        (await vault.RevealReservedAsync(
            Officer(TaskCodes.ResidentViewNumber), Guid.CreateVersion7(), TaskCodes.ResidentViewNumber, NumberKind.Individual, waiting,
            Guid.CreateVersion7(), draft, Cancellation)).Value.ShouldBe([Number(12)]);

        Task<IReadOnlyDictionary<Guid, ActFate>> FatesAsync(IReadOnlyList<Guid> acts, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyDictionary<Guid, ActFate>>(acts.Where(fates.ContainsKey).ToDictionary(act => act, act => fates[act]));
    }

    [Fact]
    public async Task A_reveal_is_on_the_access_log_before_the_number_is_shown_and_a_refused_one_too()
    {
        Guid resident = Guid.CreateVersion7();
        await GiveAsync(resident, Number(20));

        (await RevealAsync(Officer(TaskCodes.ResidentViewNumber), resident)).Value.ShouldBe([Number(20)]);
        (await RevealAsync(Officer(TaskCodes.ResidentView), resident)).Refusal.ShouldBe(SecurityRefusals.NotPermitted);
        (await RevealAsync(Officer(TaskCodes.ResidentViewNumber) with { Purpose = null }, resident))
            .Refusal.ShouldBe(SecurityRefusals.PurposeNeeded);
        (await RevealAsync(Officer(TaskCodes.ResidentViewNumber) with { SecondFactor = false }, resident))
            .Refusal.ShouldBe(SecurityRefusals.SecondFactorNeeded);
        (await RevealAsync(Officer(TaskCodes.ResidentViewNumber) with { RelatedResidents = new HashSet<Guid> { resident } }, resident))
            .Refusal.ShouldBe(SecurityRefusals.OwnOrRelative);

        (await CountAsync(main, "select count(*) from platform.access_log where kind = 'reveal' and subject_id = $1 and number_accessed", resident))
            .ShouldBe(1);
        (await CountAsync(main, "select count(*) from platform.access_log where kind = 'reveal' and subject_id = $1 and refusal_code is not null", resident))
            .ShouldBe(4);
    }

    [Fact]
    public async Task When_the_access_cannot_be_logged_nothing_is_revealed()
    {
        Guid resident = Guid.CreateVersion7();
        await GiveAsync(resident, Number(25));
        await main.Owner.ExecuteAsync("revoke insert on platform.access_log from test_app", Cancellation);

        await Should.ThrowAsync<PostgresException>(RevealAsync(Officer(TaskCodes.ResidentViewNumber), resident));
    }

    [Fact]
    public async Task A_changed_number_becomes_a_former_one_and_still_finds_its_resident()
    {
        Guid resident = Guid.CreateVersion7();
        await GiveAsync(resident, Number(30));
        await GiveAsync(resident, Number(31));

        (await vault.FindResidentAsync(Number(30), Cancellation)).ShouldBe([new NumberMatch(resident, false)]);
        (await vault.FindResidentAsync(Number(31), Cancellation)).ShouldBe([new NumberMatch(resident, true)]);
        (await RevealAsync(Officer(TaskCodes.ResidentViewNumber), resident)).Value.ShouldBe([Number(31), Number(30)]);
    }

    [Fact]
    public async Task A_number_and_a_code_of_one_person_are_kept_and_changed_apart()
    {
        Guid resident = Guid.CreateVersion7();
        await GiveAsync(resident, Number(50));
        await GiveAsync(resident, Code(50));
        await GiveAsync(resident, Code(51));

        (await vault.FindResidentAsync(Number(50), Cancellation)).ShouldBe([new NumberMatch(resident, true)]);
        (await vault.FindResidentAsync(Code(50), Cancellation)).ShouldBe([new NumberMatch(resident, false)]);
        (await vault.FindResidentAsync(Code(51), Cancellation)).ShouldBe([new NumberMatch(resident, true)]);
        (await RevealAsync(Officer(TaskCodes.ResidentViewNumber), resident)).Value.ShouldBe([Number(50)]);
        (await vault.RevealAsync(
            Officer(TaskCodes.ResidentViewRecordCode), Guid.CreateVersion7(), TaskCodes.ResidentViewRecordCode, NumberKind.RecordCode,
            resident, null, Cancellation)).Value.ShouldBe([Code(51), Code(50)]);
        (await CountAsync(
            main,
            "select count(*) from platform.access_log where kind = 'reveal' and subject_id = $1 and items = '住民票コード' and not number_accessed",
            resident)).ShouldBe(1);
    }

    [Fact]
    public async Task A_reservation_is_compared_with_what_others_have_had_or_wait_for_even_while_keys_change()
    {
        (Guid holder, Guid waiting, Guid comer, Guid returning) =
            (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Guid former = await GiveAsync(holder, Number(60));
        await GiveAsync(holder, Number(61));
        await GiveAsync(returning, Number(62));
        Guid other = Guid.CreateVersion7();
        await vault.ReserveAsync(other, [new ResidentNumber(waiting, Code(60))], Cancellation);
        new KeyRotation(database.App, keys).Start();
        Guid draft = Guid.CreateVersion7();

        await vault.ReserveAsync(
            draft,
            [
                new ResidentNumber(comer, Number(60)), new ResidentNumber(comer, Code(60)),
                new ResidentNumber(returning, Number(63)), new ResidentNumber(returning, Code(61)),
            ],
            Cancellation);

        ReservedComparison compared = await vault.CompareAsync(await vault.FindReservationAsync(draft, Cancellation), Cancellation);
        compared.Holders.ShouldBe(
            [
                new ReservedMatch(comer, NumberKind.Individual, holder, former, true),
                new ReservedMatch(comer, NumberKind.RecordCode, waiting, other, false),
            ],
            ignoreOrder: true);
        compared.Different.ShouldBe([(returning, NumberKind.Individual)]);

        Guid again = Guid.CreateVersion7();
        await vault.TakeOverAsync(draft, again, [(comer, NumberKind.RecordCode)], Cancellation);
        await vault.ReserveAsync(again, [new ResidentNumber(returning, Number(62))], Cancellation);
        await vault.DiscardAsync(draft, Cancellation);

        ReservedComparison second = await vault.CompareAsync(await vault.FindReservationAsync(again, Cancellation), Cancellation);
        second.Holders.ShouldBe([new ReservedMatch(comer, NumberKind.RecordCode, waiting, other, false)]);
        second.Different.ShouldBeEmpty("the number of his own record");
    }

    [Fact]
    public async Task A_confirmed_entry_can_neither_be_deleted_nor_moved_to_another_person()
    {
        Guid resident = Guid.CreateVersion7();
        await GiveAsync(resident, Number(40));

        foreach (string attempt in (string[])["delete from vault.entry", "update vault.act set confirmed_at = null", "delete from vault.act", "update vault.entry set resident_id = gen_random_uuid()"])
        {
            (await Should.ThrowAsync<PostgresException>(database.App.ExecuteAsync(attempt, Cancellation)))
                .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }

        // Somebody with all rights on the database moves the ciphertext: it does not open under another person.
        Guid other = Guid.CreateVersion7();
        await database.Owner.ExecuteAsync("update vault.entry set resident_id = $1", Cancellation, other);
        await Should.ThrowAsync<CryptographicException>(RevealAsync(Officer(TaskCodes.ResidentViewNumber), other));
    }

    [Fact]
    public async Task An_import_reserves_in_bulk_and_an_export_gives_the_same_numbers()
    {
        Guid act = Guid.CreateVersion7();
        Dictionary<Guid, VaultNumber> given = Enumerable.Range(0, 5000)
            .ToDictionary(_ => Guid.CreateVersion7(), i => Number(100_000 + i));

        (await vault.ReserveManyAsync(act, given.Select(one => new ResidentNumber(one.Key, one.Value)).ToAsyncEnumerable(), Cancellation))
            .ShouldBe(5000);
        await vault.ConfirmAsync(act, Cancellation);

        Dictionary<Guid, VaultNumber> exported = [];
        OperatorContext actor = OperatorContext.ForCommand("data.export", "移行");
        await foreach (ResidentNumber one in vault.ExportAsync(actor, act, TestContext.Current.CancellationToken))
        {
            exported.Add(one.ResidentId, one.Number);
        }

        exported.OrderBy(one => one.Key).ShouldBe(given.OrderBy(one => one.Key));
        (await CountAsync(main, "select count(*) from platform.access_log where kind = 'output' and act_id = $1", act)).ShouldBe(1);
    }

    [Fact]
    public async Task Numbers_sealed_by_many_threads_at_once_all_open_again()
    {
        const int Threads = 8;
        const int Each = 4000;
        Guid act = Guid.CreateVersion7();
        ResidentNumber[][] given =
        [
            .. Enumerable.Range(0, Threads).Select(thread => Enumerable.Range(0, Each)
                .Select(i => new ResidentNumber(Guid.CreateVersion7(), Number(300_000 + (thread * Each) + i)))
                .ToArray()),
        ];
        await Task.WhenAll(given.Select(part => Task.Run(() => vault.ReserveManyAsync(act, part.ToAsyncEnumerable(), Cancellation), Cancellation)));
        await vault.ConfirmAsync(act, Cancellation);

        OperatorContext actor = OperatorContext.ForCommand("data.export", "移行");
        List<ResidentNumber> exported = [];
        await foreach (ResidentNumber one in vault.ExportAsync(actor, act, TestContext.Current.CancellationToken))
        {
            exported.Add(one);
        }

        exported.OrderBy(one => one.ResidentId).ShouldBe(given.SelectMany(part => part).OrderBy(one => one.ResidentId));
    }

    [Fact]
    public async Task Rotation_under_load_keeps_every_number_readable_and_findable_and_can_be_stopped_and_resumed()
    {
        Guid[] residents = [.. Enumerable.Range(0, 2500).Select(_ => Guid.CreateVersion7())];
        Guid act = Guid.CreateVersion7();
        await vault.ReserveManyAsync(
            act,
            residents.Select((resident, i) => new ResidentNumber(resident, Number(200_000 + i))).ToAsyncEnumerable(),
            TestContext.Current.CancellationToken);
        await vault.ConfirmAsync(act, Cancellation);
        KeyRotation rotation = new(database.App, keys);
        rotation.Start();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        // Stops after the first batch: half the entries lie under old keys.
        await Should.ThrowAsync<OperationCanceledException>(
            rotation.ContinueAsync(new Immediate(_ => stop.Cancel()), stop.Token));
        (await CountAsync(database, "select count(distinct key_id) from vault.entry")).ShouldBe(2);
        await CheckAsync();

        Task<long> resumed = rotation.ContinueAsync(null, Cancellation);
        while (!resumed.IsCompleted)
        {
            await CheckAsync();
        }

        (await resumed).ShouldBe(1500);
        (await CountAsync(database, "select count(*) from vault.entry where key_id <> 'number-data.2' or index_key_id <> 'number-index.2'"))
            .ShouldBe(0);
        await CheckAsync();

        async Task CheckAsync()
        {
            int i = RandomNumberGenerator.GetInt32(residents.Length);
            (await vault.FindResidentAsync(Number(200_000 + i), Cancellation)).ShouldBe([new NumberMatch(residents[i], true)]);
            (await RevealAsync(Officer(TaskCodes.ResidentViewNumber), residents[i])).Value.ShouldBe([Number(200_000 + i)]);
        }
    }

    [Fact]
    public async Task Rotation_ends_only_when_no_writer_that_began_under_the_old_keys_is_left_and_holds_up_no_other_meanwhile()
    {
        Guid act = Guid.CreateVersion7();
        TaskCompletionSource begun = new();
        TaskCompletionSource rest = new();
        Task<long> writing = vault.ReserveManyAsync(act, SlowlyAsync(), Cancellation);
        await begun.Task.WaitAsync(Cancellation);
        KeyRotation rotation = new(database.App, keys);
        rotation.Start();
        int looks = 0;

        Task<long> rotating = rotation.ContinueAsync(new Immediate(_ => looks++), Cancellation);
        await GiveAsync(Guid.CreateVersion7(), Number(400_010));
        while (looks < 5)
        {
            rotating.IsCompleted.ShouldBeFalse("a writer under the old keys has not committed");
            await Task.Delay(20, Cancellation);
        }

        rest.SetResult();
        (await writing).ShouldBe(2);

        (await rotating).ShouldBe(2);
        (await rotation.CountRemainingAsync(Cancellation)).ShouldBe(0);
        (await CountAsync(database, "select count(*) from vault.entry where key_id <> 'number-data.2' or index_key_id <> 'number-index.2'"))
            .ShouldBe(0);

        async IAsyncEnumerable<ResidentNumber> SlowlyAsync()
        {
            yield return new ResidentNumber(Guid.CreateVersion7(), Number(400_000));
            begun.SetResult();
            await rest.Task;
            yield return new ResidentNumber(Guid.CreateVersion7(), Number(400_001));
        }
    }

    [Fact]
    public async Task What_is_left_under_old_keys_is_counted()
    {
        await GiveAsync(Guid.CreateVersion7(), Number(410_000));
        KeyRotation rotation = new(database.App, keys);
        (await rotation.CountRemainingAsync(Cancellation)).ShouldBe(0);
        rotation.Start();
        await GiveAsync(Guid.CreateVersion7(), Number(410_001));

        (await rotation.CountRemainingAsync(Cancellation)).ShouldBe(1);
        List<RotationProgress> told = [];
        await rotation.ContinueAsync(new Immediate(told.Add), Cancellation);

        told.ShouldBe([new RotationProgress(1, 0)]);
        (await rotation.CountRemainingAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task An_import_finds_who_has_one_of_its_numbers_even_while_keys_change()
    {
        (Guid holder, Guid comer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await GiveAsync(holder, Number(420_000));
        new KeyRotation(database.App, keys).Start();
        Guid act = Guid.CreateVersion7();
        await vault.ReserveManyAsync(
            act,
            new[] { new ResidentNumber(comer, Number(420_000)), new ResidentNumber(Guid.CreateVersion7(), Number(420_001)) }.ToAsyncEnumerable(),
            Cancellation);

        (await vault.FindTakenAsync(act, Cancellation)).ShouldBe([comer]);
    }

    [Fact]
    public async Task No_number_stands_in_clear_in_either_database_or_in_the_key_folder()
    {
        Guid resident = Guid.CreateVersion7();
        await GiveAsync(resident, Number(777_777));
        await RevealAsync(Officer(TaskCodes.ResidentViewNumber), resident);
        string digits = Number(777_777).Reveal();

        foreach (TestDatabase one in (TestDatabase[])[main, database])
        {
            List<string> tables = await one.Owner.ListAsync(
                "select format('copy %I.%I to stdout', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
                reader => reader.GetString(0), Cancellation);
            tables.Count.ShouldBeGreaterThan(1);
            await using NpgsqlConnection connection = await one.Owner.OpenConnectionAsync(Cancellation);
            foreach (string dump in tables)
            {
                using TextReader reader = await connection.BeginTextExportAsync(dump, Cancellation);
                string text = await reader.ReadToEndAsync(Cancellation);
                text.ShouldNotContain(digits);
                text.ShouldNotContain(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(digits)));
            }
        }

        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ShouldAllBe(file => File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void A_key_file_of_another_name_or_folder_does_not_open()
    {
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        keys.Current(KeyRing.NumberData);
        File.Copy(Path.Combine(secrets.Path, "number-data.1.key"), Path.Combine(secrets.Path, "number-index.9.key"));
        SecretFolder foreign = new(Path.Combine(folder, "foreign"));
        File.Copy(Path.Combine(secrets.Path, "number-data.1.key"), Path.Combine(foreign.Path, "number-data.1.key"));

        Should.Throw<CryptographicException>(() => keys.Get("number-index.9"));
        Should.Throw<CryptographicException>(() => new KeyRing(foreign, new FileMasterKey(foreign)).Get("number-data.1"));
    }

    private sealed class Immediate(Action<RotationProgress> act) : IProgress<RotationProgress>
    {
        public void Report(RotationProgress value) => act(value);
    }
}
