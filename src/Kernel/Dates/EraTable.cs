using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>One era (元号) of the conversion table.</summary>
/// <param name="Name">Two characters: 令和.</param>
/// <param name="Letter">The capital clerks type for it: R.</param>
/// <param name="Code">Code of data exchange: 5. Data, because partners differ.</param>
/// <param name="FirstDay">First day of the era.</param>
/// <param name="LastDay">Last day of the era; null while it lasts.</param>
public sealed record Era(string Name, char Letter, string Code, DateOnly FirstDay, DateOnly? LastDay)
{
    // Nobody has lived through three digits of an era year; a larger number is a slip of the keyboard (DT-14).
    private const int YearMaxWhileItLasts = 99;

    /// <summary>The last year that exists in the era (昭和: 64).</summary>
    public int YearMax => LastDay is { } last ? YearOf(last) : YearMaxWhileItLasts;

    /// <summary>The year of the era a day lies in; the first is 1 (元年).</summary>
    public int YearOf(DateOnly day) => day.Year - FirstDay.Year + 1;

    /// <summary>The western year of a year of the era.</summary>
    public int WesternYear(int eraYear) => FirstDay.Year + eraYear - 1;

    /// <summary>The day lies in the era.</summary>
    public bool Contains(DateOnly day) => day >= FirstDay && (LastDay is not { } last || day <= last);
}

/// <summary>The conversion table of eras (1.3.6): data, so that a new era is a row and not a program.</summary>
/// <remarks>
/// Days run by the western calendar also before 1873, when the lunisolar calendar was in use: records of that time carry
/// the converted day. Two days belong to two eras, 1912-07-30 and 1926-12-25; a day is printed by the newer unless the
/// older was written (1.1.8).
/// </remarks>
public sealed class EraTable
{
    /// <summary>A table of the given eras, in any order.</summary>
    /// <exception cref="ArgumentException">Empty; a gap; more than one shared day; a name, letter or code twice; only the last may be open.</exception>
    public EraTable(IEnumerable<Era> eras)
    {
        Eras = [.. eras.OrderBy(era => era.FirstDay)];
        if (Eras.IsEmpty)
        {
            throw new ArgumentException("An era table needs an era.", nameof(eras));
        }

        for (int i = 0; i < Eras.Length; i++)
        {
            Era era = Eras[i];
            bool joined = i == Eras.Length - 1
                ? era.LastDay is null || era.LastDay >= era.FirstDay
                : era.LastDay is { } last && (Eras[i + 1].FirstDay == last || Eras[i + 1].FirstDay == last.AddDays(1));
            if (!joined || era.Name.Length != 2 || !char.IsAsciiLetterUpper(era.Letter))
            {
                throw new ArgumentException($"Era {i + 1} does not join the next one or is badly named.", nameof(eras));
            }
        }

        RequireUnique(Eras.Select(era => era.Name), nameof(eras));
        RequireUnique(Eras.Select(era => era.Letter.ToString()), nameof(eras));
        RequireUnique(Eras.Select(era => era.Code), nameof(eras));
    }

    /// <summary>明治 to 令和. check-digits-and-identifiers.md section 7.</summary>
    public static EraTable Default { get; } = new(
    [
        new("明治", 'M', "1", new(1868, 1, 25), new(1912, 7, 30)),
        new("大正", 'T', "2", new(1912, 7, 30), new(1926, 12, 25)),
        new("昭和", 'S', "3", new(1926, 12, 25), new(1989, 1, 7)),
        new("平成", 'H', "4", new(1989, 1, 8), new(2019, 4, 30)),
        new("令和", 'R', "5", new(2019, 5, 1), null),
    ]);

    /// <summary>The eras from the oldest to the newest.</summary>
    public ImmutableArray<Era> Eras { get; }

    /// <summary>The era of a day, the newer on a day of two; null outside the table.</summary>
    public Era? Find(DateOnly day)
    {
        for (int i = Eras.Length - 1; i >= 0; i--)
        {
            if (day >= Eras[i].FirstDay)
            {
                return Eras[i].Contains(day) ? Eras[i] : null;
            }
        }

        return null;
    }

    /// <summary>The era of a name (令和); null when it is unknown.</summary>
    public Era? FindByName(string name) => Eras.FirstOrDefault(era => era.Name == name);

    /// <summary>The era of an exchange code; null when it is unknown.</summary>
    public Era? FindByCode(string code) => Eras.FirstOrDefault(era => era.Code == code);

    /// <summary>The era a text begins with: by name, by letter, or by the first character of the name.</summary>
    internal bool TryTake(ReadOnlySpan<char> text, [NotNullWhen(true)] out Era? era, out int length)
    {
        foreach (Era candidate in Eras)
        {
            length = text.StartsWith(candidate.Name) ? 2
                : !text.IsEmpty && (char.ToUpperInvariant(text[0]) == candidate.Letter || text[0] == candidate.Name[0]) ? 1
                : 0;
            if (length > 0)
            {
                era = candidate;
                return true;
            }
        }

        era = null;
        length = 0;
        return false;
    }

    private static void RequireUnique(IEnumerable<string> values, string parameter)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        if (!values.All(seen.Add))
        {
            throw new ArgumentException("Two eras share a name, a letter or a code.", parameter);
        }
    }
}
