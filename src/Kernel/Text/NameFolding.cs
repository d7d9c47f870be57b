namespace Daicho.Kernel;

/// <summary>Folds names and addresses into search keys: variant kanji, widths, letters, spaces. Clause 2.1.2 (異体字・正字).</summary>
/// <remarks>
/// One-way: the key is kept beside the text and never written back. Variation selectors and spaces are dropped, letters become
/// half-width capitals without accents, variants become one form (辺 邊 邉, 斎 齋 斉, 高 髙). Tables are embedded, so the key of a
/// name is the same on every machine. Folding twice equals folding once.
/// </remarks>
public static class NameFolding
{
    // The longest fold in the table is six units (㎯); the table's test holds it below this bound.
    internal const int UnitsPerCharacterMax = 8;

    /// <summary>The search key of a name.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        FoldingTable table = FoldingTable.Instance;
        int lengthMax = text.Length * UnitsPerCharacterMax;
        Span<char> key = lengthMax <= 1024 ? stackalloc char[lengthMax] : new char[lengthMax];
        int length = 0;
        int index = 0;
        while (index < text.Length)
        {
            char c = text[index];
            int units = TextElements.UnitsAt(text, index);
            bool dropped = TextElements.IsSelectorAt(text, index) || char.IsWhiteSpace(c) || IsAccent(c);
            if (!dropped && units == 1)
            {
                length += FoldBasic(table, text, ref index, key[length..]);
                continue;
            }

            if (!dropped)
            {
                ReadOnlySpan<char> folded = table.Find(char.ConvertToUtf32(c, text[index + 1])) ?? text.AsSpan(index, 2);
                folded.CopyTo(key[length..]);
                length += folded.Length;
            }

            index += units;
        }

        return key[..length].SequenceEqual(text) ? text : new string(key[..length]);
    }

    // A character of one unit with the voicing mark behind it; the length written.
    private static int FoldBasic(FoldingTable table, string text, ref int index, Span<char> key)
    {
        char c = text[index++];
        c = HalfWidth.IsDash(c) ? 'ー' : KanaVoicing.Widen(c);
        if (index < text.Length && KanaVoicing.IsMark(text[index]))
        {
            char joined = KanaVoicing.Join(c, text[index]);
            index += joined == c ? 0 : 1;
            c = joined;
        }

        if (KanaVoicing.IsMark(c))
        {
            return 0;
        }

        // ヶ and ヵ in names and addresses are written small or large by habit.
        c = c switch { 'ヶ' => 'ケ', 'ヵ' => 'カ', _ => c };
        if (table.Fold(c) is { } single)
        {
            key[0] = single;
            return 1;
        }

        string several = table.Find(c) ?? "";
        several.CopyTo(key);
        return several.Length;
    }

    private static bool IsAccent(char c) => c is >= '\u0300' and <= '\u036F';
}
