using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;

namespace Daicho.ResidentRegister.Data;

/// <summary>
/// The order in which a decision locks: the case, then households by id, then persons by id. All take it, so none waits for
/// another in a circle; the database's own check of that stays as the net.
/// </summary>
internal static class RegisterLocks
{
    /// <summary>
    /// Locks the households the case touches and its persons until the act ends, and lets decisions that give the same number go
    /// one after the other: the second sees what the first did.
    /// </summary>
    /// <param name="batch">What is asked behind it is answered under the locks.</param>
    /// <param name="of">The case.</param>
    /// <param name="numbers">Keys of the numbers it gives.</param>
    public static void Take(QueryBatch batch, ChangeCase of, IReadOnlyCollection<long> numbers)
    {
        Guid[] persons = [.. of.PersonIds.Concat(of.Content.Named.Select(person => person.Value)).Distinct()];
        Guid[] joined = of.Content.Joined is { } target ? [target.Value] : [];
        if (persons.Length + joined.Length > 0)
        {
            batch.Ask(
                """
                select household_id from resident_register.household
                where household_id in (
                    select unnest($2::uuid[])
                    union select household_id from resident_register.resident where resident_id = any ($1))
                order by household_id for update
                """,
                _ => true,
                persons,
                joined);
        }

        if (persons.Length > 0)
        {
            batch.Ask(
                "select resident_id from resident_register.resident where resident_id = any ($1) order by resident_id for update",
                _ => true,
                persons);
        }

        if (numbers.Count > 0)
        {
            batch.Ask(
                "select pg_advisory_xact_lock(n.key) from (select key from unnest($1::bigint[]) as k (key) order by key) n",
                _ => true,
                numbers.ToArray());
        }
    }
}
