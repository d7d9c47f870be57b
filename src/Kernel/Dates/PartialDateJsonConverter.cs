using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>
/// Stores an exact date as "yyyy-MM-dd" and every other as an object: w words, e earliest, l latest, y m d the known parts,
/// g the older era of the two days that have two. Absent means unknown.
/// </summary>
public sealed class PartialDateJsonConverter : JsonConverter<PartialDate>
{
    private const string Iso = "yyyy-MM-dd";

    /// <inheritdoc/>
    public override PartialDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return PartialDate.FromDate(ReadDate(ref reader) ?? throw Invalid());
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid();
        }

        string? words = null;
        string? era = null;
        DateOnly? earliest = null;
        DateOnly? latest = null;
        (int? Year, int? Month, int? Day) parts = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "w": words = reader.GetString(); break;
                case "g": era = reader.GetString(); break;
                case "e": earliest = ReadDate(ref reader); break;
                case "l": latest = ReadDate(ref reader); break;
                case "y": parts.Year = ReadNumber(ref reader); break;
                case "m": parts.Month = ReadNumber(ref reader); break;
                case "d": parts.Day = ReadNumber(ref reader); break;
                default: throw Invalid();
            }
        }

        return words is not null && PartialDate.Restore(words, era, parts, earliest, latest) is { } date ? date : throw Invalid();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PartialDate value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value is { Exact: { } day, WrittenEra: null })
        {
            writer.WriteStringValue(day.ToString(Iso, CultureInfo.InvariantCulture));
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("w", value.Written);
        WriteDate(writer, "e", value.Earliest);
        WriteDate(writer, "l", value.Latest);
        WriteNumber(writer, "y", value.Year);
        WriteNumber(writer, "m", value.Month);
        WriteNumber(writer, "d", value.Day);
        if (value.WrittenEra is { } era)
        {
            writer.WriteString("g", era);
        }

        writer.WriteEndObject();
    }

    private static DateOnly? ReadDate(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null
        : reader.TokenType == JsonTokenType.String
            && DateOnly.TryParseExact(reader.GetString(), Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw Invalid();

    private static int? ReadNumber(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null
        : reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) ? number
        : throw Invalid();

    private static void WriteDate(Utf8JsonWriter writer, string name, DateOnly? day)
    {
        if (day is { } known)
        {
            writer.WriteString(name, known.ToString(Iso, CultureInfo.InvariantCulture));
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    // Without the text: a birth date is personal.
    private static JsonException Invalid() => new("Not a stored date.");
}
