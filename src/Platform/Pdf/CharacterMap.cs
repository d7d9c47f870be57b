using static System.Buffers.Binary.BinaryPrimitives;

namespace Daicho.Platform.Pdf;

/// <summary>From characters and variation sequences to glyph numbers.</summary>
/// <remarks>Source: OpenType 1.9 "cmap", formats 4, 12 and 14. Format 14 holds the ideographic variation sequences (IVS).</remarks>
internal sealed class CharacterMap
{
    private readonly Dictionary<int, ushort> supplementary = [];
    private readonly Dictionary<(int Base, int Selector), ushort> sequences = [];
    private readonly ushort[] basic = new ushort[0x10000];

    /// <exception cref="InvalidDataException">The table holds no Unicode subtable of format 4 or 12.</exception>
    public CharacterMap(byte[] cmap)
    {
        int count = ReadUInt16BigEndian(cmap.AsSpan(2));
        int found = 0;
        List<int> variations = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = cmap.AsSpan(4 + (8 * i), 8);
            int platform = ReadUInt16BigEndian(record);
            int encoding = ReadUInt16BigEndian(record[2..]);
            int offset = (int)ReadUInt32BigEndian(record[4..]);
            int format = ReadUInt16BigEndian(cmap.AsSpan(offset));
            bool unicode = platform == 0 || (platform == 3 && encoding is 1 or 10);
            switch (format)
            {
                case 4 when unicode:
                    ReadFormat4(cmap.AsSpan(offset));
                    found++;
                    break;
                case 12 when unicode:
                    ReadFormat12(cmap.AsSpan(offset));
                    found++;
                    break;
                case 14 when platform == 0:
                    variations.Add(offset);
                    break;
                default:
                    break;
            }
        }

        if (found == 0)
        {
            throw new InvalidDataException("The font has no Unicode character map of format 4 or 12.");
        }

        // Last, because a default sequence means "the glyph of the base character".
        foreach (int offset in variations)
        {
            ReadFormat14(cmap.AsSpan(offset));
        }
    }

    /// <summary>The glyph of a character; 0 when the font has none.</summary>
    public ushort GlyphOf(int scalar) =>
        scalar < basic.Length ? basic[scalar] : supplementary.GetValueOrDefault(scalar);

    /// <summary>The glyph of a character with its variation selector; 0 when the font lacks the sequence.</summary>
    public ushort GlyphOf(int scalar, int selector) => sequences.GetValueOrDefault((scalar, selector));

    private void Set(int scalar, int glyph)
    {
        if (scalar < basic.Length)
        {
            basic[scalar] = (ushort)glyph;
        }
        else
        {
            supplementary[scalar] = (ushort)glyph;
        }
    }

    private void ReadFormat4(ReadOnlySpan<byte> table)
    {
        int segments = ReadUInt16BigEndian(table[6..]) / 2;
        ReadOnlySpan<byte> ends = table[14..];
        ReadOnlySpan<byte> starts = table[(16 + (2 * segments))..];
        ReadOnlySpan<byte> deltas = table[(16 + (4 * segments))..];
        ReadOnlySpan<byte> offsets = table[(16 + (6 * segments))..];
        for (int segment = 0; segment < segments; segment++)
        {
            int start = ReadUInt16BigEndian(starts[(2 * segment)..]);
            int end = ReadUInt16BigEndian(ends[(2 * segment)..]);
            int delta = ReadUInt16BigEndian(deltas[(2 * segment)..]);
            int rangeOffset = ReadUInt16BigEndian(offsets[(2 * segment)..]);
            for (int scalar = start; scalar <= end && scalar != 0xFFFF; scalar++)
            {
                int glyph = scalar;
                if (rangeOffset != 0)
                {
                    glyph = ReadUInt16BigEndian(offsets[((2 * segment) + rangeOffset + (2 * (scalar - start)))..]);
                    if (glyph == 0)
                    {
                        continue;
                    }
                }

                Set(scalar, (glyph + delta) & 0xFFFF);
            }
        }
    }

    private void ReadFormat12(ReadOnlySpan<byte> table)
    {
        int groups = (int)ReadUInt32BigEndian(table[12..]);
        for (int i = 0; i < groups; i++)
        {
            ReadOnlySpan<byte> group = table.Slice(16 + (12 * i), 12);
            int start = (int)ReadUInt32BigEndian(group);
            int end = (int)ReadUInt32BigEndian(group[4..]);
            int glyph = (int)ReadUInt32BigEndian(group[8..]);
            for (int scalar = start; scalar <= end; scalar++)
            {
                Set(scalar, glyph + scalar - start);
            }
        }
    }

    private void ReadFormat14(ReadOnlySpan<byte> table)
    {
        int records = (int)ReadUInt32BigEndian(table[6..]);
        for (int i = 0; i < records; i++)
        {
            ReadOnlySpan<byte> record = table.Slice(10 + (11 * i), 11);
            int selector = ReadUInt24(record);
            int defaults = (int)ReadUInt32BigEndian(record[3..]);
            int others = (int)ReadUInt32BigEndian(record[7..]);
            if (defaults != 0)
            {
                ReadDefaults(table[defaults..], selector);
            }

            if (others != 0)
            {
                ReadOthers(table[others..], selector);
            }
        }
    }

    private void ReadDefaults(ReadOnlySpan<byte> table, int selector)
    {
        int ranges = (int)ReadUInt32BigEndian(table);
        for (int i = 0; i < ranges; i++)
        {
            int start = ReadUInt24(table[(4 + (4 * i))..]);
            int additional = table[7 + (4 * i)];
            for (int scalar = start; scalar <= start + additional; scalar++)
            {
                sequences[(scalar, selector)] = GlyphOf(scalar);
            }
        }
    }

    private void ReadOthers(ReadOnlySpan<byte> table, int selector)
    {
        int mappings = (int)ReadUInt32BigEndian(table);
        for (int i = 0; i < mappings; i++)
        {
            ReadOnlySpan<byte> mapping = table.Slice(4 + (5 * i), 5);
            sequences[(ReadUInt24(mapping), selector)] = ReadUInt16BigEndian(mapping[3..]);
        }
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
}
