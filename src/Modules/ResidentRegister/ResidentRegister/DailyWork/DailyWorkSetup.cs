using Daicho.Platform.Jobs;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.ArrivalNotices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.ResidentRegister.DailyWork;

/// <summary>Registers what the register does by itself.</summary>
internal static class DailyWorkSetup
{
    /// <summary>The jobs of the day, and the sweeper of the vault with the register's word on which acts committed.</summary>
    public static void AddDailyWork(this IServiceCollection services)
    {
        services.AddSingleton(new JobKind(EraseSearches.Kind, EraseSearches.RunAsync));
        services.AddSingleton(new DailyJob(EraseSearches.Kind, EraseSearches.Ground));
        services.AddSingleton(new JobKind(EraseNumbers.Kind, EraseNumbers.RunAsync));
        services.AddSingleton(new DailyJob(EraseNumbers.Kind, EraseNumbers.Ground));
        services.AddSingleton(new JobKind(MissingArrivalNotices.Kind, MissingArrivalNotices.RunAsync));
        services.AddSingleton(new DailyJob(MissingArrivalNotices.Kind, MissingArrivalNotices.Ground));
        services.AddSingleton<IHostedService>(provider =>
        {
            NpgsqlDataSource database = provider.GetRequiredService<NpgsqlDataSource>();
            return new VaultSweeper(
                provider.GetRequiredService<NumberVault>(),
                (acts, cancellation) => RegisterActs.FatesAsync(database, acts, cancellation),
                provider.GetRequiredService<ILogger<VaultSweeper>>());
        });
    }
}
