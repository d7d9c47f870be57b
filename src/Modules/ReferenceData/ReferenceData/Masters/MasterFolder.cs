using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;

namespace Daicho.ReferenceData.Masters;

/// <summary>Recognises master files by name or stated kind and reads them in the order of their dependence.</summary>
internal static class MasterFolder
{
    private const long BytesMax = 256L * 1024 * 1024;

    /// <summary>Files by kind.</summary>
    private static readonly (string Kind, string[] Files)[] Known =
    [
        ("municipalities", ["municipalities.csv"]),
        ("towns", ["towns.csv"]),
        ("postal-codes", ["utf_ken_all.csv", "KEN_ALL.CSV"]),
        ("lots", ["lots.csv"]),
        ("surnames", ["surnames.csv", "names/surnames.csv"]),
        ("given-names", ["given-names-male.csv", "names/given-names-male.csv"]),
        ("holidays", ["holidays.csv"]),
        ("countries", ["countries.csv"]),
    ];

    /// <summary>Reads a folder or a file, everything or one kind.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="kind">A kind of the list, or null to go by file names.</param>
    /// <param name="municipalities">Municipalities already imported, for towns without a municipality file beside them.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<Result<IReadOnlyList<MasterSet>>> ReadAsync(
        string path,
        string? kind,
        IReadOnlyList<Municipality> municipalities,
        CancellationToken cancellation)
    {
        List<(string Kind, string File)> files = Directory.Exists(path)
            ? [.. Known.Where(one => kind is null || one.Kind == kind)
                .SelectMany(one => one.Files.Select(file => (one.Kind, Path.Combine(path, file))).Where(one => File.Exists(one.Item2)).Take(1))]
            : File.Exists(path) && (kind ?? KindOf(path)) is { } wanted && Known.Any(one => one.Kind == wanted) ? [(wanted, path)] : [];
        if (files.Count == 0 || files.Any(one => new FileInfo(one.File).Length > BytesMax))
        {
            return MasterRefusals.NothingKnown;
        }

        List<MasterSet> sets = [];
        foreach ((string one, string file) in files)
        {
            Result<MasterSet> read = await ReadFileAsync(one, file, municipalities, cancellation);
            if (read.IsRefused(out Refusal? why, out MasterSet? set))
            {
                return why with { Message = $"{Path.GetFileName(file)} {why.Message}" };
            }

            municipalities = set is MasterSet.Municipalities { Items: var now } ? now : municipalities;
            sets.Add(set);
        }

        return sets;
    }

    private static string? KindOf(string path) =>
        Known.FirstOrDefault(one => one.Files.Any(file => Path.GetFileName(file) == Path.GetFileName(path))).Kind;

    private static async Task<Result<MasterSet>> ReadFileAsync(
        string kind,
        string file,
        IReadOnlyList<Municipality> municipalities,
        CancellationToken cancellation)
    {
        byte[] bytes = await File.ReadAllBytesAsync(file, cancellation);
        switch (kind)
        {
            case "municipalities":
                return Then(await HeadedAsync(bytes, MasterForms.MunicipalityHeader, cancellation), MasterForms.Municipalities);
            case "towns":
                return municipalities.Count == 0
                    ? MasterRefusals.NoMunicipalities
                    : Then(
                        await HeadedAsync(bytes, MasterForms.TownHeader, cancellation),
                        table => MasterForms.Towns(table, municipalities));
            case "postal-codes":
                // The UTF-8 file states its encoding in its name.
                bool shiftJis = !Path.GetFileName(file).StartsWith("utf", StringComparison.OrdinalIgnoreCase);
                return Then(
                    await MasterTable.ReadAsync(bytes, null, KenAll.Columns, false, shiftJis, cancellation), KenAll.Read);
            case "lots":
                return Then(await HeadedAsync(bytes, MasterForms.LotHeader, cancellation), MasterForms.Lots);
            case "surnames":
                return Then(
                    await MasterTable.ReadAsync(bytes, null, 4, false, false, cancellation),
                    table => MasterForms.Surnames(table, kana: 2, frequency: 1));
            case "given-names":
                string female = file.Replace("-male", "-female", StringComparison.Ordinal);
                return !File.Exists(female)
                    ? MasterRefusals.NothingKnown
                    : Both(
                        await MasterTable.ReadAsync(bytes, null, 3, true, false, cancellation),
                        await MasterTable.ReadAsync(
                            await File.ReadAllBytesAsync(female, cancellation), null, 3, true, false, cancellation));
            case "holidays":
                return Then(await HeadedAsync(bytes, ["day", "name"], cancellation), MasterForms.Holidays);
            default:
                return Then(await HeadedAsync(bytes, ["code", "name", "weight"], cancellation), MasterForms.Countries);
        }
    }

    private static Task<Result<MasterTable.Table>> HeadedAsync(byte[] bytes, string[] header, CancellationToken cancellation) =>
        MasterTable.ReadAsync(bytes, header, header.Length, openEnded: false, shiftJis: false, cancellation);

    private static Result<MasterSet> Then(Result<MasterTable.Table> read, Func<MasterTable.Table, Result<MasterSet>> form) =>
        read.IsRefused(out Refusal? why, out MasterTable.Table? table) ? why : form(table);

    private static Result<MasterSet> Both(Result<MasterTable.Table> male, Result<MasterTable.Table> female) =>
        male.Refusal is { } first ? first : female.Refusal is { } second ? second : MasterForms.GivenNames(male.Value, female.Value);
}
