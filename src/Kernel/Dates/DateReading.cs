namespace Daicho.Kernel;

/// <summary>What kind of date a text states.</summary>
internal enum DateForm
{
    /// <summary>One day of the calendar.</summary>
    Exact,

    /// <summary>A day the calendar does not have.</summary>
    NonCalendar,

    /// <summary>One of the vague patterns of clause 1.1.8.</summary>
    Vague,

    /// <summary>年月日不詳.</summary>
    Unknown,

    /// <summary>A year or a month and nothing more: a range to search in, not a date to record.</summary>
    Range,
}

/// <summary>The parts of a date text; the bounds are inclusive and already cut to the era that was written.</summary>
internal readonly record struct DateReading(DateForm Form, DateOnly Earliest, DateOnly Latest)
{
    /// <summary>The era written; null for a western year.</summary>
    public Era? Era { get; init; }

    /// <summary>Western year.</summary>
    public int? Year { get; init; }

    public int? Month { get; init; }

    public int? Day { get; init; }

    /// <summary>The words to keep, for a vague or non-calendar date.</summary>
    public string? Written { get; init; }
}
