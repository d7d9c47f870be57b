namespace Daicho.Kernel;

/// <summary>Joins a kana and the voicing mark that stands behind it as a character of its own (half-width or combining).</summary>
internal static class KanaVoicing
{
    private const string CanBeVoiced = "カキクケコサシスセソタチツテトハヒフヘホ";
    private const string CanBeHalfVoiced = "ハヒフヘホ";

    // Distance from a katakana to its hiragana.
    private const int ToHiragana = 'ア' - 'あ';

    // Unvoiced letters of the half-width block from ｦ (U+FF66) to ﾝ.
    private const string HalfWidthKana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

    /// <summary>A sign of voicing or half-voicing.</summary>
    public static bool IsMark(char c) => IsVoiced(c) || IsHalfVoiced(c);

    /// <summary>The full-width katakana of a half-width one; other characters stay.</summary>
    public static char Widen(char c) => c is >= 'ｦ' and <= 'ﾝ' ? HalfWidthKana[c - 'ｦ'] : c;

    /// <summary>The kana joined with the mark; the kana itself when the two do not join.</summary>
    public static char Join(char kana, char mark)
    {
        bool hiragana = kana is >= 'ぁ' and <= 'ん';
        char katakana = hiragana ? (char)(kana + ToHiragana) : kana;
        int step = IsVoiced(mark) && katakana == 'ウ' ? 'ヴ' - 'ウ'
            : IsVoiced(mark) && CanBeVoiced.Contains(katakana, StringComparison.Ordinal) ? 1
            : IsHalfVoiced(mark) && CanBeHalfVoiced.Contains(katakana, StringComparison.Ordinal) ? 2
            : 0;
        return (char)(kana + step);
    }

    private static bool IsVoiced(char c) => c is '\u3099' or '゛' or 'ﾞ';

    private static bool IsHalfVoiced(char c) => c is '\u309A' or '゜' or 'ﾟ';
}
