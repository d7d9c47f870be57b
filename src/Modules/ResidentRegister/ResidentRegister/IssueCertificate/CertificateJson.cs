using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.SetCertificates;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Compiled serialization of what issuance stores: requests, contents and settings.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(CertificateRequest))]
[JsonSerializable(typeof(CertificateContent))]
[JsonSerializable(typeof(IssuerSettings))]
[JsonSerializable(typeof(CertifierTerm))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class CertificateJson : JsonSerializerContext
{
    /// <summary>The one set of options: strict about unknown members, Japanese letters as they are.</summary>
    public static CertificateJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });

    /// <summary>Stored text of a content, and the hash that every hand-over verifies.</summary>
    public static (string Text, byte[] Sha256) Write(CertificateContent content)
    {
        string text = JsonSerializer.Serialize(content, Stored.CertificateContent);
        return (text, Hash(text));
    }

    /// <summary>The hash of a stored text.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a stored content.</summary>
    /// <exception cref="JsonException">The stored text is broken.</exception>
    public static CertificateContent ReadContent(string text) =>
        JsonSerializer.Deserialize(text, Stored.CertificateContent) ?? throw new JsonException("A stored content is null.");

    /// <summary>Reads a stored request.</summary>
    /// <exception cref="JsonException">The stored text is broken.</exception>
    public static CertificateRequest ReadRequest(string text) =>
        JsonSerializer.Deserialize(text, Stored.CertificateRequest) ?? throw new JsonException("A stored request is null.");
}
