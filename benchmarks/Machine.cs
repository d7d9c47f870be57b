using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Daicho.Platform.Postgres;

namespace Daicho.Bench;

/// <summary>On what the figures were measured.</summary>
internal static class Machine
{
    /// <summary>The folder of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Cores, memory, kernel, database and commit in one line.</summary>
    public static async Task<string> DescribeAsync(CancellationToken cancellation)
    {
        string memory = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        double gibibytes = long.Parse(memory, CultureInfo.InvariantCulture) / 1048576.0;
        string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        PostgresTools tools = await PostgresBinaries.FindAsync(null, cancellation);
        string postgres = (await tools.RunAsync("pg_ctl", ["--version"], cancellation)).Output.Trim().Replace("pg_ctl (PostgreSQL) ", "", StringComparison.Ordinal);
        string commit = await CommitAsync(cancellation);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, {gibibytes:0.#} GiB, {RuntimeInformation.OSDescription}, PostgreSQL {postgres}, .NET {Environment.Version}, commit {commit}, load {load} at the start");
    }

    private static async Task<string> CommitAsync(CancellationToken cancellation)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", Root, "describe", "--always", "--dirty"])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("git did not start.");
        string commit = (await git.StandardOutput.ReadToEndAsync(cancellation)).Trim();
        await git.WaitForExitAsync(cancellation);
        return commit.Length > 0 ? commit : "unknown";
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Daicho.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The benchmarks run inside a checkout.");
    }
}
