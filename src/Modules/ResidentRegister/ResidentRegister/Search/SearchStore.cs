using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.ResidentRegister.Search;

/// <summary>One person of a result list, from the current row.</summary>
internal sealed record SearchRow
{
    /// <summary>The person.</summary>
    public required ResidentId Id { get; init; }

    /// <summary>The household.</summary>
    public required HouseholdId Household { get; init; }

    /// <summary>住民種別.</summary>
    public required ResidentKind Kind { get; init; }

    /// <summary>性別.</summary>
    public required Sex Sex { get; init; }

    /// <summary>氏名.</summary>
    public required string Name { get; init; }

    /// <summary>フリガナ; null when none.</summary>
    public required string? Reading { get; init; }

    /// <summary>生年月日 as shown: wareki, of foreign residents western.</summary>
    public required string Birth { get; init; }

    /// <summary>The day of birth when it is certain; else null.</summary>
    public required DateOnly? BornOn { get; init; }

    /// <summary>First day that the birth date may be; persons of one reading and this day are namesakes.</summary>
    public required DateOnly? BirthFrom { get; init; }

    /// <summary>住所 with 方書; null when it is kept from this operator.</summary>
    public required string? Address { get; init; }

    /// <summary>宛名番号.</summary>
    public required string AddresseeNumber { get; init; }

    /// <summary>続柄.</summary>
    public required string Relationship { get; init; }

    /// <summary>転出予定日 of a planned mover.</summary>
    public required DateOnly? PlannedOutOn { get; init; }

    /// <summary>消除日; null on a live record.</summary>
    public required DateOnly? RemovedOn { get; init; }

    /// <summary>住民状態 of a removed record.</summary>
    public required RemovalKind? Removal { get; init; }

    /// <summary>警告コード.</summary>
    public required string? WarningCode { get; init; }

    /// <summary>Found by a name or address the person no longer has.</summary>
    public required bool ByPast { get; init; }

    /// <summary>Place in the whole list, from 1.</summary>
    public required long Place { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"SearchRow({Id.Value})";
}

/// <summary>Which page of a list: after or before a person, or from the start. Addresses carry the internal id only.</summary>
internal sealed record SearchPlace(ResidentId? After = null, ResidentId? Before = null)
{
    /// <summary>From the start.</summary>
    public static readonly SearchPlace Start = new();
}

/// <summary>Runs the statement that fits the conditions.</summary>
internal static class SearchStore
{
    /// <summary>The last character of Unicode: nothing that is written sorts after it.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>The rows of a page in the order of the list, and the number of all.</summary>
    /// <param name="work">The transaction.</param>
    /// <param name="conditions">What is searched by.</param>
    /// <param name="place">Which page.</param>
    /// <param name="rowsMax">Rows of a page.</param>
    /// <param name="kept">Persons whose addresses are kept from the operator: they are not found by one.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static async Task<(List<SearchRow> Rows, long Total)> RunAsync(
        UnitOfWork work,
        SearchConditions conditions,
        SearchPlace place,
        int rowsMax,
        IReadOnlyCollection<ResidentId> kept,
        CancellationToken cancellation)
    {
        // The plan must fit these very values: a common surname and a rare one have nothing in common. Starting workers or a
        // compiler takes longer than nearly every search.
        QueryBatch batch = new();
        batch.Ask(
            """
            select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', '8s', true),
                   set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)
            """,
            _ => true);
        Key key = Head(conditions);
        bool addressIsHead = key.Sql == SearchSql.ByAddress;
        bool byName = conditions.Reading is not null || conditions.Name is not null;
        bool nameIsHead = conditions.Reading is null;
        TextRange? name = nameIsHead || conditions.Name is null ? null : Range(NameFolding.Fold(conditions.Name), conditions.NameMatch);
        TextRange? address = addressIsHead || (conditions.Address is null && conditions.AddressCode is null)
            ? null
            : Range(NameFolding.Fold(conditions.Address ?? ""), conditions.AddressMatch);
        TextRange? building = conditions.Building is { } text ? Range(NameFolding.Fold(text), TextMatch.Partial) : null;
        IReadOnlyList<(SearchRow Row, long Total)> found = batch.Ask(
            key.Sql,
            Map,
            Text(key.A.From), Text(key.A.Until), Text(key.B.From), Text(key.B.Until), Text(key.A.Pattern), Text(key.B.Pattern),
            Date(conditions.BirthFrom), Date(conditions.BirthUntil), Text(conditions.AddressCode),
            conditions.WithPast, conditions.WithRemoved, Small(conditions.Sex), Text(conditions.Relationship),
            Small(conditions.Removal), Text(name?.From), Text(name?.Until), Text(name?.Pattern),
            Text(address?.From), Text(address?.Until), Text(address?.Pattern), Text(building?.Pattern),
            Id(place.After), Id(place.Before), rowsMax,
            // Names carry the birth date; asking the person again would only mislead the planner.
            Date(byName ? null : conditions.BirthFrom), Date(byName ? null : conditions.BirthUntil),
            kept.Select(person => person.Value).ToArray());
        batch.Ask("select set_config('plan_cache_mode', 'auto', true)", _ => true);
        await batch.RunAsync(work, cancellation);
        return ([.. found.Select(one => one.Row).OrderBy(row => row.Place)], found.Count > 0 ? found[0].Total : 0);
    }

