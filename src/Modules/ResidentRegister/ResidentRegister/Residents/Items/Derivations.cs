using System.Globalization;
using Daicho.Kernel;

namespace Daicho.ResidentRegister.Residents.Items;

/// <summary>Items that are computed from a row instead of being kept twice.</summary>
internal static class Derivations
{
    /// <summary>The computations, by the English name of the item.</summary>
    public static IReadOnlyDictionary<string, Func<HistoryRow, object?>> All { get; } =
        new Dictionary<string, Func<HistoryRow, object?>>(StringComparer.Ordinal)
        {
            // The row that this one corrects or cancels; further branches do not exist.
            ["PersonHistoryBranchNumber"] = row => row.ReplacesNo,
            ["PersonHistorySubBranchNumber"] = _ => 0,
            ["ApprovalStatus"] = row => row.Facts.DecidedBy is null ? "移行" : "決裁済",
            ["HistoryNotSelectableFlag"] = row => !row.Selectable,
            ["HouseholdHeadNameKana2"] = row => row.Record.Household.Head is { Alphabet: not null } head ? head.Kana : null,
            ["SurnameKana"] = row => Part(row.Record.Name.Kana, 0),
            ["GivenNameKana"] = row => Part(row.Record.Name.Kana, 1),
            ["NameKana2"] = row => row.Record.Name.Alphabet is null ? null : row.Record.Name.Kana,
            ["PreviousSurnameKana"] = row => Part(row.Record.Earlier?.Name?.Kana, 0),
            ["PreviousGivenNameKana"] = row => Part(row.Record.Earlier?.Name?.Kana, 1),
            ["PreviousNameKana2"] = row => row.Record.Earlier?.Name is { Alphabet: not null } name ? name.Kana : null,
            ["EraFlag"] = row => EraOf(row.Record.BirthDate),
            ["DateOfBirthUnknownFlag"] = row => row.Record.BirthDate.IsVague,
            ["DateOfBirthUnknownCode"] = row => VagueCode(row.Record.BirthDate),
            ["DateOfBirthUnknownText"] = row => VagueText(row.Record.BirthDate),
            ["RelationshipCode"] = row => RelationshipCode(row.Record.Household.Relationship),
            ["WarningFlag"] = row => row.Record.Marks.WarningCode is not null,
            ["NotificationLabel"] = row => Labels.Of(row.Facts.Basis),
            ["BecameResidentDateUnknownFlag"] = row => row.Record.BecameResident?.On.IsVague ?? false,
            ["BecameResidentDateUnknownText"] = row => VagueText(row.Record.BecameResident?.On),
            ["BecameForeignResidentDateUnknownFlag"] = row => row.Record.BecameForeignResident?.On.IsVague ?? false,
            ["BecameForeignResidentDateUnknownText"] = row => VagueText(row.Record.BecameForeignResident?.On),
            ["AddressEstablishedDateUnknownFlag"] = row => row.Record.AddressSettled.On.IsVague,
            ["AddressEstablishedDateUnknownText"] = row => VagueText(row.Record.AddressSettled.On),
            ["DeletionDateUnknownFlag"] = row => row.Record.Removal?.HappenedOn.IsVague ?? false,
            ["DeletionDateUnknownCode"] = row => VagueCode(row.Record.Removal?.HappenedOn),
            ["DeletionDateUnknownText"] = row => VagueText(row.Record.Removal?.HappenedOn),
            ["ResidenceCardNumberCategory"] = row => CardKind(row.Record.Foreign),
            ["Article3045CategoryName"] = row => row.Record.Foreign?.Category is { } category ? Labels.Of(category) : null,
            ["PeriodOfStayYears"] = row => PeriodPart(row.Record.Foreign?.Period, '年'),
            ["PeriodOfStayMonths"] = row => PeriodPart(row.Record.Foreign?.Period, '月'),
            ["PeriodOfStayDays"] = row => PeriodPart(row.Record.Foreign?.Period, '日'),
            ["CurrentAddressBuildingNameHiddenFlag"] = row => Hidden(row, BuildingHidden.Current),
            ["PriorAddressBuildingNameHiddenFlag"] = row => Hidden(row, BuildingHidden.Prior),
            ["PreMoveInBuildingNameHiddenFlag"] = row => Hidden(row, BuildingHidden.MovedInFrom),
            ["PlannedDestinationBuildingNameHiddenFlag"] = row => Hidden(row, BuildingHidden.Planned),
            ["ActualDestinationBuildingNameHiddenFlag"] = row => Hidden(row, BuildingHidden.Actual),
            ["InputLocation"] = row => row.Facts.Office,
            ["ForcedItemAdditionFlag"] = row => row.Record.Marks.ForcedCorrection,
            ["ChangeDateDetail"] = row => row.Facts.HappenedOn.Display(),
            ["NotesContent"] = row => Joined(row, NoteKind.PointToNote),
            ["TypeCategory"] = row => Last(row) is { } note ? Labels.Of(note.Kind) : null,
            ["SequenceInCategory"] = row => Last(row) is { } note ? row.Record.Notes.Count(one => one.Kind == note.Kind) : null,
            ["EntryContent"] = row => Last(row)?.Text,
            ["Notes"] = row => NotesText(row.Record),
            ["DeletedCommonNames"] = row => DeletedText(row.Record),
            ["Absences"] = row => AbsencesText(row.Record),
        };

