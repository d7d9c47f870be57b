namespace Daicho.Web;

/// <summary>A piece of text that differs or not.</summary>
/// <param name="Text">The piece.</param>
/// <param name="IsMarked">It differs from the other side.</param>
public sealed record MarkedText(string Text, bool IsMarked);

/// <summary>One item before and after a change.</summary>
/// <param name="Label">The item.</param>
/// <param name="Before">As recorded now; null when nothing is recorded.</param>
/// <param name="After">As it will be; null when nothing will be recorded.</param>
/// <param name="IsMincho">Name or address of record.</param>
public sealed record ChangedItem(string Label, string? Before, string? After, bool IsMincho = false)
{
    /// <summary>Whether the two sides differ, letter variants included.</summary>
    public bool IsChanged => !string.Equals(Before, After, StringComparison.Ordinal);

    /// <summary>追加, 削除 or 変更.</summary>
    public string Kind => Before is null ? "追加" : After is null ? "削除" : "変更";

    /// <summary>Both sides cut into equal and differing pieces: what they share at both ends is equal, the middle differs.</summary>
    public (IReadOnlyList<MarkedText> Before, IReadOnlyList<MarkedText> After) Compare()
    {
        // Whole letters are compared, so a differing variation selector marks its letter too.
        IReadOnlyList<string> before = Formatting.Letters(Before ?? string.Empty);
        IReadOnlyList<string> after = Formatting.Letters(After ?? string.Empty);
        int shorter = Math.Min(before.Count, after.Count);
        int head = 0;
        while (head < shorter && before[head] == after[head])
        {
            head++;
        }

        int tail = 0;
        while (tail < shorter - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        return (Cut(before, head, tail), Cut(after, head, tail));
    }

    private static List<MarkedText> Cut(IReadOnlyList<string> letters, int head, int tail)
    {
        MarkedText[] pieces =
        [
            new(string.Concat(letters.Take(head)), false),
            new(string.Concat(letters.Skip(head).Take(letters.Count - head - tail)), true),
            new(string.Concat(letters.Skip(letters.Count - tail)), false),
        ];
        return [.. pieces.Where(piece => piece.Text.Length > 0)];
    }
}
