using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;

namespace Daicho.ResidentRegister.Data;

/// <summary>
/// Finds earlier or present records of those who come (4.1.1.2): the same number of the vault, the same card number, or the
/// same three items.
/// </summary>
internal static class NewcomerMatches
{
    // More namesakes of one birth date than a clerk would compare.
    private const int MatchesMax = 50;

    // The selects hide how many come: one plan serves all, and planning anew takes longer than the answer.
    private const string SameItemsSql =
        """
        select n.place, same.resident_id, same.live
        from unnest((select $1::int[]), (select $2::text[]), (select $3::date[]), (select $4::smallint[])) as n (place, written_key, birth, sex)
        cross join lateral (
            select distinct r.resident_id, r.removed_on is null as live
            from resident_register.search_name s join resident_register.resident r on r.resident_id = s.resident_id
            where s.written_key = n.written_key and s.birth_from = n.birth and r.sex = n.sex and s.kind in (0, 4)
            order by r.resident_id limit $5) same
        order by n.place, same.resident_id
        """;

    private const string SameCardSql =
        """
        select n.place, same.resident_id, same.live
        from unnest((select $1::int[]), (select $2::text[])) as n (place, card)
        cross join lateral (
            select distinct r.resident_id, r.removed_on is null as live
            from resident_register.resident_history h join resident_register.resident r on r.resident_id = h.resident_id
            where h.record #>> '{foreign,cardNumber}' = n.card
            order by r.resident_id limit $3) same
        order by n.place, same.resident_id
        """;

    /// <summary>Asks for records that equal a newcomer in some attribute, or a resident in a number entered for him.</summary>
    /// <param name="batch">What else is asked.</param>
    /// <param name="newcomers">Those who come.</param>
    /// <param name="numbers">Who has the numbers entered, as the vault says.</param>
    /// <returns>The matches, once the batch has run.</returns>
    public static Func<IReadOnlyList<NewcomerMatch>> Ask(
        QueryBatch batch,
        IReadOnlyList<Newcomer> newcomers,
        IReadOnlyList<(PersonRef Person, ResidentId Holder, MatchKinds Kind)> numbers)
    {
        IReadOnlyList<(int Place, ResidentId Id, bool Live)> items = AskSameItems(batch, newcomers);
        IReadOnlyList<(int Place, ResidentId Id, bool Live)> cards = AskSameCards(batch, newcomers);
        IReadOnlyList<ResidentId> removed = AskRemoved(batch, numbers);
        return () => Matches(newcomers, numbers, items, cards, [.. removed]);
    }

    private static IReadOnlyList<NewcomerMatch> Matches(
        IReadOnlyList<Newcomer> newcomers,
        IReadOnlyList<(PersonRef Person, ResidentId Holder, MatchKinds Kind)> numbers,
        IReadOnlyList<(int Place, ResidentId Id, bool Live)> items,
        IReadOnlyList<(int Place, ResidentId Id, bool Live)> cards,
        HashSet<ResidentId> removed)
    {
        Dictionary<(PersonRef, ResidentId), NewcomerMatch> found = [];
        foreach ((Newcomer newcomer, int place) in newcomers.Select((one, place) => (one, place)))
        {
            foreach ((_, ResidentId id, bool live) in items.Where(one => one.Place == place))
            {
                Add(newcomer.Ref, MatchKinds.ThreeItems, id, live);
            }

            foreach ((_, ResidentId id, bool live) in cards.Where(one => one.Place == place))
            {
                Add(newcomer.Ref, MatchKinds.CardNumber, id, live);
            }
        }

        foreach ((PersonRef person, ResidentId holder, MatchKinds kind) in numbers)
        {
            Add(person, kind, holder, !removed.Contains(holder));
        }

        return [.. found.Values];

        void Add(PersonRef person, MatchKinds kind, ResidentId id, bool live)
        {
            MatchKinds before = found.GetValueOrDefault((person, id))?.Equal ?? MatchKinds.None;
            found[(person, id)] = new NewcomerMatch(person, id, live, before | kind);
        }
    }

    // Who is not on the register yet is another newcomer of the same case, and counts as living.
    private static IReadOnlyList<ResidentId> AskRemoved(
        QueryBatch batch, IReadOnlyList<(PersonRef Person, ResidentId Holder, MatchKinds Kind)> numbers) =>
        numbers.Count == 0
            ? []
            : batch.Ask(
                "select resident_id from resident_register.resident where resident_id = any ($1) and removed_on is not null",
                row => new ResidentId(row.GetGuid(0)),
                [numbers.Select(one => one.Holder.Value).ToArray()]);

    private static IReadOnlyList<(int Place, ResidentId Id, bool Live)> AskSameItems(
        QueryBatch batch, IReadOnlyList<Newcomer> newcomers)
    {
        List<(int Place, string Key, DateOnly Birth, short Sex)> asked = [];
        for (int place = 0; place < newcomers.Count; place++)
        {
            if (newcomers[place] is { Name: { } name, BirthDate.Earliest: { } birth } newcomer)
            {
                asked.Add((place, NameFolding.Fold(name.Display), birth, (short)newcomer.Sex));
            }
        }

        return asked.Count == 0
            ? []
            : batch.Ask(
                SameItemsSql,
                Row,
                asked.Select(one => one.Place).ToArray(),
                asked.Select(one => one.Key).ToArray(),
                asked.Select(one => one.Birth).ToArray(),
                asked.Select(one => one.Sex).ToArray(),
                MatchesMax);
    }

    private static IReadOnlyList<(int Place, ResidentId Id, bool Live)> AskSameCards(
        QueryBatch batch, IReadOnlyList<Newcomer> newcomers)
    {
        (int Place, string Card)[] asked =
        [
            .. newcomers.Select((newcomer, place) => (place, newcomer.Foreign?.CardNumber?.Value))
                .Where(one => one.Value is not null)
                .Select(one => (one.place, one.Value!)), // filtered in the line above
        ];
        return asked.Length == 0
            ? []
            : batch.Ask(
                SameCardSql, Row, asked.Select(one => one.Place).ToArray(), asked.Select(one => one.Card).ToArray(), MatchesMax);
    }

    private static (int Place, ResidentId Id, bool Live) Row(NpgsqlDataReader row) =>
        (row.GetInt32(0), new ResidentId(row.GetGuid(1)), row.GetBoolean(2));
}
