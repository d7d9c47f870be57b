using System.Globalization;
using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>
/// The QR codes of a document: one stands beside the certification; several stand in order on sheets of their own, which say so.
/// </summary>
internal static class CodeSheets
{
    /// <summary>Side of the largest code.</summary>
    public const double LargestMm = 46;

    // Four dots of a 300 dpi printer are the least a hand-held reader resolves; a small code is not drawn larger than useful.
    private const double ModuleMm = 0.42;
    private const double ModuleSmallestMm = 0.33;
    private const double SmallestMm = 22;

    private const int Columns = 3;
    private const int Rows = 3;
    private const double NoteMm = 12;
    private const double CaptionMm = 6;
    private const double RowMm = LargestMm + CaptionMm + 4;

    /// <summary>How many sheets of their own the codes need.</summary>
    public static int Count(int codes) => codes > 1 ? (codes + (Columns * Rows) - 1) / (Columns * Rows) : 0;

    /// <summary>Adds the sheets of several codes.</summary>
    public static void Draw(FormBook book, IReadOnlyList<byte[]> codes)
    {
        for (int sheet = 0; sheet < Count(codes.Count); sheet++)
        {
            FormSheet page = book.Begin(continued: true);
            string total = Wide(codes.Count);
            page.Text(
                "二次元コード", $"二次元コードは全{total}個です。転入先の市区町村では、１／{total}から順に、すべてを読み取ってください。",
                new Area(SheetFurniture.Left, SheetFurniture.BodyTop, SheetFurniture.Width, NoteMm - 2), new TextStyle(10.5, 8) { LinesMax = 2 });
            for (int place = 0; place < Columns * Rows && (sheet * Columns * Rows) + place < codes.Count; place++)
            {
                int code = (sheet * Columns * Rows) + place;
                DrawPart(page, codes[code], $"{Wide(code + 1)}／{total}", place);
            }
        }
    }

    /// <summary>Draws one code at the left edge; its side in mm.</summary>
    public static double DrawCode(FormSheet sheet, byte[] payload, double x, double y)
    {
        QrSymbol symbol = Readable(payload, QrCorrection.Medium) ?? Readable(payload, QrCorrection.Low)
            ?? throw new ArgumentException("The payload makes a QR code too dense to be read from paper.", nameof(payload));
        double side = Math.Clamp(ModulesAcross(symbol) * ModuleMm, SmallestMm, LargestMm);
        sheet.Page.QrCode(symbol, x, y, side);
        return side;
    }

    private static void DrawPart(FormSheet page, byte[] payload, string caption, int place)
    {
        double column = SheetFurniture.Width / Columns;
        double x = SheetFurniture.Left + (column * (place % Columns));
        double y = SheetFurniture.BodyTop + NoteMm + (RowMm * (place / Columns));
        page.Text("二次元コードの番号", caption, new Area(x, y, column, CaptionMm), new TextStyle(10.5) { Align = TextAlign.Centre });
        DrawCode(page, payload, x + ((column - LargestMm) / 2), y + CaptionMm);
    }

    /// <summary>The code, if its modules stay large enough on the form.</summary>
    private static QrSymbol? Readable(byte[] payload, QrCorrection correction)
    {
        if (payload.Length > MoveOutCodes.BytesMax)
        {
            return null;
        }

        QrSymbol symbol = QrSymbol.Encode(payload, correction);
        return LargestMm / ModulesAcross(symbol) >= ModuleSmallestMm ? symbol : null;
    }

    private static int ModulesAcross(QrSymbol symbol) => symbol.Size + (2 * QrSymbol.QuietZoneModules);

    private static string Wide(int number) => string.Concat(
        number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + '０')));
}
