using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Search;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daicho.ResidentRegister.Api;

/// <summary>What a program can search by; looking up the Individual Number is an operation of its own.</summary>
internal enum SearchBy
{
    /// <summary>Name, birth date and address: at least two of the three.</summary>
    Identity,

    /// <summary>A number that belongs to one person or household.</summary>
    Identifier,

    /// <summary>What stands in the records: a code, or a reading not confirmed yet.</summary>
    Entry,

    /// <summary>Items that were never entered.</summary>
    Blank,
}

/// <summary>Conditions of a search. With <c>mode</c> identity at least two of name, birth date and address are needed.</summary>
internal sealed record SearchBody : Masked
{
    /// <summary>What the search rests on.</summary>
    public SearchBy Mode { get; init; }

    /// <summary>フリガナ of 氏名, 通称, 旧氏 or 併記名; voiced and small kana, old kana and variants are folded.</summary>
    public string? Reading { get; init; }

    /// <summary>How the reading is compared.</summary>
    public TextMatch? ReadingMatch { get; init; }

    /// <summary>氏名, 通称, 旧氏 or 併記名 in kanji or alphabet.</summary>
    public string? Name { get; init; }

    /// <summary>How the name is compared; not by givenName.</summary>
    public TextMatch? NameMatch { get; init; }

    /// <summary>生年月日: 2000-01-02, S15.3.2, 昭和15年, 1940年頃.</summary>
    public string? Birth { get; init; }

    /// <summary>性別; does not count as one of the two items.</summary>
    public Sex? Sex { get; init; }

    /// <summary>住所.</summary>
    public string? Address { get; init; }

    /// <summary>How the address is compared; not by givenName.</summary>
    public TextMatch? AddressMatch { get; init; }

    /// <summary>住所コード, 11 digits.</summary>
    public string? AddressCode { get; init; }

    /// <summary>方書, any part of it.</summary>
    public string? Building { get; init; }

    /// <summary>続柄.</summary>
    public string? Relationship { get; init; }

    /// <summary>消除事由; finds removed persons only.</summary>
    public RemovalKind? Removal { get; init; }

    /// <summary>Kind of the identifier.</summary>
    public IdentifierKind? IdentifierKind { get; init; }

    /// <summary>The number, with mode identifier.</summary>
    public string? Identifier { get; init; }

    /// <summary>What the list goes by, with mode entry.</summary>
    public EntryKind? EntryKind { get; init; }

    /// <summary>The code that stands in the records, with mode entry; none for readings.</summary>
    public string? EntryCode { get; init; }

    /// <summary>Items that must be blank, with mode blank.</summary>
    public IReadOnlyList<BlankItem>? Blank { get; init; }

    /// <summary>Search former names and addresses, too.</summary>
    public bool WithPast { get; init; }

    /// <summary>Find removed persons, too.</summary>
    public bool WithRemoved { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before; the conditions must be the same.</summary>
    public string? Cursor { get; init; }

    /// <summary>The same conditions as the form of the screens carries them, so that one place reads both.</summary>
    public IFormCollection ToForm()
    {
        Dictionary<string, StringValues> form = new(StringComparer.Ordinal)
        {
            ["mode"] = Enum.GetName(Mode),
            ["reading"] = Reading,
            ["reading-match"] = Word(ReadingMatch),
            ["name"] = Name,
            ["name-match"] = Word(NameMatch),
            ["birth"] = Birth,
            ["sex"] = Word(Sex),
            ["address"] = Address,
            ["address-match"] = Word(AddressMatch),
            ["address-code"] = AddressCode,
            ["building"] = Building,
            ["relationship"] = Relationship,
            ["removal"] = Word(Removal),
            ["identifier-kind"] = Word(IdentifierKind),
            ["identifier"] = Identifier,
            ["entry-kind"] = Word(EntryKind),
            ["entry-code"] = EntryCode,
            ["past"] = WithPast ? "on" : null,
            ["with-removed"] = WithRemoved ? "on" : null,
        };
        if (Blank is { Count: > 0 } blank)
        {
            form["blank"] = new StringValues([.. blank.Select(item => Enum.GetName(item))]);
        }

        return new FormCollection(form);
    }

    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } some ? Enum.GetName(some) : null;
}

/// <summary>A person found.</summary>
internal sealed record SearchHitAnswer : Masked
{
    /// <summary>The person; opens the record.</summary>
    public required Guid Resident { get; init; }

    /// <summary>The household; absent where the address is kept from this client.</summary>
    public Guid? Household { get; init; }

    /// <summary>住民種別.</summary>
    public required ResidentKind Kind { get; init; }

    /// <summary>氏名.</summary>
    public required string Name { get; init; }

    /// <summary>フリガナ.</summary>
    public string? Reading { get; init; }

    /// <summary>性別.</summary>
    public required Sex Sex { get; init; }

    /// <summary>生年月日 as people read it.</summary>
    public required string Birth { get; init; }

    /// <summary>生年月日, when it is certain.</summary>
    public DateOnly? BornOn { get; init; }

    /// <summary>住所; absent where it is kept from this client (支援措置, 照会抑止, a relative).</summary>
    public string? Address { get; init; }

    /// <summary>宛名番号.</summary>
    public required string AddresseeNumber { get; init; }

    /// <summary>続柄.</summary>
    public required string Relationship { get; init; }

    /// <summary>転出予定日.</summary>
    public DateOnly? PlannedOutOn { get; init; }

    /// <summary>消除日.</summary>
    public DateOnly? RemovedOn { get; init; }

    /// <summary>Why the record was removed.</summary>
    public RemovalKind? Removal { get; init; }

    /// <summary>支援措置: a warning comes before the record opens.</summary>
    public required bool Supported { get; init; }

    /// <summary>Something is suppressed for this person.</summary>
    public required bool Suppressed { get; init; }

    /// <summary>警告コード.</summary>
    public string? WarningCode { get; init; }

    /// <summary>Found by a name or address that the person no longer has.</summary>
    public required bool ByPast { get; init; }

    /// <summary>Another person of the list has the same reading and birth date: one more item is asked for.</summary>
    public required bool HasNamesake { get; init; }

    /// <summary>The answer for a hit.</summary>
    public static SearchHitAnswer Of(SearchHit hit) => new()
    {
        Resident = hit.Row.Id.Value,
        Household = hit.Row.Address is null ? null : hit.Row.Household.Value,
        Kind = hit.Row.Kind,
        Name = hit.Row.Name,
        Reading = hit.Row.Reading,
        Sex = hit.Row.Sex,
        Birth = hit.Row.Birth,
        BornOn = hit.Row.BornOn,
        Address = hit.Row.Address,
        AddresseeNumber = hit.Row.AddresseeNumber,
        Relationship = hit.Row.Relationship,
        PlannedOutOn = hit.Row.PlannedOutOn,
        RemovedOn = hit.Row.RemovedOn,
        Removal = hit.Row.Removal,
        Supported = hit.Protection.IsSupported,
        Suppressed = hit.Protection.Suppressions.Count > 0,
        WarningCode = hit.Row.WarningCode,
        ByPast = hit.Row.ByPast,
        HasNamesake = hit.HasNamesake,
    };
}

/// <summary>A page of persons found, in a fixed order.</summary>
/// <param name="Hits">The persons.</param>
/// <param name="Total">How many were found; counted up to 1,000, with mode entry whole.</param>
/// <param name="TotalIsMinimum">True: there are that many or more.</param>
/// <param name="NextCursor">For the following page; absent on the last.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchHitAnswer> Hits, long Total, bool TotalIsMinimum, string? NextCursor) : Masked;
