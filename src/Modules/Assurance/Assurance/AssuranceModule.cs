using Daicho.Assurance.AccessLogs;
using Daicho.Assurance.AccessReview;
using Daicho.Assurance.Administration;
using Daicho.Assurance.Manual;
using Daicho.Assurance.PeriodicChecks;
using Daicho.Assurance.Reminding;
using Daicho.Assurance.Rights;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Work;
using Daicho.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.Assurance;

/// <summary>The one public door of assurance: proof that controls work (評価書の対策の点検).</summary>
public static class AssuranceModule
{
    // The same weeks as the page, counted: over, unsigned, and late when the limit has passed.
    private const string UnsignedWeeksSql =
        """
        select count(*), coalesce(bool_or($3::date >= w.week::date + 7 + (
            select (p.value #>> '{}')::int from platform.parameter p
            where p.module = 'assurance' and p.name = 'review-due-days' and p.valid_from <= $3 order by p.valid_from desc limit 1)), false)
        from generate_series(
                greatest(
                    date_trunc('week', (select min(l.occurred_at) at time zone 'Asia/Tokyo'
                                        from (select occurred_at from platform.access_log order by id limit 1) l)),
                    date_trunc('week', $3::timestamp) - interval '53 weeks'),
                date_trunc('week', $3::timestamp) - interval '1 week', interval '1 week') w (week)
        where not exists (select from assurance.log_review v where v.period_from = w.week::date)
        """;

    private const string OpenWeeksSql =
        """
        select to_char(w.week, 'YYYY"年"FMMM"月"FMDD"日"') || 'の週の点検', '/assurance?week=' || to_char(w.week, 'YYYY-MM-DD'),
               (w.week + interval '7 days') at time zone 'Asia/Tokyo',
               $3::date >= w.week::date + 7 + (
            select (p.value #>> '{}')::int from platform.parameter p
            where p.module = 'assurance' and p.name = 'review-due-days' and p.valid_from <= $3 order by p.valid_from desc limit 1)
        from generate_series(
                greatest(
                    date_trunc('week', (select min(l.occurred_at) at time zone 'Asia/Tokyo'
                                        from (select occurred_at from platform.access_log order by id limit 1) l)),
                    date_trunc('week', $3::timestamp) - interval '53 weeks'),
                date_trunc('week', $3::timestamp) - interval '1 week', interval '1 week') w (week)
        where not exists (select from assurance.log_review v where v.period_from = w.week::date)
        order by w.week limit 20
        """;

    private const string AccessesSql =
        """
        select count(*) from platform.access_log
        where occurred_at >= ($3::date)::timestamp at time zone 'Asia/Tokyo' and kind <> 'account'
        """;

    private const string DeniedSql =
        """
        select count(*) from platform.access_log
        where occurred_at >= ($3::date)::timestamp at time zone 'Asia/Tokyo' and refusal_code is not null
        """;

    private const string WeekSql =
        """
        select to_char(d.day, 'FMMM/FMDD'), s.label,
               (select count(*) from platform.access_log l
                where l.occurred_at >= d.day at time zone 'Asia/Tokyo' and l.occurred_at < (d.day + interval '1 day') at time zone 'Asia/Tokyo'
                  and l.kind = any (s.kinds))
        from generate_series($3::timestamp - interval '6 days', $3::timestamp, interval '1 day') d (day)
        cross join (values (1, '検索・照会', '{search,view,reveal}'::text[]), (2, '異動・発行', '{change,issue}'), (3, '出力', '{output}'))
            s (place, label, kinds)
        order by d.day, s.place
        """;

    private const string OpenLocksSql =
        """
        select 'ロック中の利用者 ' || count(*) || '人', '/accounts', min(locked_until) - interval '15 minutes', false
        from platform.password where locked_until > $4 having count(*) > 0
        """;

    private const string ApprovalsSql =
        """
        select count(*), coalesce(bool_or(requested_at < $4 - interval '3 days'), false)
        from platform.approval where decision is null and expires_at > $4 and requested_by <> $1
        """;

    private const string OpenApprovalsSql =
        """
        select summary, '/approvals', requested_at, requested_at < $4 - interval '3 days'
        from platform.approval where decision is null and expires_at > $4 and requested_by <> $1
        order by requested_at limit 20
        """;

    /// <summary>The dated parameters of the module.</summary>
    public static IReadOnlyList<ParameterKind> Parameters => Limits.ParameterKinds;

    /// <summary>The module's tables.</summary>
    public static MigrationSet Migrations { get; } = new("assurance", "assurance", typeof(AssuranceModule).Assembly);

