using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Address code (住所コード): 11 half-width digits, without a check digit. Clause 1.3.3.</summary>
/// <remarks>Prefecture 2, municipality 3, large section (大字) 3, small section (小字) 3.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<AddressCode>))]
public sealed record AddressCode : ITextValue<AddressCode>
{
    private const int Length = 11;

    private AddressCode(string value) => Value = value;

    /// <summary>The eleven digits.</summary>
    public string Value { get; }

    /// <summary>The municipality the address lies in.</summary>
    public MunicipalityCode Municipality => MunicipalityCode.FromBody(Value.AsSpan(0, 5));

    /// <summary>The large section (大字): three digits.</summary>
    public string LargeSection => Value.Substring(5, 3);

    /// <summary>The small section (小字): three digits.</summary>
    public string SmallSection => Value[8..];

    /// <summary>Tells which check fails.</summary>
    public static IdentifierCheck Check(string? text) => CheckDigits.Shape(text, Length, Length);

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AddressCode? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static AddressCode Parse(string text) =>
        TryParse(text, out AddressCode? value) ? value : throw CheckDigits.Unreadable(nameof(AddressCode));

    /// <summary>The eleven digits.</summary>
    public override string ToString() => Value;
}
