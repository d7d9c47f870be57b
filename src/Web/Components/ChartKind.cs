namespace Daicho.Web;

/// <summary>How figures are drawn.</summary>
public enum ChartKind
{
    /// <summary>Bars.</summary>
    Bar,

    /// <summary>A line.</summary>
    Line,
}