    /// <summary>Registers the module's use cases.</summary>
    public static IServiceCollection AddAssurance(this IServiceCollection services)
    {
        services.AddSingleton<LogStore>();
        services.AddSingleton<ReviewStore>();
        services.AddSingleton<ExportStore>();
        services.AddSingleton<CheckStore>();
        services.AddSingleton<StaffStore>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<ManualStore>();
        services.AddSingleton<ManualInForce>();
        services.AddSingleton<FindManual>(provider => provider.GetRequiredService<ManualInForce>().FindAsync);
        services.AddSingleton(new WorkListEntry("利用者", "手引", ManualEndpoints.Address, TaskCodes.SelfAccount)
        {
            Order = 980,
            CountSql = ManualStore.UnreadSql,
        });
        services.AddSingleton(new WorkListEntry("権限", "手引の版と読了", ManualEndpoints.ReadersAddress, TaskCodes.RightsDesignate) { Order = 854 });
        services.AddScoped<UnusualUseFinder>();
        services.AddScoped<ReviewEndpoints.ReviewPageReader>();
        services.AddScoped<LogEndpoints.LogReader>();
        services.AddSingleton(new ApprovalKind(ExportStore.ApprovalKind, "アクセス記録の出力", TaskCodes.BulkApprove));
        services.AddSingleton(new WorkListEntry("個人情報保護", "アクセス記録の点検", "/assurance", TaskCodes.LogReview)
        {
            Order = 800,
            CountSql = UnsignedWeeksSql,
            OpenSql = OpenWeeksSql,
            Key = "F10",
        });
        services.AddSingleton(new WorkListEntry("個人情報保護", "記録の一覧", "/assurance/log", TaskCodes.LogReview) { Order = 801, Key = "F5", IsShortcut = true });
        services.AddSingleton(new WorkListEntry("個人情報保護", "本人への提供", "/assurance/extract", TaskCodes.LogReview) { Order = 802, IsShortcut = true });
        services.AddSingleton(new WorkListEntry("個人情報保護", "定期点検", "/assurance/checks", TaskCodes.LogReview)
        {
            Order = 803,
            CountSql = CheckStore.DueSql,
        });
        services.AddSingleton(new WorkListEntry("個人情報保護", "注意喚起の確認", ReminderEndpoints.Address, TaskCodes.LogReview) { Order = 805 });
        services.AddSingleton(new DayFigure("本日の利用", TaskCodes.LogReview, AccessesSql) { Order = 800, Href = "/assurance/log" });
        services.AddSingleton(new DayFigure("本日拒否された操作", TaskCodes.LogReview, DeniedSql) { Order = 801, Href = "/assurance" });
        services.AddSingleton(new DayChart("accesses", "1週間の利用", TaskCodes.LogReview, WeekSql) { Order = 800 });
        services.AddSingleton(new WorkListEntry("個人情報保護", "セキュリティ警報", AlertEndpoints.OfPrivacy, TaskCodes.LogReview)
        {
            Order = 804,
            CountSql = AlertStore.CountSql,
        });
        services.AddSingleton(new WorkListEntry("システム", "セキュリティ警報", AlertEndpoints.OfSystem, TaskCodes.SystemOperate)
        {
            Order = 901,
            CountSql = AlertStore.CountSql,
        });
        services.AddSingleton(new WorkListEntry("権限", "権限台帳", "/rights", TaskCodes.RightsView)
        {
            Order = 850,
            CountSql = RightsWork.CountSql,
            OpenSql = RightsWork.OpenSql,
            IsShortcut = true,
        });
        services.AddSingleton(new WorkListEntry("権限", "利用者", "/accounts", TaskCodes.RightsView) { Order = 851, OpenSql = OpenLocksSql, IsShortcut = true });
        services.AddSingleton(new WorkListEntry("権限", "事務所", "/offices", TaskCodes.RightsSet) { Order = 852, IsShortcut = true });
        services.AddSingleton(new WorkListEntry("権限", "端末", "/terminals", TaskCodes.TerminalManage) { Order = 852, IsShortcut = true });
        services.AddSingleton(new WorkListEntry("権限", "承認", "/approvals", TaskCodes.BulkApprove)
        {
            Order = 853,
            CountSql = ApprovalsSql,
            OpenSql = OpenApprovalsSql,
            Key = "F12",
        });
        return services;
    }

    /// <summary>Maps the module's pages.</summary>
    public static IEndpointRouteBuilder MapAssurance(this IEndpointRouteBuilder routes)
    {
        routes.MapRights();
        routes.MapAdministration();
        routes.MapAlerts();
        routes.MapReview();
        routes.MapLog();
        routes.MapExtract();
        routes.MapExport();
        routes.MapChecks();
        routes.MapManual();
        routes.MapReminders();
        return routes;
    }
}
