namespace Daicho.Platform.Pdf;

/// <summary>A text broken into lines at the size that fits its area.</summary>
internal sealed record FittedText(
    IReadOnlyList<IReadOnlyList<MappedCharacter>> Lines, double SizePt, double Width, bool Overflowed);

/// <summary>Finds the largest size at which a text fits: first smaller type, then narrower characters (clause 5.8).</summary>
internal static class TextFitting
{
    private const double SizeStepPt = 0.5;
    private const double WidthStep = 0.05;

    // Rounding in the sums of widths must not push a text over an edge it just touches.
    private const double ToleranceMm = 0.001;

    // 行頭禁則: JIS X 4051, closing brackets, full stops, commas, small kana and marks of repetition do not begin a line.
    private const string NeverFirst =
        "、。，．・：；）」』】〕〉》！？ー)]},.々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";

    // 行末禁則: JIS X 4051, opening brackets do not end a line.
    private const string NeverLast = "（「『【〔〈《([{";

    /// <summary>Fits a text; when nothing helps, gives what the limits hold and says so.</summary>
    public static FittedText Fit(IReadOnlyList<MappedCharacter> text, double widthMm, double heightMm, TextStyle style)
    {
        double smallest = Math.Min(style.MinimumSizePt ?? style.SizePt, style.SizePt);
        for (double size = style.SizePt; size > smallest; size -= SizeStepPt)
        {
            if (Try(text, widthMm, heightMm, style, size, 1) is { } fitted)
            {
                return fitted;
            }
        }

        int steps = (int)Math.Round((1 - style.MinimumWidth) / WidthStep);
        for (int step = 0; step <= steps; step++)
        {
            if (Try(text, widthMm, heightMm, style, smallest, 1 - (step * WidthStep)) is { } fitted)
            {
                return fitted;
            }
        }

        return CutOff(text, widthMm, heightMm, style, smallest, 1 - (steps * WidthStep));
    }

    /// <summary>Lines at a fixed size, however many.</summary>
    public static int CountLines(IReadOnlyList<MappedCharacter> text, double widthMm, double sizePt) =>
        Break(text, LineEms(widthMm, sizePt, 1), text.Count + 1).Count;

    private static FittedText? Try(
        IReadOnlyList<MappedCharacter> text, double widthMm, double heightMm, TextStyle style, double size, double width)
    {
        int linesMax = LinesAt(heightMm, style, size);
        if (linesMax == 0)
        {
            return null;
        }

        List<IReadOnlyList<MappedCharacter>> lines = Break(text, LineEms(widthMm, size, width), linesMax);
        return lines.Count <= linesMax ? new FittedText(lines, size, width, false) : null;
    }

    private static FittedText CutOff(
        IReadOnlyList<MappedCharacter> text, double widthMm, double heightMm, TextStyle style, double size, double width)
    {
        int linesMax = LinesAt(heightMm, style, size);
        bool blank = style.Overflow == OverflowPolicy.PrintBlank || linesMax == 0;
        IReadOnlyList<IReadOnlyList<MappedCharacter>> lines =
            blank ? [] : [.. Break(text, LineEms(widthMm, size, width), linesMax).Take(linesMax)];
        return new FittedText(lines, size, width, true);
    }

    private static int LinesAt(double heightMm, TextStyle style, double size)
    {
        double lineMm = size * Units.MillimetresPerPoint;
        double further = (heightMm + ToleranceMm - lineMm) / (lineMm * style.LineHeight);
        return further < 0 ? 0 : Math.Min(style.LinesMax, 1 + (int)further);
    }

    private static double LineEms(double widthMm, double size, double width) =>
        (widthMm + ToleranceMm) / (size * Units.MillimetresPerPoint * width);

    /// <summary>How much of a text the first lines take, in UTF-16 units.</summary>
    public static int LengthOfLines(IReadOnlyList<MappedCharacter> text, double widthMm, double sizePt, int lines)
    {
        int end = 0;
        for (int line = 0; line < lines && end < text.Count; line++)
        {
            end = NextLine(text, end, LineEms(widthMm, sizePt, 1), keepWords: true);
        }

        return text.Take(end).Sum(character => character.Source.Length);
    }

    /// <summary>Breaks into lines; stops one line past the limit, which is enough to know that it does not fit.</summary>
    private static List<IReadOnlyList<MappedCharacter>> Break(IReadOnlyList<MappedCharacter> text, double lineEms, int linesMax)
    {
        List<IReadOnlyList<MappedCharacter>> lines = [];
        int start = 0;
        while (start < text.Count && lines.Count <= linesMax)
        {
            // What is cut off on the last line is cut anywhere: more of it can be read.
            int end = NextLine(text, start, lineEms, keepWords: lines.Count != linesMax - 1);
            if (end == start)
            {
                // Not even one character fits: one line too many says "no" to the caller.
                return [.. Enumerable.Repeat<IReadOnlyList<MappedCharacter>>([], linesMax + 1)];
            }

            lines.Add(Slice(text, start, end));
            start = end;
        }

        return lines;
    }

    private static int NextLine(IReadOnlyList<MappedCharacter> text, int start, double lineEms, bool keepWords)
    {
        int end = EndOfLine(text, start, lineEms, keepWords);

        // A space at a break hangs over the edge unseen: dropping it would change the text that is read back.
        while (end > start && end < text.Count && (text[end].Source is " " or "　") && !text[end - 1].IsLineBreak)
        {
            end++;
        }

        return end;
    }

    private static List<MappedCharacter> Slice(IReadOnlyList<MappedCharacter> text, int start, int end)
    {
        List<MappedCharacter> line = new(end - start);
        for (int i = start; i < end; i++)
        {
            if (!text[i].IsLineBreak)
            {
                line.Add(text[i]);
            }
        }

        return line;
    }

    private static int EndOfLine(IReadOnlyList<MappedCharacter> text, int start, double lineEms, bool keepWords)
    {
        double ems = 0;
        int end = start;
        while (end < text.Count && !text[end].IsLineBreak && ems + text[end].AdvanceEm <= lineEms)
        {
            ems += text[end].AdvanceEm;
            end++;
        }

        if (end == text.Count)
        {
            return end;
        }

        if (text[end].IsLineBreak)
        {
            return end + 1;
        }

        return keepWords ? BackToBreak(text, start, end) : end;
    }

    private static int BackToBreak(IReadOnlyList<MappedCharacter> text, int start, int limit)
    {
        for (int end = limit; end > start; end--)
        {
            bool insideWord = (IsLatin(text[end - 1]) && IsLatin(text[end])) || (IsDigit(text[end - 1]) && IsDigit(text[end]));
            if (!insideWord && !NeverFirst.Contains(text[end].Source, StringComparison.Ordinal)
                && !NeverLast.Contains(text[end - 1].Source, StringComparison.Ordinal))
            {
                return end;
            }
        }

        return limit;
    }

    // 連数字: 「１１番１」 at the end of a line would be read as another lot than 「１１番１２」.
    private static bool IsDigit(MappedCharacter character) => character.Source is [>= '０' and <= '９'];

    private static bool IsLatin(MappedCharacter character) =>
        character.Source is [(>= '!' and <= '~') or (>= 'À' and <= 'ɏ')];
}
