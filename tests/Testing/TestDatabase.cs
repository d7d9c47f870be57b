using System.Collections.Concurrent;
using Daicho.Platform.Postgres;
using Npgsql;

namespace Daicho.Testing;

/// <summary>A fresh database with the given modules, copied from a migrated template: one per test class.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The role that owns the schemas in every test database.</summary>
    public const string OwnerRole = "test_owner";

    /// <summary>The role that runs in every test database.</summary>
    public const string AppRole = "test_app";

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = [];
    private static readonly Lazy<Task> Roles = new(CreateRolesAsync);

    private TestDatabase(string name, NpgsqlDataSource owner, NpgsqlDataSource app)
    {
        Name = name;
        Owner = owner;
        App = app;
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>Connections of the role that owns the schemas.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Connections of the role that runs: use these for everything a running program does.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Makes a database with the migrations of these modules, in this order.</summary>
    public static async Task<TestDatabase> CreateAsync(params MigrationSet[] sets)
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        await Roles.Value;
        string key = string.Join('+', sets.Select(set => $"{set.Assembly.GetName().Name}:{set.Module}:{set.ResourcePrefix}"));
        string template = await Templates.GetOrAdd(key, _ => new Lazy<Task<string>>(() => CreateTemplateAsync(cluster, sets))).Value;
        string name = NewName("t");
        await AdminAsync(cluster, $"create database {name} owner {OwnerRole} template {template}");
        await AdminAsync(cluster, $"revoke all on database {name} from public");
        await AdminAsync(cluster, $"grant connect on database {name} to {AppRole}");
        return new TestDatabase(name, Source(cluster, name, OwnerRole), Source(cluster, name, AppRole));
    }

    /// <summary>A connection string of the running role, for a second process.</summary>
    public static async Task<string> ConnectionStringAsync(string database, string role) =>
        Settings(await PostgresFixture.ClusterAsync(), database, role).ConnectionString;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        await AdminAsync(await PostgresFixture.ClusterAsync(), $"drop database {Name} with (force)");
    }

    private static async Task<string> CreateTemplateAsync(EmbeddedCluster cluster, MigrationSet[] sets)
    {
        string name = NewName("template");
        await AdminAsync(cluster, $"create database {name} owner {OwnerRole}");
        await using (NpgsqlDataSource owner = Source(cluster, name, OwnerRole))
        {
            await using (NpgsqlCommand extension = owner.CreateCommand("create extension if not exists pg_trgm with schema public"))
            {
                await extension.ExecuteNonQueryAsync();
            }

            if (sets.Length > 0)
            {
                await Migrator.MigrateAsync(owner, AppRole, sets, CancellationToken.None);
            }
        }

        return name;
    }

    private static async Task CreateRolesAsync()
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        foreach (string role in (string[])[OwnerRole, AppRole])
        {
            await AdminAsync(cluster, $"create role {role} login password '{cluster.Secrets.GetOrCreatePassword(role)}'");
        }
    }

    private static NpgsqlConnectionStringBuilder Settings(EmbeddedCluster cluster, string database, string role)
    {
        NpgsqlConnectionStringBuilder settings = cluster.ConnectionString(database, role, cluster.Secrets.GetOrCreatePassword(role));
        settings.MaxPoolSize = 20;
        settings.Timezone = "UTC";
        return settings;
    }

    private static NpgsqlDataSource Source(EmbeddedCluster cluster, string database, string role) =>
        new NpgsqlDataSourceBuilder(Settings(cluster, database, role).ConnectionString).Build();

    /// <summary>Names are our own, so statements that take no parameters may be composed.</summary>
    private static async Task AdminAsync(EmbeddedCluster cluster, string statement)
    {
        await using NpgsqlConnection connection = new(cluster.AdminConnectionString().ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string NewName(string kind) => $"{kind}_{Guid.CreateVersion7():N}";
}
