using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Support;

namespace Daicho.ResidentRegister.Data;

/// <summary>Writes what was decided: households that come into being, rows, households that end, and what follows for protection.</summary>
internal static class ProposalStore
{
    /// <summary>Writes it in the act's transaction, behind what the batch holds already.</summary>
    /// <returns>The conflict when a record changed meanwhile; then the act must not commit.</returns>
    public static async Task<Refusal?> StoreAsync(
        UnitOfWork work, QueryBatch batch, ChangeProposal decided, DateOnly today, CancellationToken cancellation)
    {
        foreach (FormedHousehold formed in decided.Formed)
        {
            batch.Do(
                "insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)",
                formed.Household.Id.Value,
                formed.Household.Number.Value,
                formed.On);
        }

        if (await RegisterStore.AppendAsync(work, batch, decided.ToStore(), cancellation) is { } conflict)
        {
            return conflict;
        }

        foreach (ClosedHousehold closed in decided.Closed)
        {
            work.Defer(
                """
                update resident_register.household set closed_on = $2, version = version + 1
                where household_id = $1 and closed_on is null
                """,
                closed.Id.Value,
                closed.On);
        }

        await SupportHandler.MovedOutAsync(work, [.. MovedOut(decided)], today, cancellation);
        return null;
    }

    private static IEnumerable<ResidentId> MovedOut(ChangeProposal decided) => decided.Rows
        .Where(row => row.Before is { IsLive: true } && row.Row.Record.Removal is { Kind: RemovalKind.MovedOut })
        .Select(row => row.Row.ResidentId);
}
