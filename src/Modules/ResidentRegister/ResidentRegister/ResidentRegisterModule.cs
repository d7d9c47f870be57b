using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.ActNotices;
using Daicho.ResidentRegister.Api;
using Daicho.ResidentRegister.ArrivalNotices;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.CompareRegister;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.DailyWork;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DescribeFiles;
using Daicho.ResidentRegister.Export;
using Daicho.ResidentRegister.Household;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.Matters;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Retention;
using Daicho.ResidentRegister.Search;
using Daicho.ResidentRegister.SetCertificates;
using Daicho.ResidentRegister.Statistics;
using Daicho.ResidentRegister.Summaries;
using Daicho.ResidentRegister.Support;
using Daicho.ResidentRegister.SyntheticPopulation;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister;

/// <summary>The one public door of the resident register (住民記録).</summary>
public static class ResidentRegisterModule
{
    private static readonly WorkListEntry SearchEntry = new("照会", "住民の検索", "/search", TaskCodes.ResidentSearch)
    {
        Order = 100,
        Key = "F2",
        IsShortcut = true,
    };

    /// <summary>The module's tables.</summary>
    public static MigrationSet Migrations { get; } =
        new("resident_register", "resident_register", typeof(ResidentRegisterModule).Assembly);

    /// <summary>Registers the module's use cases.</summary>
    public static IServiceCollection AddResidentRegister(this IServiceCollection services)
    {
        services.AddScoped<SearchHandler>();
        services.AddResidentApi();
        services.AddScoped<PersonDoor>();
        services.AddScoped<HouseholdDoor>();
        services.AddSingleton(SearchEntry);
        services.AddCertificates();
        services.AddCertificateSettings();
        services.AddScoped<Counter>();
        services.AddScoped<PersonReader>();
        services.AddChangeCases();
        services.AddMatters();
        services.AddStatistics();
        services.AddRetention();
        services.AddExport();
        services.AddIdentityChecks();
        services.AddComparisons();
        services.AddFileDescriptions();
        services.AddDailyWork();
        services.AddScoped<PersonSummaries>(provider => provider.GetRequiredService<PersonReader>().SummariesAsync);
        services.AddScoped<PersonByAddresseeNumber>(provider => provider.GetRequiredService<PersonReader>().FindAsync);
        services.AddScoped<PersonLikenesses>(provider => provider.GetRequiredService<PersonReader>().LikenessesAsync);
        return services;
    }

    /// <summary>Settles by itself what killed imports left; for zones that import.</summary>
    /// <param name="services">The services of the zone, with its <see cref="RegisterZone"/>.</param>
    public static IServiceCollection AddImportSettler(this IServiceCollection services) => services.AddHostedService<ImportSettler>();

    /// <summary>Records what certificates of an invented city need: issuer, texts, fees and mayor. Repeating it changes nothing.</summary>
    /// <param name="owner">Connections of the role that owns the schemas: parameters are not the running program's to write.</param>
    /// <param name="municipalityCode">Code of the invented city.</param>
    /// <param name="municipality">Its name.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task SeedInventedCertificatesAsync(
        NpgsqlDataSource owner, string municipalityCode, string municipality, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("certificates.seed", "デモ用設定の作成"));
        await CertificateSettings.SeedDemoAsync(
            work, IssuerSettings.Invented(municipalityCode, municipality), new DateOnly(2000, 1, 1), cancellation);
        await work.CommitAsync(cancellation);
    }

    /// <summary>The dated parameters of the module.</summary>
    public static IReadOnlyList<ParameterKind> Parameters { get; } =
    [
        ReviewRules.Parameter, IdentityPapers.Parameter, EraseSearches.Parameter, MissingArrivalNotices.Parameter,
        .. CertificateSettings.ParameterKinds,
    ];

    /// <summary>Records the first who certifies in a zone, from a day on (認証者): a mayor (<c>mayor</c>) or acting mayor (<c>acting</c>).</summary>
    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="role"><c>mayor</c> or <c>acting</c>.</param>
    /// <param name="title">What follows the municipality's name, such as 「長」.</param>
    /// <param name="name">The name as printed.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day it no longer holds; null while open.</param>
    /// <param name="sealText">Words of the electronic seal.</param>
    /// <param name="source">Where it is laid down.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when it stands; a refusal when somebody is recorded already, the period is none or something is blank.</returns>
    public static Task<Refusal?> AddCertifierAsync(
        NpgsqlDataSource owner,
        string role,
        string title,
        string name,
        DateOnly from,
        DateOnly? until,
        string sealText,
        string source,
        CancellationToken cancellation) =>
        CertificateSettings.AddCertifierAsync(owner, role, title, name, from, until, sealText, source, cancellation);

    /// <summary>How the first lines of the module's outputs of persons begin, so that a copy of one is recognised (CR-66).</summary>
    public static IReadOnlyList<string> OutputBeginnings { get; } =
    [
        .. new[]
        {
            ImportLayout.Residents.Profile, ImportLayout.Numbers.Profile, ImportLayout.Support.Profile, ImportLayout.Suppressions.Profile,
            ImportLayout.Memos.Profile,
        }.Select(profile => string.Concat(profile.Columns.Take(4).Select(column => column.Name + ","))),
    ];

    /// <summary>Compares current rows and search keys with what history says.</summary>
    /// <param name="database">Connections of the running role.</param>
    /// <param name="progress">Residents so far; null for none.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static Task<RegisterVerdict> VerifyAsync(
        NpgsqlDataSource database, IProgress<long>? progress, CancellationToken cancellation) =>
        RegisterRebuild.CompareAsync(database, progress, cancellation);

    /// <summary>Maps the module's pages and interfaces.</summary>
    public static IEndpointRouteBuilder MapResidentRegister(this IEndpointRouteBuilder routes)
    {
        routes.MapSearch();
        routes.MapPerson();
        routes.MapHousehold();
        routes.MapResidentApi();
        routes.MapCertificates();
        routes.MapCertificateSettings();
        routes.MapSupport();
        routes.MapChanges();
        routes.MapMatters();
        routes.MapActNotices();
        routes.MapStatistics();
        routes.MapRetention();
        routes.MapExport();
        routes.MapComparisons();
        routes.MapFileDescriptions();
        return routes;
    }

    /// <summary>Invents a population and writes it as an import set; the same options give the same bytes.</summary>
    /// <param name="options">What is to be invented.</param>
    /// <param name="folder">Folder of the set; files of an earlier set in it are replaced.</param>
    /// <param name="progress">Living residents so far; null for none.</param>
    /// <param name="cancellation">Stops before the manifest appears.</param>
    public static async Task<Result<PopulationCounts>> WritePopulationAsync(
        PopulationOptions options,
        string folder,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Check() is { } why ? why : await PopulationWriter.WriteAsync(options, folder, progress, cancellation);
    }

    /// <summary>Fills an empty register with invented residents of a zone's municipality; one that holds anybody is left alone.</summary>
    /// <param name="zone">The zone; the date of reference is its business date.</param>
    /// <param name="masters">Towns and names of the same municipality.</param>
    /// <param name="residents">Living residents.</param>
    /// <param name="cancellation">Stops the work; then the register is empty as before.</param>
    /// <returns>What came in; null when the register held residents already.</returns>
    public static Task<Result<PopulationCounts>?> SeedDemoAsync(
        RegisterZone zone,
        PopulationMasters masters,
        int residents,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return DemoSeed.RunAsync(zone, masters, residents, cancellation);
    }
}
