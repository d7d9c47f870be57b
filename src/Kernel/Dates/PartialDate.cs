using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Daicho.Kernel;

/// <summary>A date that may be vague (不詳日) or not of the calendar, with the words on the paper. Clauses 1.1.8 and 1.1.9.</summary>
/// <remarks>
/// It defines no order: the caller says whether a rule means <see cref="Earliest"/>, <see cref="Latest"/> or
/// <see cref="SortDate"/>. Which fields may hold what is decided by the register, not here. Years are western.
/// </remarks>
[JsonConverter(typeof(PartialDateJsonConverter))]
public sealed record PartialDate
{
    private readonly DateForm form;
    private readonly string? words;

    private PartialDate(DateForm form, string? words) => (this.form, this.words) = (form, words);

    /// <summary>年月日不詳: nothing is known.</summary>
    public static PartialDate Unknown { get; } = new(DateForm.Unknown, "年月日不詳");

    /// <summary>The text as on the paper, which is shown, printed and passed on; for an exact date its wareki in half width.</summary>
    public string Written => words ?? Wareki.Print(Known(), EraTable.Default, WarekiForm.HalfWidth);

    /// <summary>Western year; null when unknown.</summary>
    public int? Year { get; private init; }

    /// <summary>Month 1…12; null when unknown, or when the words name a season or span months.</summary>
    public int? Month { get; private init; }

    /// <summary>Day 1…31; null when unknown, or when the words name a part of the month.</summary>
    public int? Day { get; private init; }

    /// <summary>The first calendar day the words allow; null when wholly unknown.</summary>
    public DateOnly? Earliest { get; private init; }

    /// <summary>The last calendar day the words allow; null when wholly unknown.</summary>
    public DateOnly? Latest { get; private init; }

    /// <summary>The older era, when 1912-07-30 or 1926-12-25 was written by it; otherwise null.</summary>
    public string? WrittenEra { get; private init; }

    /// <summary>The day, when it is certain and of the calendar; otherwise null.</summary>
    public DateOnly? Exact => form == DateForm.Exact ? Earliest : null;

    /// <summary>
    /// The internal date kept beside the words for sorting and ages (DT-07): the earliest day they allow; null, sorted last, when
    /// wholly unknown. It is never shown and never a deemed birth date.
    /// </summary>
    public DateOnly? SortDate => Earliest;

    /// <summary>One of the vague patterns, or wholly unknown.</summary>
    public bool IsVague => form is DateForm.Vague or DateForm.Unknown;

    /// <summary>A day the calendar does not have, such as 29 February of a common year (DT-03, DT-08).</summary>
    public bool IsNonCalendar => form == DateForm.NonCalendar;

    /// <summary>An exact date.</summary>
    public static PartialDate FromDate(DateOnly date) => new(DateForm.Exact, null)
    {
        Year = date.Year,
        Month = date.Month,
        Day = date.Day,
        Earliest = date,
        Latest = date,
    };

    /// <summary>Reads an exact, vague or non-calendar date, wareki or western, in any width.</summary>
    public static bool TryParse(string? text, EraTable eras, [NotNullWhen(true)] out PartialDate? date) =>
        TryParse(text, eras, out date, out _);

    /// <summary>Reads a date and tells why not: <see cref="DateRefusal.NotUnderstood"/> is DT-06.</summary>
    public static bool TryParse(string? text, EraTable eras, [NotNullWhen(true)] out PartialDate? date, out DateRefusal why)
    {
        ArgumentNullException.ThrowIfNull(eras);
        why = DateText.Read(text, eras, null, out DateReading reading);
        date = why == DateRefusal.None ? FromReading(reading, eras) : null;
        if (date is null && why == DateRefusal.None)
        {
            why = DateRefusal.NotUnderstood;
        }

        return date is not null;
    }

    /// <summary>For screens and certificates: an exact date as wareki in full-width digits, otherwise the words.</summary>
    public string Display() => Display(EraTable.Default);

    /// <summary>As <see cref="Display()"/>, by the era table of the municipality.</summary>
    public string Display(EraTable eras)
    {
        ArgumentNullException.ThrowIfNull(eras);
        return this switch
        {
            { form: not DateForm.Exact } => Written,
            { WrittenEra: { } name } when eras.FindByName(name) is { } era => Wareki.Print(Known(), era, WarekiForm.FullWidth),
            _ => Wareki.Display(Known(), eras),
        };
    }

    /// <summary>For foreign birth dates: western in full-width digits, or the words when vague.</summary>
    public string DisplayWestern() => form switch
    {
        DateForm.Exact => Wareki.PrintWestern(Known(), WarekiForm.FullWidth),
        DateForm.NonCalendar when (Year, Month, Day) is ({ } year, { } month, { } day) =>
            Wareki.PrintNonCalendar(null, year, month, day, WarekiForm.FullWidth),
        _ => Written,
    };

    /// <summary>A mask: dates of people are personal. Use <see cref="Display()"/>.</summary>
    public override string ToString() => "PartialDate(****)";

    /// <summary>The date a reading states; null for a mere range.</summary>
    internal static PartialDate? FromReading(DateReading reading, EraTable eras) => reading.Form switch
    {
        DateForm.Exact => WithOlderEra(FromDate(reading.Earliest), reading.Era, eras),
        DateForm.Unknown => Unknown,
        DateForm.Range => null,
        DateForm.Vague or DateForm.NonCalendar => new(reading.Form, reading.Written)
        {
            Year = reading.Year,
            Month = reading.Month,
            Day = reading.Day,
            Earliest = reading.Earliest,
            Latest = reading.Latest,
        },
    };

    /// <summary>Puts a stored date together again; null when the parts contradict each other.</summary>
    internal static PartialDate? Restore(
        string words, string? writtenEra, (int? Year, int? Month, int? Day) parts, DateOnly? earliest, DateOnly? latest)
    {
        (int? year, int? month, int? day) = parts;
        bool bounded = earliest is not null && latest is not null && earliest <= latest;
        if (words.Length is 0 or > DateScanner.LengthMax || month is < 1 or > 12 || day is < 1 or > 31
            || (day is not null && month is null) || (month is not null && year is null) || bounded != year is not null
            || (earliest is null) != (latest is null))
        {
            return null;
        }

        if (year is null)
        {
            return writtenEra is null && words == Unknown.words ? Unknown : null;
        }

        bool nonCalendar = (year, month, day) is ({ } y, { } m, { } d)
            && (y is < 1 or > 9999 || d > DateTime.DaysInMonth(y, m));
        DateForm form = nonCalendar ? DateForm.NonCalendar : writtenEra is null ? DateForm.Vague : DateForm.Exact;
        return form == DateForm.Exact && earliest != latest
            ? null
            : new(form, words)
            {
                Year = year,
                Month = month,
                Day = day,
                Earliest = earliest,
                Latest = latest,
                WrittenEra = writtenEra,
            };
    }

    private static PartialDate WithOlderEra(PartialDate date, Era? era, EraTable eras)
    {
        DateOnly day = date.Known();
        return era is null || era == eras.Find(day)
            ? date
            : new(DateForm.Exact, Wareki.Print(day, era, WarekiForm.HalfWidth))
            {
                Year = date.Year,
                Month = date.Month,
                Day = date.Day,
                Earliest = day,
                Latest = day,
                WrittenEra = era.Name,
            };
    }

    private DateOnly Known() => Earliest ?? throw new InvalidOperationException("The date has no calendar day.");
}
