using System.Globalization;
using System.Text.RegularExpressions;
using Daicho.Platform.Postgres;
using Npgsql;

namespace Daicho.Bench;

/// <summary>A durable private cluster of its own in a temporary folder, erased at the end.</summary>
internal sealed partial class BenchZone : IAsyncDisposable
{
    private readonly string folder;
    private readonly EmbeddedCluster cluster;

    private BenchZone(string folder, EmbeddedCluster cluster, ZoneDatabase database)
    {
        this.folder = folder;
        this.cluster = cluster;
        Database = database;
    }

    /// <summary>The zone's databases, migrated.</summary>
    public ZoneDatabase Database { get; }

    /// <summary>The data folder; a host can be started on it.</summary>
    public string Folder => folder;

    /// <summary>
    /// Prints the processor time of work, of this process with its clients and of the database: what remains true on a machine
    /// that others use too.
    /// </summary>
    public async Task<Latencies> MeteredAsync(string name, int steps, Func<Task<Latencies>> work)
    {
        int server = cluster.FindServerProcessId() ?? throw new InvalidOperationException("The cluster does not run.");
        (TimeSpan own, TimeSpan database) = (Environment.CpuUsage.TotalTime, ProcessTable.ProcessorOf(server));
        Latencies measured = await work();
        (own, database) = (Environment.CpuUsage.TotalTime - own, ProcessTable.ProcessorOf(server) - database);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name}: {own.TotalMicroseconds / steps:N0} µs of processor each here, {database.TotalMicroseconds / steps:N0} µs in the database"));
        return measured;
    }

    public static async Task<BenchZone> StartAsync(
        IReadOnlyList<MigrationSet> sets,
        IReadOnlyList<MigrationSet> vaultSets,
        CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("daicho-bench-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(new ClusterOptions(folder), cancellation);
        ZoneDatabase database = await ZoneDatabase.PrepareAsync(
            "city", cluster.AdminConnectionString().ConnectionString, cluster.Secrets, cancellation);
        await database.MigrateAsync(sets, vaultSets, cancellation);
        return new BenchZone(folder, cluster, database);
    }

    /// <summary>Transactions a second of pgbench's TPC-B-like script on the same cluster with the same number of clients.</summary>
    public async Task<double> TpcbAsync(int clients, int seconds, CancellationToken cancellation)
    {
        NpgsqlConnectionStringBuilder admin = cluster.AdminConnectionString();
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(admin))
        {
            await using NpgsqlCommand create = source.CreateCommand("create database tpcb");
            await create.ExecuteNonQueryAsync(cancellation);
        }

        await PgbenchAsync(admin, ["-i", "-q", "-s", "10"], cancellation);
        string output = await PgbenchAsync(
            admin,
            ["-c", clients.ToString(CultureInfo.InvariantCulture), "-j", "2", "-T", seconds.ToString(CultureInfo.InvariantCulture)],
            cancellation);
        Match match = Tps().Match(output);
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> PgbenchAsync(
        NpgsqlConnectionStringBuilder admin,
        string[] arguments,
        CancellationToken cancellation)
    {
        string connection = string.Create(
            CultureInfo.InvariantCulture,
            $"host={cluster.SocketFolder} port={admin.Port} user={admin.Username} password={admin.Password} dbname=tpcb");
        ToolAnswer answer = await cluster.Tools.RunAsync("pgbench", [.. arguments, connection], cancellation);
        return answer.ExitCode == 0
            ? answer.Output
            : throw new InvalidOperationException($"pgbench failed: {answer.Error}");
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
