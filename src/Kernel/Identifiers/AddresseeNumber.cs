using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Addressee number (宛名番号): identifies one person inside a municipality; 7 to 15 half-width digits, the last a check digit M11W2～7. Clause 1.1.13.</summary>
/// <remarks>A ward-to-ward move keeps it (1.1.13).</remarks>
[JsonConverter(typeof(TextValueJsonConverter<AddresseeNumber>))]
public sealed record AddresseeNumber : ITextValue<AddresseeNumber>
{
    private AddresseeNumber(string value) => Value = value;

    /// <summary>All digits, the check digit included.</summary>
    public string Value { get; }

    /// <summary>Tells which check fails.</summary>
    public static IdentifierCheck Check(string? text) => RunningNumber.Check(text);

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AddresseeNumber? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static AddresseeNumber Parse(string text) =>
        TryParse(text, out AddresseeNumber? value) ? value : throw CheckDigits.Unreadable(nameof(AddresseeNumber));

    /// <summary>The number of a running number; null when that running number must be skipped (remainder 1).</summary>
    /// <param name="running">Running number, from 1.</param>
    /// <param name="digits">Digits of the whole number, the check digit included: 7 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range, or the digits do not suffice.</exception>
    public static AddresseeNumber? FromSequence(long running, int digits) =>
        RunningNumber.FromSequence(running, digits) is { } text ? new(text) : null;

    /// <summary>All digits, the check digit included.</summary>
    public override string ToString() => Value;
}
