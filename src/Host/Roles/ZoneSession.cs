using Daicho.Platform.Postgres;

namespace Daicho.Host.Roles;

/// <summary>An open zone: its databases, migrated, and the cluster that this process runs or has joined.</summary>
internal sealed class ZoneSession : IAsyncDisposable
{
    private readonly DataFolder? held;

    private ZoneSession(ZoneConfig config, EmbeddedCluster? cluster, DataFolder? held, SecretFolder secrets, ZoneDatabase database)
    {
        Config = config;
        Cluster = cluster;
        this.held = held;
        Secrets = secrets;
        Database = database;
    }

    /// <summary>The configuration.</summary>
    public ZoneConfig Config { get; }

    /// <summary>The cluster in the data folder, or null with an existing server.</summary>
    public EmbeddedCluster? Cluster { get; }

    /// <summary>Secrets of the data folder.</summary>
    public SecretFolder Secrets { get; }

    /// <summary>The databases.</summary>
    public ZoneDatabase Database { get; }

    /// <summary>Opens the zone for a server process: it holds the data folder alone.</summary>
    public static Task<ZoneSession> OpenAsync(ZoneConfig config, CancellationToken cancellation) => OpenAsync(config, join: false, cancellation);

    /// <summary>Opens the zone for one command, beside a running server if there is one.</summary>
    public static Task<ZoneSession> JoinAsync(ZoneConfig config, CancellationToken cancellation) => OpenAsync(config, join: true, cancellation);

    /// <summary>Applies the migrations of the role.</summary>
    public Task<int> MigrateAsync(CancellationToken cancellation) =>
        Database.MigrateAsync(CityRole.Migrations, CityRole.VaultMigrations, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        held?.Dispose();
    }

    private static async Task<ZoneSession> OpenAsync(ZoneConfig config, bool join, CancellationToken cancellation)
    {
        if (config.Database is { Admin: null, Zone: null })
        {
            ClusterOptions options = new(config.Data) { Settings = config.PostgresSettings };
            EmbeddedCluster cluster = join
                ? await EmbeddedCluster.StartOrJoinAsync(options, cancellation)
                : await EmbeddedCluster.StartAsync(options, cancellation);
            try
            {
                ZoneDatabase zone = await ZoneDatabase.PrepareAsync(
                    config.Zone, cluster.AdminConnectionString().ConnectionString, cluster.Secrets, cancellation);
                return new ZoneSession(config, cluster, null, cluster.Secrets, zone);
            }
            catch
            {
                await cluster.DisposeAsync();
                throw;
            }
        }

        // Several processes may run over one existing server, each with its own data folder for keys (design, section 4).
        DataFolder? held = join && DataFolder.FindHolder(config.Data) is not null ? null : DataFolder.Hold(config.Data);
        try
        {
            SecretFolder secrets = held?.Secrets ?? new SecretFolder(Path.Combine(Path.GetFullPath(config.Data), "secrets"));
            ZoneDatabase database = config.Database.Zone is { } connections
                ? ZoneDatabase.Open(config.Zone, connections)
                : await ZoneDatabase.PrepareAsync(config.Zone, config.Database.Admin ?? "", secrets, cancellation);
            return new ZoneSession(config, null, held, secrets, database);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }
}
