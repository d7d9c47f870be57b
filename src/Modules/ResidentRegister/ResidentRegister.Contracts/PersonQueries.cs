using Daicho.Kernel;

namespace Daicho.ResidentRegister.Contracts;

/// <summary>Whose record it is, for lists of other modules. Masks itself.</summary>
/// <param name="Id">The person.</param>
/// <param name="AddresseeNumber">宛名番号.</param>
/// <param name="Name">Display name, as registered.</param>
/// <param name="Reading">フリガナ; null when none.</param>
/// <param name="Address">Address of record; null for a person under support measures (支援措置) unless the operator may see it.</param>
/// <param name="IsProtected">Under support measures today.</param>
/// <param name="IsRemoved">No longer on the register (消除).</param>
public sealed record PersonSummary(
    ResidentId Id,
    AddresseeNumber AddresseeNumber,
    string Name,
    string? Reading,
    string? Address,
    bool IsProtected,
    bool IsRemoved)
{
    /// <inheritdoc/>
    public override string ToString() => "PersonSummary(***)";
}

/// <summary>What tells whether two persons may be related, as keys to compare and never to show (logs of access, 10.2).</summary>
/// <param name="Id">The person.</param>
/// <param name="SurnameKey">Surname with variant characters folded; null when the name is not split.</param>
/// <param name="AddressKey">Address with variant characters folded.</param>
/// <param name="Household">The household.</param>
/// <param name="IsProtected">Under support measures today.</param>
public sealed record PersonLikeness(ResidentId Id, string? SurnameKey, string AddressKey, HouseholdId Household, bool IsProtected)
{
    /// <inheritdoc/>
    public override string ToString() => "PersonLikeness(***)";
}

/// <summary>The persons in no particular order, unknown ones left out; at most 1,000. The question is on the access log before it is answered.</summary>
public delegate Task<IReadOnlyList<PersonSummary>> PersonSummaries(IReadOnlyCollection<ResidentId> persons, CancellationToken cancellation);

/// <summary>The person of an addressee number, or null. The question is on the access log before it is answered.</summary>
public delegate Task<ResidentId?> PersonByAddresseeNumber(AddresseeNumber number, CancellationToken cancellation);

/// <summary>The likenesses of the persons, unknown ones left out. Shows nobody anything, so only the number of persons is logged.</summary>
public delegate Task<IReadOnlyList<PersonLikeness>> PersonLikenesses(IReadOnlyCollection<ResidentId> persons, CancellationToken cancellation);
