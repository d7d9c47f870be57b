using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Npgsql;

namespace Daicho.ResidentRegister.Support;

/// <summary>A measure as its officer sees it. Masked.</summary>
internal sealed record ManagedMeasure(
    Guid Id, bool IsProvisional, DateOnly StartedOn, DateOnly EndsOn, DateOnly? ClosedOn, string? ClosedReason,
    IReadOnlyList<string> Persons, IReadOnlyList<string> Affairs, string? Contact, OtherParty Other)
{
    /// <inheritdoc />
    public override string ToString() => "ManagedMeasure(***)";
}

/// <summary>The other party of a measure, and the municipalities it was passed on to. Masked.</summary>
internal sealed record OtherParty(string? Name, string? Birth, string? Address, string? ForwardedTo)
{
    /// <summary>The columns of a statement over <c>support_measure m</c>.</summary>
    public const string Columns =
        """
        m.offender->>'name', m.offender->>'birth', m.offender->>'address',
        array(select f->>'municipality' from jsonb_array_elements(m.forwarding) f),
        array(select (f->>'on')::date from jsonb_array_elements(m.forwarding) f)
        """;

    /// <summary>The items on a screen.</summary>
    public IReadOnlyList<Described> Described =>
    [
        new("相手方の氏名", Name, IsMincho: true), new("相手方の生年月日", Birth), new("相手方の住所", Address, IsMincho: true),
        new("転送", ForwardedTo),
    ];

    /// <summary>Reads the columns from the first one on.</summary>
    public static OtherParty Read(NpgsqlDataReader row, int first) => new(
        row.Nullable<string>(first), row.Nullable<string>(first + 1), row.Nullable<string>(first + 2),
        string.Join('、', row.GetFieldValue<string[]>(first + 3).Zip(
            row.GetFieldValue<DateOnly[]>(first + 4), (to, on) => $"{to}（{Wareki.Display(on, EraTable.Default)}）")) is { Length: > 0 } words
            ? words
            : null);

    /// <inheritdoc />
    public override string ToString() => "OtherParty(***)";
}

/// <summary>A suppression as managed.</summary>
internal sealed record ManagedSuppression(
    Guid Id, string Process, bool IsError, bool IsHousehold, DateOnly StartsOn, DateOnly? EndsOn, string Reason,
    DateTimeOffset? ReleasedUntil);

/// <summary>The page of support measures.</summary>
internal sealed record SupportPageModel(
    PersonFrame Frame, IReadOnlyList<ResidentRecord> Members, IReadOnlyList<ManagedMeasure> Measures, string Key)
{
    /// <summary>Typed values and refusals.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <inheritdoc />
    public override string ToString() => "SupportPageModel(***)";
}

/// <summary>The page of suppressions.</summary>
internal sealed record SuppressionPageModel(
    PersonFrame Frame, IReadOnlyList<ManagedSuppression> Suppressions, DateTimeOffset Now, bool MayLift, bool MayRelease, string Key)
{
    /// <summary>Typed values and refusals.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <inheritdoc />
    public override string ToString() => "SuppressionPageModel(***)";
}

/// <summary>Reads measures and suppressions for those who manage them.</summary>
internal static class SupportStore
{
    private const int RowsMax = 100;

    private const string MeasuresSql =
        $"""
        select m.measure_id, m.kind = 'provisional', m.started_on, m.ends_on, m.closed_on, m.closed_reason,
               array(select r.name_written || case p2.role when 'applicant' then '（申出者）' else '（' || coalesce(p2.relation, '') || '）' end
                     from resident_register.supported_person p2 join resident_register.resident r using (resident_id)
                     where p2.measure_id = m.measure_id order by p2.role, r.household_order),
               m.affairs, m.contact,
               {OtherParty.Columns}
        from resident_register.supported_person p join resident_register.support_measure m using (measure_id)
        where p.resident_id = $1
        order by m.closed_on nulls first, m.started_on desc, m.measure_id limit $2
        """;

    private const string SuppressionsSql =
        """
        select suppression_id, process, level = 'error', household_id is not null, starts_on, ends_on, reason, released_until
        from resident_register.suppression
        where (resident_id = $1 or household_id = $2) and lifted_at is null
        order by starts_on, suppression_id limit $3
        """;

    /// <summary>All measures of a person, those in force first.</summary>
    public static Task<List<ManagedMeasure>> MeasuresAsync(UnitOfWork work, ResidentId person, CancellationToken cancellation) =>
        work.ListAsync(
            MeasuresSql,
            row => new ManagedMeasure(
                row.GetGuid(0), row.GetBoolean(1), row.GetFieldValue<DateOnly>(2), row.GetFieldValue<DateOnly>(3),
                row.Nullable<DateOnly?>(4), row.Nullable<string>(5), row.GetFieldValue<string[]>(6),
                row.GetFieldValue<string[]>(7), row.Nullable<string>(8), OtherParty.Read(row, 9)),
            cancellation,
            person.Value, RowsMax);

    /// <summary>Suppressions in force, also those released for the moment.</summary>
    public static Task<List<ManagedSuppression>> SuppressionsAsync(
        UnitOfWork work, ResidentId person, HouseholdId household, CancellationToken cancellation) =>
        work.ListAsync(
            SuppressionsSql,
            row => new ManagedSuppression(
                row.GetGuid(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetFieldValue<DateOnly>(4),
                row.Nullable<DateOnly?>(5), row.GetString(6), row.Nullable<DateTimeOffset?>(7)),
            cancellation,
            person.Value, household.Value, RowsMax);
}