    private static Key Head(SearchConditions conditions) => conditions.Mode switch
    {
        SearchMode.Identifier => new(
            conditions.IdentifierKind switch
            {
                IdentifierKind.AddresseeNumber => SearchSql.ByAddresseeNumber,
                IdentifierKind.HouseholdNumber => SearchSql.ByHouseholdNumber,
                IdentifierKind.ResidenceCardNumber => SearchSql.ByCardNumber,
            },
            Range(conditions.Identifier ?? "", TextMatch.Whole)),
        SearchMode.Blank => new(
            SearchSql.ByBlank,
            new TextRange("", "", $"/{string.Join('/', conditions.Blank.Select(item => Enum.GetName(item)))}/")),
        SearchMode.Entry => new(
            conditions.EntryKind switch
            {
                EntryKind.UnconfirmedReading => SearchSql.ByUnconfirmedReading,
                EntryKind.ResidenceCorrection => SearchSql.ByResidenceCorrection,
                EntryKind.Facility => SearchSql.ByFacility,
                EntryKind.FormerMunicipality => SearchSql.ByFormerMunicipality,
            },
            Range(conditions.EntryCode ?? "", TextMatch.Whole)),
        SearchMode.Number => new(SearchSql.ByPersons, new TextRange("", "", string.Join(',', conditions.Persons))),
        SearchMode.Identity when conditions.Reading is { } reading => ByReading(reading, conditions),
        SearchMode.Identity when conditions.Name is { } name =>
            new(HasAddress(conditions) ? SearchSql.ByNameAndAddress : SearchSql.ByName, Range(NameFolding.Fold(name), conditions.NameMatch)),
        SearchMode.Identity =>
            new(SearchSql.ByAddress, Range(NameFolding.Fold(conditions.Address ?? ""), conditions.AddressMatch)),
    };

    private static Key ByReading(string reading, SearchConditions conditions)
    {
        (string keyA, string keyB) = KanaFolding.Fold(reading);
        TextMatch match = conditions.ReadingMatch;
        string sql = (match, HasAddress(conditions)) switch
        {
            (TextMatch.Partial, true) => SearchSql.ByReadingPartAndAddress,
            (TextMatch.Partial, false) => SearchSql.ByReadingPart,
            (TextMatch.GivenName, true) => SearchSql.ByGivenNameAndAddress,
            (TextMatch.GivenName, false) => SearchSql.ByGivenName,
            (TextMatch.Prefix or TextMatch.Whole, true) => SearchSql.ByReadingAndAddress,
            (TextMatch.Prefix or TextMatch.Whole, false) => SearchSql.ByReading,
        };
        return new Key(sql, Range(keyA, match), Range(keyB, match));
    }

    private static bool HasAddress(SearchConditions conditions) => conditions is { Address: not null } or { AddressCode: not null };

    private static TextRange Range(string key, TextMatch match) => match switch
    {
        TextMatch.Whole or TextMatch.GivenName => new(key, key, "%"),
        TextMatch.Prefix => new(key, key + Last, "%"),
        TextMatch.Partial => new("", Last, $"%{Escape(key)}%"),
    };

    private static string Escape(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);

    private static (SearchRow Row, long Total) Map(NpgsqlDataReader row)
    {
        ResidentKind kind = (ResidentKind)row.GetInt16(2);
        DateOnly? from = row.Nullable<DateOnly?>(7);
        DateOnly? certain = from == row.Nullable<DateOnly?>(8) ? from : null;
        return (
            new SearchRow
            {
                Id = new ResidentId(row.GetGuid(0)),
                Household = new HouseholdId(row.GetGuid(1)),
                Kind = kind,
                Sex = (Sex)row.GetInt16(3),
                Name = row.GetString(4),
                Reading = row.Nullable<string>(5),
                Birth = kind == ResidentKind.Foreign && certain is { } day
                    ? Wareki.PrintWestern(day, WarekiForm.FullWidth)
                    : row.GetString(6),
                BornOn = certain,
                BirthFrom = from,
                Address = row.GetString(9),
                AddresseeNumber = row.GetString(10),
                Relationship = row.GetString(11),
                PlannedOutOn = row.Nullable<DateOnly?>(12),
                RemovedOn = row.Nullable<DateOnly?>(13),
                Removal = (RemovalKind?)row.Nullable<short?>(14),
                WarningCode = row.Nullable<string>(15),
                ByPast = row.GetInt16(16) >= 100,
                Place = row.GetInt64(17),
            },
            row.GetInt64(18));
    }

    private static NpgsqlParameter Text(string? value) => Typed(value, NpgsqlDbType.Text);

    private static NpgsqlParameter Date(DateOnly? value) => Typed(value, NpgsqlDbType.Date);

    private static NpgsqlParameter Id(ResidentId? id) => Typed(id?.Value, NpgsqlDbType.Uuid);

    private static NpgsqlParameter Small<T>(T? value)
        where T : struct, Enum => Typed(value is { } some ? Convert.ToInt16(some, null) : null, NpgsqlDbType.Smallint);

    // The type is always said: a statement that does not use a parameter cannot guess it from a null.
    private static NpgsqlParameter Typed(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private sealed record TextRange(string From, string Until, string Pattern);

    private sealed record Key(string Sql, TextRange A, TextRange B)
    {
        public Key(string sql, TextRange only)
            : this(sql, only, only)
        {
        }
    }
}
