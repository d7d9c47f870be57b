using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Daicho.Architecture.Tests;

/// <summary>docs/requirements.csv is true: every row names a requirement and a test that exists.</summary>
public sealed partial class RequirementTests
{
    private static readonly string Table = Path.Combine(Repository.Root, "docs", "requirements.csv");
    private static readonly string Catalogue = Path.Combine(Repository.Root, "docs", "error-catalogue.md");

    [Fact]
    public void Every_row_has_a_known_id_and_a_test_that_exists()
    {
        HashSet<string> tests = [.. TestSources().SelectMany(TestNames)];
        List<string> wrong = [];
        foreach ((string id, string test) in Rows())
        {
            if (!RequirementId().IsMatch(id))
            {
                wrong.Add($"{id}: not a requirement id");
            }

            if (!tests.Contains(test))
            {
                wrong.Add($"{id}: no test {test}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_test_that_the_error_catalogue_names_exists()
    {
        HashSet<string> tests = [.. TestSources().SelectMany(TestNames)];
        string[] named = [.. CatalogueTest().Matches(File.ReadAllText(Catalogue)).Select(match => match.Groups[1].Value)];

        named.Length.ShouldBeGreaterThan(200); // the page was really read
        named.Where(test => !tests.Contains(test)).Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void No_pair_is_listed_twice() =>
        Rows().GroupBy(row => row).Where(group => group.Count() > 1).Select(group => group.Key.ToString()).ShouldBeEmpty();

    private static IEnumerable<(string Id, string Test)> Rows()
    {
        string[] lines = File.ReadAllLines(Table);
        lines[0].ShouldBe("id,test,note");
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            string[] parts = line.Split(',', 3);
            yield return (parts[0], parts.Length > 1 ? parts[1] : "");
        }
    }

    private static IEnumerable<string> TestSources() => Repository.Files("tests", "*.cs");

    private static IEnumerable<string> TestNames(string path)
    {
        string text = File.ReadAllText(path);
        if (Namespace().Match(text) is not { Success: true } name || Class().Match(text) is not { Success: true } type)
        {
            yield break;
        }

        foreach (Match method in Fact().Matches(text))
        {
            yield return $"{name.Groups[1].Value}.{type.Groups[1].Value}.{method.Groups[1].Value}";
        }
    }

    [GeneratedRegex("^(RR|JN|PF|OC|CR|LK|CL|LC|RV|DQ|LE)-[0-9]+$")]
    private static partial Regex RequirementId();

    [GeneratedRegex(@"^\| [A-Z]{2}-[0-9]{2} \|.*\| `([\w.]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex CatalogueTest();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^public sealed (?:partial )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\][\s\S]*?public (?:async )?(?:void|Task|ValueTask)\s+(\w+)\(")]
    private static partial Regex Fact();
}
