using System.Globalization;
using System.Text;
using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;

namespace Daicho.ReferenceData.Masters;

/// <summary>The forms of master files: each turns text rows into a data set or says which row is wrong.</summary>
internal static class MasterForms
{
    /// <summary>Header of the municipalities.</summary>
    public static readonly string[] MunicipalityHeader = ["code6", "prefecture", "name", "kana"];

    /// <summary>Header of the towns.</summary>
    public static readonly string[] TownHeader = ["prefecture", "municipality", "town", "sub_town"];

    /// <summary>Header of the invented city's towns.</summary>
    public static readonly string[] InventedTownHeader =
        ["town", "kana", "postal_code", "weight", "administrative", "elementary", "junior", "voting"];

    /// <summary>Header of the ledger of lots.</summary>
    public static readonly string[] LotHeader =
    [
        "code6", "town", "lot", "building", "building_kana", "administrative", "residents_association", "neighbourhood_association",
        "elementary", "junior", "voting", "facility",
    ];

    /// <summary>code6,prefecture,name,kana; every code passes its check digit.</summary>
    public static Result<MasterSet> Municipalities(MasterTable.Table table)
    {
        List<Municipality> items = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            if (!MunicipalityCode.TryParse(row[0], out MunicipalityCode? code))
            {
                return MasterRefusals.At(row.Line, 1, "団体コードの検査数字が合いません。");
            }

            items.Add(new Municipality(code, row[1], row[2], row[3]));
        }

        return items.DistinctBy(item => item.Code).Count() == items.Count
            ? new MasterSet.Municipalities(table.Sha256, items)
            : MasterRefusals.At(0, 1, "同じ団体コードが2回あります。");
    }

    /// <summary>prefecture,municipality,town,sub_town; counties (郡) before the municipality's name are left out for the match.</summary>
    public static Result<MasterSet> Towns(MasterTable.Table table, IReadOnlyList<Municipality> known)
    {
        Dictionary<(string, string), Municipality> byName = [];
        foreach (Municipality municipality in known)
        {
            byName[(municipality.Prefecture, NameKey(municipality.Name))] = municipality;
        }

        Dictionary<MunicipalityCode, List<(string Large, string Small)>> towns = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            string name = NameKey(row[1]);
            int county = name.IndexOf('郡', StringComparison.Ordinal);
            if (!byName.TryGetValue((row[0], name), out Municipality? municipality)
                && !(county >= 0 && byName.TryGetValue((row[0], name[(county + 1)..]), out municipality)))
            {
                return MasterRefusals.At(row.Line, 2, "市区町村のマスタにない市区町村名です。");
            }

            if (!towns.TryGetValue(municipality.Code, out List<(string, string)>? list))
            {
                towns.Add(municipality.Code, list = []);
            }

            list.Add((row[2], row[3]));
        }

        return new MasterSet.Towns(table.Sha256, [.. towns.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
            .SelectMany(pair => TownCodes.Assign(pair.Key, pair.Value))]);
    }

    /// <summary>The towns of the invented city.</summary>
    public static Result<MasterSet> InventedTowns(MasterTable.Table table, MunicipalityCode municipality)
    {
        var coded = TownCodes.Assign(municipality, [.. table.Rows.Select(row => (row[0], ""))]).ToDictionary(one => one.Large);
        return new MasterSet.Towns(table.Sha256, [.. table.Rows.Select(row => (
            coded[row[0]].Town with
            {
                Kana = row[1],
                PostalCode = PostalCode.Parse(row[2]),
                Weight = int.Parse(row[3], CultureInfo.InvariantCulture),
                Administrative = row[4],
                ElementarySchool = row[5],
                JuniorHighSchool = row[6],
                Voting = row[7],
            },
            row[0],
            ""))]);
    }

    /// <summary>One row per lot and building; an empty lot holds for the whole town, an empty district is not assigned.</summary>
    public static Result<MasterSet> Lots(MasterTable.Table table)
    {
        List<Lot> items = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            if (!MunicipalityCode.TryParse(row[0], out MunicipalityCode? code))
            {
                return MasterRefusals.At(row.Line, 1, "団体コードの検査数字が合いません。");
            }

            if (row[1].Length == 0)
            {
                return MasterRefusals.At(row.Line, 2, "町名がありません。");
            }

            items.Add(new Lot(code, row[1], row[2])
            {
                Building = Filled(row[3]),
                BuildingKana = Filled(row[4]),
                Administrative = Filled(row[5]),
                ResidentsAssociation = Filled(row[6]),
                NeighbourhoodAssociation = Filled(row[7]),
                ElementarySchool = Filled(row[8]),
                JuniorHighSchool = Filled(row[9]),
                Voting = Filled(row[10]),
                Facility = Filled(row[11]),
            });
        }

        return new MasterSet.Lots(table.Sha256, items);
    }

    /// <summary>written,frequency,kana,letters without header, or written,kana,frequency with one.</summary>
    public static Result<MasterSet> Surnames(MasterTable.Table table, int kana, int frequency)
    {
        Dictionary<(string, string), Surname> items = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            if (!int.TryParse(row[frequency], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1)
            {
                return MasterRefusals.At(row.Line, frequency + 1, "人数が正の整数ではありません。");
            }

            Surname surname = new(row[0], Katakana(row[kana]), count);
            items.TryAdd((surname.Written, surname.Kana), surname);
        }

        return new MasterSet.Surnames(table.Sha256, [.. items.Values]);
    }

    /// <summary>Two files of kana,letters,name,name,…: one for each sex.</summary>
    public static MasterSet GivenNames(MasterTable.Table male, MasterTable.Table female) => new MasterSet.GivenNames(
        male.Sha256[..32] + female.Sha256[..32],
        [.. Names(male, true), .. Names(female, false)]);

    /// <summary>sex,written,kana,from_year,until_year,weight.</summary>
    public static Result<MasterSet> DatedGivenNames(MasterTable.Table table)
    {
        List<GivenName> items = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            if (row[0] is not ("M" or "F")
                || !int.TryParse(row[3], CultureInfo.InvariantCulture, out int from)
                || !int.TryParse(row[4], CultureInfo.InvariantCulture, out int until)
                || !int.TryParse(row[5], CultureInfo.InvariantCulture, out int weight)
                || weight < 1)
            {
                return MasterRefusals.At(row.Line, 0, "性別（M・F）、年、重みを確認してください。");
            }

            items.Add(new GivenName(row[0] == "M", row[1], row[2], from, until, weight));
        }

        return new MasterSet.GivenNames(table.Sha256, items);
    }

    /// <summary>day,name.</summary>
    public static Result<MasterSet> Holidays(MasterTable.Table table)
    {
        List<Holiday> items = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            if (!DateOnly.TryParseExact(row[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                return MasterRefusals.At(row.Line, 1, "日付を 2026-01-01 の形にしてください。");
            }

            items.Add(new Holiday(day, row[1]));
        }

        return items.DistinctBy(item => item.Day).Count() == items.Count
            ? new MasterSet.Holidays(table.Sha256, items)
            : MasterRefusals.At(0, 1, "同じ日が2回あります。");
    }

    /// <summary>code,name,weight.</summary>
    public static Result<MasterSet> Countries(MasterTable.Table table)
    {
        List<Country> items = [];
        foreach (MasterTable.Row row in table.Rows)
        {
            if (!int.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out int weight))
            {
                return MasterRefusals.At(row.Line, 3, "重みが整数ではありません。");
            }

            items.Add(new Country(row[0], row[1], weight));
        }

        return new MasterSet.Countries(table.Sha256, items);
    }

    private static IEnumerable<GivenName> Names(MasterTable.Table table, bool male) =>
        from row in table.Rows
        let kana = Katakana(row[0])
        from written in row.Items.Skip(2).Distinct()
        where written.Length > 0
        select new GivenName(male, written, kana, null, null, 1);

    private static string? Filled(string text) => text.Length == 0 ? null : text;

    /// <summary>Publishers differ in spaces and in the size of ケ (龍ケ崎市, 龍ヶ崎市).</summary>
    private static string NameKey(string name) => name.Replace(" ", "", StringComparison.Ordinal).Replace('ヶ', 'ケ');

    /// <summary>Hiragana as katakana.</summary>
    private static string Katakana(string text)
    {
        StringBuilder kana = new(text.Length);
        foreach (char c in FullWidthKana.From(text))
        {
            kana.Append(c is >= 'ぁ' and <= 'ゖ' ? (char)(c + ('ア' - 'あ')) : c);
        }

        return kana.ToString();
    }
}

