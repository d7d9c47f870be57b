using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>Writes what was decided: households that come into being, rows, households that end.</summary>
internal static class ProposalStore
{
    /// <summary>Writes it in the act's transaction.</summary>
    /// <returns>The conflict when a record changed meanwhile; then the act must not commit.</returns>
    public static async Task<Refusal?> StoreAsync(UnitOfWork work, ChangeProposal decided, CancellationToken cancellation)
    {
        foreach (FormedHousehold formed in decided.Formed)
        {
            await work.ExecuteAsync(
                "insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)",
                cancellation,
                formed.Household.Id.Value,
                formed.Household.Number.Value,
                formed.On);
        }

        if (await RegisterStore.AppendAsync(work, decided.ToStore(), cancellation) is { } conflict)
        {
            return conflict;
        }

        foreach (ClosedHousehold closed in decided.Closed)
        {
            await work.ExecuteAsync(
                """
                update resident_register.household set closed_on = $2, version = version + 1
                where household_id = $1 and closed_on is null
                """,
                cancellation,
                closed.Id.Value,
                closed.On);
        }

        return null;
    }
}
