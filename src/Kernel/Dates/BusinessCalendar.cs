using System.Collections.Frozen;

namespace Daicho.Kernel;

/// <summary>The days an office is open: a weekend rule and a set of closed days, both data of the municipality.</summary>
/// <remarks>Public holidays (国民の祝日に関する法律) and the year-end closure (地方自治法第4条の2) are given as closed days.</remarks>
public sealed class BusinessCalendar
{
    // A longer run of closed days means that the data are wrong; without a bound the search for an open day would not end.
    private const int ClosedDaysInARowMax = 366;

    private readonly FrozenSet<DateOnly> closed;
    private readonly bool[] weekend = new bool[7];

    /// <summary>A calendar closed on Saturdays, Sundays and the given days.</summary>
    public BusinessCalendar(IEnumerable<DateOnly> closedDays)
        : this(closedDays, [DayOfWeek.Saturday, DayOfWeek.Sunday])
    {
    }

    /// <summary>A calendar closed on the given days of the week and the given days.</summary>
    public BusinessCalendar(IEnumerable<DateOnly> closedDays, IEnumerable<DayOfWeek> weekendDays)
    {
        ArgumentNullException.ThrowIfNull(weekendDays);
        closed = closedDays.ToFrozenSet();
        foreach (DayOfWeek day in weekendDays)
        {
            weekend[(int)day] = true;
        }
    }

    /// <summary>The office is open on that day.</summary>
    public bool IsBusinessDay(DateOnly day) => !weekend[(int)day.DayOfWeek] && !closed.Contains(day);

    /// <summary>The first open day after the given day, which itself does not count.</summary>
    /// <exception cref="InvalidOperationException">There is no open day within a year.</exception>
    public DateOnly NextBusinessDay(DateOnly day) => Step(day, 1);

    /// <summary>The day itself when the office is open, otherwise the next open day (a period that ends on a closed day).</summary>
    /// <exception cref="InvalidOperationException">There is no open day within a year.</exception>
    public DateOnly OnOrAfter(DateOnly day) => IsBusinessDay(day) ? day : Step(day, 1);

    /// <summary>So many open days later, or earlier when negative; zero is the day itself, open or not.</summary>
    /// <exception cref="InvalidOperationException">There is no open day within a year.</exception>
    public DateOnly AddBusinessDays(DateOnly day, int count)
    {
        for (int i = Math.Abs(count); i > 0; i--)
        {
            day = Step(day, Math.Sign(count));
        }

        return day;
    }

    private DateOnly Step(DateOnly day, int direction)
    {
        for (int i = 0; i < ClosedDaysInARowMax; i++)
        {
            day = day.AddDays(direction);
            if (IsBusinessDay(day))
            {
                return day;
            }
        }

        throw new InvalidOperationException("The calendar has no open day within a year.");
    }
}
