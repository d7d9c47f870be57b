namespace Daicho.Platform.Work;

/// <summary>
/// One line of the work list at the left of every screen, registered by a module with <c>services.AddSingleton</c>. Shown to
/// operators who have the task.
/// </summary>
/// <param name="Duty">Heading under which it stands, such as 審査.</param>
/// <param name="Label">The line itself, such as 審査待ち.</param>
/// <param name="Href">The list, a path of this zone.</param>
/// <param name="TaskCode">A code of <c>TaskCodes</c>.</param>
public sealed record WorkListEntry(string Duty, string Label, string Href, string TaskCode)
{
    /// <summary>Place in the list; duties stand in the order of their first line.</summary>
    public int Order { get; init; } = 500;

    /// <summary>
    /// Counts what waits: one row, <c>count bigint, late boolean</c>. Parameters: $1 operator id (uuid), $2 office of the
    /// posting (text), $3 business date (date), $4 now (timestamptz). Null where counting makes no sense.
    /// </summary>
    public string? CountSql { get; init; }

    /// <summary>
    /// What waits, the oldest first, for the start page: <c>title text, href text, since timestamptz, late boolean</c>, with
    /// the same parameters and a limit of its own (at most 20). Titles name no resident.
    /// </summary>
    public string? OpenSql { get; init; }

    /// <summary>The function key that leads here from the start page (<c>F2</c>, <c>F10</c> …); <c>F2</c> everywhere.</summary>
    public string? Key { get; init; }

    /// <summary>Offered among the shortcuts of the start page.</summary>
    public bool IsShortcut { get; init; }
}

/// <summary>A figure of the day on the start page.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="TaskCode">Shown to operators who have the task.</param>
/// <param name="Sql">One row, <c>count bigint</c>; parameters as in <see cref="WorkListEntry.CountSql"/>.</param>
public sealed record DayFigure(string Label, string TaskCode, string Sql)
{
    /// <summary>Place among the figures.</summary>
    public int Order { get; init; } = 500;

    /// <summary>Unit.</summary>
    public string Unit { get; init; } = "件";

    /// <summary>The list behind it.</summary>
    public string? Href { get; init; }
}

/// <summary>A small chart of the start page, with its table and CSV.</summary>
/// <param name="Id">Names the chart in the address of its CSV: lower-case letters and hyphens.</param>
/// <param name="Title">What is shown.</param>
/// <param name="TaskCode">Shown to operators who have the task.</param>
/// <param name="Sql">
/// Rows in the order of the axis: <c>label text, series text, value bigint</c>, one for each label and series (at most 100);
/// parameters as in <see cref="WorkListEntry.CountSql"/>.
/// </param>
public sealed record DayChart(string Id, string Title, string TaskCode, string Sql)
{
    /// <summary>Place among the charts.</summary>
    public int Order { get; init; } = 500;

    /// <summary>Unit.</summary>
    public string Unit { get; init; } = "件";
}
