using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime;

namespace Daicho.Bench;

/// <summary>Times of single steps under a fixed number of concurrent clients.</summary>
internal sealed class Latencies
{
    private const int WarmRoundsMax = 12;
    private const int FewMethods = 30;

    private readonly double[] milliseconds;

    private Latencies(double[] sorted, TimeSpan elapsed) => (milliseconds, Elapsed) = (sorted, elapsed);

    /// <summary>Wall time of the whole run.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Steps a second over the whole run.</summary>
    public double PerSecond => milliseconds.Length / Elapsed.TotalSeconds;

    /// <summary>The time below which the given share of the steps stayed, in milliseconds.</summary>
    public double Percentile(double share) =>
        milliseconds[Math.Clamp((int)Math.Ceiling(share * milliseconds.Length) - 1, 0, milliseconds.Length - 1)];

    /// <summary>
    /// Runs rounds of steps until hardly anything is compiled any more, as in a program that has run for some minutes: the compiler
    /// works beside the steps and would be measured with them.
    /// </summary>
    public static async Task WarmUpAsync(int clients, int steps, Func<int, int, Task> step)
    {
        for (int round = 0; round < WarmRoundsMax; round++)
        {
            long before = JitInfo.GetCompiledMethodCount();
            await MeasureAsync(clients, steps, (client, number) => step(client, (round * steps) + number));
            if (JitInfo.GetCompiledMethodCount() - before < FewMethods)
            {
                return;
            }
        }
    }

    /// <summary>Runs <paramref name="steps"/> steps on <paramref name="clients"/> clients, the number of the step given to each.</summary>
    public static async Task<Latencies> MeasureAsync(int clients, int steps, Func<int, int, Task> step)
    {
        ConcurrentQueue<double[]> all = [];
        int next = -1;
        Stopwatch wall = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            List<double> own = [];
            int number;
            while ((number = Interlocked.Increment(ref next)) < steps)
            {
                long started = Stopwatch.GetTimestamp();
                await step(client, number);
                own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            all.Enqueue([.. own]);
        })));
        wall.Stop();
        return new Latencies([.. all.SelectMany(own => own).Order()], wall.Elapsed);
    }
}
