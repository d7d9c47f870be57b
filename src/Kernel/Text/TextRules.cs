namespace Daicho.Kernel;

/// <summary>
/// Which text may be entered at all, at every door alike: signs of programs such as <c>&lt;</c>, <c>'</c> and <c>;</c> are signs of
/// 行政事務標準文字 and stay what they are; what nobody can see or print is refused (NM-01; 30.2).
/// </summary>
public static class TextRules
{
    /// <summary>Most UTF-16 units of one item.</summary>
    public const int LengthMax = 1000;

    /// <summary>Signs that no record may hold.</summary>
    public static readonly Refusal Unusable = new(
        "NM-01", "使用できない文字（タブ、書字方向の制御など、目に見えない文字）が含まれています。入力し直してください。", RefusalKind.Malformed);

    /// <summary>Longer than any item of a form.</summary>
    public static readonly Refusal TooLong = new("TEXT-001", "入力が長すぎます。短くして入力し直してください。", RefusalKind.Malformed);

    /// <summary>Why a text cannot be taken; null when it can. Line breaks are allowed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lengthMax">Most UTF-16 units where the item takes fewer than <see cref="LengthMax"/>.</param>
    public static Refusal? Refuse(ReadOnlySpan<char> text, int lengthMax = LengthMax) =>
        text.Length > lengthMax ? TooLong
        : TextCheck.Check(text, allowLineBreaks: true, out _) != TextFault.None ? Unusable
        : null;
}
