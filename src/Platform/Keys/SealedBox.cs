using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Keys;

/// <summary>A small secret sealed by AES-256-GCM under a name: nonce (12), tag (16), ciphertext.</summary>
internal static class SealedBox
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    public static byte[] Seal(ReadOnlySpan<byte> key, string name, ReadOnlySpan<byte> secret)
    {
        byte[] box = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(key, TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes),
            secret,
            box.AsSpan(NonceBytes + TagBytes),
            box.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <exception cref="CryptographicException">Another key or name, or altered.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, string name, ReadOnlySpan<byte> box)
    {
        if (box.Length <= NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed secret is too short.");
        }

        byte[] secret = new byte[box.Length - NonceBytes - TagBytes];
        using AesGcm cipher = new(key, TagBytes);
        cipher.Decrypt(
            box[..NonceBytes],
            box[(NonceBytes + TagBytes)..],
            box.Slice(NonceBytes, TagBytes),
            secret,
            Encoding.UTF8.GetBytes(name));
        return secret;
    }
}
