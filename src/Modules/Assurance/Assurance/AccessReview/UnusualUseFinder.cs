using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Npgsql;

namespace Daicho.Assurance.AccessReview;

/// <summary>Finds the unusual uses of a period: the statements of the log in one round trip, then one pass over who used whom.</summary>
internal sealed class UnusualUseFinder(NpgsqlDataSource database, BusinessClock clock, PersonLikenesses likenesses)
{
    /// <summary>All unusual uses, by pattern and then the most striking.</summary>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after the period.</param>
    /// <param name="limits">Limits in force.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<UnusualUses> FindAsync(DateOnly from, DateOnly until, Limits limits, CancellationToken cancellation)
    {
        (Pattern Pattern, string Sql, int Limit)[] questions =
        [
            (Pattern.Denied, PatternSql.Denied, 1),
            (Pattern.NumberShown, PatternSql.NumberShown, 1),
            (Pattern.OutOfHours, PatternSql.OutOfHours, 1),
            (Pattern.ManyInAnHour, PatternSql.ManyInAnHour, limits.PersonsPerHour),
            (Pattern.ManyInADay, PatternSql.ManyInADay, limits.PersonsPerDay),
            (Pattern.Repeated, PatternSql.Repeated, limits.RepeatedLooks),
            (Pattern.WithoutAct, PatternSql.WithoutAct, limits.LooksWithoutAct),
            (Pattern.WideSearch, PatternSql.WideSearch, limits.ExportRows),
            (Pattern.FailedSignIn, PatternSql.FailedSignIn, SignIn.FailuresMax),
            (Pattern.LeftOpen, PatternSql.LeftOpen, 1),
            // The last answer is taken out below: it is no pattern but what three patterns are made from.
            (Pattern.SameSurname, PatternSql.Pairs, 1),
        ];
        await using NpgsqlBatch batch = database.CreateBatch();
        foreach ((_, string sql, int limit) in questions)
        {
            NpgsqlBatchCommand command = new(sql);
            command.Parameters.AddValues(Midnight(from), Midnight(until), limit, limits.OpensAt, limits.ClosesAt, clock.Instant());
            batch.BatchCommands.Add(command);
        }

        List<UnusualUse> found = [];
        List<Pattern> cut = [];
        await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellation))
        {
            foreach ((Pattern pattern, string sql, _) in questions)
            {
                int before = found.Count;
                while (await reader.ReadAsync(cancellation))
                {
                    found.Add(Read(reader, pattern));
                }

                if (found.Count - before == (sql == PatternSql.Pairs ? PatternSql.PairsMax : PatternSql.RowsMax))
                {
                    cut.AddRange(sql == PatternSql.Pairs
                        ? [Pattern.OwnOrRelative, Pattern.Protected, Pattern.SameSurname, Pattern.SameAddress]
                        : [pattern]);
                }

                await reader.NextResultAsync(cancellation);
            }
        }

        UnusualUse[] pairs = [.. found.Where(use => use.Pattern == Pattern.SameSurname)];
        found.RemoveAll(use => use.Pattern == Pattern.SameSurname);
        found.AddRange(await CompareAsync(pairs, cancellation));
        return new([.. found.OrderBy(use => use.Pattern).ThenByDescending(use => use.Count).ThenBy(use => use.First)], cut);
    }

    /// <summary>Midnight in Japan.</summary>
    internal static DateTimeOffset Midnight(DateOnly day) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), BusinessClock.JapanOffset).ToUniversalTime();

    /// <summary>Compares operators with the persons whose records they used.</summary>
    private async Task<IReadOnlyList<UnusualUse>> CompareAsync(UnusualUse[] pairs, CancellationToken cancellation)
    {
        if (pairs.Length == 0)
        {
            return [];
        }

        ILookup<Guid, (ResidentId Resident, string Relation)> relations = (await database.ListAsync(
            PatternSql.Relations, row => (Operator: row.GetGuid(0), Resident: new ResidentId(row.GetGuid(1)), Relation: row.GetString(2)), cancellation))
            .ToLookup(row => row.Operator, row => (row.Resident, row.Relation));
        Dictionary<ResidentId, PersonLikeness> persons = (await likenesses(
            [.. pairs.Select(pair => pair.Subject!), .. relations.SelectMany(row => row.Select(one => one.Resident))], cancellation))
            .ToDictionary(person => person.Id);
        List<UnusualUse> found = [];
        foreach (UnusualUse pair in pairs)
        {
            // The pairs name their operator's id where other answers have a detail.
            (ResidentId Resident, string Relation)[] own = [.. relations[Guid.Parse(pair.Detail)]];
            PersonLikeness? person = persons.GetValueOrDefault(pair.Subject!);
            found.AddRange(Classify(pair.OperatorName, own, person, persons).Select(pattern => pair with { Pattern = pattern, Detail = "" }));
        }

        return found;
    }

    /// <summary>What is unusual about one operator's use of one person's record.</summary>
    internal static IEnumerable<Pattern> Classify(
        string? operatorName,
        IReadOnlyCollection<(ResidentId Resident, string Relation)> own,
        PersonLikeness? person,
        IReadOnlyDictionary<ResidentId, PersonLikeness> persons)
    {
        if (person is null)
        {
            yield break;
        }

        if (person.IsProtected)
        {
            yield return Pattern.Protected;
        }

        if (own.Any(one => one.Resident == person.Id))
        {
            yield return Pattern.OwnOrRelative;
            yield break;
        }

        // Homes of the operator: the own record's and those of the declared household.
        PersonLikeness[] homes = [.. own.Where(one => one.Relation is "self" or "household").Select(one => persons.GetValueOrDefault(one.Resident)).OfType<PersonLikeness>()];
        if (homes.Any(home => home.Household == person.Household || home.AddressKey == person.AddressKey))
        {
            yield return Pattern.SameAddress;
        }

        string?[] surnames = [SurnameOf(operatorName), .. homes.Select(home => home.SurnameKey)];
        if (person.SurnameKey is not null && surnames.Contains(person.SurnameKey))
        {
            yield return Pattern.SameSurname;
        }
    }

    private static string? SurnameOf(string? displayName) =>
        displayName is not null && displayName.AsSpan().IndexOfAny(' ', '　') is > 0 and int at ? NameFolding.Fold(displayName[..at]) : null;

    private static UnusualUse Read(NpgsqlDataReader row, Pattern pattern) => new(
        pattern,
        row.GetString(0),
        row.Nullable<string>(1),
        row.IsDBNull(2) ? null : new ResidentId(row.GetGuid(2)),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetInt64(5),
        row.GetString(6));
}
