using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Daicho.Platform.Metrics;

/// <summary>Collects every measurement of the process and prints it in Prometheus' text format 0.0.4.</summary>
/// <remarks>Instruments follow OpenTelemetry's conventions; names are translated by its rules for Prometheus.</remarks>
public sealed class PrometheusExporter : IDisposable
{
    private const int SeriesMax = 4000;

    // Seconds, as OpenTelemetry advises for http.server.request.duration.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> series = [];
    private readonly MeterListener listener = new();
    private long dropped;

    /// <summary>Starts to listen to all meters, present and future.</summary>
    public PrometheusExporter()
    {
        listener.InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument, new Known(instrument));
        listener.SetMeasurementEventCallback<byte>((instrument, value, tags, known) => Record(instrument, value, tags, known));
        listener.SetMeasurementEventCallback<short>((instrument, value, tags, known) => Record(instrument, value, tags, known));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, known) => Record(instrument, value, tags, known));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, known) => Record(instrument, value, tags, known));
        listener.SetMeasurementEventCallback<float>((instrument, value, tags, known) => Record(instrument, value, tags, known));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, known) => Record(instrument, value, tags, known));
        listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, known) => Record(instrument, (double)value, tags, known));
        listener.Start();
    }

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
    }

    /// <summary>The series of one instrument by the tags as they come, so that a measurement writes no labels anew.</summary>
    private sealed class Known
    {
        private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> byTags = new(TagsComparer.Instance);

        public Known(Instrument instrument)
        {
            // Observable instruments and gauges report totals, the others what was added.
            Absolute = instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);
            ByTags = byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        }

        public bool Absolute { get; }

        public ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> ByTags { get; }

        public void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags, Series of)
        {
            if (byTags.Count < SeriesMax)
            {
                byTags.TryAdd(tags.ToArray(), of);
            }
        }
    }

    private sealed class TagsComparer
        : IEqualityComparer<KeyValuePair<string, object?>[]>,
            IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
    {
        public static readonly TagsComparer Instance = new();

        public bool Equals(KeyValuePair<string, object?>[]? one, KeyValuePair<string, object?>[]? other) =>
            one is null ? other is null : other is not null && Equals(one.AsSpan(), other);

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> one, KeyValuePair<string, object?>[] other)
        {
            if (one.Length != other.Length)
            {
                return false;
            }

            for (int place = 0; place < one.Length; place++)
            {
                if (one[place].Key != other[place].Key || !Equals(one[place].Value, other[place].Value))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(KeyValuePair<string, object?>[] tags) => GetHashCode(tags.AsSpan());

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            HashCode hash = default;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                hash.Add(tag.Key);
                hash.Add(tag.Value);
            }

            return hash.ToHashCode();
        }

        public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    /// <summary>All series, sorted by name, each name with its type.</summary>
    public string Render()
    {
        listener.RecordObservableInstruments();
        StringBuilder text = new();
        IEnumerable<IGrouping<string, KeyValuePair<(Instrument Instrument, string Labels), Series>>> names = series
            .GroupBy(entry => NameOf(entry.Key.Instrument), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, KeyValuePair<(Instrument Instrument, string Labels), Series>> name in names)
        {
            Instrument first = name.First().Key.Instrument;
            text.Append("# HELP ").Append(name.Key).Append(' ').Append(Escape(first.Description ?? first.Name)).Append('\n');
            text.Append("# TYPE ").Append(name.Key).Append(' ').Append(KindOf(first) switch
            {
                Kind.Counter => "counter",
                Kind.Gauge => "gauge",
                Kind.Histogram => "histogram",
            }).Append('\n');
            foreach (((Instrument _, string labels), Series values) in name.OrderBy(entry => entry.Key.Labels, StringComparer.Ordinal))
            {
                values.Write(text, name.Key, labels);
            }
        }

        text.Append("# TYPE daicho_metrics_dropped_total counter\ndaicho_metrics_dropped_total ")
            .Append(Interlocked.Read(ref dropped).ToString(CultureInfo.InvariantCulture)).Append('\n');
        return text.ToString();
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Clean(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static Kind KindOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? Kind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? Kind.Counter
            : Kind.Gauge;
    }

    private static string NameOf(Instrument instrument)
    {
        string name = Clean(instrument.Name);
        string unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return KindOf(instrument) == Kind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string LabelsOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal) { ["otel_scope_name"] = instrument.Meter.Name };
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            labels[Clean(tag.Key)] = Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        Known known = (Known)state!; // given when the instrument was enabled
        if (!known.ByTags.TryGetValue(tags, out Series? found))
        {
            (Instrument, string) key = (instrument, LabelsOf(instrument, tags));
            if (!series.TryGetValue(key, out found))
            {
                if (series.Count >= SeriesMax)
                {
                    Interlocked.Increment(ref dropped);
                    return;
                }

                found = series.GetOrAdd(key, _ => new Series(KindOf(instrument), BoundsOf(instrument)));
            }

            known.Add(tags, found);
        }

        found.Add(value, known.Absolute);
    }

    private static double[] BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } ? [.. advised] : DefaultBounds;

    private sealed class Series(Kind kind, double[] bounds)
    {
        private readonly Lock gate = new();
        private readonly long[] buckets = kind == Kind.Histogram ? new long[bounds.Length + 1] : [];
        private double sum;

        public void Add(double value, bool absolute)
        {
            lock (gate)
            {
                sum = absolute ? value : sum + value;
                if (kind == Kind.Histogram)
                {
                    int at = Array.FindIndex(bounds, bound => value <= bound);
                    buckets[at < 0 ? bounds.Length : at]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                if (kind != Kind.Histogram)
                {
                    text.Append(name).Append('{').Append(labels).Append("} ").Append(Number(sum)).Append('\n');
                    return;
                }

                long count = 0;
                for (int i = 0; i < buckets.Length; i++)
                {
                    count += buckets[i];
                    string bound = Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity);
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {count}\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {Number(sum)}\n{name}_count{{{labels}}} {count}\n");
            }
        }
    }
}
