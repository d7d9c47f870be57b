using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.DailyWork;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A number as entered for a person of a form. It goes to the vault and nowhere else.</summary>
/// <param name="Person">For whom.</param>
/// <param name="Kind">Which number.</param>
/// <param name="Number">The number; null when one entered before is taken back.</param>
internal sealed record EnteredNumber(PersonRef Person, NumberKind Kind, VaultNumber? Number);

/// <summary>
/// The numbers of cases. Those entered into a draft wait in the vault under an act of the saved version, are compared there
/// with those of others, and count with the decision. What a crash leaves between the two databases the sweeper settles.
/// </summary>
internal sealed class CaseNumbers(NumberVault vault)
{
    /// <summary>Reserves what was entered and what an earlier version of the case has reserved for the same people.</summary>
    /// <param name="content">What was entered.</param>
    /// <param name="entered">The numbers.</param>
    /// <param name="earlier">The case before this edit; null for a new one.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The content, saying for whom there are numbers, and the vault's act; null when there are none.</returns>
    public async Task<(CaseContent Content, Guid? Act)> ReserveAsync(
        CaseContent content,
        IReadOnlyList<EnteredNumber> entered,
        ChangeCase? earlier,
        CancellationToken cancellation)
    {
        content = (content with { NewcomerIds = earlier?.Content.NewcomerIds ?? content.NewcomerIds }).WithNewcomerIds();
        List<(PersonRef Person, NumberKind Kind)> reserved = [];
        List<ResidentNumber> typed = [];
        foreach (EnteredNumber one in entered)
        {
            if (one.Number is { } number && content.ResidentOf(one.Person) is { } person)
            {
                typed.Add(new ResidentNumber(person.Value, number));
                reserved.Add((one.Person, one.Kind));
            }
        }

        List<(Guid Person, NumberKind Kind)> kept = [];
        foreach ((PersonRef person, NumberKind kind) in earlier?.Content.NumbersEntered ?? [])
        {
            // Bound to the person: who became somebody else by the edit gets a number entered anew.
            if (!entered.Any(one => one.Person == person && one.Kind == kind)
                && content.ResidentOf(person) is { } id && id == earlier?.Content.ResidentOf(person))
            {
                kept.Add((id.Value, kind));
                reserved.Add((person, kind));
            }
        }

        content = content.WithNumbersEntered(reserved);
        if (reserved.Count == 0)
        {
            return (content, null);
        }

        Guid act = Guid.CreateVersion7();
        if (kept.Count > 0 && earlier?.NumberAct is { } before)
        {
            await vault.TakeOverAsync(before, act, kept, cancellation);
        }

        if (typed.Count > 0)
        {
            await vault.ReserveAsync(act, typed, cancellation);
        }

        return (content, act);
    }

    /// <summary>The numbers that wait with a case; null when there are none.</summary>
    public async Task<Reservation?> FindAsync(Guid? act, CancellationToken cancellation) =>
        act is { } own ? await vault.FindReservationAsync(own, cancellation) : null;

    /// <summary>What the vault says of the numbers of a case, as far as their acts stand in the register.</summary>
    public async Task<NumberFacts> CompareAsync(
        UnitOfWork work, Reservation? own, CaseContent content, CancellationToken cancellation)
    {
        if (own is null)
        {
            return NumberFacts.None;
        }

        ReservedComparison compared = await vault.CompareAsync(own, cancellation);
        Guid[] unconfirmed = [.. compared.Holders.Where(one => !one.Confirmed && one.ActId != own.ActId).Select(one => one.ActId).Distinct()];
        IReadOnlyDictionary<Guid, ActFate> fates = unconfirmed.Length == 0
            ? new Dictionary<Guid, ActFate>()
            : await RegisterActs.FatesAsync(work, unconfirmed, cancellation);
        ILookup<Guid, PersonRef> persons = content.NumbersEntered.Select(one => one.Person).Distinct()
            .Where(person => content.ResidentOf(person) is not null)
            .ToLookup(person => content.ResidentOf(person)!.Value); // filtered in the line above
        return new NumberFacts(
            [
                .. compared.Holders
                    .Where(one => one.Confirmed || one.ActId == own.ActId || fates.GetValueOrDefault(one.ActId, ActFate.Open) == ActFate.Committed)
                    .SelectMany(one => persons[one.ResidentId].Select(person => (
                        person,
                        new ResidentId(one.HolderId),
                        one.Kind == NumberKind.Individual ? MatchKinds.IndividualNumber : MatchKinds.RecordCode))),
            ],
            compared.Different.Where(one => one.Kind == NumberKind.Individual).Select(one => new ResidentId(one.ResidentId)).ToHashSet());
    }

    /// <summary>The case was decided: its numbers count from now on.</summary>
    public Task ConfirmAsync(Guid? act, CancellationToken cancellation) =>
        act is { } decided ? vault.ConfirmAsync(decided, cancellation) : Task.CompletedTask;

    /// <summary>Nothing will come of a reservation: it goes.</summary>
    public Task DiscardAsync(Guid? act, CancellationToken cancellation) =>
        act is { } gone ? vault.DiscardAsync(gone, cancellation) : Task.CompletedTask;

    /// <summary>Reveals a number that waits with a case, by the rule of the vault; null when there is none.</summary>
    public async Task<Result<VaultNumber?>> RevealAsync(
        SignedIn who, Guid requestId, string taskCode, ChangeCase of, ResidentId person, NumberKind kind, CancellationToken cancellation)
    {
        if (of.NumberAct is not { } act)
        {
            return (VaultNumber?)null;
        }

        Result<IReadOnlyList<VaultNumber>> revealed = await vault.RevealReservedAsync(
            who, requestId, taskCode, kind, person.Value, of.Id.Value, act, cancellation);
        return revealed.IsRefused(out Refusal? why, out IReadOnlyList<VaultNumber>? numbers) ? why : numbers.Count == 0 ? null : numbers[0];
    }
}
