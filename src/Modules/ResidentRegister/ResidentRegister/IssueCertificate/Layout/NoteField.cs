using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>The combined field (統合記載欄): history, points to note and remarks, flowing over as many sheets as needed.</summary>
internal sealed class NoteField(FontSet fonts, IReadOnlyList<CertificateNote> notes)
{
    private const double KindMm = 24;
    private const double TextPt = 9.5;
    private const double LineMm = TextPt * 1.25 * 25.4 / 72;
    private const double PaddingMm = 2;

    // A stack, because the rest of a divided entry comes before all others.
    private readonly Stack<CertificateNote> waiting = new(notes.OrderBy(note => note.Kind).Reverse());

    /// <summary>Height of the heading, one line and the closing words: less room than this is not begun.</summary>
    public const double SmallestMm = 18;

    /// <summary>Whether entries wait for a further sheet.</summary>
    public bool HasMore => waiting.Count > 0;

    /// <summary>Draws as many entries as fit.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="area">Where.</param>
    /// <param name="largestMm">Height of the field on a further sheet: an entry that fits there is not divided.</param>
    public void Draw(FormSheet sheet, Area area, double largestMm)
    {
        const double HeadingMm = 6;
        sheet.Page.Frame(area, FormSheet.FrameMm);
        sheet.Text("統合記載欄", "統合記載欄", new Area(area.X + (area.Width / 2) - 25, area.Y, 50, HeadingMm), new TextStyle(8.5) { Align = TextAlign.Spread });
        double y = area.Y + HeadingMm;
        double width = area.Width - KindMm - 4;
        NoteKind? last = null;
        while (waiting.TryPop(out CertificateNote? note))
        {
            double room = area.Bottom - y;
            int lines = (int)((room - PaddingMm) / LineMm);
            if (HeightOf(note, width) > room)
            {
                if (HeightOf(note, width) <= largestMm - HeadingMm || lines < 1)
                {
                    waiting.Push(note);
                    break;
                }

                (string head, string tail) = fonts.SplitAfterLines(note.Text, width, TextPt, lines);
                waiting.Push(note with { Text = tail });
                note = note with { Text = head };
            }

            double height = HeightOf(note, width);
            DrawNote(sheet, note, last, new Area(area.X, y, area.Width, height));
            last = note.Kind;
            y += height;
        }

        if (HasMore)
        {
            sheet.Page.Line(area.X, y, area.Right, y, FormSheet.RuleMm);
            return;
        }

        sheet.Page.Line(area.X, y, area.Right, y, FormSheet.RuleMm);
        if (area.Bottom - y >= LineMm + 1)
        {
            sheet.Text("以下余白", "（以下余白）", new Area(area.X, y, area.Width, LineMm + 2), new TextStyle(9) { Align = TextAlign.Centre });
        }
    }

    private static void DrawNote(FormSheet sheet, CertificateNote note, NoteKind? last, Area area)
    {
        double ruleFrom = last == note.Kind ? area.X + KindMm : area.X;
        sheet.Page.Line(ruleFrom, area.Y, area.Right, area.Y, FormSheet.RuleMm);
        if (last != note.Kind)
        {
            sheet.Text(
                "統合記載欄", KindName(note.Kind), new Area(area.X + 2, area.Y + (PaddingMm / 2), KindMm - 4, LineMm),
                new TextStyle(8.5) { Align = TextAlign.Spread });
        }

        sheet.Page.Line(area.X + KindMm, area.Y, area.X + KindMm, area.Bottom, FormSheet.RuleMm);
        sheet.Text(
            KindName(note.Kind), note.Text, new Area(area.X + KindMm + 2, area.Y + (PaddingMm / 2), area.Width - KindMm - 4, area.Height - PaddingMm + 0.5),
            new TextStyle(TextPt, 6) { LinesMax = int.MaxValue, Place = TextPlace.Middle });
    }

    private double HeightOf(CertificateNote note, double widthMm) =>
        (Math.Max(1, fonts.CountLines(note.Text, widthMm, TextPt)) * LineMm) + PaddingMm;

    private static string KindName(NoteKind kind) => kind switch
    {
        NoteKind.History => "異動履歴",
        NoteKind.PointToNote => "留意事項",
        NoteKind.Remark => "備考",
    };
}
