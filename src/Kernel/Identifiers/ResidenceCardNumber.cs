using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Number of a residence card or special permanent resident certificate (在留カード番号, 特別永住者証明書番号).</summary>
/// <remarks>Two letters, eight digits, two letters, all half-width; small letters are taken as capitals. No public check digit. ID-11.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<ResidenceCardNumber>))]
public sealed record ResidenceCardNumber : ITextValue<ResidenceCardNumber>
{
    private const int Length = 12;

    private ResidenceCardNumber(string value) => Value = value;

    /// <summary>The twelve characters.</summary>
    public string Value { get; }

    /// <summary>Tells which check fails; a letter or digit at a wrong place is <see cref="IdentifierCheck.NotHalfWidthDigits"/>.</summary>
    public static IdentifierCheck Check(string? text)
    {
        if (text is not { Length: Length })
        {
            return IdentifierCheck.WrongLength;
        }

        for (int i = 0; i < Length; i++)
        {
            bool letterPlace = i is < 2 or >= 10;
            if (!(letterPlace ? char.IsAsciiLetter(text[i]) : char.IsAsciiDigit(text[i])))
            {
                return IdentifierCheck.NotHalfWidthDigits;
            }
        }

        return IdentifierCheck.Valid;
    }

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ResidenceCardNumber? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text.ToUpperInvariant()) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static ResidenceCardNumber Parse(string text) =>
        TryParse(text, out ResidenceCardNumber? value) ? value : throw CheckDigits.Unreadable(nameof(ResidenceCardNumber));

    /// <summary>A mask; the number is personal.</summary>
    public override string ToString() => "ResidenceCardNumber(************)";
}
