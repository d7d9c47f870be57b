namespace Daicho.Platform.Pdf;

/// <summary>One A4 portrait page. Everything is placed in millimetres from the upper left corner; later drawing covers earlier.</summary>
public sealed class PdfPage
{
    /// <summary>Width of A4 in millimetres (JIS P 0138).</summary>
    public const double WidthMm = 210;

    /// <summary>Height of A4 in millimetres (JIS P 0138).</summary>
    public const double HeightMm = 297;

    private readonly PdfDocument document;

    internal PdfPage(PdfDocument document) => this.document = document;

    internal PdfBuffer Content { get; } = new();

    internal SortedSet<int> FontsUsed { get; } = [];

    internal SortedSet<int> PicturesUsed { get; } = [];

    /// <summary>Sets a text into an area: aligned, broken and shrunk as the style allows.</summary>
    /// <returns>What became of it; a layout collects every outcome that is not whole.</returns>
    public TextOutcome Text(string text, Area area, TextStyle style)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(style);
        IReadOnlyList<MappedCharacter> characters = document.Fonts.Map(text);
        FittedText fitted = TextFitting.Fit(characters, area.Width, area.Height, style);
        MissingCharacter[] missing =
            [.. characters.Where(c => c.IsMissing && !c.IsLineBreak).Select(c => c.AsMissing()).Distinct()];
        if (fitted.Lines.Any(line => line.Count > 0))
        {
            DrawLines(fitted, area, style);
        }

