using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Daicho.EndToEnd.Tests;

/// <summary>The real program as a child process, for tests that start, kill and stop it.</summary>
internal sealed class DaichoProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);
    private readonly StringBuilder output = new();
    private readonly Process process;

    private DaichoProcess(Process process) => this.process = process;

    /// <summary>Everything it printed.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>A port that was free a moment ago, with a free one after it.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it.</summary>
    public static DaichoProcess Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "daicho.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        DaichoProcess started = new(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
        started.process.OutputDataReceived += (_, line) => started.Keep(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.Keep(line.Data);
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        await using DaichoProcess run = Start(arguments);
        int code = await run.WaitAsync(cancellation);
        return (code, run.Output);
    }

    /// <summary>Waits until the address answers.</summary>
    public async Task WaitForAsync(Uri health, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        using HttpClient client = new();
        while (!process.HasExited)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(health, limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }

        throw new InvalidOperationException($"daicho ended: {Output}");
    }

    /// <summary>Sends a signal such as INT or KILL.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{signal} {Id.ToString(CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync(cancellation);
    }

    /// <summary>Waits for its end and returns the exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <summary>
    /// Ends it in any case. Waiting has a limit: the end of its output does not come while a database server that it left
    /// behind, killed amid a test, holds the other end of the pipe.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await SignalAsync("TERM", CancellationToken.None);
            using CancellationTokenSource limit = new(EndLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
