using System.Diagnostics;
using System.Globalization;
using Daicho.Bench;
using Daicho.Platform.Postgres;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister;

const string NotMeasured = "not measured";
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
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

    // Zones of their own: an import and its floor meet empty tables.
    ("import", cancellation => InRegisterAsync(
        zone => InRegisterAsync(empty => ImportBench.RunAsync(zone, empty, quick, cancellation), cancellation), cancellation)),
    ("api", cancellation => InRegisterAsync(
        async zone =>
        {
            await ImportBench.FillAsync(zone, quick, cancellation);
            return await ApiBench.RunAsync(zone, quick, cancellation);
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
    IReadOnlyList<BenchRow> measured = await MeasureAsync(name, run);
    rows.AddRange(measured);
    foreach (BenchRow row in measured)
    {
        Console.WriteLine($"  {(row.Met ? "met   " : "MISSED")} {row.Name}: {row.Value:0.##} {row.Unit}; {row.Bar}{(row.Floor is { } floor ? $"; floor {floor:0.##}" : "")}");
    }

    Console.WriteLine($"{name} took {watch.Elapsed.TotalSeconds:0} s");
}

BenchReport.Write(ValueOf("--out") ?? "docs/benchmarks", machine, Scale(), rows);
return rows.TrueForAll(row => row.Unit != NotMeasured) ? 0 : 1;

string? ValueOf(string option) => args.SkipWhile(arg => arg != option).ElementAtOrDefault(1);

string Scale() => $"{(quick ? "200,000 residents (quick)" : "2,000,000 residents")}{(only is null ? "" : $", only {only}")}";

async Task<T> InRegisterAsync<T>(Func<BenchZone, Task<T>> work, CancellationToken cancellation)
{
    await using BenchZone zone = await BenchZone.StartAsync(register, [NumberVault.Migrations], cancellation);
    return await work(zone);
}

async Task<IReadOnlyList<BenchRow>> MeasureAsync(string name, Func<CancellationToken, Task<IReadOnlyList<BenchRow>>> run)
{
    try
    {
        return await run(stop.Token);
    }
#pragma warning disable CA1031 // A part that fails is a row of the report; the others are still measured.
    catch (Exception failure)
#pragma warning restore CA1031
    {
        Console.Error.WriteLine(failure);
        string why = failure.Message.ReplaceLineEndings(" ").Replace('|', '/');
        return [new BenchRow(name, 0, NotMeasured, null, null, $"failed: {why}", false)];
    }
}
