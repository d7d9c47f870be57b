using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Vault;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Postgres;

public sealed class ZoneBackupTests : IAsyncDisposable
{
    private readonly string folder = PostgresFixture.CreateFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task A_backup_restores_rows_grants_and_the_append_only_rule_into_an_empty_zone()
    {
        string backup = Path.Combine(folder, "backup");
        await using (EmbeddedCluster first = await StartAsync("first"))
        await using (ZoneDatabase zone = await PrepareAsync(first))
        {
            await zone.MigrateAsync([MigrationSet.Platform], [], Cancellation);
            await ExecuteAsync(zone.App, "insert into platform.inbox (consumer, message_id) values ('kept', gen_random_uuid())");
            await ZoneBackup.TakeAsync(zone, first.Tools, backup, TimeProvider.System, Cancellation);
            await Should.ThrowAsync<StartupRefusedException>(() => ZoneBackup.RestoreAsync(zone, first.Tools, first, backup, Cancellation));
            BackupRecord last = (await BackupRecord.FindLastAsync(zone.App, Cancellation)).ShouldNotBeNull();
            last.Succeeded.ShouldBeTrue();
            last.Bytes.ShouldBeGreaterThan(1000);
        }

        await using EmbeddedCluster second = await StartAsync("second");
        await using ZoneDatabase restored = await PrepareAsync(second);
        await ZoneBackup.RestoreAsync(restored, second.Tools, second, backup, Cancellation);
        (await restored.MigrateAsync([MigrationSet.Platform], [], Cancellation)).ShouldBe(0);
        await using NpgsqlCommand command = restored.App.CreateCommand("select consumer from platform.inbox");
        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe("kept");
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(restored.App, "delete from platform.access_log")))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(restored.Owner, "delete from platform.access_log")))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_backup_that_failed_stands_on_record_too_and_the_record_cannot_be_altered()
    {
        await using EmbeddedCluster cluster = await StartAsync("first");
        await using ZoneDatabase zone = await PrepareAsync(cluster);
        await zone.MigrateAsync([MigrationSet.Platform], [], Cancellation);
        (await BackupRecord.FindLastAsync(zone.App, Cancellation)).ShouldBeNull();

        // Without its tables the vault cannot be dumped whole: its role may not log in.
        await using (NpgsqlConnection admin = new(cluster.AdminConnectionString().ConnectionString))
        {
            await admin.OpenAsync(Cancellation);
            await using NpgsqlCommand close = new($"alter role {VaultOwner(zone)} nologin", admin);
            await close.ExecuteNonQueryAsync(Cancellation);
        }

        await Should.ThrowAsync<StartupRefusedException>(
            () => ZoneBackup.TakeAsync(zone, cluster.Tools, Path.Combine(folder, "backup"), TimeProvider.System, Cancellation));
        (await BackupRecord.FindLastAsync(zone.App, Cancellation)).ShouldNotBeNull().Succeeded.ShouldBeFalse();
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(zone.App, "insert into platform.backup_record (taken_at, succeeded, bytes) values (now(), true, 1)")))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(zone.Owner, "update platform.backup_record set succeeded = true")))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Both_dumps_show_one_moment_however_numbers_are_entered_meanwhile()
    {
        string backup = Path.Combine(folder, "backup");
        await using (EmbeddedCluster first = await StartAsync("first"))
        await using (ZoneDatabase zone = await PrepareAsync(first))
        {
            await zone.MigrateAsync([MigrationSet.Platform], [NumberVault.Migrations], Cancellation);
            SecretFolder keys = new(Path.Combine(folder, "keys"));
            NumberVault vault = new(
                zone.VaultApp, new KeyRing(keys, new FileMasterKey(keys)), new AccessLogAppender(zone.Beside), new BusinessClock(TimeProvider.System));
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            Task entering = Task.Run(() => EnterAsync(zone, vault, enough.Token), Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation);
            await ZoneBackup.TakeAsync(zone, first.Tools, backup, TimeProvider.System, Cancellation);
            await enough.CancelAsync();
            await entering;

            // An import that keeps writing is told apart from a broken server.
            await using NpgsqlConnection import = await zone.VaultApp.OpenConnectionAsync(Cancellation);
            await using NpgsqlTransaction writing = await import.BeginTransactionAsync(Cancellation);
            await using NpgsqlCommand write = new("insert into vault.act (act_id) values (gen_random_uuid())", import, writing);
            await write.ExecuteNonQueryAsync(Cancellation);
            StartupRefusedException busy = await Should.ThrowAsync<StartupRefusedException>(
                () => ZoneBackup.TakeAsync(zone, first.Tools, backup + "-2", TimeProvider.System, Cancellation));
            busy.Message.ShouldContain("import");
        }

        await using EmbeddedCluster second = await StartAsync("second");
        await using ZoneDatabase restored = await PrepareAsync(second);
        await ZoneBackup.RestoreAsync(restored, second.Tools, second, backup, Cancellation);
        HashSet<Guid> committed = [.. await restored.Owner.ListAsync("select message_id from platform.inbox", row => row.GetGuid(0), Cancellation)];
        HashSet<Guid> reserved = [.. await restored.VaultOwner.ListAsync("select act_id from vault.act", row => row.GetGuid(0), Cancellation)];
        HashSet<Guid> confirmed =
            [.. await restored.VaultOwner.ListAsync("select act_id from vault.act where confirmed_at is not null", row => row.GetGuid(0), Cancellation)];
        committed.Count.ShouldBeGreaterThan(3);
        confirmed.ShouldBeSubsetOf(committed);
        committed.ShouldBeSubsetOf(reserved);
    }

    /// <summary>Acts as a decision does them: the number reserved, the act committed, the number confirmed.</summary>
    private static async Task EnterAsync(ZoneDatabase zone, NumberVault vault, CancellationToken enough)
    {
        for (int act = 0; !enough.IsCancellationRequested; act++)
        {
            Guid id = Guid.CreateVersion7();
            await vault.ReserveAsync(
                id,
                [new ResidentNumber(Guid.CreateVersion7(), VaultNumber.Of(ResidentRecordCode.FromBase($"{9_000_000_000 + act}")))],
                Cancellation);
            await zone.App.ExecuteAsync("insert into platform.inbox (consumer, message_id) values ('act', $1)", Cancellation, id);
            await vault.ConfirmAsync(id, Cancellation);
        }
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_is_restored()
    {
        string backup = Path.Combine(folder, "backup");
        await using EmbeddedCluster cluster = await StartAsync("first");
        await using ZoneDatabase zone = await PrepareAsync(cluster);
        await zone.MigrateAsync([MigrationSet.Platform], [], Cancellation);
        await ZoneBackup.TakeAsync(zone, cluster.Tools, backup, TimeProvider.System, Cancellation);
        string dump = Path.Combine(backup, "main.dump");
        byte[] bytes = await File.ReadAllBytesAsync(dump, Cancellation);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(dump, bytes, Cancellation);
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(
            () => ZoneBackup.RestoreAsync(zone, cluster.Tools, cluster, backup, Cancellation));
        refused.Message.ShouldContain("main.dump");
    }

    /// <summary>Rows keep the transaction numbers of the old server, and the sealer takes them in that order.</summary>
    [Fact]
    public async Task A_restored_cluster_counts_its_transactions_on_from_any_number_of_the_old_one()
    {
        await using EmbeddedCluster old = await StartAsync("first");
        const ulong Long = 4_300_000_000; // past the 32 bits that the server stores with each row
        await old.AdvanceTransactionsAsync(Long, Cancellation);
        string backup = Path.Combine(folder, "backup");
        await using (ZoneDatabase zone = await PrepareAsync(old))
        {
            await zone.MigrateAsync([MigrationSet.Platform], [], Cancellation);
            await ExecuteAsync(zone.App, "insert into platform.inbox (consumer, message_id) values ('kept', gen_random_uuid())");
            await ZoneBackup.TakeAsync(zone, old.Tools, backup, TimeProvider.System, Cancellation);
        }

        await using EmbeddedCluster young = await StartAsync("second");
        await using ZoneDatabase restored = await PrepareAsync(young);

        // A server that we do not run is told what to do before anything is written.
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(
            () => ZoneBackup.RestoreAsync(restored, young.Tools, null, backup, Cancellation));
        refused.Message.ShouldContain("pg_resetwal -e 1 -x ");

        BackupManifest manifest = await ZoneBackup.RestoreAsync(restored, young.Tools, young, backup, Cancellation);
        manifest.NextTransaction.ShouldBeGreaterThan(Long);
        await using NpgsqlCommand next = restored.App.CreateCommand("select pg_current_xact_id()");
        (await next.ExecuteScalarAsync(Cancellation)).ShouldBeOfType<ulong>().ShouldBeGreaterThanOrEqualTo(manifest.NextTransaction);
        await using NpgsqlCommand kept = restored.App.CreateCommand("select consumer from platform.inbox");
        (await kept.ExecuteScalarAsync(Cancellation)).ShouldBe("kept");
    }

    private static Task<ZoneDatabase> PrepareAsync(EmbeddedCluster cluster) =>
        ZoneDatabase.PrepareAsync("city-a", cluster.AdminConnectionString().ConnectionString, cluster.Secrets, Cancellation);

    private static string VaultOwner(ZoneDatabase zone) => new NpgsqlConnectionStringBuilder(zone.Connections.VaultOwner).Username!;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string statement)
    {
        await using NpgsqlCommand command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private Task<EmbeddedCluster> StartAsync(string name) =>
        EmbeddedCluster.StartAsync(new ClusterOptions(Path.Combine(folder, name)) { Durable = false }, Cancellation);
}
