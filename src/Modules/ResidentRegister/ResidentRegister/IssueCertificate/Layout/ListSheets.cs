using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>Lists and check sheets (審査リスト, 確認用帳票): a table with its heading on every sheet.</summary>
internal static class ListSheets
{
    private const double TextPt = 9;
    private const double LineMm = TextPt * 1.15 * 25.4 / 72;
    private const double HeadingMm = 7.5;
    private const double SmallestRowMm = 7;
    private const int LinesMax = 4;

    /// <summary>Draws the table.</summary>
    public static void Draw(FormBook book)
    {
        ListTable table = book.Content.Table ?? throw new ArgumentException("A list needs its table.", nameof(book));
        double shares = table.Columns.Sum(column => column.Share);
        double[] widths = [.. table.Columns.Select(column => SheetFurniture.Width * column.Share / shares)];
        (FormSheet sheet, double y) = BeginSheet(book, table, widths, continued: false);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            double height = HeightOf(book.Fonts, row, widths);
            if (y + height > SheetFurniture.BodyBottomWithoutCertification)
            {
                (sheet, y) = BeginSheet(book, table, widths, continued: true);
            }

            DrawRow(book.Fonts, sheet, table, row, widths, new Area(SheetFurniture.Left, y, SheetFurniture.Width, height));
            y += height;
        }

        if (book.Content.Form != CertificateForm.ReviewList)
        {
            return;
        }

        string count = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"計 {table.Rows.Count} 件");
        sheet.Text("件数", count, new Area(SheetFurniture.Left, y + 0.5, SheetFurniture.Width, 5), new TextStyle(TextPt) { Align = TextAlign.Right });
    }

    private static (FormSheet Sheet, double Y) BeginSheet(FormBook book, ListTable table, double[] widths, bool continued)
    {
        FormSheet sheet = book.Begin(continued);
        double y = StatementField.Draw(book, sheet, SheetFurniture.BodyTop + 5);
        sheet.Text(
            "作成年月日", book.Content.IssuedOn, new Area(SheetFurniture.Left, SheetFurniture.BodyTop - 1, SheetFurniture.Width, 5),
            new TextStyle(TextPt) { Align = TextAlign.Right });
        if (!continued && book.Content.SharedItems.Count > 0)
        {
            ItemGrid shared = new(book.Fonts, GridMeasures.Household, null, book.Content.SharedItems, SheetFurniture.Width);
            shared.Draw(sheet, new Area(SheetFurniture.Left, y, SheetFurniture.Width, shared.HeightMm));
            y += shared.HeightMm + 3;
        }

        Area heading = new(SheetFurniture.Left, y, SheetFurniture.Width, HeadingMm);
        sheet.Page.Fill(heading, 0.93);
        sheet.Page.Frame(heading, FormSheet.FrameMm);
        double x = heading.X;
        for (int i = 0; i < widths.Length; i++)
        {
            DrawColumnLine(sheet, i, x, heading);
            sheet.Label(book.Fonts, table.Columns[i].Label, new Area(x, y, widths[i], HeadingMm));
            x += widths[i];
        }

        return (sheet, y + HeadingMm);
    }

    private static void DrawRow(
        FontSet fonts, FormSheet sheet, ListTable table, IReadOnlyList<string> row, double[] widths, Area area)
    {
        sheet.Page.Frame(area, FormSheet.RuleMm);
        double x = area.X;
        for (int i = 0; i < widths.Length; i++)
        {
            DrawColumnLine(sheet, i, x, area);
            sheet.Value(fonts, table.Columns[i].Label, row[i], new Area(x, area.Y, widths[i], area.Height), TextPt, LinesMax);
            x += widths[i];
        }
    }

    private static void DrawColumnLine(FormSheet sheet, int column, double x, Area row)
    {
        if (column > 0)
        {
            sheet.Page.Line(x, row.Y, x, row.Bottom, FormSheet.RuleMm);
        }
    }

    private static double HeightOf(FontSet fonts, IReadOnlyList<string> row, double[] widths)
    {
        int lines = row.Zip(widths).Max(cell => FormSheet.LinesOf(fonts, cell.First, cell.Second, TextPt));
        return Math.Max(SmallestRowMm, (Math.Min(lines, LinesMax) * LineMm) + 2.5);
    }
}
