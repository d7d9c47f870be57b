using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Daicho.Architecture.Tests;

/// <summary>Documents that must follow the code.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_package_with_its_version_stands_in_the_list_of_licences()
    {
        string licences = File.ReadAllText(Path.Combine(Repository.Root, "docs", "licences.md"));
        string[] packages =
        [
            .. Repository.Files("", "packages.lock.json")
                .SelectMany(file => Resolved(File.ReadAllText(file)))
                .Where(package => !Stands(licences, package.Name) || !licences.Contains(package.Version, StringComparison.Ordinal))
                .Select(package => $"{package.Name} {package.Version}")
                .Distinct(),
        ];

        packages.ShouldBeEmpty();
    }

    [Fact]
    public void Every_package_that_a_project_names_stands_in_the_decision_about_packages()
    {
        string decision = File.ReadAllText(Path.Combine(Repository.Root, "docs", "adr", "0010-packages.md"));
        PackageVersion().Matches(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props")))
            .Select(match => match.Groups[1].Value)
            .Where(name => !decision.Contains(name, StringComparison.Ordinal) && !decision.Contains(name[(name.LastIndexOf('.') + 1)..], StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_table_of_the_migrations_stands_in_the_document_of_the_database()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "database.md"));
        string[] scripts = [.. Repository.Files("src", "*.sql").Where(file => file.Contains("Migrations", StringComparison.Ordinal)).Select(File.ReadAllText)];
        HashSet<string> dropped = [.. scripts.SelectMany(script => Dropped().Matches(script)).Select(match => match.Groups[1].Value)];
        string[] tables = [.. scripts.SelectMany(script => Created().Matches(script)).Select(match => match.Groups[1].Value)];

        tables.Length.ShouldBeGreaterThan(60); // the scripts were really read
        tables.Where(table => !dropped.Contains(table) && !document.Contains($"`{table[(table.IndexOf('.') + 1)..]}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_module_has_a_page_for_newcomers()
    {
        string modules = Path.Combine(Repository.Root, "src", "Modules");
        Directory.GetDirectories(modules)
            .Select(folder => Path.Combine(folder, Path.GetFileName(folder), "README.md"))
            .Where(page => !File.Exists(page))
            .Select(Repository.Relative)
            .ShouldBeEmpty();
    }

    private static bool Stands(string licences, string name) =>
        licences.Contains(name, StringComparison.Ordinal)
        || (name.StartsWith("xunit.v3.", StringComparison.Ordinal) && licences.Contains(name["xunit.v3".Length..], StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Version)> Resolved(string json)
    {
        using JsonDocument lockFile = JsonDocument.Parse(json);
        foreach (JsonProperty framework in lockFile.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (JsonProperty package in framework.Value.EnumerateObject())
            {
                if (package.Value.TryGetProperty("resolved", out JsonElement version))
                {
                    yield return (package.Name, version.GetString()!);
                }
            }
        }
    }

    [GeneratedRegex("""<PackageVersion Include="([^"]+)" """)]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"(?im)^create table (?:if not exists )?([a-z_]+\.[a-z_]+)")]
    private static partial Regex Created();

    [GeneratedRegex(@"(?im)^drop table (?:if exists )?([a-z_]+\.[a-z_]+)")]
    private static partial Regex Dropped();
}
