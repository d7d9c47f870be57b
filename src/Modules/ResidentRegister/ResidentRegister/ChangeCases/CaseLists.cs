using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Which cases a list shows.</summary>
internal enum CaseListKind
{
    /// <summary>One's own drafts and returned cases.</summary>
    Mine,

    /// <summary>What one has to finish on the business date, the limit of every case: own drafts and returned ones, and those to be reviewed.</summary>
    Today,

    /// <summary>Cases of others that wait for a review.</summary>
    Review,

    /// <summary>Reviewed cases that wait for the decision.</summary>
    Decide,

    /// <summary>Decided; of the business date unless other days are asked for.</summary>
    Decided,

    /// <summary>Decided, the paper not yet in the cabinet (CR-16).</summary>
    Unfiled,

    /// <summary>Decided without a notification: ex officio, by notice or by statement (RR-50).</summary>
    ExOfficio,

    /// <summary>Decided, the paper in the cabinet: the ledger of forms with place and years of keeping (CR-23).</summary>
    Filed,

    /// <summary>Every case that is kept, for later verification (CR-25, RR-67).</summary>
    All,
}

/// <summary>Lists of cases: counted, in pages, in an order that is the same every time.</summary>
internal static class CaseLists
{
    /// <summary>Most lines of one file.</summary>
    public const int FileRowsMax = 50_000;

    private const string Select =
        """
        select c.case_id, c.case_number, c.state, c.reason, c.version,
               (select count(*) from resident_register.change_case_person p where p.case_id = c.case_id and p.role = 'subject')
                 + case jsonb_typeof(c.request #> '{change,newcomers}')
                     when 'array' then jsonb_array_length(c.request #> '{change,newcomers}') else 0 end,
               c.entered_by, c.entered_on, c.entered_at, c.forced, c.reviewers_needed,
               (select count(*) from resident_register.change_review r
                where r.case_id = c.case_id and r.case_version = c.version and r.outcome = 'agreed'),
               case when c.state in ('returned', 'withdrawn') then c.closed_reason end, c.form, c.filed_in,
               c.office, c.decided_by, c.decided_on
        from resident_register.change_case c
        """;

    private const string Agreed =
        "select count(*) from resident_register.change_review r where r.case_id = c.case_id and r.case_version = c.version and r.outcome = 'agreed'";

