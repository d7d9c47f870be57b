namespace Daicho.Platform.Pdf;

/// <summary>Where a text stands between the left and right edge.</summary>
public enum TextAlign
{
    /// <summary>At the left edge.</summary>
    Left,

    /// <summary>In the middle.</summary>
    Centre,

    /// <summary>At the right edge.</summary>
    Right,

    /// <summary>Spread evenly from edge to edge (均等割付); a single character stands in the middle.</summary>
    Spread,
}

/// <summary>Where a text stands between the upper and lower edge.</summary>
public enum TextPlace
{
    /// <summary>At the upper edge.</summary>
    Top,

    /// <summary>In the middle.</summary>
    Middle,

    /// <summary>At the lower edge.</summary>
    Bottom,
}

/// <summary>What happens to a text that does not fit even at its smallest size (clause 5.8 lets a parameter decide).</summary>
public enum OverflowPolicy
{
    /// <summary>Prints as far as there is room.</summary>
    PrintUpToLimit,

    /// <summary>Leaves the field blank.</summary>
    PrintBlank,
}

/// <summary>How a text is set into an area.</summary>
/// <param name="SizePt">Wanted type size in points.</param>
/// <param name="MinimumSizePt">The smallest size shrinking may reach; null keeps the wanted size.</param>
public sealed record TextStyle(double SizePt, double? MinimumSizePt = null)
{
    /// <summary>Between the left and right edge.</summary>
    public TextAlign Align { get; init; }

    /// <summary>Between the upper and lower edge.</summary>
    public TextPlace Place { get; init; } = TextPlace.Middle;

    /// <summary>Lines the text may take; it is broken between characters, Latin words at spaces.</summary>
    public int LinesMax { get; init; } = 1;

    /// <summary>Distance of baselines in type sizes.</summary>
    public double LineHeight { get; init; } = 1.25;

    /// <summary>How narrow the characters may become at the smallest size: 1 keeps their width, 0.7 takes off three tenths.</summary>
    public double MinimumWidth { get; init; } = 1;

    /// <summary>Grey of the letters: 0 black, 1 white.</summary>
    public double Grey { get; init; }

    /// <summary>What to do when nothing helps.</summary>
    public OverflowPolicy Overflow { get; init; }
}

/// <summary>What became of a text set into an area.</summary>
/// <param name="SizePt">The size used.</param>
/// <param name="Width">The width of the characters used: 1 is their own.</param>
/// <param name="Overflowed">The text did not fit; part of it, or all, is not printed.</param>
/// <param name="Missing">Characters left out for want of a glyph.</param>
public sealed record TextOutcome(double SizePt, double Width, bool Overflowed, IReadOnlyList<MissingCharacter> Missing)
{
    /// <summary>The whole text stands on the page.</summary>
    public bool IsWhole => !Overflowed && Missing.Count == 0;
}
