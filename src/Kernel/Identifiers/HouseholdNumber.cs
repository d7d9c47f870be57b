using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Household number (世帯番号): identifies one household inside a municipality; 7 to 15 half-width digits, the last a check digit M11W2～7. Clause 1.1.13.</summary>
/// <remarks>A ward-to-ward move gives a new one (1.1.13).</remarks>
[JsonConverter(typeof(TextValueJsonConverter<HouseholdNumber>))]
public sealed record HouseholdNumber : ITextValue<HouseholdNumber>
{
    private HouseholdNumber(string value) => Value = value;

    /// <summary>All digits, the check digit included.</summary>
    public string Value { get; }

    /// <summary>Tells which check fails.</summary>
    public static IdentifierCheck Check(string? text) => RunningNumber.Check(text);

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HouseholdNumber? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static HouseholdNumber Parse(string text) =>
        TryParse(text, out HouseholdNumber? value) ? value : throw CheckDigits.Unreadable(nameof(HouseholdNumber));

    /// <summary>The number of a running number; null when that running number must be skipped (remainder 1).</summary>
    /// <param name="running">Running number, from 1.</param>
    /// <param name="digits">Digits of the whole number, the check digit included: 7 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range, or the digits do not suffice.</exception>
    public static HouseholdNumber? FromSequence(long running, int digits) =>
        RunningNumber.FromSequence(running, digits) is { } text ? new(text) : null;

    /// <summary>All digits, the check digit included.</summary>
    public override string ToString() => Value;
}
