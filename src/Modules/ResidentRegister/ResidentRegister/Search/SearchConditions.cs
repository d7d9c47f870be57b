using System.Text.Json.Serialization;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Search;

/// <summary>What a search rests on; each mode has its own form, and none is reached by leaving items of another empty.</summary>
internal enum SearchMode
{
    /// <summary>Name, birth date and address: at least two of the three (CR-20).</summary>
    Identity,

    /// <summary>A number that belongs to one person or household.</summary>
    Identifier,

    /// <summary>Items that were never entered (standard 2.1.3).</summary>
    Blank,

    /// <summary>What stands in the records: a code, or a reading not confirmed yet; a list for the upkeep of the register.</summary>
    Entry,

    /// <summary>The Individual Number, through the vault and with a right of its own (CR-20).</summary>
    Number,
}

/// <summary>How typed text is compared with stored text.</summary>
internal enum TextMatch
{
    /// <summary>前方一致.</summary>
    Prefix,

    /// <summary>完全一致.</summary>
    Whole,

    /// <summary>部分一致.</summary>
    Partial,

    /// <summary>名のみ: the given name alone; for readings.</summary>
    GivenName,
}

/// <summary>A number that is enough by itself, in a mode of its own.</summary>
internal enum IdentifierKind
{
    /// <summary>宛名番号.</summary>
    AddresseeNumber,

    /// <summary>世帯番号.</summary>
    HouseholdNumber,

    /// <summary>在留カード等の番号; needs the right to see the status of residence.</summary>
    ResidenceCardNumber,
}

/// <summary>What a list of records goes by.</summary>
internal enum EntryKind
{
    /// <summary>フリガナ of 氏名, 通称, 併記名 or 旧氏 not confirmed with the person (RR-31).</summary>
    UnconfirmedReading,

    /// <summary>居住地補正コード (RR-38).</summary>
    ResidenceCorrection,

    /// <summary>特定施設コード of the address (RR-40).</summary>
    Facility,

    /// <summary>旧自治体コード of a municipality that was merged into this one (RR-12).</summary>
    FormerMunicipality,
}

/// <summary>An item that can be searched for as blank.</summary>
internal enum BlankItem
{
    /// <summary>氏名.</summary>
    Name,

    /// <summary>フリガナ.</summary>
    Reading,

    /// <summary>性別.</summary>
    Sex,

    /// <summary>続柄.</summary>
    Relationship,

    /// <summary>郵便番号.</summary>
    PostalCode,

    /// <summary>住所コード.</summary>
    AddressCode,

    /// <summary>国籍・地域 of a foreign resident.</summary>
    Nationality,

    /// <summary>在留カード等の番号 of a foreign resident.</summary>
    CardNumber,
}

/// <summary>The conditions of one search as typed (standard 2.1.3). Stored for recall by the same operator, and erased.</summary>
internal sealed record SearchConditions
{
    /// <summary>The mode.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public SearchMode Mode { get; init; }

    /// <summary>フリガナ of 氏名, 通称, 旧氏 or 併記名.</summary>
    public string? Reading { get; init; }

    /// <summary>How the reading is compared.</summary>
    public TextMatch ReadingMatch { get; init; }

    /// <summary>氏名, 通称, 旧氏 or 併記名 in kanji or alphabet.</summary>
    public string? Name { get; init; }

    /// <summary>How the name is compared.</summary>
    public TextMatch NameMatch { get; init; }

    /// <summary>生年月日 as typed: wareki, western, or partly known.</summary>
    public string? Birth { get; init; }

    /// <summary>First day that the birth date may be.</summary>
    public DateOnly? BirthFrom { get; init; }

    /// <summary>Last day that the birth date may be.</summary>
    public DateOnly? BirthUntil { get; init; }

    /// <summary>性別; does not count as one of the two items.</summary>
    public Sex? Sex { get; init; }

    /// <summary>住所.</summary>
    public string? Address { get; init; }

    /// <summary>How the address is compared.</summary>
    public TextMatch AddressMatch { get; init; }

    /// <summary>住所コード.</summary>
    public string? AddressCode { get; init; }

    /// <summary>方書, any part of it.</summary>
    public string? Building { get; init; }

    /// <summary>続柄.</summary>
    public string? Relationship { get; init; }

    /// <summary>消除事由; finds removed persons only.</summary>
    public RemovalKind? Removal { get; init; }

    /// <summary>Kind of <see cref="Identifier"/>.</summary>
    public IdentifierKind IdentifierKind { get; init; }

    /// <summary>The number, normalised.</summary>
    public string? Identifier { get; init; }

    /// <summary>What the list goes by, with mode entry.</summary>
    public EntryKind EntryKind { get; init; }

    /// <summary>The code that stands in the records; null where the kind needs none.</summary>
    public string? EntryCode { get; init; }

    /// <summary>Items that must be blank.</summary>
    public IReadOnlyList<BlankItem> Blank { get; init; } = [];

    /// <summary>The persons that a number led to; the number itself is never kept.</summary>
    public IReadOnlyList<Guid> Persons { get; init; } = [];

    /// <summary>The number was a resident record code (住民票コード), not an Individual Number.</summary>
    public bool ByRecordCode { get; init; }

    /// <summary>過去の氏名・住所も探す.</summary>
    public bool WithPast { get; init; }

    /// <summary>消除された者を含める.</summary>
    public bool WithRemoved { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"SearchConditions({Mode})";
}

/// <summary>Compiled serialization of stored conditions.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SearchConditions))]
internal sealed partial class SearchJson : JsonSerializerContext;
