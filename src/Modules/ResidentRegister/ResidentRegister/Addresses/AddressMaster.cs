using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Addresses;

/// <summary>A town of the masters, to choose from.</summary>
/// <param name="Name">As an address of this form writes it: outside of the municipality with prefecture and city.</param>
/// <param name="Kana">Reading; null when the masters have none.</param>
/// <param name="Code">住所コード; null when the masters have none.</param>
/// <param name="PostalCode">郵便番号; null when unknown or not the same for the whole town.</param>
/// <param name="Note">What the postal code is limited to; null when the whole town.</param>
internal sealed record TownEntry(string Name, string? Kana, AddressCode? Code, PostalCode? PostalCode, string? Note = null);

/// <summary>What the masters know about addresses (1.3.2 … 1.3.5); knows nothing where the zone has none.</summary>
/// <param name="masters">The masters; null where the zone has none.</param>
/// <param name="municipality">This municipality.</param>
internal sealed class AddressMaster(IReferenceQueries? masters, MunicipalityCode municipality)
{
    /// <summary>Most towns offered at once; more letters make them fewer.</summary>
    public const int ChoicesMax = 20;

    private const int TownsMax = 1000;

    /// <summary>Name of this municipality with its prefecture, as it stands on records; null where the zone has no masters.</summary>
    public async Task<string?> OwnNameAsync(DateOnly today, CancellationToken cancellation) =>
        masters is not null && await masters.FindMunicipalityAsync(municipality, today, cancellation) is { } own
            ? $"{own.Prefecture}{own.Name}"
            : null;

    /// <summary>Towns of a postal code anywhere in the country, or of this municipality only.</summary>
    public async Task<IReadOnlyList<TownEntry>> FindAsync(
        PostalCode postal, bool insideOnly, DateOnly today, CancellationToken cancellation) =>
        masters is null
            ? []
            :
            [
                .. Offered((await masters.FindByPostalCodeAsync(postal, today, cancellation))
                    .Where(entry => !insideOnly || entry.Municipality == municipality)
                    .Select(entry => insideOnly ? entry : entry with { Town = Whole(entry), Code = null })),
            ];

    /// <summary>Towns of this municipality whose reading or name begins with a text.</summary>
    public async Task<IReadOnlyList<TownEntry>> FindAsync(string beginning, DateOnly today, CancellationToken cancellation) =>
        masters is null || string.IsNullOrWhiteSpace(beginning)
            ? []
            : [.. Offered(await masters.FindTownsAsync(municipality, beginning.Trim(), TownsMax, today, cancellation)).Take(ChoicesMax)];

    /// <summary>
    /// An address of this municipality with what the masters add: the town of a postal code that has only one, 住所コード, 郵便番号,
    /// 特定施設コード and the reading of the building. The written text wins. Null when it has no town.
    /// </summary>
    public async Task<Address?> CompleteAsync(Address written, DateOnly today, CancellationToken cancellation)
    {
        if (masters is null || written.Abroad)
        {
            return written.Town.Length == 0 ? null : written;
        }

        if (written.Town.Length == 0)
        {
            TownEntry[] found = written.PostalCode is { } postal ? [.. await FindAsync(postal, true, today, cancellation)] : [];
            if (found is not [{ } only])
            {
                return null;
            }

            written = written with { Town = only.Name };
        }

        TownEntry? town = await TownAsync(written.Town, today, cancellation);
        IReadOnlyList<Lot> rows = (await masters.FindLotAsync(municipality, written.Town, written.Lot, today, cancellation)).Rows;
        Lot? building = written.Building is { } name ? rows.FirstOrDefault(row => Begins(name, row.Building)) : null;
        return written with
        {
            Code = town?.Code,
            PostalCode = written.PostalCode ?? town?.PostalCode,
            Facility = (building ?? rows.FirstOrDefault(row => row is { Building: null, Number.Length: > 0 }))?.Facility,
            BuildingKana = written.BuildingKana ?? (building?.Building == written.Building ? building?.BuildingKana : null),
        };
    }

