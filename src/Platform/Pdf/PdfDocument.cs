using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>What a document says about itself. No personal data: the title shows in window bars and file lists.</summary>
/// <param name="Title">The kind of document, such as 住民票の写し.</param>
/// <param name="CreatedAt">Null leaves the date out; equal contents then give equal bytes.</param>
public sealed record PdfMetadata(string Title, DateTimeOffset? CreatedAt = null);

/// <summary>A finished document.</summary>
/// <param name="Bytes">The PDF file.</param>
/// <param name="Sha256">Hash of everything in the file before compression: equal for equal drawings in equal fonts.</param>
/// <param name="PageCount">Number of pages.</param>
/// <param name="Missing">Characters left as gaps, each once; a certificate with any of them must not go out unseen.</param>
public sealed record PdfOutput(byte[] Bytes, byte[] Sha256, int PageCount, IReadOnlyList<MissingCharacter> Missing);

/// <summary>Writes a PDF of A4 pages with embedded, subset fonts and extractable text.</summary>
/// <remarks>
/// ISO 32000-1 (PDF 1.7): Type 0 fonts with Identity-H, TrueType outlines, a ToUnicode map that keeps variation selectors.
/// The bytes depend on the drawing alone: no clock, no random numbers, and the document /ID is a hash of the contents.
/// (Compressed bytes may change with the .NET version; the hash, which is of what was compressed, does not.) ADR 0012. Not safe
/// for two threads.
/// </remarks>
public sealed class PdfDocument(FontSet fonts, PdfMetadata metadata)
{
    private readonly List<PdfPage> pages = [];
    private readonly SortedDictionary<int, FontSubset> subsets = [];
    private readonly List<MissingCharacter> missing = [];
    private readonly List<BlackPicture> pictures = [];

    /// <summary>The fonts text is set in.</summary>
    public FontSet Fonts => fonts;

    /// <summary>How streams are packed. Fastest: certificates are made while someone waits at the counter.</summary>
    public CompressionLevel Compression { get; init; } = CompressionLevel.Fastest;

    /// <summary>The pages so far; they can be drawn on until the document is finished (page 1 of how many?).</summary>
    public IReadOnlyList<PdfPage> Pages => pages;

    /// <summary>Adds an empty A4 portrait page.</summary>
    public PdfPage AddPage()
    {
        PdfPage page = new(this);
        pages.Add(page);
        return page;
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="InvalidOperationException">There is no page.</exception>
    public PdfOutput Finish()
    {
        if (pages.Count == 0)
        {
            throw new InvalidOperationException("A document needs at least one page.");
        }

        using PdfFile file = new();
        int catalog = file.Reserve();
        int tree = file.Reserve();
        int information = file.Reserve();
        int xmp = file.Reserve();
        file.Write(catalog, $"<< /Type /Catalog /Pages {tree} 0 R /Metadata {xmp} 0 R /Lang (ja-JP) "
            + "/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>");
        WriteInformation(file, information);
        file.WriteStream(xmp, "/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Xmp()));
        Dictionary<int, int> fontObjects = [];
        foreach ((int font, FontSubset subset) in subsets)
        {
            fontObjects[font] = EmbeddedFont.Write(file, subset, Compression);
        }

        int[] pictureObjects = [.. pictures.Select(picture => WritePicture(file, picture))];
        WritePages(file, tree, fontObjects, pictureObjects);
        (byte[] bytes, byte[] sha256) = file.Finish(catalog, information);
        return new PdfOutput(bytes, sha256, pages.Count, [.. missing]);
    }

    internal FontSubset SubsetOf(int font)
    {
        if (!subsets.TryGetValue(font, out FontSubset? subset))
        {
            subset = new FontSubset(fonts.Fonts[font]);
            subsets.Add(font, subset);
        }

        return subset;
    }

    /// <summary>The number of a picture in this document, from 0; drawn twice, it is written once.</summary>
    internal int NumberOf(BlackPicture picture)
    {
        int known = pictures.IndexOf(picture);
        if (known >= 0)
        {
            return known;
        }

        pictures.Add(picture);
        return pictures.Count - 1;
    }

    internal void Report(MappedCharacter character)
    {
        if (!missing.Contains(character.AsMissing()))
        {
            missing.Add(character.AsMissing());
        }
    }

    // A stencil (ISO 32000-1, 8.9.6.2): with this Decode, bits of 1 are painted and bits of 0 left.
    private int WritePicture(PdfFile file, BlackPicture picture)
    {
        int number = file.Reserve();
        file.WriteCompressed(
            number,
            string.Create(
                CultureInfo.InvariantCulture,
                $"/Type /XObject /Subtype /Image /Width {picture.Width} /Height {picture.Height} /ImageMask true /BitsPerComponent 1 /Decode [1 0]"),
            picture.Rows, Compression);
        return number;
    }

    private void WritePages(PdfFile file, int tree, Dictionary<int, int> fontObjects, int[] pictureObjects)
    {
        List<int> kids = [];
        foreach (PdfPage page in pages)
        {
            int content = file.Reserve();
            file.WriteCompressed(content, "", page.Content.Written, Compression);
            StringBuilder names = new();
            foreach (int font in page.FontsUsed)
            {
                names.Append(CultureInfo.InvariantCulture, $" /F{font + 1} {fontObjects[font]} 0 R");
            }

            string drawn = page.PicturesUsed.Count == 0
                ? ""
                : $" /XObject << {string.Join(' ', page.PicturesUsed.Select(picture => $"/I{picture + 1} {pictureObjects[picture]} 0 R"))} >>";
            int kid = file.Reserve();
            file.Write(kid, $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595.28 841.89] "
                + $"/Resources << /Font <<{names} >>{drawn} >> /Contents {content} 0 R >>");
            kids.Add(kid);
        }

        file.Write(tree, $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(kid => $"{kid} 0 R"))}] >>");
    }

    private void WriteInformation(PdfFile file, int number)
    {
        StringBuilder entries = new($"<< /Title <{Utf16(metadata.Title)}> /Producer <{Utf16("Daicho")}>");
        if (metadata.CreatedAt is { } at)
        {
            string zone = at.ToString("zzz", CultureInfo.InvariantCulture).Replace(':', '\'');
            entries.Append(CultureInfo.InvariantCulture, $" /CreationDate (D:{at:yyyyMMddHHmmss}{zone}')");
        }

        file.Write(number, entries.Append(" >>").ToString());
    }

    private static string Utf16(string text) => "FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text));

    private string Xmp()
    {
        string created = metadata.CreatedAt is { } at
            ? $"<xmp:CreateDate>{at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)}</xmp:CreateDate>"
            : "";
        return $"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{SecurityElement.Escape(metadata.Title)}</rdf:li></rdf:Alt></dc:title>
            <pdf:Producer>Daicho</pdf:Producer>{created}
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """.ReplaceLineEndings("\n");
    }
}
