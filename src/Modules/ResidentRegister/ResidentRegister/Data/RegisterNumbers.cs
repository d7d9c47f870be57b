using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>Takes 宛名番号 and 世帯番号 from their sequences (1.1.13). A number of an act that fails is never used again.</summary>
/// <remarks>The act has its turn by <see cref="NumberTurns"/>: an import sets the sequences.</remarks>
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
        HouseholdNumber? made = null;
        while (waiting.Count > 0 || (household && made is null))
        {
            // The check digit skips some running numbers: what lacks is taken in the next round.
            QueryBatch batch = new();
            IReadOnlyList<long> ofPersons = AskNext(batch, "addressee_number", waiting.Count);
            IReadOnlyList<long> ofHousehold = AskNext(batch, "household_number", household && made is null ? 1 : 0);
            await batch.RunAsync(work, cancellation);
            foreach (AddresseeNumber number in ofPersons.Select(running => AddresseeNumber.FromSequence(running, digits)).OfType<AddresseeNumber>())
            {
                allotted.Add(new AllottedPerson(new ResidentId(waiting.Dequeue()), number));
            }

            made ??= ofHousehold.Select(running => HouseholdNumber.FromSequence(running, digits)).SingleOrDefault();
        }

        return new Allotment(actId, allotted, made is null ? null : new AllottedHousehold(HouseholdId.New(), made));
    }

    private static IReadOnlyList<long> AskNext(QueryBatch batch, string sequence, int count) =>
        count == 0
            ? []
            : batch.Ask(
                "select nextval(('resident_register.' || $1)::regclass) from generate_series(1, $2)",
                row => row.GetInt64(0),
                sequence,
                count);
}
