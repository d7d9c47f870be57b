using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Corporate Number (法人番号): 13 half-width digits, the first a check digit 1…9. 平成26年財務省令第70号第2条.</summary>
/// <remarks>Corporate numbers are public. Swapping 0 and 9 in one place is not detected (weakness of modulus 9).</remarks>
[JsonConverter(typeof(TextValueJsonConverter<CorporateNumber>))]
public sealed record CorporateNumber : ITextValue<CorporateNumber>
{
    private const int Length = 13;

    private CorporateNumber(string value) => Value = value;

    /// <summary>The 13 digits.</summary>
    public string Value { get; }

    /// <summary>Tells which check fails.</summary>
    public static IdentifierCheck Check(string? text)
    {
        IdentifierCheck shape = CheckDigits.Shape(text, Length, Length);
        if (shape != IdentifierCheck.Valid)
        {
            return shape;
        }

        ReadOnlySpan<char> digits = text;
        return CheckDigits.Modulus9(digits[1..]) == digits[0] ? IdentifierCheck.Valid : IdentifierCheck.WrongCheckDigit;
    }

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CorporateNumber? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static CorporateNumber Parse(string text) =>
        TryParse(text, out CorporateNumber? value) ? value : throw CheckDigits.Unreadable(nameof(CorporateNumber));

    /// <summary>Puts the check digit before twelve base digits.</summary>
    /// <exception cref="ArgumentException">Not twelve half-width digits.</exception>
    public static CorporateNumber FromBase(ReadOnlySpan<char> twelveDigits)
    {
        CheckDigits.RequireDigits(twelveDigits, Length - 1);
        char check = CheckDigits.Modulus9(twelveDigits);
        return new(string.Concat(new ReadOnlySpan<char>(in check), twelveDigits));
    }

    /// <summary>The 13 digits.</summary>
    public override string ToString() => Value;
}
