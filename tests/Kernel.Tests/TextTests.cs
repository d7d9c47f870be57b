using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Daicho.Kernel.Tests;

public sealed class TextTests
{
    // 葛 with a selector (U+845B U+E0100) and 𠮷 (two UTF-16 units).
    private const string Katsu = "葛\U000E0100";
    private const string Yoshi = "𠮷";

    [Theory]
    [InlineData("ワタナベ", "ハタナベ", true)]
    [InlineData("サトウ", "サトオ", true)]
    [InlineData("ミズシマ", "ミヅシマ", true)]
    [InlineData("ショウジ", "シヨウジ", true)]
    [InlineData("ヴァンダム", "バンダム", true)]
    [InlineData("ヴィクトル", "ビクトル", true)]
    [InlineData("ヲガワ", "オガワ", true)]
    [InlineData("ローラ", "ロラ", true)]
    [InlineData("ロ－ラ", "ローラ", true)]
    [InlineData("ロ―ラ", "ロｰラ", true)]
    [InlineData("ヤマダ タロウ", "ヤマダ　タロオ", true)]
    [InlineData("ﾔﾏﾀﾞ", "ヤマタ", true)]
    [InlineData("ﾌﾁﾞﾀ", "フジタ", true)]
    [InlineData("やまだ", "ヤマダ", true)]
    [InlineData("フヂタ", "フジタ", true)]
    [InlineData("フヂタ", "フチタ", true)]
    [InlineData("ヒロ", "ピロ", true)]
    [InlineData("フジタ", "フチタ", false)]
    [InlineData("サトウ", "カトウ", false)]
    [InlineData("タナカ", "タカナ", false)]
    public void Readings_match_as_the_standard_says(string entered, string stored, bool expected)
    {
        KanaFolding.Matches(entered, stored, KanaMatch.Whole).ShouldBe(expected);
        KanaFolding.Matches(stored, entered, KanaMatch.Whole).ShouldBe(expected);
    }

    [Fact]
    public void A_given_name_alone_is_a_partial_match()
    {
        KanaFolding.Matches("タロオ", "ヤマダ　タロウ", KanaMatch.Partial).ShouldBeTrue();
        KanaFolding.Matches("タロオ", "ヤマダ　タロウ", KanaMatch.Whole).ShouldBeFalse();
    }

