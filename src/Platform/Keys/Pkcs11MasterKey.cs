using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Keys;

/// <summary>
/// A master key in a token (PKCS #11) through OpenSSL's engine: an RSA key whose private half never leaves the token opens
/// the zone's keys. The module is named by <c>PKCS11_MODULE_PATH</c>, as OpenSSL's engine wants it.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class Pkcs11MasterKey : IMasterKey
{
    private const string Engine = "pkcs11";

    /// <summary>Bytes of the key's name that are wrapped with it.</summary>
    private const int NameBytes = 16;

    private const int KeyBitsMin = 3072;

    private readonly SafeEvpPKeyHandle privateHandle;
    private readonly SafeEvpPKeyHandle publicHandle;
    private readonly RSAOpenSsl open;
    private readonly RSAOpenSsl wrap;

    /// <summary>Finds the key in the token.</summary>
    /// <param name="uri">PKCS #11 address (RFC 7512) without type and PIN, such as <c>pkcs11:token=daicho;object=master</c>.</param>
    /// <param name="pin">The PIN of the token's user.</param>
    /// <exception cref="CryptographicException">No such token or key, wrong PIN, or the key is shorter than 3072 bits.</exception>
    public Pkcs11MasterKey(string uri, string pin)
    {
        string secret = Uri.EscapeDataString(pin);
        privateHandle = SafeEvpPKeyHandle.OpenPrivateKeyFromEngine(Engine, $"{uri};type=private;pin-value={secret}");
        publicHandle = SafeEvpPKeyHandle.OpenPublicKeyFromEngine(Engine, $"{uri};type=public;pin-value={secret}");
        open = new RSAOpenSsl(privateHandle);
        wrap = new RSAOpenSsl(publicHandle);
        if (open.KeySize < KeyBitsMin)
        {
            throw new CryptographicException("The master key of the token is too short.");
        }
    }

    /// <inheritdoc />
    public byte[] Wrap(string keyId, ReadOnlySpan<byte> material) =>
        wrap.Encrypt([.. NameOf(keyId), .. material], RSAEncryptionPadding.OaepSHA256);

    /// <inheritdoc />
    public byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped)
    {
        byte[] opened = open.Decrypt(wrapped.ToArray(), RSAEncryptionPadding.OaepSHA256);
        return opened.Length > NameBytes && CryptographicOperations.FixedTimeEquals(opened.AsSpan(0, NameBytes), NameOf(keyId))
            ? opened[NameBytes..]
            : throw new CryptographicException("The key was wrapped under another name.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        open.Dispose();
        wrap.Dispose();
        privateHandle.Dispose();
        publicHandle.Dispose();
    }

    private static byte[] NameOf(string keyId) => SHA256.HashData(Encoding.UTF8.GetBytes(keyId))[..NameBytes];
}
