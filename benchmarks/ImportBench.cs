using System.Diagnostics;
using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Import;
using Npgsql;

namespace Daicho.Bench;

/// <summary>Import of a whole register beside binary COPY of the same rows into the same tables.</summary>
internal static class ImportBench
{
    private static readonly string[] Tables =
    [
        "resident_register.household", "resident_register.resident_history", "resident_register.resident",
        "resident_register.search_name", "resident_register.search_address", "resident_register.resident_record_code",
    ];

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(BenchZone zone, BenchZone empty, bool quick, CancellationToken cancellation)
    {
        int persons = quick ? 200_000 : 2_000_000;
        string files = Directory.CreateTempSubdirectory("daicho-import-").FullName;
        try
        {
            await ImportFilesForBench.WriteAsync(files, persons, cancellation);
            Stopwatch watch = Stopwatch.StartNew();
            using Peak peak = new();
            await ImportAsync(zone, files, cancellation);
            double import = watch.Elapsed.TotalSeconds;
            long memory = peak.Bytes;
            double floor = await FloorAsync(zone, empty, cancellation);
            string scale = persons.ToString("N0", CultureInfo.InvariantCulture);
            return
            [
                new BenchRow($"Import {scale} residents", import, "s", floor, import / floor, "≤ 4 × binary COPY", import <= 4 * floor),
                new BenchRow($"Import {scale} residents, memory", memory / 1048576.0, "MiB RSS", null, null, "≤ 1,024 MiB", memory <= 1L << 30),
            ];
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }

    /// <summary>Fills a zone with the register that other benchmarks work on.</summary>
    public static async Task FillAsync(BenchZone zone, bool quick, CancellationToken cancellation)
    {
        string files = Directory.CreateTempSubdirectory("daicho-import-").FullName;
        try
        {
            await ImportFilesForBench.WriteAsync(files, quick ? 200_000 : 2_000_000, cancellation);
            await ImportAsync(zone, files, cancellation);
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }

    private static async Task ImportAsync(BenchZone zone, string files, CancellationToken cancellation)
    {
        KeyRing keys = KeySetup.OpenKeys(zone.Folder, null);
        using AccessLogAppender log = new(zone.Database.App);
        BusinessClock clock = new(TimeProvider.System);
        using NumberVault vault = new(zone.Database.VaultApp, keys, log, clock);
        RegisterZone register = new(
            zone.Database.App, vault, keys, clock, ImportFilesForBench.Municipality, Path.Combine(zone.Folder, "imports"));
        Result<ImportSummary> ended = await RegisterImport.RunAsync(
            register, files, OperatorContext.ForCommand("bench", "計測"), null, cancellation);
        if (!ended.Value.Imported)
        {
            throw new InvalidOperationException($"{ended.Value.RefusedRows} rows were refused: the first lines of the report name them.");
        }
    }

    /// <summary>The rows go out to files and into the same tables of an empty zone, in one transaction, with all indexes and keys.</summary>
    private static async Task<double> FloorAsync(BenchZone zone, BenchZone empty, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("daicho-floor-").FullName;
        try
        {
            await using NpgsqlConnection owner = await zone.Database.Owner.OpenConnectionAsync(cancellation);
            foreach (string table in Tables)
            {
                await using Stream rows = await owner.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)", cancellation);
                await using FileStream file = File.Create(Path.Combine(folder, table));
                await rows.CopyToAsync(file, 1 << 20, cancellation);
            }

            await using NpgsqlConnection target = await empty.Database.Owner.OpenConnectionAsync(cancellation);
            Stopwatch watch = Stopwatch.StartNew();
            await using NpgsqlTransaction transaction = await target.BeginTransactionAsync(cancellation);
            foreach (string table in Tables)
            {
                await using FileStream file = File.OpenRead(Path.Combine(folder, table));
                await using Stream rows = await target.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)", cancellation);
                await file.CopyToAsync(rows, 1 << 20, cancellation);
            }

            await transaction.CommitAsync(cancellation);
            return watch.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The highest resident memory of this process while it lives.</summary>
    private sealed class Peak : IDisposable
    {
        private readonly Timer timer;
        private long bytes;

        public Peak() => timer = new Timer(_ => bytes = Math.Max(bytes, Environment.WorkingSet), null, 0, 100);

        public long Bytes => Interlocked.Read(ref bytes);

        public void Dispose() => timer.Dispose();
    }
}
