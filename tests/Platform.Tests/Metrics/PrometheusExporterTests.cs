using System.Diagnostics.Metrics;
using Daicho.Platform.Metrics;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter meter = new("daicho.test");
    private readonly PrometheusExporter exporter = new();

    public void Dispose()
    {
        exporter.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Counters_add_up_per_set_of_labels_whatever_their_order()
    {
        Counter<long> counter = meter.CreateCounter<long>("daicho.sample.acts", null, "Acts \"decided\"");
        counter.Add(2, new("kind", "a\"b"), new("step", 1));
        counter.Add(3, new("step", 1), new("kind", "a\"b"));
        exporter.Render().ShouldContain("daicho_sample_acts_total{kind=\"a\\\"b\",otel_scope_name=\"daicho.test\",step=\"1\"} 5\n");
    }

    [Fact]
    public void Histograms_count_into_every_bucket_that_holds_the_value()
    {
        Histogram<double> histogram = meter.CreateHistogram("daicho.sample.time", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        histogram.Record(1);
        histogram.Record(1.5);
        histogram.Record(9);
        string text = exporter.Render();
        const string Labels = "otel_scope_name=\"daicho.test\"";
        text.ShouldContain($"# TYPE daicho_sample_time_seconds histogram\n");
        text.ShouldContain($"daicho_sample_time_seconds_bucket{{{Labels},le=\"1\"}} 1\n");
        text.ShouldContain($"daicho_sample_time_seconds_bucket{{{Labels},le=\"2\"}} 2\n");
        text.ShouldContain($"daicho_sample_time_seconds_bucket{{{Labels},le=\"+Inf\"}} 3\n");
        text.ShouldContain($"daicho_sample_time_seconds_sum{{{Labels}}} 11.5\n");
        text.ShouldContain($"daicho_sample_time_seconds_count{{{Labels}}} 3\n");
    }

    [Fact]
    public void Gauges_and_observable_instruments_report_their_last_value()
    {
        int waiting = 7;
        meter.CreateObservableGauge("daicho.sample.waiting", () => waiting);
        UpDownCounter<int> open = meter.CreateUpDownCounter<int>("daicho.sample.open");
        open.Add(3);
        open.Add(-1);
        exporter.Render().ShouldContain("daicho_sample_waiting{otel_scope_name=\"daicho.test\"} 7\n");
        waiting = 4;
        string text = exporter.Render();
        text.ShouldContain("daicho_sample_waiting{otel_scope_name=\"daicho.test\"} 4\n");
        text.ShouldContain("daicho_sample_open{otel_scope_name=\"daicho.test\"} 2\n");
    }
}
