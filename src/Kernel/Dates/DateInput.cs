using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>What was understood of a text in a date field.</summary>
/// <param name="Date">The date to record; null when the text names only a year or a month (a search).</param>
/// <param name="Range">The days to search in; null when nothing is known (年月日不詳).</param>
/// <param name="Echo">What is shown back to the clerk beside the field.</param>
public sealed record UnderstoodDate(PartialDate? Date, DateRange? Range, string Echo)
{
    /// <summary>A mask: dates of people are personal.</summary>
    public override string ToString() => "UnderstoodDate(****)";
}

/// <summary>Understands what a clerk types in a date field, half or full width (screens: input of dates).</summary>
/// <remarks>
/// R8.11.21, R081121, 令和8年11月21日, 20261121, 2026-11-21; 8.11.21 in the era of today; the vague forms of 1.1.8; and for a search
/// a year or month alone: S15-, S15, 昭和15年3月, 1940, 1940年, 1940-03. 1926 finds both 大正15年 and 昭和元年.
/// </remarks>
public static class DateInput
{
    /// <summary>Understands a text; false when it cannot be a date.</summary>
    public static bool TryUnderstand(
        string? text, DateOnly today, EraTable eras, [NotNullWhen(true)] out UnderstoodDate? understood) =>
        TryUnderstand(text, today, eras, out understood, out _);

    /// <summary>Understands a text, or tells why not.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="today">Decides the era of 8.11.21.</param>
    /// <param name="eras">The era table of the municipality.</param>
    /// <param name="understood">What was understood; null when refused.</param>
    /// <param name="why">Why it was refused.</param>
    public static bool TryUnderstand(
        string? text, DateOnly today, EraTable eras, [NotNullWhen(true)] out UnderstoodDate? understood, out DateRefusal why)
    {
        ArgumentNullException.ThrowIfNull(eras);
        why = DateText.Read(text, eras, eras.Find(today), out DateReading reading);
        understood = why == DateRefusal.None ? Understand(reading, eras) : null;
        return understood is not null;
    }

    private static UnderstoodDate Understand(DateReading reading, EraTable eras)
    {
        PartialDate? date = PartialDate.FromReading(reading, eras);
        DateRange? range = reading.Form == DateForm.Unknown ? null : DateRange.Between(reading.Earliest, reading.Latest);
        string echo = date is not null
            ? date.Display(eras)
            : $"{Print(reading.Earliest, reading, eras)}から{Print(reading.Latest, reading, eras)}まで";
        return new(date, range, echo);
    }

    // A year of an era is echoed in that era, also on a day that has two.
    private static string Print(DateOnly day, DateReading reading, EraTable eras) =>
        reading.Era is { } era ? Wareki.Print(day, era, WarekiForm.FullWidth) : Wareki.Display(day, eras);
}