    /// <summary>A page of a list, with the count of the whole list.</summary>
    /// <param name="database">The database.</param>
    /// <param name="conditions">Which cases, in which order, which page; a page past the end shows the last one.</param>
    /// <param name="me">Who looks: own drafts, and the cases of others.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<CasePageOfList> PageAsync(
        NpgsqlDataSource database, CaseConditions conditions, string me, CancellationToken cancellation)
    {
        long total = await CountAsync(database, conditions, me, cancellation);
        int pages = Math.Max(1, (int)((total + conditions.Rows - 1) / conditions.Rows));
        int page = Math.Min(conditions.Page, pages);
        return new CasePageOfList(
            await ListAsync(database, conditions, me, (page - 1) * conditions.Rows, conditions.Rows, cancellation), total, page);
    }

    /// <summary>How many cases a list holds.</summary>
    public static async Task<long> CountAsync(
        NpgsqlDataSource database, CaseConditions conditions, string me, CancellationToken cancellation) =>
        (await database.ListAsync(
            "select count(*) from resident_register.change_case c\n" + Where(conditions),
            row => row.GetInt64(0), cancellation, Values(conditions, me))).Single();

    /// <summary>The cases of a list from a place on.</summary>
    public static Task<List<CaseLine>> ListAsync(
        NpgsqlDataSource database, CaseConditions conditions, string me, int offset, int rows, CancellationToken cancellation) =>
        database.ListAsync(
            Select + "\n" + Where(conditions) + "\norder by " + Order(conditions) + "\noffset $7 limit $8",
            Map, cancellation, [.. Values(conditions, me), offset, rows]);

    /// <summary>The cases in which a person's record was entered or changed and which are kept, the newest first (CR-25).</summary>
    public static Task<List<CaseLine>> OfPersonAsync(UnitOfWork work, ResidentId person, CancellationToken cancellation) =>
        work.ListAsync(
            Select +
            """

            where c.case_id in (
                select p.case_id from resident_register.change_case_person p where p.resident_id = $1
                union select h.act_id from resident_register.resident_history h where h.resident_id = $1)
            order by c.case_number desc
            limit 200
            """,
            Map,
            cancellation,
            person.Value);

    /// <summary>The review list (審査リスト, RR-63) of a day: every case sent to review that day.</summary>
    public static Task<List<CaseLine>> ReviewListAsync(NpgsqlDataSource database, DateOnly day, CancellationToken cancellation) =>
        database.ListAsync(
            Select + "\nwhere c.listed_on = $1 order by c.case_number limit 2000", Map, cancellation, day);

    // Every part is written here; nothing that was typed becomes part of the statement.
    private static string Where(CaseConditions conditions)
    {
        string day = conditions.IsOfDecided ? "c.decided_on" : "c.entered_on";
        return
            $"""
            where {Kind(conditions.Kind)} and $1::text is not null
              and ($2::date is null or {day} >= $2) and ($3::date is null or {day} <= $3)
              and ($4::text is null or $4 = any (c.editors) or c.decided_by = $4
                   or exists (select from resident_register.change_review r where r.case_id = c.case_id and r.reviewer = $4))
              and ($5::text is null or c.office = $5)
              and ($6::text is null or c.state = $6)
            """;
    }

    private static string Kind(CaseListKind kind) => kind switch
    {
        CaseListKind.Mine => "c.state in ('draft', 'returned') and c.entered_by = $1",
        CaseListKind.Today =>
            """
            (c.state in ('draft', 'returned') and c.entered_by = $1
              or c.state = 'in_review' and not $1 = any (c.editors)
                and not exists (select from resident_register.change_review r where r.case_id = c.case_id
                                and r.case_version = c.version and r.outcome = 'agreed' and r.reviewer = $1))
            """,
        CaseListKind.Review =>
            """
            c.state = 'in_review' and not $1 = any (c.editors)
              and not exists (select from resident_register.change_review r where r.case_id = c.case_id
                              and r.case_version = c.version and r.outcome = 'agreed' and r.reviewer = $1)
            """,
        CaseListKind.Decide => $"c.state = 'in_review' and not $1 = any (c.editors) and c.reviewers_needed <= ({Agreed})",
        CaseListKind.Decided => "c.state = 'decided'",
        CaseListKind.Unfiled => "c.state = 'decided' and c.filed_at is null",
        CaseListKind.ExOfficio => "c.state = 'decided' and c.basis not in ('Notification', 'Request')",
        CaseListKind.Filed => "c.state = 'decided' and c.filed_at is not null",
        CaseListKind.All => "true",
    };

    private static string Order(CaseConditions conditions)
    {
        string direction = conditions.IsDescending ? "desc" : "asc";
        string number = $"c.case_number {direction}";
        return conditions.Order switch
        {
            CaseOrder.Number => number,
            CaseOrder.Reason => $"c.reason collate \"C\" {direction}, {number}",
            CaseOrder.EnteredBy => $"c.entered_by collate \"C\" {direction}, {number}",
            CaseOrder.EnteredAt => $"c.entered_at {direction}, {number}",
            CaseOrder.DecidedOn => $"c.decided_on {direction} nulls last, {number}",
        };
    }

    private static object?[] Values(CaseConditions conditions, string me) =>
    [
        me,
        Typed(conditions.From, NpgsqlDbType.Date),
        Typed(conditions.Until, NpgsqlDbType.Date),
        Typed(conditions.Operator, NpgsqlDbType.Text),
        Typed(conditions.Office, NpgsqlDbType.Text),
        Typed(conditions.State is { } state ? ChangeCaseStore.State(state) : null, NpgsqlDbType.Text),
    ];

    // A null needs its type where the statement compares it only with itself.
    private static NpgsqlParameter Typed(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static CaseLine Map(NpgsqlDataReader row) => new(
        new ChangeCaseId(row.GetGuid(0)),
        row.GetInt64(1),
        ChangeCaseStore.ParseState(row.GetString(2)),
        row.GetString(3),
        (int)row.GetInt64(5),
        row.GetString(6),
        row.GetFieldValue<DateOnly>(7),
        row.GetFieldValue<DateTimeOffset>(8))
    {
        Version = row.GetInt32(4),
        Forced = row.GetBoolean(9),
        ReviewersNeeded = row.GetInt32(10),
        Reviews = (int)row.GetInt64(11),
        ClosedReason = row.Nullable<string>(12),
        Form = row.GetString(13),
        FiledIn = row.Nullable<string>(14),
        Office = row.GetString(15),
        DecidedBy = row.Nullable<string>(16),
        DecidedOn = row.Nullable<DateOnly?>(17),
    };
}

/// <summary>One page of a list of cases.</summary>
/// <param name="Lines">Its cases.</param>
/// <param name="Total">Cases of the whole list.</param>
/// <param name="Page">Which page, from 1.</param>
internal sealed record CasePageOfList(IReadOnlyList<CaseLine> Lines, long Total, int Page);
