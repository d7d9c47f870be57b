using static System.Buffers.Binary.BinaryPrimitives;

namespace Daicho.Platform.Pdf;

/// <summary>The glyphs one document uses of one font, numbered in the order of their first use.</summary>
/// <remarks>The number stands for a glyph <em>and</em> the text it was drawn for, so that a glyph shared by a base character
/// and its default variation sequence is extracted as what was written in each place.</remarks>
internal sealed class FontSubset(TrueTypeFont font)
{
    private readonly Dictionary<MappedCharacter, ushort> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<MappedCharacter> characters = [];

    public TrueTypeFont Font => font;

    /// <summary>The drawn characters; the first has number 1, because 0 is the glyph for "missing".</summary>
    public IReadOnlyList<MappedCharacter> Characters => characters;

    /// <summary>The number of a character in this document.</summary>
    public ushort NumberOf(MappedCharacter character)
    {
        if (!numbers.TryGetValue(character, out ushort number))
        {
            characters.Add(character);
            number = checked((ushort)characters.Count);
            numbers.Add(character, number);
        }

        return number;
    }

    /// <summary>A TrueType file with only these glyphs and the glyphs they are composed of.</summary>
    public byte[] ToTrueType()
    {
        List<ushort> glyphs = [0, .. characters.Select(character => character.Glyph)];
        Dictionary<ushort, ushort> parts = [];
        PdfBuffer outlines = new();
        List<int> starts = [];

        // The list grows while it is walked: composite glyphs add their parts at the end.
        for (int i = 0; i < glyphs.Count; i++)
        {
            starts.Add(outlines.Length);
            GlyphOutline outline = i == 0 ? GlyphOutline.Blank : font.OutlineOf(glyphs[i]);
            outlines.Append(Renumber(outline, glyphs, parts));
        }

        starts.Add(outlines.Length);
        return Assemble(glyphs, starts, outlines.ToArray());
    }

    private static byte[] Renumber(GlyphOutline outline, List<ushort> glyphs, Dictionary<ushort, ushort> parts)
    {
        if (outline.Components.Count == 0)
        {
            return outline.Bytes;
        }

        byte[] bytes = [.. outline.Bytes];
        foreach ((int offset, ushort glyph) in outline.Components)
        {
            if (!parts.TryGetValue(glyph, out ushort number))
            {
                number = checked((ushort)glyphs.Count);
                parts.Add(glyph, number);
                glyphs.Add(glyph);
            }

            WriteUInt16BigEndian(bytes.AsSpan(offset), number);
        }

        return bytes;
    }

    private byte[] Assemble(List<ushort> glyphs, List<int> starts, byte[] outlines)
    {
        byte[] head = [.. font.Head];
        WriteUInt32BigEndian(head.AsSpan(8), 0);
        WriteInt16BigEndian(head.AsSpan(50), 1);
        byte[] horizontalHeader = [.. font.HorizontalHeader];
        WriteUInt16BigEndian(horizontalHeader.AsSpan(34), (ushort)glyphs.Count);
        byte[] maximumProfile = [.. font.MaximumProfile];
        WriteUInt16BigEndian(maximumProfile.AsSpan(4), (ushort)glyphs.Count);
        byte[] metrics = new byte[4 * glyphs.Count];
        byte[] locations = new byte[4 * starts.Count];
        for (int i = 0; i < glyphs.Count; i++)
        {
            (ushort advance, short bearing) = font.MetricsOf(glyphs[i]);
            WriteUInt16BigEndian(metrics.AsSpan(4 * i), advance);
            WriteInt16BigEndian(metrics.AsSpan((4 * i) + 2), bearing);
        }

        for (int i = 0; i < starts.Count; i++)
        {
            WriteUInt32BigEndian(locations.AsSpan(4 * i), (uint)starts[i]);
        }

        return TrueTypeFile.Build(
        [
            ("glyf", outlines), ("head", head), ("hhea", horizontalHeader),
            ("hmtx", metrics), ("loca", locations), ("maxp", maximumProfile),
        ]);
    }
}

/// <summary>Puts tables together into a TrueType file. Source: OpenType 1.9, "Organization of an OpenType Font".</summary>
internal static class TrueTypeFile
{
    private const uint FileChecksum = 0xB1B0AFBA;
    private const int ChecksumAdjustmentInHead = 8;

    /// <param name="tables">The tables in the order of their tags, head among them.</param>
    public static byte[] Build(IReadOnlyList<(string Tag, byte[] Bytes)> tables)
    {
        int directory = 12 + (16 * tables.Count);
        byte[] file = new byte[directory + tables.Sum(table => Padded(table.Bytes.Length))];
        WriteUInt32BigEndian(file, 0x00010000);
        WriteUInt16BigEndian(file.AsSpan(4), (ushort)tables.Count);
        int power = 1;
        int log = 0;
        while (power * 2 <= tables.Count)
        {
            power *= 2;
            log++;
        }

        WriteUInt16BigEndian(file.AsSpan(6), (ushort)(16 * power));
        WriteUInt16BigEndian(file.AsSpan(8), (ushort)log);
        WriteUInt16BigEndian(file.AsSpan(10), (ushort)(16 * (tables.Count - power)));

        int at = directory;
        int headAt = 0;
        for (int i = 0; i < tables.Count; i++)
        {
            (string tag, byte[] bytes) = tables[i];
            headAt = tag == "head" ? at : headAt;
            bytes.CopyTo(file.AsSpan(at));
            Span<byte> record = file.AsSpan(12 + (16 * i), 16);
            System.Text.Encoding.ASCII.GetBytes(tag, record);
            WriteUInt32BigEndian(record[4..], Checksum(file.AsSpan(at, Padded(bytes.Length))));
            WriteUInt32BigEndian(record[8..], (uint)at);
            WriteUInt32BigEndian(record[12..], (uint)bytes.Length);
            at += Padded(bytes.Length);
        }

        uint adjustment = unchecked(FileChecksum - Checksum(file));
        WriteUInt32BigEndian(file.AsSpan(headAt + ChecksumAdjustmentInHead), adjustment);
        return file;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 4)
        {
            sum = unchecked(sum + ReadUInt32BigEndian(bytes[i..]));
        }

        return sum;
    }
}
