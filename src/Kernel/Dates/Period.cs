namespace Daicho.Kernel;

/// <summary>A half-open period: <see cref="From"/> belongs to it, <see cref="Until"/> does not. At least one day long.</summary>
public sealed record Period
{
    private Period(DateOnly from, DateOnly? until) => (From, Until) = (from, until);

    /// <summary>The first day.</summary>
    public DateOnly From { get; }

    /// <summary>The first day no longer in it; null while no end is known.</summary>
    public DateOnly? Until { get; }

    /// <summary>The last day; null while no end is known.</summary>
    public DateOnly? LastDay => Until?.AddDays(-1);

    /// <summary>A period; null is no end.</summary>
    /// <exception cref="ArgumentException">The end is not after the beginning.</exception>
    public static Period Of(DateOnly from, DateOnly? until) =>
        TryCreate(from, until) ?? throw new ArgumentException("A period ends after it begins.", nameof(until));

    /// <summary>A period, or null when the end is not after the beginning.</summary>
    public static Period? TryCreate(DateOnly from, DateOnly? until) =>
        until is { } end && end <= from ? null : new(from, until);

    /// <summary>The day lies in it.</summary>
    public bool Contains(DateOnly day) => day >= From && (Until is not { } end || day < end);

    /// <summary>The two have a day in common.</summary>
    public bool Overlaps(Period other) => Intersect(other) is not null;

    /// <summary>The days in common; null when there are none.</summary>
    public Period? Intersect(Period other)
    {
        ArgumentNullException.ThrowIfNull(other);
        DateOnly from = From > other.From ? From : other.From;
        DateOnly? until = (Until, other.Until) switch
        {
            ({ } mine, { } theirs) => mine < theirs ? mine : theirs,
            _ => Until ?? other.Until,
        };
        return TryCreate(from, until);
    }

    /// <summary>The same period ended on another day.</summary>
    /// <exception cref="ArgumentException">The end is not after the beginning.</exception>
    public Period EndedOn(DateOnly until) => Of(From, until);
}
