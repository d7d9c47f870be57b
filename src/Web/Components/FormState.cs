using Daicho.Kernel;
using Microsoft.AspNetCore.Http;

namespace Daicho.Web;

/// <summary>
/// What a form shows again after a submit: the values as typed and the refusals by field. Cascades to every field of an
/// <c>ActForm</c>, so a page passes it once.
/// </summary>
/// <param name="Typed">The posted form; null when the page is shown for the first time.</param>
/// <param name="Refusal">Why the act was refused; null when it was not.</param>
public sealed record FormState(IFormCollection? Typed = null, Refusal? Refusal = null)
{
    /// <summary>A form shown for the first time.</summary>
    public static FormState Fresh { get; } = new();

    /// <summary>Further findings, such as alerts to confirm; their messages stand beside the fields too.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Everything found: refusals first, then <see cref="Findings"/>; for the right pane.</summary>
    public IReadOnlyList<Finding> All => [.. Finding.From(Refusal), .. Findings];

    /// <summary>What was found at one field.</summary>
    public IEnumerable<Finding> At(string field) => All.Where(finding => finding.Field == field);

    /// <summary>What was typed into a field; null when the form was not posted.</summary>
    public string? ValueOf(string field) => Typed is not null && Typed.TryGetValue(field, out var values) ? values.ToString() : null;

    /// <summary>Whether a value of a group of check boxes was ticked; null when the form was not posted.</summary>
    public bool? IsTicked(string field, string value) => Typed is null ? null : Typed[field].Contains(value);
}
