namespace Daicho.Bench;

/// <summary>A measurement that may fail without taking the others with it.</summary>
internal static class Attempt
{
    private const string NotMeasured = "not measured";

    /// <summary>The rows, or one row that says why there are none.</summary>
    public static async Task<IReadOnlyList<BenchRow>> RowsAsync(string name, Func<Task<IReadOnlyList<BenchRow>>> measure)
    {
        try
        {
            return await measure();
        }
#pragma warning disable CA1031 // What fails is a row of the report; the others are still measured.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(failure.ToString());
            string why = failure.Message.ReplaceLineEndings(" ").Replace('|', '/');
            return [new BenchRow(name, 0, NotMeasured, null, null, $"failed: {why}", false)];
        }
    }

    /// <summary>Whether a row holds a figure.</summary>
    public static bool Succeeded(BenchRow row) => row.Unit != NotMeasured;
}
