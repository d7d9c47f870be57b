using System.Diagnostics;
using System.Globalization;
using System.Text;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Postgres;

/// <summary>The private PostgreSQL cluster of one data folder: a Unix socket, no port, no service (design, section 4).</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    /// <summary>The superuser of the cluster; its password lies in the secrets of the data folder.</summary>
    public const string Superuser = "daicho";

    /// <summary>The number in the name of the socket; nothing listens on the network.</summary>
    public const int SocketNumber = 5432;

    // sun_path of sockaddr_un holds 108 bytes with the closing zero.
    private const int SocketPathBytesMax = 107;
    private const int StartAttempts = 5;

    // Half of what the server can tell apart.
    private const ulong TransactionStep = 1_000_000_000;

    private readonly ClusterOptions options;
    private readonly DataFolder? held;
    private bool stopped;

    private EmbeddedCluster(ClusterOptions options, PostgresTools tools, string socketFolder, SecretFolder secrets, DataFolder? held)
    {
        this.options = options;
        Tools = tools;
        SocketFolder = socketFolder;
        Secrets = secrets;
        this.held = held;
    }

    /// <summary>The programs that the cluster runs with.</summary>
    public PostgresTools Tools { get; }

    /// <summary>The folder of the socket: the host of a connection string.</summary>
    public string SocketFolder { get; }

    /// <summary>Secrets of the data folder.</summary>
    public SecretFolder Secrets { get; }

    /// <summary>Whether this process started the cluster and stops it at the end.</summary>
    public bool Owned => held is not null;

    /// <summary>The data folder.</summary>
    public string DataFolderPath => Path.GetFullPath(options.DataFolder);

    private string Home => Path.Combine(DataFolderPath, "postgres");

    private string Data => Path.Combine(Home, "data");

    /// <summary>Starts the cluster of the folder, making it when there is none, and holds the folder until disposal.</summary>
    /// <exception cref="StartupRefusedException">The folder is in use, of another version, or PostgreSQL cannot run.</exception>
    public static async Task<EmbeddedCluster> StartAsync(ClusterOptions options, CancellationToken cancellation)
    {
        DataFolder held = DataFolder.Hold(options.DataFolder);
        try
        {
            string data = Path.Combine(held.Path, "postgres", "data");
            PostgresTools tools = await PostgresBinaries.FindAsync(MajorOf(data), cancellation);
            await ClusterFolder.PrepareAsync(held.Path, cancellation);
            string sockets = await SocketFolderAsync(held.Path, cancellation);
            EmbeddedCluster cluster = new(options, tools, sockets, held.Secrets, held);
            if (!Directory.Exists(data))
            {
                await ClusterFolder.CreateAsync(tools, held, options.Durable, cancellation);
            }

            await cluster.StopLeftOverAsync(cancellation);
            await cluster.StartServerAsync(cancellation);
            return cluster;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Joins the cluster that another daicho runs in the folder, or starts it when nobody does.</summary>
    public static async Task<EmbeddedCluster> StartOrJoinAsync(ClusterOptions options, CancellationToken cancellation)
    {
        if (DataFolder.FindHolder(options.DataFolder) is null)
        {
            return await StartAsync(options, cancellation);
        }

        string path = Path.GetFullPath(options.DataFolder);
        PostgresTools tools = await PostgresBinaries.FindAsync(MajorOf(Path.Combine(path, "postgres", "data")), cancellation);
        string sockets = await SocketFolderAsync(path, cancellation);
        if (!File.Exists(Path.Combine(sockets, $".s.PGSQL.{SocketNumber}")))
        {
            throw new StartupRefusedException(
                $"データフォルダ {path} のデータベースはまだ起動中か、停止中です。少し待ってから再実行してください。",
                $"The database of {path} is still starting or stopping. Wait a moment and try again.");
        }

        return new EmbeddedCluster(options, tools, sockets, new SecretFolder(Path.Combine(path, "secrets")), held: null);
    }

    /// <summary>A connection string builder for a role; every connection goes through the private socket.</summary>
    public NpgsqlConnectionStringBuilder ConnectionString(string database, string role, string password) => new()
    {
        Host = SocketFolder,
        Port = SocketNumber,
        Database = database,
        Username = role,
        Password = password,
    };

    /// <summary>The superuser's connection string, for creating zones; without a pool.</summary>
    public NpgsqlConnectionStringBuilder AdminConnectionString()
    {
        NpgsqlConnectionStringBuilder admin = ConnectionString("postgres", Superuser, Secrets.GetOrCreatePassword("postgres.password"));
        admin.Pooling = false;
        return admin;
    }

    /// <summary>The process id of the server, or null when it does not run.</summary>
    public int? FindServerProcessId()
    {
        try
        {
            string? first = File.ReadLines(Path.Combine(Data, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            // The server takes its file away when it ends.
            return null;
        }
    }

    /// <summary>Whether the server process exists; cheap enough to ask every second.</summary>
    public bool ServerLives()
    {
        if (FindServerProcessId() is not { } id)
        {
            return false;
        }

        try
        {
            using Process server = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Starts the server again if it died; does nothing while it runs.</summary>
    public async Task EnsureRunningAsync(CancellationToken cancellation)
    {
        if (Owned && !stopped && !await RunsAsync(cancellation))
        {
            await StartServerAsync(cancellation);
        }
    }

    /// <summary>
    /// Makes a new cluster count its transactions on from a number at least as high as the given one. In steps, each followed by
    /// freezing all rows: the server tells the past from the future within two thousand million numbers.
    /// </summary>
    /// <exception cref="StartupRefusedException">The numbers could not be advanced.</exception>
    internal async Task AdvanceTransactionsAsync(ulong next, CancellationToken cancellation)
    {
        while (await NextTransactionAsync(cancellation) is var present && present < next)
        {
            TransactionNumber target = TransactionNumber.AtLeast(Math.Min(next, present + TransactionStep));
            await FreezeAsync(cancellation);
            await StopAsync("fast", cancellation);
            ToolAnswer answer = await Tools.RunAsync(
                "pg_resetwal",
                ["-e", target.Epoch.ToString(CultureInfo.InvariantCulture), "-x", target.Low.ToString(CultureInfo.InvariantCulture), "-D", Data],
                cancellation);
            if (answer.ExitCode != 0)
            {
                throw new StartupRefusedException(
                    $"データベースのトランザクション番号を進められません: {answer.Error.Trim()}",
                    "The transaction numbers of the database cannot be advanced.");
            }

            await StartServerAsync(cancellation);
        }
    }

    /// <summary>Stops the server when this process started it (fast: open transactions roll back), and lets the folder go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        if (held is null)
        {
            return;
        }

        // A throw-away cluster needs no last checkpoint.
        await StopAsync(options.Durable ? "fast" : "immediate", CancellationToken.None);
        held.Dispose();
    }

    private static int? MajorOf(string data)
    {
        string file = Path.Combine(data, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    private static async Task<string> SocketFolderAsync(string dataFolder, CancellationToken cancellation)
    {
        string near = Path.Combine(dataFolder, "postgres", "run");
        string chosen = Environment.GetEnvironmentVariable("DAICHO_RUN_DIR") is { Length: > 0 } named ? Path.GetFullPath(named) : near;
        string socket = Path.Combine(chosen, $".s.PGSQL.{SocketNumber}");
        if (Encoding.UTF8.GetByteCount(socket) > SocketPathBytesMax)
        {
            throw new StartupRefusedException(
                $"データフォルダのパスが長すぎて、データベースのソケット(最長{SocketPathBytesMax}バイト)を作れません。短い場所を指定するか、DAICHO_RUN_DIR に短いフォルダを指定してください。",
                $"The path of the data folder is too long for a socket ({SocketPathBytesMax} bytes at most). Choose a shorter one, or name a short folder in DAICHO_RUN_DIR.");
        }

        // The folder must belong to the cluster's user alone: whoever owns it could put a false server there.
        ToolAnswer made = await PostgresTools.RunAsUserAsync(
            ["sh", "-c", "mkdir -m 0700 -- \"$1\" 2>/dev/null || { test -d \"$1\" && test ! -L \"$1\" && test -O \"$1\" && chmod 0700 -- \"$1\"; }", "sh", chosen],
            null,
            null,
            cancellation);
        return made.ExitCode == 0 ? chosen : throw new StartupRefusedException(
            $"ソケット用フォルダ {chosen} を作れないか、別の利用者のものです。DAICHO_RUN_DIR を確認してください。",
            $"The socket folder {chosen} cannot be made or belongs to somebody else. Check DAICHO_RUN_DIR.");
    }

    private async Task<ulong> NextTransactionAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(AdminConnectionString().ConnectionString);
        await connection.OpenAsync(cancellation);
        return await connection.ScalarAsync("select pg_snapshot_xmax(pg_current_snapshot())", cancellation) is ulong next
            ? next
            : throw new InvalidDataException("The server told no transaction number.");
    }

    /// <summary>Freezes every database, also the template that takes no connections.</summary>
    private async Task FreezeAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection admin = new(AdminConnectionString().ConnectionString);
        await admin.OpenAsync(cancellation);
        await admin.ScalarAsync("alter database template0 allow_connections true", cancellation);
        string[] databases = await admin.ScalarAsync("select array_agg(datname::text) from pg_database", cancellation) as string[] ?? [];
        foreach (string database in databases)
        {
            NpgsqlConnectionStringBuilder settings = AdminConnectionString();
            settings.Database = database;
            await using NpgsqlConnection connection = new(settings.ConnectionString);
            await connection.OpenAsync(cancellation);
            await connection.ScalarAsync("vacuum (freeze)", cancellation);
        }

        await admin.ScalarAsync("alter database template0 allow_connections false", cancellation);
    }

    private async Task<bool> RunsAsync(CancellationToken cancellation) =>
        (await Tools.RunAsync("pg_ctl", ["-D", Data, "status"], cancellation)).ExitCode == 0;

    /// <summary>A server still running here belongs to a daicho that was killed: only one program can hold the folder.</summary>
    private async Task StopLeftOverAsync(CancellationToken cancellation)
    {
        if (await RunsAsync(cancellation))
        {
            await StopAsync("fast", cancellation);
        }
    }

    private async Task StopAsync(string mode, CancellationToken cancellation)
    {
        ToolAnswer answer = await Tools.RunAsync("pg_ctl", ["-D", Data, "-m", mode, "-w", "-t", "60", "stop"], cancellation);
        if (answer.ExitCode != 0 && await RunsAsync(cancellation))
        {
            // Immediate is a crash for the server, from which the next start recovers; it loses nothing that was committed.
            await Tools.RunAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "-t", "30", "stop"], cancellation);
        }
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        await ClusterFolder.WriteSettingsAsync(Data, options.Effective(SocketFolder), cancellation);
        string log = Path.Combine(Home, "start.log");
        for (int attempt = 1; ; attempt++)
        {
            ToolAnswer answer = await Tools.RunAsync("pg_ctl", ["-D", Data, "-l", log, "-w", "-t", "120", "-s", "start"], cancellation);
            if (answer.ExitCode == 0)
            {
                return;
            }

            // After a killed server its children need a moment to let the shared memory go.
            if (attempt == StartAttempts)
            {
                string tail = File.Exists(log) ? string.Join(' ', File.ReadLines(log).TakeLast(3)) : answer.Error;
                throw new StartupRefusedException(
                    $"データベースを起動できません。{Home} の start.log と log フォルダを確認してください: {tail}",
                    $"The database does not start. See start.log and the log folder in {Home}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        }
    }
}
