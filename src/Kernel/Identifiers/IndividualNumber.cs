using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>Individual Number (個人番号): 12 half-width digits, the last a check digit. 平成26年総務省令第85号第5条.</summary>
/// <remarks>
/// Printing shows a mask; <see cref="Reveal"/> is the only way to the digits, so its callers can be counted.
/// Remainders 0 and 1 share the check digit 0, so a change that only turns one into the other is not detected.
/// </remarks>
public sealed record IndividualNumber
{
    private const int Length = 12;
    private readonly string digits;

    private IndividualNumber(string digits) => this.digits = digits;

    /// <summary>Tells which check fails; spaces and full-width digits are not accepted here (see <see cref="HalfWidth"/>).</summary>
    public static IdentifierCheck Check(string? text) =>
        CheckDigits.WithLastDigit(text, Length, Length, CheckDigits.LastByModulus11);

    /// <summary>Reads input; false when <see cref="Check"/> is not valid.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IndividualNumber? number)
    {
        number = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return number is not null;
    }

    /// <summary>Reads our own stored text.</summary>
    /// <exception cref="FormatException">The text is not valid; the message does not contain it.</exception>
    public static IndividualNumber Parse(string text) =>
        TryParse(text, out IndividualNumber? number) ? number : throw CheckDigits.Unreadable(nameof(IndividualNumber));

    /// <summary>Completes eleven base digits by their check digit (for the generating body and for invented people).</summary>
    /// <exception cref="ArgumentException">Not eleven half-width digits, or only zeros.</exception>
    public static IndividualNumber FromBase(ReadOnlySpan<char> elevenDigits) =>
        TryParse(CheckDigits.Append(elevenDigits, Length - 1, CheckDigits.LastByModulus11), out IndividualNumber? number)
            ? number
            : throw new ArgumentException("A number of zeros only is nobody's.", nameof(elevenDigits));

    /// <summary>The digits. Only with the right to see them, and with a record in the access log.</summary>
    public string Reveal() => digits;

    /// <summary>A mask; never the digits.</summary>
    public override string ToString() => "IndividualNumber(************)";
}
