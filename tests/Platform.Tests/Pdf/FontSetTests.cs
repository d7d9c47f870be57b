using Daicho.Platform.Pdf;
using Daicho.Testing;

using Shouldly;

using Xunit;

namespace Daicho.Platform.Tests.Pdf;

public sealed class FontSetTests
{
    private static readonly FontSet Mincho = FontSet.Open(FontSet.IpamjMinchoPath);

    [Fact]
    public void Every_variation_sequence_the_font_lacks_is_reported_and_never_shown_as_its_base()
    {
        // Moji_Joho numbers the forms of 葛 from U+E0102; U+E0100 belongs to Adobe-Japan1.
        MissingCharacter missing = Mincho.FindMissing("葛\U000E0100城").ShouldHaveSingleItem();

        missing.Reason.ShouldBe(MissingReason.NoVariationSequence);
        missing.CodePoints.ShouldBe("U+845B U+E0100");
        Mincho.FindMissing("葛\U000E0102城").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("😀")]
    [InlineData("\u0007")]
    [InlineData("\uD840")]
    [InlineData("ア\u0301")]
    public void A_character_without_a_glyph_is_reported(string text) =>
        Mincho.FindMissing("山" + text + text).ShouldHaveSingleItem().Reason.ShouldBe(MissingReason.NoGlyph);

    [Fact]
    public void A_combining_mark_is_drawn_through_the_composed_character_and_keeps_its_spelling()
    {
        PdfDocument document = new(Mincho, new PdfMetadata("試験"));
        document.AddPage().Text("か\u3099", new Area(10, 10, 50, 10), new TextStyle(12)).IsWhole.ShouldBeTrue();

        PdfText.Extract(document.Finish().Bytes)[0].Texts.ShouldBe(["か\u3099"]);
    }

    [Fact]
    public void Variants_of_one_character_are_different_glyphs()
    {
        int[] glyphs = [.. new[] { "葛", "葛\U000E0102", "葛\U000E0103", "葛\U000E0104" }.Select(text => (int)Mincho.Map(text).ShouldHaveSingleItem().Glyph)];

        glyphs.Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
        glyphs.ShouldAllBe(glyph => glyph > 0);
    }

    [Fact]
    public void A_later_font_draws_what_the_first_one_lacks()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, TestFont.Build());
            FontSet fonts = FontSet.Open(file, FontSet.IpamjMinchoPath);
            fonts.Map("A山B").Select(character => character.Font).ShouldBe([0, 1, 0]);
            PdfDocument document = new(fonts, new PdfMetadata("試験"));
            document.AddPage().Text("A山B" + TestFont.DefaultSequence, new Area(10, 10, 50, 10), new TextStyle(12));

            PdfText.Extract(document.Finish().Bytes)[0].Texts.ShouldBe(["A山BA\U000E0100"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_glyph_made_of_other_glyphs_is_drawn_whole()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, TestFont.Build(), TestContext.Current.CancellationToken);
            PdfDocument document = new(FontSet.Open(file), new PdfMetadata("試験"));
            document.AddPage().Text("B", new Area(0, 0, 100, 100), new TextStyle(72 / 25.4 * 100));

            (int width, _, byte[] pixels) = await PdfTools.RasteriseAsync(document.Finish().Bytes, 254);

            // 10 pixels a millimetre, the em box is 100 mm wide: squares from 0 to 40 and from 50 to 90 mm, baseline at 88 mm.
            int row = 700 * width;
            pixels[row + 200].ShouldBe((byte)0);
            pixels[row + 450].ShouldBe((byte)255);
            pixels[row + 700].ShouldBe((byte)0);
            pixels[row + 950].ShouldBe((byte)255);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_font_that_is_not_there_is_named()
    {
        Should.Throw<FileNotFoundException>(() => FontSet.Open("/nowhere/none.ttf")).Message.ShouldContain("none.ttf");
    }

    [Fact]
    public void A_file_without_TrueType_outlines_is_refused()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [.. "OTTO"u8, 0, 1, 0, 0, 0, 0, 0, 0]);
            Should.Throw<InvalidDataException>(() => FontSet.Open(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
