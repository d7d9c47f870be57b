using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Daicho.Kernel.Tests;

public sealed class ValueTests
{
    [Fact]
    public void Yen_prints_with_separators()
    {
        new Yen(1234).ToString().ShouldBe("1,234円");
        new Yen(-1234567).ToString().ShouldBe("-1,234,567円");
        Yen.Zero.ToString().ShouldBe("0円");
    }

    [Theory]
    [InlineData(1299, 100, 1200, 1300, 1300)]
    [InlineData(1250, 100, 1200, 1300, 1300)]
    [InlineData(1249, 100, 1200, 1300, 1200)]
    [InlineData(1200, 100, 1200, 1200, 1200)]
    [InlineData(-1250, 100, -1200, -1300, -1300)]
    [InlineData(-1201, 100, -1200, -1300, -1200)]
    [InlineData(7, 1, 7, 7, 7)]
    public void Yen_rounds_to_units_by_named_calls(long amount, int unit, long truncated, long raised, long half)
    {
        new Yen(amount).TruncateTo(unit).ShouldBe(new Yen(truncated));
        new Yen(amount).RoundUpTo(unit).ShouldBe(new Yen(raised));
        new Yen(amount).RoundHalfUpTo(unit).ShouldBe(new Yen(half));
    }

    [Fact]
    public void Yen_arithmetic_never_wraps()
    {
        Should.Throw<OverflowException>(() => new Yen(long.MaxValue) + new Yen(1));
        Should.Throw<OverflowException>(() => new Yen(long.MaxValue) * 2);
        Should.Throw<OverflowException>(() => new Yen(long.MaxValue).TimesTruncated(3, 2));
        new Yen(long.MaxValue).TimesTruncated(3, 3).ShouldBe(new Yen(long.MaxValue));
        new Yen(1000).TimesTruncated(10_21, 100_000).ShouldBe(new Yen(10));
        Yen.Sum([new(1), new(2), new(-4)]).ShouldBe(new Yen(-1));
    }

    [Theory]
    [InlineData("2000-04-01", "2018-03-31", 17, 18)]
    [InlineData("2000-04-01", "2018-04-01", 18, 18)]
    [InlineData("2000-02-29", "2001-02-28", 0, 1)]
    [InlineData("2000-02-29", "2001-03-01", 1, 1)]
    [InlineData("2000-02-29", "2004-02-28", 3, 4)]
    [InlineData("2000-02-29", "2004-02-29", 4, 4)]
    [InlineData("2000-01-01", "2000-12-31", 0, 1)]
    [InlineData("2000-03-01", "2004-02-28", 3, 3)]
    [InlineData("2000-03-01", "2004-02-29", 3, 4)]
    [InlineData("2000-05-05", "2000-05-05", 0, 0)]
    public void An_age_is_attained_at_the_end_of_the_day_before_the_birthday(string birth, string day, int on, int atEnd)
    {
        Age.On(Day(birth), Day(day)).ShouldBe(on);
        Age.AtEndOf(Day(birth), Day(day)).ShouldBe(atEnd);
    }

    [Theory]
    [InlineData("2020-04-01", 6, "2026-03-31")]
    [InlineData("2020-04-02", 6, "2026-04-01")]
    [InlineData("1961-01-01", 65, "2025-12-31")]
    [InlineData("2000-02-29", 18, "2018-02-28")]
    [InlineData("2000-02-29", 20, "2020-02-28")]
    public void The_day_of_attaining_an_age_is_the_day_before_the_birthday(string birth, int years, string expected) =>
        Age.Attains(Day(birth), years).ShouldBe(Day(expected));

