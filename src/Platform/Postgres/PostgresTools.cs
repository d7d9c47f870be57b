using System.Diagnostics;

namespace Daicho.Platform.Postgres;

/// <summary>What one run of a tool said.</summary>
/// <param name="ExitCode">Zero on success.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolAnswer(int ExitCode, string Output, string Error);

/// <summary>Runs PostgreSQL's own programs as the user that owns the cluster: PostgreSQL refuses root.</summary>
/// <param name="Folder">The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</param>
public sealed record PostgresTools(string Folder)
{
    /// <summary>The user that owns the cluster when the program runs as root.</summary>
    public static string ClusterUser => Environment.GetEnvironmentVariable("DAICHO_PG_USER") ?? "postgres";

    /// <summary>The path of a program, or null when this installation does not carry it.</summary>
    public string? Find(string program)
    {
        string file = Path.Combine(Folder, program);
        return File.Exists(file) ? file : null;
    }

    /// <summary>Runs a program of this installation as the cluster's user.</summary>
    /// <exception cref="StartupRefusedException">The installation does not carry the program.</exception>
    public Task<ToolAnswer> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        string file = Find(program) ?? throw new StartupRefusedException(
            $"PostgreSQL の {program} が {Folder} にありません。OS の postgresql パッケージを入れてください。",
            $"{program} is missing in {Folder}. Install the system's postgresql package.");
        return RunAsUserAsync([file, .. arguments], null, null, cancellation);
    }

    /// <summary>Runs any program as the cluster's user.</summary>
    /// <param name="command">Program and arguments; no shell reads them.</param>
    /// <param name="input">Text for its standard input, or null.</param>
    /// <param name="environment">Further environment variables, or null.</param>
    /// <param name="cancellation">Kills the program.</param>
    public static Task<ToolAnswer> RunAsUserAsync(
        IReadOnlyList<string> command,
        string? input,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellation) =>
        RunAsync(Environment.IsPrivilegedProcess ? ["runuser", "-u", ClusterUser, "--", .. command] : command, input, environment, cancellation);

    /// <summary>Runs any program as the present user.</summary>
    public static async Task<ToolAnswer> RunAsync(
        IReadOnlyList<string> command,
        string? input,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellation)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellation);
            return new ToolAnswer(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
