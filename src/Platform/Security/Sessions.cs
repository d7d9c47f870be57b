using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>How long a sign-in lasts.</summary>
/// <param name="Idle">Without operation, 5 to 30 minutes; 15 by default (CR-59).</param>
public sealed record SessionLimits(TimeSpan Idle)
{
    /// <summary>A working day with its breaks; then one signs in anew (threat model, K1).</summary>
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(10);

    /// <summary>15 minutes.</summary>
    public static readonly SessionLimits Standard = new(TimeSpan.FromMinutes(15));

    /// <summary>Limits with another idle time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 5 and 30 minutes.</exception>
    public static SessionLimits WithIdleMinutes(int minutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, 30);
        return new SessionLimits(TimeSpan.FromMinutes(minutes));
    }
}

/// <summary>Sessions on the server: the browser holds an opaque secret, the database its SHA-256.</summary>
public sealed class Sessions(NpgsqlDataSource database, BusinessClock clock, SessionLimits limits)
{
    /// <summary>The last-seen time is written at most this often, so that reading pages does not write each time.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(30);

    // One round trip: session, terminal, posting, rights in force, relations and the purpose named by the request.
    private const string FindSql =
        """
        select s.id, o.id, o.code, o.display_name, o.kind, p.office_code, f.name, t.code,
               s.last_seen_at, s.expires_at, s.confirmed_at, s.second_factor is not null, s.notice_confirmed_at is not null,
               coalesce(pw.must_change, false),
               exists (select from platform.passkey k where k.operator_id = o.id and k.revoked_at is null)
                   or exists (select from platform.one_time_code c where c.operator_id = o.id and c.confirmed_at is not null),
               r.tasks, r.offices, r.person, r.factor, r.confirm,
               array(select x.resident_id from platform.operator_relation x where x.operator_id = o.id),
               w.id, w.task_code, w.ground, w.case_number
        from platform.session s
        join platform.operator o on o.id = s.operator_id
        join platform.posting p on p.id = s.posting_id
        join platform.office f on f.code = p.office_code
        join platform.terminal t on t.id = s.terminal_id and t.revoked_at is null
        left join platform.password pw on pw.operator_id = o.id
        left join platform.work_context w on w.id = $6::uuid and w.operator_id = o.id
        cross join lateral (
            select coalesce(array_agg(e.task_code), '{}') as tasks, coalesce(array_agg(e.office_code), '{}') as offices,
                   coalesce(array_agg(e.opens_person), '{}') as person, coalesce(array_agg(e.second_factor), '{}') as factor,
                   coalesce(array_agg(e.confirm_again), '{}') as confirm
            from platform.effective_rights(o.id, $5) e) r
        where s.token_sha256 = $1 and s.ended_at is null
          and (t.token_sha256 = $2 or ($3 and t.loopback))
          and s.expires_at > $4 and s.last_seen_at > $4 - $7::interval
          and platform.posting_holds(s.posting_id, $5)
        """;

    private const string SeenSql = "update platform.session set last_seen_at = $2 where id = $1 and ended_at is null";

    private const string EndSql =
        "update platform.session set ended_at = $2, end_reason = $3 where id = $1 and ended_at is null";

    private const string EndAllSql =
        """
        update platform.session set ended_at = $2, end_reason = $3
        where operator_id = $1 and ended_at is null and id <> coalesce($4::uuid, '00000000-0000-0000-0000-000000000000')
        """;

    private const string NoticeSql =
        """
        with noted as (
            update platform.session set notice_confirmed_at = $2 where id = $1 and ended_at is null returning operator_id)
        insert into platform.operator_confirmation (id, operator_id, kind, version, confirmed_at, recorded_by)
        select $3, operator_id, 'notice', $4, $2, operator_id from noted
        """;