    [Fact]
    public void The_three_ways_to_ask_for_an_age_agree()
    {
        var cases = from born in Gen.Choose(0, 40_000) from later in Gen.Choose(0, 40_000) select (born, later);
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            DateOnly birth = new DateOnly(1900, 1, 1).AddDays(drawn.born);
            DateOnly day = birth.AddDays(drawn.later);
            int age = Age.On(birth, day);
            return (age == 0 || Age.Attains(birth, age) < day) && Age.Attains(birth, age + 1) >= day
                && Age.AtEndOf(birth, day) == Age.On(birth, day.AddDays(1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_fiscal_year_runs_from_April_to_March()
    {
        FiscalYear year = FiscalYear.Of(new(2027, 3, 31));
        year.ShouldBe(FiscalYear.FromYear(2026));
        year.Next.ShouldBe(FiscalYear.Of(new(2027, 4, 1)));
        year.Previous.LastDay.ShouldBe(new(2026, 3, 31));
        year.Contains(new(2026, 4, 1)).ShouldBeTrue();
        year.Contains(new(2027, 4, 1)).ShouldBeFalse();
        year.ToString().ShouldBe("2026年度");
        year.Display(EraTable.Default).ShouldBe("令和８年度");
        FiscalYear.FromYear(2019).Display(EraTable.Default).ShouldBe("平成３１年度");
        (year < year.Next).ShouldBeTrue();
    }

    [Fact]
    public void A_period_is_half_open_and_never_empty()
    {
        Period period = Period.Of(new(2026, 4, 1), new(2026, 5, 1));
        period.Contains(new(2026, 4, 1)).ShouldBeTrue();
        period.Contains(new(2026, 5, 1)).ShouldBeFalse();
        period.LastDay.ShouldBe(new(2026, 4, 30));
        period.Overlaps(Period.Of(new(2026, 5, 1), null)).ShouldBeFalse();
        period.Intersect(Period.Of(new(2026, 4, 20), null)).ShouldBe(Period.Of(new(2026, 4, 20), new(2026, 5, 1)));
        Period.TryCreate(new(2026, 4, 1), new(2026, 4, 1)).ShouldBeNull();
        Should.Throw<ArgumentException>(() => period.EndedOn(new(2026, 4, 1)));
    }

    [Fact]
    public void Business_days_leave_out_weekends_and_closed_days()
    {
        BusinessCalendar calendar = new([new(2026, 5, 4), new(2026, 5, 5), new(2026, 5, 6)]);
        calendar.IsBusinessDay(new(2026, 5, 1)).ShouldBeTrue();
        calendar.NextBusinessDay(new(2026, 5, 1)).ShouldBe(new(2026, 5, 7));
        calendar.OnOrAfter(new(2026, 5, 2)).ShouldBe(new(2026, 5, 7));
        calendar.AddBusinessDays(new(2026, 5, 1), 2).ShouldBe(new(2026, 5, 8));
        calendar.AddBusinessDays(new(2026, 5, 7), -1).ShouldBe(new(2026, 5, 1));
        calendar.AddBusinessDays(new(2026, 5, 2), 0).ShouldBe(new(2026, 5, 2));
        BusinessCalendar never = new([], Enum.GetValues<DayOfWeek>());
        Should.Throw<InvalidOperationException>(() => never.NextBusinessDay(new(2026, 5, 1)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_values()
    {
        // Known answers of the reference implementation: SplitMix64 and xoshiro256** started from seed 0.
        SeededRandom random = new(0);
        random.NextUInt64().ShouldBe(0x99EC5F36CB75F2B4UL);
        random.NextUInt64().ShouldBe(0xBF6E1F784956452AUL);
        random.NextUInt64().ShouldBe(0x1A5F849D4933E6E0UL);
    }

    [Fact]
    public void Random_numbers_stay_in_their_bounds_and_shuffling_loses_nothing()
    {
        SeededRandom random = new(42);
        int[] counts = new int[10];
        for (int i = 0; i < 10_000; i++)
        {
            counts[random.NextInt(10)]++;
            random.NextDouble().ShouldBeInRange(0, 0.9999999999999999);
            random.NextInt(5, 7).ShouldBeInRange(5, 6);
        }

        counts.ShouldAllBe(count => count > 850 && count < 1150);
        int[] items = [.. Enumerable.Range(0, 50)];
        random.Shuffle<int>(items);
        items.ShouldNotBe(Enumerable.Range(0, 50));
        items.Order().ShouldBe(Enumerable.Range(0, 50));
        byte[] bytes = new byte[13];
        random.NextBytes(bytes);
        bytes[8..].ShouldContain(value => value != 0);
        random.Pick(items).ShouldBeInRange(0, 49);
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
