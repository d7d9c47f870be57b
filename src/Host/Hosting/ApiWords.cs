using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.OpenApi;

namespace Daicho.Host.Hosting;

/// <summary>Descriptions of schemas, from the XML documentation that stands beside the module's assembly.</summary>
internal sealed class ApiWords
{
    private readonly Dictionary<string, XElement> members;
    private readonly ILookup<string, Type> types;

    private ApiWords(Dictionary<string, XElement> members, ILookup<string, Type> types) => (this.members, this.types) = (members, types);

    /// <summary>The words of an assembly; without its documentation file there are none.</summary>
    public static ApiWords Of(Assembly assembly)
    {
        string file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        Dictionary<string, XElement> members = File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")?.Value ?? "", StringComparer.Ordinal)
            : [];
        return new ApiWords(members, assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal));
    }

    /// <summary>Writes what a schema and its members are.</summary>
    public void Describe(string name, IOpenApiSchema schema)
    {
        if (types[name].OrderByDescending(one => one.Namespace?.EndsWith(".Api", StringComparison.Ordinal)).FirstOrDefault() is not { } type
            || schema is not OpenApiSchema described)
        {
            return;
        }

        XElement? whole = members.GetValueOrDefault($"T:{type.FullName}");
        described.Description ??= Words(whole?.Element("summary"));
        if (type.Name.EndsWith("Body", StringComparison.Ordinal))
        {
            described.AdditionalPropertiesAllowed = false;
        }

        foreach ((string member, IOpenApiSchema value) in described.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            PropertyInfo? property = type.GetProperties().FirstOrDefault(one => JsonNamingPolicy.CamelCase.ConvertName(one.Name) == member);
            string? words = property is null ? null
                : Words(members.GetValueOrDefault($"P:{type.FullName}.{property.Name}")?.Element("summary"))
                    ?? Words(whole?.Elements("param").FirstOrDefault(one => one.Attribute("name")?.Value == property.Name));
            if (words is not null)
            {
                value.Description = words;
            }
        }
    }

    private static string? Words(XElement? element) => element is null
        ? null
        : string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
