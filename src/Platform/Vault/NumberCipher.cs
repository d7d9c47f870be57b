using System.Security.Cryptography;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Keys;

namespace Daicho.Platform.Vault;

/// <summary>A number as it lies in the vault.</summary>
/// <param name="KeyId">Key of the encryption.</param>
/// <param name="Sealed">Nonce (12), tag (16), ciphertext (a byte per digit).</param>
/// <param name="IndexKeyId">Key of the index.</param>
/// <param name="IndexHmac">HMAC-SHA-256 of the digits.</param>
internal sealed record SealedNumber(string KeyId, byte[] Sealed, string IndexKeyId, byte[] IndexHmac);

/// <summary>
/// AES-256-GCM per value with a random nonce; the resident and the key id are additional data, so that a ciphertext moved
/// to another person does not open. The index is a keyed hash: without the key nobody can try the trillion numbers out. The
/// two kinds differ in length, so that one is never taken for the other. Every call opens a cipher of its own: one
/// <see cref="AesGcm"/> used by two threads at once mixes their states and seals what nobody can open.
/// </summary>
internal sealed class NumberCipher(KeyRing keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int DigitsMax = 12;
    private const int KeyIdBytesMax = 64;

    /// <summary>Takes the current keys once, for many values.</summary>
    public (ZoneKey Data, ZoneKey Index) CurrentKeys() => (keys.Current(KeyRing.NumberData), keys.Current(KeyRing.NumberIndex));

    public SealedNumber Seal((ZoneKey Data, ZoneKey Index) current, Guid residentId, VaultNumber number)
    {
        Span<byte> buffer = stackalloc byte[DigitsMax];
        Span<byte> plain = buffer[..Encoding.ASCII.GetBytes(number.Reveal(), buffer)];
        Span<byte> aad = stackalloc byte[16 + KeyIdBytesMax];
        byte[] box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(current.Data.Material, TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes),
            plain,
            box.AsSpan(NonceBytes + TagBytes),
            box.AsSpan(NonceBytes, TagBytes),
            aad[..WriteAad(aad, residentId, current.Data.Id)]);
        byte[] hmac = HMACSHA256.HashData(current.Index.Material, plain);
        CryptographicOperations.ZeroMemory(plain);
        return new SealedNumber(current.Data.Id, box, current.Index.Id, hmac);
    }

    /// <summary>Opens a value.</summary>
    /// <exception cref="CryptographicException">It was altered, or belongs to somebody else.</exception>
    public VaultNumber Open(NumberKind kind, Guid residentId, string keyId, ReadOnlySpan<byte> box)
    {
        Span<byte> aad = stackalloc byte[16 + KeyIdBytesMax];
        Span<byte> plain = stackalloc byte[VaultNumber.DigitsOf(kind)];
        using AesGcm cipher = new(keys.Get(keyId).Material, TagBytes);
        cipher.Decrypt(
            box[..NonceBytes],
            box[(NonceBytes + TagBytes)..],
            box.Slice(NonceBytes, TagBytes),
            plain,
            aad[..WriteAad(aad, residentId, keyId)]);
        VaultNumber number = VaultNumber.Parse(kind, Encoding.ASCII.GetString(plain));
        CryptographicOperations.ZeroMemory(plain);
        return number;
    }

    /// <summary>The index values of a number under every key in use: two while a rotation runs.</summary>
    public byte[][] Index(VaultNumber number)
    {
        byte[] plain = Encoding.ASCII.GetBytes(number.Reveal());
        byte[][] all = [.. keys.All(KeyRing.NumberIndex).Select(key => HMACSHA256.HashData(key.Material, plain))];
        CryptographicOperations.ZeroMemory(plain);
        return all;
    }

    private static int WriteAad(Span<byte> aad, Guid residentId, string keyId)
    {
        residentId.TryWriteBytes(aad, bigEndian: true, out int written);
        return written + Encoding.ASCII.GetBytes(keyId, aad[written..]);
    }
}
