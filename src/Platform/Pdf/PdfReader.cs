using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>A reference to a numbered object.</summary>
internal readonly record struct PdfReference(int Number);

/// <summary>A bare word of PDF, such as an operator.</summary>
internal readonly record struct PdfWord(string Text);

/// <summary>Reads PDF syntax (ISO 32000-1, 7.2–7.3) as far as <see cref="PdfDocument"/> writes it.</summary>
/// <remarks>Objects: <see cref="double"/>, <see cref="byte"/> arrays for strings, <see cref="string"/> for names,
/// lists, dictionaries, <see cref="PdfReference"/>, <see cref="PdfWord"/>.</remarks>
internal sealed class PdfReader(byte[] bytes, int position = 0)
{
    private const string Delimiters = "()<>[]{}/%";

    public int Position { get; private set; } = position;

    /// <summary>The next object or word; null at the end.</summary>
    public object? Next()
    {
        SkipSpace();
        if (Position >= bytes.Length)
        {
            return null;
        }

        char first = (char)bytes[Position];
        switch (first)
        {
            case '/':
                Position++;
                return Regular();
            case '[':
                Position++;
                return Until("]");
            case '(':
                return Literal();
            case '<' when Peek(1) == '<':
                Position += 2;
                return Pairs(Until(">>"));
            case '<':
                return Hexadecimal();
            case '>' when Peek(1) == '>':
                Position += 2;
                return new PdfWord(">>");
            case ']':
                Position++;
                return new PdfWord("]");
            default:
                return NumberOrWord();
        }
    }

    /// <summary>The bytes after the word <c>stream</c>, unpacked as the dictionary says.</summary>
    public byte[] Stream(Dictionary<string, object> dictionary)
    {
        if (Next() is not PdfWord { Text: "stream" } || dictionary.GetValueOrDefault("Length") is not double length)
        {
            throw new InvalidDataException("There is no stream where the document promises one.");
        }

        Position++;
        int size = (int)length;
        if (size < 0 || Position + size > bytes.Length)
        {
            throw new InvalidDataException("A stream ends after the document.");
        }

        if (!dictionary.ContainsKey("Filter"))
        {
            return bytes[Position..(Position + size)];
        }

        using MemoryStream packed = new(bytes, Position, size);
        using ZLibStream zlib = new(packed, CompressionMode.Decompress);
        using MemoryStream plain = new();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    private char Peek(int ahead) => Position + ahead < bytes.Length ? (char)bytes[Position + ahead] : '\0';

    private void SkipSpace()
    {
        while (Position < bytes.Length && (bytes[Position] <= ' ' || bytes[Position] == '%'))
        {
            if (bytes[Position] == '%')
            {
                while (Position < bytes.Length && bytes[Position] != '\n')
                {
                    Position++;
                }
            }
            else
            {
                Position++;
            }
        }
    }

    private string Regular()
    {
        int start = Position;
        while (Position < bytes.Length && bytes[Position] > ' ' && !Delimiters.Contains((char)bytes[Position], StringComparison.Ordinal))
        {
            Position++;
        }

        return Encoding.ASCII.GetString(bytes, start, Position - start);
    }

    private object NumberOrWord()
    {
        string word = Regular();
        if (word.Length == 0)
        {
            throw new InvalidDataException("Unknown syntax in the document.");
        }

        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return new PdfWord(word);
        }

        // "12 0 R" is one object: look ahead, and go back when it is something else.
        int back = Position;
        SkipSpace();
        if (char.IsAsciiDigit(Peek(0)) && Regular() == "0")
        {
            SkipSpace();
            if (Peek(0) == 'R' && Regular() == "R")
            {
                return new PdfReference((int)number);
            }
        }

        Position = back;
        return number;
    }

    private List<object> Until(string end)
    {
        List<object> items = [];
        while (true)
        {
            object item = Next() ?? throw new InvalidDataException("The document ends inside a list.");
            if (item is PdfWord word && word.Text == end)
            {
                return items;
            }

            items.Add(item);
        }
    }

    private static Dictionary<string, object> Pairs(List<object> items)
    {
        Dictionary<string, object> pairs = [];
        for (int i = 0; i + 1 < items.Count; i += 2)
        {
            pairs[items[i] as string ?? throw new InvalidDataException("A dictionary key is no name.")] = items[i + 1];
        }

        return pairs;
    }

    private byte[] Hexadecimal()
    {
        int end = Array.IndexOf(bytes, (byte)'>', Position);
        if (end < 0)
        {
            throw new InvalidDataException("A string has no end.");
        }

        string digits = Encoding.ASCII.GetString(bytes, Position + 1, end - Position - 1);
        Position = end + 1;
        return Convert.FromHexString(digits);
    }

    private byte[] Literal()
    {
        int end = Array.IndexOf(bytes, (byte)')', Position);
        if (end < 0)
        {
            throw new InvalidDataException("A string has no end.");
        }

        byte[] text = bytes[(Position + 1)..end];
        Position = end + 1;
        return text;
    }
}
