using System.Text.Json;
using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Support;

/// <summary>A measure or suppression, always of the person whose page is open.</summary>
/// <param name="Id">The measure or suppression.</param>
/// <param name="Person">The person; the item must be theirs or their household's.</param>
/// <param name="By">Who acts: an item of the own household or a declared relative is refused (AC-02).</param>
internal sealed record ItemOf(Guid Id, Guid Person, SignedIn By)
{
    /// <summary>The relation to anybody whom the item protects; null when there is none.</summary>
    public Refusal? CheckRelation(IEnumerable<Guid> persons) =>
        persons.Select(one => Permissions.CheckRelation(By, one)).FirstOrDefault(refusal => refusal is not null);
}

/// <summary>The other party (相手方). Masked: a person.</summary>
internal sealed record Offender(string Name)
{
    /// <summary>The resident, when of this municipality.</summary>
    public Guid? ResidentId { get; init; }

    /// <summary>住所.</summary>
    public string? Address { get; init; }

    /// <summary>生年月日 as written.</summary>
    public string? Birth { get; init; }

    /// <inheritdoc />
    public override string ToString() => "Offender(***)";
}

/// <summary>転送: to which municipality, when. </summary>
internal sealed record Forwarding(string Municipality, DateOnly On);

/// <summary>The application for support (支援措置申出) as decided or provisionally taken.</summary>
internal sealed record SupportStart
{
    /// <summary>申出者.</summary>
    public required Guid Applicant { get; init; }

    /// <summary>併せて支援を求める者 with the relation.</summary>
    public IReadOnlyList<(Guid Person, string Relation)> Included { get; init; } = [];

    /// <summary>仮支援措置.</summary>
    public bool Provisional { get; init; }

    /// <summary>開始年月日.</summary>
    public DateOnly? StartsOn { get; init; }

    /// <summary>終了年月日; null fills in one year less a day.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Why the end is another one.</summary>
    public string? ReasonForOtherEnd { get; init; }

    /// <summary>Affairs to protect.</summary>
    public IReadOnlyList<string> Affairs { get; init; } = [];

    /// <summary>連絡先.</summary>
    public string? Contact { get; init; }

    /// <summary>当初受付市区町村.</summary>
    public string? OriginalMunicipality { get; init; }

    /// <summary>相手方.</summary>
    public Offender? Offender { get; init; }

    /// <inheritdoc />
    public override string ToString() => "SupportStart(***)";
}

/// <summary>Starts, decides, extends, forwards and closes support measures (standard 1.1.16, 3.4).</summary>
internal static class SupportHandler
{
    /// <summary>The affairs of the standard.</summary>
    public static IReadOnlyList<string> KnownAffairs { get; } =
        ["viewing", "record_present", "record_former", "supplement_present", "supplement_former", "supplement_domicile"];

    private const int TextMax = 400;

