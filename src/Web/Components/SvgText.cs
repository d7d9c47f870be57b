using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Daicho.Web;

/// <summary>The element <c>text</c> of SVG, which the Razor language takes for its own tag of that name.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Across.</summary>
    [Parameter, EditorRequired]
    public double X { get; set; }

    /// <summary>Down, to the base line.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter, EditorRequired]
    public string Anchor { get; set; } = "start";

    /// <summary>Class.</summary>
    [Parameter, EditorRequired]
    public string Class { get; set; } = string.Empty;

    /// <summary>The words.</summary>
    [Parameter, EditorRequired]
    public string Content { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", Class);
        builder.AddAttribute(2, "x", ChartModel.At(X));
        builder.AddAttribute(3, "y", ChartModel.At(Y));
        builder.AddAttribute(4, "text-anchor", Anchor);
        builder.AddContent(5, Content);
        builder.CloseElement();
    }
}
