namespace Daicho.Web;

/// <summary>One tab.</summary>
/// <param name="Label">Its words.</param>
/// <param name="Href">Its page.</param>
/// <param name="IsHere">The page shown now.</param>
/// <param name="Count">How many things it holds.</param>
public sealed record Tab(string Label, string Href, bool IsHere = false, int? Count = null);

/// <summary>One step of a breadcrumb.</summary>
/// <param name="Label">Name of the page.</param>
/// <param name="Href">Its address; null for the page shown now.</param>
public sealed record Crumb(string Label, string? Href = null);

/// <summary>One item of a description list whose value is plain text.</summary>
/// <param name="Label">The item.</param>
/// <param name="Value">Its value; null shows 記載なし.</param>
/// <param name="IsMincho">Name or address of record.</param>
public sealed record Described(string Label, string? Value, bool IsMincho = false);
