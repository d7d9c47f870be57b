using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;

namespace Daicho.Web;

/// <summary>How values are written on screens. Nothing here depends on the machine's culture.</summary>
public static class Formatting
{
    /// <summary>A count or amount with separators: 1,234,567.</summary>
    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number or code in groups of four: 1234-5678-9012. Characters that are no digits or letters are dropped first.</summary>
    public static string Grouped(string code, int size = 4)
    {
        char[] letters = [.. code.Where(char.IsAsciiLetterOrDigit)];
        return string.Join('-', letters.Chunk(size).Select(chunk => new string(chunk)));
    }

    /// <summary>The same with all but the last <paramref name="shown"/> characters hidden: ****-****-9012.</summary>
    public static string Masked(string code, int shown = 4, int size = 4)
    {
        char[] letters = [.. code.Where(char.IsAsciiLetterOrDigit)];
        for (int i = 0; i < letters.Length - shown; i++)
        {
            letters[i] = '*';
        }

        return string.Join('-', letters.Chunk(size).Select(chunk => new string(chunk)));
    }

    /// <summary>The western form of a date for a tooltip: 2026年11月21日（土）.</summary>
    public static string Western(DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日（{"日月火水木金土"[(int)date.DayOfWeek]}）");

    /// <summary>A time of day, 24 hours: 9:05.</summary>
    public static string Time(TimeOnly time) => time.ToString("H:mm", CultureInfo.InvariantCulture);

    /// <summary>Day and minute in Japan: 令和８年１１月２１日 9:05.</summary>
    public static string Moment(DateTimeOffset instant)
    {
        DateTime japan = instant.ToOffset(BusinessClock.JapanOffset).DateTime;
        return $"{Wareki.Display(DateOnly.FromDateTime(japan), EraTable.Default)} {Time(TimeOnly.FromDateTime(japan))}";
    }

    /// <summary>How long something takes or is left, in words: 約3分.</summary>
    public static string About(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"約{Math.Max(1, (int)Math.Ceiling(time.TotalSeconds))}秒")
        : time.TotalMinutes < 60
            ? string.Create(CultureInfo.InvariantCulture, $"約{(int)Math.Ceiling(time.TotalMinutes)}分")
            : string.Create(CultureInfo.InvariantCulture, $"約{(int)time.TotalHours}時間{time.Minutes}分");

    /// <summary>The letters of a text as a reader counts them, each with its variation selector.</summary>
    public static IReadOnlyList<string> Letters(string text)
    {
        List<string> letters = [];
        for (int at = 0; at < text.Length;)
        {
            int length = TextElements.NextLength(text.AsSpan(at));
            letters.Add(text.Substring(at, length));
            at += length;
        }

        return letters;
    }

    /// <summary>Code points of one letter: U+845B U+E0102.</summary>
    public static string CodePoints(string letter) =>
        string.Join(' ', letter.EnumerateRunes().Select(rune => "U+" + rune.Value.ToString("X4", CultureInfo.InvariantCulture)));
}
