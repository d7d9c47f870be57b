using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;

namespace Daicho.ResidentRegister.Person;

/// <summary>
/// The rules of <see cref="PersonDoor"/> for everybody of whom a page shows something beside the person it was opened for:
/// members of a household, persons of a change, subjects of a certificate. RR-46, CR-51; standard 2.2.4, 3.1.
/// </summary>
internal static class PersonGate
{
    /// <summary>Who is kept from the operator, and by what; a person not in the answer is open.</summary>
    /// <param name="work">The transaction that shows them.</param>
    /// <param name="signedIn">The operator with the piece of work, in which the checks were passed.</param>
    /// <param name="persons">The persons; ids nobody has are open.</param>
    /// <param name="protection">What protects them now.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<IReadOnlyDictionary<ResidentId, Refusal>> ClosedAsync(
        UnitOfWork work,
        SignedIn signedIn,
        IReadOnlyCollection<ResidentId> persons,
        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection,
        CancellationToken cancellation)
    {
        Dictionary<ResidentId, Refusal> closed = [];
        foreach (ResidentId person in persons)
        {
            Refusal? why = Permissions.CheckRelation(signedIn, person.Value)
                ?? (protection.TryGetValue(person, out ProtectionFacts? facts)
                    ? await CheckAsync(work, signedIn, person, facts, cancellation)
                    : null);
            if (why is not null)
            {
                closed[person] = why;
            }
        }

        return closed;
    }

    /// <summary>The same, with the protection read here.</summary>
    public static async Task<IReadOnlyDictionary<ResidentId, Refusal>> ClosedAsync(
        UnitOfWork work,
        SignedIn signedIn,
        IReadOnlyCollection<ResidentId> persons,
        DateOnly today,
        DateTimeOffset now,
        CancellationToken cancellation) =>
        persons.Count == 0
            ? new Dictionary<ResidentId, Refusal>()
            : await ClosedAsync(
                work, signedIn, persons, await ProtectionStore.OfAsync(work, persons, today, now, cancellation), cancellation);

    /// <summary>
    /// The gravest reason for which not all of them may be shown; null when they may. Of the persons
    /// <paramref name="admitted"/> the checks were passed elsewhere, but a relation or a suppression still stops.
    /// </summary>
    public static Refusal? Stop(
        IReadOnlyDictionary<ResidentId, Refusal> closed,
        IReadOnlyCollection<ResidentId> admitted)
    {
        Refusal[] reasons =
        [
            .. closed.Where(one => one.Value != PersonRefusals.ChecksNeeded || !admitted.Contains(one.Key)).Select(one => one.Value),
        ];
        return reasons.FirstOrDefault(why => why != PersonRefusals.ChecksNeeded) ?? reasons.FirstOrDefault();
    }

    private static async Task<Refusal?> CheckAsync(
        UnitOfWork work,
        SignedIn signedIn,
        ResidentId person,
        ProtectionFacts facts,
        CancellationToken cancellation)
    {
        if (PersonRefusals.OfInquiry(facts) is { } suppressed)
        {
            return suppressed;
        }

        InquiryCheck[] needed = [.. PersonDoor.Warnings(facts)];
        if (needed.Length == 0)
        {
            return null;
        }

        return signedIn.WorkContextId is { } context
            && !needed.Except(await InquiryChecks.PassedAsync(work, context, person, cancellation)).Any()
                ? null
                : PersonRefusals.ChecksNeeded;
    }
}
