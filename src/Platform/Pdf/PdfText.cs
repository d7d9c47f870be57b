using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>The text of one page, in the order it was drawn.</summary>
/// <param name="Texts">One entry per text drawn; a text broken into lines is one entry.</param>
public sealed record PdfPageText(IReadOnlyList<string> Texts)
{
    /// <summary>Whether a text drawn on the page holds the given one, to the character and its variation selector.</summary>
    public bool Contains(string text) => Texts.Any(drawn => drawn.Contains(text, StringComparison.Ordinal));

    /// <summary>No text: a page of a certificate must not end in a log.</summary>
    public override string ToString() => $"PdfPageText({Texts.Count})";
}

/// <summary>Reads back the text of finished documents, so that issuance can check them before release (incident I-4).</summary>
/// <remarks>It knows nothing of how the document was made: it follows the cross-reference table, the page tree, each page's
/// contents and each font's ToUnicode map in the bytes themselves. Only documents of <see cref="PdfDocument"/> are understood;
/// anything else is refused.</remarks>
public static class PdfText
{
    /// <summary>Extracts the text of each page.</summary>
    /// <param name="pdf">A document made by <see cref="PdfDocument"/>.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged or were not made by this writer.</exception>
    public static IReadOnlyList<PdfPageText> Extract(byte[] pdf)
    {
        ArgumentNullException.ThrowIfNull(pdf);
        try
        {
            PdfObjects objects = PdfObjects.Open(pdf);
            Dictionary<string, object> tree = objects.Dictionary(objects.Catalog, "Pages");
            Dictionary<PdfReference, Dictionary<int, string>> maps = [];
            return [.. PdfObjects.References(tree, "Kids").Select(page => ReadPage(objects, objects.Dictionary(page), maps))];
        }
        catch (Exception damage) when (damage is FormatException or ArgumentException or InvalidCastException
            or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The document cannot be read back.", damage);
        }
    }

    private static PdfPageText ReadPage(
        PdfObjects objects, Dictionary<string, object> page, Dictionary<PdfReference, Dictionary<int, string>> maps)
    {
        Dictionary<string, Dictionary<int, string>> fonts = [];
        Dictionary<string, object> resources = (Dictionary<string, object>)page["Resources"];
        foreach ((string name, object font) in (Dictionary<string, object>)resources["Font"])
        {
            PdfReference reference = (PdfReference)font;
            if (!maps.TryGetValue(reference, out Dictionary<int, string>? map))
            {
                map = ReadToUnicode(objects.Stream(objects.Dictionary(reference)["ToUnicode"]));
                maps.Add(reference, map);
            }

            fonts[name] = map;
        }

        return new PdfPageText(ReadContent(objects.Stream(page["Contents"]), fonts));
    }

    private static List<string> ReadContent(byte[] content, Dictionary<string, Dictionary<int, string>> fonts)
    {
        List<string> texts = [];
        StringBuilder text = new();
        Dictionary<int, string>? font = null;
        List<object> operands = [];
        PdfReader reader = new(content);
        while (reader.Next() is { } token)
        {
            if (token is not PdfWord word)
            {
                operands.Add(token);
                continue;
            }

            switch (word.Text)
            {
                case "Tf":
                    font = fonts[(string)operands[0]];
                    break;
                case "TJ":
                    Append(text, (List<object>)operands[0], font);
                    break;
                case "ET":
                    texts.Add(text.ToString());
                    text.Clear();
                    break;
                default:
                    break;
            }

            operands.Clear();
        }

        return texts;
    }

    private static void Append(StringBuilder text, List<object> shown, Dictionary<int, string>? font)
    {
        foreach (byte[] codes in shown.OfType<byte[]>())
        {
            for (int i = 0; i + 1 < codes.Length; i += 2)
            {
                int code = (codes[i] << 8) | codes[i + 1];
                text.Append(font is not null && font.TryGetValue(code, out string? source)
                    ? source
                    : throw new InvalidDataException("A glyph of the document stands for no text."));
            }
        }
    }

    private static Dictionary<int, string> ReadToUnicode(byte[] cmap)
    {
        Dictionary<int, string> map = [];
        PdfReader reader = new(cmap);
        bool inside = false;
        while (reader.Next() is { } token)
        {
            if (token is PdfWord word)
            {
                inside = word.Text == "beginbfchar";
            }
            else if (inside)
            {
                byte[] code = (byte[])token;
                map.Add((code[0] << 8) | code[1], Encoding.BigEndianUnicode.GetString(PdfObjects.Expect<byte[]>(reader.Next())));
            }
        }

        return map;
    }
}

/// <summary>The numbered objects of a document, found through its cross-reference table.</summary>
internal sealed class PdfObjects
{
    private readonly byte[] bytes;
    private readonly int[] offsets;

    private PdfObjects(byte[] bytes, int[] offsets, Dictionary<string, object> catalog) =>
        (this.bytes, this.offsets, Catalog) = (bytes, offsets, catalog);

    public Dictionary<string, object> Catalog { get; }

    public static PdfObjects Open(byte[] bytes)
    {
        int mark = bytes.AsSpan().LastIndexOf("startxref"u8);
        if (mark < 0 || !bytes.AsSpan().StartsWith("%PDF-"u8))
        {
            throw new InvalidDataException("This is no PDF document.");
        }

        PdfReader end = new(bytes, mark);
        end.Next();
        PdfReader table = new(bytes, (int)Expect<double>(end.Next()));
        table.Next();
        table.Next();
        int count = (int)Expect<double>(table.Next());
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = (int)Expect<double>(table.Next());
            table.Next();
            table.Next();
        }

        table.Next();
        Dictionary<string, object> trailer = Expect<Dictionary<string, object>>(table.Next());
        PdfObjects objects = new(bytes, offsets, []);
        return new PdfObjects(bytes, offsets, objects.Dictionary((PdfReference)trailer["Root"]));
    }

    public Dictionary<string, object> Dictionary(Dictionary<string, object> from, string key) => Dictionary((PdfReference)from[key]);

    public Dictionary<string, object> Dictionary(PdfReference reference) => Read(reference).Dictionary;

    public static IEnumerable<PdfReference> References(Dictionary<string, object> from, string key) =>
        ((List<object>)from[key]).Cast<PdfReference>();

    public byte[] Stream(object reference)
    {
        (Dictionary<string, object> dictionary, PdfReader reader) = Read((PdfReference)reference);
        return reader.Stream(dictionary);
    }

    /// <summary>What the writer always puts here; anything else is damage.</summary>
    public static T Expect<T>(object? found) =>
        found is T expected ? expected : throw new InvalidDataException("The document is not built as this writer builds it.");

    private (Dictionary<string, object> Dictionary, PdfReader Reader) Read(PdfReference reference)
    {
        PdfReader reader = new(bytes, offsets[reference.Number]);
        object? number = reader.Next();
        reader.Next();
        object? keyword = reader.Next();
        return number is double actual && (int)actual == reference.Number && keyword is PdfWord { Text: "obj" }
            ? (Expect<Dictionary<string, object>>(reader.Next()), reader)
            : throw new InvalidDataException("The cross-reference table points elsewhere.");
    }
}
