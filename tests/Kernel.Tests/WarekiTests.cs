using Shouldly;
using Xunit;

namespace Daicho.Kernel.Tests;

public sealed class WarekiTests
{
    private static readonly EraTable Eras = EraTable.Default;

    [Theory]
    [InlineData("1868-01-25", "明治元年1月25日")]
    [InlineData("1912-07-29", "明治45年7月29日")]
    [InlineData("1912-07-30", "大正元年7月30日")]
    [InlineData("1926-12-24", "大正15年12月24日")]
    [InlineData("1926-12-25", "昭和元年12月25日")]
    [InlineData("1926-12-26", "昭和元年12月26日")]
    [InlineData("1989-01-07", "昭和64年1月7日")]
    [InlineData("1989-01-08", "平成元年1月8日")]
    [InlineData("2019-04-30", "平成31年4月30日")]
    [InlineData("2019-05-01", "令和元年5月1日")]
    [InlineData("2024-02-29", "令和6年2月29日")]
    [InlineData("2026-06-15", "令和8年6月15日")]
    public void Days_print_by_the_era_table(string western, string wareki)
    {
        DateOnly day = Day(western);
        Wareki.Print(day, Eras, WarekiForm.HalfWidth).ShouldBe(wareki);
        Wareki.TryParse(wareki, Eras, out DateOnly read).ShouldBeTrue();
        read.ShouldBe(day);
    }

    [Fact]
    public void Every_form_prints_as_its_readers_expect()
    {
        DateOnly day = new(2026, 11, 21);
        Wareki.Display(day, Eras).ShouldBe("令和８年１１月２１日");
        Wareki.Print(day, Eras, WarekiForm.Kanji).ShouldBe("令和八年十一月二十一日");
        Wareki.Print(day, Eras, WarekiForm.Abbreviated).ShouldBe("R8.11.21");
        Wareki.PrintWestern(day, WarekiForm.FullWidth).ShouldBe("２０２６年１１月２１日");
        Wareki.PrintYear(new(2019, 5, 1), Eras, WarekiForm.FullWidth).ShouldBe("令和元年");
        Wareki.Print(new(1988, 10, 30), Eras, WarekiForm.Kanji).ShouldBe("昭和六十三年十月三十日");
    }

    [Theory]
    [InlineData("令和8年11月21日")]
    [InlineData("令和８年１１月２１日")]
    [InlineData(" 令和 8年 11月21日 ")]
    [InlineData("R8.11.21")]
    [InlineData("r8.11.21")]
    [InlineData("Ｒ８．１１．２１")]
    [InlineData("令和8.11.21")]
    [InlineData("令8.11.21")]
    [InlineData("R8-11-21")]
    [InlineData("R8/11/21")]
    [InlineData("R081121")]
    [InlineData("㋿8年11月21日")]
    [InlineData("令和八年十一月二十一日")]
    public void All_usual_ways_to_type_a_day_are_read(string text)
    {
        Wareki.TryParse(text, Eras, out DateOnly day).ShouldBeTrue();
        day.ShouldBe(new(2026, 11, 21));
    }

