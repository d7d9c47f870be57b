using System.Globalization;
using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.Assurance.Manual;

/// <summary>A version of the manual (手引).</summary>
/// <param name="Number">From 1.</param>
/// <param name="Body">Its text, 1 to 100,000 characters; a line that begins with ■ is a heading.</param>
/// <param name="Changes">What differs from the version before, 1 to 1,000 characters.</param>
/// <param name="EffectiveOn">First day on which it holds.</param>
/// <param name="PublishedBy">Who published it.</param>
internal sealed record ManualVersion(int Number, string Body, string Changes, DateOnly EffectiveOn, string PublishedBy);

/// <summary>Whether a member of staff has read the version in force.</summary>
/// <param name="Name">Who.</param>
/// <param name="Office">Name of the office of the posting.</param>
/// <param name="Section">Section and position of the posting.</param>
/// <param name="ReadAt">When the version in force was read; null while it is not.</param>
/// <param name="Newest">The newest version that was read; null for none.</param>
internal sealed record ManualReader(string Name, string Office, string Section, DateTimeOffset? ReadAt, int? Newest);

/// <summary>The manual of reception and input, common to all offices: its versions and their readers (CR-15).</summary>
internal sealed class ManualStore(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Most characters of a version.</summary>
    public const int BodyMax = 100_000;

    /// <summary>Most characters of what differs.</summary>
    public const int ChangesMax = 1000;

    /// <summary>Counts the unread version in force, for the work list of its reader; after fourteen days it is late.</summary>
    public const string UnreadSql =
        """
        select count(*), coalesce(bool_or(v.effective_on + 14 < $3::date), false)
        from (select version_no, effective_on from assurance.manual_version where effective_on <= $3::date
              order by version_no desc limit 1) v
        where $2::text is not null and $4::timestamptz is not null
          and not exists (select from assurance.manual_reading r where r.operator_id = $1::uuid and r.version_no = v.version_no)
        """;

    private const string Columns = "select version_no, body, changes, effective_on, published_by_name from assurance.manual_version";

    private const string AddSql =
        """
        insert into assurance.manual_version (version_no, act_id, body, changes, effective_on, published_by, published_by_name)
        select coalesce(max(version_no), 0) + 1, $1, $2, $3, $4, $5, $6 from assurance.manual_version
        having $4 >= coalesce(max(effective_on), $4)
        """;

    private const string ReadSql =
        """
        insert into assurance.manual_reading (operator_id, version_no)
        select $1, v.version_no from assurance.manual_version v where v.version_no = $2 and v.effective_on <= $3
        on conflict do nothing
        """;

    // A person with postings at two offices stands on the list of each.
    private const string Readers =
        """
        from platform.posting p
        join platform.posting_period q on q.id = p.id and q.valid_from <= $1 and $1 < q.valid_until
        join platform.operator o on o.id = p.operator_id and o.kind = 'staff'
        join platform.office f on f.code = p.office_code
        left join assurance.manual_reading r on r.operator_id = o.id and r.version_no = $2
        where ($3::text is null or p.office_code = $3) and (not $4 or r.read_at is null)
        """;

    private const string ReadersSql =
        """
        select o.display_name, f.name, p.section || ' ' || p.position, r.read_at,
               (select max(x.version_no) from assurance.manual_reading x where x.operator_id = o.id)

        """
        + Readers
        + """

        order by p.office_code collate "C", o.code collate "C", p.id offset $5 limit $6
        """;

    private const string ReadersCountSql = "select count(*)\n" + Readers;

    /// <summary>The version in force on a day; null before the first.</summary>
    public async Task<ManualVersion?> FindAsync(DateOnly day, CancellationToken cancellation) =>
        (await database.ListAsync(
            Columns + " where effective_on <= $1 order by version_no desc limit 1", Map, cancellation, day)).SingleOrDefault();

    /// <summary>All versions, the newest first.</summary>
    public Task<List<ManualVersion>> ListAsync(CancellationToken cancellation) =>
        database.ListAsync(Columns + " order by version_no desc limit 500", Map, cancellation);

    /// <summary>When an operator read a version; null when he did not.</summary>
    public async Task<DateTimeOffset?> ReadAtAsync(Guid reader, int version, CancellationToken cancellation) =>
        (await database.ListAsync(
            "select read_at from assurance.manual_reading where operator_id = $1 and version_no = $2",
            row => (DateTimeOffset?)row.GetFieldValue<DateTimeOffset>(0), cancellation, reader, version)).SingleOrDefault();

    /// <summary>Publishes the next version; a second submit of the same act changes nothing.</summary>
    public async Task<Refusal?> PublishAsync(
        OperatorContext by, string name, Guid act, string body, string changes, DateOnly effectiveOn, CancellationToken cancellation)
    {
        if (body.Length is 0 or > BodyMax)
        {
            return AssuranceRefusals.ManualBody;
        }

        if (changes.Length is 0 or > ChangesMax)
        {
            return AssuranceRefusals.ManualChanges;
        }

        await using UnitOfWork work = new(database, by);

        // Two heads who publish at once get two numbers, one after the other.
        await work.ExecuteAsync("select pg_advisory_xact_lock(hashtext('assurance.manual_version'))", cancellation);
        if ((await work.ListAsync(
            "select version_no from assurance.manual_version where act_id = $1", row => row.GetInt32(0), cancellation, act)).Count > 0)
        {
            return null;
        }

        if (effectiveOn < clock.Today()
            || await work.ExecuteAsync(AddSql, cancellation, act, body, changes, effectiveOn, by.OperatorId, name) == 0)
        {
            return AssuranceRefusals.ManualDay;
        }

        work.Record(new AccessEntry(AccessKind.Account, "manual.publish") { ActId = act });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Records that the operator has read a version that is in force; a second time changes nothing.</summary>
    public async Task ReadAsync(OperatorContext by, int version, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, by);
        if (await work.ExecuteAsync(ReadSql, cancellation, by.OperatorId, version, clock.Today()) > 0)
        {
            work.Record(new AccessEntry(AccessKind.Account, "manual.read") { Items = version.ToString(CultureInfo.InvariantCulture) });
        }

        await work.CommitAsync(cancellation);
    }

    /// <summary>Staff posted today with their reading of a version: those who have not read it first come by office and code.</summary>
    /// <param name="version">The version.</param>
    /// <param name="office">Of one office; null for all.</param>
    /// <param name="unreadOnly">Leaves out who has read it.</param>
    /// <param name="offset">Where the page begins.</param>
    /// <param name="rows">Rows of the page.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<(IReadOnlyList<ManualReader> Rows, long Total)> ReadersAsync(
        int version, string? office, bool unreadOnly, int offset, int rows, CancellationToken cancellation)
    {
        List<ManualReader> page = await database.ListAsync(
            ReadersSql,
            row => new ManualReader(
                row.GetString(0), row.GetString(1), row.GetString(2), row.Nullable<DateTimeOffset?>(3), row.Nullable<int?>(4)),
            cancellation,
            clock.Today(), version, Text(office), unreadOnly, offset, rows);
        long total = (await database.ListAsync(
            ReadersCountSql, row => row.GetInt64(0), cancellation, clock.Today(), version, Text(office), unreadOnly)).Single();
        return (page, total);
    }

    // A null needs its type where the statement compares it only with itself.
    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static ManualVersion Map(NpgsqlDataReader row) => new(
        row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.GetString(4));
}
