using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Data;

/// <summary>The exclusive hold on residents one works on (WF-06, standard 10.3); it ends by itself.</summary>
internal static class EditHolds
{
    /// <summary>How long a hold lasts without being renewed; the idle log-off of a session is of the same length.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(15);

    /// <summary>Takes or renews the hold on all these persons; those held by another operator stay with them.</summary>
    public static Task<int> TakeAsync(
        UnitOfWork work,
        IReadOnlyCollection<ResidentId> persons,
        CancellationToken cancellation) =>
        work.ExecuteAsync(
            """
            insert into resident_register.edit_hold as h (resident_id, held_by, terminal, expires_at)
            select p, $2, $3, clock_timestamp() + $4 from unnest($1) p order by p
            on conflict (resident_id) do update
            set held_by = excluded.held_by, terminal = excluded.terminal, expires_at = excluded.expires_at
            where h.held_by = excluded.held_by or h.expires_at < clock_timestamp()
            """,
            cancellation,
            persons.Select(person => person.Value).Order().ToArray(),
            work.Operator.OperatorCode,
            work.Operator.Terminal,
            Holds);

    /// <summary>Ends one's own hold on these persons, with the act.</summary>
    public static void Release(UnitOfWork work, IReadOnlyCollection<ResidentId> persons)
    {
        if (persons.Count > 0)
        {
            work.Defer(
                "delete from resident_register.edit_hold where resident_id = any ($1) and held_by = $2",
                persons.Select(person => person.Value).ToArray(),
                work.Operator.OperatorCode);
        }
    }

    /// <summary>Those of the persons whom another operator holds now.</summary>
    public static async Task<HashSet<ResidentId>> HeldByOthersAsync(
        UnitOfWork work,
        IReadOnlyCollection<ResidentId> persons,
        CancellationToken cancellation)
    {
        QueryBatch batch = new();
        IReadOnlyList<ResidentId> held = AskHeldByOthers(batch, work.Operator.OperatorCode, persons);
        await batch.RunAsync(work, cancellation);
        return [.. held];
    }

    /// <summary>Asks for those whom another than this operator holds now, together with other things.</summary>
    public static IReadOnlyList<ResidentId> AskHeldByOthers(
        QueryBatch batch, string operatorCode, IReadOnlyCollection<ResidentId> persons) =>
        persons.Count == 0
            ? []
            : batch.Ask(
                """
                select resident_id from resident_register.edit_hold
                where resident_id = any ($1) and held_by <> $2 and expires_at >= clock_timestamp()
                """,
                row => new ResidentId(row.GetGuid(0)),
                persons.Select(person => person.Value).ToArray(),
                operatorCode);
}
