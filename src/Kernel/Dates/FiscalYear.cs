using System.Globalization;

namespace Daicho.Kernel;

/// <summary>A fiscal year (会計年度): 1 April to 31 March, named by the year it begins in. 地方自治法第208条第1項.</summary>
public sealed record FiscalYear : IComparable<FiscalYear>
{
    private FiscalYear(int year) => Year = year;

    /// <summary>The western year it begins in.</summary>
    public int Year { get; }

    /// <summary>1 April.</summary>
    public DateOnly FirstDay => new(Year, 4, 1);

    /// <summary>31 March of the next year.</summary>
    public DateOnly LastDay => new(Year + 1, 3, 31);

    /// <summary>The whole year as a half-open period.</summary>
    public Period Period => Period.Of(FirstDay, FirstDay.AddYears(1));

    /// <summary>The following fiscal year.</summary>
    public FiscalYear Next => FromYear(Year + 1);

    /// <summary>The fiscal year before.</summary>
    public FiscalYear Previous => FromYear(Year - 1);

    /// <summary>The fiscal year a day lies in.</summary>
    public static FiscalYear Of(DateOnly day) => FromYear(day.Month >= 4 ? day.Year : day.Year - 1);

    /// <summary>The fiscal year that begins in a western year.</summary>
    /// <param name="year">1868 to 9997.</param>
    public static FiscalYear FromYear(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1868);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9997);
        return new(year);
    }

    /// <summary>The day lies in it.</summary>
    public bool Contains(DateOnly day) => day >= FirstDay && day <= LastDay;

    /// <summary>For people, by the era of 1 April: 令和８年度.</summary>
    public string Display(EraTable eras)
    {
        ArgumentNullException.ThrowIfNull(eras);
        return Wareki.PrintYear(FirstDay, eras, WarekiForm.FullWidth) + "度";
    }

    /// <inheritdoc/>
    public int CompareTo(FiscalYear? other) => other is null ? 1 : Year.CompareTo(other.Year);

    /// <summary>The western year: 2026年度.</summary>
    public override string ToString() => Year.ToString(CultureInfo.InvariantCulture) + "年度";

    /// <summary>Earlier.</summary>
    public static bool operator <(FiscalYear left, FiscalYear right) => Order(left, right) < 0;

    /// <summary>Later.</summary>
    public static bool operator >(FiscalYear left, FiscalYear right) => Order(left, right) > 0;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(FiscalYear left, FiscalYear right) => Order(left, right) <= 0;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(FiscalYear left, FiscalYear right) => Order(left, right) >= 0;

    private static int Order(FiscalYear left, FiscalYear right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.CompareTo(right);
    }
}
