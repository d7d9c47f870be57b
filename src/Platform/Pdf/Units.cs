namespace Daicho.Platform.Pdf;

/// <summary>Lengths: layouts are drawn in millimetres from the upper left corner, type is sized in points.</summary>
internal static class Units
{
    /// <summary>A point is 1/72 inch (ISO 32000-1, 8.3.2.3), an inch 25.4 mm.</summary>
    public const double PointsPerMillimetre = 72 / 25.4;

    /// <summary>The inverse of <see cref="PointsPerMillimetre"/>.</summary>
    public const double MillimetresPerPoint = 25.4 / 72;
}

/// <summary>A rectangle on the page in millimetres; X and Y name its upper left corner.</summary>
public readonly record struct Area(double X, double Y, double Width, double Height)
{
    /// <summary>The right edge.</summary>
    public double Right => X + Width;

    /// <summary>The lower edge.</summary>
    public double Bottom => Y + Height;

    /// <summary>The same area with a margin taken off on each side.</summary>
    public Area Inset(double horizontal, double vertical) =>
        new(X + horizontal, Y + vertical, Width - (2 * horizontal), Height - (2 * vertical));
}
