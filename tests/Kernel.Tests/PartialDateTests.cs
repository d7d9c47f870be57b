using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Daicho.Kernel.Tests;

public sealed class PartialDateTests
{
    private static readonly EraTable Eras = EraTable.Default;

    [Theory]
    [InlineData("昭和12年頃", "1937-01-01", "1937-12-31")]
    [InlineData("昭和12年3月頃", "1937-03-01", "1937-03-31")]
    [InlineData("昭和12年3月5日頃", "1937-03-05", "1937-03-05")]
    [InlineData("推定昭和20年8月15日", "1945-08-15", "1945-08-15")]
    [InlineData("推定昭和20年8月", "1945-08-01", "1945-08-31")]
    [InlineData("昭和12年春", "1937-03-01", "1937-05-31")]
    [InlineData("昭和12年夏", "1937-06-01", "1937-08-31")]
    [InlineData("昭和12年秋", "1937-09-01", "1937-11-30")]
    [InlineData("昭和12年冬", "1937-01-01", "1937-12-31")]
    [InlineData("令和8年6月上旬", "2026-06-01", "2026-06-10")]
    [InlineData("令和8年6月中旬", "2026-06-11", "2026-06-20")]
    [InlineData("令和8年6月下旬", "2026-06-21", "2026-06-30")]
    [InlineData("令和8年6月中旬頃", "2026-06-11", "2026-06-20")]
    [InlineData("昭和12年 月日不詳", "1937-01-01", "1937-12-31")]
    [InlineData("平成3年4月 日不詳", "1991-04-01", "1991-04-30")]
    [InlineData("昭和30年5月1日から6月10日頃までの間", "1955-05-01", "1955-06-10")]
    [InlineData("昭和30年5月推定1日から20日までの間", "1955-05-01", "1955-05-20")]
    [InlineData("昭和30年5月1日頃から20日頃までの間", "1955-05-01", "1955-05-20")]
    [InlineData("昭和元年 月日不詳", "1926-12-25", "1926-12-31")]
    [InlineData("大正15年 月日不詳", "1926-01-01", "1926-12-25")]
    [InlineData("1940年頃", "1940-01-01", "1940-12-31")]
    [InlineData("昭和１２年３月頃", "1937-03-01", "1937-03-31")]
    public void Each_vague_pattern_keeps_its_words_and_has_bounds(string text, string earliest, string latest)
    {
        PartialDate date = Read(text);
        date.IsVague.ShouldBeTrue();
        date.Exact.ShouldBeNull();
        date.Written.ShouldBe(text);
        date.Display().ShouldBe(text);
        date.Earliest.ShouldBe(Day(earliest));
        date.Latest.ShouldBe(Day(latest));
        date.SortDate.ShouldBe(Day(earliest));
    }

    [Fact]
    public void Wholly_unknown_has_no_internal_date()
    {
        PartialDate date = Read("年月日不詳");
        date.ShouldBe(PartialDate.Unknown);
        date.IsVague.ShouldBeTrue();
        date.SortDate.ShouldBeNull();
        date.Written.ShouldBe("年月日不詳");
    }

    [Theory]
    [InlineData("令和8年5月初めごろ")]
    [InlineData("昭和12年ごろ")]
    [InlineData("昭和12年春頃")]
    [InlineData("推定昭和12年頃")]
    [InlineData("推定昭和12年")]
    [InlineData("昭和12年")]
    [InlineData("昭和12年3月")]
    [InlineData("8.11.21")]
    [InlineData("昭和30年5月1日から10日頃までの間")]
    [InlineData("不詳")]
    [InlineData("")]
    [InlineData(null)]
    public void Words_outside_the_fourteen_patterns_are_refused(string? text)
    {
        PartialDate.TryParse(text, Eras, out PartialDate? date, out DateRefusal why).ShouldBeFalse();
        why.ShouldBe(DateRefusal.NotUnderstood);
        date.ShouldBeNull();
    }

    [Theory]
    [InlineData("昭和65年頃", DateRefusal.YearOutsideEra)]
    [InlineData("昭和64年2月頃", DateRefusal.OutsideEra)]
    [InlineData("昭和64年春", DateRefusal.OutsideEra)]
    [InlineData("昭和元年12月中旬", DateRefusal.OutsideEra)]
    [InlineData("昭和30年5月20日頃から1日頃までの間", DateRefusal.NotACalendarDay)]
    [InlineData("推定平成27年2月29日", DateRefusal.NotACalendarDay)]
    [InlineData("昭和30年13月頃", DateRefusal.NotACalendarDay)]
    public void Vague_dates_that_cannot_be_tell_why(string text, DateRefusal expected)
    {
        PartialDate.TryParse(text, Eras, out _, out DateRefusal why).ShouldBeFalse();
        why.ShouldBe(expected);
    }

    [Theory]
    [InlineData("S12年頃", "昭和12年頃")]
    [InlineData("推定S20年8月", "推定昭和20年8月")]
    [InlineData("昭和12年月日不詳", "昭和12年 月日不詳")]
    [InlineData("H3年4月日不詳", "平成3年4月 日不詳")]
    public void Short_forms_are_written_out(string typed, string written) => Read(typed).Written.ShouldBe(written);

