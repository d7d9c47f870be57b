namespace Daicho.ResidentRegister.Residents;

/// <summary>Reads our own embedded tables: UTF-8, a header, cells without commas or quotes.</summary>
internal static class EmbeddedTable
{
    /// <summary>The rows after the header.</summary>
    /// <exception cref="InvalidOperationException">The table is missing or a row has another number of cells: a fault of the build.</exception>
    public static IEnumerable<string[]> Read(string name, int columns)
    {
        using Stream stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is not embedded.");
        using StreamReader reader = new(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            yield return cells.Length == columns
                ? cells
                : throw new InvalidOperationException($"A row of {name} has {cells.Length} cells.");
        }
    }
}
