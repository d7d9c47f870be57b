using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Daicho.Architecture.Tests;

/// <summary>The rooms of the style guide, checked on every project file and statement on disk.</summary>
public sealed partial class ModuleTests
{
    /// <summary>Exceptions by project name, each with its reason and ADR; empty is best.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    public static TheoryData<string> Modules =>
        new(Directory.GetDirectories(Path.Combine(Repository.Root, "src", "Modules")).Select(path => Path.GetFileName(path)));

    [Fact]
    public void There_is_at_least_one_module() => Modules.ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_has_a_public_and_an_internal_project(string module)
    {
        string folder = Path.Combine("src", "Modules", module);
        Repository.Files(folder, "*.csproj").Select(path => Path.GetFileName(path)).Order().ShouldBe(
            [$"Daicho.{module}.Contracts.csproj", $"Daicho.{module}.csproj"]);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Contracts_use_the_kernel_only(string module) =>
        References($"src/Modules/{module}/{module}.Contracts/Daicho.{module}.Contracts.csproj")
            .Where(name => name != "Daicho.Kernel" && !Exceptions.ContainsKey(name))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_sees_other_modules_through_their_contracts_only(string module) =>
        References($"src/Modules/{module}/{module}/Daicho.{module}.csproj")
            .Where(name => name is not ("Daicho.Kernel" or "Daicho.Platform" or "Daicho.Web")
                && !name.EndsWith(".Contracts", StringComparison.Ordinal)
                && !Exceptions.ContainsKey(name))
            .ShouldBeEmpty();

    [Fact]
    public void The_kernel_depends_on_nothing()
    {
        References("src/Kernel/Daicho.Kernel.csproj").ShouldBeEmpty();
        Packages("src/Kernel/Daicho.Kernel.csproj").ShouldBeEmpty();
    }

    [Fact]
    public void The_platform_knows_no_module() =>
        References("src/Platform/Daicho.Platform.csproj").ShouldBe(["Daicho.Kernel"]);

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_touches_only_its_own_schema(string module)
    {
        string own = SnakeCase().Replace(module, "_$1").ToLowerInvariant();
        string folder = $"src/Modules/{module}/{module}";
        List<string> foreign = [];
        foreach (string path in Repository.Files(folder, "*.cs").Concat(Repository.Files(folder, "*.sql")))
        {
            foreach (Match match in TableOfStatement().Matches(File.ReadAllText(path)))
            {
                string schema = match.Groups[1].Value;
                if (schema != own && schema is not ("pg_catalog" or "information_schema" or "platform"))
                {
                    foreign.Add($"{Repository.Relative(path)}: {match.Value}");
                }
            }
        }

        foreign.ShouldBeEmpty();
    }

    [Fact]
    public void No_statement_is_built_from_strings() =>
        Repository.Files("src", "*.cs")
            .SelectMany(path => InterpolatedSql().Matches(File.ReadAllText(path))
                .Select(match => $"{Repository.Relative(path)}: {match.Value}"))
            .ShouldBeEmpty();

    [Fact]
    public void Diagnostic_logs_use_generated_templates_only() =>
        Repository.Files("src", "*.cs")
            .SelectMany(path => FreeLogCall().Matches(File.ReadAllText(path))
                .Select(match => $"{Repository.Relative(path)}: {match.Value}"))
            .ShouldBeEmpty();

    [Fact]
    public void No_two_migrations_of_a_module_have_the_same_number() =>
        Repository.Files("src", "*.sql").Select(Repository.Relative)
            .Where(path => path.Contains("/Migrations/", StringComparison.Ordinal))
            .GroupBy(path => path[..(path.LastIndexOf('/') + 5)])
            .Where(group => group.Count() > 1)
            .SelectMany(group => group)
            .ShouldBeEmpty();

    [Fact]
    public void No_file_holds_work_left_for_later() =>
        Repository.Files("src", "*.cs")
            .Concat(Repository.Files("src", "*.razor"))
            .Where(path => LeftForLater().IsMatch(File.ReadAllText(path)))
            .Select(Repository.Relative)
            .ShouldBeEmpty();

    [Fact]
    public void Every_relative_link_in_the_documents_leads_somewhere()
    {
        List<string> dead = [];
        IEnumerable<string> documents = Repository.Files("docs", "*.md")
            .Concat(Repository.Files("src", "*.md"))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));
        foreach (string path in documents)
        {
            foreach (Match match in Link().Matches(File.ReadAllText(path)))
            {
                string target = match.Groups[1].Value.Split('#')[0];
                if (target.Length > 0
                    && !target.Contains("://", StringComparison.Ordinal)
                    && !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target)))
                {
                    dead.Add($"{Repository.Relative(path)}: {target}");
                }
            }
        }

        dead.ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project) =>
        Load(project).Descendants("ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<string> Packages(string project) =>
        Load(project).Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);

    private static XDocument Load(string project) => XDocument.Load(Path.Combine(Repository.Root, project));

    [GeneratedRegex(@"(?<!^)([A-Z])")]
    private static partial Regex SnakeCase();

    [GeneratedRegex(@"\b(?:from|join|into|update|table|truncate|copy|references)\s+([a-z_]{3,})\.[a-z_]+", RegexOptions.IgnoreCase)]
    private static partial Regex TableOfStatement();

    [GeneratedRegex("""\$+"+[^"\n]*\b(select|insert into|update|delete from)\s[^"\n]*\{""", RegexOptions.IgnoreCase)]
    private static partial Regex InterpolatedSql();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex FreeLogCall();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
