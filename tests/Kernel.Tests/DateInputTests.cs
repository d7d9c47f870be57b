using Shouldly;
using Xunit;

namespace Daicho.Kernel.Tests;

public sealed class DateInputTests
{
    private static readonly DateOnly Today = new(2026, 6, 15);

    [Theory]
    [InlineData("8.11.21", "2026-11-21")]
    [InlineData("８．１１．２１", "2026-11-21")]
    [InlineData("8-11-21", "2026-11-21")]
    [InlineData("8年11月21日", "2026-11-21")]
    [InlineData("R8.11.21", "2026-11-21")]
    [InlineData("S15.3.1", "1940-03-01")]
    [InlineData("20261121", "2026-11-21")]
    [InlineData("２０２６１１２１", "2026-11-21")]
    public void Typed_days_are_understood(string text, string expected)
    {
        UnderstoodDate understood = Understand(text);
        understood.Date?.Exact.ShouldBe(Day(expected));
        understood.Range.ShouldBe(DateRange.Between(Day(expected), Day(expected)));
        understood.Echo.ShouldBe(Wareki.Display(Day(expected), EraTable.Default));
    }

    [Theory]
    [InlineData("S15-", "1940-01-01", "1940-12-31")]
    [InlineData("S15", "1940-01-01", "1940-12-31")]
    [InlineData("Ｓ１５－", "1940-01-01", "1940-12-31")]
    [InlineData("昭和15年", "1940-01-01", "1940-12-31")]
    [InlineData("S15.3", "1940-03-01", "1940-03-31")]
    [InlineData("S15.3.", "1940-03-01", "1940-03-31")]
    [InlineData("S1503", "1940-03-01", "1940-03-31")]
    [InlineData("昭和15年3月", "1940-03-01", "1940-03-31")]
    [InlineData("1940", "1940-01-01", "1940-12-31")]
    [InlineData("1940-03", "1940-03-01", "1940-03-31")]
    [InlineData("194003", "1940-03-01", "1940-03-31")]
    [InlineData("1940年3月", "1940-03-01", "1940-03-31")]
    [InlineData("1926", "1926-01-01", "1926-12-31")]
    [InlineData("昭和元年", "1926-12-25", "1926-12-31")]
    [InlineData("S64", "1989-01-01", "1989-01-07")]
    public void A_year_or_month_alone_is_a_range_to_search_in(string text, string first, string last)
    {
        UnderstoodDate understood = Understand(text);
        understood.Date.ShouldBeNull();
        understood.Range.ShouldBe(DateRange.Between(Day(first), Day(last)));
    }

    [Fact]
    public void Vague_words_are_understood_with_their_range()
    {
        UnderstoodDate about = Understand("1940年頃");
        about.Date?.Written.ShouldBe("1940年頃");
        about.Range.ShouldBe(DateRange.Between(new(1940, 1, 1), new(1940, 12, 31)));
        Understand("年月日不詳").Range.ShouldBeNull();
        Understand("S64").Echo.ShouldBe("昭和６４年１月１日から昭和６４年１月７日まで");
    }

    [Theory]
    [InlineData("S65.1.1", DateRefusal.YearOutsideEra)]
    [InlineData("S64.1.8", DateRefusal.OutsideEra)]
    [InlineData("8.13.1", DateRefusal.NotACalendarDay)]
    [InlineData("11.21", DateRefusal.NotUnderstood)]
    [InlineData("8年頃", DateRefusal.NotUnderstood)]
    [InlineData("8", DateRefusal.NotUnderstood)]
    [InlineData("99991231", DateRefusal.NotUnderstood)]
    [InlineData("あした", DateRefusal.NotUnderstood)]
    [InlineData("  ", DateRefusal.NotUnderstood)]
    [InlineData("令和8年11月21日令和8年11月21日令和8年11月21日令和8年11月21日令和8年11月21日令和8年11月21日", DateRefusal.NotUnderstood)]
    public void What_is_not_a_date_tells_why(string text, DateRefusal expected)
    {
        DateInput.TryUnderstand(text, Today, EraTable.Default, out _, out DateRefusal why).ShouldBeFalse();
        why.ShouldBe(expected);
    }

    private static UnderstoodDate Understand(string text)
    {
        DateInput.TryUnderstand(text, Today, EraTable.Default, out UnderstoodDate? understood, out DateRefusal why).ShouldBeTrue($"{text}: {why}");
        return understood;
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
