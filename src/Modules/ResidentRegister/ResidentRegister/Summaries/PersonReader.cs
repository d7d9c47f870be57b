using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Npgsql;

namespace Daicho.ResidentRegister.Summaries;

/// <summary>Tells other modules whose record it is; every answer is on the access log first.</summary>
internal sealed class PersonReader(NpgsqlDataSource database, BusinessClock clock, CurrentOperator current, AccessLogAppender log)
{
    private const int PersonsMax = 1000;

    private const string SummarySql =
        """
        select r.resident_id, r.addressee_number, r.name_written, r.name_kana, r.address_written,
               exists (select from resident_register.supported_person p
                       join resident_register.support_measure m on m.measure_id = p.measure_id
                       where p.resident_id = r.resident_id and m.closed_on is null and m.started_on <= $2),
               r.removed_on is not null
        from resident_register.resident r
        where r.resident_id = any ($1)
        """;

    private const string LikenessSql =
        """
        select r.resident_id, r.name_written, r.address_written, r.household_id,
               exists (select from resident_register.supported_person p
                       join resident_register.support_measure m on m.measure_id = p.measure_id
                       where p.resident_id = r.resident_id and m.closed_on is null and m.started_on <= $2)
        from resident_register.resident r
        where r.resident_id = any ($1)
        """;

    private const string ByNumberSql = "select resident_id from resident_register.resident where addressee_number = $1";

    /// <summary>See <see cref="PersonSummaries"/>.</summary>
    public async Task<IReadOnlyList<PersonSummary>> SummariesAsync(IReadOnlyCollection<ResidentId> persons, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(persons.Count, PersonsMax);
        if (persons.Count == 0)
        {
            return [];
        }

        Guid[] ids = [.. persons.Select(person => person.Value).Distinct()];
        await log.AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.View, "resident.summary") { Subjects = ids, Items = "宛名番号,氏名,住所", ResultCount = ids.Length });
        bool seesProtected = current.Has(TaskCodes.ResidentViewProtected);
        return await database.ListAsync(
            SummarySql,
            row => new PersonSummary(
                new ResidentId(row.GetGuid(0)),
                AddresseeNumber.Parse(row.GetString(1)),
                row.GetString(2),
                row.Nullable<string>(3),
                row.GetBoolean(5) && !seesProtected ? null : row.GetString(4),
                row.GetBoolean(5),
                row.GetBoolean(6)),
            cancellation,
            ids,
            clock.Today());
    }

    /// <summary>See <see cref="PersonByAddresseeNumber"/>.</summary>
    public async Task<ResidentId?> FindAsync(AddresseeNumber number, CancellationToken cancellation)
    {
        List<Guid> found = await database.ListAsync(ByNumberSql, row => row.GetGuid(0), cancellation, number.ToString());
        await log.AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.Search, "resident.by-addressee-number") { Subjects = found, Items = "宛名番号", ResultCount = found.Count });
        return found is [Guid id] ? new ResidentId(id) : null;
    }

    /// <summary>See <see cref="PersonLikenesses"/>.</summary>
    public async Task<IReadOnlyList<PersonLikeness>> LikenessesAsync(IReadOnlyCollection<ResidentId> persons, CancellationToken cancellation)
    {
        List<PersonLikeness> found = [];
        foreach (ResidentId[] some in persons.Distinct().Chunk(PersonsMax))
        {
            found.AddRange(await database.ListAsync(
                LikenessSql,
                row => new PersonLikeness(
                    new ResidentId(row.GetGuid(0)),
                    SurnameOf(row.GetString(1)),
                    NameFolding.Fold(row.GetString(2)),
                    new HouseholdId(row.GetGuid(3)),
                    row.GetBoolean(4)),
                cancellation,
                some.Select(person => person.Value).ToArray(),
                clock.Today()));
        }

        await log.AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.Search, "resident.likeness") { ResultCount = found.Count });
        return found;
    }

    private static string? SurnameOf(string written) =>
        written.AsSpan().IndexOfAny(' ', '　') is > 0 and int at ? NameFolding.Fold(written[..at]) : null;
}
