namespace Daicho.Kernel;

/// <summary>How a typed reading is compared with a stored one.</summary>
public enum KanaMatch
{
    /// <summary>The whole reading.</summary>
    Whole,

    /// <summary>The typed part occurs somewhere in the stored reading; the given name alone is enough.</summary>
    Partial,
}

/// <summary>Folds readings (フリガナ) into search keys. Clause 2.1.2; check-digits-and-identifiers.md section 10.</summary>
/// <remarks>
/// Two keys, because one cannot hold ヂ=ジ, ヂ=チ and チ≠シ together: in key A ヂ is チ and ヅ is ツ, in key B ヂ is シ and ヅ is ス.
/// Two readings match when either key is equal. Folding twice equals folding once. The stored reading never changes.
/// </remarks>
public static class KanaFolding
{
    // Index: character − ァ. What remains of a katakana after voicing, size, ヲ and ワ are folded away; key A.
    private const string Plain =
        "アアイイウウエエオオカカキキククケケココササシシススセセソソタタチチツツツテテトトナニヌネノハハハヒヒヒフフフヘヘヘホホホマミムメモヤヤユユヨヨラリルレロハハヰヱオンウカケハヒヘホ";

    // The small letters of ㇰ (U+31F0) to ㇿ.
    private const string SmallExtended = "クシストヌハヒフヘホムラリルレロ";

    private const string ORow = "オコソトノホモヨロ";

    /// <summary>The two search keys of a reading.</summary>
    public static (string KeyA, string KeyB) Fold(string reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        Span<char> a = reading.Length <= 128 ? stackalloc char[reading.Length] : new char[reading.Length];
        Span<char> b = reading.Length <= 128 ? stackalloc char[reading.Length] : new char[reading.Length];
        int length = 0;
        int index = 0;
        while (index < reading.Length)
        {
            char c = Next(reading, ref index);
            if (char.IsWhiteSpace(c) || HalfWidth.IsDash(c) || KanaVoicing.IsMark(c))
            {
                continue;
            }

            // ヴァ ヴィ ヴェ ヴォ are バ ビ ベ ボ: the small vowel decides and is used up.
            if (c == 'ヴ')
            {
                c = FoldVu(reading, ref index);
            }

            char plain = c is >= 'ァ' and <= 'ヺ' ? Plain[c - 'ァ'] : c is >= 'ㇰ' and <= 'ㇿ' ? SmallExtended[c - 'ㇰ'] : Other(c);
            if (plain == 'ウ' && length > 0 && ORow.Contains(a[length - 1], StringComparison.Ordinal))
            {
                plain = 'オ';
            }

            a[length] = plain;
            b[length] = c switch { 'ヂ' => 'シ', 'ヅ' => 'ス', _ => plain };
            length++;
        }

        string keyA = new(a[..length]);
        return (keyA, b[..length].SequenceEqual(a[..length]) ? keyA : new string(b[..length]));
    }

    /// <summary>Compares a typed reading with a stored one.</summary>
    public static bool Matches(string entered, string stored, KanaMatch mode)
    {
        (string enteredA, string enteredB) = Fold(entered);
        (string storedA, string storedB) = Fold(stored);
        return mode switch
        {
            KanaMatch.Whole => enteredA == storedA || enteredB == storedB,
            KanaMatch.Partial => storedA.Contains(enteredA, StringComparison.Ordinal)
                || storedB.Contains(enteredB, StringComparison.Ordinal),
        };
    }

    /// <summary>The text is a reading that may be stored: full-width katakana, the long mark, separating spaces (NM-03).</summary>
    public static bool IsKatakanaReading(string? text)
    {
        if (string.IsNullOrEmpty(text) || IsSpace(text[0]) || IsSpace(text[^1]))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (c is not ((>= 'ァ' and <= 'ヶ') or 'ー') && !IsSpace(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSpace(char c) => c is ' ' or '　';

    // The next character as full-width katakana, joined with a voicing mark behind it.
    private static char Next(string text, ref int index)
    {
        char c = KanaVoicing.Widen(text[index++]);
        c = c is >= 'ぁ' and <= 'ゖ' ? (char)(c - 'ぁ' + 'ァ') : c;
        return index < text.Length && KanaVoicing.IsMark(text[index]) ? KanaVoicing.Join(c, text[index++]) : c;
    }

    private static char FoldVu(string text, ref int index)
    {
        int after = index;
        char folded = after >= text.Length ? 'フ' : Next(text, ref after) switch
        {
            'ァ' => 'ハ',
            'ィ' => 'ヒ',
            'ェ' => 'ヘ',
            'ォ' => 'ホ',
            _ => 'フ',
        };
        index = folded == 'フ' ? index : after;
        return folded;
    }

    // Readings hold katakana; letters are folded so that a search by alphabet does not depend on width and size.
    private static char Other(char c) => char.ToUpperInvariant(HalfWidth.Fold(c));
}
