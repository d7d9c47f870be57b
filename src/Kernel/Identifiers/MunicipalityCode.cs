using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Code of a prefecture or municipality (全国地方公共団体コード): 6 half-width digits. JIS X 0401, JIS X 0402.</summary>
/// <remarks>Two digits for the prefecture, three for the body in it (000: the prefecture itself), one check digit.</remarks>
[JsonConverter(typeof(TextValueJsonConverter<MunicipalityCode>))]
public sealed record MunicipalityCode : ITextValue<MunicipalityCode>
{
    private const int Length = 6;

    private MunicipalityCode(string value) => Value = value;

    /// <summary>The six digits.</summary>
    public string Value { get; }

    /// <summary>The prefecture (都道府県): the first two digits.</summary>
    public string Prefecture => Value[..2];

    /// <summary>The code without its check digit: the first five digits.</summary>
    public string Body => Value[..5];

    /// <summary>The code is of a prefecture, not of a municipality.</summary>
    public bool IsPrefecture => Value.AsSpan(2, 3).SequenceEqual("000");

    /// <summary>Tells which check fails. Whether the body exists is a question for reference data.</summary>
    public static IdentifierCheck Check(string? text) =>
        CheckDigits.WithLastDigit(text, Length, Length, LastDigit);

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MunicipalityCode? value)
    {
        value = text is not null && Check(text) == IdentifierCheck.Valid ? new(text) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static MunicipalityCode Parse(string text) =>
        TryParse(text, out MunicipalityCode? value) ? value : throw CheckDigits.Unreadable(nameof(MunicipalityCode));

    /// <summary>Completes the five digits used without a check digit in many layouts.</summary>
    /// <exception cref="ArgumentException">Not five half-width digits.</exception>
    public static MunicipalityCode FromBody(ReadOnlySpan<char> fiveDigits) =>
        new(CheckDigits.Append(fiveDigits, Length - 1, LastDigit));

    /// <summary>The six digits.</summary>
    public override string ToString() => Value;

    // Weights 6,5,4,3,2 from the left are 2…6 from the right; the last digit of 11 − r, so r = 0 gives 1 and r = 1 gives 0.
    private static readonly Func<ReadOnlySpan<char>, char> LastDigit =
        static body => (char)('0' + ((11 - CheckDigits.Remainder11(body)) % 10));
}
