using System.IO.Compression;
using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.Platform.Pdf;

namespace Daicho.ResidentRegister.IssueCertificate.Layout;

/// <summary>The electronic seal (電子公印) as a picture: square, black, at most 25 mm (clause 5.6).</summary>
/// <remarks>It stands whole in the content of each certificate, so that a copy made again years later carries the seal of its day.</remarks>
/// <param name="SideTenthsMm">Side of the print in tenths of a millimetre.</param>
/// <param name="Pixels">Pixels of a side.</param>
/// <param name="Bits">Its pixels, 1 black, rows filled up to bytes, packed by zlib, in Base64.</param>
internal sealed record SealImage(int SideTenthsMm, int Pixels, string Bits)
{
    /// <summary>Smallest side: below it the characters of a seal run together.</summary>
    public const int SideTenthsMmMin = 100;

    /// <summary>Largest side: 25 mm.</summary>
    public const int SideTenthsMmMax = 250;

    /// <summary>Fewest pixels of a side: 300 dpi of a small seal.</summary>
    public const int PixelsMin = 120;

    /// <summary>Most pixels of a side: 600 dpi of the largest seal.</summary>
    public const int PixelsMax = 600;

    /// <summary>CE-12, as the catalogue of checks words it.</summary>
    public static readonly Refusal TooLargeOrNotBlack = new(
        "CE-12", "電子公印は２５mm角以内の黒色です。", Field: "side");

    /// <summary>The file is no picture that can be printed.</summary>
    public static readonly Refusal NoPicture = new(
        "RR-SEAL-002", $"印影の画像は、縦横が等しく{PixelsMin}～{PixelsMax}画素のPNGファイルを選択してください。", Field: "picture");

    /// <summary>Side of the print in millimetres.</summary>
    [JsonIgnore]
    public double SideMm => SideTenthsMm / 10.0;

    /// <summary>Makes the seal of a PNG file, or says what is wrong with it.</summary>
    /// <param name="png">The file.</param>
    /// <param name="sideTenthsMm">Side of the print in tenths of a millimetre.</param>
    public static Result<SealImage> Read(byte[] png, int sideTenthsMm)
    {
        PngPicture picture;
        try
        {
            picture = PngPicture.Read(png);
        }
        catch (InvalidDataException)
        {
            return NoPicture;
        }

        if (picture.Width != picture.Height || picture.Width is < PixelsMin or > PixelsMax)
        {
            return NoPicture;
        }

        BlackPicture black = BlackPicture.Of(picture);
        return picture.HasColour || sideTenthsMm is < SideTenthsMmMin or > SideTenthsMmMax || black.Rows.All(bits => bits == 0)
            ? TooLargeOrNotBlack
            : new SealImage(sideTenthsMm, picture.Width, Pack(black.Rows));
    }

    /// <summary>The picture for the PDF writer.</summary>
    public BlackPicture ToPicture()
    {
        byte[] rows = new byte[(Pixels + 7) / 8 * Pixels];
        using ZLibStream unpack = new(new MemoryStream(Convert.FromBase64String(Bits)), CompressionMode.Decompress);
        unpack.ReadExactly(rows);
        return new BlackPicture(Pixels, Pixels, rows);
    }

    private static string Pack(byte[] rows)
    {
        using MemoryStream packed = new();
        using (ZLibStream pack = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            pack.Write(rows);
        }

        return Convert.ToBase64String(packed.ToArray());
    }
}
