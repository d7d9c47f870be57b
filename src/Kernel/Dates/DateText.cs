namespace Daicho.Kernel;

/// <summary>Reads every date text the system takes: exact, non-calendar, the vague patterns of 1.1.8, and ranges for a search.</summary>
internal static class DateText
{
    private const int WesternYearMin = 1000;

    // Fillers such as 9999-12-31 are refused: absence is null here.
    private const int WesternYearMax = 2999;

    /// <summary>Reads a text.</summary>
    /// <param name="text">As typed or written, any width.</param>
    /// <param name="eras">The era table.</param>
    /// <param name="currentEra">The era meant by 8.11.21, which names none; null when that is not allowed.</param>
    /// <param name="reading">The parts; meaningless when refused.</param>
    public static DateRefusal Read(ReadOnlySpan<char> text, EraTable eras, Era? currentEra, out DateReading reading)
    {
        reading = default;
        text = text.Trim();
        Span<char> buffer = stackalloc char[DateScanner.LengthMax];
        int length = DateScanner.Normalize(text, buffer);
        if (length <= 0)
        {
            return DateRefusal.NotUnderstood;
        }

        DateScanner scanner = new(buffer[..length]);
        if (scanner.TakeLast("年月日不詳"))
        {
            reading = new(DateForm.Unknown, default, default) { Written = "年月日不詳" };
            return DateRefusal.None;
        }

        bool presumed = scanner.Take("推定");
        DateRefusal why = ReadYear(ref scanner, eras, currentEra, out Parts parts);
        if (why != DateRefusal.None)
        {
            return why;
        }

        why = ReadRest(ref scanner, presumed, ref parts);
        return why == DateRefusal.None ? Settle(parts, eras, text, buffer[..length], out reading) : why;
    }

    private static DateRefusal ReadYear(ref DateScanner scanner, EraTable eras, Era? currentEra, out Parts parts)
    {
        parts = default;
        bool withEra = scanner.TakeEra(eras, out Era? era, out parts.EraAbbreviated);
        parts.TailLength = scanner.Rest.Length;
        if (withEra && scanner.Take("元"))
        {
            return EraYear(era!, 1, ref parts);
        }

        if (!scanner.TakeNumber(out int number, out int digits))
        {
            return !withEra && LooksLikeEra(scanner.Rest) ? DateRefusal.UnknownEra : DateRefusal.NotUnderstood;
        }

        if (era is null && (digits == 4 || (digits == 0 && number >= 1000)))
        {
            parts.Year = number;
            return WesternYear(number);
        }

        if (era is null && digits <= 2 && number <= 99 && currentEra is not null && !scanner.AtEnd)
        {
            parts.EraUnwritten = true;
            return EraYear(currentEra, number, ref parts);
        }

        if (digits is 8 || (era is null && digits is 6) || (era is not null && digits is 6 or 4))
        {
            return ReadCompact(number, digits, era, ref parts);
        }

        return era is not null ? EraYear(era, number, ref parts) : DateRefusal.NotUnderstood;
    }

    // 20261121, 202611; R081121, R0811.
    private static DateRefusal ReadCompact(int number, int digits, Era? era, ref Parts parts)
    {
        int yearDigits = era is null ? 4 : 2;
        if (digits == yearDigits + 4)
        {
            parts.Day = number % 100;
            number /= 100;
        }
        else if (digits != yearDigits + 2)
        {
            return DateRefusal.NotUnderstood;
        }

        parts.Compact = true;
        parts.Month = number % 100;
        parts.Year = number / 100;
        return era is null ? WesternYear(parts.Year) : EraYear(era, parts.Year, ref parts);
    }

    private static DateRefusal WesternYear(int year) =>
        year is >= WesternYearMin and <= WesternYearMax ? DateRefusal.None : DateRefusal.NotUnderstood;

    private static DateRefusal EraYear(Era era, int year, ref Parts parts)
    {
        parts.Era = era;
        parts.Year = era.WesternYear(year);
        return year >= 1 && year <= era.YearMax ? DateRefusal.None : DateRefusal.YearOutsideEra;
    }

    // Two kanji and a number or 元: the shape of an era that is not in the table.
    private static bool LooksLikeEra(ReadOnlySpan<char> text) =>
        text.Length > 2 && IsKanji(text[0]) && IsKanji(text[1]) && (char.IsAsciiDigit(text[2]) || text[2] == '元');