    [Theory]
    [InlineData("20261121")]
    [InlineData("2026-11-21")]
    [InlineData("2026/11/21")]
    [InlineData("2026年11月21日")]
    [InlineData("R8.11.21")]
    [InlineData("令和８年１１月２１日")]
    public void Exact_days_are_the_same_however_they_are_typed(string text)
    {
        PartialDate date = Read(text);
        date.ShouldBe(PartialDate.FromDate(new(2026, 11, 21)));
        date.Exact.ShouldBe(new(2026, 11, 21));
        date.Display().ShouldBe("令和８年１１月２１日");
        date.DisplayWestern().ShouldBe("２０２６年１１月２１日");
        date.Written.ShouldBe("令和8年11月21日");
    }

    [Fact]
    public void A_day_the_calendar_does_not_have_keeps_its_words_and_sorts_at_the_end_of_its_month()
    {
        PartialDate date = Read("平成27年2月29日");
        date.IsNonCalendar.ShouldBeTrue();
        date.IsVague.ShouldBeFalse();
        date.Exact.ShouldBeNull();
        (date.Year, date.Month, date.Day).ShouldBe((2015, 2, 29));
        date.SortDate.ShouldBe(new(2015, 2, 28));
        date.Display().ShouldBe("平成27年2月29日");
        Read("20150229").Written.ShouldBe("平成27年2月29日");
        Read("20150229").DisplayWestern().ShouldBe("２０１５年２月２９日");
        Read("2026-02-30").IsNonCalendar.ShouldBeTrue();
        Read("平成31年4月31日").IsNonCalendar.ShouldBeTrue();
    }

    [Fact]
    public void The_older_era_of_a_day_of_two_is_kept_and_printed()
    {
        PartialDate date = Read("大正15年12月25日");
        date.Exact.ShouldBe(new(1926, 12, 25));
        date.WrittenEra.ShouldBe("大正");
        date.Written.ShouldBe("大正15年12月25日");
        date.Display().ShouldBe("大正１５年１２月２５日");
        Read("昭和元年12月25日").WrittenEra.ShouldBeNull();
        Read("M45.7.30").Display().ShouldBe("明治４５年７月３０日");
        JsonSerializer.Deserialize<PartialDate>(JsonSerializer.Serialize(date)).ShouldBe(date);
    }

    [Fact]
    public void Plain_dates_are_stored_as_ISO_text_and_others_with_their_words()
    {
        JsonSerializer.Serialize(PartialDate.FromDate(new(2026, 11, 21))).ShouldBe("\"2026-11-21\"");
        using JsonDocument stored = JsonDocument.Parse(JsonSerializer.Serialize(Read("令和8年6月上旬")));
        stored.RootElement.GetProperty("w").GetString().ShouldBe("令和8年6月上旬");
        stored.RootElement.GetProperty("e").GetString().ShouldBe("2026-06-01");
        stored.RootElement.GetProperty("l").GetString().ShouldBe("2026-06-10");
        stored.RootElement.GetProperty("y").GetInt32().ShouldBe(2026);
        stored.RootElement.TryGetProperty("d", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"2026-02-30\"")]
    [InlineData("\"20260230\"")]
    [InlineData("20260201")]
    [InlineData("{}")]
    [InlineData("""{"w":"昭和12年頃"}""")]
    [InlineData("""{"w":"昭和12年頃","y":1937}""")]
    [InlineData("""{"w":"昭和12年頃","y":1937,"e":"1937-12-31","l":"1937-01-01"}""")]
    [InlineData("""{"w":"昭和12年頃","y":1937,"d":3,"e":"1937-01-01","l":"1937-12-31"}""")]
    [InlineData("""{"w":"昭和12年頃","x":1}""")]
    public void Broken_stored_dates_are_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<PartialDate>(json));

    [Fact]
    public void Storing_then_reading_is_identity()
    {
        Gen<string> year = from era in Gen.Elements("明治", "大正", "昭和", "平成", "令和")
                           from number in Gen.Choose(1, 64)
                           select $"{era}{number}年";
        Gen<string> month = Gen.Choose(1, 12).Select(number => $"{number}月");
        Gen<string> day = Gen.Choose(1, 31).Select(number => $"{number}日");
        Gen<string> tail = Gen.OneOf(
            Gen.Elements("頃", "春", "冬", " 月日不詳"),
            from m in month from end in Gen.Elements("頃", "上旬", "中旬頃", " 日不詳") select m + end,
            from m in month from d in day from end in Gen.Elements("", "頃", "頃から31日頃までの間") select m + d + end,
            from m in month from d in day from m2 in month select $"{m}{d}から{m2}28日頃までの間");
        var texts = from y in year from t in tail select y + t;
        int read = 0;
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            if (!PartialDate.TryParse(text, Eras, out PartialDate? date))
            {
                return true;
            }

            read++;
            PartialDate? stored = JsonSerializer.Deserialize<PartialDate>(JsonSerializer.Serialize(date));
            return date.Equals(stored) && date.Written == stored.Written && date.Exact == stored.Exact
                && date.IsVague == stored.IsVague && date.IsNonCalendar == stored.IsNonCalendar
                && PartialDate.TryParse(date.Written, Eras, out PartialDate? again) && again.Equals(date);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        read.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void A_date_is_not_in_its_text() => Read("S15.3.1").ToString().ShouldNotContain("15");

    private static PartialDate Read(string text)
    {
        PartialDate.TryParse(text, Eras, out PartialDate? date, out DateRefusal why).ShouldBeTrue($"{text}: {why}");
        return date;
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
