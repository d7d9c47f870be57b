using System.IO.Compression;
using System.Text;

using Daicho.Platform.Pdf;
using Daicho.Testing;

using Shouldly;

using Xunit;

namespace Daicho.Platform.Tests.Pdf;

public sealed class PdfDocumentTests
{
    private const string Name = "葛\U000E0102城　架空太郎";
    private const string LongAddress = "架空県台帳市架空の森一丁目２番３号　架空の森ガーデンヒルズ壱番館１２３４号室";

    private static readonly FontSet Mincho = FontSet.Open(FontSet.IpamjMinchoPath);
    private static readonly Area Field = new(20, 20, 60, 10);

    [Fact]
    public void Equal_drawing_gives_equal_bytes() => Sample().Bytes.ShouldBe(Sample().Bytes);

    [Fact]
    public void The_document_id_changes_with_one_character()
    {
        Id(Document(page => page.Text("一", Field, new TextStyle(10))))
            .ShouldNotBe(Id(Document(page => page.Text("二", Field, new TextStyle(10)))));
    }

    [Fact]
    public void Text_is_read_back_to_the_character_on_each_page()
    {
        IReadOnlyList<PdfPageText> pages = PdfText.Extract(Sample().Bytes);

        pages.Count.ShouldBe(2);
        pages.ShouldAllBe(page => page.Contains(Name) && page.Contains("RR-2026-000001"));
        pages[0].Contains("葛城").ShouldBeFalse();
        pages[0].Texts.ShouldContain(LongAddress);
    }

    [Fact]
    public async Task Another_reader_extracts_the_variation_selectors_too()
    {
        (int code, byte[] text) = await PdfTools.RunAsync("pdftotext", Sample().Bytes, "-enc", "UTF-8", "FILE", "-");

        code.ShouldBe(0);
        Encoding.UTF8.GetString(text).ShouldContain("葛\U000E0102城", Case.Sensitive);
    }

    [Fact]
    public async Task An_independent_checker_finds_no_fault()
    {
        (int code, byte[] report) = await PdfTools.RunAsync("qpdf", Sample().Bytes, "--check", "FILE");

        code.ShouldBe(0, Encoding.UTF8.GetString(report));
    }

