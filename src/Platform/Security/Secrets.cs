using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Security;

/// <summary>Opaque secrets of 256 random bits; only their SHA-256 is stored, which such a secret does not need more of.</summary>
internal static class Secrets
{
    private const int SecretBytes = 32;

    /// <summary>A new secret in base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A code that a person copies once: 20 characters without those that look alike, 100 bits.</summary>
    public static string NewReadable() => RandomNumberGenerator.GetString("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 20);

    public static byte[] Sha256(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
