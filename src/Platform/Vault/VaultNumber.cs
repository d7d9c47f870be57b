using Daicho.Kernel;

namespace Daicho.Platform.Vault;

/// <summary>A number that lives in the vault only: an Individual Number or a resident record code, its check digit right.</summary>
/// <remarks>Printing shows a mask; <see cref="Reveal"/> is the only way to the digits.</remarks>
public sealed record VaultNumber
{
    private readonly string digits;

    private VaultNumber(NumberKind kind, string digits)
    {
        Kind = kind;
        this.digits = digits;
    }

    /// <summary>Which of the two.</summary>
    public NumberKind Kind { get; }

    /// <summary>An Individual Number.</summary>
    public static VaultNumber Of(IndividualNumber number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return new VaultNumber(NumberKind.Individual, number.Reveal());
    }

    /// <summary>A resident record code.</summary>
    public static VaultNumber Of(ResidentRecordCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new VaultNumber(NumberKind.RecordCode, code.Reveal());
    }

    /// <summary>A number that was checked before, from its digits.</summary>
    /// <exception cref="FormatException">It is none: broken data.</exception>
    public static VaultNumber Parse(NumberKind kind, string digits) => kind switch
    {
        NumberKind.Individual => Of(IndividualNumber.Parse(digits)),
        NumberKind.RecordCode => Of(ResidentRecordCode.Parse(digits)),
    };

    /// <summary>How many digits a number of this kind has.</summary>
    public static int DigitsOf(NumberKind kind) => kind switch
    {
        NumberKind.Individual => 12,
        NumberKind.RecordCode => 11,
    };

    /// <summary>The Japanese word of the kind, as it stands in the access log.</summary>
    public static string WordOf(NumberKind kind) => kind switch
    {
        NumberKind.Individual => "個人番号",
        NumberKind.RecordCode => "住民票コード",
    };

    /// <summary>The digits.</summary>
    public string Reveal() => digits;

    /// <inheritdoc />
    public override string ToString() => $"VaultNumber({Kind}, ************)";
}
