using System.Globalization;
using System.Text.RegularExpressions;
using Daicho.EndToEnd.Tests.Demo;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.Platform.Data;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The test log sink of style section 11: values of residents where nobody may find them.</summary>
internal static partial class Leaks
{
    /// <summary>Places where a window's addresses or titles name a member of the family.</summary>
    public static IEnumerable<string> InAddressesAndTitles(Family family, params ReadOnlySpan<ClerkWindow> windows)
    {
        List<string> met = [];
        foreach (ClerkWindow window in windows)
        {
            met.AddRange(window.Met);
        }

        Assert.NotEmpty(met);
        return Find(string.Join('\n', met), family.Members);
    }

    /// <summary>Values of anybody on the register in what the zone printed or its database server logged.</summary>
    public static async Task<IReadOnlyList<string>> InLogsAsync(DemoZone zone)
    {
        await using ZoneSession session = await Family.OpenAsync(zone.Data);
        List<ResidentRecord> everybody = await session.Database.Owner.ListAsync(
            "select record::text from resident_register.resident_history",
            row => RecordJson.Read(row.GetString(0)),
            TestContext.Current.CancellationToken);
        List<string> logs = [zone.Output];
        foreach (string file in Directory.EnumerateFiles(zone.Data, "*.log", SearchOption.AllDirectories))
        {
            await using FileStream log = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(log);
            logs.Add(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return [.. Find(string.Join('\n', logs), everybody)];
    }

    /// <summary>Kinds of values found in a text, never the values themselves.</summary>
    public static IEnumerable<string> Find(string text, IEnumerable<ResidentRecord> persons)
    {
        string searched = Spaces().Replace(text, "");
        HashSet<string> words = [.. Words().Matches(text).Select(match => match.Value)];
        return persons.SelectMany(person => ValuesOf(person))
            .Where(one => one.Value.Length >= LengthMin && !Unrelated(one.Value))
            .Distinct()
            .Where(one => one.IsWord ? words.Contains(one.Value) : searched.Contains(one.Value, StringComparison.Ordinal))
            .Select(one => one.Kind)
            .Distinct();
    }

    /// <summary>Shorter values are words of ordinary text.</summary>
    private const int LengthMin = 4;

    /// <summary>
    /// The printed accounts carry names that an invented resident may share, and every log line carries the day of the run,
    /// on which an invented child may be born.
    /// </summary>
    private static bool Unrelated(string value) =>
        value is "佐々木美咲" or "高橋健太" or "森由紀子" or "池田隆" or "黒田直子"
        || value.StartsWith(TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static IEnumerable<(string Kind, string Value, bool IsWord)> ValuesOf(ResidentRecord person)
    {
        yield return ("name", Spaces().Replace(person.Name.Written, ""), false);
        if (person.Name.Kana is { Length: > 0 } kana)
        {
            yield return ("reading", Spaces().Replace(kana, ""), false);
        }

        yield return ("address", Spaces().Replace(person.Address.Town + person.Address.Lot, ""), false);
        yield return ("addressee number", person.AddresseeNumber.Value, true);
        yield return ("household number", person.Household.Number.Value, true);
        if (person.BirthDate.Exact is { } born)
        {
            yield return ("birth date", born.ToString("O", CultureInfo.InvariantCulture), false);
            yield return ("birth date", born.ToString("yyyyMMdd", CultureInfo.InvariantCulture), true);
            yield return ("birth date", Wareki.Display(born, EraTable.Default), false);
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Words();
}
