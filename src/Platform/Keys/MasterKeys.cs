using System.Security.Cryptography;
using Daicho.Platform.Postgres;

namespace Daicho.Platform.Keys;

/// <summary>Wraps the keys of a zone: a file for trying out, a token (PKCS#11) in production.</summary>
public interface IMasterKey : IDisposable
{
    /// <summary>Wraps key material so that it opens only under the same name.</summary>
    public byte[] Wrap(string keyId, ReadOnlySpan<byte> material);

    /// <summary>Opens wrapped key material.</summary>
    /// <exception cref="CryptographicException">Another master key wrapped it, or under another name, or it was altered.</exception>
    public byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped);
}

/// <summary>A master key in a file that only the program's user may read: AES-256-GCM, the key's name as additional data.</summary>
public sealed class FileMasterKey : IMasterKey
{
    private const string Secret = "master.key";

    private readonly byte[] key;

    /// <summary>Opens the master key of the folder, or makes one.</summary>
    public FileMasterKey(SecretFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Find(Secret) is null)
        {
            folder.TryWriteNew(Secret, RandomNumberGenerator.GetBytes(32));
        }

        key = folder.Find(Secret) ?? throw new CryptographicException("The master key cannot be read.");
    }

    /// <inheritdoc />
    public byte[] Wrap(string keyId, ReadOnlySpan<byte> material) => SealedBox.Seal(key, keyId, material);

    /// <inheritdoc />
    public byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped) => SealedBox.Open(key, keyId, wrapped);

    /// <inheritdoc />
    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}
