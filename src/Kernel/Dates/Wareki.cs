using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>How a wareki date is written.</summary>
public enum WarekiForm
{
    /// <summary>令和８年１１月２１日: screens and certificates.</summary>
    FullWidth,

    /// <summary>令和8年11月21日: files and known answers.</summary>
    HalfWidth,

    /// <summary>令和八年十一月二十一日: vertical writing.</summary>
    Kanji,

    /// <summary>R8.11.21: dense tables; the first year is 1.</summary>
    Abbreviated,
}

/// <summary>Why a text is not taken as a date.</summary>
public enum DateRefusal
{
    /// <summary>It is taken.</summary>
    None,

    /// <summary>It has none of the allowed forms (for a vague date: DT-06).</summary>
    NotUnderstood,

    /// <summary>The era is not in the table.</summary>
    UnknownEra,

    /// <summary>The era has no such year: 昭和65年, 平成32年, 令和0年 (DT-14).</summary>
    YearOutsideEra,

    /// <summary>The day lies before the era begins or after it ends: 昭和64年1月8日 (DT-15).</summary>
    OutsideEra,

    /// <summary>The calendar has no such month or day (DT-03 where no field allows it).</summary>
    NotACalendarDay,
}

/// <summary>Prints and reads dates of the Japanese calendar (和暦) by an era table; culture settings decide nothing.</summary>
public static class Wareki
{
    private const string KanjiDigits = "〇一二三四五六七八九";

    // Longest text: 令和九十九年十二月三十一日 and the western 二〇二六年….
    private const int LengthMax = 24;

    /// <summary>Prints a day by its era, the newer on a day of two; a day before the first era prints western.</summary>
    public static string Print(DateOnly day, EraTable eras, WarekiForm form)
    {
        ArgumentNullException.ThrowIfNull(eras);
        return eras.Find(day) is { } era ? Print(day, era, form) : PrintWestern(day, form);
    }

    /// <summary>Prints a day by a given era: the older one of a day of two when it was written so.</summary>
    /// <exception cref="ArgumentException">The day does not lie in the era.</exception>
    public static string Print(DateOnly day, Era era, WarekiForm form)
    {
        Span<char> text = stackalloc char[LengthMax];
        return new string(text[..Write(day, era, form, text)]);
    }

    /// <summary>For screens: 令和８年１１月２１日.</summary>
    public static string Display(DateOnly day, EraTable eras) => Print(day, eras, WarekiForm.FullWidth);

    /// <summary>Prints without allocating; false when the target is too short.</summary>
    public static bool TryFormat(DateOnly day, EraTable eras, WarekiForm form, Span<char> target, out int written)
    {
        ArgumentNullException.ThrowIfNull(eras);
        Span<char> text = stackalloc char[LengthMax];
        int length = eras.Find(day) is { } era ? Write(day, era, form, text) : WriteWestern(day, form, text);
        bool fits = text[..length].TryCopyTo(target);
        written = fits ? length : 0;
        return fits;
    }

    /// <summary>Prints the year alone: 令和８年, 平成元年.</summary>
    public static string PrintYear(DateOnly day, EraTable eras, WarekiForm form)
    {
        ArgumentNullException.ThrowIfNull(eras);
        DateWriter writer = new(stackalloc char[LengthMax], form);
        if (eras.Find(day) is { } era)
        {
            writer.Year(era, era.YearOf(day));
        }
        else
        {
            writer.WesternYear(day.Year);
        }

        return writer.ToString();
    }

    /// <summary>Prints the western form, for foreign birth dates and the end of a period of stay (1.1.9): ２０２６年１１月２１日.</summary>
    public static string PrintWestern(DateOnly day, WarekiForm form)
    {
        Span<char> text = stackalloc char[LengthMax];
        return new string(text[..WriteWestern(day, form, text)]);
    }

    /// <summary>Reads an exact wareki date: 令和8年11月21日, R8.11.21, 令和8.11.21, in any width, 元年 and kanji digits too.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, EraTable eras, out DateOnly day) =>
        TryParse(text, eras, out day, out _, out _);

