using Daicho.Kernel;
using Daicho.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.Platform.Calendar;

/// <summary>A day on which the offices are closed besides the weekend.</summary>
/// <param name="Day">The day.</param>
/// <param name="Name">Its name, such as 元日.</param>
/// <param name="Source">Where it is laid down: a law, an ordinance, a published list with its date.</param>
public sealed record BusinessHoliday(DateOnly Day, string Name, string Source);

/// <summary>The closed days of a zone (地方自治法第4条の2: the municipality's own ordinance decides).</summary>
public static class BusinessHolidays
{
    /// <summary>The calendar of the zone.</summary>
    public static async Task<BusinessCalendar> ReadCalendarAsync(NpgsqlDataSource database, CancellationToken cancellation) =>
        new(await database.ListAsync(
            "select day from platform.business_holiday order by day", reader => reader.GetFieldValue<DateOnly>(0), cancellation));

    /// <summary>
    /// Adds or renames closed days, and takes out those between the first and the last that are not among them; the owner role
    /// only, from an imported master.
    /// </summary>
    /// <returns>How many days were added or renamed.</returns>
    public static Task<int> PutAsync(NpgsqlDataSource owner, IReadOnlyList<BusinessHoliday> holidays, CancellationToken cancellation) =>
        owner.ExecuteAsync(
            """
            with said as (select * from unnest($1::date[], $2::text[], $3::text[]) as s (day, name, source)),
            gone as (
                delete from platform.business_holiday h
                where h.day between (select min(day) from said) and (select max(day) from said)
                  and not exists (select from said where said.day = h.day))
            insert into platform.business_holiday (day, name, source)
            select day, name, source from said
            on conflict (day) do update set name = excluded.name, source = excluded.source, recorded_at = clock_timestamp()
            where (business_holiday.name, business_holiday.source) is distinct from (excluded.name, excluded.source)
            """,
            cancellation,
            new NpgsqlParameter { Value = holidays.Select(holiday => holiday.Day).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
            new NpgsqlParameter { Value = holidays.Select(holiday => holiday.Name).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new NpgsqlParameter { Value = holidays.Select(holiday => holiday.Source).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
}
