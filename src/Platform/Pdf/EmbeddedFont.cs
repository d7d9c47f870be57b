using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Daicho.Platform.Pdf;

/// <summary>Writes a subset font into a document (ISO 32000-1, 9.7 and 9.10.3).</summary>
internal static class EmbeddedFont
{
    // A CMap may map at most 100 codes per block (Adobe Technical Note 5014, 1.4.1).
    private const int MappingsPerBlock = 100;

    /// <summary>Writes the five objects of a Type 0 font.</summary>
    /// <returns>The number of the Type 0 font object.</returns>
    public static int Write(PdfFile file, FontSubset subset, CompressionLevel compression)
    {
        TrueTypeFont font = subset.Font;
        byte[] program = subset.ToTrueType();
        string name = $"{Tag(subset)}+{font.PostScriptName}";
        int type0 = file.Reserve();
        int descendant = file.Reserve();
        int descriptor = file.Reserve();
        int outlines = file.Reserve();
        int unicode = file.Reserve();
        (int left, int bottom, int right, int top) = font.Bounds;

        file.Write(type0, $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            + $"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>");
        file.Write(descendant, $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} "
            + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            + $"/FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /DW 1000 /W [1 [{Widths(subset)}]] >>");

        // Flags 6: serif, and symbolic because its glyphs follow no standard Latin encoding (9.8.2).
        file.Write(descriptor, $"<< /Type /FontDescriptor /FontName /{name} /Flags 6 /FontBBox [{left} {bottom} {right} {top}] "
            + $"/ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 "
            + $"/FontFile2 {outlines} 0 R >>");
        file.WriteCompressed(outlines, $"/Length1 {program.Length}", program, compression);
        file.WriteCompressed(unicode, "", ToUnicode(subset), compression);
        return type0;
    }

    private static string Widths(FontSubset subset) => string.Join(
        ' ', subset.Characters.Select(character => (int)Math.Round(character.AdvanceEm * 1000)));

    /// <summary>Six letters that differ between subsets (9.6.4), taken from the glyphs so that they repeat.</summary>
    private static string Tag(FontSubset subset)
    {
        byte[] glyphs = [.. subset.Characters.SelectMany(character => BitConverter.GetBytes(character.Glyph))];
        byte[] hash = SHA256.HashData(glyphs);
        return string.Concat(hash.Take(6).Select(value => (char)('A' + (value % 26))));
    }

    private static ReadOnlySpan<byte> ToUnicode(FontSubset subset)
    {
        PdfBuffer map = new();
        map.Append("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            + "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            + "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            + "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        IReadOnlyList<MappedCharacter> characters = subset.Characters;
        for (int start = 0; start < characters.Count; start += MappingsPerBlock)
        {
            int end = Math.Min(start + MappingsPerBlock, characters.Count);
            map.Append((end - start).ToString(CultureInfo.InvariantCulture)).Append(" beginbfchar\n");
            for (int i = start; i < end; i++)
            {
                map.Append("<").AppendHex((ushort)(i + 1)).Append("> <").AppendUtf16Hex(characters[i].Source).Append(">\n");
            }

            map.Append("endbfchar\n");
        }

        map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        return map.Written;
    }
}
