using System.Reflection;

namespace Daicho.Platform.Hosting;

/// <summary>Who this process is: named in every log line, on the status page and in the health answer (style, section 2).</summary>
/// <param name="Role">The role, such as <c>city</c>.</param>
/// <param name="Zone">The zone's name.</param>
/// <param name="MunicipalityCode">Six-digit municipality code (全国地方公共団体コード), or null for a zone of no municipality.</param>
/// <param name="ConfigurationHash">SHA-256 over the configuration without its secrets, so that nodes can be compared (incident I-6).</param>
public sealed record ZoneIdentity(string Role, string Zone, string? MunicipalityCode, string ConfigurationHash)
{
    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(ZoneIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
