using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Daicho.Platform.Postgres;

/// <summary>The numbered migrations of one module: embedded resources named <c>PREFIXNNNN_name.sql</c>.</summary>
/// <param name="Module">The module's name in the database, such as <c>resident_register</c>.</param>
/// <param name="Schema">The schema that the module owns; its first migration creates it.</param>
/// <param name="Assembly">The assembly with the resources.</param>
/// <param name="ResourcePrefix">What stands before the number; empty when the assembly has one set only.</param>
public sealed partial record MigrationSet(string Module, string Schema, Assembly Assembly, string ResourcePrefix = "")
{
    /// <summary>The technical tables of every zone's main database.</summary>
    public static MigrationSet Platform { get; } = new("platform", "platform", typeof(MigrationSet).Assembly);

    /// <summary>Reads the migrations in order.</summary>
    /// <exception cref="InvalidOperationException">There is none, or two have one number.</exception>
    internal IReadOnlyList<Migration> Read()
    {
        List<Migration> found = [];
        foreach (string resource in Assembly.GetManifestResourceNames())
        {
            Match match = resource.StartsWith(ResourcePrefix, StringComparison.Ordinal) ? NamePattern().Match(resource[ResourcePrefix.Length..]) : Match.Empty;
            if (!match.Success)
            {
                continue;
            }

            using Stream stream = Assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"The resource {resource} is not readable.");
            using StreamReader reader = new(stream, Encoding.UTF8);

            // A checkout may change line ends; that is not an edit.
            string sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            int number = int.Parse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture);
            found.Add(new Migration(Module, number, resource, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
        }

        if (found.Count == 0 || found.DistinctBy(migration => migration.Number).Count() != found.Count)
        {
            throw new InvalidOperationException($"Module {Module} has no migrations, or two with the same number.");
        }

        return [.. found.OrderBy(migration => migration.Number)];
    }

    [GeneratedRegex(@"^(\d{4})_[a-z0-9_]+\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

/// <summary>One migration as the program carries it.</summary>
internal sealed record Migration(string Module, int Number, string Name, string Sql, string Sha256);
