namespace Daicho.Platform;

/// <summary>The zone's clock: Japan time on any machine, and a business date that can stand apart from it.</summary>
/// <remarks>
/// Rules take a <see cref="DateOnly"/>; only handlers ask the clock. A zone for trying out may fix its business date
/// (design, section 3, mechanism 10); the instant of recording always is the real one.
/// </remarks>
public sealed class BusinessClock(TimeProvider time, Func<DateOnly?>? businessDate = null)
{
    /// <summary>Japan Standard Time; Japan has no daylight saving.</summary>
    public static readonly TimeSpan JapanOffset = TimeSpan.FromHours(9);

    /// <summary>The business date of the zone (業務日付).</summary>
    public DateOnly Today() =>
        businessDate?.Invoke() ?? DateOnly.FromDateTime(time.GetUtcNow().ToOffset(JapanOffset).DateTime);

    /// <summary>The present instant in UTC, for what is recorded.</summary>
    public DateTimeOffset Instant() => time.GetUtcNow();

    /// <summary>The present time of day in Japan, for screens and for the out-of-hours check.</summary>
    public TimeOnly TimeOfDay() => TimeOnly.FromDateTime(time.GetUtcNow().ToOffset(JapanOffset).DateTime);
}
