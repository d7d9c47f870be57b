using System.Diagnostics;
using System.Globalization;
using Daicho.Bench;
using Daicho.Platform.Postgres;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
if (args.Where((argument, place) => argument is not ("--quick" or "--only" or "--out") && (place == 0 || args[place - 1] is not ("--only" or "--out"))).Any())
{
    Console.Error.WriteLine("./bench [--quick] [--only NAME] [--out DIR]");
    return 2;
}

bool quick = args.Contains("--quick");
string? only = ValueOf("--only");
using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
if (quick)
{
    // What is not done by then is reported as not measured.
    stop.CancelAfter(TimeSpan.FromMinutes(10));
}

MigrationSet[] register = [MigrationSet.Platform, ResidentRegisterModule.Migrations];
(string Name, Func<CancellationToken, Task<IReadOnlyList<BenchRow>>> RunAsync)[] parts =
[
    ("access-log", async cancellation =>
    {
        await using BenchZone zone = await BenchZone.StartAsync([MigrationSet.Platform], [], cancellation);
        return await AccessLogBench.RunAsync(zone, quick, cancellation);
    }),
    ("changes", cancellation => InRegisterAsync(zone => ChangeBench.RunAsync(zone, quick, cancellation), cancellation)),
    ("certificates", cancellation => InRegisterAsync(zone => CertificateBench.RunAsync(zone, quick, cancellation), cancellation)),
    ("population", cancellation => PopulationBench.RunAsync(quick, cancellation)),
    ("start", StartBench.RunAsync),

    // One import serves both: its own figures, and the register that the interface for programs is asked about.
    ("register", cancellation => InRegisterAsync(
        async zone =>
        {
            ImportBench.Filled filled = await ImportBench.FillAsync(zone, quick, cancellation);
            return
            [
                .. await Attempt.RowsAsync("Import", () => InRegisterAsync(
                    empty => ImportBench.CompareAsync(filled, zone, empty, cancellation), cancellation)),
                .. await Attempt.RowsAsync("API", () => ApiBench.RunAsync(zone, quick, cancellation)),
            ];
        },
        cancellation)),
];
if (only is not null && parts.All(part => part.Name != only))
{
    Console.Error.WriteLine($"--only takes one of: {string.Join(", ", parts.Select(part => part.Name))}");
    return 2;
}

string machine = await Machine.DescribeAsync(stop.Token);
Console.WriteLine(machine);
List<BenchRow> rows = [];
foreach ((string name, Func<CancellationToken, Task<IReadOnlyList<BenchRow>>> run) in parts.Where(part => only is null || part.Name == only))
{
    Stopwatch watch = Stopwatch.StartNew();
    Console.WriteLine($"{name} …");
    IReadOnlyList<BenchRow> measured = await Attempt.RowsAsync(name, () => run(stop.Token));
    rows.AddRange(measured);
    foreach (BenchRow row in measured)
    {
        Console.WriteLine($"  {(row.Met ? "met   " : "MISSED")} {row.Name}: {row.Value:0.##} {row.Unit}; {row.Bar}{(row.Floor is { } floor ? $"; floor {floor:0.##}" : "")}");
    }

    Console.WriteLine($"{name} took {watch.Elapsed.TotalSeconds:0} s");
}

// A report holds all rows of one run; a part alone is for the eye.
if (only is null)
{
    BenchReport.Write(ValueOf("--out") ?? "docs/benchmarks", machine, quick ? "200,000 residents (quick)" : "2,000,000 residents", rows);
}

return rows.TrueForAll(Attempt.Succeeded) ? 0 : 1;

string? ValueOf(string option) => args.SkipWhile(arg => arg != option).ElementAtOrDefault(1);

async Task<IReadOnlyList<BenchRow>> InRegisterAsync(
    Func<BenchZone, Task<IReadOnlyList<BenchRow>>> work, CancellationToken cancellation)
{
    await using BenchZone zone = await BenchZone.StartAsync(register, [NumberVault.Migrations], cancellation);
    return await work(zone);
}
