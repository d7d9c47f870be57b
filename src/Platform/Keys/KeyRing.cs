using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Daicho.Platform.Postgres;

namespace Daicho.Platform.Keys;

/// <summary>A key with the id that stands beside everything made with it.</summary>
/// <param name="Id"><c>purpose.version</c>, such as <c>number-data.2</c>.</param>
/// <param name="Material">32 bytes, or a PKCS #8 key.</param>
public sealed record ZoneKey(string Id, byte[] Material)
{
    /// <summary>Masks itself.</summary>
    public override string ToString() => $"ZoneKey({Id})";
}

/// <summary>The versioned keys of a zone, each in a file wrapped by the master key. One purpose, one key (threat model, 6).</summary>
/// <remarks>Several processes share the folder: a key that another process made is found by its file.</remarks>
public sealed class KeyRing(SecretFolder folder, IMasterKey master)
{
    /// <summary>Encrypts Individual Numbers.</summary>
    public const string NumberData = "number-data";

    /// <summary>Keys the index by which a number is found.</summary>
    public const string NumberIndex = "number-index";

    /// <summary>Signs checkpoints of the access log (ECDSA P-256).</summary>
    public const string LogSigning = "log-signing";

    /// <summary>Signs reports and manifests of files (ECDSA P-256).</summary>
    public const string FileSigning = "file-signing";

    /// <summary>Encrypts secrets of one-time codes.</summary>
    public const string OneTimeCode = "one-time-code";

    /// <summary>Seals the keys of form tokens, which lie in the database.</summary>
    public const string FormKey = "form-key";

    /// <summary>Keys the digests by which a repeated request of a program is recognised.</summary>
    public const string RequestDigest = "request-digest";

    private const string Suffix = ".key";

    private readonly ConcurrentDictionary<string, ZoneKey> opened = [];

    /// <summary>The newest key of a purpose; the first one is made when there is none.</summary>
    public ZoneKey Current(string purpose)
    {
        int newest = Versions(purpose).LastOrDefault();
        return newest == 0 ? Make(purpose, 1) : Get(Name(purpose, newest));
    }

    /// <summary>All keys of a purpose, oldest first; more than one only while a rotation runs.</summary>
    public IReadOnlyList<ZoneKey> All(string purpose) =>
        [.. Versions(purpose).Select(version => Get(Name(purpose, version)))];

    /// <summary>A key by its id.</summary>
    /// <exception cref="CryptographicException">It does not exist here, or the master key does not open it.</exception>
    public ZoneKey Get(string keyId) => opened.GetOrAdd(keyId, id =>
        folder.Find(id + Suffix) is { } wrapped
            ? new ZoneKey(id, master.Unwrap(id, wrapped))
            : throw new CryptographicException($"The key {id} is not in the key folder."));

    /// <summary>Makes the next version of a key; it is the current one from now on in every process.</summary>
    public ZoneKey Create(string purpose) => Make(purpose, Versions(purpose).LastOrDefault() + 1);

    /// <summary>A signing key, to be disposed of by the caller.</summary>
    public ECDsa OpenSigningKey(string keyId)
    {
        ECDsa key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Get(keyId).Material, out _);
        return key;
    }

    private ZoneKey Make(string purpose, int version)
    {
        string id = Name(purpose, version);
        byte[] material = purpose is LogSigning or FileSigning ? NewSigningKey() : RandomNumberGenerator.GetBytes(32);
        // When another process made the same version at this moment, its key is the one.
        folder.TryWriteNew(id + Suffix, master.Wrap(id, material));
        CryptographicOperations.ZeroMemory(material);
        return Get(id);
    }

    private static byte[] NewSigningKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    private static string Name(string purpose, int version) => string.Create(CultureInfo.InvariantCulture, $"{purpose}.{version}");

    private IEnumerable<int> Versions(string purpose) => Directory
        .EnumerateFiles(folder.Path, $"{purpose}.*{Suffix}")
        .Select(file => Path.GetFileNameWithoutExtension(file)[(purpose.Length + 1)..])
        .Select(version => int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
        .Where(version => version > 0)
        .Order();
}