    [Fact]
    public void Folding_a_reading_twice_equals_folding_it_once()
    {
        Gen<char> kana = Gen.Elements("アァウゥオヲガチヂッヅトドョヴァィバパワヮヵヶヷー－ 　ﾔﾀﾞﾟうづゔ\u3099zＡ".ToCharArray());
        Prop.ForAll(kana.ArrayOf().Select(chars => new string(chars)).ToArbitrary(), text =>
        {
            (string a, string b) = KanaFolding.Fold(text);
            return KanaFolding.Fold(a).KeyA == a && KanaFolding.Fold(b).KeyB == b && KanaFolding.Matches(text, text, KanaMatch.Whole);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("ヤマダ　タロウ", true)]
    [InlineData("ローラ", true)]
    [InlineData("やまだ たろう", false)]
    [InlineData("ﾔﾏﾀﾞ", false)]
    [InlineData("ロ－ラ", false)]
    [InlineData("山田", false)]
    [InlineData("ヤマダ ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_katakana_is_a_reading(string? text, bool expected) => KanaFolding.IsKatakanaReading(text).ShouldBe(expected);

    [Theory]
    [InlineData("渡邊", "渡辺")]
    [InlineData("渡邉", "渡辺")]
    [InlineData("渡\uFA66", "渡\u8FB6")]
    [InlineData("濱田", "浜田")]
    [InlineData("濵田", "浜田")]
    [InlineData("齋藤", "斉藤")]
    [InlineData("齊藤", "斎藤")]
    [InlineData("髙橋", "高𣘺")]
    [InlineData("山﨑", "山嵜")]
    [InlineData("廣澤", "広沢")]
    [InlineData("國分", "国分")]
    [InlineData("櫻井", "桜井")]
    [InlineData("中嶋", "中嶌")]
    [InlineData("冨田", "富田")]
    [InlineData(Yoshi + "田", "吉田")]
    [InlineData(Katsu + "西", "葛西")]
    [InlineData("\uFA19谷", "神谷")]
    [InlineData("山田　太郎", "山田太郎")]
    [InlineData("ＡＮＮＡ　Müller", "anna muller")]
    [InlineData("e\u0301ric", "ÉRIC")]
    [InlineData("ﾊﾟｰｸ ﾊｲﾂ", "パークハイツ")]
    [InlineData("霞ヶ関", "霞ケ関")]
    [InlineData("㈱山田", "(株)山田")]
    public void Forms_of_one_name_have_one_search_key(string left, string right) =>
        NameFolding.Fold(left).ShouldBe(NameFolding.Fold(right));

    [Theory]
    [InlineData("坂本", "阪本")]
    [InlineData("佐藤", "加藤")]
    [InlineData("岩田", "巌田")]
    public void Different_names_keep_different_keys(string left, string right) =>
        NameFolding.Fold(left).ShouldNotBe(NameFolding.Fold(right));

    [Fact]
    public void Folding_a_name_twice_equals_folding_it_once_for_every_character()
    {
        for (int codePoint = 0x20; codePoint <= 0x3FFFF; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
            {
                continue;
            }

            string once = NameFolding.Fold("山" + char.ConvertFromUtf32(codePoint) + "田");
            once.Length.ShouldBeLessThanOrEqualTo(NameFolding.UnitsPerCharacterMax + 2);
            if (NameFolding.Fold(once) != once)
            {
                Assert.Fail($"U+{codePoint:X4} folds to {once} and then further.");
            }
        }
    }

    [Fact]
    public void A_base_and_its_selector_count_as_one_and_are_never_cut_apart()
    {
        TextElements.Count(Katsu + "西" + Yoshi).ShouldBe(3);
        TextElements.Cut(Katsu + "西", 1).ShouldBe(Katsu);
        TextElements.Cut("西" + Katsu, 1).ShouldBe("西");
        TextElements.Cut(Yoshi + "田", 1).ShouldBe(Yoshi);
        TextElements.Cut("田", 5).ShouldBe("田");

        Gen<string> element = Gen.Elements("西", Yoshi, Katsu, Yoshi + "\U000E0101", "あ", "神\uFE00");
        var cases = from elements in element.ArrayOf() from count in Gen.Choose(0, 8) select (elements, count);
        Prop.ForAll(cases.ToArbitrary(), drawn =>
            TextElements.Count(string.Concat(drawn.elements)) == drawn.elements.Length
            && TextElements.Cut(string.Concat(drawn.elements), drawn.count) == string.Concat(drawn.elements.Take(drawn.count)))
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("渡邉 太郎", TextFault.None)]
    [InlineData(Katsu, TextFault.None)]
    [InlineData("", TextFault.None)]
    [InlineData("\U000E0100葛", TextFault.LoneSelector)]
    [InlineData("葛\U000E0100\U000E0101", TextFault.LoneSelector)]
    [InlineData(" \uFE00", TextFault.LoneSelector)]
    [InlineData("山\u0000", TextFault.ControlCharacter)]
    [InlineData("山\n", TextFault.ControlCharacter)]
    [InlineData("山\u0085", TextFault.ControlCharacter)]
    [InlineData("山\u202E田", TextFault.BidiControl)]
    [InlineData("山\u2066田", TextFault.BidiControl)]
    [InlineData("山\uFFFE", TextFault.Noncharacter)]
    [InlineData("山\uFEFF", TextFault.Noncharacter)]
    [InlineData("山\uFDD0", TextFault.Noncharacter)]
    [InlineData("山\U0001FFFF", TextFault.Noncharacter)]
    public void Text_no_record_may_hold_is_refused(string text, TextFault expected) => TextCheck.Check(text).ShouldBe(expected);

    [Fact]
    public void Halves_of_surrogate_pairs_are_refused_and_the_place_is_told()
    {
        string high = new(['山', '\uD842']);
        TextCheck.Check(high, allowLineBreaks: false, out int index).ShouldBe(TextFault.UnpairedSurrogate);
        index.ShouldBe(1);
        TextCheck.Check(['\uDFB7', '山']).ShouldBe(TextFault.UnpairedSurrogate);
        TextCheck.Check("一行\r\n二行", allowLineBreaks: true, out _).ShouldBe(TextFault.None);
        TextCheck.Check("一行\t", allowLineBreaks: true, out _).ShouldBe(TextFault.ControlCharacter);
    }

    [Theory]
    [InlineData("１２３－４５６７", "123-4567", "1234567")]
    [InlineData("ＡＢ１２３４５６７８ＣＤ", "AB12345678CD", "AB12345678CD")]
    [InlineData(" 1234 5678 9018　", "1234 5678 9018", "123456789018")]
    [InlineData("12ー34", "12-34", "1234")]
    [InlineData("1234", "1234", "1234")]
    public void Full_width_numbers_become_half_width(string typed, string halfWidth, string digits)
    {
        HalfWidth.FromInput(typed).ShouldBe(halfWidth);
        HalfWidth.DigitsFromInput(typed).ShouldBe(digits);
    }
}
