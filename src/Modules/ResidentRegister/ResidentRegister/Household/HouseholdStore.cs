using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Household;

/// <summary>The time a person belonged to a household, from the history rows.</summary>
/// <param name="Person">The person.</param>
/// <param name="Last">The last row in the household: name and relationship then.</param>
/// <param name="Came">The first row in the household: by what and when.</param>
/// <param name="Left">The row with which the person left or was removed; null while the person belongs to it.</param>
internal sealed record Stay(ResidentId Person, HistoryRow Last, HistoryRow Came, HistoryRow? Left)
{
    /// <summary>When and why the person left is not shown: the record is closed to this operator.</summary>
    public bool IsLeavingKept { get; init; }

    /// <summary>The row of leaving as it may be shown; null while the person belongs to the household, or when it is kept.</summary>
    public HistoryRow? ShownLeft => IsLeavingKept ? null : Left;
}

/// <summary>Reads households.</summary>
internal static class HouseholdStore
{
    private const int StaysMax = 200;

    /// <summary>Number and days of a household; null when there is none.</summary>
    public static async Task<(string Number, DateOnly FormedOn, DateOnly? ClosedOn)?> FindAsync(
        UnitOfWork work,
        HouseholdId household,
        CancellationToken cancellation) =>
        (await work.ListAsync<(string, DateOnly, DateOnly?)?>(
            """
            select household_number, formed_on, closed_on from resident_register.household where household_id = $1
            """,
            row => (row.GetString(0), row.GetFieldValue<DateOnly>(1), row.Nullable<DateOnly?>(2)),
            cancellation,
            household.Value)).SingleOrDefault();

    /// <summary>Everybody who belongs or belonged to a household, in the order of coming.</summary>
    public static async Task<List<Stay>> StaysAsync(UnitOfWork work, HouseholdId household, CancellationToken cancellation)
    {
        List<HistoryRow> rows = await work.ListAsync(
            HistoryReader.Select +
            """

            join (
                select resident_id, min(history_no) as came, max(history_no) as last
                from resident_register.resident_history
                where record #>> '{household,id}' = $1
                group by resident_id
                order by resident_id
                limit $2
            ) stay on stay.resident_id = h.resident_id and h.history_no in (stay.came, stay.last, stay.last + 1)
            order by h.resident_id, h.history_no
            """,
            HistoryReader.Map,
            cancellation,
            household.Value.ToString(), StaysMax);
        return
        [
            .. rows.GroupBy(row => row.ResidentId).Select(person =>
            {
                HistoryRow last = person.Last(row => row.Record.Household.Id == household);
                HistoryRow? next = person.FirstOrDefault(row => row.HistoryNo == last.HistoryNo + 1);
                return new Stay(person.Key, last, person.First(), next ?? (last.Record.IsLive ? null : last));
            }).OrderBy(stay => stay.Came.EffectiveFrom).ThenBy(stay => stay.Last.Record.Household.Order),
        ];
    }
}
