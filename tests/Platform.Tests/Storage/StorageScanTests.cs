using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.Platform.Storage;
using Daicho.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Storage;

/// <summary>Copies of a real database are found outside the declared places, and nowhere else (CR-66).</summary>
public sealed class StorageScanTests : IAsyncDisposable
{
    private const string Output = "addressee_number,kind,value,former,";

    private readonly string folder = PostgresFixture.CreateFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Desk => Path.Combine(folder, "desk");

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task Copies_of_a_zone_are_found_outside_its_data_folder_and_its_backups_and_not_inside()
    {
        string data = Path.Combine(folder, "data");
        string backups = Path.Combine(folder, "backups");
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(new ClusterOptions(data) { Durable = false }, Cancellation);
        await using ZoneDatabase zone = await ZoneDatabase.PrepareAsync(
            "scan", cluster.AdminConnectionString().ConnectionString, cluster.Secrets, Cancellation);
        await zone.MigrateAsync([MigrationSet.Platform], [], Cancellation);
        await ZoneBackup.TakeAsync(zone, cluster.Tools, Path.Combine(backups, "today"), TimeProvider.System, Cancellation);
        string table = (await zone.Owner.ListAsync(
            "select pg_relation_filepath('platform.task')", row => row.GetString(0), Cancellation)).Single();
        await using (NpgsqlDataSource admin = NpgsqlDataSource.Create(cluster.AdminConnectionString().ConnectionString))
        {
            await admin.ExecuteAsync("checkpoint", Cancellation);
        }

        StoragePlaces places = new([folder], [data, backups], [Output]);
        StorageScan.Run(places, Cancellation).Total.ShouldBe(0);

        Directory.CreateDirectory(Path.Combine(Desk, "work"));
        string dump = Directory.GetFiles(Path.Combine(backups, "today")).First(file => !file.EndsWith(".json", StringComparison.Ordinal));
        File.Copy(dump, Path.Combine(Desk, "letter.docx"));
        File.Copy(Path.Combine(data, "postgres", "data", table), Path.Combine(Desk, "work", "16384"));

        StorageReport report = StorageScan.Run(places, Cancellation);
        report.Copies.Select(copy => (Path.GetFileName(copy.File), copy.Kind)).Order()
            .ShouldBe([("16384", CopyKind.TableFile), ("letter.docx", CopyKind.Dump)]);
        report.Total.ShouldBe(2);
        StorageScan.Run(places with { Declared = [data, backups, Desk] }, Cancellation).Total.ShouldBe(0);
    }

    [Fact]
    public void An_output_of_the_register_and_a_dump_as_text_are_known_by_their_beginning_packed_or_not()
    {
        Write("numbers.txt", Encoding.UTF8.GetBytes(Output + "empty\r\n1,2,3,,\r\n"));
        Write("list.csv", Encoding.UTF8.GetBytes("受付番号,異動事由\r\n1,転居\r\n"));
        byte[] sql = Encoding.UTF8.GetBytes("--\n-- PostgreSQL database dump\n--\nSET statement_timeout = 0;\n");
        Write("a.sql", sql);
        using (MemoryStream packed = new())
        {
            using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zip.Write(sql);
            }

            Write("a.gz", packed.ToArray());
        }

        Find().ShouldBe([("a.gz", CopyKind.SqlDump), ("a.sql", CopyKind.SqlDump), ("numbers.txt", CopyKind.Output)]);
    }

    [Fact]
    public void A_base_backup_is_known_and_an_ordinary_file_of_the_same_size_is_not()
    {
        byte[] tar = new byte[10240];
        "backup_label"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Write("base.tar", tar);
        Write("picture.raw", RandomNumberGenerator.GetBytes(8192));
        Write("empty.page", new byte[8192]);
        Write("notes.txt", Encoding.UTF8.GetBytes("会議の記録"));

        Find().ShouldBe([("base.tar", CopyKind.BaseBackup)]);
    }

    [Fact]
    public void A_link_is_not_followed_and_a_folder_beside_a_declared_one_with_a_longer_name_is_searched()
    {
        Write("a.sql", "-- PostgreSQL database dump"u8.ToArray());
        string beside = Desk + "-old";
        Directory.CreateDirectory(beside);
        File.Copy(Path.Combine(Desk, "a.sql"), Path.Combine(beside, "b.sql"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), Desk);

        StorageScan.Run(new StoragePlaces([folder], [Desk], []), Cancellation).Copies.Select(copy => copy.File)
            .ShouldBe([Path.Combine(beside, "b.sql")]);
    }

    [Fact]
    public async Task The_daily_search_raises_an_alert_with_the_count_and_without_the_path_and_does_not_run_twice_a_day()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(MigrationSet.Platform);
        FixedClock time = FixedClock.On(2026, 11, 20);
        StoragePlaces places = new([folder], [], [Output]);
        using StorageWatch watch = new(database.App, places, time, NullLogger<StorageWatch>.Instance);
        (await watch.RunAsync(Cancellation)).ShouldNotBeNull().Total.ShouldBe(0);
        (await AlertsAsync(database)).ShouldBeEmpty();

        Write("見本太郎.sql", "-- PostgreSQL database dump"u8.ToArray());
        (await watch.RunAsync(Cancellation)).ShouldBeNull();
        time.Advance(TimeSpan.FromDays(1));
        (await watch.RunAsync(Cancellation)).ShouldNotBeNull().Total.ShouldBe(1);

        (await AlertsAsync(database)).ShouldBe(["1 files"]);
        (await database.App.ListAsync("select copies from platform.storage_scan order by id", row => row.GetInt64(0), Cancellation)).ShouldBe([0L, 1L]);
        await Should.ThrowAsync<PostgresException>(() => database.App.ExecuteAsync("delete from platform.storage_scan", Cancellation));
    }

    private static Task<List<string>> AlertsAsync(TestDatabase database) => database.App.ListAsync(
        "select detail from platform.security_alert where kind = 'storage-copy'", row => row.GetString(0), Cancellation);

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Desk);
        File.WriteAllBytes(Path.Combine(Desk, name), content);
    }

    private IEnumerable<(string, CopyKind)> Find() => StorageScan.Run(new StoragePlaces([folder], [], [Output]), Cancellation).Copies
        .Select(copy => (Path.GetFileName(copy.File), copy.Kind)).Order();
}
