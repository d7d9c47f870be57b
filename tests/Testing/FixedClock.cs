namespace Daicho.Testing;

/// <summary>A clock that stands still until a test moves it.</summary>
/// <param name="instant">The instant it shows first.</param>
public sealed class FixedClock(DateTimeOffset instant) : TimeProvider
{
    private DateTimeOffset now = instant;

    /// <summary>Noon in Japan on a day.</summary>
    public static FixedClock On(int year, int month, int day) => new(new DateTimeOffset(year, month, day, 12, 0, 0, TimeSpan.FromHours(9)));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan span) => now += span;

    /// <summary>Sets the clock.</summary>
    public void Set(DateTimeOffset instant) => now = instant;
}
