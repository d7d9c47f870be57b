using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Reads the fields of a known-answer case; an absent field is null.</summary>
internal static class CaseJson
{
    /// <summary>A field; null when absent or null.</summary>
    public static JsonElement? Find(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found)
        && found.ValueKind != JsonValueKind.Null
            ? found
            : null;

    /// <summary>A text field; an empty text stays empty.</summary>
    public static string? Text(this JsonElement element, string name) => element.Find(name)?.GetString();

    /// <summary>A truth; false when absent.</summary>
    public static bool Flag(this JsonElement element, string name) => element.Find(name)?.ValueKind == JsonValueKind.True;

    /// <summary>An ISO date.</summary>
    public static DateOnly? Day(this JsonElement element, string name) =>
        element.Text(name) is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;

    /// <summary>A date in any form a clerk may type.</summary>
    public static PartialDate? Date(this JsonElement element, string name) =>
        PartialDate.TryParse(element.Text(name), EraTable.Default, out PartialDate? date) ? date : null;

    /// <summary>A list of texts.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        element.Find(name) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : [];

    /// <summary>A list of objects.</summary>
    public static IReadOnlyList<JsonElement> List(this JsonElement element, string name) =>
        element.Find(name) is { } list ? [.. list.EnumerateArray()] : [];

    /// <summary>A date as the cases write it.</summary>
    public static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
