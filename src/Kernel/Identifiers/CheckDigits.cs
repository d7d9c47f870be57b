namespace Daicho.Kernel;

/// <summary>The arithmetic the identifiers share. check-digits-and-identifiers.md, sections 1 to 5.</summary>
internal static class CheckDigits
{
    /// <summary>Σ Pn·Qn mod 11 with the weights 2,3,4,5,6,7,2,3,… from the lowest base digit upwards (M11W2～7).</summary>
    public static int Remainder11(ReadOnlySpan<char> baseDigits)
    {
        int sum = 0;
        int weight = 2;
        for (int i = baseDigits.Length - 1; i >= 0; i--)
        {
            sum += (baseDigits[i] - '0') * weight;
            weight = weight == 7 ? 2 : weight + 1;
        }

        return sum % 11;
    }

    /// <summary><see cref="Modulus11"/> as one delegate for all checks, so that a check per resident allocates nothing.</summary>
    public static readonly Func<ReadOnlySpan<char>, char> LastByModulus11 = Modulus11;

    /// <summary>0 when the remainder is 0 or 1, otherwise 11 − remainder (平成26年総務省令第85号第5条).</summary>
    public static char Modulus11(ReadOnlySpan<char> baseDigits)
    {
        int remainder = Remainder11(baseDigits);
        return remainder <= 1 ? '0' : (char)('0' + 11 - remainder);
    }

    /// <summary>9 − remainder, weight 1 for odd and 2 for even places from the right (平成26年財務省令第70号第2条).</summary>
    public static char Modulus9(ReadOnlySpan<char> baseDigits)
    {
        int sum = 0;
        for (int i = 0; i < baseDigits.Length; i++)
        {
            int place = baseDigits.Length - i;
            sum += (baseDigits[i] - '0') * (place % 2 == 1 ? 1 : 2);
        }

        return (char)('0' + 9 - (sum % 9));
    }

    /// <summary>The checks before the check digit, in the order in which a clerk understands them.</summary>
    public static IdentifierCheck Shape(ReadOnlySpan<char> text, int lengthMin, int lengthMax)
    {
        if (!AreDigits(text))
        {
            return IdentifierCheck.NotHalfWidthDigits;
        }

        if (text.Length < lengthMin || text.Length > lengthMax)
        {
            return IdentifierCheck.WrongLength;
        }

        return text.ContainsAnyExcept('0') ? IdentifierCheck.Valid : IdentifierCheck.AllZero;
    }

    /// <summary><see cref="Shape"/>, then the last digit against <paramref name="expected"/> of the digits before it.</summary>
    public static IdentifierCheck WithLastDigit(
        ReadOnlySpan<char> text, int lengthMin, int lengthMax, Func<ReadOnlySpan<char>, char> expected)
    {
        IdentifierCheck shape = Shape(text, lengthMin, lengthMax);
        if (shape != IdentifierCheck.Valid)
        {
            return shape;
        }

        return expected(text[..^1]) == text[^1] ? IdentifierCheck.Valid : IdentifierCheck.WrongCheckDigit;
    }

    /// <summary>Base digits with their check digit behind them.</summary>
    /// <exception cref="ArgumentException">The base has another length or other characters.</exception>
    public static string Append(ReadOnlySpan<char> baseDigits, int length, Func<ReadOnlySpan<char>, char> expected)
    {
        RequireDigits(baseDigits, length);
        Span<char> whole = stackalloc char[length + 1];
        baseDigits.CopyTo(whole);
        whole[length] = expected(baseDigits);
        return new string(whole);
    }

    /// <summary>Refuses a base that is not exactly so many half-width digits.</summary>
    /// <exception cref="ArgumentException">The base has another length or other characters.</exception>
    public static void RequireDigits(ReadOnlySpan<char> baseDigits, int length)
    {
        if (baseDigits.Length != length || !AreDigits(baseDigits))
        {
            throw new ArgumentException($"The base must be {length} half-width digits.", nameof(baseDigits));
        }
    }

    /// <summary>The exception of every Parse; the value itself is never in the message.</summary>
    public static FormatException Unreadable(string type) => new($"The text is not a valid {type}.");

    // A plain loop: the vectorised search of the base library allocates on every call and is slower for so few digits.
    private static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
