using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.Platform.Keys;

namespace Daicho.Platform.Csv;

/// <summary>One file of a set.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Rows">Rows, the header not counted.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Hash, lower-case hexadecimal.</param>
public sealed record CsvPart(string Name, long Rows, long Bytes, string Sha256);

/// <summary>What a set of files holds. Written last: a folder without it is not a set yet (common-functions.md CF-LNK-02).</summary>
public sealed record CsvManifest
{
    /// <summary>Name of the manifest in its folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Name of the detached signature (JWS ES256 over the bytes of the manifest); absent when the set is not signed.</summary>
    public const string SignatureName = "manifest.json.jws";

    /// <summary>Fact with the fingerprint of the signer's key, as <see cref="Keys.SignerKey.Fingerprint"/> gives it.</summary>
    public const string SignerFact = "key_fingerprint";

    private const int BytesMax = 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The set.</summary>
    public required Guid Id { get; init; }

    /// <summary>Linkage or layout.</summary>
    public required string Linkage { get; init; }

    /// <summary>Version of the layout.</summary>
    public required string Version { get; init; }

    /// <summary><c>full</c> or <c>diff</c>.</summary>
    public string Mode { get; init; } = "full";

    /// <summary>The set a difference builds on; null for a full one.</summary>
    public Guid? Base { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Rows of all parts.</summary>
    public long Rows { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<CsvPart> Parts { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Who made it.</summary>
    public required string Producer { get; init; }

    /// <summary>Key of the signature; null when not signed.</summary>
    public string? KeyId { get; init; }

    /// <summary>Further facts, such as the municipality or the seed.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Fingerprint of the key that the set says it was signed with; null when it says none.</summary>
    [JsonIgnore]
    public string? SignerFingerprint => Facts.TryGetValue(SignerFact, out string? fingerprint) ? fingerprint : null;

    /// <summary>Fingerprint of the key by which the signature was verified; null when the set is not signed.</summary>
    [JsonIgnore]
    public string? SignedBy { get; private init; }

    /// <summary>SHA-256 of the manifest's bytes: names the set for good.</summary>
    [JsonIgnore]
    public string Sha256 { get; private init; } = "";

    /// <summary>Publishes the set: signature first, manifest last, each by rename, so that a reader sees all or nothing.</summary>
    /// <param name="folder">Folder with the finished parts.</param>
    /// <param name="sign">Raw ES256 signature (r and s joined) by the zone key; null for an unsigned set.</param>
    /// <param name="cancellation">Stops before the manifest appears.</param>
    public async Task PublishAsync(string folder, Func<byte[], byte[]>? sign, CancellationToken cancellation)
    {
        byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes(this, Options), (byte)'\n'];
        if (sign is not null)
        {
            await WholeFile.ReplaceAsync(Path.Combine(folder, SignatureName), Encoding.ASCII.GetBytes(Sign(json, sign)), cancellation);
        }

        await WholeFile.ReplaceAsync(Path.Combine(folder, FileName), json, cancellation);
    }

    /// <summary>Reads the manifest of a folder and checks that every part is there, whole and unchanged.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="signers">Whose sets are read.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<Result<CsvManifest>> ReadAsync(
        string folder,
        ManifestSigners signers,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signers);
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path) || new FileInfo(path).Length > BytesMax)
        {
            return new Refusal("CSV-M01", "manifest.json がありません。書き出しが完了しているか確認してください。", RefusalKind.NotFound);
        }

        byte[] json = await File.ReadAllBytesAsync(path, cancellation);
        CsvManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<CsvManifest>(json, Options) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            return new Refusal("CSV-M02", "manifest.json を読み取れません。書き出しをやり直してください。", RefusalKind.Malformed);
        }

        Result<SignerKey?> signed = await signers.CheckAsync(folder, manifest, json, cancellation);
        if (signed.Refusal is { } notSigned)
        {
            return notSigned;
        }

        foreach (CsvPart part in manifest.Parts)
        {
            if (Path.GetFileName(part.Name) != part.Name || !await IsWholeAsync(folder, part, cancellation))
            {
                return new Refusal(
                    "CSV-M04",
                    "ファイルの大きさまたは内容が manifest.json と一致しません。転送をやり直してください。",
                    RefusalKind.Malformed,
                    part.Name);
            }
        }

        return manifest with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(json)), SignedBy = signed.Value?.Fingerprint };
    }

    /// <summary>A detached JWS (RFC 7515 appendix F): header, two points, signature.</summary>
    public static string Sign(byte[] payload, Func<byte[], byte[]> sign)
    {
        ArgumentNullException.ThrowIfNull(sign);
        return $"{SignatureHeader}..{Base64Url.EncodeToString(sign(SigningInput(SignatureHeader, payload)))}";
    }

    /// <summary>The one header of signatures: ES256 and nothing else.</summary>
    internal static string SignatureHeader { get; } = Base64Url.EncodeToString("""{"alg":"ES256"}"""u8);

    /// <summary>What is signed (RFC 7515, section 5.1).</summary>
    internal static byte[] SigningInput(string header, byte[] payload) =>
        Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(payload)}");

    private static async Task<bool> IsWholeAsync(string folder, CsvPart part, CancellationToken cancellation)
    {
        FileInfo file = new(Path.Combine(folder, part.Name));
        if (!file.Exists || file.Length != part.Bytes)
        {
            return false;
        }

        await using FileStream stream = file.OpenRead();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)) == part.Sha256;
    }
}
