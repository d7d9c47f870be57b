using System.Collections.Concurrent;
using System.Text;

using static System.Buffers.Binary.BinaryPrimitives;

namespace Daicho.Platform.Pdf;

/// <summary>One TrueType font file: character map, widths and outlines. Opened once per process and safe for any thread.</summary>
/// <remarks>Only fonts with TrueType outlines; see ADR 0012 for why CFF fonts (Noto CJK) are not embedded.</remarks>
public sealed class TrueTypeFont
{
    private const int PostScriptNameId = 6;

    private static readonly ConcurrentDictionary<string, Lazy<TrueTypeFont>> Opened = new(StringComparer.Ordinal);

    private readonly FontTables tables;
    private readonly byte[] horizontalMetrics;
    private readonly byte[] locations;
    private readonly int widthCount;
    private readonly bool longLocations;
    private readonly ConcurrentDictionary<ushort, GlyphOutline> outlines = new();
    private readonly Lazy<string> identity;

    private TrueTypeFont(string path)
    {
        tables = new FontTables(path);
        Head = tables.Read("head");
        HorizontalHeader = tables.Read("hhea");
        MaximumProfile = tables.Read("maxp");
        horizontalMetrics = tables.Read("hmtx");
        locations = tables.Read("loca");
        Characters = new CharacterMap(tables.Read("cmap"));
        UnitsPerEm = ReadUInt16BigEndian(Head.AsSpan(18));
        longLocations = ReadInt16BigEndian(Head.AsSpan(50)) == 1;
        widthCount = ReadUInt16BigEndian(HorizontalHeader.AsSpan(34));
        Ascent = Per1000(ReadInt16BigEndian(HorizontalHeader.AsSpan(4)));
        Descent = Per1000(ReadInt16BigEndian(HorizontalHeader.AsSpan(6)));
        PostScriptName = ReadPostScriptName(tables.Read("name"));
        identity = new Lazy<string>(() => $"{PostScriptName} {Convert.ToHexStringLower(tables.Hash())}");
    }

    /// <summary>The name of the font inside a document, such as IPAmjMincho.</summary>
    public string PostScriptName { get; }

    /// <summary>Name and SHA-256 of the file, which tell it from any other version of the font. Read from the file once.</summary>
    public string Identity => identity.Value;

    internal byte[] Head { get; }

    internal byte[] HorizontalHeader { get; }

    internal byte[] MaximumProfile { get; }

    internal CharacterMap Characters { get; }

    internal int UnitsPerEm { get; }

    /// <summary>Upper edge of the em box in thousandths of the type size.</summary>
    internal int Ascent { get; }

    /// <summary>Lower edge of the em box in thousandths of the type size; negative.</summary>
    internal int Descent { get; }

    /// <summary>The enclosing box of all glyphs in thousandths of the type size.</summary>
    internal (int Left, int Bottom, int Right, int Top) Bounds =>
        (Per1000(ReadInt16BigEndian(Head.AsSpan(36))), Per1000(ReadInt16BigEndian(Head.AsSpan(38))),
         Per1000(ReadInt16BigEndian(Head.AsSpan(40))), Per1000(ReadInt16BigEndian(Head.AsSpan(42))));

    /// <summary>Opens a font file, or gives the one already open in this process.</summary>
    /// <param name="path">The .ttf file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a TrueType font this writer can embed.</exception>
    public static TrueTypeFont Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Lazy<TrueTypeFont> font = Opened.GetOrAdd(
            Path.GetFullPath(path), static full => new Lazy<TrueTypeFont>(() => new TrueTypeFont(full)));
        try
        {
            return font.Value;
        }
        catch (Exception)
        {
            // A font installed after the first failure must be found on the next call.
            Opened.TryRemove(KeyValuePair.Create(Path.GetFullPath(path), font));
            throw;
        }
    }

    /// <summary>Advance width and left side bearing in font units.</summary>
    internal (ushort Advance, short LeftSideBearing) MetricsOf(ushort glyph)
    {
        int entry = Math.Min(glyph, widthCount - 1);
        ushort advance = ReadUInt16BigEndian(horizontalMetrics.AsSpan(4 * entry));
        int bearingAt = glyph < widthCount ? (4 * glyph) + 2 : (4 * widthCount) + (2 * (glyph - widthCount));
        return (advance, ReadInt16BigEndian(horizontalMetrics.AsSpan(bearingAt)));
    }

    /// <summary>The outline of a glyph, read from the file at its first use.</summary>
    internal GlyphOutline OutlineOf(ushort glyph) => outlines.GetOrAdd(glyph, static (number, font) => font.ReadOutline(number), this);

    private GlyphOutline ReadOutline(ushort glyph)
    {
        long start = LocationOf(glyph);
        long end = LocationOf(glyph + 1);
        return GlyphOutline.Read(tables.Read("glyf", start, (int)(end - start)));
    }

    private long LocationOf(int glyph) => longLocations
        ? ReadUInt32BigEndian(locations.AsSpan(4 * glyph))
        : 2L * ReadUInt16BigEndian(locations.AsSpan(2 * glyph));

    private int Per1000(int units) => (int)Math.Round(1000.0 * units / UnitsPerEm);

    private static string ReadPostScriptName(byte[] name)
    {
        int count = ReadUInt16BigEndian(name.AsSpan(2));
        int storage = ReadUInt16BigEndian(name.AsSpan(4));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = name.AsSpan(6 + (12 * i), 12);
            bool windows = ReadUInt16BigEndian(record) == 3;
            if (windows && ReadUInt16BigEndian(record[6..]) == PostScriptNameId)
            {
                int length = ReadUInt16BigEndian(record[8..]);
                int offset = ReadUInt16BigEndian(record[10..]);
                string text = Encoding.BigEndianUnicode.GetString(name, storage + offset, length);
                return new string([.. text.Where(char.IsAsciiLetterOrDigit)]);
            }
        }

        return "Unnamed";
    }
}