/// <summary>Gives towns 住所コード where their source has none: the same file always gives the same codes.</summary>
internal static class TownCodes
{
    private const int SectionsMax = 999;

    /// <summary>
    /// Prefecture 2, municipality 3, 大字 3, 小字 3, numbered in ordinal order of the names. Seven municipalities have more than
    /// 999 towns; there all six digits count the rows.
    /// </summary>
    public static IEnumerable<(Town Town, string Large, string Small)> Assign(
        MunicipalityCode municipality,
        IReadOnlyList<(string Large, string Small)> towns)
    {
        (string Large, string Small)[] ordered = [.. towns.Distinct()
            .OrderBy(town => town.Large, StringComparer.Ordinal)
            .ThenBy(town => town.Small, StringComparer.Ordinal)];
        bool running = ordered.Select(town => town.Large).Distinct().Count() > SectionsMax
            || ordered.GroupBy(town => town.Large).Any(group => group.Count() > SectionsMax);
        int large = 0;
        int small = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            bool sameLarge = i > 0 && ordered[i].Large == ordered[i - 1].Large;
            large += sameLarge ? 0 : 1;
            small = ordered[i].Small.Length == 0 ? 0 : sameLarge ? small + 1 : 1;
            int section = running ? i + 1 : (large * 1000) + small;
            AddressCode code = AddressCode.Parse(
                municipality.Body + section.ToString("D6", CultureInfo.InvariantCulture));
            yield return (new Town(municipality, code, ordered[i].Large + ordered[i].Small), ordered[i].Large, ordered[i].Small);
        }
    }
}
