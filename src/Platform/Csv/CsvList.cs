using System.Globalization;

namespace Daicho.Platform.Csv;

/// <summary>A list as CSV for people and their spreadsheets: a byte order mark, Japanese names, an empty item for absence.</summary>
public static class CsvList
{
    /// <summary>The whole file.</summary>
    /// <param name="name">Name of the list, ASCII.</param>
    /// <param name="header">Japanese names of the columns.</param>
    /// <param name="rows">Items in the order of the columns; an empty text is absence.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task<byte[]> WriteAsync(
        string name, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellation)
    {
        using MemoryStream file = new();
        using CsvWriter writer = new(file, new CsvProfile
        {
            Name = name,
            Version = "1",
            Bom = CsvBom.Required,
            Header = CsvHeader.Ja,
            ForPeople = true,
            Columns = [.. header.Select((words, place) => new CsvColumn { Name = string.Create(CultureInfo.InvariantCulture, $"c{place}"), Japanese = words })],
        });
        foreach (IReadOnlyList<string> row in rows)
        {
            foreach (string item in row)
            {
                writer.Write(item.Length == 0 ? null : item);
            }

            await writer.EndRowAsync(cancellation);
        }

        await writer.FlushAsync(cancellation);
        return file.ToArray();
    }
}
