namespace Daicho.Kernel;

/// <summary>Turns what clerks type in full width into the half-width form of numbers. For numbers and codes, never for names.</summary>
public static class HalfWidth
{
    /// <summary>Full-width ASCII to half-width, dash look-alikes to hyphen-minus, outer spaces dropped; all else stays.</summary>
    public static string FromInput(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        bool same = true;
        foreach (char c in trimmed)
        {
            same &= Fold(c) == c;
        }

        return same && trimmed.Length == text.Length
            ? text
            : string.Create(trimmed.Length, trimmed, static (target, source) =>
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = Fold(source[i]);
                }
            });
    }

    /// <summary>As <see cref="FromInput"/>, and hyphens and inner spaces dropped: １２３４－５６７８ 9012 becomes 123456789012.</summary>
    public static string DigitsFromInput(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<char> buffer = text.Length <= 64 ? stackalloc char[text.Length] : new char[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            char folded = Fold(c);
            if (folded is not (' ' or '-'))
            {
                buffer[length++] = folded;
            }
        }

        return length == text.Length && buffer.SequenceEqual(text) ? text : new string(buffer[..length]);
    }

    /// <summary>One character in half width.</summary>
    internal static char Fold(char c) => c switch
    {
        >= '０' and <= '９' => (char)(c - '０' + '0'),
        _ when IsDash(c) => '-',
        >= '！' and <= '～' => (char)(c - '！' + '!'),
        '　' or '\u00A0' or '\t' => ' ',
        _ => c,
    };

    /// <summary>The signs people type for a dash or a long mark: ー ― － ‐ ｰ - and their kin (2.1.2).</summary>
    internal static bool IsDash(char c) =>
        c is '-' or 'ー' or '－' or 'ｰ' or '―' or '‐' or '\u2011' or '\u2012' or '–' or '—' or '−' or '─' or '━' or '﹣';
}
