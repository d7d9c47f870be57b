using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Daicho.Platform.Pdf;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Pdf;

/// <summary>Pictures read from PNG files and drawn in black.</summary>
public sealed class PngPictureTests
{
    private static readonly FontSet Mincho = FontSet.Open(FontSet.IpamjMinchoPath);

    [Theory]
    [InlineData("-gray")]
    [InlineData("-mono")]
    [InlineData("-r")]
    public async Task What_another_program_wrote_is_read_to_the_pixel(string kind)
    {
        // Colour by default, whose rows poppler filters in all ways; "-r 60" stands in both calls alike.
        byte[] pdf = Document(page => page.Text("架空の印影", new Area(10, 10, 100, 20), new TextStyle(40))).Bytes;
        string[] options = kind == "-r" ? [] : [kind];
        (int code, byte[] png) = await PdfTools.RunAsync("pdftoppm", pdf, ["-png", "-singlefile", .. options, "-r", "60", "FILE"]);
        code.ShouldBe(0);
        GreyPicture page = await PdfTools.RasteriseAsync(pdf, 60);

        PngPicture read = PngPicture.Read(png);

        (read.Width, read.Height, read.HasColour).ShouldBe((page.Width, page.Height, false));
        read.Grey.Count(light => light < 128).ShouldBeGreaterThan(200);
        if (kind != "-mono")
        {
            read.Grey.Zip(page.Pixels).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1);
        }
    }

    [Theory]
    [InlineData(255, 0, 0, 255, true)]
    [InlineData(200, 190, 185, 255, false)]
    [InlineData(255, 0, 0, 20, false)]
    public void A_red_pixel_is_a_colour_and_a_tinge_of_paper_or_what_is_nearly_clear_is_not(
        byte red, byte green, byte blue, byte alpha, bool colour) =>
        PngPicture.Read(Rgba(red, green, blue, alpha)).HasColour.ShouldBe(colour);

    [Fact]
    public void What_is_clear_is_as_light_as_paper() => PngPicture.Read(Rgba(0, 0, 0, 0)).Grey.ShouldBe([255]);

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public void A_file_cut_off_is_refused(int length) =>
        Should.Throw<InvalidDataException>(() => PngPicture.Read(Rgba(1, 2, 3, 255)[..length]));

    [Fact]
    public async Task A_picture_is_drawn_in_black_at_its_place_and_texts_are_read_back_beside_it()
    {
        PngPicture square = new(2, 2, [0, 255, 255, 0], false);
        PdfOutput drawn = Document(page =>
        {
            page.Text("印", new Area(50, 10, 20, 10), new TextStyle(12));
            page.Picture(BlackPicture.Of(square), new Area(10, 10, 20, 20));
        });

        (await PdfTools.RunAsync("qpdf", drawn.Bytes, "--check", "FILE")).ExitCode.ShouldBe(0);
        PdfText.Extract(drawn.Bytes)[0].Texts.ShouldBe(["印"]);
        GreyPicture page = await PdfTools.RasteriseAsync(drawn.Bytes, 254);
        byte At(int x, int y) => page.Pixels[(y * 10 * page.Width) + (x * 10)];
        (At(15, 15), At(25, 15), At(15, 25), At(25, 25), At(9, 15)).ShouldBe(((byte)0, (byte)255, (byte)255, (byte)0, (byte)255));
    }

    private static PdfOutput Document(Action<PdfPage> draw)
    {
        PdfDocument document = new(Mincho, new PdfMetadata("試験"));
        draw(document.AddPage());
        return document.Finish();
    }

    /// <summary>A file of one pixel.</summary>
    private static byte[] Rgba(params byte[] pixel)
    {
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, 1);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), 1);
        (head[8], head[9]) = (8, 6);
        using MemoryStream packed = new();
        using (ZLibStream pack = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            pack.Write([0, .. pixel]);
        }

        return [0x89, .. "PNG\r\n"u8, 26, 10, .. Chunk("IHDR", head), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(kind), .. data, 0, 0, 0, 0];
    }
}
