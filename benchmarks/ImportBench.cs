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
    private const int HourInMilliseconds = 3_600_000;

    private static readonly string[] Tables =
    [
        "resident_register.household", "resident_register.resident_history", "resident_register.resident",
        "resident_register.search_name", "resident_register.search_address",
    ];

    /// <summary>How an import went.</summary>
    /// <param name="Persons">Residents.</param>
    /// <param name="Seconds">Wall time.</param>
    /// <param name="MemoryBytes">Highest resident memory meanwhile.</param>
    internal sealed record Filled(int Persons, double Seconds, long MemoryBytes);

    /// <summary>Imports the register that this and other benchmarks work on.</summary>
    public static async Task<Filled> FillAsync(BenchZone zone, bool quick, CancellationToken cancellation)
    {
        int persons = quick ? 200_000 : 2_000_000;
        string files = Directory.CreateTempSubdirectory("daicho-import-").FullName;
        try
        {
            await ImportFilesForBench.WriteAsync(files, persons, cancellation);
            using Peak peak = new();
            Stopwatch watch = Stopwatch.StartNew();
            await ImportAsync(zone, files, cancellation);
            return new Filled(persons, watch.Elapsed.TotalSeconds, peak.Bytes);
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }

    /// <summary>The import of a filled zone beside COPY of its rows into an empty one.</summary>
    public static async Task<IReadOnlyList<BenchRow>> CompareAsync(
        Filled import, BenchZone zone, BenchZone empty, CancellationToken cancellation)
    {
        double floor = await FloorAsync(zone, empty, cancellation);
        string scale = import.Persons.ToString("N0", CultureInfo.InvariantCulture);
        return
        [
            new BenchRow(
                $"Import {scale} residents", import.Seconds, "s", floor, import.Seconds / floor, "≤ 4 × binary COPY", import.Seconds <= 4 * floor),
            new BenchRow(
                $"Import {scale} residents, memory", import.MemoryBytes / 1048576.0, "MiB RSS", null, null, "≤ 1,024 MiB",
                import.MemoryBytes <= 1L << 30),
        ];
    }

    private static async Task ImportAsync(BenchZone zone, string files, CancellationToken cancellation)
    {
        KeyRing keys = KeySetup.OpenKeys(zone.Folder, null);
        using AccessLogAppender log = new(zone.Database.App);
        BusinessClock clock = new(TimeProvider.System);
        NumberVault vault = new(zone.Database.VaultApp, keys, log, clock);
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

                // The server checks keys and indexes at the end of a table, longer than a statement usually may take.
                (rows.ReadTimeout, rows.WriteTimeout) = (HourInMilliseconds, HourInMilliseconds);
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
