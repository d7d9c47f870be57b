using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>
/// Finds earlier or present records of those who come (4.1.1.2): the same number of the vault, the same card number, or the
/// same three items.
/// </summary>
internal static class NewcomerMatches
{
    // More namesakes of one birth date than a clerk would compare.
    private const int MatchesMax = 50;

    /// <summary>Records that equal a newcomer in some attribute, or a resident in a number entered for him.</summary>
    /// <param name="work">The act.</param>
    /// <param name="newcomers">Those who come.</param>
    /// <param name="numbers">Who has the numbers entered, as the vault says.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<IReadOnlyList<NewcomerMatch>> FindAsync(
        UnitOfWork work,
        IReadOnlyList<Newcomer> newcomers,
        IReadOnlyList<(PersonRef Person, ResidentId Holder, MatchKinds Kind)> numbers,
        CancellationToken cancellation)
    {
        Dictionary<(PersonRef, ResidentId), NewcomerMatch> found = [];
        foreach (Newcomer newcomer in newcomers)
        {
            Add(newcomer.Ref, MatchKinds.ThreeItems, await SameItemsAsync(work, newcomer, cancellation));
            Add(newcomer.Ref, MatchKinds.CardNumber, await SameCardAsync(work, newcomer, cancellation));
        }

        HashSet<ResidentId> removed = await RemovedAsync(work, [.. numbers.Select(one => one.Holder)], cancellation);
        foreach ((PersonRef person, ResidentId holder, MatchKinds kind) in numbers)
        {
            Add(person, kind, [(holder, !removed.Contains(holder))]);
        }

        return [.. found.Values];

        void Add(PersonRef person, MatchKinds kind, List<(ResidentId Id, bool Live)> records)
        {
            foreach ((ResidentId id, bool live) in records)
            {
                MatchKinds before = found.GetValueOrDefault((person, id))?.Equal ?? MatchKinds.None;
                found[(person, id)] = new NewcomerMatch(person, id, live, before | kind);
            }
        }
    }

    // Who is not on the register yet is another newcomer of the same case, and counts as living.
    private static async Task<HashSet<ResidentId>> RemovedAsync(
        UnitOfWork work,
        IReadOnlyList<ResidentId> holders,
        CancellationToken cancellation) =>
        holders.Count == 0
            ? []
            :
            [
                .. await work.ListAsync(
                    "select resident_id from resident_register.resident where resident_id = any ($1) and removed_on is not null",
                    row => new ResidentId(row.GetGuid(0)),
                    cancellation,
                    [holders.Select(holder => holder.Value).ToArray()]),
            ];

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
