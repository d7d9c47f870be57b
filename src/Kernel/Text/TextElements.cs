namespace Daicho.Kernel;

/// <summary>Counts and cuts text in characters as people see them: a base character and its variation selector are one.</summary>
/// <remarks>
/// Supplementary-plane characters take two UTF-16 units and still count as one.
/// check-digits-and-identifiers.md section 11; common-functions.md 3.2 rule 6.
/// </remarks>
public static class TextElements
{
    /// <summary>The number of characters; a selector without a base counts as one of its own.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (!text.IsEmpty)
        {
            text = text[NextLength(text)..];
            count++;
        }

        return count;
    }

    /// <summary>The first <paramref name="countMax"/> characters; the text itself when it is not longer.</summary>
    public static string Cut(string text, int countMax)
    {
        ArgumentNullException.ThrowIfNull(text);
        int length = CutLength(text, countMax);
        return length == text.Length ? text : text[..length];
    }

    /// <summary>The UTF-16 length of the first <paramref name="countMax"/> characters.</summary>
    public static int CutLength(ReadOnlySpan<char> text, int countMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(countMax);
        int length = 0;
        for (int i = 0; i < countMax && length < text.Length; i++)
        {
            length += NextLength(text[length..]);
        }

        return length;
    }

    /// <summary>The UTF-16 length of the first character with its selector; 0 for empty text.</summary>
    public static int NextLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        int length = UnitsAt(text, 0);
        return !IsSelectorAt(text, 0) && IsSelectorAt(text, length) ? length + UnitsAt(text, length) : length;
    }

    /// <summary>A variation selector begins here: U+FE00…FE0F, or the ideographic U+E0100…E01EF.</summary>
    internal static bool IsSelectorAt(ReadOnlySpan<char> text, int index) =>
        index < text.Length
        && (text[index] is >= '\uFE00' and <= '\uFE0F'
            || (text[index] == '\uDB40' && index + 1 < text.Length && text[index + 1] is >= '\uDD00' and <= '\uDDEF'));

    /// <summary>2 for a surrogate pair, otherwise 1.</summary>
    internal static int UnitsAt(ReadOnlySpan<char> text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;
}
