using Daicho.Kernel;

namespace Daicho.ReferenceData.Contracts;

/// <summary>What other modules may ask of the masters.</summary>
/// <remarks>An interface because the answer comes from another module, which only the host sees whole.</remarks>
public interface IReferenceQueries
{
    /// <summary>Towns of a postal code; empty when it is unknown.</summary>
    public Task<IReadOnlyList<AddressEntry>> FindByPostalCodeAsync(PostalCode code, DateOnly today, CancellationToken cancellation);

    /// <summary>Towns of a municipality whose reading or name begins with a text; kana and letters are folded as in a search.</summary>
    /// <param name="municipality">The municipality.</param>
    /// <param name="beginning">Kana or letters; empty for all.</param>
    /// <param name="rowsMax">Most answers, at most 1000.</param>
    /// <param name="today">The day the masters must be in force.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<IReadOnlyList<AddressEntry>> FindTownsAsync(
        MunicipalityCode municipality,
        string beginning,
        int rowsMax,
        DateOnly today,
        CancellationToken cancellation);

    /// <summary>Municipalities of a prefecture, or all; ordered by code.</summary>
    public Task<IReadOnlyList<Municipality>> MunicipalitiesAsync(string? prefecture, DateOnly today, CancellationToken cancellation);

    /// <summary>One municipality; null when the masters do not know it.</summary>
    public Task<Municipality?> FindMunicipalityAsync(MunicipalityCode code, DateOnly today, CancellationToken cancellation);

    /// <summary>One town by its address code; null when the masters do not know it.</summary>
    public Task<Town?> FindTownAsync(AddressCode code, DateOnly today, CancellationToken cancellation);

    /// <summary>What the municipality's own ledger of lots says about one lot; all is unknown where no such ledger was imported.</summary>
    /// <param name="municipality">The municipality.</param>
    /// <param name="town">Town as written, with 小字.</param>
    /// <param name="lot">番地・住居番号 as written; empty for what holds for the whole town.</param>
    /// <param name="today">The day the masters must be in force.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task<LotAnswer> FindLotAsync(
        MunicipalityCode municipality, string town, string lot, DateOnly today, CancellationToken cancellation);

    /// <summary>Holidays from a day until before another.</summary>
    public Task<IReadOnlyList<Holiday>> HolidaysAsync(DateOnly from, DateOnly until, DateOnly today, CancellationToken cancellation);

    /// <summary>Countries and regions.</summary>
    public Task<IReadOnlyList<Country>> CountriesAsync(DateOnly today, CancellationToken cancellation);

    /// <summary>What the invention of a population needs; refused when towns or names of the municipality are missing.</summary>
    public Task<Result<PopulationMasters>> PopulationMastersAsync(
        MunicipalityCode municipality,
        DateOnly today,
        CancellationToken cancellation);
}
