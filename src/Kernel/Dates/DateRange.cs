namespace Daicho.Kernel;

/// <summary>A bounded range of days for a search: <see cref="From"/> belongs to it, <see cref="Until"/> does not.</summary>
public sealed record DateRange
{
    private DateRange(DateOnly from, DateOnly until) => (From, Until) = (from, until);

    /// <summary>The first day.</summary>
    public DateOnly From { get; }

    /// <summary>The first day no longer in it.</summary>
    public DateOnly Until { get; }

    /// <summary>The last day.</summary>
    public DateOnly LastDay => Until.AddDays(-1);

    /// <summary>The range from the first to the last day, both included.</summary>
    /// <exception cref="ArgumentException">The last day lies before the first.</exception>
    public static DateRange Between(DateOnly firstDay, DateOnly lastDay) =>
        lastDay < firstDay
            ? throw new ArgumentException("A range ends after it begins.", nameof(lastDay))
            : new(firstDay, lastDay.AddDays(1));

    /// <summary>The day lies in it.</summary>
    public bool Contains(DateOnly day) => day >= From && day < Until;
}
