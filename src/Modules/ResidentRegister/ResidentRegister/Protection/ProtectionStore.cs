using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Protection;

/// <summary>What protects whom, read in the transaction of the act that must obey it.</summary>
internal static class ProtectionStore
{
    private const string KeptSql =
        """
        select p.resident_id
        from resident_register.supported_person p join resident_register.support_measure m using (measure_id)
        where $1 and m.closed_on is null and m.started_on <= $2
        union
        select r.resident_id
        from resident_register.suppression s
        join resident_register.resident r on r.resident_id = s.resident_id or r.household_id = s.household_id
        where s.process = 'inquiry' and s.level = 'error' and s.lifted_at is null and s.starts_on <= $2
          and (s.released_until is null or s.released_until <= $3)
        """;

    /// <summary>Everybody whose address is kept now: 照会抑止 with the level error and, when asked for, 支援措置; a few in a thousand.</summary>
    public static Task<List<ResidentId>> KeptAsync(
        UnitOfWork work,
        bool withSupported,
        DateOnly today,
        DateTimeOffset now,
        CancellationToken cancellation) =>
        work.ListAsync(KeptSql, row => new ResidentId(row.GetGuid(0)), cancellation, withSupported, today, now);

    /// <summary>Protection of several persons; a person without any is not in the answer.</summary>
    public static async Task<IReadOnlyDictionary<ResidentId, ProtectionFacts>> OfAsync(
        UnitOfWork work,
        IReadOnlyCollection<ResidentId> persons,
        DateOnly today,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        Guid[] ids = [.. persons.Select(person => person.Value)];
        List<SupportInForce> support = await work.ListAsync(
            """
            select m.measure_id, p.resident_id, m.kind = 'provisional', m.started_on, m.ends_on
            from resident_register.supported_person p
            join resident_register.support_measure m using (measure_id)
            where p.resident_id = any($1) and m.closed_on is null and m.started_on <= $2
            order by m.started_on, m.measure_id
            """,
            row => new SupportInForce(
                row.GetGuid(0),
                new ResidentId(row.GetGuid(1)),
                row.GetBoolean(2),
                row.GetFieldValue<DateOnly>(3),
                row.GetFieldValue<DateOnly>(4)),
            cancellation,
            ids,
            today);
        var suppressions = await work.ListAsync(
            """
            select coalesce(s.resident_id, r.resident_id), s.suppression_id, s.process, s.level = 'error'
            from resident_register.suppression s
            left join resident_register.resident r on r.household_id = s.household_id and r.resident_id = any($1)
            where (s.resident_id = any($1) or r.resident_id is not null)
              and s.lifted_at is null and s.starts_on <= $2
              and (s.released_until is null or s.released_until <= $3)
            order by s.starts_on, s.suppression_id
            """,
            row => (
                Person: new ResidentId(row.GetGuid(0)),
                Suppression: new SuppressionInForce(
                    row.GetGuid(1),
                    Enum.Parse<SuppressedProcess>(row.GetString(2), ignoreCase: true),
                    row.GetBoolean(3))),
            cancellation,
            ids,
            today,
            now);

        return support.Select(one => one.Person)
            .Concat(suppressions.Select(one => one.Person))
            .Distinct()
            .ToDictionary(
                person => person,
                person => new ProtectionFacts(
                    [.. support.Where(one => one.Person == person)],
                    [.. suppressions.Where(one => one.Person == person).Select(one => one.Suppression)]));
    }
}
