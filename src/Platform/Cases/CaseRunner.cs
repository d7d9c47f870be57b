using System.Runtime.CompilerServices;
using System.Text.Json;
using Daicho.Platform.Postgres;

namespace Daicho.Platform.Cases;

/// <summary>What became of one case.</summary>
public enum CaseVerdict
{
    /// <summary>The answer is the known one.</summary>
    Pass,

    /// <summary>It is another one.</summary>
    Fail,

    /// <summary>Nothing here can run it.</summary>
    Unsupported,
}

/// <summary>One case after its run.</summary>
/// <param name="Id">Id of the case.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Detail">Differences with both values, or the reason; empty when it passed.</param>
public sealed record CaseOutcome(string Id, CaseVerdict Verdict, string Detail);

/// <summary>Runs every known-answer case below a folder through the production code.</summary>
/// <remarks>
/// Two forms: a file with <c>kind</c> for all its cases, and one whose cases each name <c>when.operation</c>.
/// </remarks>
public static class CaseRunner
{
    /// <summary>Prints one line per case and a closing line.</summary>
    /// <param name="folder">Where the cases are.</param>
    /// <param name="adapters">One per operation or kind.</param>
    /// <param name="database">Opens a database for the cases that need one.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>0 when no case failed and at least one ran; 1 otherwise.</returns>
    public static async Task<int> RunAsync(
        string folder, IReadOnlyList<CaseAdapter> adapters, CaseDatabaseSource database, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        int[] counts = new int[3];
        await foreach (CaseOutcome outcome in EachAsync(folder, adapters, database, cancellation))
        {
            counts[(int)outcome.Verdict]++;
            string word = outcome.Verdict switch
            {
                CaseVerdict.Pass => "pass",
                CaseVerdict.Fail => "fail",
                CaseVerdict.Unsupported => "unsupported",
            };
            output.WriteLine(outcome.Detail.Length == 0 ? $"{word} {outcome.Id}" : $"{word} {outcome.Id}: {outcome.Detail}");
        }

        output.WriteLine($"{counts[0]} passed, {counts[1]} failed, {counts[2]} unsupported");
        return counts[1] == 0 && counts[0] > 0 ? 0 : 1;
    }

    /// <summary>Runs the cases in order of file and place.</summary>
    public static async IAsyncEnumerable<CaseOutcome> EachAsync(
        string folder, IReadOnlyList<CaseAdapter> adapters, CaseDatabaseSource database, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Dictionary<string, CaseAdapter> byOperation = adapters.ToDictionary(adapter => adapter.Operation, StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement file = document.RootElement;
            string? kind = file.TryGetProperty("kind", out JsonElement named) ? named.GetString() : null;
            foreach (JsonElement one in file.GetProperty("cases").EnumerateArray())
            {
                yield return await RunOneAsync(one, kind, byOperation, database, cancellation);
            }
        }
    }

    private static async Task<CaseOutcome> RunOneAsync(
        JsonElement one, string? kind, Dictionary<string, CaseAdapter> adapters, CaseDatabaseSource database, CancellationToken cancellation)
    {
        string id = one.GetProperty("id").GetString() ?? "";
        string? operation = kind ?? one.GetProperty("when").GetProperty("operation").GetString();
        if (operation is null || !adapters.TryGetValue(operation, out CaseAdapter? adapter))
        {
            return new CaseOutcome(id, CaseVerdict.Unsupported, $"no adapter for {operation}");
        }

        CaseResult result = adapter.Run(one);
        if (ReferenceEquals(result, CaseResult.OnDatabase) && adapter.RunOnDatabase is { } run)
        {
            try
            {
                result = await run(one, await database(cancellation), cancellation);
            }
            catch (StartupRefusedException missing)
            {
                result = CaseResult.NotSupported(missing.Message);
            }
        }

        if (result.Unsupported is { } reason)
        {
            return new CaseOutcome(id, CaseVerdict.Unsupported, reason);
        }

        IReadOnlyList<string> differences = CaseComparison.Differences(
            one.GetProperty(kind is null ? "then" : "expected"), result);
        return differences.Count == 0
            ? new CaseOutcome(id, CaseVerdict.Pass, "")
            : new CaseOutcome(id, CaseVerdict.Fail, string.Join("; ", differences));
    }
}
