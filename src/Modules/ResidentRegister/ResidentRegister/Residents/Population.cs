namespace Daicho.ResidentRegister.Residents;

/// <summary>Who counts as a present resident (6.1).</summary>
internal static class Population
{
    /// <summary>Whether a record counts on a day: planned movers count until their day is reached.</summary>
    public static bool Counts(ResidentRecord record, DateOnly day) =>
        record.Removal is null
            ? !(record.MoveOut is { } plan && plan.PlannedOn <= day)
            : record.Removal.RemovedOn > day;

    /// <summary>Persons and households on a day.</summary>
    public static (int Persons, int Households) Count(IEnumerable<ResidentRecord> records, DateOnly day)
    {
        List<ResidentRecord> present = [.. records.Where(record => Counts(record, day))];
        return (present.Count, present.Select(record => record.Household.Id).Distinct().Count());
    }
}
