using System.Globalization;

namespace Daicho.Kernel;

/// <summary>A whole number of yen (円). Zero is a real amount, so the default is safe; arithmetic is overflow-checked.</summary>
/// <param name="Amount">Yen; negative for a reduction or a refund.</param>
public readonly record struct Yen(long Amount) : IComparable<Yen>
{
    /// <summary>No yen.</summary>
    public static Yen Zero => default;

    /// <summary>Drops the part below <paramref name="unit"/> yen (端数切捨て), toward zero. The caller cites its clause.</summary>
    public Yen TruncateTo(int unit) => new(Amount - Remainder(unit));

    /// <summary>Raises a part below <paramref name="unit"/> yen to a whole unit (端数切上げ), away from zero.</summary>
    public Yen RoundUpTo(int unit)
    {
        long remainder = Remainder(unit);
        return remainder == 0 ? this : new(Amount - remainder + (Math.Sign(Amount) * (long)unit));
    }

    /// <summary>Rounds to whole units, half a unit away from zero (四捨五入).</summary>
    public Yen RoundHalfUpTo(int unit)
    {
        long remainder = Remainder(unit);
        return Math.Abs(remainder) * 2 >= unit ? RoundUpTo(unit) : new(Amount - remainder);
    }

    /// <summary>Multiplies first, then divides, then drops the part below one yen, toward zero.</summary>
    /// <param name="numerator">For instance a rate per hundred thousand, or months counted.</param>
    /// <param name="denominator">Above zero: for instance 100,000, or 12.</param>
    /// <exception cref="OverflowException">The result does not fit.</exception>
    public Yen TimesTruncated(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        return new((long)((Int128)Amount * numerator / denominator));
    }

    /// <summary>The sum of many amounts.</summary>
    public static Yen Sum(IEnumerable<Yen> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        long sum = 0;
        foreach (Yen amount in amounts)
        {
            sum += amount.Amount;
        }

        return new(sum);
    }

    /// <inheritdoc/>
    public int CompareTo(Yen other) => Amount.CompareTo(other.Amount);

    /// <summary>With separators and the sign: 1,234円.</summary>
    public override string ToString() => Amount.ToString("#,0", CultureInfo.InvariantCulture) + "円";

    /// <summary>Adds.</summary>
    public static Yen operator +(Yen left, Yen right) => new(left.Amount + right.Amount);

    /// <summary>Subtracts.</summary>
    public static Yen operator -(Yen left, Yen right) => new(left.Amount - right.Amount);

    /// <summary>Turns the sign.</summary>
    public static Yen operator -(Yen value) => new(-value.Amount);

    /// <summary>So many times the amount.</summary>
    public static Yen operator *(Yen value, long times) => new(value.Amount * times);

    /// <summary>Less.</summary>
    public static bool operator <(Yen left, Yen right) => left.Amount < right.Amount;

    /// <summary>More.</summary>
    public static bool operator >(Yen left, Yen right) => left.Amount > right.Amount;

    /// <summary>Less or the same.</summary>
    public static bool operator <=(Yen left, Yen right) => left.Amount <= right.Amount;

    /// <summary>More or the same.</summary>
    public static bool operator >=(Yen left, Yen right) => left.Amount >= right.Amount;

    private long Remainder(int unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit);
        return Amount % unit;
    }
}
