using System.Text.Json;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;

namespace Daicho.ResidentRegister.Data;

/// <summary>The dated parameter that says which documents confirm who somebody is (CR-02).</summary>
internal static class IdentityPapers
{
    private const string Module = "resident-register";
    private const string Name = "identity-documents";

    /// <summary>The parameter: the list of which one is enough, the list of which two are needed, and whether other kinds count as one of two.</summary>
    public static ParameterKind Parameter { get; } = new(
        Module, Name, """本人確認書類 / {"one": ["運転免許証"], "two": ["年金手帳"], "otherKinds": true}""",
        value => value.ValueKind == JsonValueKind.Object && IsList(value, "one") && IsList(value, "two")
            && value.TryGetProperty("otherKinds", out JsonElement others) && others.ValueKind is JsonValueKind.True or JsonValueKind.False
            && value.EnumerateObject().Count() == 3);

    /// <summary>Asks for the lists of a day.</summary>
    /// <exception cref="InvalidOperationException">The answer is taken and no parameter is in force: the zone was not migrated.</exception>
    public static Func<IdentityDocuments> Ask(QueryBatch batch, DateOnly day)
    {
        IReadOnlyList<(string Name, string Value)> found = Parameters.Ask(batch, Module, [Name], day);
        return () => found is [var one] ? Read(one.Value) : throw new InvalidOperationException("The parameter identity-documents is missing.");
    }

    /// <summary>The lists of a day, for pages that only read.</summary>
    /// <exception cref="InvalidOperationException">No parameter is in force: the zone was not migrated.</exception>
    public static async Task<IdentityDocuments> GetAsync(NpgsqlDataSource database, DateOnly day, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        Func<IdentityDocuments> documents = Ask(batch, day);
        await batch.RunAsync(database, cancellation);
        return documents();
    }

    private static IdentityDocuments Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement value = document.RootElement;
        return new IdentityDocuments(List(value, "one"), List(value, "two"), value.GetProperty("otherKinds").GetBoolean());
    }

    private static string[] List(JsonElement value, string name) =>
        [.. value.GetProperty(name).EnumerateArray().Select(one => one.GetString()).OfType<string>()];

    private static bool IsList(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(one.GetString()));
}
