namespace Daicho.Kernel;

/// <summary>Widens half-width katakana, joining the voicing marks: ｶﾞｯｺｳ becomes ガッコウ. Other characters stay.</summary>
public static class FullWidthKana
{
    /// <summary>The text with full-width katakana.</summary>
    public static string From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<char> wide = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            char joined = length > 0 ? KanaVoicing.Join(wide[length - 1], c) : default;
            if (length > 0 && joined != wide[length - 1])
            {
                wide[length - 1] = joined;
                continue;
            }

            wide[length++] = KanaVoicing.Widen(c);
        }

        return new string(wide[..length]);
    }
}
