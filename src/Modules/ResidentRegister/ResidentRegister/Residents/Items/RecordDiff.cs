namespace Daicho.ResidentRegister.Residents.Items;

/// <summary>One item that changed (異動項目).</summary>
/// <param name="Item">The item.</param>
/// <param name="Before">異動前内容 as shown; empty when blank.</param>
/// <param name="After">異動後内容.</param>
internal sealed record ItemDifference(RecordItem Item, string Before, string After)
{
    /// <inheritdoc />
    public override string ToString() => $"ItemDifference({Item.Field})";
}

/// <summary>Before and after of two records, item by item with the Japanese names (RR-57).</summary>
internal static class RecordDiff
{
    private static readonly RecordItem[] Compared =
        [.. RecordItems.All.Where(item => item.Source == ItemSource.Record)];

    /// <summary>The items whose value differs; a record that was not there is compared with blanks.</summary>
    public static IReadOnlyList<ItemDifference> Between(ResidentRecord? before, ResidentRecord after)
    {
        List<ItemDifference> differences = [];
        foreach (RecordItem item in Compared)
        {
            object? old = before is null ? null : item.ValueIn(before);
            object? now = item.ValueIn(after);
            if (!Equals(old, now) && !(before is null && IsBlank(now)))
            {
                differences.Add(new ItemDifference(
                    item,
                    ItemText.Format(item.Field, old, (before ?? after).Kind),
                    ItemText.Format(item.Field, now, after.Kind)));
            }
        }

        Compare("Notes", Derivations.NotesText(before), Derivations.NotesText(after), differences);
        Compare("DeletedCommonNames", Derivations.DeletedText(before), Derivations.DeletedText(after), differences);
        Compare("Absences", Derivations.AbsencesText(before), Derivations.AbsencesText(after), differences);
        return differences;
    }

    private static bool IsBlank(object? value) => value is null or false or "" or Sex.Blank or BuildingHidden.None;

    private static void Compare(string field, string? before, string? after, List<ItemDifference> differences)
    {
        if (before != after)
        {
            differences.Add(new ItemDifference(RecordItems.Get(field), before ?? "", after ?? ""));
        }
    }
}
