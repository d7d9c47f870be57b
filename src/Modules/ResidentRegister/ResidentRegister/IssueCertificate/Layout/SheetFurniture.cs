using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>What stands around the content of every sheet: watermark, marks, title, certification, seal, foot.</summary>
internal static class SheetFurniture
{
    /// <summary>Left edge of the printed area; 20 mm leave room for binding several sheets.</summary>
    public const double Left = 20;

    /// <summary>Width of the printed area.</summary>
    public const double Width = 170;

    /// <summary>Where the content begins, below the title.</summary>
    public const double BodyTop = 34;

    /// <summary>Where the content ends, above the certification.</summary>
    public const double BodyBottom = 223;

    /// <summary>Where content ends on forms without certification at the bottom.</summary>
    public const double BodyBottomWithoutCertification = 272;

    private const double FootTop = 278;

    // Clause 10.7 and the page furniture of certificates: the electronic seal is black and at most 25 mm square.
    private const double SealMm = 23;

    /// <summary>The watermark, before anything else is drawn.</summary>
    public static void DrawWatermark(FormSheet sheet, CertificateWatermark watermark)
    {
        List<string> words = [];
        if (watermark.HasFlag(CertificateWatermark.Specimen))
        {
            words.Add("見本");
        }

        if (watermark.HasFlag(CertificateWatermark.FictitiousData))
        {
            words.Add("架空のデータ");
        }

        if (words.Count == 0)
        {
            return;
        }

        string text = string.Join('　', words);
        double size = Math.Min(96, 620.0 / text.Length);
        sheet.Page.SlantedText(text, PdfPage.WidthMm / 2, PdfPage.HeightMm / 2, size, 52, 0.88);
        Area band = new(Left, 6, Width, 5);
        sheet.Page.Fill(band, 0.92);
        sheet.Text("透かし", text, band, new TextStyle(8.5) { Align = TextAlign.Centre, Grey = 0.3 });
    }

    /// <summary>The marks at the upper left and the title in the middle.</summary>
    public static void DrawHead(FormSheet sheet, FontSet fonts, CertificateContent content, bool continued)
    {
        double x = Left;
        foreach (string mark in Marks(content.Marks))
        {
            double width = fonts.WidthMm(mark, 10.5) + 5;
            Area box = new(x, 13, width, 6.5);
            sheet.Page.Frame(box, FormSheet.FrameMm);
            sheet.Text("表示", mark, box, new TextStyle(10.5) { Align = TextAlign.Centre });
            x += width + 2;
        }

        string title = continued ? content.Title + "（続紙）" : content.Title;
        double natural = fonts.WidthMm(title, 18);
        double spread = Math.Clamp(natural * 1.6, natural, Math.Max(natural, 120));
        Area line = new((PdfPage.WidthMm - Math.Min(spread, Width)) / 2, 20, Math.Min(spread, Width), 11);
        sheet.Text("表題", title, line, new TextStyle(18, 10) { Align = TextAlign.Spread });
    }

    /// <summary>Document id and issue number with its page at the foot of each sheet.</summary>
    public static void DrawFoot(FormSheet sheet, CertificateContent content, int total)
    {
        sheet.Page.Line(Left, FootTop, Left + Width, FootTop, FormSheet.RuleMm);
        sheet.Text("文書識別番号", content.DocumentId, new Area(Left, FootTop + 0.8, 72, 5), new TextStyle(7, 5));
        sheet.Text(
            "発行番号", content.IssueNumber.On(sheet.Number, total), new Area(Left + 72, FootTop + 0.8, Width - 72, 5),
            new TextStyle(8.5, 6) { Align = TextAlign.Right, MinimumWidth = 0.8 });
    }

    /// <summary>Says on every sheet but the last that more follows; the certification stands on the last one only.</summary>
    public static void DrawContinues(FormSheet sheet) => sheet.Text(
        "次葉", "（次葉に続く）", new Area(Left, BodyBottom + 4, Width, 8), new TextStyle(10) { Align = TextAlign.Right });

