using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Daicho.Platform.Keys;

/// <summary>A public key by which files of a zone are verified: ECDSA P-256 (ES256, RFC 7518, 3.4), known by its fingerprint.</summary>
public sealed class SignerKey
{
    private const string Label = "PUBLIC KEY";

    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] publicKey;

    private SignerKey(byte[] publicKey)
    {
        this.publicKey = publicKey;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(publicKey));
    }

    /// <summary>SHA-256 of the key as SubjectPublicKeyInfo (RFC 5280): 64 lower-case hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>The public half of a key.</summary>
    public static SignerKey Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SignerKey(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Reads a public key in PEM (RFC 7468, section 13); false when it is none, or of another curve.</summary>
    public static bool TryParse(string pem, [NotNullWhen(true)] out SignerKey? key)
    {
        key = null;
        if (!PemEncoding.TryFind(pem, out PemFields fields) || pem[fields.Label] != Label)
        {
            return false;
        }

        byte[] read = new byte[fields.DecodedDataLength];
        if (!Convert.TryFromBase64String(pem[fields.Base64Data], read, out _))
        {
            return false;
        }

        try
        {
            using ECDsa opened = ECDsa.Create();
            opened.ImportSubjectPublicKeyInfo(read, out int length);
            key = length == read.Length && opened.ExportParameters(false).Curve.Oid.Value == P256 ? new SignerKey(read) : null;
        }
        catch (CryptographicException)
        {
            // No key of elliptic curves.
        }

        return key is not null;
    }

    /// <summary>The key in PEM, for handing over.</summary>
    public string ToPem() => PemEncoding.WriteString(Label, publicKey);

    /// <summary>Whether a raw signature (r and s joined) is by this key and of this content.</summary>
    public bool Verify(byte[] data, byte[] signature)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
