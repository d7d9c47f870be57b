using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.ReferenceData.Contracts;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.ReferenceData.Tests;

public sealed class MasterTests : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2026, 11, 1);
    private static readonly OperatorContext Actor = OperatorContext.ForCommand("masters.import", "マスタの取込み");
    private static readonly MunicipalityCode Chuo = MunicipalityCode.FromBody("99101");
    private readonly string folder = PostgresFixture.CreateFolder();
    private TestDatabase? database;

    private TestDatabase Database => database ?? throw new InvalidOperationException("Not started.");

    private IReferenceQueries Queries => ReferenceDataModule.Queries(Database.App);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        database = await TestDatabase.CreateAsync(MigrationSet.Platform, ReferenceDataModule.Migrations);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await Database.DisposeAsync();
    }

    [Fact]
    public async Task A_folder_of_masters_is_imported_once_and_answers_look_ups()
    {
        WriteFolder();
        ImportedMaster[] first = await ImportAsync();
        first.ShouldBe(
        [
            new("municipalities", 2, true), new("towns", 3, true), new("postal_codes", 5, true), new("surnames", 2, true),
            new("given_names", 3, true),
        ]);
        (await ImportAsync()).ShouldAllBe(one => !one.Added);

        IReadOnlyList<AddressEntry> towns = await Queries.FindTownsAsync(Chuo, "ほん", 10, Day, Cancellation);
        towns.ShouldHaveSingleItem().Town.ShouldBe("本町");
        AddressEntry found = (await Queries.FindByPostalCodeAsync(PostalCode.Parse("9998001"), Day, Cancellation)).ShouldHaveSingleItem();
        found.Kana.ShouldBe("ホンチョウ");
        found.Code.ShouldBe(AddressCode.Parse("99101002000"));
        Town town = (await Queries.FindTownAsync(AddressCode.Parse("99101001001"), Day, Cancellation)).ShouldNotBeNull();
        town.Name.ShouldBe("大字原上");
        (await Queries.MunicipalitiesAsync("試験県", Day, Cancellation)).Count.ShouldBe(2);
        (await Queries.FindTownsAsync(Chuo, "", 10, Day.AddYears(-50), Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("municipalities.csv", "code6,prefecture,name,kana\n991012,試験県,中央市,x\n", "RD-06")]
    [InlineData("municipalities.csv", "code,prefecture,name,kana\n991011,試験県,中央市,x\n", "RD-06")]
    [InlineData("municipalities.csv", "code6,prefecture,name,kana\n991011,試験県,中\0央市,x\n", "RD-06")]
    [InlineData("towns.csv", "prefecture,municipality,town,sub_town\n試験県,どこか市,本町,\n", "RD-06")]
    [InlineData("towns.csv", "prefecture,municipality,town,sub_town\n試験県,中央市,\"本町,\n", "RD-06")]
    [InlineData("lots.csv", "code6,town,lot\n991011,本町,1\n", "RD-06")]
    [InlineData("lots.csv", "code6,town,lot,building,building_kana,administrative,residents_association,neighbourhood_association,elementary,junior,voting,facility\n991011,本町,1,,,,,,,,,\n", "RD-06")]
    [InlineData("names/surnames.csv", "佐藤,x,さとう,satou\n", "RD-06")]
    [InlineData("names/surnames.csv", "", "RD-01")]
    public async Task One_wrong_file_leaves_everything_as_it_was(string name, string content, string code)
    {
        WriteFolder();
        Write(name, content);
        (await ReferenceDataModule.ImportMastersAsync(
            Database.App, Actor, folder, null, "試験", "1", "なし", new DateOnly(2020, 1, 1), Cancellation)).Refusal!.Code.ShouldBe(code);
        (await Queries.MunicipalitiesAsync(null, Day, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_postal_codes_in_both_encodings_say_the_same()
    {
        WriteFolder();
        await ImportAsync();
        IReadOnlyList<AddressEntry> modern = await Queries.FindTownsAsync(Chuo, "", 100, Day, Cancellation);

        File.Delete(Path.Combine(folder, "utf_ken_all.csv"));
        Encoding shiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
        await File.WriteAllBytesAsync(Path.Combine(folder, "KEN_ALL.CSV"), shiftJis.GetBytes(string.Concat(
            KenAllRow("9998001", "ﾎﾝﾁｮｳ", "本町"),
            KenAllRow("9998000", "ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ", "以下に掲載がない場合"),
            KenAllRow("9998002", "ﾅｶﾞｲﾁｮｳ(1-2ﾁｮｳﾒ､", "長い町（１～２丁目、"),
            KenAllRow("9998002", "ﾂﾂﾞｷ)", "続き）"),
            KenAllRow("9998003", "ﾅｶﾞｲﾁｮｳ(ｿﾉﾀ)", "長い町（その他）"),
            KenAllRow("9998004", "ﾊﾟﾝﾔﾏﾁ", "麺麭屋町"))), Cancellation);
        await ImportAsync();
        IReadOnlyList<AddressEntry> old = await Queries.FindTownsAsync(Chuo, "", 100, Day, Cancellation);
        old.ShouldBe(modern);
        old.Single(entry => entry.PostalCode?.Value == "9998002").Note.ShouldBe("１～２丁目、続き");
        old.Single(entry => entry.PostalCode?.Value == "9998004").Kana.ShouldBe("パンヤマチ");
    }

    [Fact]
    public async Task Shift_JIS_that_is_none_is_refused()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "KEN_ALL.CSV"), [.. "99101,"u8, 0x81, 0xFF, 0x0D, 0x0A], Cancellation);
        (await ReferenceDataModule.ImportMastersAsync(
            Database.App, Actor, folder, null, "試験", "1", "なし", Day, Cancellation)).Refusal!.Code.ShouldBe("RD-02");
    }

    [Fact]
    public async Task The_invented_city_ships_with_its_own_masters()
    {
        await ReferenceDataModule.SeedInventedAsync(Database.App, Actor, Cancellation);
        (await ReferenceDataModule.SeedInventedAsync(Database.App, Actor, Cancellation)).ShouldAllBe(one => !one.Added);
        PopulationMasters masters =
            (await Queries.PopulationMastersAsync(ReferenceDataModule.InventedCity, Day, Cancellation)).Value;
        masters.Municipality.Name.ShouldBe("霞野市");
        masters.Towns.Count.ShouldBe(81);
        masters.Towns.ShouldAllBe(town => town.PostalCode!.Value.StartsWith("999", StringComparison.Ordinal) && town.Kana != null);
        masters.Surnames.Count.ShouldBeGreaterThan(400);
        masters.GivenNames.Count.ShouldBeGreaterThan(560);
        masters.GivenNames.ShouldAllBe(name => KanaFolding.IsKatakanaReading(name.Kana));
        masters.Surnames.ShouldAllBe(name => KanaFolding.IsKatakanaReading(name.Kana));
        AddressEntry town = (await Queries.FindTownsAsync(ReferenceDataModule.InventedCity, "カスミダイイ", 5, Day, Cancellation))
            .ShouldHaveSingleItem();
        town.Town.ShouldBe("霞台一丁目");
    }

    [Theory]
    [InlineData(2000, 15)]
    [InlineData(2007, 19)]
    [InlineData(2009, 17)]
    [InlineData(2019, 22)]
    [InlineData(2020, 18)]
    [InlineData(2021, 17)]
    [InlineData(2026, 18)]
    public async Task The_holidays_of_a_year_are_as_many_as_the_law_makes(int year, int count)
    {
        await ReferenceDataModule.SeedInventedAsync(Database.App, Actor, Cancellation);
        IReadOnlyList<Holiday> holidays =
            await Queries.HolidaysAsync(new DateOnly(year, 1, 1), new DateOnly(year + 1, 1, 1), Day, Cancellation);
        holidays.Count.ShouldBe(count);
        holidays.ShouldContain(holiday => holiday.Day == new DateOnly(year, 5, 3) && holiday.Name == "憲法記念日");
    }

    [Fact]
    public void Every_variant_in_the_shipped_surnames_exists_in_the_font()
    {
        string font = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf";
        File.Exists(font).ShouldBeTrue("The package fonts-ipamj-mincho is part of the test machine.");
        FontSequences sequences = FontSequences.Read(font);
        using Stream names = typeof(ReferenceDataModule).Assembly.GetManifestResourceStream("invented.surnames.csv")!;
        using StreamReader reader = new(names);
        int[] text = [.. reader.ReadToEnd().EnumerateRunes().Select(rune => rune.Value)];
        int seen = 0;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] is >= 0xE0100 and <= 0xE01EF)
            {
                sequences.Contains(text[i - 1], text[i]).ShouldBeTrue($"U+{text[i - 1]:X} U+{text[i]:X}");
                seen++;
            }
        }

        seen.ShouldBeGreaterThan(4);
        sequences.Contains('葛', 0xE0100).ShouldBeFalse();
    }

    private async Task<ImportedMaster[]> ImportAsync() => [.. (await ReferenceDataModule.ImportMastersAsync(
        Database.App, Actor, folder, null, "試験データ", "2026-11", "なし", new DateOnly(2020, 1, 1), Cancellation)).Value];

    private void WriteFolder()
    {
        Write("municipalities.csv", $"code6,prefecture,name,kana\n{Chuo.Value},試験県,中央ケ市,ちゅうおうし\n{MunicipalityCode.FromBody("99301").Value},試験県,原町,はらまち\n");
        Write("towns.csv", "prefecture,municipality,town,sub_town\n試験県,中央ヶ市,本町,\n試験県,中央ケ市,大字原,上\n試験県,何々郡原町,一条,\n");
        Write("utf_ken_all.csv", string.Concat(
            KenAllRow("9998001", "ホンチョウ", "本町"),
            KenAllRow("9998000", "イカニケイサイガナイバアイ", "以下に掲載がない場合"),
            KenAllRow("9998002", "ナガイチョウ", "長い町（１～２丁目、続き）"),
            KenAllRow("9998003", "ナガイチョウ", "長い町（その他）"),
            KenAllRow("9998004", "パンヤマチ", "麺麭屋町")));
        Write("names/surnames.csv", "佐藤,1887000,さとう,satou\n鈴木,1806000,すずき,suzuki\n");
        Write("names/given-names-male.csv", "あきら,akira,明,晃\n");
        Write("names/given-names-female.csv", "あい,ai,愛\n");
    }

    private static string KenAllRow(string postal, string kana, string town) =>
        $"99101,\"999  \",\"{postal}\",\"シケンケン\",\"チュウオウシ\",\"{kana}\",\"試験県\",\"中央市\",\"{town}\",0,0,0,0,0,0\r\n";

    private void Write(string name, string content)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
