using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>個人票: one person per sheet, the combined field below, continued on further sheets (20.1.1, 20.1.3, 20.1.4).</summary>
internal static class PersonSheets
{
    private const double NameMm = 12;

    /// <summary>Draws all persons of the content.</summary>
    public static void Draw(FormBook book)
    {
        if (book.Content.Subjects.Count == 0)
        {
            throw new ArgumentException("A person's form needs a person.", nameof(book));
        }

        foreach (CertificateSubject subject in book.Content.Subjects)
        {
            DrawPerson(book, subject);
        }

        book.Certify();
    }

    private static void DrawPerson(FormBook book, CertificateSubject subject)
    {
        const double GapMm = 3;
        const double Bottom = SheetFurniture.BodyBottom;
        FormSheet sheet = book.Begin(continued: false);
        double y = StatementField.Draw(book, sheet, SheetFurniture.BodyTop);
        IReadOnlyList<LabelledItem> items = [.. book.Content.SharedItems, .. subject.Items];
        ItemGrid grid = new(book.Fonts, GridMeasures.Person, subject, items, SheetFurniture.Width);
        double room = Bottom - y - NoteField.SmallestMm - GapMm;
        double height = Math.Min(grid.HeightMm, room);
        grid.Draw(sheet, new Area(SheetFurniture.Left, y, SheetFurniture.Width, height));
        y += height + GapMm;

        NoteField notes = new(book.Fonts, subject.Notes);
        const double FurtherTop = SheetFurniture.BodyTop + NameMm + GapMm;
        notes.Draw(sheet, new Area(SheetFurniture.Left, y, SheetFurniture.Width, Bottom - y), Bottom - FurtherTop);
        while (notes.HasMore)
        {
            sheet = book.Begin(continued: true);
            DrawWhose(book, sheet, subject);
            notes.Draw(sheet, new Area(SheetFurniture.Left, FurtherTop, SheetFurniture.Width, Bottom - FurtherTop), Bottom - FurtherTop);
        }
    }

    /// <summary>Every sheet names its person, so that a loose sheet cannot be taken for another's (incident I-4).</summary>
    private static void DrawWhose(FormBook book, FormSheet sheet, CertificateSubject subject) =>
        new ItemGrid(book.Fonts, GridMeasures.Person, subject with { Reading = null }, [], SheetFurniture.Width)
            .Draw(sheet, new Area(SheetFurniture.Left, SheetFurniture.BodyTop, SheetFurniture.Width, NameMm));
}

/// <summary>The statement under the title, such as that of 転出証明書に準ずる証明書.</summary>
internal static class StatementField
{
    /// <summary>Draws it, if any.</summary>
    /// <returns>Where the content goes on.</returns>
    public static double Draw(FormBook book, FormSheet sheet, double y)
    {
        if (book.Content.Statement is not { Length: > 0 } statement)
        {
            return y;
        }

        const double SizePt = 10.5;
        int lines = book.Fonts.CountLines(statement, SheetFurniture.Width - 8, SizePt);
        double height = (lines * SizePt * 1.3 * 25.4 / 72) + 3;
        Area box = new(SheetFurniture.Left, y, SheetFurniture.Width, height);
        sheet.Page.Frame(box, FormSheet.RuleMm);
        sheet.Text("証明の趣旨", statement, box.Inset(4, 1), new TextStyle(SizePt, 8) { LinesMax = lines + 1 });
        return y + height + 3;
    }
}
