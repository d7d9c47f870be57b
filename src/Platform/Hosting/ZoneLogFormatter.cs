using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace Daicho.Platform.Hosting;

/// <summary>One JSON object per log line, with the zone's name and without what an exception says about data.</summary>
/// <remarks>Messages of exceptions may quote values of residents, so only their types, SQLSTATE and places are written (style, section 11).</remarks>
public sealed class ZoneLogFormatter(ZoneIdentity identity) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name to choose it by.</summary>
    public const string FormatterName = "daicho";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("time", TimeProvider.System.GetUtcNow());
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("role", identity.Role);
            json.WriteString("zone", identity.Zone);
            json.WriteString("category", logEntry.Category);
            json.WriteNumber("event", logEntry.EventId.Id);
            if (Activity.Current is { } span)
            {
                json.WriteString("trace", span.TraceId.ToHexString());
                json.WriteString("span", span.SpanId.ToHexString());
            }

            json.WriteString("message", logEntry.Formatter(logEntry.State, null));
            if (logEntry.Exception is not null)
            {
                json.WriteStartArray("exceptions");
                WriteExceptions(json, logEntry.Exception);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteExceptions(Utf8JsonWriter json, Exception exception)
    {
        for (Exception? at = exception; at is not null; at = at.InnerException)
        {
            json.WriteStartObject();
            json.WriteString("type", at.GetType().FullName);
            if (at is PostgresException database)
            {
                json.WriteString("sqlState", database.SqlState);
                json.WriteString("constraint", database.ConstraintName);
            }

            json.WriteString("stack", at.StackTrace);
            json.WriteEndObject();
        }
    }
}