    private const string InsertSql =
        """
        insert into resident_register.support_measure
            (measure_id, kind, started_on, ends_on, original_municipality, affairs, contact, offender, last_operator)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string InsertPersonSql =
        "insert into resident_register.supported_person (measure_id, resident_id, role, relation) values ($1, $2, $3, $4)";

    private const string FindSql =
        """
        select m.started_on, m.ends_on, m.closed_on, m.kind = 'provisional', m.version, m.last_operator,
               array(select p.resident_id from resident_register.supported_person p where p.measure_id = m.measure_id
                     order by p.resident_id)
        from resident_register.support_measure m
        where m.measure_id = $1
          and exists (select from resident_register.supported_person p where p.measure_id = m.measure_id and p.resident_id = $2)
        for update
        """;

    private const string UpdateSql =
        """
        update resident_register.support_measure
        set ends_on = $3, kind = $4, closed_on = $5, closed_reason = $6, last_operator = $7,
            forwarding = case when $8::jsonb is null then forwarding else forwarding || $8::jsonb end, version = version + 1
        where measure_id = $1 and version = $2
        """;

    // An automatic switch judges nothing: who acted last on the measure stays who it was.
    private const string MovedOutSql =
        """
        update resident_register.support_measure m set kind = 'provisional', version = m.version + 1
        where m.closed_on is null and m.kind = 'full'
          and exists (select from resident_register.supported_person p
                      where p.measure_id = m.measure_id and p.role = 'applicant' and p.resident_id = any($1))
        returning m.measure_id,
                  array(select p.resident_id from resident_register.supported_person p where p.measure_id = m.measure_id
                        order by p.resident_id)
        """;

    /// <summary>Starts a measure; the end is the start plus one year less a day unless a reason says otherwise.</summary>
    public static async Task<Result<Guid>> StartAsync(
        UnitOfWork work, Guid actKey, SupportStart start, DateOnly today, CancellationToken cancellation)
    {
        if (Check(start, today) is { } why)
        {
            return why;
        }

        Guid measure = Guid.CreateVersion7();
        Result<ActClaim> claimed = await work.ClaimAsync(actKey, "support.start", measure.ToString("D"), cancellation);
        if (claimed.IsRefused(out Refusal? taken, out ActClaim? claim))
        {
            return taken;
        }

        if (!claim.First)
        {
            return Guid.Parse(claim.Location);
        }

        DateOnly from = start.StartsOn!.Value; // checked above
        await work.ExecuteAsync(
            InsertSql, cancellation,
            measure, start.Provisional ? "provisional" : "full", from, start.EndsOn ?? SupportRules.EndOf(from),
            start.OriginalMunicipality, start.Affairs.ToArray(), start.Contact,
            Sql.Json(start.Offender is { } other ? JsonSerializer.Serialize(other, SupportJson.Stored.Offender) : null),
            work.Operator.OperatorCode);
        await work.ExecuteAsync(InsertPersonSql, cancellation, measure, start.Applicant, "applicant", null);
        foreach ((Guid person, string relation) in start.Included)
        {
            await work.ExecuteAsync(InsertPersonSql, cancellation, measure, person, "included", relation);
        }

        Guid[] persons = [start.Applicant, .. start.Included.Select(one => one.Person)];
        await RecordAsync(work, "support.start", measure, persons, today, start.ReasonForOtherEnd, cancellation);
        await work.CommitAsync(cancellation);
        return measure;
    }

    /// <summary>Extends by one year from the day after the old end; from one month before the end (SP-06).</summary>
    public static Task<Refusal?> ExtendAsync(UnitOfWork work, ItemOf measure, DateOnly today, CancellationToken cancellation) =>
        ChangeAsync(work, "support.extend", measure, today, null, found =>
        {
            Findings findings = new(CheckSettings.Default);
            SupportRules.Extend(found.EndsOn, today, findings);
            return findings.Has("SP-06") ? SupportRefusals.TooEarly : found with { EndsOn = SupportRules.ExtendedEnd(found.EndsOn) };
        }, cancellation);

    /// <summary>The decision on a provisional measure: it becomes a full one.</summary>
    public static Task<Refusal?> DecideAsync(UnitOfWork work, ItemOf measure, DateOnly today, CancellationToken cancellation) =>
        ChangeAsync(work, "support.decide", measure, today, null, found => found with { Provisional = false }, cancellation);

    /// <summary>As former address after a move-out, or back: provisional support (3.4).</summary>
    public static Task<Refusal?> MakeProvisionalAsync(UnitOfWork work, ItemOf measure, DateOnly today, CancellationToken cancellation) =>
        ChangeAsync(work, "support.provisional", measure, today, null, found => found with { Provisional = true }, cancellation);

    /// <summary>
    /// The applicants have moved out: their measures go on provisionally, as of the former address (3.4, MO-23). Part of the act
    /// that removes their records. A measure whose applicant stays remains as it is.
    /// </summary>
    public static async Task MovedOutAsync(
        UnitOfWork work, IReadOnlyCollection<ResidentId> left, DateOnly today, CancellationToken cancellation)
    {
        if (left.Count == 0)
        {
            return;
        }

        List<(Guid Id, Guid[] Persons)> switched = await work.ListAsync(
            MovedOutSql, row => (row.GetGuid(0), row.GetFieldValue<Guid[]>(1)), cancellation, left.Select(one => one.Value).ToArray());
        foreach ((Guid measure, Guid[] persons) in switched)
        {
            await RecordAsync(work, "support.provisional", measure, persons, today, "転出", cancellation);
        }
    }

    /// <summary>Notes that the application was forwarded to another municipality.</summary>
    public static Task<Refusal?> ForwardAsync(
        UnitOfWork work, ItemOf measure, Forwarding forwarding, DateOnly today, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(forwarding.Municipality) || !Fits(forwarding.Municipality)
            ? Task.FromResult<Refusal?>(SupportRefusals.NoReason with { Field = "municipality" })
            : ChangeAsync(work, "support.forward", measure, today, null, found => found with { Forwarding = forwarding }, cancellation);

    /// <summary>Ends a measure by decision, by another officer than the one who acted last.</summary>
    public static Task<Refusal?> CloseAsync(
        UnitOfWork work, ItemOf measure, string reason, DateOnly today, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(reason) || !Fits(reason)
            ? Task.FromResult<Refusal?>(SupportRefusals.NoReason)
            : ChangeAsync(work, "support.close", measure, today, reason.Trim(), found =>
                found.LastOperator == work.Operator.OperatorCode ? SupportRefusals.SameOperator : found with { ClosedOn = today }, cancellation);

    private static Refusal? Check(SupportStart start, DateOnly today)
    {
        Findings findings = new(CheckSettings.Default);
        SupportRules.Start(start.StartsOn, start.EndsOn, start.ReasonForOtherEnd, findings);
        if (findings.Has("SP-08") || start.StartsOn is not { } from)
        {
            return SupportRefusals.NoStart;
        }

        string?[] texts =
        [
            start.ReasonForOtherEnd, start.Contact, start.OriginalMunicipality, start.Offender?.Name, start.Offender?.Address,
            start.Offender?.Birth, .. start.Included.Select(one => one.Relation),
        ];
        return from > today ? SupportRefusals.StartInFuture
            : start.EndsOn < from ? SupportRefusals.EndBeforeStart
            : findings.Has("SP-07") ? SupportRefusals.OtherEnd
            : start.Affairs.Count == 0 || start.Affairs.Except(KnownAffairs).Any() ? SupportRefusals.NoAffairs
            : texts.All(Fits) ? null
            : SupportRefusals.TextTooLong;
    }

    private static bool Fits(string? text) => text is null || (text.Length <= TextMax && !text.Any(char.IsControl));

    private static async Task<Refusal?> ChangeAsync(
        UnitOfWork work, string act, ItemOf measure, DateOnly today, string? reason,
        Func<Measure, Result<Measure>> decide, CancellationToken cancellation)
    {
        List<Measure> rows = await work.ListAsync(
            FindSql,
            row => new Measure(
                row.GetFieldValue<DateOnly>(1), row.Nullable<DateOnly?>(2), row.GetBoolean(3), row.GetInt32(4),
                row.Nullable<string>(5), row.GetFieldValue<Guid[]>(6)),
            cancellation, measure.Id, measure.Person);
        if (rows is not [{ } found])
        {
            return SupportRefusals.NoSuch;
        }

        if (measure.CheckRelation(found.Persons) is { } own)
        {
            return own;
        }

        if (found.ClosedOn is not null)
        {
            return SupportRefusals.Closed;
        }

        if (decide(found).IsRefused(out Refusal? why, out Measure? next))
        {
            return why;
        }

        await work.ExecuteAsync(
            UpdateSql, cancellation,
            measure.Id, found.Version, next.EndsOn, next.Provisional ? "provisional" : "full", next.ClosedOn, reason,
            work.Operator.OperatorCode,
            Sql.Json(next.Forwarding is { } sent ? JsonSerializer.Serialize(sent, SupportJson.Stored.Forwarding) : null));
        await RecordAsync(work, act, measure.Id, next.Persons, today, reason, cancellation);
        await work.CommitAsync(cancellation);
        return null;
    }

    private static async Task RecordAsync(
        UnitOfWork work, string act, Guid item, Guid[] persons, DateOnly today, string? reason, CancellationToken cancellation)
    {
        await ProtectionEvents.AppendAsync(work, act, item, persons, reason, today, cancellation);
        work.Record(new AccessEntry(AccessKind.Change, act, persons[0]) { Subjects = persons, Items = "支援措置", ActId = item });
    }

    private sealed record Measure(
        DateOnly EndsOn, DateOnly? ClosedOn, bool Provisional, int Version, string? LastOperator, Guid[] Persons)
    {
        public Forwarding? Forwarding { get; init; }
    }
}

/// <summary>Compiled serialization of what measures store.</summary>
[JsonSerializable(typeof(Offender))]
[JsonSerializable(typeof(Forwarding))]
internal sealed partial class SupportJson : JsonSerializerContext
{
    /// <summary>Camel case, as the look-up of the other party reads it.</summary>
    public static SupportJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
