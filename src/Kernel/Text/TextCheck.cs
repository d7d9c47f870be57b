namespace Daicho.Kernel;

/// <summary>Why text from people or wires is refused.</summary>
public enum TextFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Half of a surrogate pair.</summary>
    UnpairedSurrogate,

    /// <summary>A control character: U+0000–001F, U+007F–009F, or the line and paragraph separators.</summary>
    ControlCharacter,

    /// <summary>A sign that turns the direction of writing and can make text look like other text.</summary>
    BidiControl,

    /// <summary>A code point that is never a character, such as U+FFFE, or a byte order mark.</summary>
    Noncharacter,

    /// <summary>A variation selector without a base character before it.</summary>
    LoneSelector,
}

/// <summary>Refuses text no record may hold. common-functions.md 3.2 rules 4 and 5.</summary>
public static class TextCheck
{
    /// <summary>The first fault of a text without line breaks.</summary>
    public static TextFault Check(ReadOnlySpan<char> text) => Check(text, allowLineBreaks: false, out _);

    /// <summary>The first fault of a text and where it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowLineBreaks">CR and LF are allowed (free text of several lines).</param>
    /// <param name="index">UTF-16 index of the fault; the length of the text when there is none.</param>
    public static TextFault Check(ReadOnlySpan<char> text, bool allowLineBreaks, out int index)
    {
        bool hasBase = false;
        index = 0;
        while (index < text.Length)
        {
            char c = text[index];
            int units = TextElements.UnitsAt(text, index);
            if (TextElements.IsSelectorAt(text, index))
            {
                if (!hasBase)
                {
                    return TextFault.LoneSelector;
                }

                hasBase = false;
            }
            else
            {
                TextFault fault = units == 2
                    ? SupplementaryFault(char.ConvertToUtf32(c, text[index + 1]))
                    : allowLineBreaks && c is ('\r' or '\n') ? TextFault.None : BasicFault(c);
                if (fault != TextFault.None)
                {
                    return fault;
                }

                // A space or line break carries no letter form, so a selector after it varies nothing.
                hasBase = !char.IsWhiteSpace(c);
            }

            index += units;
        }

        return TextFault.None;
    }

    private static TextFault BasicFault(char c) => c switch
    {
        < ' ' or (>= '\u007F' and <= '\u009F') or '\u2028' or '\u2029' => TextFault.ControlCharacter,
        >= '\uD800' and <= '\uDFFF' => TextFault.UnpairedSurrogate,
        '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => TextFault.BidiControl,
        '\uFEFF' or '\uFFFE' or '\uFFFF' or (>= '\uFDD0' and <= '\uFDEF') => TextFault.Noncharacter,
        _ => TextFault.None,
    };

    private static TextFault SupplementaryFault(int codePoint) =>
        (codePoint & 0xFFFE) == 0xFFFE ? TextFault.Noncharacter : TextFault.None;
}
