using Daicho.Assurance;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Api;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ReferenceData;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.SyntheticPopulation;
using Npgsql;

namespace Daicho.Host.Roles;

/// <summary>One step that fills an empty demo zone; running it again on a filled one changes nothing.</summary>
/// <param name="Name">What it does, in the words printed while it runs.</param>
/// <param name="RunAsync">The work, on the services of the zone; returns what to print below the address, or null.</param>
internal sealed record DemoStep(string Name, Func<IServiceProvider, DemoSettings, CancellationToken, Task<string?>> RunAsync);

/// <summary>What the operator asked the demo for.</summary>
/// <param name="Residents">How many living residents an empty zone gets.</param>
internal sealed record DemoSettings(int Residents);

/// <summary>The office zone of one municipality: its modules, in the order of their dependence.</summary>
internal static class CityRole
{
    /// <summary>The role's name in configurations, logs and pages.</summary>
    public const string Name = "city";

    /// <summary>The role's name on screens.</summary>
    public const string Title = "住民記録";

    /// <summary>The modules of the main database.</summary>
    public static IReadOnlyList<MigrationSet> Migrations { get; } = 
        [MigrationSet.Platform, ReferenceDataModule.Migrations, ResidentRegisterModule.Migrations, AssuranceModule.Migrations];

    /// <summary>The modules of the number vault's database.</summary>
    public static IReadOnlyList<MigrationSet> VaultMigrations { get; } = [NumberVault.Migrations];

    /// <summary>The dated parameters that a municipality sets.</summary>
    public static IReadOnlyList<ParameterKind> Parameters { get; } =
        [ClientLimit.Parameter, NodeRegistry.VersionsTogether, Reminders.Months, .. ResidentRegisterModule.Parameters, .. AssuranceModule.Parameters];

    /// <summary>What fills a demo zone, in order.</summary>
    public static IReadOnlyList<DemoStep> DemoSteps { get; } =
    [
        new("職員アカウント / accounts", DemoAccounts.SeedAsync),
        new("架空の市のマスタ / masters of the invented city", SeedMastersAsync),
        new("証明書の設定 / settings of certificates", SeedCertificatesAsync),
        new("架空の住民 / invented residents", SeedResidentsAsync),
    ];

    /// <summary>The services of the modules.</summary>
    public static void AddServices(IServiceCollection services, ZoneConfig config)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(config);
        services.AddReferenceData();
        services.AddResidentRegister();
        services.AddAssurance();
        services.AddSingleton(zone => new RegisterZone(
            zone.GetRequiredService<NpgsqlDataSource>(),
            zone.GetRequiredService<NumberVault>(),
            zone.GetRequiredService<KeyRing>(),
            zone.GetRequiredService<BusinessClock>(),
            MunicipalityCode.TryParse(config.MunicipalityCode, out MunicipalityCode? code)
                ? code
                : throw new StartupRefusedException(
                    "構成ファイルの municipalityCode に6桁の団体コードを設定してください。", "The configuration needs municipalityCode."),
            Path.Combine(Path.GetFullPath(config.Data), "imports")));
        if (MunicipalityCode.TryParse(config.MunicipalityCode, out _))
        {
            // A zone without its municipality cannot import.
            services.AddImportSettler();
        }
    }

    /// <summary>The pages and interfaces of the modules.</summary>
    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapResidentRegister();
        app.MapAssurance();
    }

    private static async Task<string?> SeedMastersAsync(IServiceProvider zone, DemoSettings settings, CancellationToken cancellation)
    {
        await ReferenceDataModule.SeedInventedAsync(
            zone.GetRequiredService<NpgsqlDataSource>(),
            OperatorContext.ForCommand("masters.import", "デモ用マスタの作成"),
            cancellation);
        await ReferenceDataModule.CarryHolidaysAsync(
            zone.GetRequiredService<ZoneDatabase>().Owner, zone.GetRequiredService<BusinessClock>().Today(), cancellation);
        return null;
    }

    private static async Task<string?> SeedCertificatesAsync(
        IServiceProvider zone, DemoSettings settings, CancellationToken cancellation)
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(
            zone.GetRequiredService<ZoneDatabase>().Owner, ReferenceDataModule.InventedCity.Value, "霞野市", cancellation);
        return null;
    }

    private static async Task<string?> SeedResidentsAsync(IServiceProvider zone, DemoSettings settings, CancellationToken cancellation)
    {
        Result<PopulationCounts>? seeded = await ResidentRegisterModule.SeedDemoAsync(
            zone.GetRequiredService<RegisterZone>(),
            await ReferenceDataModule.InventedPopulationMastersAsync(cancellation),
            settings.Residents,
            cancellation);
        return seeded?.Refusal is { } why
            ? throw new StartupRefusedException(why.Message, $"The residents could not be made ({why.Code}).")
            : null;
    }
}
