using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Picks items by whole-number weights.</summary>
internal sealed class Weighted<T>
{
    private readonly T[] items;
    private readonly int[] upTo;

    public Weighted(IEnumerable<(T Item, int Weight)> weighted)
    {
        List<T> kept = [];
        List<int> sums = [];
        long sum = 0;
        foreach ((T item, int weight) in weighted.Where(one => one.Weight > 0))
        {
            sum += weight;
            kept.Add(item);
            sums.Add(checked((int)sum));
        }

        items = [.. kept];
        upTo = [.. sums];
    }

    public bool IsEmpty => items.Length == 0;

    public T Pick(SeededRandom random)
    {
        int drawn = random.NextInt(upTo[^1]);
        int place = Array.BinarySearch(upTo, drawn + 1);
        return items[place < 0 ? ~place : place];
    }
}

/// <summary>A name with its reading.</summary>
internal sealed record NamePart(string Written, string Kana);

/// <summary>Everything that is drawn from the masters.</summary>
internal sealed class Draw
{
    private const int FirstYear = 1900;
    private readonly Weighted<NamePart> surnames;
    private readonly Weighted<NamePart>[] male;
    private readonly Weighted<NamePart>[] female;
    private readonly Weighted<Town> towns;
    private readonly Weighted<Country> countries;
    private readonly Municipality[] others;

    public Draw(PopulationMasters masters, int lastYear)
    {
        surnames = new(Scaled(masters.Surnames).Select(one => (new NamePart(one.Written, one.Kana), one.Frequency)));
        male = Years(masters.GivenNames.Where(name => name.Male), lastYear);
        female = Years(masters.GivenNames.Where(name => !name.Male), lastYear);
        towns = new(masters.Towns.Select(town => (town, town.Weight)));
        countries = new(masters.Countries.Select(country => (country, country.Weight)));
        others = [.. masters.Others];
    }

    public NamePart Surname(SeededRandom random) => surnames.Pick(random);

    public NamePart GivenName(SeededRandom random, bool isMale, int birthYear)
    {
        Weighted<NamePart>[] years = isMale ? male : female;
        return years[Math.Clamp(birthYear - FirstYear, 0, years.Length - 1)].Pick(random);
    }

    public Town Town(SeededRandom random) => towns.Pick(random);

    public Country Country(SeededRandom random) => countries.Pick(random);

    /// <summary>A municipality people come from or go to; neighbours in the list of the prefecture are likelier.</summary>
    public Municipality Elsewhere(SeededRandom random) => random.Pick(others);

    /// <summary>National lists count persons, shipped ones thousands; only the ratio matters, and the sum must fit.</summary>
    private static IEnumerable<Surname> Scaled(IReadOnlyList<Surname> all)
    {
        int divisor = all.Max(one => one.Frequency) > 100_000 ? 1000 : 1;
        return all.Select(one => one with { Frequency = Math.Max(1, one.Frequency / divisor) });
    }

    private static Weighted<NamePart>[] Years(IEnumerable<GivenName> names, int lastYear)
    {
        GivenName[] all = [.. names.Where(name => name is { FromYear: not null, UntilYear: not null })];
        int firstKnown = all.Min(name => name.FromYear!.Value);
        int lastKnown = all.Max(name => name.UntilYear!.Value) - 1;
        return [.. Enumerable.Range(FirstYear, lastYear - FirstYear + 1)
            .Select(year => Math.Clamp(year, firstKnown, lastKnown))
            .Select(year => new Weighted<NamePart>(all
                .Where(name => name.FromYear <= year && year < name.UntilYear)
                .Select(name => (new NamePart(name.Written, name.Kana), name.Weight))))];
    }
}
