using System.Text;

namespace Daicho.Platform.Postgres;

/// <summary>Makes and writes the folder of a cluster, always as the user that owns it.</summary>
internal static class ClusterFolder
{
    /// <summary>Makes the folder <c>postgres</c>, owned by the cluster's user and closed to others.</summary>
    /// <exception cref="StartupRefusedException">There is no such user, or it cannot reach the folder.</exception>
    public static async Task PrepareAsync(string dataFolder, CancellationToken cancellation)
    {
        string home = Path.Combine(dataFolder, "postgres");
        if (Environment.IsPrivilegedProcess)
        {
            ToolAnswer made = await PostgresTools.RunAsync(
                ["install", "-d", "-m", "0700", "-o", PostgresTools.ClusterUser, home], null, null, cancellation);
            if (made.ExitCode != 0)
            {
                throw new StartupRefusedException(
                    $"PostgreSQL は root では動きません。利用者 {PostgresTools.ClusterUser} を作成するか、root 以外で実行してください。",
                    $"PostgreSQL does not run as root. Create the user {PostgresTools.ClusterUser} (DAICHO_PG_USER), or run as another user.");
            }
        }
        else
        {
            Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        ToolAnswer reached = await PostgresTools.RunAsUserAsync(["test", "-w", home], null, null, cancellation);
        if (reached.ExitCode != 0)
        {
            string closed = ClosedAncestor(dataFolder) ?? dataFolder;
            throw new StartupRefusedException(
                $"利用者 {PostgresTools.ClusterUser} がフォルダ {closed} を通過できません。chmod o+x {closed} を実行するか、別の場所を --data で指定してください。",
                $"The user {PostgresTools.ClusterUser} cannot pass through {closed}. Run chmod o+x {closed}, or choose another place with --data.");
        }
    }

    /// <summary>Makes a new cluster whole or not at all: it gets its name only when it is complete.</summary>
    public static async Task CreateAsync(PostgresTools tools, DataFolder folder, bool durable, CancellationToken cancellation)
    {
        string home = Path.Combine(folder.Path, "postgres");
        string fresh = Path.Combine(home, "data.new");
        string passwordFile = Path.Combine(home, "initial.password");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        await WriteAsync(passwordFile, folder.Secrets.GetOrCreatePassword("postgres.password") + "\n", cancellation);
        try
        {
            List<string> arguments =
            [
                "-D", fresh, "-U", EmbeddedCluster.Superuser, "--auth=scram-sha-256", $"--pwfile={passwordFile}",
                "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums",
            ];
            if (!durable)
            {
                arguments.Add("--no-sync");
            }

            // Order never depends on the collation (style, section 7); ICU only makes ad-hoc lists read naturally.
            ToolAnswer answer = await tools.RunAsync("initdb", [.. arguments, "--locale-provider=icu", "--icu-locale=ja-JP"], cancellation);
            if (answer.ExitCode != 0)
            {
                answer = await tools.RunAsync("initdb", arguments, cancellation);
            }

            if (answer.ExitCode != 0)
            {
                throw new StartupRefusedException(
                    $"データベースを作成できません。空き容量と権限を確認してください: {answer.Error}",
                    "The database cannot be created. Check free space and permissions.");
            }

            await AppendIncludeAsync(fresh, cancellation);
            Directory.Move(fresh, Path.Combine(home, "data"));
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Writes our settings beside PostgreSQL's own file, anew at every start.</summary>
    public static Task WriteSettingsAsync(string data, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        StringBuilder text = new("# Written by daicho at every start; use the configuration of the zone instead.\n");
        foreach ((string name, string value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        }

        return WriteAsync(Path.Combine(data, "daicho.conf"), text.ToString(), cancellation);
    }

    private static async Task AppendIncludeAsync(string data, CancellationToken cancellation)
    {
        string file = Path.Combine(data, "postgresql.conf");
        string text = await File.ReadAllTextAsync(file, cancellation);
        await WriteAsync(file, $"{text}\ninclude_if_exists = 'daicho.conf'\n", cancellation);
    }

    private static async Task WriteAsync(string file, string text, CancellationToken cancellation)
    {
        ToolAnswer answer = await PostgresTools.RunAsUserAsync(
            ["sh", "-c", "umask 077 && cat > \"$1.new\" && mv -- \"$1.new\" \"$1\"", "sh", file], text, null, cancellation);
        if (answer.ExitCode != 0)
        {
            throw new StartupRefusedException(
                $"{file} に書き込めません。空き容量と権限を確認してください。",
                $"{file} cannot be written. Check free space and permissions.");
        }
    }

    private static string? ClosedAncestor(string folder)
    {
        string? closed = null;
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (at.Exists && !at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                closed = at.FullName;
            }
        }

        return closed;
    }
}
