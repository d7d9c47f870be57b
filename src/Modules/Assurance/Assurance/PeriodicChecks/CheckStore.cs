using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Assurance.PeriodicChecks;

/// <summary>What a check found.</summary>
internal enum CheckResult
{
    /// <summary>適正.</summary>
    Good,

    /// <summary>是正済み.</summary>
    Corrected,

    /// <summary>是正中: due again at once.</summary>
    Open,
}

/// <summary>One check that is planned.</summary>
/// <param name="Kind">Code of the kind.</param>
/// <param name="Name">What is checked.</param>
/// <param name="Source">The control and the clause that promise it.</param>
/// <param name="Scope">The terminal; empty for the office.</param>
/// <param name="LastOn">Day of the newest check; null before the first.</param>
/// <param name="Result">Its result.</param>
/// <param name="Note">What was said to it.</param>
/// <param name="By">Who checked.</param>
/// <param name="DueOn">Day from which it is due; null: at once, as it was never done.</param>
internal sealed record PlannedCheck(
    string Kind, string Name, string Source, string Scope, DateOnly? LastOn, CheckResult? Result, string Note, string? By, DateOnly? DueOn)
{
    /// <summary>Whether it is due on a day.</summary>
    public bool IsDue(DateOnly today) => DueOn is null || DueOn <= today;
}

/// <summary>Plans and results of the periodic checks (CR-24, CR-50, CR-61).</summary>
internal sealed class CheckStore(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Counts what is due; parameters of the work list.</summary>
    public const string DueSql =
        """
        select count(*), count(*) > 0 from assurance.planned_check p
        where coalesce(p.due_on, $3::date) <= $3::date and $1::uuid is not null and $2::text is not null and $4::timestamptz is not null
        """;

    private const string ListSql =
        """
        select code, name, source, scope, checked_on, result, coalesce(note, ''), checked_by_name, due_on from assurance.planned_check
        order by due_on nulls first, code collate "C", scope collate "C"
        limit 500
        """;

    private const string AddSql =
        """
        insert into assurance.periodic_check (id, kind, scope, checked_on, result, note, checked_by, checked_by_name)
        select $1, p.code, p.scope, $4, $5, $6, $7, $8 from assurance.planned_check p where p.code = $2 and p.scope = $3
        on conflict (id) do nothing
        """;

    /// <summary>All planned checks, what is due first.</summary>
    public Task<List<PlannedCheck>> ListAsync(CancellationToken cancellation) => database.ListAsync(
        ListSql,
        row => new PlannedCheck(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<DateOnly?>(4),
            row.IsDBNull(5) ? null : Enum.Parse<CheckResult>(row.GetString(5), ignoreCase: true),
            row.GetString(6), row.Nullable<string>(7), row.Nullable<DateOnly?>(8)),
        cancellation);

    /// <summary>Records the result of a check done today; a second submit of the same act changes nothing.</summary>
    public async Task<Refusal?> RecordAsync(
        OperatorContext by, string name, Guid act, string kind, string scope, CheckResult result, string note, CancellationToken cancellation)
    {
        if (note.Length > 500 || (result != CheckResult.Good && note.Length == 0))
        {
            return AssuranceRefusals.CheckNote;
        }

        await using UnitOfWork work = new(database, by);
        int rows = await work.ExecuteAsync(
            AddSql, cancellation,
            act, kind, scope, clock.Today(), result.ToString().ToLowerInvariant(), note, by.OperatorId, name);
        if (rows > 0)
        {
            work.Record(new AccessEntry(AccessKind.Account, "assurance.check") { Items = kind, ActId = act });
        }

        await work.CommitAsync(cancellation);
        return null;
    }
}
