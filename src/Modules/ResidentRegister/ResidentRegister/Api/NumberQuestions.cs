using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Api;

/// <summary>What a number leads to.</summary>
/// <param name="Matches">Who has or had it, by the vault; empty when nobody.</param>
/// <param name="Row">The present record of the one person; null when there are several, none, or no record.</param>
/// <param name="Guarded">A measure or suppression may protect the person: the rules have to be read.</param>
internal sealed record NumberFinding(IReadOnlyList<NumberMatch> Matches, HistoryRow? Row, bool Guarded)
{
    /// <summary>The person; null when the number leads to nobody or to several.</summary>
    public Guid? Person => PersonOf(Matches);

    /// <summary>The one person of some matches; null when there is none or are several.</summary>
    public static Guid? PersonOf(IReadOnlyList<NumberMatch> matches) =>
        matches.Count > 0 && matches.All(match => match.ResidentId == matches[0].ResidentId) ? matches[0].ResidentId : null;

    /// <inheritdoc />
    public override string ToString() => nameof(NumberFinding);
}

/// <summary>A number that a request asks for.</summary>
/// <param name="number">The number.</param>
/// <param name="actor">Who asks.</param>
/// <param name="record">The access row of what is found; null when the request has to read more first and records by itself.</param>
internal sealed class NumberQuestion(VaultNumber number, OperatorContext actor, Func<NumberFinding, AccessEntry?> record)
{
    /// <summary>The number.</summary>
    public VaultNumber Number { get; } = number;

    /// <summary>Who asks.</summary>
    public OperatorContext Actor { get; } = actor;

    /// <summary>The access row of what is found.</summary>
    public AccessEntry? Record(NumberFinding found) => record(found);
}

/// <summary>
/// Looks numbers up for all who ask at once: the vault says who, the register what, and the access rows are durable before anybody
/// has an answer. Three statements serve all who wait, so that many readers cost little more than one.
/// </summary>
internal sealed class NumberQuestions(NpgsqlDataSource database, NumberVault vault, AccessLogAppender log)
{
    // Only somebody with a measure or suppression needs the reading of the rules; for all others one statement is enough. The
    // inner select hides how many wait, so that one plan serves all.
    private const string RecordsSql =
        HistoryReader.Columns +
        """
        ,
               exists (select from resident_register.supported_person p where p.resident_id = r.resident_id)
                or exists (select from resident_register.suppression s
                           where (s.resident_id = r.resident_id or s.household_id = r.household_id) and s.lifted_at is null)
        from resident_register.resident r
        join resident_register.resident_history h on h.resident_id = r.resident_id and h.history_no = r.version
        where r.resident_id = any (array(select unnest($1::uuid[])))
        """;

    private const int GuardedColumn = 24;

    private readonly SharedReading<NumberQuestion, NumberFinding> questions =
        new(asked => AnswerAsync(database, vault, log, asked), atOnce: 2);

    /// <summary>What the number leads to as of after this call; recorded, unless the question says that it is not yet.</summary>
    /// <exception cref="NpgsqlException">A database or the log cannot be reached: nothing may be shown.</exception>
    public async Task<NumberFinding> AskAsync(NumberQuestion question, CancellationToken cancellation) =>
        (await questions.AskAsync(question).WaitAsync(cancellation))!; // each question has its finding

    // Others wait for these answers too: they do not end with the request that happens to read them.
    private static async Task<IReadOnlyDictionary<NumberQuestion, NumberFinding>> AnswerAsync(
        NpgsqlDataSource database, NumberVault vault, AccessLogAppender log, IReadOnlyCollection<NumberQuestion> asked)
    {
        IReadOnlyDictionary<VaultNumber, IReadOnlyList<NumberMatch>> holders =
            await vault.FindHoldersAsync([.. asked.Select(one => one.Number)], CancellationToken.None);
        Guid[] persons = [.. holders.Values.Select(NumberFinding.PersonOf).OfType<Guid>().Distinct()];
        Dictionary<Guid, (HistoryRow Row, bool Guarded)> records = persons.Length == 0
            ? []
            : (await database.ListAsync(
                    RecordsSql, row => (Row: HistoryReader.Map(row), Guarded: row.GetBoolean(GuardedColumn)), CancellationToken.None, [persons]))
                .ToDictionary(one => one.Row.ResidentId.Value);
        Dictionary<NumberQuestion, NumberFinding> found = asked.ToDictionary(one => one, one => Finding(holders.GetValueOrDefault(one.Number) ?? []));
        await Task.WhenAll(found.Select(one => one.Key.Record(one.Value) is { } entry
            ? log.AppendAsync(one.Key.Actor, CancellationToken.None, entry)
            : Task.CompletedTask));
        return found;

        NumberFinding Finding(IReadOnlyList<NumberMatch> matches) =>
            NumberFinding.PersonOf(matches) is { } person && records.TryGetValue(person, out (HistoryRow Row, bool Guarded) record)
                ? new NumberFinding(matches, record.Row, record.Guarded)
                : new NumberFinding(matches, null, Guarded: false);
    }
}
