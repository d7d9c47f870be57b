using System.Text.Json;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.Residents.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Towns to choose from for the address fields of a name.</summary>
/// <param name="Field">Beginning of the names, such as <c>newAddress</c>.</param>
/// <param name="Towns">The towns.</param>
/// <param name="ByPostalCode">Looked up by postal code: a single answer may be taken at once.</param>
internal sealed record TownChoicesModel(string Field, IReadOnlyList<TownEntry> Towns, bool ByPostalCode)
{
    /// <summary>Where address fields ask; what was typed travels in the body.</summary>
    public const string Address = "/changes/parts/towns";
}

/// <summary>Households to choose from.</summary>
/// <param name="Households">Those that may be shown to the operator.</param>
/// <param name="Refusal">Why nothing was looked up; null when it was.</param>
internal sealed record HouseholdChoicesModel(IReadOnlyList<HouseholdEntry> Households, string? Refusal = null);

/// <summary>
/// What a button of a list of candidates writes into the form. Its value is <c>fill:</c> and a JSON object of names and values: with
/// scripts the browser writes them, without the server shows the form again with them.
/// </summary>
internal static class EntryFill
{
    private const string Beginning = "fill:";

    /// <summary>The value of the button.</summary>
    public static string Of(params (string Name, string Value)[] fields) =>
        Beginning + JsonSerializer.Serialize(fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));

    /// <summary>Whether the form comes only to be shown again, with more persons, candidates or filled fields; nothing is stored.</summary>
    public static bool IsOnlyShownAgain(string wish) =>
        wish is "add" or "propose" or "households" || wish.StartsWith(Beginning, StringComparison.Ordinal)
        || wish.StartsWith("towns:", StringComparison.Ordinal);

    /// <summary>The form with the fields of the button; a field outside of the paper form and a broken value are left out.</summary>
    public static IFormCollection Apply(IFormCollection form, ChangeForm paper)
    {
        string wish = form["do"].ToString();
        if (!wish.StartsWith(Beginning, StringComparison.Ordinal) || Read(wish[Beginning.Length..]) is not { } filled)
        {
            return form;
        }

        Dictionary<string, StringValues> fields = form.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        foreach ((string name, string value) in filled.Where(one => EntryNames.Belongs(paper, one.Key)))
        {
            fields[name] = value;
        }

        return new FormCollection(fields);
    }

    private static Dictionary<string, string>? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
