using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.Assurance.Administration;

/// <summary>An account with its posting of today.</summary>
internal sealed record StaffLine(
    Guid Id,
    string Code,
    string Name,
    string? EmployeeNumber,
    Guid? PostingId,
    string? Office,
    string? Section,
    DateOnly? PostingUntil,
    DateTimeOffset? LockedUntil,
    bool HasSecondFactor,
    DateTimeOffset? LastSignIn,
    IReadOnlyList<string> Hidden,
    string? Application);

/// <summary>A registered terminal.</summary>
internal sealed record TerminalLine(string Code, string Office, bool IsLoopback, bool IsEnrolled, DateTimeOffset RegisteredAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsed);

/// <summary>Accounts and terminals as the system officer sees them.</summary>
internal sealed class StaffStore(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Items that can be hidden from one user (standard 10.4); each is a task of its own.</summary>
    public static readonly IReadOnlyList<(string Task, string Label)> Maskable =
    [
        (TaskCodes.ResidentViewDomicile, "戸籍の表示"),
        (TaskCodes.ResidentViewNumber, "個人番号"),
        (TaskCodes.ResidentViewRecordCode, "住民票コード"),
        (TaskCodes.ResidentViewResidenceStatus, "在留資格等"),
    ];

    /// <summary>How an operator may be related to a resident (AC-02).</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Relations =
        [("self", "本人"), ("household", "同一世帯の人"), ("relative", "別世帯の親族")];

    private const string RelationsSql =
        "select relation, count(*) from platform.operator_relation where operator_id = $1 group by relation order by relation";

    private const string ListSql =
        """
        select o.id, o.code, o.display_name, o.employee_number, p.id, f.name, p.section,
               coalesce((select e.valid_until from platform.posting_end e where e.posting_id = p.id order by e.id desc limit 1), p.valid_until),
               case when w.locked_until > $2 then w.locked_until end,
               exists (select from platform.passkey k where k.operator_id = o.id and k.revoked_at is null)
                   or exists (select from platform.one_time_code c where c.operator_id = o.id and c.confirmed_at is not null),
               (select max(s.signed_in_at) from platform.session s where s.operator_id = o.id),
               array(select t.name || case when x.valid_until is null then '' else '（' || to_char(x.valid_until, 'YYYY-MM-DD') || 'の前日まで）' end
                     from platform.rights_restriction x join platform.task t on t.code = x.task_code
                     where x.operator_id = o.id and x.valid_from <= $1 and (x.valid_until is null or x.valid_until > $1) order by t.code),
               o.application
        from platform.operator o
        left join lateral (select q.* from platform.posting q
                           where q.operator_id = o.id and platform.posting_holds(q.id, $1) order by q.valid_from desc limit 1) p on true
        left join platform.office f on f.code = p.office_code
        left join platform.password w on w.operator_id = o.id
        where o.kind = 'staff' and ($3::uuid is null or o.id = $3)
        order by w.locked_until > $2 desc nulls last, o.code
        limit 1000
        """;

    private const string UnlockSql =
        """
        update platform.password set failures = 0, lock_outs = 0, locked_until = null
        where operator_id = $1 and locked_until > $2
        """;

    private const string TerminalsSql =
        """
        select t.code, f.name, t.loopback, t.token_sha256 is not null or t.loopback, t.registered_at, t.revoked_at,
               (select max(s.last_seen_at) from platform.session s where s.terminal_id = t.id)
        from platform.terminal t join platform.office f on f.code = t.office_code
        order by t.revoked_at is not null, t.code limit 1000
        """;

    private const string OfficesSql = "select code, name from platform.office order by code";

    /// <summary>All accounts of staff, locked ones first.</summary>
    public Task<List<StaffLine>> ListAsync(CancellationToken cancellation) => ReadAsync(null, cancellation);

    /// <summary>One account, or null.</summary>
    public async Task<StaffLine?> FindAsync(Guid id, CancellationToken cancellation) => (await ReadAsync(id, cancellation)).SingleOrDefault();

    /// <summary>Ends a lock-out after the person has shown who they are (AC-27); on the access log.</summary>
    public async Task UnlockAsync(OperatorContext officer, StaffLine locked, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, officer);
        if (await work.ExecuteAsync(UnlockSql, cancellation, locked.Id, clock.Instant()) > 0)
        {
            work.Record(new AccessEntry(AccessKind.Account, "password.unlock") { Items = locked.Code, ActId = locked.Id });
        }

        await work.CommitAsync(cancellation);
    }

    /// <summary>All terminals, those in use first.</summary>
    public Task<List<TerminalLine>> TerminalsAsync(CancellationToken cancellation) =>
        database.ListAsync(
            TerminalsSql,
            row => new TerminalLine(
                row.GetString(0), row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetFieldValue<DateTimeOffset>(4),
                row.Nullable<DateTimeOffset?>(5), row.Nullable<DateTimeOffset?>(6)),
            cancellation);

    /// <summary>How many residents an account is declared to be or to be related to, by relation; never who.</summary>
    public Task<List<(string Relation, long Count)>> RelationsAsync(Guid id, CancellationToken cancellation) =>
        database.ListAsync(
            RelationsSql,
            row => (Relations.Single(one => one.Code == row.GetString(0)).Label, row.GetInt64(1)),
            cancellation,
            id);

    /// <summary>The offices.</summary>
    public Task<List<(string Code, string Name)>> OfficesAsync(CancellationToken cancellation) =>
        database.ListAsync(OfficesSql, row => (row.GetString(0), row.GetString(1)), cancellation);

    private Task<List<StaffLine>> ReadAsync(Guid? id, CancellationToken cancellation) =>
        database.ListAsync(
            ListSql,
            row => new StaffLine(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.Nullable<string>(3), row.Nullable<Guid?>(4), row.Nullable<string>(5),
                row.Nullable<string>(6), row.Nullable<DateOnly?>(7), row.Nullable<DateTimeOffset?>(8), row.GetBoolean(9),
                row.Nullable<DateTimeOffset?>(10), row.GetFieldValue<string[]>(11), row.Nullable<string>(12)),
            cancellation,
            clock.Today(), clock.Instant(), id);
}