    /// <summary>What the masters say about an address where somebody is to live; null when they cannot say anything.</summary>
    public async Task<AddressView?> ViewAsync(Address address, DateOnly today, CancellationToken cancellation)
    {
        if (masters is null || address.Abroad || address.Town.Length == 0)
        {
            return null;
        }

        IReadOnlyList<AddressEntry> towns = [.. (await masters.FindTownsAsync(municipality, address.Town, TownsMax, today, cancellation))
            .Where(entry => entry.Town == address.Town)];
        bool keepsTowns = towns.Count > 0 || (await masters.FindTownsAsync(municipality, "", 1, today, cancellation)).Count > 0;
        if (!keepsTowns)
        {
            return null;
        }

        IReadOnlyList<AddressEntry> ofPostal = address.PostalCode is { } postal
            ? await masters.FindByPostalCodeAsync(postal, today, cancellation)
            : [];
        TownEntry? known = One(towns);
        LotAnswer lots = await masters.FindLotAsync(municipality, address.Town, address.Lot, today, cancellation);
        Town? town = (address.Code ?? known?.Code) is { } code ? await masters.FindTownAsync(code, today, cancellation) : null;
        return new AddressView
        {
            Inside = towns.Count > 0 ? true : ofPostal.Count > 0 && ofPostal.All(entry => entry.Municipality != municipality) ? false : null,
            PostalCodeFits = address.PostalCode is null || towns.Count == 0 ? null : Fits(address, towns, ofPostal),
            LotKnown = towns.Count == 0 ? false : lots.LotsKept ? lots.Rows.Any(row => row.Number.Length > 0) : null,
            BuildingKnown = address.Building is { Length: > 0 } building && lots.BuildingsKept
                ? lots.Rows.Any(row => Begins(building, row.Building))
                : null,
            Code = known?.Code,
            PostalCode = known?.PostalCode,
            Districts = DistrictsOf(lots.Rows, town),
        };
    }

    // A postal code of the town itself, or one that the post keeps for a whole quarter of which the town is a part.
    private bool? Fits(Address address, IReadOnlyList<AddressEntry> towns, IReadOnlyList<AddressEntry> ofPostal)
    {
        bool ofTown = towns.Any(entry => entry.PostalCode == address.PostalCode)
            || ofPostal.Any(entry => entry.Municipality == municipality && address.Town.StartsWith(entry.Town, StringComparison.Ordinal));
        bool canTell = towns.Any(entry => entry.PostalCode is not null) || ofPostal.Count > 0;
        return ofTown ? true : canTell ? false : null;
    }

    private static Districts? DistrictsOf(IReadOnlyList<Lot> rows, Town? town)
    {
        Districts districts = new()
        {
            Administrative = First(row => row.Administrative) ?? town?.Administrative,
            ResidentsAssociation = First(row => row.ResidentsAssociation),
            NeighbourhoodAssociation = First(row => row.NeighbourhoodAssociation),
            ElementarySchool = First(row => row.ElementarySchool) ?? town?.ElementarySchool,
            JuniorHighSchool = First(row => row.JuniorHighSchool) ?? town?.JuniorHighSchool,
            Voting = First(row => row.Voting) ?? town?.Voting,
        };
        return districts == new Districts() ? null : districts;

        // Rows of the lot stand before those of the whole town.
        string? First(Func<Lot, string?> district) => rows.Select(district).FirstOrDefault(one => one is not null);
    }

    private async Task<TownEntry?> TownAsync(string name, DateOnly today, CancellationToken cancellation) =>
        masters is null
            ? null
            : One([.. (await masters.FindTownsAsync(municipality, name, TownsMax, today, cancellation)).Where(entry => entry.Town == name)]);

    // One town may stand in two masters: with its code in one, with its postal codes in the other.
    private static TownEntry? One(IReadOnlyList<AddressEntry> sameTown)
    {
        PostalCode[] postals = [.. sameTown.Select(entry => entry.PostalCode).OfType<PostalCode>().Distinct()];
        return sameTown.Count == 0
            ? null
            : new TownEntry(
                sameTown[0].Town,
                sameTown.Select(entry => entry.Kana).FirstOrDefault(kana => kana is not null),
                sameTown.Select(entry => entry.Code).FirstOrDefault(code => code is not null),
                postals.Length == 1 ? postals[0] : null);
    }

    private static IEnumerable<TownEntry> Offered(IEnumerable<AddressEntry> found) =>
        from entry in found
        where entry.Town.Length > 0
        group entry by entry.Town into sameTown
        let all = sameTown.ToList()
        let one = One(all)
        from choice in one.PostalCode is not null || all.TrueForAll(entry => entry.PostalCode is null)
            ? [one]
            : all.Where(entry => entry.PostalCode is not null)
                .Select(entry => one with { PostalCode = entry.PostalCode, Note = entry.Note })
        select choice;

    private static string Whole(AddressEntry entry) => $"{entry.Prefecture}{entry.MunicipalityName.Replace(" ", "", StringComparison.Ordinal)}{entry.Town}";

    private static bool Begins(string written, string? registered) =>
        registered is not null && NameFolding.Fold(written).StartsWith(NameFolding.Fold(registered), StringComparison.Ordinal);
}
