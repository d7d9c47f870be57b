using static System.Buffers.Binary.BinaryPrimitives;

namespace Daicho.Platform.Pdf;

/// <summary>One glyph as it goes into a subset: outline without hinting instructions, and where it names other glyphs.</summary>
/// <remarks>Source: OpenType 1.9 "glyf". Instructions only help coarse screens; a print does not use them, and without them
/// the subset is smaller and needs no fpgm, prep and cvt tables.</remarks>
/// <param name="Bytes">The outline, padded to four bytes; empty for a blank glyph.</param>
/// <param name="Components">Of a composite glyph: offset in <paramref name="Bytes"/> and number of each glyph named.</param>
internal sealed record GlyphOutline(byte[] Bytes, IReadOnlyList<(int Offset, ushort Glyph)> Components)
{
    private const int HeaderBytes = 10;
    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasTwoByTwo = 0x0080;
    private const int HasInstructions = 0x0100;

    /// <summary>A glyph that draws nothing.</summary>
    public static readonly GlyphOutline Blank = new([], []);

    /// <summary>Reads a glyph as the font file holds it.</summary>
    public static GlyphOutline Read(ReadOnlySpan<byte> glyph)
    {
        if (glyph.IsEmpty)
        {
            return Blank;
        }

        int contours = ReadInt16BigEndian(glyph);
        return contours >= 0 ? ReadSimple(glyph, contours) : ReadComposite(glyph);
    }

    private static GlyphOutline ReadSimple(ReadOnlySpan<byte> glyph, int contours)
    {
        int lengthAt = HeaderBytes + (2 * contours);
        int instructions = ReadUInt16BigEndian(glyph[lengthAt..]);
        ReadOnlySpan<byte> points = glyph[(lengthAt + 2 + instructions)..];
        byte[] bytes = new byte[PadToFour(lengthAt + 2 + points.Length)];
        glyph[..lengthAt].CopyTo(bytes);
        points.CopyTo(bytes.AsSpan(lengthAt + 2));
        return new(bytes, []);
    }

    private static GlyphOutline ReadComposite(ReadOnlySpan<byte> glyph)
    {
        List<(int, ushort)> components = [];
        byte[] bytes = glyph.ToArray();
        int at = HeaderBytes;
        int flags;
        do
        {
            flags = ReadUInt16BigEndian(glyph[at..]);
            WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)(flags & ~HasInstructions));
            components.Add((at + 2, ReadUInt16BigEndian(glyph[(at + 2)..])));
            at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2);
            at += (flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasTwoByTwo) != 0 ? 8 : 0;
        }
        while ((flags & MoreComponents) != 0);

        Array.Resize(ref bytes, at);
        Array.Resize(ref bytes, PadToFour(at));
        return new(bytes, components);
    }

    private static int PadToFour(int length) => (length + 3) & ~3;
}
