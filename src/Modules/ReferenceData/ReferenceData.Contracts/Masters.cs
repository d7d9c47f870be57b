using Daicho.Kernel;

namespace Daicho.ReferenceData.Contracts;

/// <summary>A municipality (市区町村) as the masters have it.</summary>
/// <param name="Code">全国地方公共団体コード.</param>
/// <param name="Prefecture">都道府県名.</param>
/// <param name="Name">市区町村名, without the county (郡); wards with their city.</param>
/// <param name="Kana">Reading as in the source.</param>
public sealed record Municipality(MunicipalityCode Code, string Prefecture, string Name, string Kana);

/// <summary>A town (町字) inside a municipality.</summary>
/// <param name="Municipality">The municipality.</param>
/// <param name="Code">住所コード, 11 digits (1.3.3).</param>
/// <param name="Name">大字・町丁目 with 小字.</param>
public sealed record Town(MunicipalityCode Municipality, AddressCode Code, string Name)
{
    /// <summary>Reading in katakana; null when the source has none.</summary>
    public string? Kana { get; init; }

    /// <summary>郵便番号; null when the source has none.</summary>
    public PostalCode? PostalCode { get; init; }

    /// <summary>Share of the residents living there, for invented people only.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>行政区コード.</summary>
    public string? Administrative { get; init; }

    /// <summary>小学校区コード.</summary>
    public string? ElementarySchool { get; init; }

    /// <summary>中学校区コード.</summary>
    public string? JuniorHighSchool { get; init; }

    /// <summary>投票区コード.</summary>
    public string? Voting { get; init; }
}

/// <summary>An answer of the address dictionary: town or postal code anywhere in the country.</summary>
/// <param name="PostalCode">郵便番号; null when unknown.</param>
/// <param name="Municipality">Code of the municipality.</param>
/// <param name="Prefecture">都道府県名.</param>
/// <param name="MunicipalityName">市区町村名.</param>
/// <param name="Town">町域名; empty when the code stands for the whole municipality.</param>
/// <param name="Kana">Reading of the town; null when unknown.</param>
/// <param name="Note">What the postal code is limited to (「その他」「１～１９丁目」など); null when the whole town.</param>
/// <param name="Code">住所コード; null when the dictionary has none for the town.</param>
public sealed record AddressEntry(
    PostalCode? PostalCode,
    MunicipalityCode Municipality,
    string Prefecture,
    string MunicipalityName,
    string Town,
    string? Kana,
    string? Note,
    AddressCode? Code);

/// <summary>A row of the ledger of lots: a lot or a building on it, with the districts it belongs to (1.3.2, 1.3.4, 1.3.5).</summary>
/// <param name="Municipality">The municipality.</param>
/// <param name="TownName">Town with 小字.</param>
/// <param name="Number">番地・住居番号; empty for what holds for the whole town.</param>
public sealed record Lot(MunicipalityCode Municipality, string TownName, string Number)
{
    /// <summary>方書 registered on the lot; null when the row names none.</summary>
    public string? Building { get; init; }

    /// <summary>方書 in katakana.</summary>
    public string? BuildingKana { get; init; }

    /// <summary>行政区コード.</summary>
    public string? Administrative { get; init; }

    /// <summary>自治会コード.</summary>
    public string? ResidentsAssociation { get; init; }

    /// <summary>町内会コード.</summary>
    public string? NeighbourhoodAssociation { get; init; }

    /// <summary>小学校区コード.</summary>
    public string? ElementarySchool { get; init; }

    /// <summary>中学校区コード.</summary>
    public string? JuniorHighSchool { get; init; }

    /// <summary>投票区コード.</summary>
    public string? Voting { get; init; }

    /// <summary>特定施設コード when the lot or the building is such a facility (介護保険法第13条 and the like); null otherwise.</summary>
    public string? Facility { get; init; }
}

/// <summary>What the ledger of lots says about one lot.</summary>
/// <param name="LotsKept">Whether the municipality keeps lots in the ledger.</param>
/// <param name="BuildingsKept">Whether it keeps buildings.</param>
/// <param name="Rows">Rows of the lot, then those of the whole town; empty when it has neither.</param>
public sealed record LotAnswer(bool LotsKept, bool BuildingsKept, IReadOnlyList<Lot> Rows);

/// <summary>A closed day by law (国民の祝日に関する法律).</summary>
public sealed record Holiday(DateOnly Day, string Name);

/// <summary>A country or region (国籍・地域).</summary>
/// <param name="Code">Three letters.</param>
/// <param name="Name">Name as on residence cards.</param>
/// <param name="Weight">Relative frequency among foreign residents, for invented people only.</param>
public sealed record Country(string Code, string Name, int Weight);

/// <summary>A surname with its relative frequency.</summary>
public sealed record Surname(string Written, string Kana, int Frequency);

/// <summary>A given name with the birth years in which it was usual (until exclusive); null years when unknown.</summary>
public sealed record GivenName(bool Male, string Written, string Kana, int? FromYear, int? UntilYear, int Weight);

/// <summary>Everything the invention of a population needs.</summary>
/// <param name="Municipality">The municipality the residents live in.</param>
/// <param name="Towns">Its towns.</param>
/// <param name="Others">Municipalities people come from and go to.</param>
/// <param name="Surnames">Surnames.</param>
/// <param name="GivenNames">Given names.</param>
/// <param name="Countries">Nationalities.</param>
public sealed record PopulationMasters(
    Municipality Municipality,
    IReadOnlyList<Town> Towns,
    IReadOnlyList<Municipality> Others,
    IReadOnlyList<Surname> Surnames,
    IReadOnlyList<GivenName> GivenNames,
    IReadOnlyList<Country> Countries);
