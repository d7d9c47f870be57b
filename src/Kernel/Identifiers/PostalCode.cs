using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>Postal code (郵便番号): seven half-width digits, printed 123-4567. Clause 1.1.17.</summary>
[JsonConverter(typeof(TextValueJsonConverter<PostalCode>))]
public sealed record PostalCode : ITextValue<PostalCode>
{
    private const int Length = 7;

    private PostalCode(string value) => Value = value;

    /// <summary>The seven digits, without the hyphen.</summary>
    public string Value { get; }

    /// <summary>Tells which check fails; a hyphen in the fourth place is allowed.</summary>
    public static IdentifierCheck Check(string? text) => CheckDigits.Shape(WithoutHyphen(text), Length, Length);

    /// <inheritdoc/>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PostalCode? value)
    {
        string? digits = WithoutHyphen(text);
        value = digits is not null && CheckDigits.Shape(digits, Length, Length) == IdentifierCheck.Valid ? new(digits) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public static PostalCode Parse(string text) =>
        TryParse(text, out PostalCode? value) ? value : throw CheckDigits.Unreadable(nameof(PostalCode));

    /// <summary>As printed: 123-4567.</summary>
    public override string ToString() => $"{Value.AsSpan(0, 3)}-{Value.AsSpan(3)}";

    private static string? WithoutHyphen(string? text) =>
        text is { Length: Length + 1 } && text[3] == '-' ? text.Remove(3, 1) : text;
}
