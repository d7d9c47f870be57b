using System.Collections.Concurrent;
using System.Diagnostics;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.ChangeCases;

namespace Daicho.Bench;

/// <summary>Families of four move in at eight counters, each by draft, submission, review and decision with all records.</summary>
internal static class ChangeBench
{
    private const int Clerks = 8;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(BenchZone zone, bool quick, CancellationToken cancellation)
    {
        using AccessLogAppender log = new(zone.Database.App);
        NumberVault vault = new(
            zone.Database.VaultApp, KeySetup.OpenKeys(zone.Folder, null), log, new BusinessClock(TimeProvider.System));
        CounterForBench counter = new(zone, new CaseNumbers(vault));
        await counter.LearnAsync(0, cancellation);
        int number = 0;
        Task MoveInAsync(int client, Func<int, Func<Task>, Task> timed) =>
            counter.MoveInAsync(client, Interlocked.Increment(ref number), timed, cancellation);

        await Latencies.WarmUpAsync(Clerks, 250, (client, _) => MoveInAsync(client, (_, step) => step()));
        ConcurrentBag<double>[] times = [.. CounterForBench.Steps.Select(_ => new ConcurrentBag<double>())];
        int steps = quick ? 2_000 : 15_000;
        Latencies whole = await zone.MeteredAsync(
            "move-in", steps, () => Latencies.MeasureAsync(Clerks, steps, (client, _) => MoveInAsync(client, async (place, step) =>
            {
                long started = Stopwatch.GetTimestamp();
                await step();
                times[place].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            })));

        double tpcb = await zone.TpcbAsync(Clerks, quick ? 10 : 30, cancellation);
        double ratio = whole.PerSecond / tpcb;
        return
        [
            new BenchRow(
                "Move-in of four, draft to decided, 8 clerks", whole.PerSecond, "households/s", tpcb, ratio,
                "≥ 150/s and ≥ 3 % of TPC-B transactions/s", whole.PerSecond >= 150 && ratio >= 0.03),
            .. times.Select((of, place) => Step(CounterForBench.Steps[place], of)),
        ];
    }

    private static BenchRow Step(string name, ConcurrentBag<double> times)
    {
        double[] sorted = [.. times.Order()];
        double p95 = sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
        return new BenchRow($"Move-in of four, {name}", p95, "ms p95", null, null, "≤ 50 ms", p95 <= 50);
    }
}