    /// <summary>All notes in order; null when there is none.</summary>
    public static string? NotesText(ResidentRecord? record) => record is null || record.Notes.Count == 0
        ? null
        : string.Join('／', record.Notes.Select(note => $"{Labels.Of(note.Kind)}：{note.Text}"));

    /// <summary>Every deleted 通称 with its recording and deletion; null when there is none.</summary>
    public static string? DeletedText(ResidentRecord? record) => record is null || record.DeletedCommonNames.Count == 0
        ? null
        : string.Join('／', record.DeletedCommonNames.Select(one =>
            $"{one.Name.Written}：{Day(one.Name.RecordedOn)}{one.Name.RecordedBy}記載、{Day(one.DeletedOn)}{one.DeletedBy}削除"));

    /// <summary>Why items are empty, by item; null when nothing is said.</summary>
    public static string? AbsencesText(ResidentRecord? record) => record is null || record.Absent.Count == 0
        ? null
        : string.Join('／', record.Absent.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Key}：{Labels.Of(one.Value)}"));

    private static string Day(DateOnly? day) => day is { } known ? Wareki.Display(known, EraTable.Default) : "";

    private static string? Part(string? kana, int place)
    {
        string[] parts = kana?.Split('　', ' ') ?? [];
        return parts.Length == 2 ? parts[place] : null;
    }

    private static string? EraOf(PartialDate date) =>
        date.WrittenEra ?? (date.Earliest is { } day ? EraTable.Default.Find(day)?.Name : null);

    // 1: nothing known, 2: the year, 3: the month, 4: the day with a doubt; the list names a code without values.
    private static int? VagueCode(PartialDate? date) => date switch
    {
        null or { IsVague: false } => null,
        { Year: null } => 1,
        { Month: null } => 2,
        { Day: null } => 3,
        _ => 4,
    };

    private static string? VagueText(PartialDate? date) => date is { IsVague: true } or { IsNonCalendar: true } ? date.Written : null;

    // 1 世帯主, 2 chain of links, 8 縁故者, 9 同居人; codes of partner systems are mapped as data.
    private static string RelationshipCode(string relationship) => relationship switch
    {
        "" => "0",
        Relationships.Relationship.Head => "1",
        Relationships.Relationship.Connected => "8",
        Relationships.Relationship.Lodger => "9",
        _ => "2",
    };

    private static string? CardKind(ForeignResidence? foreign) => foreign?.Category switch
    {
        ForeignCategory.MidToLongTerm => "在留カード",
        ForeignCategory.SpecialPermanent => "特別永住者証明書",
        ForeignCategory.TemporaryRefuge or ForeignCategory.ProvisionalStay or ForeignCategory.TransitionalByBirth
            or ForeignCategory.TransitionalByLossOfNationality or null => null,
    };

    private static int? PeriodPart(string? period, char unit)
    {
        string text = HalfWidth.FromInput(period ?? "");
        int end = text.IndexOf(unit, StringComparison.Ordinal);
        int start = end;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        return end > start && int.TryParse(text.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }

    private static bool Hidden(HistoryRow row, BuildingHidden flag) => row.Record.Marks.HideBuilding.HasFlag(flag);

    private static string? Joined(HistoryRow row, NoteKind kind)
    {
        string text = string.Join('／', row.Record.Notes.Where(note => note.Kind == kind).Select(note => note.Text));
        return text.Length == 0 ? null : text;
    }

    private static Note? Last(HistoryRow row) => row.Record.Notes.Count == 0 ? null : row.Record.Notes[^1];
}
