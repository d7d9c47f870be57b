using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Invents addresses: in the city from its towns, elsewhere from the names of other municipalities.</summary>
internal static class Places
{
    private const string WideDigits = "０１２３４５６７８９";

    private static readonly string[] TownsElsewhere =
        ["中央一丁目", "本町二丁目", "栄町", "緑町三丁目", "大字中田", "旭町", "若葉台一丁目", "寿町", "大手町", "幸町二丁目"];

    private static readonly (string Written, string Kana)[] Buildings =
    [
        ("霞ハイツ", "カスミハイツ"), ("コーポ若葉", "コーポワカバ"), ("メゾン桜木", "メゾンサクラギ"), ("グリーンコート", "グリーンコート"),
        ("サンライズ本町", "サンライズホンマチ"), ("パークサイド霞野", "パークサイドカスミノ"), ("第二清風荘", "ダイニセイフウソウ"), ("市営緑が丘住宅", "シエイミドリガオカジュウタク"),
    ];

    private static readonly string[] Countries = ["アメリカ合衆国", "中華人民共和国", "タイ王国", "ドイツ連邦共和国", "オーストラリア連邦", "シンガポール共和国"];

    /// <summary>An address in the city.</summary>
    public static (Address Address, Districts Districts) InCity(SeededRandom random, Draw draw)
    {
        Town town = draw.Town(random);
        bool numbered = town.Name.EndsWith("丁目", StringComparison.Ordinal);
        int first = 1 + random.NextInt(numbered ? 30 : 2500);
        int second = 1 + random.NextInt(20);
        bool plain = !numbered && random.NextInt(4) == 0;
        string lot = numbered ? $"{Wide(first)}番{Wide(second)}号" : plain ? $"{Wide(first)}番地" : $"{Wide(first)}番地{Wide(second)}";
        Address address = new()
        {
            Code = town.Code,
            PostalCode = town.PostalCode,
            Town = town.Name,
            Lot = lot,
            Parts = new LotParts("", first, plain ? null : second, null, ""),
        };
        if (random.NextInt(100) < 34)
        {
            (string written, string kana) = random.Pick(Buildings);
            int room = ((1 + random.NextInt(5)) * 100) + 1 + random.NextInt(8);
            address = address with { Building = $"{written}{Wide(room)}号", BuildingKana = $"{kana}{Wide(room)}ゴウ" };
        }

        return (address, new Districts
        {
            Administrative = town.Administrative,
            ElementarySchool = town.ElementarySchool,
            JuniorHighSchool = town.JuniorHighSchool,
            Voting = town.Voting,
        });
    }

    /// <summary>An address in another municipality.</summary>
    public static Address Elsewhere(SeededRandom random, Draw draw)
    {
        Municipality other = draw.Elsewhere(random);
        return new Address
        {
            Town = $"{other.Prefecture}{other.Name.Replace(" ", "", StringComparison.Ordinal)}{random.Pick(TownsElsewhere)}",
            Lot = $"{Wide(1 + random.NextInt(300))}番地{Wide(1 + random.NextInt(30))}",
        };
    }

    /// <summary>A country only: addresses abroad are kept as written.</summary>
    public static Address Abroad(SeededRandom random) => new() { Town = random.Pick(Countries), Abroad = true };

    /// <summary>本籍: in full with prefecture and city, as on the register.</summary>
    public static Address Domicile(SeededRandom random, Draw draw, Municipality city)
    {
        if (random.NextInt(100) >= 45)
        {
            return Elsewhere(random, draw) with { Lot = $"{Wide(1 + random.NextInt(900))}番地" };
        }

        (Address inCity, _) = InCity(random, draw);
        return new Address
        {
            Town = $"{city.Prefecture}{city.Name}{inCity.Town}",
            Lot = $"{Wide(1 + random.NextInt(900))}番地",
        };
    }

    /// <summary>A number in full-width digits.</summary>
    public static string Wide(int number)
    {
        Span<char> digits = stackalloc char[10];
        int at = digits.Length;
        do
        {
            digits[--at] = WideDigits[number % 10];
            number /= 10;
        }
        while (number > 0);

        return new string(digits[at..]);
    }
}
