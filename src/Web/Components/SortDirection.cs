namespace Daicho.Web;

/// <summary>How a list is sorted by one column.</summary>
public enum SortDirection
{
    /// <summary>By another column.</summary>
    Unsorted,

    /// <summary>Smallest first.</summary>
    Ascending,

    /// <summary>Largest first.</summary>
    Descending,
}
