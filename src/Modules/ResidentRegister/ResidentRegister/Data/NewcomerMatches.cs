using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>Finds earlier or present records of those who come (4.1.1.2): the same card number, or the same three items.</summary>
internal static class NewcomerMatches
{
    // More namesakes of one birth date than a clerk would compare.
    private const int MatchesMax = 50;

    /// <summary>Records that equal a newcomer in some attribute.</summary>
    public static async Task<IReadOnlyList<NewcomerMatch>> FindAsync(
        UnitOfWork work,
        IReadOnlyList<Newcomer> newcomers,
        CancellationToken cancellation)
    {
        List<NewcomerMatch> matches = [];
        foreach (Newcomer newcomer in newcomers)
        {
            Dictionary<ResidentId, NewcomerMatch> found = [];
            foreach ((ResidentId id, bool live) in await SameItemsAsync(work, newcomer, cancellation))
            {
                found[id] = new NewcomerMatch(newcomer.Ref, id, live, MatchKinds.ThreeItems);
            }

            foreach ((ResidentId id, bool live) in await SameCardAsync(work, newcomer, cancellation))
            {
                MatchKinds kinds = found.GetValueOrDefault(id)?.Equal ?? MatchKinds.None;
                found[id] = new NewcomerMatch(newcomer.Ref, id, live, kinds | MatchKinds.CardNumber);
            }

            matches.AddRange(found.Values);
        }

        return matches;
    }

    private static async Task<List<(ResidentId Id, bool Live)>> SameItemsAsync(
        UnitOfWork work,
        Newcomer newcomer,
        CancellationToken cancellation) =>
        newcomer is { Name: { } name, BirthDate: { Earliest: { } birth } }
            ? await work.ListAsync(
                """
                select distinct r.resident_id, r.removed_on is null
                from resident_register.search_name s join resident_register.resident r on r.resident_id = s.resident_id
                where s.written_key = $1 and s.birth_from = $2 and r.sex = $3 and s.kind in (0, 4)
                order by r.resident_id limit $4
                """,
                row => (new ResidentId(row.GetGuid(0)), row.GetBoolean(1)),
                cancellation,
                NameFolding.Fold(name.Display),
                birth,
                (short)newcomer.Sex,
                MatchesMax)
            : [];

    private static async Task<List<(ResidentId Id, bool Live)>> SameCardAsync(
        UnitOfWork work,
        Newcomer newcomer,
        CancellationToken cancellation) =>
        newcomer.Foreign?.CardNumber is { } card
            ? await work.ListAsync(
                """
                select distinct r.resident_id, r.removed_on is null
                from resident_register.resident_history h join resident_register.resident r on r.resident_id = h.resident_id
                where h.record #>> '{foreign,cardNumber}' = $1
                order by r.resident_id limit $2
                """,
                row => (new ResidentId(row.GetGuid(0)), row.GetBoolean(1)),
                cancellation,
                card.Value,
                MatchesMax)
            : [];
}
