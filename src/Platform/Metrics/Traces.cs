using System.Diagnostics;

namespace Daicho.Platform.Metrics;

/// <summary>
/// Spans of acts, jobs and the number vault, beside those that the framework and Npgsql make. Whoever listens to the source
/// <see cref="Name"/> (OpenTelemetry, a debugger) gets them; log lines name trace and span of the request they belong to.
/// </summary>
/// <remarks>A tag holds kinds and counts only, never who was looked at.</remarks>
public static class Traces
{
    /// <summary>Name of the source.</summary>
    public const string Name = "Daicho";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins a span under the present one; null when nobody listens.</summary>
    public static Activity? Begin(string name) => Source.StartActivity(name);
}
