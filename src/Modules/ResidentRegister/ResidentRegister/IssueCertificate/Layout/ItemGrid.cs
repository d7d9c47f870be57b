using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>Measures of a grid of items.</summary>
/// <param name="RowMm">Height of a row.</param>
/// <param name="ValuePt">Type size of values.</param>
/// <param name="NamePt">Type size of the name.</param>
/// <param name="LabelMm">Width of a label.</param>
internal sealed record GridMeasures(double RowMm, double ValuePt, double NamePt, double LabelMm)
{
    /// <summary>個人票: roomy.</summary>
    public static readonly GridMeasures Person = new(9, 11, 15, 32);

    /// <summary>世帯連記式: four persons on a sheet.</summary>
    public static readonly GridMeasures Household = new(7.2, 10.5, 13, 29);

    /// <summary>Two lines at the smallest type still fit into a row of this height.</summary>
    public const double SmallestRowMm = 5.2;
}

/// <summary>One row: items with the twelfth each begins at and ends before.</summary>
internal sealed record GridRow(IReadOnlyList<(LabelledItem Item, int From, int Until)> Cells, double HeightMm);

/// <summary>A frame of labelled fields: the name first, then the items from left to right and down.</summary>
internal sealed class ItemGrid
{
    /// <summary>The label whose field holds the person of a sheet; the check before release looks for it.</summary>
    public const string NameLabel = "氏名";

    private const int Twelfths = 12;
    private const double NameRowFactor = 1.45;
    private const double TallRowFactor = 1.4;
    private const double ReadingPt = 9;

    private readonly FontSet fonts;
    private readonly GridMeasures measures;
    private readonly CertificateSubject? subject;
    private readonly List<GridRow> rows;

    /// <param name="fonts">To measure with.</param>
    /// <param name="measures">Sizes.</param>
    /// <param name="subject">The person whose name heads the grid; null for a grid of items only.</param>
    /// <param name="items">The items after the name.</param>
    /// <param name="widthMm">Width of the frame.</param>
    public ItemGrid(FontSet fonts, GridMeasures measures, CertificateSubject? subject, IReadOnlyList<LabelledItem> items, double widthMm)
    {
        (this.fonts, this.measures, this.subject) = (fonts, measures, subject);
        rows = [.. Flow(items).Select(cells => new GridRow(cells, HeightOf(cells, widthMm)))];
    }

    /// <summary>Natural height.</summary>
    public double HeightMm => NameHeightMm + rows.Sum(row => row.HeightMm);

    /// <summary>Height when every row is pressed to the smallest that can be read.</summary>
    public double SmallestHeightMm => HeightMm * Math.Min(1, GridMeasures.SmallestRowMm / measures.RowMm);

    private double NameHeightMm => subject is null ? 0 : measures.RowMm * NameRowFactor;

    /// <summary>Draws the grid; the rows share the given height in proportion.</summary>
    public void Draw(FormSheet sheet, Area area)
    {
        double scale = area.Height / HeightMm;
        double y = area.Y;
        if (subject is not null)
        {
            double height = NameHeightMm * scale;
            DrawName(sheet, subject, new Area(area.X, y, area.Width, height));
            y += height;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (y > area.Y)
            {
                sheet.Page.Line(area.X, y, area.Right, y, FormSheet.RuleMm);
            }

            double height = rows[i].HeightMm * scale;
            DrawRow(sheet, rows[i], new Area(area.X, y, area.Width, height));
            y += height;
        }

        sheet.Page.Frame(area, FormSheet.FrameMm);
    }

    private void DrawName(FormSheet sheet, CertificateSubject person, Area row)
    {
        DrawLabel(sheet, NameLabel, row);
        Area field = new(row.X + measures.LabelMm, row.Y, row.Width - measures.LabelMm, row.Height);
        if (person.Reading is not { Length: > 0 } reading)
        {
            sheet.Value(fonts, NameLabel, person.Name, field, measures.NamePt);
            return;
        }

        string bracketed = $"（{reading}）";
        double nameWidth = fonts.WidthMm(person.Name, measures.NamePt) + 5;
        double readingWidth = fonts.WidthMm(bracketed, ReadingPt) + 5;
        if (nameWidth + readingWidth <= field.Width)
        {
            sheet.Value(fonts, NameLabel, person.Name, field with { Width = nameWidth }, measures.NamePt);
            sheet.Value(fonts, "フリガナ", bracketed, new Area(field.X + nameWidth, field.Y, field.Width - nameWidth, field.Height), ReadingPt);
            return;
        }

        double upper = field.Height * 0.62;
        sheet.Value(fonts, NameLabel, person.Name, field with { Height = upper }, measures.NamePt);
        sheet.Value(fonts, "フリガナ", bracketed, new Area(field.X, field.Y + upper, field.Width, field.Height - upper), ReadingPt);
    }

    private void DrawRow(FormSheet sheet, GridRow row, Area area)
    {
        foreach ((LabelledItem item, int from, int until) in row.Cells)
        {
            double x = area.X + (area.Width * from / Twelfths);
            double width = area.Width * (until - from) / Twelfths;
            if (from > 0)
            {
                sheet.Page.Line(x, area.Y, x, area.Bottom, FormSheet.RuleMm);
            }

            Area cell = new(x, area.Y, width, area.Height);
            DrawLabel(sheet, item.Label, cell);
            double label = LabelMmIn(width);
            sheet.Value(fonts, item.Label, item.Value, new Area(x + label, area.Y, width - label, area.Height), measures.ValuePt);
        }
    }

    private void DrawLabel(FormSheet sheet, string label, Area cell)
    {
        double width = LabelMmIn(cell.Width);
        sheet.Label(fonts, label, cell with { Width = width });
        sheet.Page.Line(cell.X + width, cell.Y, cell.X + width, cell.Bottom, FormSheet.RuleMm);
    }

    /// <summary>In narrow cells the label gives room to the value.</summary>
    private double LabelMmIn(double cellMm) => Math.Min(measures.LabelMm, cellMm * 0.42);

    private double HeightOf(IReadOnlyList<(LabelledItem Item, int From, int Until)> cells, double widthMm)
    {
        bool tall = cells.Any(cell =>
        {
            double width = widthMm * (cell.Until - cell.From) / Twelfths;
            return FormSheet.LinesOf(fonts, cell.Item.Value, width - LabelMmIn(width), measures.ValuePt) > 1;
        });
        return measures.RowMm * (tall ? TallRowFactor : 1);
    }

    private static List<List<(LabelledItem, int, int)>> Flow(IReadOnlyList<LabelledItem> items)
    {
        List<List<(LabelledItem Item, int From, int Until)>> flowed = [];
        int used = Twelfths;
        foreach (LabelledItem item in items)
        {
            if (used + (int)item.Width > Twelfths)
            {
                flowed.Add([]);
                used = 0;
            }

            flowed[^1].Add((item, used, used + (int)item.Width));
            used += (int)item.Width;
        }

        foreach (List<(LabelledItem Item, int From, int Until)> row in flowed)
        {
            row[^1] = row[^1] with { Until = Twelfths };
        }

        return flowed;
    }
}
