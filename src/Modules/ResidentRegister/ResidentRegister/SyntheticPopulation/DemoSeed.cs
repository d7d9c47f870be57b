using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Import;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Fills an empty register with invented residents through the same import as any city's.</summary>
internal static class DemoSeed
{
    private const ulong Seed = 1;

    /// <summary>Invents and imports; a register that holds anybody is left alone.</summary>
    /// <returns>Null when there was somebody already.</returns>
    public static async Task<Result<PopulationCounts>?> RunAsync(
        RegisterZone zone,
        PopulationMasters masters,
        int residents,
        CancellationToken cancellation)
    {
        List<bool> empty = await zone.Database.ListAsync(
            "select not exists (select from resident_register.resident)", row => row.GetBoolean(0), cancellation);
        if (empty is not [true])
        {
            return null;
        }

        PopulationOptions options = new(masters, residents, Seed, zone.Clock.Today());
        if (options.Check() is { } impossible)
        {
            return (Result<PopulationCounts>)impossible;
        }

        // The same folder each time, so that a killed start leaves nothing behind after the next one.
        string folder = Path.Combine(zone.ReportFolder, "invented");
        try
        {
            PopulationCounts counts = await PopulationWriter.WriteAsync(options, folder, null, cancellation);
            OperatorContext actor = OperatorContext.ForCommand("data.import", "デモ用住民の作成");
            if ((await RegisterImport.RunAsync(zone, folder, actor, null, cancellation)).IsRefused(out Refusal? why, out ImportSummary? summary))
            {
                return (Result<PopulationCounts>)why;
            }

            return summary.Imported
                ? (Result<PopulationCounts>)counts
                : throw new InvalidOperationException($"The import refused invented residents: {summary.Report}");
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
