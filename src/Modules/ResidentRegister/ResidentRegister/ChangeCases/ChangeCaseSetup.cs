using Daicho.Kernel;
using Daicho.Platform.Hosting;
using Daicho.Platform.Jobs;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.CompleteMoveOut;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.ReviewChange;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Registers the use cases of changes.</summary>
internal static class ChangeCaseSetup
{
    /// <summary>Registers them; the municipality is that of the zone.</summary>
    public static void AddChangeCases(this IServiceCollection services)
    {
        services.AddSingleton(provider => SettingsOf(provider.GetRequiredService<ZoneIdentity>()));
        foreach (WorkListEntry entry in (WorkListEntry[])[.. CaseWorkList.Entries, ActNotices.ActNoticeStore.Entry, ActNotices.ActNoticeStore.MissingEntry])
        {
            services.AddSingleton(entry);
        }

        foreach (DayFigure figure in CaseWorkList.Figures)
        {
            services.AddSingleton(figure);
        }

        services.AddScoped(provider => new AddressMaster(
            provider.GetService<IReferenceQueries>(), provider.GetRequiredService<RegisterSettings>().Municipality));
        services.AddSingleton<CaseNumbers>();
        services.AddScoped<OfficeRight>(provider => provider.GetRequiredService<CurrentOperator>().Covers);
        services.AddScoped<CaseDesk>();
        services.AddScoped<CaseReader>();
        services.AddScoped<EntryDesk>();
        services.AddScoped<HouseholdFinder>();
        services.AddScoped<SaveDraftHandler>();
        services.AddScoped<SubmitCaseHandler>();
        services.AddScoped<AgreeHandler>();
        services.AddScoped<ReturnHandler>();
        services.AddScoped<WithdrawHandler>();
        services.AddScoped<FileHandler>();
        services.AddScoped<DecideCaseHandler>();
        services.AddScoped<DecideSeveralHandler>();
        services.AddScoped<CompleteMoveOutHandler>();
        services.AddSingleton(new JobKind(MoveOutJob.Kind, MoveOutJob.RunAsync));
        services.AddSingleton(new DailyJob(MoveOutJob.Kind, MoveOutJob.Ground));
    }

    private static RegisterSettings SettingsOf(ZoneIdentity zone) => new(
        MunicipalityCode.Parse(zone.MunicipalityCode ?? throw new InvalidOperationException("The zone has no municipality code.")));
}
