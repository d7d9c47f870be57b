using System.Security.Cryptography;
using System.Text;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>Where an entry of the ledger stands on a day.</summary>
public enum RightState
{
    /// <summary>Designated, waiting for the system officer.</summary>
    Designated,

    /// <summary>In force.</summary>
    InForce,

    /// <summary>Set, but its period has not begun.</summary>
    NotYet,

    /// <summary>Ended with its period or with the posting.</summary>
    Ended,

    /// <summary>Revoked or withdrawn.</summary>
    Revoked,
}

/// <summary>One line of the rights ledger (CR-48).</summary>
public sealed record LedgerLine(
    Guid DesignationId,
    Guid OperatorId,
    string OperatorCode,
    string DisplayName,
    string? EmployeeNumber,
    string OfficeCode,
    string Section,
    string RoleCode,
    string RoleName,
    DateOnly From,
    DateOnly? Until,
    RightState State,
    string Reason,
    string DesignatedBy,
    DateTimeOffset DesignatedAt,
    string? SetBy,
    DateTimeOffset? SetAt,
    DateOnly? LastUsed);

/// <summary>A comparison of right holders with the staff roster.</summary>
/// <param name="ReviewedAt">When.</param>
/// <param name="ReviewedBy">By whom.</param>
/// <param name="Surplus">Sign-in names of holders that the roster does not have.</param>
public sealed record RosterReview(DateTimeOffset ReviewedAt, string ReviewedBy, IReadOnlyList<string> Surplus);

/// <summary>A posting that holds today.</summary>
public sealed record CurrentPosting(Guid OperatorId, Guid PostingId, string DisplayName, string OfficeName, string Section);

/// <summary>A code with its name.</summary>
public sealed record NamedCode(string Code, string Name);

/// <summary>What a designation can name today.</summary>
/// <param name="Postings">Postings of staff that hold today.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Offices">Offices.</param>
public sealed record RightsChoices(
    IReadOnlyList<CurrentPosting> Postings,
    IReadOnlyList<NamedCode> Roles,
    IReadOnlyList<NamedCode> Offices);

