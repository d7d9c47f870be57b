using Daicho.Platform.Security;
using Daicho.Platform.Work;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>The lines of changes in the work list: counts and case numbers, never names.</summary>
internal static class CaseWorkList
{
    private const string Mine =
        """
        from resident_register.change_case c join platform.operator o on o.code = c.entered_by
        where o.id = $1 and $2::text is not null and $3::date is not null and $4::timestamptz is not null
        """;

    private const string OfOthers =
        """
        from resident_register.change_case c
        where c.state = 'in_review' and $2::text is not null and $3::date is not null
          and not exists (select from platform.operator o where o.id = $1 and o.code = any (c.editors))
        """;

    // As the lists behind the figures have them (CaseLists), so that a figure and its list always agree.
    private const string Figure =
        """
        select count(*)
        from resident_register.change_case c, platform.operator o
        where o.id = $1 and $2::text is not null and $3::date is not null and $4::timestamptz is not null and 
        """;

    private const string MayReview =
        """
        (c.state = 'in_review' and not o.code = any (c.editors)
         and not exists (select from resident_register.change_review r where r.case_id = c.case_id
                         and r.case_version = c.version and r.outcome = 'agreed' and r.reviewer = o.code))
        """;

    /// <summary>The clerk's own figures on the start page, each with its list: drafts, returned, to be reviewed, due today.</summary>
    public static IReadOnlyList<DayFigure> Figures { get; } =
    [
        new("自分の下書き", TaskCodes.ResidentChangeEnter, Figure + "c.entered_by = o.code and c.state = 'draft'")
        {
            Order = 100,
            Href = "/changes?list=Mine",
        },
        new("差し戻された異動", TaskCodes.ResidentChangeEnter, Figure + "c.entered_by = o.code and c.state = 'returned'")
        {
            Order = 110,
            Href = "/changes?list=Mine",
        },
        new("自分の審査を待つ異動", TaskCodes.ResidentChangeReview, Figure + MayReview) { Order = 120, Href = "/changes?list=Review" },
        new("本日中に処理する異動", TaskCodes.ResidentChangeEnter,
            Figure + "c.entered_on <= $3 and (c.state in ('draft', 'returned') and c.entered_by = o.code or " + MayReview + ")")
        {
            Order = 130,
            Href = "/changes?list=Today",
        },
    ];

    /// <summary>差戻し, 下書き, 審査待ち, 届出書の未保管.</summary>
    public static IReadOnlyList<WorkListEntry> Entries { get; } =
    [
        new("異動", "差戻し", "/changes?list=Mine", TaskCodes.ResidentChangeEnter)
        {
            Order = 200,
            CountSql = "select count(*), coalesce(bool_or(c.entered_on < $3), false) " + Mine + " and c.state = 'returned'",
            OpenSql =
                "select '差戻し　受付番号' || c.case_number, '/changes?list=Mine', c.entered_at, c.entered_on < $3 " + Mine
                + " and c.state = 'returned' order by c.entered_at limit 20",
        },
        new("異動", "下書き", "/changes", TaskCodes.ResidentChangeEnter)
        {
            Order = 210,
            IsShortcut = true,
            CountSql = "select count(*), coalesce(bool_or(c.entered_on < $3), false) " + Mine + " and c.state = 'draft'",
        },
        new("審査", "審査・決裁待ち", "/changes?list=Review", TaskCodes.ResidentChangeReview)
        {
            Order = 220,
            Key = "F10",
            IsShortcut = true,
            CountSql = "select count(*), coalesce(bool_or(c.entered_on < $3 and $4::timestamptz is not null), false) " + OfOthers,
            OpenSql =
                "select '審査待ち　受付番号' || c.case_number, '/changes?list=Review', c.entered_at, c.entered_on < $3 and $4::timestamptz is not null "
                + OfOthers + " order by c.entered_at limit 20",
        },
        new("異動", "届出書の未保管", "/changes?list=Unfiled", TaskCodes.ResidentChangeEnter)
        {
            Order = 230,
            CountSql = "select count(*), coalesce(bool_or(c.decided_on < $3), false) " + Mine
                + " and c.state = 'decided' and c.filed_at is null",
        },
    ];
}