        return new TextOutcome(fitted.SizePt, fitted.Width, fitted.Overflowed, missing);
    }

    /// <summary>Writes a text along a slanted line through a point, for watermarks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Middle of the text in millimetres.</param>
    /// <param name="y">Middle of the text in millimetres.</param>
    /// <param name="sizePt">Type size in points.</param>
    /// <param name="degrees">Angle, counter-clockwise.</param>
    /// <param name="grey">0 black, 1 white.</param>
    public void SlantedText(string text, double x, double y, double sizePt, double degrees, double grey)
    {
        IReadOnlyList<MappedCharacter> characters = document.Fonts.Map(text);
        double half = FontSet.WidthMm(characters, sizePt) / 2 * Units.PointsPerMillimetre;
        double drop = sizePt * MiddleToBaseline;
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        Content.Append("BT ").Append(grey).Append(" g ");
        Content.Append(cosine).Append(" ").Append(sine).Append(" ").Append(-sine).Append(" ").Append(cosine).Append(" ");
        Content.Append((x * Units.PointsPerMillimetre) - (half * cosine) + (drop * sine)).Append(" ");
        Content.Append(Up(y) - (half * sine) - (drop * cosine)).Append(" Tm");
        Show(characters, sizePt);
        Content.Append(" ET\n");
    }

    /// <summary>Writes a text in columns from right to left, each character stretched to fill its cell, as on a seal (印影).</summary>
    /// <returns>The characters left out for want of a glyph.</returns>
    public IReadOnlyList<MissingCharacter> SealText(string text, Area area)
    {
        IReadOnlyList<MappedCharacter> characters = document.Fonts.Map(text);
        int columns = (int)Math.Ceiling(Math.Sqrt(characters.Count));
        Content.Append("BT 0 g");
        int next = 0;
        for (int column = 0; column < columns; column++)
        {
            // 7 characters in 3 columns stand as 3, 2, 2; the shorter columns have taller characters.
            int rows = (characters.Count - next + columns - column - 1) / (columns - column);
            double width = area.Width / columns;
            double height = area.Height / rows;
            for (int row = 0; row < rows; row++, next++)
            {
                double left = area.Right - ((column + 1) * width);
                double baseline = area.Y + (height * (row + 0.5 + (MiddleToBaseline * SealFill)));
                Content.Append(" ").Append(width * SealFill * Units.PointsPerMillimetre).Append(" 0 0 ");
                Content.Append(height * SealFill * Units.PointsPerMillimetre).Append(" ");
                Point(left + (width * (1 - SealFill) / 2), baseline).Append("Tm");
                Show([characters[next]], 1);
            }
        }

        Content.Append(" ET\n");
        return [.. characters.Where(c => c.IsMissing).Select(c => c.AsMissing()).Distinct()];
    }

    /// <summary>Draws a straight line.</summary>
    /// <param name="x1">Start.</param>
    /// <param name="y1">Start.</param>
    /// <param name="x2">End.</param>
    /// <param name="y2">End.</param>
    /// <param name="widthMm">Thickness in millimetres.</param>
    /// <param name="dashMm">Length of dashes and gaps; null draws through.</param>
    public void Line(double x1, double y1, double x2, double y2, double widthMm = 0.15, double? dashMm = null)
    {
        BeginStroke(widthMm, dashMm);
        Point(x1, y1).Append("m ");
        Point(x2, y2).Append("l S\n");
        EndStroke(dashMm);
    }

    /// <summary>Draws the outline of an area.</summary>
    public void Frame(Area area, double widthMm = 0.15, double? dashMm = null)
    {
        BeginStroke(widthMm, dashMm);
        Rectangle(area).Append("S\n");
        EndStroke(dashMm);
    }

    /// <summary>Fills an area with a grey.</summary>
    public void Fill(Area area, double grey)
    {
        Content.Append(grey).Append(" g ");
        Rectangle(area).Append("f\n");
    }

    /// <summary>Draws a QR code, its quiet zone of four modules included, as filled black modules.</summary>
    public void QrCode(QrSymbol symbol, double x, double y, double sideMm)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        double module = sideMm / (symbol.Size + (2 * QrSymbol.QuietZoneModules));
        Content.Append("0 g ");
        for (int row = 0; row < symbol.Size; row++)
        {
            for (int column = 0; column < symbol.Size; column++)
            {
                int from = column;
                while (column < symbol.Size && symbol.IsDark(row, column))
                {
                    column++;
                }

                if (column > from)
                {
                    double left = x + (module * (from + QrSymbol.QuietZoneModules));
                    double top = y + (module * (row + QrSymbol.QuietZoneModules));
                    Rectangle(new Area(left, top, module * (column - from), module));
                }
            }
        }

        Content.Append("f\n");
    }

    /// <summary>Draws a picture in black over an area; what is not black stays as it is.</summary>
    public void Picture(BlackPicture picture, Area area)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int number = document.NumberOf(picture);
        PicturesUsed.Add(number);
        Content.Append("q 0 g ").Append(area.Width * Units.PointsPerMillimetre).Append(" 0 0 ");
        Content.Append(area.Height * Units.PointsPerMillimetre).Append(" ");
        Point(area.X, area.Bottom).Append("cm /I").Append(number + 1).Append(" Do Q\n");
    }

    /// <summary>From the middle of the em box of a Japanese font down to its baseline, in type sizes: (0.88 − 0.12) / 2.</summary>
    private const double MiddleToBaseline = 0.38;

    // Characters of a seal nearly touch; the rest is the white between them.
    private const double SealFill = 0.94;

    private void DrawLines(FittedText fitted, Area area, TextStyle style)
    {
        double lineMm = fitted.SizePt * Units.MillimetresPerPoint;
        double stepMm = lineMm * style.LineHeight;
        double blockMm = lineMm + ((fitted.Lines.Count - 1) * stepMm);
        double top = style.Place switch
        {
            TextPlace.Top => area.Y,
            TextPlace.Middle => area.Y + ((area.Height - blockMm) / 2),
            TextPlace.Bottom => area.Bottom - blockMm,
        };

        // One text object for all lines: extraction gives a broken text back whole.
        Content.Append("BT ").Append(style.Grey).Append(" g");
        if (fitted.Width < 1)
        {
            Content.Append(" ").Append(fitted.Width * 100).Append(" Tz");
        }

        for (int i = 0; i < fitted.Lines.Count; i++)
        {
            double baseline = top + (i * stepMm) + (lineMm * (0.5 + MiddleToBaseline));
            DrawLine(fitted.Lines[i], fitted, area, style.Align, baseline);
        }

        Content.Append(fitted.Width < 1 ? " 100 Tz ET\n" : " ET\n");
    }

    private void DrawLine(IReadOnlyList<MappedCharacter> line, FittedText fitted, Area area, TextAlign align, double baseline)
    {
        double width = FontSet.WidthMm(line, fitted.SizePt) * fitted.Width;
        double spare = area.Width - width;
        double spacing = align == TextAlign.Spread && line.Count > 1 ? Math.Max(0, spare / (line.Count - 1)) : 0;
        double x = area.X + align switch
        {
            TextAlign.Left => 0,
            TextAlign.Centre => spare / 2,
            TextAlign.Right => spare,
            TextAlign.Spread => line.Count > 1 ? 0 : spare / 2,
        };

        Content.Append(" 1 0 0 1 ");
        Point(x, baseline).Append("Tm");
        if (spacing > 0)
        {
            Content.Append(" ").Append(spacing * Units.PointsPerMillimetre).Append(" Tc");
        }

        Show(line, fitted.SizePt);
        if (spacing > 0)
        {
            Content.Append(" 0 Tc");
        }
    }

    private void Show(IReadOnlyList<MappedCharacter> characters, double sizePt)
    {
        for (int i = 0; i < characters.Count;)
        {
            int font = characters[i].Font;
            FontSubset subset = document.SubsetOf(font);
            FontsUsed.Add(font);
            Content.Append(" /F").Append(font + 1).Append(" ").Append(sizePt).Append(" Tf [<");
            for (; i < characters.Count && characters[i].Font == font; i++)
            {
                if (characters[i].IsMissing)
                {
                    // A gap of one em: neither an empty box nor the next best glyph.
                    Content.Append("> -1000 <");
                    document.Report(characters[i]);
                }
                else
                {
                    Content.AppendHex(subset.NumberOf(characters[i]));
                }
            }

            Content.Append(">] TJ");
        }
    }

    private void BeginStroke(double widthMm, double? dashMm)
    {
        Content.Append(widthMm * Units.PointsPerMillimetre).Append(" w ");
        if (dashMm is { } dash)
        {
            Content.Append("[").Append(dash * Units.PointsPerMillimetre).Append("] 0 d ");
        }
    }

    private void EndStroke(double? dashMm)
    {
        if (dashMm is not null)
        {
            Content.Append("[] 0 d\n");
        }
    }

    private PdfBuffer Rectangle(Area area) => Content
        .Append(area.X * Units.PointsPerMillimetre).Append(" ").Append(Up(area.Bottom)).Append(" ")
        .Append(area.Width * Units.PointsPerMillimetre).Append(" ").Append(area.Height * Units.PointsPerMillimetre).Append(" re ");

    private PdfBuffer Point(double x, double y) =>
        Content.Append(x * Units.PointsPerMillimetre).Append(" ").Append(Up(y)).Append(" ");

    private static double Up(double y) => (HeightMm - y) * Units.PointsPerMillimetre;
}
