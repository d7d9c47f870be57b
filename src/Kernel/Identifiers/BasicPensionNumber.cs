using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Basic Pension Number (基礎年金番号): ten half-width digits, written 4-6. No public check digit. ID-14.</summary>
[JsonConverter(typeof(TextValueJsonConverter<BasicPensionNumber>))]
public sealed record BasicPensionNumber : ITextValue<BasicPensionNumber>
{
    private const int Length = 10;

    private BasicPensionNumber(string value) => Value = value;

    /// <summary>The ten digits, without the hyphen.</summary>
    public string Value { get; }

    /// <summary>As written on paper: 1234-567890.</summary>
    public string Written => $"{Value.AsSpan(0, 4)}-{Value.AsSpan(4)}";

    /// <summary>Tells which check fails.</summary>
    public static IdentifierCheck Check(string? text) => CheckDigits.Shape(text, Length, Length);

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BasicPensionNumber? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static BasicPensionNumber Parse(string text) =>
        TryParse(text, out BasicPensionNumber? value) ? value : throw CheckDigits.Unreadable(nameof(BasicPensionNumber));

    /// <summary>A mask; the number is personal.</summary>
    public override string ToString() => "BasicPensionNumber(**********)";
}
