using System.Text.RegularExpressions;
using Npgsql;

namespace Daicho.Platform.Postgres;

/// <summary>Connection strings of one zone: who migrates and who runs, for the main database and for the vault.</summary>
/// <param name="Owner">Owns the schemas of the main database.</param>
/// <param name="App">Runs on the main database.</param>
/// <param name="VaultOwner">Owns the schemas of the vault.</param>
/// <param name="VaultApp">Runs on the vault.</param>
public sealed record ZoneConnections(string Owner, string App, string VaultOwner, string VaultApp);

/// <summary>The two databases of one zone, each with a role that migrates and a role that runs (design, section 3, mechanism 2).</summary>
public sealed partial class ZoneDatabase : IAsyncDisposable
{
    private ZoneDatabase(string zone, ZoneConnections connections)
    {
        Zone = zone;
        Connections = connections;
        Owner = Source(connections.Owner, zone, poolMax: 8);
        App = Source(connections.App, zone, poolMax: 48);
        Beside = Source(connections.App, zone, poolMax: 8);
        VaultOwner = Source(connections.VaultOwner, zone, poolMax: 4);

        // The vault is asked by key only: a plan made once serves, and planning would take longer than the answer.
        VaultApp = Source(connections.VaultApp, zone, poolMax: 16, "-c plan_cache_mode=force_generic_plan");
        AppRole = RoleOf(connections.App);
        VaultAppRole = RoleOf(connections.VaultApp);
    }

    /// <summary>The zone's name.</summary>
    public string Zone { get; }

    /// <summary>The connection strings, with their passwords.</summary>
    internal ZoneConnections Connections { get; }

    /// <summary>Owns and migrates the main database.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Runs on the main database.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>
    /// Runs on the main database beside work that holds a connection of <see cref="App"/> already: access rows, masters, names
    /// of staff. From one pool, as many requests as it has connections would each hold one and wait for a second.
    /// </summary>
    /// <remarks>Who holds one of these waits for no other connection.</remarks>
    public NpgsqlDataSource Beside { get; }

    /// <summary>Owns and migrates the vault.</summary>
    public NpgsqlDataSource VaultOwner { get; }

    /// <summary>Runs on the vault.</summary>
    public NpgsqlDataSource VaultApp { get; }

    /// <summary>The role that runs on the main database.</summary>
    public string AppRole { get; }

    /// <summary>The role that runs on the vault.</summary>
    public string VaultAppRole { get; }

    /// <summary>Opens a zone whose databases and roles exist already.</summary>
    public static ZoneDatabase Open(string zone, ZoneConnections connections) => new(Checked(zone), connections);

    /// <summary>Makes the databases and roles of a zone where they are missing, and opens them. Safe to repeat and to run twice at once.</summary>
    /// <param name="zone">Lower-case ASCII letters, digits and '-'; at most 40.</param>
    /// <param name="admin">A connection string of a role that may create databases and roles.</param>
    /// <param name="secrets">Where the generated passwords of the roles are kept.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="StartupRefusedException">The server is not reachable, too old, or the role may not do so.</exception>
    public static async Task<ZoneDatabase> PrepareAsync(string zone, string admin, SecretFolder secrets, CancellationToken cancellation)
    {
        string name = Checked(zone).Replace('-', '_');
        NpgsqlConnectionStringBuilder target = new(admin) { Pooling = false };
        try
        {
            string[] connections = [.. await ZoneRoles.PrepareAsync(name, target, secrets, cancellation)];
            return new ZoneDatabase(zone, new ZoneConnections(connections[0], connections[1], connections[2], connections[3]));
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new StartupRefusedException(
                $"データベースサーバーで権限がありません({refused.SqlState})。CREATEDB と CREATEROLE を持つ利用者の接続を指定してください。",
                $"The database server does not permit this ({refused.SqlState}). Give a connection with CREATEDB and CREATEROLE.");
        }
        catch (NpgsqlException unreachable) when (unreachable is not PostgresException)
        {
            throw new StartupRefusedException(
                $"データベースサーバー {target.Host} に接続できません。アドレスと起動状態を確認してください。",
                $"The database server {target.Host} is not reachable. Check its address and that it runs.");
        }
    }

    /// <summary>Migrates both databases.</summary>
    /// <returns>How many migrations were applied now.</returns>
    public async Task<int> MigrateAsync(
        IReadOnlyList<MigrationSet> main,
        IReadOnlyList<MigrationSet> vault,
        CancellationToken cancellation) =>
        await Migrator.MigrateAsync(VaultOwner, VaultAppRole, vault, cancellation)
        + await Migrator.MigrateAsync(Owner, AppRole, main, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Beside.DisposeAsync();
        await VaultApp.DisposeAsync();
        await Owner.DisposeAsync();
        await VaultOwner.DisposeAsync();
    }

    private static string Checked(string zone) => ZonePattern().IsMatch(zone) ? zone : throw new StartupRefusedException(
        "ゾーン名は英小文字で始まる40文字以内の英小文字・数字・ハイフンにしてください。",
        "A zone's name starts with a lower-case letter and has at most 40 lower-case letters, digits and hyphens.");

    private static string RoleOf(string connection) =>
        new NpgsqlConnectionStringBuilder(connection).Username ?? throw new StartupRefusedException(
            "接続文字列に利用者名がありません。Username を指定してください。",
            "A connection string has no user name. Give a Username.");

    private static NpgsqlDataSource Source(string connection, string zone, int poolMax, string? options = null)
    {
        NpgsqlConnectionStringBuilder settings = new(connection)
        {
            ApplicationName = $"daicho {zone}",
            MaxPoolSize = poolMax,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 3,

            // Nothing outlives its transaction on a connection, and who takes a lock of the session gives it back: resetting
            // the session at each return would cost the server as much as a look-up.
            NoResetOnClose = true,

            // Error details carry values of residents.
            IncludeErrorDetail = false,
            Timezone = "UTC",
            Options = options,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex ZonePattern();
}
