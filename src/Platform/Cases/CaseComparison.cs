using System.Text.Json;
using System.Text.Json.Nodes;

namespace Daicho.Platform.Cases;

/// <summary>Compares the expected part of a case (<c>then</c>) with a result, as the cases' description demands.</summary>
public static class CaseComparison
{
    private static readonly HashSet<string> Known =
        ["outcome", "findings", "mustNotFind", "negativeRule", "state", "outputs"];

    /// <summary>The differences, each with both values; empty when the case passes.</summary>
    public static IReadOnlyList<string> Differences(JsonElement then, CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<string> differences = [];
        Outcome(then, result, differences);
        Findings(then, result, differences);
        foreach (string rule in Texts(then, "negativeRule").Where(result.BrokenRules.Contains))
        {
            differences.Add($"negativeRule {rule}: expected kept, was broken by {Names(result.Findings)}");
        }

        if (then.TryGetProperty("state", out JsonElement state))
        {
            Compare("state", state, result.State, differences);
        }

        if (then.TryGetProperty("outputs", out JsonElement outputs))
        {
            Outputs(outputs, result.Outputs, differences);
        }

        foreach (JsonProperty other in then.EnumerateObject().Where(property => !Known.Contains(property.Name)))
        {
            Compare(other.Name, other.Value, result.Outputs[other.Name], differences);
        }

        return differences;
    }

    // Further alerts are allowed, further errors are not; so an expected acceptance is broken by an error only.
    private static void Outcome(JsonElement then, CaseResult result, List<string> differences)
    {
        string expected = then.GetProperty("outcome").GetString() ?? "";
        bool met = expected == result.Outcome || (expected == "accepted" && result.Outcome == "acceptedWithAlert");
        if (!met)
        {
            differences.Add($"outcome: expected {expected}, was {result.Outcome} ({Names(result.Findings)})");
        }
    }

    private static void Findings(JsonElement then, CaseResult result, List<string> differences)
    {
        List<CaseFinding> expected = [];
        if (then.TryGetProperty("findings", out JsonElement findings))
        {
            expected.AddRange(findings.EnumerateArray().Select(finding => new CaseFinding(
                finding.GetProperty("check").GetString() ?? "",
                finding.GetProperty("severity").GetString() == "error")));
        }

        foreach (CaseFinding finding in expected.Where(finding => !result.Findings.Contains(finding)))
        {
            differences.Add($"findings: expected {Names([finding])}, was {Names(result.Findings)}");
        }

        foreach (CaseFinding error in result.Findings.Where(finding => finding.IsError && !expected.Contains(finding)).Distinct())
        {
            differences.Add($"findings: expected no further error, was {Names([error])}");
        }

        foreach (string forbidden in Texts(then, "mustNotFind").Where(id => result.Findings.Any(finding => finding.Check == id)))
        {
            differences.Add($"mustNotFind: expected no {forbidden}, was found");
        }
    }

    private static void Outputs(JsonElement expected, JsonObject actual, List<string> differences)
    {
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            (string source, bool? include) = property.Name switch
            {
                "mustInclude" => ("documents", true),
                "mustExclude" => ("documents", false),
                "offered" => ("offered", true),
                "itemsMustInclude" => ("items", true),
                "itemsMustExclude" => ("items", false),
                "printedTextMustInclude" => ("printedText", true),
                "printedTextMustExclude" => ("printedText", (bool?)false),
                _ => (property.Name, null),
            };
            if (include is null)
            {
                Compare(property.Name, property.Value, actual[source], differences);
                continue;
            }

            foreach (string text in property.Value.EnumerateArray().Select(item => item.GetString() ?? ""))
            {
                if (Contains(actual[source], text) != include)
                {
                    differences.Add($"{property.Name}: expected {text}, was {actual[source]?.ToJsonString() ?? "nothing"}");
                }
            }
        }
    }

    private static bool Contains(JsonNode? node, string text) => node switch
    {
        JsonArray array => array.Any(item => item?.GetValue<string>() == text),
        JsonValue value => value.GetValue<string>().Contains(text, StringComparison.Ordinal),
        _ => false,
    };

    // Only what the case lists is compared; an empty text and an absent value are the same.
    private static void Compare(string path, JsonElement expected, JsonNode? actual, List<string> differences)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual is JsonObject fields)
        {
            foreach (JsonProperty property in expected.EnumerateObject())
            {
                Compare($"{path}.{property.Name}", property.Value, fields[property.Name], differences);
            }

            return;
        }

        bool blank = expected.ValueKind == JsonValueKind.Null || (expected.ValueKind == JsonValueKind.String && expected.GetString() == "");
        bool same = blank
            ? actual is null || (actual is JsonValue && actual.ToString().Length == 0)
            : actual is not null && JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), actual);
        if (!same)
        {
            differences.Add($"{path}: expected {expected.GetRawText()}, was {actual?.ToJsonString() ?? "nothing"}");
        }
    }

    private static IEnumerable<string> Texts(JsonElement then, string name) =>
        then.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray().Select(item => item.GetString() ?? "") : [];

    private static string Names(IEnumerable<CaseFinding> findings)
    {
        string names = string.Join(' ', findings.Select(finding => $"{finding.Check}/{(finding.IsError ? "error" : "alert")}").Distinct());
        return names.Length == 0 ? "no finding" : names;
    }
}
