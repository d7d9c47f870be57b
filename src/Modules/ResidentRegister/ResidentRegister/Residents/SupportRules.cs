using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents;

/// <summary>Periods of support measures (支援措置, 3.4).</summary>
internal static class SupportRules
{
    /// <summary>
    /// The end filled in for a start: one year less a day (2020-04-01 → 2021-03-31); it may be edited. Where the next year has no
    /// such day the year ends with the last day of the month (2024-02-29 → 2025-02-28; Civil Code, Article 143(2)).
    /// </summary>
    public static DateOnly EndOf(DateOnly start)
    {
        DateOnly same = start.AddYears(1);
        return same.Day == start.Day ? same.AddDays(-1) : same;
    }

    /// <summary>The first day on which an extension is taken: one month before the end.</summary>
    public static DateOnly ExtensionFrom(DateOnly end) => end.AddMonths(-1);

    /// <summary>The end after an extension: one year from the day after the old end.</summary>
    public static DateOnly ExtendedEnd(DateOnly end) => EndOf(end.AddDays(1));

    /// <summary>Checks the start of a measure (SP-07, SP-08).</summary>
    public static void Start(DateOnly? start, DateOnly? end, string? reasonForOtherEnd, Findings findings)
    {
        if (start is not { } from)
        {
            findings.Add("SP-08", "startedOn");
        }
        else if (end is { } until && until != EndOf(from) && string.IsNullOrWhiteSpace(reasonForOtherEnd))
        {
            findings.Add("SP-07", "endsOn");
        }
    }

    /// <summary>Checks an extension (SP-06).</summary>
    public static void Extend(DateOnly end, DateOnly today, Findings findings)
    {
        if (today < ExtensionFrom(end))
        {
            findings.Add("SP-06", "endsOn");
        }
    }

    /// <summary>What is said when the record of a supported person is opened (SP-04, SP-05); the measure goes on past its end.</summary>
    public static void Open(DateOnly end, DateOnly today, Findings findings)
    {
        if (today > end)
        {
            findings.Add("SP-05", "endsOn");
        }
        else if (today >= ExtensionFrom(end))
        {
            findings.Add("SP-04", "endsOn");
        }
    }
}
