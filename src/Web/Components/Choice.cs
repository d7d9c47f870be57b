namespace Daicho.Web;

/// <summary>One of several values to choose from.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Label">What is read.</param>
/// <param name="Support">A short help under the label; shown by radio groups and check boxes.</param>
public sealed record Choice(string Value, string Label, string? Support = null);
