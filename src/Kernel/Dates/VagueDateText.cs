using static Daicho.Kernel.DateText;

namespace Daicho.Kernel;

/// <summary>The fourteen vague patterns (不詳日) of clause 1.1.8, with all seasons and thirds of a month.</summary>
/// <remarks>
/// The bounds are the days the words name: 頃 and 推定 do not widen them. 冬 lies at both ends of a year and so bounds the whole
/// year. Patterns in the order of check-digits-and-identifiers.md section 8.
/// </remarks>
internal static class VagueDateText
{
    private static readonly (string Word, Shape Shape)[] Seasons =
        [("春", Shape.Spring), ("夏", Shape.Summer), ("秋", Shape.Autumn), ("冬", Shape.Winter)];

    private static readonly (string Word, Shape Shape)[] Thirds =
        [("上旬", Shape.FirstThird), ("中旬", Shape.SecondThird), ("下旬", Shape.LastThird)];

    /// <summary>Reads what follows 年.</summary>
    public static bool ReadAfterYear(ref DateScanner scanner, bool presumed, ref Parts parts)
    {
        if (scanner.TakeNumber(out int month))
        {
            parts.Month = month;
            return scanner.Take("月") && ReadAfterMonth(ref scanner, presumed, ref parts);
        }

        return !presumed && ReadYearWords(ref scanner, ref parts);
    }

    /// <summary>First and last day a text allows; false when a month or day cannot be.</summary>
    public static bool TryBounds(Parts parts, out DateOnly earliest, out DateOnly latest, out bool nonCalendar)
    {
        (earliest, latest, nonCalendar) = (default, default, false);
        if (parts.Month is not { } month)
        {
            (int firstMonth, int lastMonth) = SeasonMonths(parts.Shape);
            earliest = new(parts.Year, firstMonth, 1);
            latest = LastOf(parts.Year, lastMonth);
            return true;
        }

        if (month is < 1 or > 12)
        {
            return false;
        }

        if (parts.Shape == Shape.Between)
        {
            return TryDay(parts.Year, month, parts.FromDay, out earliest)
                && TryDay(parts.Year, parts.ToMonth, parts.ToDay, out latest)
                && earliest <= latest;
        }

        if (parts.Day is { } day)
        {
            if (TryDay(parts.Year, month, day, out earliest))
            {
                latest = earliest;
                return true;
            }

            // The calendar ends before that day: it is sorted at the end of its month (project decision).
            nonCalendar = parts.Shape == Shape.Day && day is > 28 and <= 31;
            earliest = LastOf(parts.Year, month);
            latest = earliest.AddDays(1);
            return nonCalendar;
        }

        (int firstDay, int lastDay) = ThirdDays(parts.Shape);
        earliest = new(parts.Year, month, firstDay);
        latest = lastDay == 0 ? LastOf(parts.Year, month) : new(parts.Year, month, lastDay);
        return true;
    }

    /// <summary>
    /// The words to keep: as written, except that an era letter becomes its name, and the space the form has before 月日不詳 and
    /// 日不詳 is put in where it was left out.
    /// </summary>
    public static string Written(Parts parts, ReadOnlySpan<char> text, ReadOnlySpan<char> normalized)
    {
        bool spaceMissing = parts.Shape == Shape.Unknown && !text.ContainsAny(' ', '\u3000');
        if (!parts.EraAbbreviated && !spaceMissing)
        {
            return text.ToString();
        }

        string presumed = normalized.StartsWith("推定") ? "推定" : "";
        string tail = normalized[^parts.TailLength..].ToString();
        if (parts.Shape == Shape.Unknown)
        {
            string unknown = parts.Month is null ? "月日不詳" : "日不詳";
            tail = $"{tail.AsSpan(0, tail.Length - unknown.Length)} {unknown}";
        }

        return presumed + parts.Era?.Name + tail;
    }

    private static bool ReadYearWords(ref DateScanner scanner, ref Parts parts)
    {
        if (scanner.AtEnd)
        {
            parts.Shape = Shape.Range;
            return true;
        }

        if (scanner.TakeLast("頃"))
        {
            parts.Shape = Shape.About;
            return true;
        }

        if (scanner.TakeLast("月日不詳"))
        {
            parts.Shape = Shape.Unknown;
            return true;
        }

        foreach ((string word, Shape shape) in Seasons)
        {
            if (scanner.TakeLast(word))
            {
                parts.Shape = shape;
                return true;
            }
        }

        return false;
    }

    private static bool ReadAfterMonth(ref DateScanner scanner, bool presumed, ref Parts parts)
    {
        if (scanner.TakeNumber(out int day))
        {
            return scanner.Take("日") && ReadAfterDay(ref scanner, presumed, day, ref parts);
        }

        if (scanner.AtEnd)
        {
            parts.Shape = presumed ? Shape.Presumed : Shape.Range;
            return true;
        }

        return !presumed && ReadMonthWords(ref scanner, ref parts);
    }

    private static bool ReadMonthWords(ref DateScanner scanner, ref Parts parts)
    {
        if (scanner.TakeLast("頃"))
        {
            parts.Shape = Shape.About;
            return true;
        }

        if (scanner.TakeLast("日不詳"))
        {
            parts.Shape = Shape.Unknown;
            return true;
        }

        foreach ((string word, Shape shape) in Thirds)
        {
            if (scanner.Take(word))
            {
                parts.Shape = shape;
                return scanner.AtEnd || scanner.TakeLast("頃");
            }
        }

        return scanner.Take("推定") && scanner.TakeNumber(out int from) && scanner.Take("日から")
            && ReadUntil(ref scanner, from, parts.Month, "日までの間", ref parts);
    }

    private static bool ReadAfterDay(ref DateScanner scanner, bool presumed, int day, ref Parts parts)
    {
        if (scanner.AtEnd)
        {
            parts.Day = day;
            parts.Shape = presumed ? Shape.Presumed : Shape.Day;
            return true;
        }

        if (!presumed && scanner.TakeLast("頃"))
        {
            parts.Day = day;
            parts.Shape = Shape.About;
            return true;
        }

        if (presumed)
        {
            return false;
        }

        if (scanner.Take("頃から"))
        {
            return ReadUntil(ref scanner, day, parts.Month, "日頃までの間", ref parts);
        }

        return scanner.Take("から") && scanner.TakeNumber(out int toMonth) && scanner.Take("月")
            && ReadUntil(ref scanner, day, toMonth, "日頃までの間", ref parts);
    }

    private static bool ReadUntil(ref DateScanner scanner, int fromDay, int? toMonth, string ending, ref Parts parts)
    {
        bool read = scanner.TakeNumber(out int toDay) && scanner.TakeLast(ending);
        parts.Shape = Shape.Between;
        (parts.FromDay, parts.ToMonth, parts.ToDay) = (fromDay, toMonth ?? 0, toDay);
        return read;
    }

    private static (int First, int Last) SeasonMonths(Shape shape) => shape switch
    {
        Shape.Spring => (3, 5),
        Shape.Summer => (6, 8),
        Shape.Autumn => (9, 11),
        _ => (1, 12),
    };

    private static (int First, int Last) ThirdDays(Shape shape) => shape switch
    {
        Shape.FirstThird => (1, 10),
        Shape.SecondThird => (11, 20),
        Shape.LastThird => (21, 0),
        _ => (1, 0),
    };

    private static bool TryDay(int year, int month, int day, out DateOnly date)
    {
        bool exists = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = exists ? new(year, month, day) : default;
        return exists;
    }

    private static DateOnly LastOf(int year, int month) => new(year, month, DateTime.DaysInMonth(year, month));
}
