using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Statistics;

/// <summary>Decided changes of one kind: acts (件) and the history rows they wrote (延べ人数).</summary>
/// <param name="Office">入力場所: name of the office, its code where it has none; null in a sum over offices.</param>
/// <param name="Route">Route of entry; null in a sum over routes.</param>
/// <param name="Reason">異動事由; null in a sum over reasons.</param>
/// <param name="Acts">Decided cases.</param>
/// <param name="Persons">History rows.</param>
internal sealed record ChangeCount(string? Office, Route? Route, string? Reason, long Acts, long Persons);

/// <summary>Counts decided changes by office (RR-14) and route (RR-09). Names nobody.</summary>
internal static class ChangeCounts
{
    private const int RowsMax = 5000;

    private const string CountSql =
        """
        select o.name, counted.office, counted.route, counted.reason, counted.acts, counted.persons
        from (
            select h.office, h.route, h.reason, count(distinct c.case_id) as acts, count(*) as persons
            from resident_register.change_case c
            join resident_register.resident_history h on h.act_id = c.case_id
            where c.state = 'decided' and c.decided_on >= $1 and c.decided_on < $2
            group by grouping sets ((h.office), (h.route), (h.office, h.route, h.reason))
        ) counted
        left join platform.office o on o.code = counted.office
        order by counted.office collate "C", counted.route collate "C", counted.reason collate "C"
        limit $3
        """;

    /// <summary>All sums of the days from <paramref name="from"/> on and before <paramref name="until"/>.</summary>
    public static Task<List<ChangeCount>> ListAsync(
        NpgsqlDataSource database, DateOnly from, DateOnly until, CancellationToken cancellation) =>
        database.ListAsync(
            CountSql,
            row => new ChangeCount(
                row.Nullable<string>(0) ?? row.Nullable<string>(1),
                row.Nullable<string>(2) is { } route ? Enum.Parse<Route>(route) : null,
                row.Nullable<string>(3),
                row.GetInt64(4),
                row.GetInt64(5)),
            cancellation,
            from,
            until,
            RowsMax);
}
