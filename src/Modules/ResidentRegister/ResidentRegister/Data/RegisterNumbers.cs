using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>Takes 宛名番号 and 世帯番号 from their sequences (1.1.13). A number of an act that fails is never used again.</summary>
internal static class RegisterNumbers
{
    /// <summary>Numbers for the new persons, whose ids were set aside with the draft, and, when one is formed, the new household.</summary>
    public static async Task<Allotment> AllotAsync(
        UnitOfWork work,
        Guid actId,
        IEnumerable<Guid> persons,
        bool household,
        int digits,
        CancellationToken cancellation)
    {
        List<AllottedPerson> allotted = [];
        Queue<Guid> waiting = new(persons);
        while (waiting.Count > 0)
        {
            // The check digit skips some running numbers: what lacks is taken in the next round.
            foreach (long running in await NextAsync(work, "addressee_number", waiting.Count, cancellation))
            {
                if (AddresseeNumber.FromSequence(running, digits) is { } number)
                {
                    allotted.Add(new AllottedPerson(new ResidentId(waiting.Dequeue()), number));
                }
            }
        }

        HouseholdNumber? made = null;
        while (household && made is null)
        {
            made = HouseholdNumber.FromSequence((await NextAsync(work, "household_number", 1, cancellation))[0], digits);
        }

        return new Allotment(actId, allotted, made is null ? null : new AllottedHousehold(HouseholdId.New(), made));
    }

    private static Task<List<long>> NextAsync(UnitOfWork work, string sequence, int count, CancellationToken cancellation) =>
        work.ListAsync(
            "select nextval(('resident_register.' || $1)::regclass) from generate_series(1, $2)",
            row => row.GetInt64(0),
            cancellation,
            sequence,
            count);
}
