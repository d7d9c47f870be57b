using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Daicho.Testing;

/// <summary>A picture in grey, 0 black and 255 white, row by row from the upper left.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Pixels">Width × height values.</param>
public sealed record GreyPicture(int Width, int Height, byte[] Pixels)
{
    private const int BitsPerPixel = 4;
    private const int Levels = (1 << BitsPerPixel) - 1;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>A PNG file of 16 greys, without filters: small enough to be kept, and read by every viewer.</summary>
    public byte[] ToPng()
    {
        using MemoryStream file = new();
        file.Write(Signature);
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Height);
        head[8] = BitsPerPixel;
        WriteChunk(file, "IHDR", head);
        using MemoryStream packed = new();
        using (ZLibStream pack = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            pack.Write(Rows());
        }

        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Reads what <see cref="ToPng"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Another kind of file.</exception>
    public static GreyPicture FromPng(byte[] file)
    {
        ReadOnlySpan<byte> rest = file;
        if (!rest.StartsWith(Signature))
        {
            throw new InvalidDataException("Not a PNG file.");
        }

        rest = rest[Signature.Length..];
        (int width, int height) = (0, 0);
        using MemoryStream packed = new();
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            ReadOnlySpan<byte> data = rest.Slice(8, length);
            switch (Encoding.ASCII.GetString(rest.Slice(4, 4)))
            {
                case "IHDR":
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
            }

            rest = rest[(length + 12)..];
        }

        packed.Position = 0;
        using ZLibStream unpack = new(packed, CompressionMode.Decompress);
        byte[] rows = new byte[height * (RowBytes(width) + 1)];
        unpack.ReadExactly(rows);
        byte[] pixels = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = rows.AsSpan(y * (RowBytes(width) + 1), RowBytes(width) + 1);
            if (row[0] != 0)
            {
                throw new InvalidDataException("A row of the PNG file is filtered: this file was not written by the tests.");
            }

            for (int x = 0; x < width; x++)
            {
                int level = x % 2 == 0 ? row[1 + (x / 2)] >> BitsPerPixel : row[1 + (x / 2)] & Levels;
                pixels[(y * width) + x] = (byte)(level * 255 / Levels);
            }
        }

        return new GreyPicture(width, height, pixels);
    }

    private byte[] Rows()
    {
        byte[] rows = new byte[Height * (RowBytes(Width) + 1)];
        for (int y = 0; y < Height; y++)
        {
            int row = y * (RowBytes(Width) + 1);
            for (int x = 0; x < Width; x++)
            {
                int level = ((Pixels[(y * Width) + x] * Levels) + 127) / 255;
                rows[row + 1 + (x / 2)] |= (byte)(x % 2 == 0 ? level << BitsPerPixel : level);
            }
        }

        return rows;
    }

    private static int RowBytes(int width) => (width + 1) / 2;

    private static void WriteChunk(MemoryStream file, string kind, byte[] data)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    /// <summary>CRC-32 as the PNG specification asks (ISO/IEC 15948, annex D).</summary>
    private static uint Checksum(byte[] data)
    {
        uint sum = uint.MaxValue;
        foreach (byte one in data)
        {
            sum ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
            }
        }

        return sum ^ uint.MaxValue;
    }
}