    private static bool IsKanji(char c) => c is >= '\u4E00' and <= '\u9FFF';

    private static DateRefusal ReadRest(ref DateScanner scanner, bool presumed, ref Parts parts)
    {
        bool understood;
        if (parts.Compact || scanner.AtEnd)
        {
            parts.Shape = parts.Day is null ? Shape.Range : Shape.Day;
            understood = !presumed && scanner.AtEnd;
        }
        else if (scanner.TakeSeparator(out char separator))
        {
            understood = !presumed && ReadSeparated(ref scanner, separator, ref parts);
        }
        else
        {
            understood = scanner.Take("年") && VagueDateText.ReadAfterYear(ref scanner, presumed, ref parts);
        }

        // Without an era a year of two digits is only understood as part of a whole day.
        understood &= !parts.EraUnwritten || parts.Shape == Shape.Day;
        return understood ? DateRefusal.None : DateRefusal.NotUnderstood;
    }

    // After R8. or 2026-: nothing (a year), a month, or a month and a day with the same separator.
    private static bool ReadSeparated(ref DateScanner scanner, char separator, ref Parts parts)
    {
        parts.Shape = Shape.Range;
        parts.Compact = true;
        if (scanner.AtEnd)
        {
            return true;
        }

        if (!scanner.TakeNumber(out int month))
        {
            return false;
        }

        parts.Month = month;
        if (scanner.AtEnd)
        {
            return true;
        }

        if (!scanner.TakeSeparator(out char second))
        {
            return false;
        }

        if (scanner.AtEnd)
        {
            return true;
        }

        parts.Shape = Shape.Day;
        bool read = scanner.TakeNumber(out int day);
        parts.Day = day;
        return read && second == separator && scanner.AtEnd;
    }

    private static DateRefusal Settle(
        Parts parts, EraTable eras, ReadOnlySpan<char> text, ReadOnlySpan<char> normalized, out DateReading reading)
    {
        reading = default;
        if (!VagueDateText.TryBounds(parts, out DateOnly earliest, out DateOnly latest, out bool nonCalendar))
        {
            return DateRefusal.NotACalendarDay;
        }

        if (nonCalendar)
        {
            // 2月29日 of a common year stands in its month, so the month's last day decides whether the era fits.
            if (parts.Era?.Contains(earliest) == false)
            {
                return DateRefusal.OutsideEra;
            }
        }
        else if (parts.Era is { } era)
        {
            earliest = earliest < era.FirstDay ? era.FirstDay : earliest;
            latest = era.LastDay < latest ? era.LastDay.Value : latest;
            if (earliest > latest)
            {
                return DateRefusal.OutsideEra;
            }
        }

        DateForm form = nonCalendar ? DateForm.NonCalendar : parts.Shape switch
        {
            Shape.Day => DateForm.Exact,
            Shape.Range => DateForm.Range,
            _ => DateForm.Vague,
        };
        string? written = form switch
        {
            DateForm.Vague => VagueDateText.Written(parts, text, normalized),
            DateForm.NonCalendar when parts.Compact || parts.EraUnwritten || parts.EraAbbreviated => Wareki.PrintNonCalendar(
                parts.Era ?? eras.Find(earliest), parts.Year, parts.Month!.Value, parts.Day!.Value, WarekiForm.HalfWidth),
            DateForm.NonCalendar => text.ToString(),
            DateForm.Exact or DateForm.Range or DateForm.Unknown => null,
        };
        reading = new(form, earliest, latest)
        {
            Era = parts.Era,
            Year = parts.Year,
            Month = parts.Month,
            Day = parts.Day,
            Written = written,
        };
        return DateRefusal.None;
    }

    /// <summary>The shapes a date text has.</summary>
    internal enum Shape
    {
        Day,
        Range,
        About,
        Presumed,
        Spring,
        Summer,
        Autumn,
        Winter,
        Unknown,
        FirstThird,
        SecondThird,
        LastThird,
        Between,
    }

    /// <summary>What has been read so far.</summary>
    internal struct Parts
    {
        public Era? Era;
        public bool EraAbbreviated;
        public bool EraUnwritten;
        public bool Compact;
        public int TailLength;
        public int Year;
        public int? Month;
        public int? Day;
        public Shape Shape;
        public int FromDay;
        public int ToMonth;
        public int ToDay;
    }
}
