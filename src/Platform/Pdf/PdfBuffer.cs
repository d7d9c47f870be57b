using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>Growing bytes of a document or a page, with the few number forms PDF needs.</summary>
internal sealed class PdfBuffer
{
    private byte[] bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public PdfBuffer Append(string ascii)
    {
        Length += Encoding.ASCII.GetBytes(ascii, Reserve(ascii.Length));
        return this;
    }

    public PdfBuffer Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(Reserve(more.Length));
        Length += more.Length;
        return this;
    }

    public PdfBuffer Append(int number)
    {
        number.TryFormat(Reserve(11), out int written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>A number with at most two decimals: a hundredth of a point is finer than any printer.</summary>
    public PdfBuffer Append(double number)
    {
        long hundredths = (long)Math.Round(number * 100, MidpointRounding.AwayFromZero);
        if (hundredths < 0)
        {
            Append("-");
            hundredths = -hundredths;
        }

        Append((int)(hundredths / 100));
        int rest = (int)(hundredths % 100);
        if (rest != 0)
        {
            Append(rest < 10 ? ".0" : ".").Append(rest % 10 == 0 ? rest / 10 : rest);
        }

        return this;
    }

    /// <summary>Two bytes as four hexadecimal digits.</summary>
    public PdfBuffer AppendHex(ushort number)
    {
        const string Digits = "0123456789ABCDEF";
        Span<byte> four = Reserve(4);
        for (int i = 0; i < 4; i++)
        {
            four[i] = (byte)Digits[(number >> (12 - (4 * i))) & 0xF];
        }

        Length += 4;
        return this;
    }

    /// <summary>A text as UTF-16 in hexadecimal digits.</summary>
    public PdfBuffer AppendUtf16Hex(string text)
    {
        foreach (char unit in text)
        {
            AppendHex(unit);
        }

        return this;
    }

    public byte[] ToArray() => Written.ToArray();

    /// <summary>Compresses for a Flate stream.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> plain, CompressionLevel compression)
    {
        using MemoryStream packed = new(plain.Length / 2);
        using (ZLibStream zlib = new(packed, compression, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        return packed.ToArray();
    }

    private Span<byte> Reserve(int more)
    {
        if (Length + more > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, Length + more));
        }

        return bytes.AsSpan(Length);
    }
}
