using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>The outer form of a PDF file: numbered objects, cross-reference table, trailer (ISO 32000-1, 7.5).</summary>
internal sealed class PdfFile : IDisposable
{
    // The comment of bytes above 127 tells transfer programs that the file is binary (7.5.2).
    private static readonly byte[] Header = [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n'];

    private readonly PdfBuffer bytes = new PdfBuffer().Append(Header);
    private readonly List<int> offsets = [];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Dispose() => hash.Dispose();

    /// <summary>Takes the next object number.</summary>
    public int Reserve()
    {
        offsets.Add(0);
        return offsets.Count;
    }

    public void Write(int number, string body)
    {
        Hash(number, body, []);
        Begin(number).Append(body).Append("\nendobj\n");
    }

    /// <summary>A stream as it is.</summary>
    public void WriteStream(int number, string entries, ReadOnlySpan<byte> stream)
    {
        Hash(number, entries, stream);
        Append(number, entries, stream);
    }

    /// <summary>A compressed stream; the hash of the file is of what went in (ADR 0012).</summary>
    public void WriteCompressed(int number, string entries, ReadOnlySpan<byte> plain, CompressionLevel compression)
    {
        Hash(number, entries, plain);
        Append(number, $"{entries} /Filter /FlateDecode".TrimStart(), PdfBuffer.Deflate(plain, compression));
    }

    /// <summary>The whole file, and the hash of everything in it before compression, whose beginning is its /ID.</summary>
    public (byte[] Bytes, byte[] Sha256) Finish(int catalog, int information)
    {
        byte[] sha256 = hash.GetHashAndReset();
        int table = bytes.Length;
        bytes.Append("xref\n0 ").Append(offsets.Count + 1).Append("\n0000000000 65535 f \n");
        foreach (int offset in offsets)
        {
            bytes.Append(offset.ToString("D10", CultureInfo.InvariantCulture)).Append(" 00000 n \n");
        }

        // Two equal ids: the file was never changed since it was made (14.4).
        string id = Convert.ToHexString(sha256.AsSpan(0, 16));
        bytes.Append("trailer\n<< /Size ").Append(offsets.Count + 1)
            .Append(" /Root ").Append(catalog).Append(" 0 R /Info ").Append(information)
            .Append(" 0 R /ID [<").Append(id).Append("> <").Append(id).Append(">] >>\nstartxref\n")
            .Append(table).Append("\n%%EOF\n");
        return (bytes.ToArray(), sha256);
    }

    private void Append(int number, string entries, ReadOnlySpan<byte> stream)
    {
        Begin(number).Append("<< ").Append(entries).Append(" /Length ").Append(stream.Length).Append(" >>\nstream\n");
        bytes.Append(stream).Append("\nendstream\nendobj\n");
    }

    private void Hash(int number, string body, ReadOnlySpan<byte> stream)
    {
        byte[] text = Encoding.UTF8.GetBytes(body);
        hash.AppendData(BitConverter.GetBytes(number));
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(text);
        hash.AppendData(BitConverter.GetBytes(stream.Length));
        hash.AppendData(stream);
    }

    private PdfBuffer Begin(int number)
    {
        offsets[number - 1] = bytes.Length;
        return bytes.Append(number).Append(" 0 obj\n");
    }
}
