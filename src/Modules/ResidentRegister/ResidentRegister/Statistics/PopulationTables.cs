using Npgsql;

namespace Daicho.ResidentRegister.Statistics;

/// <summary>One line of the population table: a district with what came and went in the period.</summary>
/// <param name="District">行政区, or the town where none is set.</param>
/// <param name="Opening">Live records at the end of the day before the period.</param>
/// <param name="Increase">Records that came (記載).</param>
/// <param name="Decrease">Records that went (消除).</param>
/// <param name="MovedIn">Records that came from another district of the municipality.</param>
/// <param name="MovedOut">Records that went to another district of the municipality.</param>
/// <param name="Closing">Live records at the end of the period, counted by themselves.</param>
internal sealed record DistrictLine(
    string District, long Opening, long Increase, long Decrease, long MovedIn, long MovedOut, long Closing)
{
    /// <summary>What the closing count differs from the opening one with all that came and went; 0 when the line adds up.</summary>
    public long Difference => Closing - (Opening + Increase - Decrease + MovedIn - MovedOut);
}

/// <summary>Changes of the period by reason.</summary>
/// <param name="Reason">異動事由, symbol.</param>
/// <param name="Increase">Records that came by it.</param>
/// <param name="Decrease">Records that went by it.</param>
internal sealed record ReasonLine(string Reason, long Increase, long Decrease);

/// <summary>Live records at the end of the period by sex and kind.</summary>
internal sealed record KindLine(Residents.ResidentKind Kind, Residents.Sex Sex, long Count);

/// <summary>異動集計表 and 人口統計 of a period: counts only, no person (RR-89, RR-90).</summary>
internal sealed record PopulationTables(
    IReadOnlyList<DistrictLine> Districts, IReadOnlyList<ReasonLine> Reasons, IReadOnlyList<KindLine> Kinds)
{
    // A row counts from the day it was processed; a migrated row that says an earlier day than the row before it counts with that one.
    private const string Booked =
        """
        with booked as (
            select h.resident_id, h.history_no, h.reason,
                   max(h.processed_on) over w as booked_on,
                   h.record -> 'removal' is null as live,
                   coalesce(h.record #>> '{districts,administrative}', h.record #>> '{address,town}', '') as district,
                   h.record ->> 'kind' as kind, h.record ->> 'sex' as sex,
                   lag(h.record -> 'removal' is null) over w as was_live,
                   lag(coalesce(h.record #>> '{districts,administrative}', h.record #>> '{address,town}', '')) over w as was_district
            from resident_register.resident_history h
            window w as (partition by h.resident_id order by h.history_no)),
        present as (
            select distinct on (b.resident_id) b.* from booked b
            where b.booked_on < $1 order by b.resident_id, b.history_no desc),
        future as (
            select distinct on (b.resident_id) b.* from booked b
            where b.booked_on < $2 order by b.resident_id, b.history_no desc),
        changed as (
            select * from booked b where b.booked_on >= $1 and b.booked_on < $2)
        """;

    private const string DistrictSql = Booked +
        """

        select d.district, sum(d.opening)::bigint, sum(d.increase)::bigint, sum(d.decrease)::bigint,
               sum(d.moved_in)::bigint, sum(d.moved_out)::bigint, sum(d.closing)::bigint
        from (
            select district, 1 as opening, 0 as increase, 0 as decrease, 0 as moved_in, 0 as moved_out, 0 as closing from present where live
            union all select district, 0, 1, 0, 0, 0, 0 from changed where live and was_live is not true
            union all select was_district, 0, 0, 1, 0, 0, 0 from changed where not live and was_live
            union all select district, 0, 0, 0, 1, 0, 0 from changed where live and was_live and district <> was_district
            union all select was_district, 0, 0, 0, 0, 1, 0 from changed where live and was_live and district <> was_district
            union all select district, 0, 0, 0, 0, 0, 1 from future where live) d
        group by d.district
        order by d.district collate "C"
        limit 5000
        """;

    private const string ReasonSql = Booked +
        """

        select reason, count(*) filter (where live and was_live is not true), count(*) filter (where not live and was_live)
        from changed
        where (live and was_live is not true) or (not live and was_live)
        group by reason
        order by reason collate "C"
        """;

    private const string KindSql = Booked +
        """

        select f.kind, f.sex, count(*)
        from (select coalesce(kind, 'Japanese') as kind, coalesce(sex, 'Blank') as sex from future where live) f
        group by f.kind, f.sex order by f.kind collate "C", f.sex collate "C"
        """;

    /// <summary>The tables of a period.</summary>
    /// <param name="database">Connections of the running role.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">The day after the last.</param>
    /// <param name="cancellation">Stops the counting.</param>
    public static async Task<PopulationTables> ReadAsync(
        NpgsqlDataSource database, DateOnly from, DateOnly until, CancellationToken cancellation)
    {
        // One snapshot: the three tables must add up while the counter goes on working.
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction snapshot =
            await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        List<DistrictLine> districts = [];
        await using (NpgsqlDataReader row = await ReadAsync(connection, DistrictSql, from, until, cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                districts.Add(new DistrictLine(
                    row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)));
            }
        }

        List<ReasonLine> reasons = [];
        await using (NpgsqlDataReader row = await ReadAsync(connection, ReasonSql, from, until, cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                reasons.Add(new ReasonLine(row.GetString(0), row.GetInt64(1), row.GetInt64(2)));
            }
        }

        List<KindLine> kinds = [];
        await using (NpgsqlDataReader row = await ReadAsync(connection, KindSql, from, until, cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                kinds.Add(new KindLine(
                    Enum.Parse<Residents.ResidentKind>(row.GetString(0), ignoreCase: true),
                    Enum.Parse<Residents.Sex>(row.GetString(1), ignoreCase: true),
                    row.GetInt64(2)));
            }
        }

        return new PopulationTables(districts, reasons, kinds);
    }

    private static async Task<NpgsqlDataReader> ReadAsync(
        NpgsqlConnection connection, string sql, DateOnly from, DateOnly until, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection)
        {
            Parameters = { new NpgsqlParameter { Value = from }, new NpgsqlParameter { Value = until } },
        };
        return await command.ExecuteReaderAsync(cancellation);
    }
}