/// <summary>Every "no" of these pages.</summary>
internal static class AdministrationRefusals
{
    /// <summary>A date or a reason is missing.</summary>
    public static readonly Refusal DateAndReason = new(
        "AS-STAFF-001", "日付と理由（200文字以内）を入力してください。", Field: "reason");

    /// <summary>Nothing was chosen.</summary>
    public static readonly Refusal NothingChosen = new("AS-STAFF-002", "表示しない項目を選んでください。", Field: "tasks");

    /// <summary>No name.</summary>
    public static readonly Refusal NameNeeded = new("AS-STAFF-003", "氏名（100文字以内）を入力してください。職員番号は20文字以内です。", Field: "name");

    /// <summary>A posting that is not complete.</summary>
    public static readonly Refusal PostingNeeded = new("AS-STAFF-004", "事務所、課・係、職名、開始日を入力してください。", Field: "section");

    /// <summary>No application.</summary>
    public static readonly Refusal ApplicationNeeded = new(
        "AS-STAFF-009", "操作者IDの発行の申請（申請書の番号と日付など）を100文字以内で入力してください。", Field: "application");

    /// <summary>A second posting at once.</summary>
    public static readonly Refusal PostedStill = new("AS-STAFF-005", "今の所属を終えてから、新しい所属を登録してください。", Field: "section");

    /// <summary>Nobody to be related to.</summary>
    public static readonly Refusal RelatedPerson = new(
        "AS-STAFF-006", "宛名番号と間柄を確認してください。住民記録にある人だけを届け出られます。", Field: "addressee");

    /// <summary>A name of a terminal that cannot be read out.</summary>
    public static readonly Refusal TerminalName = new(
        "AS-TERMINAL-001", "端末名は1〜40文字で、所属は一覧から選んでください（例 市民課窓口03）。", Field: "code");

    /// <summary>A decision without a word on a refusal.</summary>
    public static readonly Refusal NoteNeeded = new("AS-APPROVAL-001", "却下するときは、理由を入力してください（200文字以内）。", Field: "note");
}
