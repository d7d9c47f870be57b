using System.Globalization;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents.Items;

/// <summary>One item as the screen shows it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Text">The text; empty when blank.</param>
/// <param name="Absence">Why it is empty, when known; shown instead of the text (incident I-16).</param>
internal sealed record ShownItem(RecordItem Item, string Text, Absence? Absence)
{
    /// <inheritdoc />
    public override string ToString() => $"ShownItem({Item.Field})";
}

/// <summary>The text of each item for screens: wareki, words of codes, 有 and 無.</summary>
internal static class ItemText
{
    /// <summary>All items of a row in the order of the list; blanks too, so that the screen can fold them.</summary>
    public static IReadOnlyList<ShownItem> Of(HistoryRow row) =>
    [
        .. RecordItems.All.Select(item => new ShownItem(
            item,
            Of(item, row),
            row.Record.Absent.TryGetValue(item.Field, out Absence absence) ? absence : null)),
    ];

    /// <summary>The text of one item.</summary>
    public static string Of(RecordItem item, HistoryRow row) =>
        Format(item.Field, item.ValueIn(row), row.Record.Kind);

    /// <summary>The text of a value of an item.</summary>
    public static string Format(string field, object? value, ResidentKind kind) => value switch
    {
        null => "",
        string text when IsReason(field) => ChangeReasons.Find(text)?.Japanese ?? text,
        string text => text,
        bool flag => flag ? "有" : "無",
        int number => number.ToString(CultureInfo.InvariantCulture),

        // Western: the birth date of a foreign resident and the end of the period of stay (1.1.9).
        PartialDate date => field == "DateOfBirth" && kind == ResidentKind.Foreign ? date.DisplayWestern() : date.Display(),
        DateOnly day when field == "PeriodOfStayExpirationDate" => Wareki.PrintWestern(day, WarekiForm.FullWidth),
        DateOnly day when field is "ChildAllowanceStartMonth" or "ChildAllowanceEndMonth" => Month(day),
        DateOnly day => Wareki.Display(day, EraTable.Default),
        DateTimeOffset moment => Moment(moment),
        Guid id => id.ToString(),
        ResidentKind one => Labels.Of(one),
        Sex one => Labels.Of(one),
        NumberState one => Labels.Of(one),
        NamePriority one => Labels.Of(one),
        ForeignCategory one => Labels.Of(one),
        RemovalKind one => Labels.Of(one),
        Basis one => Labels.Of(one),
        BuildingHidden one => Labels.Of(one),
        PostalCode code => code.ToString(),
        ResidenceCardNumber card => card.Value,
        AddresseeNumber number => number.Value,
        HouseholdNumber number => number.Value,
        MunicipalityCode code => code.Value,
        AddressCode code => code.Value,
        ResidentId id => id.Value.ToString(),
        _ => throw new InvalidOperationException($"No text is defined for a {value.GetType().Name}."),
    };

    private static bool IsReason(string field) => field is "ResidentChangeReasonCode" or "BecameResidentReasonCode"
        or "BecameForeignResidentReasonCode" or "AddressEstablishedReasonCode" or "DeletionReasonCode" or "IncreaseReasonCode" or "HouseholdChangeReasonCode";

    private static string Month(DateOnly day)
    {
        string text = Wareki.Display(day, EraTable.Default);
        return text[..(text.IndexOf('月', StringComparison.Ordinal) + 1)];
    }

    // Japan has had one offset without daylight saving since 1952; the machine's zone decides nothing.
    private static string Moment(DateTimeOffset moment)
    {
        DateTimeOffset japan = moment.ToOffset(TimeSpan.FromHours(9));
        return $"{Wareki.Display(DateOnly.FromDateTime(japan.DateTime), EraTable.Default)} {japan.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}";
    }
}
