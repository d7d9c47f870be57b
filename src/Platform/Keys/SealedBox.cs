using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Keys;

/// <summary>A small secret sealed by AES-256-GCM under a name: nonce (12), tag (16), ciphertext.</summary>
internal static class SealedBox
{
    public const int TagBytes = 16;

    private const int NonceBytes = 12;

    public static byte[] Seal(AesGcm cipher, string name, ReadOnlySpan<byte> secret)
    {
        byte[] box = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes),
            secret,
            box.AsSpan(NonceBytes + TagBytes),
            box.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <exception cref="CryptographicException">Another key or name, or altered.</exception>
    public static byte[] Open(AesGcm cipher, string name, ReadOnlySpan<byte> box)
    {
        if (box.Length <= NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed secret is too short.");
        }

        byte[] secret = new byte[box.Length - NonceBytes - TagBytes];
        cipher.Decrypt(
            box[..NonceBytes],
            box[(NonceBytes + TagBytes)..],
            box.Slice(NonceBytes, TagBytes),
            secret,
            Encoding.UTF8.GetBytes(name));
        return secret;
    }
}
