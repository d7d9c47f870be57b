using System.Globalization;
using System.Reflection;

namespace Daicho.ResidentRegister.Residents.Items;

/// <summary>Where the value of an item comes from.</summary>
internal enum ItemSource
{
    /// <summary>A field of <see cref="ResidentRecord"/>.</summary>
    Record,

    /// <summary>A field of <see cref="HistoryRow"/>.</summary>
    History,

    /// <summary>Computed from the row.</summary>
    Derived,

    /// <summary>Computed from two rows by <see cref="RecordDiff"/>.</summary>
    Difference,

    /// <summary>Kept in the number vault.</summary>
    Vault,

    /// <summary>A column of the store that no row repeats.</summary>
    Store,
}

/// <summary>One item of the record.</summary>
/// <param name="No">Number of the published list (1 to 297); from 1001 what the record holds beyond it.</param>
/// <param name="Japanese">The item's name in the list.</param>
/// <param name="Field">English name, unique.</param>
/// <param name="Group">Group on the screen.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Path">Field path, name of the derivation, or column.</param>
internal sealed record RecordItem(int No, string Japanese, string Field, string Group, ItemSource Source, string Path)
{
    private readonly PropertyInfo[] chain = Resolve(Source, Path);

    /// <summary>The value in a row; null when blank or not in the row.</summary>
    public object? ValueIn(HistoryRow row) => Source switch
    {
        ItemSource.Record => Walk(row.Record),
        ItemSource.History => Walk(row),
        ItemSource.Derived => Derivations.All[Path](row),
        ItemSource.Difference or ItemSource.Vault or ItemSource.Store => null,
    };

    /// <summary>The value in a record, for items of <see cref="ItemSource.Record"/>.</summary>
    public object? ValueIn(ResidentRecord record) => Source == ItemSource.Record ? Walk(record) : null;

    private object? Walk(object? value)
    {
        foreach (PropertyInfo property in chain)
        {
            value = value is null ? null : property.GetValue(value);
        }

        return value;
    }

    private static PropertyInfo[] Resolve(ItemSource source, string path)
    {
        if (source is not (ItemSource.Record or ItemSource.History))
        {
            return [];
        }

        Type type = source == ItemSource.Record ? typeof(ResidentRecord) : typeof(HistoryRow);
        List<PropertyInfo> found = [];
        foreach (string name in path.Split('.'))
        {
            PropertyInfo property = type.GetProperty(name)
                ?? throw new InvalidOperationException($"{type.Name} has no {name}.");
            found.Add(property);
            type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }

        return [.. found];
    }
}

/// <summary>All items of the record: the 297 of the published list and what the record holds beyond it (RR-06).</summary>
internal static class RecordItems
{
    private const int Columns = 6;

    /// <summary>The items in the order of the list.</summary>
    public static IReadOnlyList<RecordItem> All { get; } =
    [
        .. EmbeddedTable.Read("items.csv", Columns).Select(cells => new RecordItem(
            int.Parse(cells[0], CultureInfo.InvariantCulture),
            cells[1],
            cells[2],
            cells[3],
            Enum.Parse<ItemSource>(cells[4], ignoreCase: true),
            cells[5])),
    ];

    /// <summary>The item of an English name.</summary>
    /// <exception cref="InvalidOperationException">There is none: a fault of the program.</exception>
    public static RecordItem Get(string field) => All.First(item => item.Field == field);
}
