namespace Daicho.Web;

/// <summary>Which dates an item takes.</summary>
public enum DateMode
{
    /// <summary>A day of the calendar.</summary>
    Exact,

    /// <summary>Also a vague date in one of the allowed forms (不詳日), and a day no calendar has as the family register writes it.</summary>
    Vague,

    /// <summary>Also a year or a month alone, to search in.</summary>
    Search,
}
