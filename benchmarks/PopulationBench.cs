using System.Diagnostics;
using System.Globalization;
using Daicho.ReferenceData;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.SyntheticPopulation;

namespace Daicho.Bench;

/// <summary>Inventing residents and writing their files, beside writing the same bytes alone.</summary>
internal static class PopulationBench
{
    public static async Task<IReadOnlyList<BenchRow>> RunAsync(bool quick, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("daicho-population-").FullName;
        try
        {
            int residents = quick ? 200_000 : 1_000_000;
            PopulationOptions options = new(
                await ReferenceDataModule.InventedPopulationMastersAsync(cancellation), residents, 1, PopulationOptions.DefaultAsOf);
            CounterForBench.Done(await ResidentRegisterModule.WritePopulationAsync(options with { Residents = 2_000 }, folder, null, cancellation));
            Stopwatch watch = Stopwatch.StartNew();
            CounterForBench.Done(await ResidentRegisterModule.WritePopulationAsync(options, folder, null, cancellation));
            double made = residents / watch.Elapsed.TotalSeconds;
            double written = residents / await WriteAgainAsync(folder, cancellation);
            string scale = residents.ToString("N0", CultureInfo.InvariantCulture);
            return
            [
                new BenchRow(
                    $"Invent {scale} residents", made, "residents/s", written, made / written,
                    "≥ 50,000/s (floor: writing the same bytes)", made >= 50_000),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Seconds for the bytes of the set alone.</summary>
    private static async Task<double> WriteAgainAsync(string folder, CancellationToken cancellation)
    {
        string[] files = Directory.GetFiles(folder);
        Stopwatch watch = Stopwatch.StartNew();
        foreach (string file in files)
        {
            await using FileStream from = File.OpenRead(file);
            await using FileStream to = File.Create(file + ".again");
            await from.CopyToAsync(to, 1 << 20, cancellation);
            to.Flush(flushToDisk: true);
        }

        return watch.Elapsed.TotalSeconds;
    }
}
