using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Daicho.Kernel;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Data;

/// <summary>The stored form of a record: JSON without blank items, read back with every invariant checked.</summary>
internal static class RecordJson
{
    /// <summary>The one set of options for stored records; strict about unknown members.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Writes a record for the history row.</summary>
    public static string Write(ResidentRecord record) => JsonSerializer.Serialize(record, Options);

    /// <summary>Writes a record as UTF-8, for COPY.</summary>
    public static byte[] WriteUtf8(ResidentRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Options);

    /// <summary>Reads our own stored record.</summary>
    /// <exception cref="JsonException">The stored text is broken: machinery, not input.</exception>
    public static ResidentRecord Read(string json) =>
        JsonSerializer.Deserialize<ResidentRecord>(json, Options)
        ?? throw new JsonException("A stored record is null.");

    /// <summary>Writes the content of a change case.</summary>
    public static string Write(CaseContent content) => JsonSerializer.Serialize(content, Options);

    /// <summary>Reads our own stored content of a case.</summary>
    /// <exception cref="JsonException">The stored text is broken: machinery, not input.</exception>
    public static CaseContent ReadContent(string json) =>
        JsonSerializer.Deserialize<CaseContent>(json, Options)
        ?? throw new JsonException("A stored content is null.");

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.General)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            IgnoreReadOnlyProperties = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            TypeInfoResolver = RecordJsonContext.Default,
        };
        options.Converters.Add(new TextValueConverter<AddresseeNumber>(AddresseeNumber.Parse, value => value.Value));
        options.Converters.Add(new TextValueConverter<HouseholdNumber>(HouseholdNumber.Parse, value => value.Value));
        options.Converters.Add(new TextValueConverter<MunicipalityCode>(MunicipalityCode.Parse, value => value.Value));
        options.Converters.Add(new TextValueConverter<PostalCode>(PostalCode.Parse, value => value.Value));
        options.Converters.Add(new TextValueConverter<AddressCode>(AddressCode.Parse, value => value.Value));
        options.Converters.Add(
            new TextValueConverter<ResidenceCardNumber>(ResidenceCardNumber.Parse, value => value.Value));
        options.Converters.Add(
            new TextValueConverter<ResidentId>(text => new ResidentId(Guid.Parse(text)), value => value.Value.ToString()));
        options.Converters.Add(
            new TextValueConverter<HouseholdId>(
                text => new HouseholdId(Guid.Parse(text)), value => value.Value.ToString()));
        options.MakeReadOnly();
        return options;
    }

    private sealed class TextValueConverter<T>(Func<string, T> parse, Func<T, string> print) : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            parse(reader.GetString() ?? throw new JsonException("A value is null."));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(print(value));
    }
}

/// <summary>Compiled serialization of stored records; nothing else may serialize personal data.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResidentRecord))]
[JsonSerializable(typeof(CaseContent))]
internal sealed partial class RecordJsonContext : JsonSerializerContext;
