using System.Text.Json;

namespace Daicho.Platform.Data;

/// <summary>A dated parameter that a municipality sets, and the form of its value.</summary>
/// <param name="Module">Module that reads it, as it stands in <c>platform.parameter</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Form">The form in words, for the list of the command.</param>
/// <param name="Fits">Whether a value has that form; what does not is never stored.</param>
public sealed record ParameterKind(string Module, string Name, string Form, Func<JsonElement, bool> Fits)
{
    /// <summary>The command sets the first value only: later ones are asked for and approved on a screen (four eyes).</summary>
    public bool IsChangedOnScreen { get; init; }

    /// <summary>A whole number within bounds.</summary>
    public static ParameterKind Number(string module, string name, string meaning, int min, int max) => new(
        module, name, $"{meaning} ({min}–{max})",
        value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max);

    /// <summary>What a reader of the value takes: it throws <see cref="JsonException"/> or <see cref="FormatException"/> for anything else.</summary>
    public static ParameterKind ReadBy(string module, string name, string form, Action<string> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new(module, name, form, value =>
        {
            try
            {
                read(value.GetRawText());
                return true;
            }
            catch (Exception wrong) when (wrong is JsonException or FormatException)
            {
                return false;
            }
        });
    }
}