    [Theory]
    [InlineData("昭和65年1月1日", DateRefusal.YearOutsideEra)]
    [InlineData("平成32年1月1日", DateRefusal.YearOutsideEra)]
    [InlineData("令和0年5月1日", DateRefusal.YearOutsideEra)]
    [InlineData("昭和64年1月8日", DateRefusal.OutsideEra)]
    [InlineData("平成31年5月1日", DateRefusal.OutsideEra)]
    [InlineData("昭和元年12月24日", DateRefusal.OutsideEra)]
    [InlineData("平成元年1月7日", DateRefusal.OutsideEra)]
    [InlineData("大正15年12月26日", DateRefusal.OutsideEra)]
    [InlineData("明治45年7月31日", DateRefusal.OutsideEra)]
    [InlineData("明治元年1月24日", DateRefusal.OutsideEra)]
    [InlineData("慶応3年1月1日", DateRefusal.UnknownEra)]
    [InlineData("平成27年2月29日", DateRefusal.NotACalendarDay)]
    [InlineData("令和8年13月1日", DateRefusal.NotACalendarDay)]
    [InlineData("令和8年11月32日", DateRefusal.NotACalendarDay)]
    [InlineData("令和8年11月", DateRefusal.NotUnderstood)]
    [InlineData("2026-11-21", DateRefusal.NotUnderstood)]
    [InlineData("R8.11-21", DateRefusal.NotUnderstood)]
    [InlineData("", DateRefusal.NotUnderstood)]
    public void A_refused_day_tells_why(string text, DateRefusal expected)
    {
        Wareki.TryParse(text, Eras, out _, out Era? era, out DateRefusal why).ShouldBeFalse();
        why.ShouldBe(expected);
        era.ShouldBeNull();
    }

    [Theory]
    [InlineData("明治45年7月30日", "1912-07-30", "明治")]
    [InlineData("大正元年7月30日", "1912-07-30", "大正")]
    [InlineData("大正15年12月25日", "1926-12-25", "大正")]
    [InlineData("昭和元年12月25日", "1926-12-25", "昭和")]
    public void The_two_days_of_two_eras_are_read_in_both_and_tell_which(string text, string western, string name)
    {
        Wareki.TryParse(text, Eras, out DateOnly day, out Era? era, out _).ShouldBeTrue();
        day.ShouldBe(Day(western));
        era.Name.ShouldBe(name);
        Wareki.Print(day, era, WarekiForm.HalfWidth).ShouldBe(text);
    }

    [Fact]
    public void Print_then_read_is_identity_on_every_day_in_every_form()
    {
        for (DateOnly day = new(1868, 1, 25); day.Year <= 2100; day = day.AddDays(1))
        {
            foreach (WarekiForm form in Enum.GetValues<WarekiForm>())
            {
                string text = Wareki.Print(day, Eras, form);
                if (!Wareki.TryParse(text, Eras, out DateOnly read) || read != day)
                {
                    Assert.Fail($"{text} was read as {read:O}.");
                }
            }
        }
    }

    [Fact]
    public void A_new_era_is_a_row()
    {
        Era[] rows = [.. Eras.Eras];
        rows[^1] = rows[^1] with { LastDay = new(2030, 3, 31) };
        EraTable next = new([.. rows, new("架空", 'K', "6", new(2030, 4, 1), null)]);
        Wareki.Print(new(2031, 1, 2), next, WarekiForm.HalfWidth).ShouldBe("架空2年1月2日");
        Wareki.TryParse("K2.1.2", next, out DateOnly day).ShouldBeTrue();
        day.ShouldBe(new(2031, 1, 2));
        Wareki.TryParse("令和13年1月2日", next, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_table_with_a_gap_or_a_letter_twice_is_refused()
    {
        Era first = new("甲乙", 'A', "1", new(1900, 1, 1), new(1950, 1, 1));
        Should.Throw<ArgumentException>(() => new EraTable([first, new("丙丁", 'B', "2", new(1950, 1, 3), null)]));
        Should.Throw<ArgumentException>(() => new EraTable([first, new("丙丁", 'A', "2", new(1950, 1, 2), null)]));
        Should.Throw<ArgumentException>(() => new EraTable([]));
    }

    [Fact]
    public void Formatting_into_a_short_span_says_so()
    {
        Span<char> target = stackalloc char[8];
        Wareki.TryFormat(new(2026, 1, 2), Eras, WarekiForm.Abbreviated, target, out int written).ShouldBeTrue();
        new string(target[..written]).ShouldBe("R8.1.2");
        Wareki.TryFormat(new(2026, 11, 21), Eras, WarekiForm.FullWidth, target, out _).ShouldBeFalse();
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
