using Daicho.Platform.Postgres;
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
            await Should.ThrowAsync<StartupRefusedException>(() => ZoneBackup.RestoreAsync(zone, first.Tools, backup, Cancellation));
        }

        await using EmbeddedCluster second = await StartAsync("second");
        await using ZoneDatabase restored = await PrepareAsync(second);
        await ZoneBackup.RestoreAsync(restored, second.Tools, backup, Cancellation);
        (await restored.MigrateAsync([MigrationSet.Platform], [], Cancellation)).ShouldBe(0);
        await using NpgsqlCommand command = restored.App.CreateCommand("select consumer from platform.inbox");
        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe("kept");
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(restored.App, "delete from platform.access_log")))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(restored.Owner, "delete from platform.access_log")))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
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
            () => ZoneBackup.RestoreAsync(zone, cluster.Tools, backup, Cancellation));
        refused.Message.ShouldContain("main.dump");
    }

    private static Task<ZoneDatabase> PrepareAsync(EmbeddedCluster cluster) =>
        ZoneDatabase.PrepareAsync("city-a", cluster.AdminConnectionString().ConnectionString, cluster.Secrets, Cancellation);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string statement)
    {
        await using NpgsqlCommand command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private Task<EmbeddedCluster> StartAsync(string name) =>
        EmbeddedCluster.StartAsync(new ClusterOptions(Path.Combine(folder, name)) { Durable = false }, Cancellation);
}
