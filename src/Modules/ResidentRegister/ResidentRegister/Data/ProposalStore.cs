using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>Writes what was decided: households that come into being, rows, households that end.</summary>
internal static class ProposalStore
{
    /// <summary>Writes it in the act's transaction, behind what the batch holds already.</summary>
    /// <returns>The conflict when a record changed meanwhile; then the act must not commit.</returns>
    public static async Task<Refusal?> StoreAsync(
        UnitOfWork work, QueryBatch batch, ChangeProposal decided, CancellationToken cancellation)
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

        return null;
    }
}
