using System.Text.Json;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.IdentityChecks;

/// <summary>A comparison of a card with the register that was made.</summary>
internal sealed record IdentityCheck
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public required ResidentId Person { get; init; }

    /// <summary>The change it was made for; null when there is none.</summary>
    public ChangeCaseId? Case { get; init; }

    /// <summary>By which document.</summary>
    public required NumberDocument Document { get; init; }

    /// <summary>The documents that confirm the person beside a notification card.</summary>
    public string? IdentityDocument { get; init; }

    /// <summary>How each item stood.</summary>
    public required IReadOnlyDictionary<CardItem, CardResult> Items { get; init; }

    /// <summary>Who compared.</summary>
    public required string CheckedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>Whether the person was accepted all the same; null while nobody decided.</summary>
    public bool? Accepted { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Whether an item differs.</summary>
    public bool Differs => Items.Values.Contains(CardResult.Differs);

    /// <summary>A difference on which nobody decided yet.</summary>
    public bool IsOpen => Differs && Accepted is null;

    /// <summary>How each item stood, in words, without any value.</summary>
    public string Words => string.Join('、', Items.OrderBy(one => one.Key).Select(one => $"{CardComparison.Words(one.Key)}：{CardComparison.Words(one.Value)}"));
}

/// <summary>Comparisons of cards with the register, and what was decided on differences.</summary>
internal static class IdentityCheckStore
{
    private const string Columns =
        """
        select check_id, resident_id, case_id, document, identity_document, items::text, checked_by, checked_at, accepted,
               decision_reason, decided_by
        from resident_register.identity_check
        """;

    private const string AddSql =
        """
        insert into resident_register.identity_check
            (check_id, resident_id, case_id, document, identity_document, items, differs, checked_by, office, terminal, checked_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict do nothing
        """;

    private const string DecideSql =
        """
        update resident_register.identity_check set accepted = $2, decision_reason = $3, decided_by = $4, decided_at = $5
        where check_id = $1 and resident_id = $6 and differs and accepted is null
        """;

    // The latest comparison of each person counts: one that was made again with the right card settles the earlier.
    private const string StandingSql =
        """
        select exists (
            select from (
                select distinct on (resident_id) differs, accepted
                from resident_register.identity_check
                where case when $2::uuid is null then case_id is null and resident_id = any ($1) else case_id = $2 end
                order by resident_id, checked_at desc, check_id desc) latest
            where differs and accepted is not true)
        """;

    /// <summary>Keeps a comparison with its access row.</summary>
    public static async Task AddAsync(UnitOfWork work, IdentityCheck check, CancellationToken cancellation)
    {
        OperatorContext by = work.Operator;
        string items = JsonSerializer.Serialize(check.Items.ToDictionary(one => one.Key.ToString(), one => one.Value.ToString()));
        await work.ExecuteAsync(
            AddSql, cancellation,
            check.Id, check.Person.Value, check.Case?.Value, check.Document.ToString(), check.IdentityDocument, Sql.Json(items), check.Differs,
            check.CheckedBy, by.OfficeCode, by.Terminal, check.CheckedAt);
        work.Record(new AccessEntry(AccessKind.View, "resident.identity-check", check.Person.Value)
        {
            Items = check.Words,
            NumberAccessed = check.Items.GetValueOrDefault(CardItem.Number, CardResult.NotCompared) != CardResult.NotCompared,
            ActId = check.Case?.Value ?? check.Id,
        });
    }

    /// <summary>Stores the decision on a difference; false when there is none open.</summary>
    public static async Task<bool> DecideAsync(
        UnitOfWork work, Guid check, ResidentId person, bool accepted, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        int rows = await work.ExecuteAsync(DecideSql, cancellation, check, accepted, reason, work.Operator.OperatorCode, now, person.Value);
        work.Record(new AccessEntry(AccessKind.Change, "resident.identity-check.decide", person.Value)
        {
            Items = accepted ? "本人と認める" : "本人と認めない",
            ActId = check,
        });
        return rows == 1;
    }

    /// <summary>The comparisons of a person outside of changes, the newest first.</summary>
    public static Task<List<IdentityCheck>> OfPersonAsync(UnitOfWork work, ResidentId person, CancellationToken cancellation) =>
        work.ListAsync(
            Columns + " where resident_id = $1 and case_id is null order by checked_at desc, check_id desc limit 50",
            Map, cancellation, person.Value);

    /// <summary>The comparisons made for a change, the newest first.</summary>
    public static Task<List<IdentityCheck>> OfCaseAsync(UnitOfWork work, ChangeCaseId id, CancellationToken cancellation) =>
        work.ListAsync(Columns + " where case_id = $1 order by checked_at desc, check_id desc limit 200", Map, cancellation, id.Value);

    /// <summary>Asks whether the latest comparison of somebody stands against going on with a change: a difference nobody accepted.</summary>
    public static IReadOnlyList<bool> AskStandsAgainst(QueryBatch batch, ChangeCaseId of) =>
        batch.Ask(StandingSql, row => row.GetBoolean(0), Array.Empty<Guid>(), of.Value);

    /// <summary>The same for a request that concerns these persons.</summary>
    public static IReadOnlyList<bool> AskStandsAgainst(QueryBatch batch, Guid[] persons) =>
        batch.Ask(StandingSql, row => row.GetBoolean(0), persons, null);

    private static IdentityCheck Map(Npgsql.NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Person = new ResidentId(row.GetGuid(1)),
        Case = row.Nullable<Guid?>(2) is { } id ? new ChangeCaseId(id) : null,
        Document = Enum.Parse<NumberDocument>(row.GetString(3)),
        IdentityDocument = row.Nullable<string>(4),
        Items = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(5))! // our own object
            .ToDictionary(one => Enum.Parse<CardItem>(one.Key), one => Enum.Parse<CardResult>(one.Value)),
        CheckedBy = row.GetString(6),
        CheckedAt = row.GetFieldValue<DateTimeOffset>(7),
        Accepted = row.Nullable<bool?>(8),
        Reason = row.Nullable<string>(9),
        DecidedBy = row.Nullable<string>(10),
    };
}
