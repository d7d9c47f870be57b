using System.Reflection;

namespace Daicho.ResidentRegister.Residents;

/// <summary>A record as it was true on a past day, by what was known at some moment. Pure.</summary>
/// <param name="Row">The latest change that had happened by that day, with the record as it was then.</param>
/// <param name="IsComposed">
/// The record stood on no single sheet so: a change was recorded late, after others that happened later, and only what each of them
/// changed counts from its own day.
/// </param>
internal sealed record PastRecord(HistoryRow Row, bool IsComposed)
{
    private static readonly PropertyInfo[] Whole =
    [
        .. Writable<ResidentRecord>().Where(one => one.Name is not (nameof(ResidentRecord.Household) or nameof(ResidentRecord.Qualifications)
            or nameof(ResidentRecord.Marks) or nameof(ResidentRecord.Foreign) or nameof(ResidentRecord.Notes)
            or nameof(ResidentRecord.DeletedCommonNames) or nameof(ResidentRecord.Absent))),
    ];

    /// <summary>The record on a day; null when none of the changes had happened yet.</summary>
    /// <param name="known">The rows that were known, in any order.</param>
    /// <param name="trueOn">The day.</param>
    public static PastRecord? On(IReadOnlyList<HistoryRow> known, DateOnly trueOn)
    {
        HistoryRow[] recorded = [.. known.OrderBy(row => row.HistoryNo)];
        (HistoryRow Row, ResidentRecord? Before)[] happened =
        [
            .. recorded.Select((row, at) => (Row: row, Before: at == 0 ? null : recorded[at - 1].Record))
                .Where(one => one.Row.EffectiveFrom <= trueOn)
                .OrderBy(one => one.Row.EffectiveFrom).ThenBy(one => one.Row.HistoryNo),
        ];
        if (happened.Length == 0 || happened.All(one => one.Before is not null))
        {
            return null;
        }

        // In the order of recording each snapshot holds all before it: then the last one is the answer.
        HistoryRow last = happened[^1].Row;
        bool inOrder = happened.Length == recorded.Count(row => row.HistoryNo <= last.HistoryNo)
            && happened.Zip(happened.Skip(1)).All(pair => pair.First.Row.HistoryNo < pair.Second.Row.HistoryNo);
        if (inOrder)
        {
            return new PastRecord(last, false);
        }

        ResidentRecord state = happened.First(one => one.Before is null).Row.Record;
        foreach ((HistoryRow row, ResidentRecord? before) in happened)
        {
            state = before is null ? state : Changed(state, before, row.Record);
        }

        return new PastRecord(last with { Record = state }, true);
    }

    /// <summary>A record with what a change altered, and nothing else of it.</summary>
    private static ResidentRecord Changed(ResidentRecord state, ResidentRecord before, ResidentRecord after) =>
        Merge(Whole, state with { }, before, after) with
        {
            Household = Merge(Writable<Membership>(), state.Household with { }, before.Household, after.Household),
            Qualifications = Merge(Writable<Qualifications>(), state.Qualifications with { }, before.Qualifications, after.Qualifications),
            Marks = Merge(Writable<RecordMarks>(), state.Marks with { }, before.Marks, after.Marks),
            Foreign = state.Foreign is { } own && before.Foreign is { } old && after.Foreign is { } now
                ? Merge(Writable<ForeignResidence>(), own with { }, old, now)
                : before.Foreign == after.Foreign ? state.Foreign : after.Foreign,
            Notes = Merge(state.Notes, before.Notes, after.Notes),
            DeletedCommonNames = Merge(state.DeletedCommonNames, before.DeletedCommonNames, after.DeletedCommonNames),
            Absent = Merge([.. state.Absent], [.. before.Absent], [.. after.Absent]).DistinctBy(one => one.Key).ToDictionary(),
        };

    private static T Merge<T>(IEnumerable<PropertyInfo> properties, T copy, T before, T after)
    {
        foreach (PropertyInfo property in properties)
        {
            object? now = property.GetValue(after);
            if (!Equals(property.GetValue(before), now))
            {
                property.SetValue(copy, now);
            }
        }

        return copy;
    }

    private static IReadOnlyList<T> Merge<T>(IReadOnlyList<T> state, IReadOnlyList<T> before, IReadOnlyList<T> after) =>
        [.. state.Except(before.Except(after)), .. after.Except(before).Except(state)];

    private static IEnumerable<PropertyInfo> Writable<T>() => typeof(T).GetProperties().Where(property => property.CanWrite);

    /// <inheritdoc />
    public override string ToString() => "PastRecord(***)";
}
