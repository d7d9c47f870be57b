using System.Globalization;

namespace Daicho.Web;

/// <summary>Figures of a chart; the same figures stand in a table behind it and in a CSV.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Unit">Unit of the figures, such as 件.</param>
/// <param name="Labels">Words of the places along the axis.</param>
/// <param name="Series">One or up to three rows of figures, each as long as <paramref name="Labels"/>.</param>
public sealed record ChartModel(string Title, string Unit, IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The CSV of the figures; null when there is none.</summary>
    public string? CsvHref { get; init; }

    /// <summary>The upper end of the scale: 1, 2 or 5 times a power of ten.</summary>
    internal long Top
    {
        get
        {
            long largest = Series.SelectMany(series => series.Values).DefaultIfEmpty(0).Max();
            long unit = 1;
            while (true)
            {
                foreach (long step in (long[])[1, 2, 5])
                {
                    // Four lines of whole numbers: the smallest scale is 0 to 4.
                    if (step * unit * 4 >= largest)
                    {
                        return step * unit * 4;
                    }
                }

                unit *= 10;
            }
        }
    }

    /// <summary>The chart in one sentence for those who do not see it.</summary>
    internal string Sentence => string.Join('。', Series.Select(series => series.Values.Count == 0
        ? $"{series.Name}：記録なし"
        : $"{series.Name}：最大{Formatting.Number(series.Values.Max())}{Unit}、最小{Formatting.Number(series.Values.Min())}{Unit}"));

    /// <summary>A coordinate for SVG.</summary>
    internal static string At(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>One row of figures.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Values">The figures, none below zero.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<long> Values);
