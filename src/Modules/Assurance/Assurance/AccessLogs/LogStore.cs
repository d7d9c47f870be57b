using Daicho.Assurance.AccessReview;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Npgsql;

namespace Daicho.Assurance.AccessLogs;

/// <summary>One row of the access log with the words of its codes.</summary>
internal sealed record LogRow(
    long Id,
    DateTimeOffset At,
    string OperatorCode,
    string? OperatorName,
    string Office,
    string Terminal,
    string? Duty,
    string? Ground,
    string? CaseNumber,
    string Kind,
    string Action,
    ResidentId? Subject,
    int SubjectCount,
    string Items,
    int? ResultCount,
    string? RefusalCode,
    bool NumberAccessed);

/// <summary>Reads the access log page by page (keyset on the id, so that later pages cost as much as the first).</summary>
internal sealed class LogStore(NpgsqlDataSource database)
{
    /// <summary>Rows of a page.</summary>
    public const int PageRows = 50;

    /// <summary>The count says "more than" beyond this.</summary>
    public const int CountMax = 10_000;

    private const string Columns =
        """
        select l.id, l.occurred_at, l.operator_code, o.display_name, coalesce(f.name, l.office_code), l.terminal, t.name, l.ground,
               l.case_number, l.kind, l.action, l.subject_id, coalesce(cardinality(l.subject_ids), 0), l.items, l.result_count,
               l.refusal_code, l.number_accessed
        """;

    private const string Source =
        """

        from platform.access_log l
        left join platform.operator o on o.id = l.operator_id
        left join platform.office f on f.code = l.office_code
        left join platform.task t on t.code = l.task_code
        where l.occurred_at >= $1 and l.occurred_at < $2
          and ($3::text is null or l.operator_code = $3)
          and ($4::text is null or l.kind = $4)
          and ($5::uuid is null or l.subject_id = $5 or l.subject_ids @> array[$5::uuid])
        """;

    private const string NewestSql = Columns + Source +
        """

          and ($6::bigint is null or l.id < $6)
        order by l.id desc limit $7
        """;

    private const string OldestSql = Columns + Source +
        """

          and ($6::bigint is null or l.id > $6)
        order by l.id limit $7
        """;

    private const string CountSql = "select count(*) from (select 1" + Source + " limit $6) c";

    private const string WrittenSql = Columns + Source +
        """

          and pg_visible_in_snapshot(l.xid, $6::pg_snapshot)
        order by l.id limit $7
        """;

    private const string CountWrittenSql = "select count(*) from (select 1" + Source + " and pg_visible_in_snapshot(l.xid, $6::pg_snapshot) limit $7) c";

    // Which transactions had ended: what they wrote is there, and nothing else belongs to it later on.
    private const string MomentSql = "select pg_current_snapshot()::text";

    private const string ByIdSql = Columns +
        """

        from platform.access_log l
        left join platform.operator o on o.id = l.operator_id
        left join platform.office f on f.code = l.office_code
        left join platform.task t on t.code = l.task_code
        where l.id = any ($1) order by l.id
        """;

    private const string OperatorsSql =
        "select code, display_name from platform.operator order by code limit 1000";

    /// <summary>A page of the list.</summary>
    /// <param name="conditions">Which rows.</param>
    /// <param name="after">Id of the last row of the page before; null for the first page.</param>
    /// <param name="rows">Rows wanted.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<List<LogRow>> ListAsync(LogConditions conditions, long? after, int rows, CancellationToken cancellation) =>
        database.ListAsync(
            conditions.OldestFirst ? OldestSql : NewestSql, Read, cancellation,
            UnusualUseFinder.Midnight(conditions.From), UnusualUseFinder.Midnight(conditions.Until.AddDays(1)),
            conditions.OperatorCode, conditions.Kind, conditions.Subject, after, rows);

    /// <summary>How many rows there are; <see cref="CountMax"/> + 1 means more.</summary>
    public async Task<long> CountAsync(LogConditions conditions, CancellationToken cancellation) =>
        (await database.ListAsync(
            CountSql, row => row.GetInt64(0), cancellation,
            UnusualUseFinder.Midnight(conditions.From), UnusualUseFinder.Midnight(conditions.Until.AddDays(1)),
            conditions.OperatorCode, conditions.Kind, conditions.Subject, CountMax + 1)).Single();

    /// <summary>Fixes the rows written until now: as many rows lie before this mark later on as now. A PostgreSQL snapshot as text.</summary>
    public async Task<string> MarkAsync(CancellationToken cancellation) =>
        (await database.ListAsync(MomentSql, row => row.GetString(0), cancellation)).Single();

    /// <summary>How many rows lie before a mark; <paramref name="max"/> + 1 means more.</summary>
    public async Task<long> CountAsync(LogConditions conditions, string mark, int max, CancellationToken cancellation) =>
        (await database.ListAsync(
            CountWrittenSql, row => row.GetInt64(0), cancellation,
            UnusualUseFinder.Midnight(conditions.From), UnusualUseFinder.Midnight(conditions.Until.AddDays(1)),
            conditions.OperatorCode, conditions.Kind, conditions.Subject, mark, max + 1)).Single();

    /// <summary>The rows before a mark, one by one, for an output; one more than <paramref name="max"/> at most.</summary>
    public IAsyncEnumerable<LogRow> AllAsync(LogConditions conditions, string mark, int max, CancellationToken cancellation) =>
        database.QueryAsync(
            WrittenSql, Read, cancellation,
            UnusualUseFinder.Midnight(conditions.From), UnusualUseFinder.Midnight(conditions.Until.AddDays(1)),
            conditions.OperatorCode, conditions.Kind, conditions.Subject, mark, max + 1);

    /// <summary>Some rows by their ids.</summary>
    public Task<List<LogRow>> ByIdAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation) =>
        database.ListAsync(ByIdSql, Read, cancellation, ids.ToArray());

    /// <summary>The operators to choose from.</summary>
    public Task<List<(string Code, string Name)>> OperatorsAsync(CancellationToken cancellation) =>
        database.ListAsync(OperatorsSql, row => (row.GetString(0), row.GetString(1)), cancellation);

    private static LogRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetFieldValue<DateTimeOffset>(1),
        row.GetString(2),
        row.Nullable<string>(3),
        row.GetString(4),
        row.GetString(5),
        row.Nullable<string>(6),
        row.Nullable<string>(7),
        row.Nullable<string>(8),
        row.GetString(9),
        row.GetString(10),
        row.IsDBNull(11) ? null : new ResidentId(row.GetGuid(11)),
        row.GetInt32(12),
        row.GetString(13),
        row.Nullable<int?>(14),
        row.Nullable<string>(15),
        row.GetBoolean(16));
}
