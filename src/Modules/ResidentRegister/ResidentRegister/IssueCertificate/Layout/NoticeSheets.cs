using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>Notices (通知書): addressee, date, sender, text, items, closing; further sheets when the text is long (20.4.1, 4.x).</summary>
internal static class NoticeSheets
{
    private const double TextPt = 10.5;
    private const double LineMm = TextPt * 1.35 * 25.4 / 72;
    private const double AddresseeMm = 85;
    private const double BelowHereMm = 8;

    /// <summary>Draws the notice.</summary>
    public static void Draw(FormBook book)
    {
        NoticeText notice = book.Content.Notice ?? throw new ArgumentException("A notice needs its text.", nameof(book));
        FormSheet sheet = book.Begin(continued: false);
        double y = DrawLetterHead(book, sheet, notice);
        foreach (string paragraph in notice.Paragraphs)
        {
            (sheet, y) = DrawParagraph(book, sheet, y, paragraph);
        }

        (sheet, y) = DrawItems(book, sheet, y + 1);
        foreach (string paragraph in notice.Closing)
        {
            (sheet, y) = DrawParagraph(book, sheet, y, paragraph);
        }
    }

    private static double DrawLetterHead(FormBook book, FormSheet sheet, NoticeText notice)
    {
        const double Top = 36;
        double right = SheetFurniture.Left + SheetFurniture.Width;
        Area lines = new(right - 70, Top, 70, 5);
        TextStyle aligned = new(TextPt, 7) { Align = TextAlign.Right };
        if (notice.OfficeNumber is { } number)
        {
            sheet.Text("文書番号", number, lines, aligned);
        }

        sheet.Text("発行年月日", book.Content.IssuedOn, lines with { Y = Top + 5.5 }, aligned);

        // The addressee stands where a window envelope (長形３号) shows it.
        sheet.Text(
            "宛先", notice.Addressee, new Area(SheetFurniture.Left + 2, Top + 2, AddresseeMm, 30),
            new TextStyle(11, 7) { LinesMax = 6, LineHeight = 1.3, Place = TextPlace.Top, MinimumWidth = 0.7 });
        if (book.Content.Certifier is { } certifier)
        {
            const double WordsMm = 20;
            const double Foot = Top + 49;
            double side = book.Content.Seal?.SideMm ?? WordsMm;
            double seal = book.Content.SealText is null ? 0 : side + 2;
            const double Left = SheetFurniture.Left + 50;
            SheetFurniture.DrawCertifier(sheet, book.Fonts, certifier, new Area(Left, Top + 33, right - Left - seal, 13));
            SheetFurniture.DrawSeal(sheet, book.Content, new Area(right - side, Foot - side, side, side));
        }

        return Top + 57;
    }

    private static (FormSheet Sheet, double Y) DrawItems(FormBook book, FormSheet sheet, double y)
    {
        if (book.Content.SharedItems.Count == 0)
        {
            return (sheet, y);
        }

        ItemGrid grid = new(book.Fonts, GridMeasures.Person, null, book.Content.SharedItems, SheetFurniture.Width);
        double longest = SheetFurniture.BodyBottomWithoutCertification - SheetFurniture.BodyTop;
        double height = Math.Min(grid.HeightMm, longest);
        (sheet, y) = MakeRoom(book, sheet, y, height + BelowHereMm);
        height = Math.Min(height, SheetFurniture.BodyBottomWithoutCertification - y - BelowHereMm);

        // 記: the customary word above what 「下記のとおり」 refers to.
        sheet.Text("記", "記", new Area(SheetFurniture.Left, y, SheetFurniture.Width, LineMm), new TextStyle(TextPt) { Align = TextAlign.Centre });
        grid.Draw(sheet, new Area(SheetFurniture.Left, y + BelowHereMm, SheetFurniture.Width, height));
        return (sheet, y + BelowHereMm + height + 5);
    }

    private static (FormSheet Sheet, double Y) DrawParagraph(FormBook book, FormSheet sheet, double y, string text)
    {
        int lines = Math.Max(1, book.Fonts.CountLines(text, SheetFurniture.Width, TextPt));
        double longest = SheetFurniture.BodyBottomWithoutCertification - SheetFurniture.BodyTop;
        double height = Math.Min((lines * LineMm) + 0.5, longest);
        (sheet, y) = MakeRoom(book, sheet, y, height);
        sheet.Text(
            "本文", text, new Area(SheetFurniture.Left, y, SheetFurniture.Width, height),
            new TextStyle(TextPt, 7) { LinesMax = lines, LineHeight = 1.35, Place = TextPlace.Top });
        return (sheet, y + height + 2);
    }

    private static (FormSheet Sheet, double Y) MakeRoom(FormBook book, FormSheet sheet, double y, double heightMm)
    {
        if (y + heightMm <= SheetFurniture.BodyBottomWithoutCertification)
        {
            return (sheet, y);
        }

        return (book.Begin(continued: true), SheetFurniture.BodyTop);
    }
}
