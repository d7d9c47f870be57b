namespace Daicho.Kernel;

/// <summary>Ages by the Act on the Calculation of Age (年齢計算ニ関する法律) and Civil Code article 143.</summary>
/// <remarks>
/// Age counts from the day of birth and a year of age is completed at the end of the day before the anniversary. Who is born
/// on 29 February completes each year at the end of 28 February, in leap years too.
/// </remarks>
public static class Age
{
    /// <summary>The age a person has throughout a day: on the birthday itself one year more than the day before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the birth.</exception>
    public static int On(DateOnly birth, DateOnly day)
    {
        RequireBorn(birth, day);
        int years = day.Year - birth.Year;
        bool beforeBirthday = day.Month < birth.Month || (day.Month == birth.Month && day.Day < birth.Day);
        return beforeBirthday ? years - 1 : years;
    }

    /// <summary>The age completed by the end of a day: rules that speak of the day on which an age is attained (達する日) mean this.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the birth.</exception>
    public static int AtEndOf(DateOnly birth, DateOnly day)
    {
        RequireBorn(birth, day);
        int years = On(birth, day);
        return Attains(birth, years + 1) == day ? years + 1 : years;
    }

    /// <summary>The day at whose end a person attains an age (達する日): the day before the birthday.</summary>
    /// <param name="birth">The day of birth.</param>
    /// <param name="years">The age, from 1.</param>
    public static DateOnly Attains(DateOnly birth, int years)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(years, 1);
        int year = birth.Year + years;
        return birth is { Month: 2, Day: 29 } ? new DateOnly(year, 2, 28) : new DateOnly(year, birth.Month, birth.Day).AddDays(-1);
    }

    private static void RequireBorn(DateOnly birth, DateOnly day)
    {
        if (day < birth)
        {
            // No value in the message: a birth date is personal.
            throw new ArgumentOutOfRangeException(nameof(day), "The day lies before the birth.");
        }
    }
}