    [Fact]
    public async Task A_variant_is_printed_with_its_own_glyph()
    {
        static byte[] Glyph(string text) => Document(page => page.Text(text, new Area(10, 10, 100, 100), new TextStyle(200))).Bytes;

        (_, _, byte[] plain) = await PdfTools.RasteriseAsync(Glyph("辻"), 50);
        (_, _, byte[] variant) = await PdfTools.RasteriseAsync(Glyph("辻\U000E0102"), 50);

        plain.Count(pixel => pixel < 128).ShouldBeGreaterThan(500);
        variant.Count(pixel => pixel < 128).ShouldBeGreaterThan(500);
        plain.Zip(variant).Count(pair => Math.Abs(pair.First - pair.Second) > 128).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_missing_character_leaves_a_gap_and_is_reported_once()
    {
        TextOutcome? outcome = null;
        PdfOutput output = Document(page =>
        {
            outcome = page.Text("葛\U000E0100城葛\U000E0100", Field, new TextStyle(10));
        });

        outcome!.IsWhole.ShouldBeFalse();
        outcome.Missing.ShouldHaveSingleItem().CodePoints.ShouldBe("U+845B U+E0100");
        output.Missing.ShouldBe(outcome.Missing);
        PdfText.Extract(output.Bytes)[0].Texts.ShouldBe(["城"]);
    }

    [Fact]
    public void Type_shrinks_before_it_narrows_and_narrows_before_it_overflows()
    {
        TextOutcome Set(int characters) => Outcome(new string('山', characters), new TextStyle(12, 6) { MinimumWidth = 0.7 });

        Set(14).ShouldSatisfyAllConditions(o => o.SizePt.ShouldBe(12), o => o.Width.ShouldBe(1), o => o.Overflowed.ShouldBeFalse());
        Set(20).ShouldSatisfyAllConditions(o => o.SizePt.ShouldBeInRange(6.5, 11.5), o => o.Width.ShouldBe(1), o => o.Overflowed.ShouldBeFalse());
        Set(32).ShouldSatisfyAllConditions(o => o.SizePt.ShouldBe(6), o => o.Width.ShouldBeInRange(0.7, 0.99), o => o.Overflowed.ShouldBeFalse());
        Set(60).Overflowed.ShouldBeTrue();
    }

    [Fact]
    public void An_overflow_prints_up_to_the_limit_or_nothing_as_the_parameter_says()
    {
        string text = new('山', 60);
        TextStyle style = new(12);

        string cut = PdfText.Extract(Document(page => page.Text(text, Field, style)).Bytes)[0].Texts.ShouldHaveSingleItem();
        cut.Length.ShouldBeInRange(10, 15);
        PdfText.Extract(Document(page =>
        {
            page.Text(text, Field, style with { Overflow = OverflowPolicy.PrintBlank });
            page.Text("終", Field, style);
        }).Bytes)[0].Texts.ShouldBe(["終"]);
    }

    [Fact]
    public void Lines_break_between_words_of_Latin_names_and_never_before_a_closing_mark()
    {
        FittedText latin = TextFitting.Fit(
            Mincho.Map("Maximilian Alexander"), 20, 20, new TextStyle(10) { LinesMax = 2 });
        latin.Lines.Select(line => string.Concat(line.Select(c => c.Source)).Trim()).ShouldBe(["Maximilian", "Alexander"]);

        FittedText marks = TextFitting.Fit(Mincho.Map("架空県台帳。市"), 5 * 10 * 25.4 / 72, 20, new TextStyle(10) { LinesMax = 2 });
        marks.Lines.Select(line => string.Concat(line.Select(c => c.Source))).ShouldBe(["架空県台", "帳。市"]);
    }

    [Theory]
    [InlineData("台帳市仮町１１番１２号", 9, "台帳市仮町１１番", "１２号")]
    [InlineData("外国人住民となった年月日", 7, "外国人住民と", "なった年月日")]
    [InlineData("台帳市本町（架空方）", 6, "台帳市本町", "（架空方）")]
    public void No_line_breaks_inside_a_number_before_small_kana_or_after_an_opening_bracket(
        string text, int lineEms, string first, string second)
    {
        // JIS X 4051; 「１１番１」 alone would be read as another lot.
        FittedText broken = TextFitting.Fit(Mincho.Map(text), lineEms * 10 * 25.4 / 72, 20, new TextStyle(10) { LinesMax = 2 });
        broken.Lines.Select(line => string.Concat(line.Select(c => c.Source))).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_QR_code_is_printed_module_for_module()
    {
        QrSymbol symbol = QrSymbol.Encode("架空の転出証明書", QrCorrection.Quartile);
        double side = symbol.Size + (2 * QrSymbol.QuietZoneModules);
        byte[] pdf = Document(page => page.QrCode(symbol, 10, 20, side)).Bytes;

        // One module is one millimetre, ten pixels wide.
        (int width, _, byte[] pixels) = await PdfTools.RasteriseAsync(pdf, 254);

        for (int row = -4; row < symbol.Size + 4; row++)
        {
            for (int column = -4; column < symbol.Size + 4; column++)
            {
                bool inside = row >= 0 && column >= 0 && row < symbol.Size && column < symbol.Size;
                int pixel = ((20 + 4 + row) * 10) + 5;
                bool dark = pixels[(pixel * width) + ((10 + 4 + column) * 10) + 5] < 128;
                dark.ShouldBe(inside && symbol.IsDark(row, column), $"row {row}, column {column}");
            }
        }
    }

    [Fact]
    public void A_payload_too_long_for_a_QR_code_is_refused() =>
        Should.Throw<ArgumentException>(() => QrSymbol.Encode(new byte[3000]));

    [Fact]
    public void A_damaged_document_is_refused_or_read_as_something_but_never_breaks_the_reader()
    {
        byte[] whole = Sample().Bytes;
        int refused = 0;
        for (int at = 0; at < whole.Length; at += 41)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x15;
            try
            {
                PdfText.Extract(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(20);
        Should.Throw<InvalidDataException>(() => PdfText.Extract([]));
        Should.Throw<InvalidDataException>(() => PdfText.Extract(whole[..(whole.Length / 2)]));
    }

    [Fact]
    public void A_document_without_pages_is_refused() =>
        Should.Throw<InvalidOperationException>(() => new PdfDocument(Mincho, new PdfMetadata("試験")).Finish());

    [Fact]
    public void Another_compressor_gives_other_bytes_of_the_same_drawing()
    {
        PdfOutput first = Sample();
        PdfOutput again = Sample(CompressionLevel.SmallestSize);
        again.Bytes.SequenceEqual(first.Bytes).ShouldBeFalse();
        again.Sha256.ShouldBe(first.Sha256);
        Id(again)[..40].ShouldBe(Id(first)[..40]);
        Document(page => page.Text("甲", Field, new TextStyle(12))).Sha256
            .ShouldNotBe(Document(page => page.Text("乙", Field, new TextStyle(12))).Sha256);
        Document(page => page.Line(20, 60, 190, 60, 0.1)).Sha256.ShouldNotBe(Document(page => page.Line(20, 60, 190, 61, 0.1)).Sha256);
    }

    private static TextOutcome Outcome(string text, TextStyle style)
    {
        TextOutcome? outcome = null;
        Document(page => outcome = page.Text(text, Field, style));
        return outcome!;
    }

    private static string Id(PdfOutput output)
    {
        string file = Encoding.Latin1.GetString(output.Bytes);
        return file[file.IndexOf("/ID [", StringComparison.Ordinal)..];
    }

    private static PdfOutput Sample(CompressionLevel compression = CompressionLevel.Fastest)
    {
        PdfMetadata metadata = new("住民票の写し", new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.FromHours(9)));
        PdfDocument document = new(Mincho, metadata) { Compression = compression };
        for (int page = 1; page <= 2; page++)
        {
            PdfPage sheet = document.AddPage();
            sheet.SlantedText("架空のデータ", 105, 148, 70, 45, 0.85);
            sheet.Frame(new Area(20, 40, 170, 60), 0.3);
            sheet.Line(20, 60, 190, 60, 0.1, dashMm: 1);
            sheet.Fill(new Area(20, 40, 20, 10), 0.9);
            sheet.Text(Name, new Area(45, 40, 140, 10), new TextStyle(12, 6));
            sheet.Text(LongAddress, new Area(45, 60, 60, 20), new TextStyle(10.5, 6) { LinesMax = 3 });
            sheet.Text("RR-2026-000001", new Area(20, 280, 170, 5), new TextStyle(8) { Align = TextAlign.Right });
        }

        return document.Finish();
    }

    private static PdfOutput Document(Action<PdfPage> draw)
    {
        PdfDocument document = new(Mincho, new PdfMetadata("試験"));
        draw(document.AddPage());
        return document.Finish();
    }
}
