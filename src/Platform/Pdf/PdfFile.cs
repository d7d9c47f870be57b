using System.Globalization;

namespace Daicho.Platform.Pdf;

/// <summary>The outer form of a PDF file: numbered objects, cross-reference table, trailer (ISO 32000-1, 7.5).</summary>
internal sealed class PdfFile
{
    // The comment of bytes above 127 tells transfer programs that the file is binary (7.5.2).
    private static readonly byte[] Header = [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n'];

    private readonly PdfBuffer bytes = new PdfBuffer().Append(Header);
    private readonly List<int> offsets = [];

    /// <summary>Takes the next object number.</summary>
    public int Reserve()
    {
        offsets.Add(0);
        return offsets.Count;
    }

    public void Write(int number, string body)
    {
        Begin(number).Append(body).Append("\nendobj\n");
    }

    public void WriteStream(int number, string entries, ReadOnlySpan<byte> stream)
    {
        Begin(number).Append("<< ").Append(entries).Append(" /Length ").Append(stream.Length).Append(" >>\nstream\n");
        bytes.Append(stream).Append("\nendstream\nendobj\n");
    }

    public byte[] Finish(int catalog, int information, byte[] hash)
    {
        int table = bytes.Length;
        bytes.Append("xref\n0 ").Append(offsets.Count + 1).Append("\n0000000000 65535 f \n");
        foreach (int offset in offsets)
        {
            bytes.Append(offset.ToString("D10", CultureInfo.InvariantCulture)).Append(" 00000 n \n");
        }

        // Two equal ids: the file was never changed since it was made (14.4).
        string id = Convert.ToHexString(hash.AsSpan(0, 16));
        bytes.Append("trailer\n<< /Size ").Append(offsets.Count + 1)
            .Append(" /Root ").Append(catalog).Append(" 0 R /Info ").Append(information)
            .Append(" 0 R /ID [<").Append(id).Append("> <").Append(id).Append(">] >>\nstartxref\n")
            .Append(table).Append("\n%%EOF\n");
        return bytes.ToArray();
    }

    private PdfBuffer Begin(int number)
    {
        offsets[number - 1] = bytes.Length;
        return bytes.Append(number).Append(" 0 obj\n");
    }
}
