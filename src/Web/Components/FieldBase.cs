using Microsoft.AspNetCore.Components;

namespace Daicho.Web;

/// <summary>The chip beside a label.</summary>
public enum Requirement
{
    /// <summary>No chip.</summary>
    Unmarked,

    /// <summary>※必須.</summary>
    Required,

    /// <summary>任意.</summary>
    Optional,
}

/// <summary>What all fields of a form share: label, requirement, support text, errors, and the value typed before.</summary>
public abstract class FieldBase : ComponentBase
{
    /// <summary>State of the form, from <c>ActForm</c>.</summary>
    [CascadingParameter]
    public FormState State { get; set; } = FormState.Fresh;

    /// <summary>Name in the form and id in the page; findings point to it.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = string.Empty;

    /// <summary>The item's words on the paper form.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = string.Empty;

    /// <summary>Value when the form was not posted yet.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>Requirement chip.</summary>
    [Parameter]
    public Requirement Requirement { get; set; }

    /// <summary>Short help under the label: what to write and how.</summary>
    [Parameter]
    public string? Support { get; set; }

    /// <summary>The value was filled in by the system: grey until touched.</summary>
    [Parameter]
    public bool IsPrefilled { get; set; }

    /// <summary>Shown, sent, but not changed.</summary>
    [Parameter]
    public bool IsReadOnly { get; set; }

    /// <summary>The cursor starts here; one field of a page.</summary>
    [Parameter]
    public bool Autofocus { get; set; }

    /// <summary>The value to show: what was typed, else <see cref="Value"/>.</summary>
    protected string? Shown => State.ValueOf(Name) ?? Value;

    /// <summary>Grey as long as nobody typed.</summary>
    protected string? PrefilledClass => IsPrefilled && State.Typed is null ? "is-prefilled" : null;

    /// <summary>Whether an error stands at this field.</summary>
    protected bool HasError => State.At(Name).Any(finding => finding.Severity == FindingSeverity.Error);

    /// <summary>For <c>aria-invalid</c>: absent when there is no error.</summary>
    protected string? Invalid => HasError ? "true" : null;

    /// <summary>For <c>required</c> of assistive technology; the browser's own check stays off, ours says what to do.</summary>
    protected string? AriaRequired => Requirement == Requirement.Required ? "true" : null;

    /// <summary>Ids of the texts that describe the field.</summary>
    protected string? DescribedBy
    {
        get
        {
            string ids = string.Join(' ', new[]
            {
                Support is null ? null : Name + "-support",
                State.At(Name).Any() ? Name + "-error" : null,
                ExtraDescription,
            }.OfType<string>());
            return ids.Length == 0 ? null : ids;
        }
    }

    /// <summary>Id of a further describing text.</summary>
    protected virtual string? ExtraDescription => null;
}
