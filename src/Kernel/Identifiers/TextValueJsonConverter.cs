using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Writes an identifier as its text and refuses invalid text when reading.</summary>
/// <typeparam name="T">The identifier type.</typeparam>
public sealed class TextValueJsonConverter<T> : JsonConverter<T>
    where T : class, ITextValue<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), out T? value)
            ? value
            : throw new JsonException($"Not a valid {typeof(T).Name}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Value);
    }
}
