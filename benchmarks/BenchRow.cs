using System.Text.Json.Serialization;

namespace Daicho.Bench;

/// <summary>One measured piece of work beside its floor from the same run and the bar it has to clear.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit, such as <c>ms p99</c> or <c>rows/s</c>.</param>
/// <param name="Floor">The floor measured in the same run; null when the bar is absolute.</param>
/// <param name="Ratio">Value by floor; null without a floor.</param>
/// <param name="Bar">The bar in words.</param>
/// <param name="Met">Whether it was cleared.</param>
public sealed record BenchRow(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("floor")] double? Floor,
    [property: JsonPropertyName("ratio")] double? Ratio,
    [property: JsonPropertyName("bar")] string Bar,
    [property: JsonPropertyName("met")] bool Met);