    /// <summary>The session of a request, or null when there is none in force at this terminal.</summary>
    /// <param name="token">The secret of the session.</param>
    /// <param name="terminal">How the terminal makes itself known.</param>
    /// <param name="workContext">The purpose the request names; ignored unless it is the operator's own.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<SignedIn?> FindAsync(
        string token,
        TerminalProof terminal,
        Guid? workContext,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        DateTimeOffset now = clock.Instant();
        List<(SignedIn SignedIn, DateTimeOffset Seen)> found = await database.ListAsync(
            FindSql,
            reader => (Read(reader), reader.GetFieldValue<DateTimeOffset>(8)),
            cancellation,
            Secrets.Sha256(token), terminal.Sha256, terminal.Loopback, now, clock.Today(), workContext, limits.Idle);
        if (found is not [(SignedIn signedIn, DateTimeOffset seen)])
        {
            return null;
        }

        if (now - seen > SeenEvery)
        {
            await database.ExecuteAsync(SeenSql, cancellation, signedIn.SessionId, now);
        }

        return signedIn with { IdleUntil = now + limits.Idle };
    }

    /// <summary>Signs out (CR-110).</summary>
    public async Task SignOutAsync(SignedIn signedIn, Guid requestId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        await work.ExecuteAsync(EndSql, cancellation, signedIn.SessionId, clock.Instant(), "signed-out");
        work.Record(new AccessEntry(AccessKind.Account, "session.sign-out"));
        await work.CommitAsync(cancellation);
    }

    /// <summary>Stores that the operator has read the notice on logging and use within duty (CR-56).</summary>
    public Task ConfirmNoticeAsync(SignedIn signedIn, string version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        return database.ExecuteAsync(
            NoticeSql, cancellation, signedIn.SessionId, clock.Instant(), Guid.CreateVersion7(), version);
    }

    /// <summary>Ends every session of an operator but one, in the unit of work of what made it necessary.</summary>
    internal Task<int> EndAllAsync(
        UnitOfWork work,
        Guid operatorId,
        string reason,
        Guid? except,
        CancellationToken cancellation) =>
        work.ExecuteAsync(EndAllSql, cancellation, operatorId, clock.Instant(), reason, except);

    private SignedIn Read(NpgsqlDataReader reader) => new()
    {
        SessionId = reader.GetGuid(0),
        OperatorId = reader.GetGuid(1),
        OperatorCode = reader.GetString(2),
        DisplayName = reader.GetString(3),
        Kind = ReadKind(reader.GetString(4)),
        OfficeCode = reader.GetString(5),
        OfficeName = reader.GetString(6),
        Terminal = reader.GetString(7),
        IdleUntil = reader.GetFieldValue<DateTimeOffset>(8) + limits.Idle,
        ExpiresAt = reader.GetFieldValue<DateTimeOffset>(9),
        ConfirmedAt = reader.GetFieldValue<DateTimeOffset>(10),
        SecondFactor = reader.GetBoolean(11),
        NoticeConfirmed = reader.GetBoolean(12),
        MustChangePassword = reader.GetBoolean(13),
        HasSecondFactor = reader.GetBoolean(14),
        Rights = ReadRights(reader, 15),
        RelatedResidents = reader.GetFieldValue<Guid[]>(20).ToHashSet(),
        WorkContextId = reader.Nullable<Guid?>(21),
        Purpose = reader.IsDBNull(21)
            ? null
            : new Purpose(reader.GetString(22), reader.GetString(23), reader.Nullable<string>(24)),
    };

    internal static OperatorKind ReadKind(string kind) => kind == "client" ? OperatorKind.Client : OperatorKind.Staff;

    /// <summary>Five parallel arrays: task, office, opens a person, second factor, confirm again.</summary>
    internal static EffectiveRight[] ReadRights(NpgsqlDataReader reader, int first)
    {
        string[] tasks = reader.GetFieldValue<string[]>(first);
        string[] offices = reader.GetFieldValue<string[]>(first + 1);
        bool[] person = reader.GetFieldValue<bool[]>(first + 2);
        bool[] factor = reader.GetFieldValue<bool[]>(first + 3);
        bool[] confirm = reader.GetFieldValue<bool[]>(first + 4);
        return [.. tasks.Select((task, i) => new EffectiveRight(task, offices[i], person[i], factor[i], confirm[i]))];
    }
}
