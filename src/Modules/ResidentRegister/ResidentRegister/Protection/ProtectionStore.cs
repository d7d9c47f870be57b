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

    // Here and below the inner select hides how many persons are asked for, so that one plan serves all.
    private const string SupportSql =
        """
        select m.measure_id, p.resident_id, m.kind = 'provisional', m.started_on, m.ends_on
        from resident_register.supported_person p
        join resident_register.support_measure m using (measure_id)
        where p.resident_id = any (array(select unnest($1::uuid[]))) and m.closed_on is null and m.started_on <= $2
        order by m.started_on, m.measure_id
        """;

    private const string SuppressionSql =
        """
        select person, suppression_id, process, level = 'error', coalesce(released_until > $3 - interval '1 day', false)
        from (
            select s.resident_id as person, s.*
            from resident_register.suppression s
            where s.resident_id = any (array(select unnest($1::uuid[]))) and s.lifted_at is null
            union all
            select r.resident_id, s.*
            from resident_register.resident r
            join resident_register.suppression s on s.household_id = r.household_id and s.lifted_at is null
            where r.resident_id = any (array(select unnest($1::uuid[])))) s
        where starts_on <= $2 and (released_until is null or released_until <= $3)
        order by starts_on, suppression_id
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
        QueryBatch batch = new();
        ProtectionAnswer answer = Ask(batch, persons, today, now);
        await batch.RunAsync(work, cancellation);
        return answer.ByPerson();
    }

    /// <summary>Asks for the protection of several persons together with other things.</summary>
    public static ProtectionAnswer Ask(
        QueryBatch batch,
        IReadOnlyCollection<ResidentId> persons,
        DateOnly today,
        DateTimeOffset now)
    {
        if (persons.Count == 0)
        {
            return new ProtectionAnswer([], []);
        }

        Guid[] ids = [.. persons.Select(person => person.Value)];
        return new ProtectionAnswer(
            batch.Ask(
                SupportSql,
                row => new SupportInForce(
                    row.GetGuid(0),
                    new ResidentId(row.GetGuid(1)),
                    row.GetBoolean(2),
                    row.GetFieldValue<DateOnly>(3),
                    row.GetFieldValue<DateOnly>(4)),
                ids,
                today),
            batch.Ask(
                SuppressionSql,
                row => (
                    new ResidentId(row.GetGuid(0)),
                    new SuppressionInForce(
                        row.GetGuid(1),
                        Enum.Parse<SuppressedProcess>(row.GetString(2), ignoreCase: true),
                        row.GetBoolean(3))
                    {
                        IsReleaseOver = row.GetBoolean(4),
                    }),
                ids,
                today,
                now));
    }
}

/// <summary>The rows of a question for protection, there once its batch has run.</summary>
internal sealed record ProtectionAnswer(
    IReadOnlyList<SupportInForce> Support,
    IReadOnlyList<(ResidentId Person, SuppressionInForce Suppression)> Suppressions)
{
    /// <summary>What protects each person; a person without any is not in it.</summary>
    public IReadOnlyDictionary<ResidentId, ProtectionFacts> ByPerson() =>
        Support.Select(one => one.Person)
            .Concat(Suppressions.Select(one => one.Person))
            .Distinct()
            .ToDictionary(
                person => person,
                person => new ProtectionFacts(
                    [.. Support.Where(one => one.Person == person)],
                    [.. Suppressions.Where(one => one.Person == person).Select(one => one.Suppression)]));

    /// <inheritdoc />
    public override string ToString() => nameof(ProtectionAnswer);
}