    /// <summary>Authentication text, date, certifier, seal and the only QR code on the last sheet.</summary>
    public static void DrawCertification(FormSheet sheet, FontSet fonts, CertificateContent content, byte[]? code)
    {
        double left = Left;
        if (code is not null)
        {
            left += CodeSheets.DrawCode(sheet, code, Left, BodyBottom + 4) + 3;
        }

        double width = Left + Width - left;
        double y = BodyBottom + 5;
        if (content.AuthenticationText is { } authentication)
        {
            sheet.Text("認証文", authentication, new Area(left, y, width, 11), new TextStyle(11, 8) { LinesMax = 2 });
            y += 13;
        }

        sheet.Text("発行年月日", content.IssuedOn, new Area(left + 4, y, width - 4, 6), new TextStyle(11));
        if (content.Certifier is { } certifier)
        {
            double side = content.Seal?.SideMm ?? SealMm;
            double seal = content.SealText is null ? 0 : side + 2;
            DrawCertifier(sheet, fonts, certifier, new Area(left, y + 9, width - seal, 13));
            DrawSeal(sheet, content, new Area(Left + Width - side, y + 4, side, side));
        }
    }

    /// <summary>Office and name; beside each other when there is room, otherwise one below the other.</summary>
    public static void DrawCertifier(FormSheet sheet, FontSet fonts, Certifier certifier, Area area)
    {
        double office = fonts.WidthMm(certifier.Office, 12);
        double name = fonts.WidthMm(certifier.Name, 14) * 1.25;
        TextStyle officeStyle = new(12, 8) { Align = TextAlign.Right, MinimumWidth = 0.8 };
        TextStyle nameStyle = new(14, 8) { Align = TextAlign.Spread, MinimumWidth = 0.8 };
        if (office + name + 8 <= area.Width)
        {
            double nameLeft = area.Right - name - 3;
            sheet.Text("証明者職名", certifier.Office, new Area(area.X, area.Y, nameLeft - area.X - 5, area.Height), officeStyle);
            sheet.Text("証明者氏名", certifier.Name, new Area(nameLeft, area.Y, name, area.Height), nameStyle);
            return;
        }

        double width = Math.Min(name, area.Width - 3);
        sheet.Text("証明者職名", certifier.Office, new Area(area.X, area.Y, area.Width - 3, 6), officeStyle);
        sheet.Text("証明者氏名", certifier.Name, new Area(area.Right - 3 - width, area.Y + 6.5, width, 6.5), nameStyle);
    }

    /// <summary>The electronic seal: black, square, the registered picture, or else the words in columns from right to left.</summary>
    public static void DrawSeal(FormSheet sheet, CertificateContent content, Area area)
    {
        if (content.SealText is not { Length: > 0 } words)
        {
            return;
        }

        if (content.Seal is { } seal)
        {
            sheet.Page.Picture(seal.ToPicture(), area);
        }
        else
        {
            sheet.Page.Frame(area.Inset(0.4, 0.4), 0.8);
            sheet.Remember("公印", sheet.Page.SealText(words, area.Inset(2, 2)));
        }

        if (content.SealRemark is { } remark)
        {
            sheet.Text("公印の注記", remark, new Area(area.X - 10, area.Bottom + 0.6, area.Width + 10, 4), new TextStyle(7, 5) { Align = TextAlign.Right });
        }
    }

    private static IEnumerable<string> Marks(CertificateMarks marks)
    {
        (CertificateMarks Mark, string Words)[] all =
        [
            (CertificateMarks.Reissue, "再交付"), (CertificateMarks.OfficialUse, "公用"), (CertificateMarks.Removed, "除票"),
            (CertificateMarks.SpecialCaseMovingOut, "特例による転出処理済"),
        ];
        return all.Where(one => marks.HasFlag(one.Mark)).Select(one => one.Words);
    }
}