/// <summary>The list of all right holders, made from the live rights, and its comparison with the roster (CR-48, CR-49).</summary>
public sealed class RightsLedger(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Rights are reviewed every quarter (threat model, AC-19).</summary>
    public const int ReviewEveryMonths = 3;

    // Version: one per change, so that two prints of the list can be told apart.
    private const string VersionSql =
        """
        select (select count(*) from platform.rights_designation) + (select count(*) from platform.rights_grant)
             + (select count(*) from platform.rights_revocation) + (select count(*) from platform.posting_end)
             + (select count(*) from platform.rights_restriction)
        """;

    private const string ListSql =
        """
        select d.id, o.id, o.code, o.display_name, o.employee_number, d.office_code, p.section, d.role_code, r.name,
               d.valid_from, d.valid_until,
               case
                   when exists (select from platform.rights_revocation v
                                where v.designation_id = d.id and v.valid_from <= $1) then 'Revoked'
                   when g.id is null then 'Designated'
                   when d.valid_from > $1 or p.valid_from > $1 then 'NotYet'
                   when d.valid_until <= $1 or not platform.posting_holds(p.id, $1) then 'Ended'
                   else 'InForce'
               end,
               d.reason, coalesce(h.display_name, '初期設定'), d.designated_at,
               case when g.id is not null then coalesce(s.display_name, '初期設定') end, g.set_at,
               (select max(l.occurred_at at time zone 'Asia/Tokyo')::date from platform.access_log l
                where l.operator_id = o.id and exists (
                    select from platform.role_task t where t.role_code = d.role_code and t.task_code = l.task_code))
        from platform.rights_designation d
        join platform.operator o on o.id = d.operator_id
        join platform.posting p on p.id = d.posting_id
        join platform.role r on r.code = d.role_code
        left join platform.rights_grant g on g.designation_id = d.id
        left join platform.operator h on h.id = d.designated_by
        left join platform.operator s on s.id = g.set_by
        where $2 or not exists (select from platform.rights_revocation v where v.designation_id = d.id and v.valid_from <= $1)
        order by o.code, d.valid_from, d.id
        limit $3 offset $4
        """;

    private const string CountSql =
        """
        select count(*) from platform.rights_designation d
        where $2 or not exists (select from platform.rights_revocation v where v.designation_id = d.id and v.valid_from <= $1)
        """;

    private const string PostingsSql =
        """
        select o.id, p.id, o.display_name, f.name, p.section
        from platform.posting p
        join platform.operator o on o.id = p.operator_id
        join platform.office f on f.code = p.office_code
        where platform.posting_holds(p.id, $1)
        order by o.code, p.id
        limit 2000
        """;

    private const string RolesSql = "select code, name from platform.role order by code";

    private const string OfficesSql = "select code, name from platform.office order by code";

    private const string HoldersSql =
        """
        select o.id, o.code, o.employee_number
        from platform.operator o
        where o.kind = 'staff' and exists (select from platform.effective_rights(o.id, $1))
        order by o.code
        """;

    private const string ReviewSql =
        """
        insert into platform.rights_review
            (id, reviewed_by, reviewed_at, roster_sha256, roster_count, holder_count, surplus_operators, note)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string LastReviewSql =
        """
        select v.reviewed_at, coalesce(o.display_name, 'command'),
               array(select x.code from platform.operator x where x.id = any (v.surplus_operators) order by x.code)
        from platform.rights_review v left join platform.operator o on o.id = v.reviewed_by
        order by v.reviewed_at desc limit 1
        """;

    /// <summary>The version of the list: grows with each change.</summary>
    public async Task<long> VersionAsync(CancellationToken cancellation) =>
        (await database.ListAsync(VersionSql, reader => reader.GetInt64(0), cancellation)).Single();

    /// <summary>A page of the ledger as it stands today.</summary>
    /// <param name="withRevoked">Whether revoked and withdrawn entries are listed too.</param>
    /// <param name="rowsMax">Lines per page.</param>
    /// <param name="skip">Lines before the page.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<List<LedgerLine>> ListAsync(bool withRevoked, int rowsMax, int skip, CancellationToken cancellation) =>
        database.ListAsync(ListSql, ReadLine, cancellation, clock.Today(), withRevoked, rowsMax, skip);

    /// <summary>How many lines <see cref="ListAsync"/> has in all.</summary>
    public async Task<long> CountAsync(bool withRevoked, CancellationToken cancellation) =>
        (await database.ListAsync(CountSql, reader => reader.GetInt64(0), cancellation, clock.Today(), withRevoked)).Single();

    /// <summary>What a designation can name today.</summary>
    public async Task<RightsChoices> ChoicesAsync(CancellationToken cancellation) => new(
        await database.ListAsync(
            PostingsSql,
            reader => new CurrentPosting(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            cancellation,
            clock.Today()),
        await database.ListAsync(RolesSql, ReadCode, cancellation),
        await database.ListAsync(OfficesSql, ReadCode, cancellation));

    /// <summary>Compares the holders of rights with the roster, stores the result and returns the surplus (CR-49).</summary>
    /// <param name="reviewer">Who compares.</param>
    /// <param name="roster">Employee numbers of the staff roster of today.</param>
    /// <param name="note">What was done about it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<RosterReview> CompareAsync(
        OperatorContext reviewer,
        IReadOnlySet<string> roster,
        string note,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reviewer);
        ArgumentNullException.ThrowIfNull(roster);
        DateTimeOffset now = clock.Instant();
        await using UnitOfWork work = new(database, reviewer);
        List<(Guid Id, string Code, string? Employee)> holders = await work.ListAsync(
            HoldersSql,
            reader => (reader.GetGuid(0), reader.GetString(1), reader.Nullable<string>(2)),
            cancellation,
            clock.Today());
        var surplus = holders.Where(holder => holder.Employee is null || !roster.Contains(holder.Employee)).ToList();
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', roster.Order(StringComparer.Ordinal))));
        await work.ExecuteAsync(
            ReviewSql, cancellation,
            Guid.CreateVersion7(), reviewer.OperatorId, now, hash, roster.Count, holders.Count,
            surplus.Select(holder => holder.Id).ToArray(), note);
        work.Record(new AccessEntry(AccessKind.Account, "rights.review") { ResultCount = surplus.Count });
        await work.CommitAsync(cancellation);
        return new RosterReview(now, reviewer.OperatorCode, [.. surplus.Select(holder => holder.Code)]);
    }

    /// <summary>The last comparison, or null when there never was one; older than a quarter means overdue.</summary>
    public async Task<RosterReview?> LastReviewAsync(CancellationToken cancellation)
    {
        List<RosterReview> last = await database.ListAsync(
            LastReviewSql,
            reader => new RosterReview(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetFieldValue<string[]>(2)),
            cancellation);
        return last.SingleOrDefault();
    }

    private static NamedCode ReadCode(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetString(1));

    private static LedgerLine ReadLine(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.Nullable<string>(4),
        reader.GetString(5),
        reader.GetString(6),
        reader.GetString(7),
        reader.GetString(8),
        reader.GetFieldValue<DateOnly>(9),
        reader.Nullable<DateOnly?>(10),
        Enum.Parse<RightState>(reader.GetString(11)),
        reader.GetString(12),
        reader.GetString(13),
        reader.GetFieldValue<DateTimeOffset>(14),
        reader.Nullable<string>(15),
        reader.Nullable<DateTimeOffset?>(16),
        reader.Nullable<DateOnly?>(17));
}
