using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>One sheet under construction: draws fields and remembers what was not wholly printed.</summary>
internal sealed class FormSheet(PdfPage page, int number, OverflowPolicy policy)
{
    /// <summary>Frame of a form: thick enough to close it, thin lines inside.</summary>
    public const double FrameMm = 0.35;

    /// <summary>Lines between fields.</summary>
    public const double RuleMm = 0.12;

    // Labels of official forms are 8–9 pt; long ones go to two lines before they become unreadable.
    private const double LabelPt = 8.5;
    private const double LabelOneLinePt = 7;
    private const double LabelSmallestPt = 6;
    private const double LabelSpreadMax = 2.6;
    private const double LabelMarginMm = 1.5;

    // Below 6 pt a print of 600 dpi loses strokes of dense characters.
    private const double ValueSmallestPt = 6;
    private const double NarrowestValue = 0.7;
    private const double ValueOneLineFactor = 0.78;
    private const double ValueMarginMm = 2;

    private readonly List<FieldOverflow> overflows = [];

    public PdfPage Page => page;

    /// <summary>From 1.</summary>
    public int Number => number;

    public IReadOnlyList<FieldOverflow> Overflows => overflows;

    /// <summary>A label, spread over its field as on printed forms (均等割付); a long one stands on two even lines.</summary>
    public void Label(FontSet fonts, string label, Area area)
    {
        Area inner = area.Inset(LabelMarginMm, 0.3);
        double natural = fonts.WidthMm(label, LabelPt);
        if (natural * LabelOneLinePt / LabelPt <= inner.Width)
        {
            // Two characters pulled to the edges of a wide field no longer read as a word.
            double spread = Math.Min(inner.Width, natural * LabelSpreadMax);
            Area line = inner with { X = inner.X + ((inner.Width - spread) / 2), Width = spread };
            Remember(label, page.Text(label, line, new TextStyle(LabelPt, LabelOneLinePt) { Align = TextAlign.Spread }));
            return;
        }

        double half = Math.Min(inner.Width, (natural / 2) + (LabelPt * 25.4 / 72));
        Area lines = inner with { X = inner.X + ((inner.Width - half) / 2), Width = half };
        Remember(label, page.Text(
            label, lines, new TextStyle(LabelPt, LabelSmallestPt) { Align = TextAlign.Centre, LinesMax = 2, LineHeight = 1.15 }));
    }

    /// <summary>A value: on one line if slightly smaller type allows, else broken; shrinks, then narrows, then overflows.</summary>
    public void Value(FontSet fonts, string label, string value, Area area, double sizePt, int linesMax = 3)
    {
        if (value.Length == 0)
        {
            return;
        }

        bool oneLine = LinesOf(fonts, value, area.Width, sizePt) == 1;
        TextStyle style = new(sizePt, Math.Min(sizePt, ValueSmallestPt))
        {
            LinesMax = oneLine ? 1 : linesMax, LineHeight = 1.15, MinimumWidth = NarrowestValue, Overflow = policy,
        };
        Remember(label, page.Text(value, area.Inset(ValueMarginMm, 0.4), style));
    }

    /// <summary>How many lines a value wants in a field: a date broken in two is worse than one a little smaller.</summary>
    public static int LinesOf(FontSet fonts, string value, double fieldMm, double sizePt)
    {
        double width = fieldMm - (2 * ValueMarginMm);
        int lines = fonts.CountLines(value, width, sizePt);
        bool nearly = lines > 1 && !value.Contains('\n', StringComparison.Ordinal)
            && fonts.WidthMm(value, sizePt * ValueOneLineFactor) <= width;
        return nearly ? 1 : lines;
    }

    /// <summary>A text outside the fields, in the given style.</summary>
    public void Text(string label, string text, Area area, TextStyle style) => Remember(label, page.Text(text, area, style));

    /// <summary>Adds what a drawing reported to the overflow list.</summary>
    public void Remember(string label, IReadOnlyList<MissingCharacter> missing)
    {
        if (missing.Count > 0)
        {
            overflows.Add(new FieldOverflow(number, label, false, missing));
        }
    }

    private void Remember(string label, TextOutcome outcome)
    {
        if (!outcome.IsWhole)
        {
            overflows.Add(new FieldOverflow(number, label, outcome.Overflowed, outcome.Missing));
        }
    }
}
