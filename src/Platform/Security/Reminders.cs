using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>When a member of staff was last reminded.</summary>
/// <param name="Name">Who.</param>
/// <param name="Office">Name of the office of the posting.</param>
/// <param name="Section">Section and position of the posting.</param>
/// <param name="RemindedAt">When the reminder was last confirmed; null when it never was.</param>
/// <param name="IsDue">Whether the next sign-in shows it.</param>
public sealed record RemindedStaff(string Name, string Office, string Section, DateTimeOffset? RemindedAt, bool IsDue);

/// <summary>
/// The periodic reminder that accesses are logged and that nothing may be used outside one's duty (CR-56). It is shown with the notice
/// of a sign-in when its term has passed since the last one, or since the first sign-in, and no work begins before it is confirmed.
/// </summary>
public sealed class Reminders(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Version of the text; a new text gets a new version.</summary>
    public const string Version = "2026-11";

    /// <summary>Months between two reminders.</summary>
    public static ParameterKind Months { get; } = ParameterKind.Number("platform", "reminder.months", "目的外利用の禁止の注意喚起の間隔 / months", 1, 12);

    // $1 the business date, $2 now; three months where the municipality has not said otherwise. Of an operator who never signed in
    // nothing is due.
    private const string Due =
        """
        coalesce(
            coalesce(
                (select max(c.confirmed_at) from platform.operator_confirmation c where c.operator_id = o.id and c.kind = 'reminder'),
                (select min(c.confirmed_at) from platform.operator_confirmation c where c.operator_id = o.id and c.kind = 'notice'))
            + make_interval(months => coalesce((
                select (m.value #>> '{}')::int from platform.parameter m
                where m.module = 'platform' and m.name = 'reminder.months' and m.valid_from <= $1
                order by m.valid_from desc limit 1), 3)) <= $2::timestamptz, false)
        """;

    private const string ConfirmSql =
        """
        insert into platform.operator_confirmation (id, operator_id, kind, version, confirmed_at, recorded_by)
        values ($1, $2, 'reminder', $3, $4, $2)
        """;

    private const string Staff =
        """
        from platform.posting p
        join platform.posting_period q on q.id = p.id and q.valid_from <= $1 and $1 < q.valid_until
        join platform.operator o on o.id = p.operator_id and o.kind = 'staff'
        join platform.office f on f.code = p.office_code
        """;

    private const string IsDueSql = "select " + Due + " from platform.operator o where o.id = $3";

    private const string ListSql =
        """
        select o.display_name, f.name, p.section || ' ' || p.position,
               (select max(c.confirmed_at) from platform.operator_confirmation c where c.operator_id = o.id and c.kind = 'reminder'),

        """
        + Due + "\n" + Staff
        + """

        order by p.office_code collate "C", o.code collate "C", p.id offset $3 limit $4
        """;

    private const string CountSql = "select count(*)\n" + Staff;

    /// <summary>Whether an operator is to be reminded now.</summary>
    public async Task<bool> IsDueAsync(Guid operatorId, CancellationToken cancellation) =>
        (await database.ListAsync(
            IsDueSql, row => row.GetBoolean(0), cancellation,
            clock.Today(), clock.Instant(), operatorId)).Single();

    /// <summary>Records that an operator confirmed the reminder.</summary>
    public Task ConfirmAsync(Guid operatorId, CancellationToken cancellation) =>
        database.ExecuteAsync(ConfirmSql, cancellation, Guid.CreateVersion7(), operatorId, Version, clock.Instant());

    /// <summary>Staff posted today by office and code; a person with two postings stands there twice.</summary>
    /// <param name="offset">Where the page begins.</param>
    /// <param name="rows">Rows of the page.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<(IReadOnlyList<RemindedStaff> Rows, long Total)> ListAsync(int offset, int rows, CancellationToken cancellation)
    {
        List<RemindedStaff> page = await database.ListAsync(
            ListSql,
            row => new RemindedStaff(
                row.GetString(0), row.GetString(1), row.GetString(2), row.Nullable<DateTimeOffset?>(3), row.GetBoolean(4)),
            cancellation,
            clock.Today(), clock.Instant(), offset, rows);
        long total = (await database.ListAsync(CountSql, row => row.GetInt64(0), cancellation, clock.Today())).Single();
        return (page, total);
    }
}
