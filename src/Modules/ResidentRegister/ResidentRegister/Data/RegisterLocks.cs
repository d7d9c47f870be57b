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
    /// Lets decisions that give the same number go one after the other until the act ends: the second sees what the first did.
    /// </summary>
    public static Task TakeNumbersAsync(UnitOfWork work, long[] keys, CancellationToken cancellation) => work.ExecuteAsync(
        "select pg_advisory_xact_lock(n.key) from (select key from unnest($1::bigint[]) as k (key) order by key) n",
        cancellation,
        keys);

    /// <summary>Locks the households the case touches and its persons until the act ends.</summary>
    public static async Task TakeAsync(UnitOfWork work, ChangeCase of, CancellationToken cancellation)
    {
        Guid[] persons = [.. of.PersonIds.Concat(of.Content.Named.Select(person => person.Value)).Distinct()];
        await work.ExecuteAsync(
            """
            select from resident_register.household
            where household_id = any ($2)
               or household_id in (select household_id from resident_register.resident where resident_id = any ($1))
            order by household_id for update
            """,
            cancellation,
            persons,
            of.Content.Joined is { } target ? new[] { target.Value } : []);
        await work.ExecuteAsync(
            """
            select from resident_register.resident where resident_id = any ($1) order by resident_id for update
            """,
            cancellation,
            persons);
    }
}
