using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>世帯連記式: the household's items once, then up to four persons per sheet (20.1.2, 20.1.4, 20.2); last the QR codes.</summary>
internal static class HouseholdSheets
{
    private const int PersonsPerSheetMax = 4;
    private const double GapMm = 2;
    private const double NumberMm = 7;

    /// <summary>Draws the household.</summary>
    public static void Draw(FormBook book)
    {
        if (book.Content.Subjects.Count == 0)
        {
            throw new ArgumentException("A household form needs a person.", nameof(book));
        }

        int next = 0;
        while (next < book.Content.Subjects.Count)
        {
            next = DrawSheet(book, next);
        }

        IReadOnlyList<byte[]> codes = MoveOutCodes.Of(book.Content);
        CodeSheets.Draw(book, codes);
        book.Certify(codes.Count == 1 ? codes[0] : null);
    }

    private static int DrawSheet(FormBook book, int first)
    {
        FormSheet sheet = book.Begin(continued: false);
        double y = StatementField.Draw(book, sheet, SheetFurniture.BodyTop);
        if (book.Content.SharedItems.Count > 0)
        {
            ItemGrid shared = new(book.Fonts, GridMeasures.Household, null, book.Content.SharedItems, SheetFurniture.Width);
            shared.Draw(sheet, new Area(SheetFurniture.Left, y, SheetFurniture.Width, shared.HeightMm));
            y += shared.HeightMm + GapMm;
        }

        List<ItemGrid> persons = Choose(book, first, SheetFurniture.BodyBottom - y);
        double gaps = GapMm * (persons.Count - 1);
        double natural = persons.Sum(person => person.HeightMm) + gaps;
        double scale = Math.Min(1, (SheetFurniture.BodyBottom - y - gaps) / (natural - gaps));
        for (int i = 0; i < persons.Count; i++)
        {
            double height = persons[i].HeightMm * scale;
            Area number = new(SheetFurniture.Left, y, NumberMm, height);
            sheet.Page.Frame(number, FormSheet.FrameMm);
            sheet.Text("番号", Wide(first + i + 1), number, new TextStyle(10.5, 7) { Align = TextAlign.Centre });
            persons[i].Draw(sheet, new Area(SheetFurniture.Left + NumberMm, y, SheetFurniture.Width - NumberMm, height));
            y += height + GapMm;
        }

        if (first + persons.Count == book.Content.Subjects.Count && SheetFurniture.BodyBottom - y > 6)
        {
            sheet.Text("以下余白", "（以下余白）", new Area(SheetFurniture.Left, y, SheetFurniture.Width, 6), new TextStyle(9) { Align = TextAlign.Centre });
        }

        return first + persons.Count;
    }

    /// <summary>Up to four persons; fewer when even pressed together they would not be readable. At least one.</summary>
    private static List<ItemGrid> Choose(FormBook book, int first, double roomMm)
    {
        List<ItemGrid> chosen = [];
        double used = 0;
        foreach (CertificateSubject subject in book.Content.Subjects.Skip(first).Take(PersonsPerSheetMax))
        {
            ItemGrid grid = new(book.Fonts, GridMeasures.Household, subject, ItemsWithNotes(subject), SheetFurniture.Width - NumberMm);
            double smallest = grid.SmallestHeightMm + (chosen.Count > 0 ? GapMm : 0);
            if (chosen.Count > 0 && used + smallest > roomMm)
            {
                break;
            }

            chosen.Add(grid);
            used += smallest;
        }

        return chosen;
    }

    /// <summary>This form has no combined field; what must be noted of a person stands in a last row (no history, 20.1.2).</summary>
    private static IReadOnlyList<LabelledItem> ItemsWithNotes(CertificateSubject subject)
    {
        string notes = string.Join('　', subject.Notes.Where(note => note.Kind != NoteKind.History).Select(note => note.Text));
        return notes.Length == 0 ? subject.Items : [.. subject.Items, new LabelledItem("備考", notes)];
    }

    private static string Wide(int number) => string.Concat(
        number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + '０')));
}
