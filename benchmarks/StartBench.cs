using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Daicho.Platform.Postgres;

namespace Daicho.Bench;

/// <summary><c>./run</c> as its users get it: how long until the first page, how much memory, how many bytes until the first useful screen.</summary>
internal static partial class StartBench
{
    private const double MemoryMiBMax = 500;
    private const double FirstPageSecondsMax = 10;
    private const double LargeSecondsMax = 60;
    private const double ScreenKilobytesMax = 300;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("daicho-start-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            // The bar counts from a built checkout.
            await RunToEndAsync(Path.Combine(Machine.Root, "daicho"), ["--version"], cancellation);
            double makeCluster = await ClusterAsync(Path.Combine(folder, "floor"), cancellation);
            double startCluster = await ClusterAsync(Path.Combine(folder, "floor"), cancellation);
            string data = Path.Combine(folder, "demo");
            (double first, double memoryFirst, _) = await StartAsync(data, 10_000, cancellation);
            (double later, double memoryLater, double screen) = await StartAsync(data, 10_000, cancellation);
            double memory = Math.Max(memoryFirst, memoryLater);
            (double many, _, _) = await StartAsync(Path.Combine(folder, "large"), 100_000, cancellation);
            return
            [
                Row("./run on an empty folder to first page, 10,000 residents made", first, makeCluster),
                Row("./run to first page, 10,000 residents present", later, startCluster),
                new BenchRow(
                    "./run on an empty folder to first page, 100,000 residents made", many, "s", makeCluster, many / makeCluster,
                    "≤ 60 s (floor: the database cluster alone)", many <= LargeSecondsMax),
                new BenchRow(
                    "Demo with its database, 10,000 residents, after sign-in", memory, "MiB, shared pages once", null, null,
                    "≤ 500 MiB", memory <= MemoryMiBMax),
                new BenchRow(
                    "First useful screen (search) with an empty browser cache", screen, "KB over the wire", null, null,
                    "≤ 300 KB", screen <= ScreenKilobytesMax),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BenchRow Row(string name, double seconds, double floor) => new(
        name, seconds, "s", floor, seconds / floor, "≤ 10 s (floor: the database cluster alone)", seconds <= FirstPageSecondsMax);

    /// <summary>Seconds until the cluster of a folder runs: of a new folder with making it.</summary>
    private static async Task<double> ClusterAsync(string folder, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(new ClusterOptions(folder), cancellation);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Starts the demo, opens the search screen as a clerk, and stops it: seconds to the first page, MiB, kilobytes.</summary>
    private static async Task<(double Seconds, double MiB, double Kilobytes)> StartAsync(
        string data, int residents, CancellationToken cancellation)
    {
        int port = FreePort();
        string[] arguments =
        [
            "--data", data, "--port", port.ToString(CultureInfo.InvariantCulture),
            "--residents", residents.ToString(CultureInfo.InvariantCulture),
        ];
        Stopwatch watch = Stopwatch.StartNew();
        using Process demo = Process.Start(new ProcessStartInfo(Path.Combine(Machine.Root, "run"), arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("./run did not start.");
        try
        {
            using WireClient wire = new(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
            while (!await wire.AnswersAsync("/sign-in", cancellation))
            {
                if (demo.HasExited)
                {
                    throw new InvalidOperationException($"./run ended: {await demo.StandardOutput.ReadToEndAsync(cancellation)}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
            }

            double seconds = watch.Elapsed.TotalSeconds;
            string password = await PasswordAsync(demo.StandardOutput, cancellation);
            double kilobytes = await wire.FirstScreenAsync("sasaki", password, "/search", cancellation) / 1000.0;
            return (seconds, MemoryMiB(demo.Id, data), kilobytes);
        }
        finally
        {
            // The script gave its process id to the program; Ctrl-C is what users press.
            await RunToEndAsync("sh", ["-c", "kill -INT \"$1\"", "sh", demo.Id.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
            await demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await demo.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<string> PasswordAsync(StreamReader output, CancellationToken cancellation)
    {
        while (await output.ReadLineAsync(cancellation) is { } line)
        {
            if (PasswordLine().Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException("./run printed no password.");
    }

    /// <summary>Resident memory of the program and its database processes.</summary>
    private static double MemoryMiB(int program, string data)
    {
        string server = File.ReadLines(Path.Combine(data, "postgres", "data", "postmaster.pid")).First();
        return ProcessTable.ClusterOf(int.Parse(server, CultureInfo.InvariantCulture))
            .Append(program.ToString(CultureInfo.InvariantCulture)).Sum(ProcessTable.KibibytesOf) / 1024.0;
    }

    private static async Task RunToEndAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using Process run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        await run.StandardOutput.ReadToEndAsync(cancellation);
        await run.WaitForExitAsync(cancellation);
    }

    /// <summary>A free port with a free one after it.</summary>
    private static int FreePort()
    {
        while (true)
        {
            using TcpListener http = new(IPAddress.Loopback, 0);
            http.Start();
            int port = ((IPEndPoint)http.LocalEndpoint).Port;
            try
            {
                using TcpListener https = new(IPAddress.Loopback, port + 1);
                https.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; try another pair.
            }
        }
    }

    [GeneratedRegex(@"パスワード / password: ([a-z0-9-]+)\)")]
    private static partial Regex PasswordLine();
}
