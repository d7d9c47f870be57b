using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>Resident Record Code (住民票コード): 11 half-width digits, the last a check digit. 住民基本台帳法施行規則第1条.</summary>
/// <remarks>
/// The ordinance leaves the formula to a ministerial notice; the one used here reproduces every published specimen.
/// The check of the last digit can therefore be switched off. Codes are drawn from the stock received from the network and
/// never computed here (4.3.1); <see cref="FromBase"/> serves the national pool and invented people.
/// </remarks>
public sealed record ResidentRecordCode
{
    private const int Length = 11;
    private readonly string digits;

    private ResidentRecordCode(string digits) => this.digits = digits;

    /// <summary>Tells which check fails.</summary>
    public static IdentifierCheck Check(string? text) => Check(text, verifyCheckDigit: true);

    /// <summary>Tells which check fails, with or without the check digit.</summary>
    public static IdentifierCheck Check(string? text, bool verifyCheckDigit) =>
        verifyCheckDigit
            ? CheckDigits.WithLastDigit(text, Length, Length, CheckDigits.LastByModulus11)
            : CheckDigits.Shape(text, Length, Length);

    /// <summary>Reads input; false when <see cref="Check(string?)"/> is not valid.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ResidentRecordCode? code) =>
        TryParse(text, verifyCheckDigit: true, out code);

    /// <summary>Reads input, with or without the check digit.</summary>
    public static bool TryParse(string? text, bool verifyCheckDigit, [NotNullWhen(true)] out ResidentRecordCode? code)
    {
        code = text is not null && Check(text, verifyCheckDigit) == IdentifierCheck.Valid ? new(text) : null;
        return code is not null;
    }

    /// <summary>Reads our own stored text.</summary>
    /// <exception cref="FormatException">The text is not valid; the message does not contain it.</exception>
    public static ResidentRecordCode Parse(string text) => Parse(text, verifyCheckDigit: true);

    /// <summary>Reads our own stored text, with or without the check digit.</summary>
    /// <exception cref="FormatException">The text is not valid; the message does not contain it.</exception>
    public static ResidentRecordCode Parse(string text, bool verifyCheckDigit) =>
        TryParse(text, verifyCheckDigit, out ResidentRecordCode? code)
            ? code
            : throw CheckDigits.Unreadable(nameof(ResidentRecordCode));

    /// <summary>Completes ten base digits by their check digit.</summary>
    /// <exception cref="ArgumentException">Not ten half-width digits, or only zeros.</exception>
    public static ResidentRecordCode FromBase(ReadOnlySpan<char> tenDigits) =>
        TryParse(CheckDigits.Append(tenDigits, Length - 1, CheckDigits.LastByModulus11), out ResidentRecordCode? code)
            ? code
            : throw new ArgumentException("A code of zeros only is nobody's.", nameof(tenDigits));

    /// <summary>The digits. Only with the right to see them, and with a record in the access log.</summary>
    public string Reveal() => digits;

    /// <summary>A mask; never the digits.</summary>
    public override string ToString() => "ResidentRecordCode(***********)";
}
