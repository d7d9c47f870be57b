using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Npgsql;

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

    /// <summary>Decided on the business date.</summary>
    Decided,

    /// <summary>Decided, the paper not yet in the cabinet (CR-16).</summary>
    Unfiled,

    /// <summary>Decided in the last 31 days without a notification: ex officio, by notice or by statement (RR-50).</summary>
    ExOfficio,

    /// <summary>Decided, the paper in the cabinet: the ledger of forms with place and years of keeping (CR-23).</summary>
    Filed,
}

/// <summary>Lists of cases: bounded, in a fixed order, the oldest first.</summary>
internal static class CaseLists
{
    /// <summary>Most lines of a list.</summary>
    public const int RowsMax = 200;

    private const string Select =
        """
        select c.case_id, c.case_number, c.state, c.reason, c.version,
               (select count(*) from resident_register.change_case_person p where p.case_id = c.case_id and p.role = 'subject')
                 + case jsonb_typeof(c.request #> '{change,newcomers}')
                     when 'array' then jsonb_array_length(c.request #> '{change,newcomers}') else 0 end,
               c.entered_by, c.entered_on, c.entered_at, c.forced, c.reviewers_needed,
               (select count(*) from resident_register.change_review r
                where r.case_id = c.case_id and r.case_version = c.version and r.outcome = 'agreed'),
               case when c.state = 'returned' then c.closed_reason end, c.form, c.filed_in
        from resident_register.change_case c
        """;

    /// <summary>The cases of a list.</summary>
    public static Task<List<CaseLine>> ListAsync(
        NpgsqlDataSource database,
        CaseListKind kind,
        string me,
        DateOnly today,
        CancellationToken cancellation) =>
        database.ListAsync(
            Select +
            """

            where case $1
                when 'Mine' then c.state in ('draft', 'returned') and c.entered_by = $2
                when 'Today' then c.entered_on <= $3 and (c.state in ('draft', 'returned') and c.entered_by = $2
                    or c.state = 'in_review' and not $2 = any (c.editors)
                        and not exists (select from resident_register.change_review r where r.case_id = c.case_id
                                        and r.case_version = c.version and r.outcome = 'agreed' and r.reviewer = $2))
                when 'Review' then c.state = 'in_review' and not $2 = any (c.editors)
                    and not exists (select from resident_register.change_review r where r.case_id = c.case_id
                                    and r.case_version = c.version and r.outcome = 'agreed' and r.reviewer = $2)
                when 'Decide' then c.state = 'in_review' and not $2 = any (c.editors) and c.reviewers_needed <= (
                    select count(*) from resident_register.change_review r
                    where r.case_id = c.case_id and r.case_version = c.version and r.outcome = 'agreed')
                when 'Decided' then c.state = 'decided' and c.decided_on = $3
                when 'Unfiled' then c.state = 'decided' and c.filed_at is null
                when 'Filed' then c.state = 'decided' and c.filed_at is not null
                else c.state = 'decided' and c.basis not in ('Notification', 'Request') and c.decided_on > $3 - 31 end
            order by case when $1 = 'Filed' then -c.case_number else c.case_number end
            limit $4
            """,
            Map,
            cancellation,
            Enum.GetName(kind),
            me,
            today,
            RowsMax);

    /// <summary>The review list (審査リスト, RR-63) of a day: every case sent to review that day.</summary>
    public static Task<List<CaseLine>> ReviewListAsync(NpgsqlDataSource database, DateOnly day, CancellationToken cancellation) =>
        database.ListAsync(
            Select + "\nwhere c.listed_on = $1 order by c.case_number limit 2000", Map, cancellation, day);

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
        ReturnReason = row.Nullable<string>(12),
        Form = row.GetString(13),
        FiledIn = row.Nullable<string>(14),
    };
}
