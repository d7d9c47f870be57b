using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Daicho.Platform.Pdf;

/// <summary>A picture read from a PNG file: how dark each pixel is on white paper, row by row from the upper left.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Grey">Width × height values, 0 black and 255 white.</param>
/// <param name="HasColour">Some pixel that can be seen is plainly neither black, grey nor white.</param>
public sealed record PngPicture(int Width, int Height, byte[] Grey, bool HasColour)
{
    // Scanners leave a tinge on grey; a red or blue ink is far beyond it.
    private const int TingeMax = 64;
    private const int SideMax = 2000;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads a file (ISO/IEC 15948) of up to 8 bits a channel, not interlaced.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">Not such a file, or more than 2,000 pixels wide or high.</exception>
    public static PngPicture Read(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return Decode(file);
        }
        catch (Exception damage) when (damage is ArgumentException or OverflowException or IndexOutOfRangeException or EndOfStreamException)
        {
            throw new InvalidDataException("The PNG file is damaged.", damage);
        }
    }

    private static PngPicture Decode(byte[] file)
    {
        ReadOnlySpan<byte> rest = file;
        if (!rest.StartsWith(Signature))
        {
            throw new InvalidDataException("Not a PNG file.");
        }

        rest = rest[Signature.Length..];
        PngHead? head = null;
        byte[] palette = [];
        byte[] clear = [];
        using MemoryStream packed = new();
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            ReadOnlySpan<byte> data = rest.Slice(8, length);
            switch (Encoding.ASCII.GetString(rest.Slice(4, 4)))
            {
                case "IHDR":
                    head = PngHead.Read(data);
                    break;
                case "PLTE":
                    palette = data.ToArray();
                    break;
                case "tRNS":
                    clear = data.ToArray();
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
                default:
                    break;
            }

            rest = rest[(length + 12)..];
        }

        return head is null
            ? throw new InvalidDataException("The PNG file has no head.")
            : Colours(head, Rows(head, packed), palette, head.Kind == PngHead.Palette ? clear : []);
    }

    /// <summary>Unpacks and undoes the filters (ISO/IEC 15948, clause 9).</summary>
    private static byte[] Rows(PngHead head, MemoryStream packed)
    {
        packed.Position = 0;
        using ZLibStream unpack = new(packed, CompressionMode.Decompress);
        byte[] rows = new byte[head.RowBytes * head.Height];
        for (int y = 0; y < head.Height; y++)
        {
            int filter = unpack.ReadByte();
            Span<byte> row = rows.AsSpan(y * head.RowBytes, head.RowBytes);
            unpack.ReadExactly(row);
            for (int i = 0; i < row.Length; i++)
            {
                int left = i >= head.PixelBytes ? row[i - head.PixelBytes] : 0;
                int up = y > 0 ? rows[((y - 1) * head.RowBytes) + i] : 0;
                int corner = y > 0 && i >= head.PixelBytes ? rows[((y - 1) * head.RowBytes) + i - head.PixelBytes] : 0;
                int predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => throw new InvalidDataException("The PNG file has an unknown filter."),
                };
                row[i] = (byte)((row[i] + predicted) & 0xFF);
            }
        }

        return rows;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        (int toLeft, int toUp, int toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static PngPicture Colours(PngHead head, byte[] rows, byte[] palette, byte[] clear)
    {
        byte[] grey = new byte[head.Width * head.Height];
        bool hasColour = false;
        for (int y = 0; y < head.Height; y++)
        {
            ReadOnlySpan<byte> row = rows.AsSpan(y * head.RowBytes, head.RowBytes);
            for (int x = 0; x < head.Width; x++)
            {
                (int red, int green, int blue, int alpha) = head.Pixel(row, x, palette, clear);
                int light = ((299 * red) + (587 * green) + (114 * blue)) / 1000;

                // On white paper: what can be seen through is as light as the paper behind it.
                grey[(y * head.Width) + x] = (byte)(255 - ((255 - light) * alpha / 255));
                int tinge = (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue))) * alpha / 255;
                hasColour |= tinge > TingeMax;
            }
        }

        return new PngPicture(head.Width, head.Height, grey, hasColour);
    }

    /// <summary>The head of a file: its measures and how pixels are packed.</summary>
    private sealed record PngHead(int Width, int Height, int Bits, int Kind)
    {
        public const int Palette = 3;

        private const int GreyOnly = 0;
        private const int Rgb = 2;
        private const int GreyAlpha = 4;
        private const int RgbAlpha = 6;

        public int RowBytes => ((Width * Channels * Bits) + 7) / 8;

        public int PixelBytes => Math.Max(1, Channels * Bits / 8);

        private int Channels => Kind switch
        {
            Rgb => 3,
            GreyAlpha => 2,
            RgbAlpha => 4,
            _ => 1,
        };

        public static PngHead Read(ReadOnlySpan<byte> data)
        {
            PngHead head = new(
                BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[8], data[9]);
            bool known = head.Kind is Rgb or GreyAlpha or RgbAlpha ? head.Bits == 8
                : head.Kind is GreyOnly or Palette && head.Bits is 1 or 2 or 4 or 8;
            bool plain = data[12] == 0;
            return known && plain && head is { Width: > 0 and <= SideMax, Height: > 0 and <= SideMax }
                ? head
                : throw new InvalidDataException("This kind of PNG file is not read.");
        }

        public (int Red, int Green, int Blue, int Alpha) Pixel(ReadOnlySpan<byte> row, int x, byte[] palette, byte[] clear)
        {
            if (Kind is Rgb or RgbAlpha)
            {
                int at = x * Channels;
                return (row[at], row[at + 1], row[at + 2], Kind == RgbAlpha ? row[at + 3] : 255);
            }

            if (Kind == GreyAlpha)
            {
                return (row[x * 2], row[x * 2], row[x * 2], row[(x * 2) + 1]);
            }

            int bit = x * Bits;
            int mask = (1 << Bits) - 1;
            int value = (row[bit / 8] >> (8 - Bits - (bit % 8))) & mask;
            if (Kind == Palette)
            {
                return (palette[value * 3], palette[(value * 3) + 1], palette[(value * 3) + 2], value < clear.Length ? clear[value] : 255);
            }

            int light = value * 255 / mask;
            return (light, light, light, 255);
        }
    }
}