    /// <summary>Reads an exact wareki date and tells the era written, or why it is refused.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, EraTable eras, out DateOnly day, [NotNullWhen(true)] out Era? era, out DateRefusal why)
    {
        ArgumentNullException.ThrowIfNull(eras);
        why = DateText.Read(text, eras, null, out DateReading reading);
        if (why == DateRefusal.None)
        {
            why = reading switch
            {
                { Era: null } => DateRefusal.NotUnderstood,
                { Form: DateForm.NonCalendar } => DateRefusal.NotACalendarDay,
                { Form: not DateForm.Exact } => DateRefusal.NotUnderstood,
                _ => DateRefusal.None,
            };
        }

        day = why == DateRefusal.None ? reading.Earliest : default;
        era = why == DateRefusal.None ? reading.Era : null;
        return era is not null;
    }

    /// <summary>Prints a day the calendar may not have (平成27年2月29日).</summary>
    internal static string PrintNonCalendar(Era? era, int year, int month, int day, WarekiForm form)
    {
        DateWriter writer = new(stackalloc char[LengthMax], form);
        if (era is null)
        {
            writer.WesternYear(year);
        }
        else
        {
            writer.Year(era, year - era.FirstDay.Year + 1);
        }

        writer.MonthAndDay(month, day);
        return writer.ToString();
    }

    private static int Write(DateOnly day, Era era, WarekiForm form, Span<char> target)
    {
        ArgumentNullException.ThrowIfNull(era);
        if (!era.Contains(day))
        {
            throw new ArgumentException("The day does not lie in the era.", nameof(era));
        }

        DateWriter writer = new(target, form);
        writer.Year(era, era.YearOf(day));
        writer.MonthAndDay(day.Month, day.Day);
        return writer.Length;
    }

    private static int WriteWestern(DateOnly day, WarekiForm form, Span<char> target)
    {
        DateWriter writer = new(target, form);
        writer.WesternYear(day.Year);
        writer.MonthAndDay(day.Month, day.Day);
        return writer.Length;
    }

    private ref struct DateWriter(Span<char> target, WarekiForm form)
    {
        private readonly Span<char> target = target;

        public int Length { get; private set; }

        public void Year(Era era, int year)
        {
            if (form == WarekiForm.Abbreviated)
            {
                Add(era.Letter);
                Number(year);
                return;
            }

            Add(era.Name[0]);
            Add(era.Name[1]);
            if (year == 1)
            {
                Add('元');
            }
            else
            {
                Number(year);
            }

            Add('年');
        }

        public void WesternYear(int year)
        {
            for (int unit = 1000; unit > 0; unit /= 10)
            {
                Digit(year / unit % 10);
            }

            if (form != WarekiForm.Abbreviated)
            {
                Add('年');
            }
        }

        public void MonthAndDay(int month, int day)
        {
            bool abbreviated = form == WarekiForm.Abbreviated;
            if (abbreviated)
            {
                Add('.');
            }

            Number(month);
            Add(abbreviated ? '.' : '月');
            Number(day);
            if (!abbreviated)
            {
                Add('日');
            }
        }

        public override readonly string ToString() => new(target[..Length]);

        private void Number(int number)
        {
            if (number < 10)
            {
                Digit(number);
                return;
            }

            if (form != WarekiForm.Kanji)
            {
                Digit(number / 10);
                Digit(number % 10);
                return;
            }

            if (number >= 20)
            {
                Digit(number / 10);
            }

            Add('十');
            if (number % 10 != 0)
            {
                Digit(number % 10);
            }
        }

        private void Digit(int digit) => Add(form switch
        {
            WarekiForm.FullWidth => (char)('０' + digit),
            WarekiForm.Kanji => KanjiDigits[digit],
            WarekiForm.HalfWidth or WarekiForm.Abbreviated => (char)('0' + digit),
        });

        private void Add(char c) => target[Length++] = c;
    }
}
