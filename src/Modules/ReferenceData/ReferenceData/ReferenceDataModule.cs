using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Calendar;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.ReferenceData.Contracts;
using Daicho.ReferenceData.Data;
using Daicho.ReferenceData.Masters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Daicho.ReferenceData;

/// <summary>What an import of masters did.</summary>
/// <param name="Kind">Kind of the data set.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Added">False when the same file had been imported before; then nothing changed.</param>
public sealed record ImportedMaster(string Kind, int Rows, bool Added);

/// <summary>The one public door of the masters (マスタ).</summary>
public static class ReferenceDataModule
{
    /// <summary>The module's tables.</summary>
    public static MigrationSet Migrations { get; } =
        new("reference_data", "reference_data", typeof(ReferenceDataModule).Assembly);

    /// <summary>Code of the invented city 霞野市 that ships with the program.</summary>
    public static MunicipalityCode InventedCity => InventedMasters.City.Code;

    /// <summary>Registers the look-ups.</summary>
    public static IServiceCollection AddReferenceData(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => Queries(provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>The look-ups over a database, for commands without a service container.</summary>
    public static IReferenceQueries Queries(NpgsqlDataSource database) => new ReferenceQueries(database);

    /// <summary>What the invention of residents of the invented city needs, without any database.</summary>
    public static Task<PopulationMasters> InventedPopulationMastersAsync(CancellationToken cancellation) =>
        InventedMasters.PopulationAsync(cancellation);

    /// <summary>Puts the masters of the invented city and the holidays in, once; running it again changes nothing.</summary>
    public static async Task<IReadOnlyList<ImportedMaster>> SeedInventedAsync(
        NpgsqlDataSource database,
        OperatorContext actor,
        CancellationToken cancellation) =>
        await StoreAsync(database, actor, await InventedMasters.ReadAsync(cancellation), cancellation);

    /// <summary>
    /// Imports a folder or file of masters: forms of <c>municipalities.csv</c>, <c>towns.csv</c>, <c>names/*.csv</c>, Japan
    /// Post's <c>utf_ken_all.csv</c> and <c>KEN_ALL.CSV</c>, <c>lots.csv</c>, <c>holidays.csv</c>, <c>countries.csv</c>. All or nothing.
    /// </summary>
    /// <param name="database">Connections of the running role.</param>
    /// <param name="actor">Who imports.</param>
    /// <param name="path">Folder or file.</param>
    /// <param name="kind">municipalities, towns, postal-codes, lots, surnames, given-names, holidays, countries; null to go by names.</param>
    /// <param name="source">Publisher and title.</param>
    /// <param name="version">Version or date as published.</param>
    /// <param name="licence">Licence of the data.</param>
    /// <param name="validFrom">First day from which look-ups use them.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    public static async Task<Result<IReadOnlyList<ImportedMaster>>> ImportMastersAsync(
        NpgsqlDataSource database,
        OperatorContext actor,
        string path,
        string? kind,
        string source,
        string version,
        string licence,
        DateOnly validFrom,
        CancellationToken cancellation)
    {
        IReadOnlyList<Municipality> known = await Queries(database).MunicipalitiesAsync(null, validFrom, cancellation);
        Result<IReadOnlyList<MasterSet>> read = await MasterFolder.ReadAsync(path, kind, known, cancellation);
        if (read.IsRefused(out Refusal? why, out IReadOnlyList<MasterSet>? sets))
        {
            return why;
        }

        MasterOrigin origin = new(version, source, licence, validFrom);
        return new List<ImportedMaster>(await StoreAsync(database, actor, [.. sets.Select(set => (origin, set))], cancellation));
    }

    /// <summary>
    /// Carries the holidays in force on a day into the zone's calendar, from which closed days are read; given again, nothing
    /// changes. The imported master is the one truth for the days between its first and its last.
    /// </summary>
    /// <param name="owner">Connections of the role that owns the calendar.</param>
    /// <param name="day">The business date.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>How many days were added or renamed.</returns>
    public static async Task<int> CarryHolidaysAsync(NpgsqlDataSource owner, DateOnly day, CancellationToken cancellation) =>
        await BusinessHolidays.PutAsync(
            owner,
            [
                .. (await Queries(owner).HolidaysAsync(DateOnly.MinValue, DateOnly.MaxValue, day, cancellation))
                    .Select(holiday => new BusinessHoliday(holiday.Day, holiday.Name, "マスタ holidays")),
            ],
            cancellation);

    private static async Task<IReadOnlyList<ImportedMaster>> StoreAsync(
        NpgsqlDataSource database,
        OperatorContext actor,
        IReadOnlyList<(MasterOrigin Origin, MasterSet Set)> sets,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, actor);
        List<ImportedMaster> done = [];
        foreach ((MasterOrigin origin, MasterSet set) in sets)
        {
            done.Add(new ImportedMaster(set.Kind, set.Rows, await MasterStore.AddAsync(work, origin, set, cancellation)));
        }

        if (done.Any(one => one.Added))
        {
            work.Record(new AccessEntry(AccessKind.Change, "masters.import")
            {
                Items = string.Join(',', done.Where(one => one.Added).Select(one => one.Kind)),
            });
        }

        await work.CommitAsync(cancellation);
        return done;
    }
}
