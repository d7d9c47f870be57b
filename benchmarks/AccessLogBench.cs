using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;

namespace Daicho.Bench;

/// <summary>Access-log append: every writer waits until its own row is durable; the chain follows within a second.</summary>
internal static class AccessLogBench
{
    private const int Writers = 8;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(BenchZone zone, bool quick, CancellationToken cancellation)
    {
        using AccessLogAppender appender = new(zone.Database.App);
        await appender.StartAsync(cancellation);
        OperatorContext actor = OperatorContext.ForCommand("bench", "計測");
        Guid subject = Guid.CreateVersion7();
        Task Append() => appender.AppendAsync(actor, cancellation, new AccessEntry(AccessKind.View, "bench.view", subject));

        // Eight writers that each keep 64 rows in flight, as eight busy processes would.
        const int inFlight = 64;
        int rounds = quick ? 400 : 2_000;
        await Latencies.MeasureAsync(Writers, 50, (_, _) => Append());
        Latencies measured = await Latencies.MeasureAsync(
            Writers, rounds, (_, _) => Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Append())));
        double rows = measured.PerSecond * inFlight;

        Latencies single = await Latencies.MeasureAsync(
            Writers,
            quick ? 4_000 : 20_000,
            (_, _) => zone.Database.App.ExecuteAsync(
                "insert into platform.inbox (consumer, message_id) values ('bench', $1)", cancellation, Guid.CreateVersion7()));
        await appender.StopAsync(cancellation);
        return
        [
            new BenchRow(
                "Access-log append, durable, 8 writers", rows, "rows/s", single.PerSecond, rows / single.PerSecond, "≥ 10,000/s (floor: one insert per commit)", rows >= 10_000),
        ];
    }
}
