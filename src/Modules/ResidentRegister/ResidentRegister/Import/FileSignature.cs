using System.Security.Cryptography;
using Daicho.Platform;
using Daicho.Platform.Csv;
using Daicho.Platform.Keys;

namespace Daicho.ResidentRegister.Import;

/// <summary>Signatures of reports and manifests by the zone's key for files.</summary>
internal sealed class FileSignature(KeyRing keys) : IDisposable
{
    private readonly ECDsa key = keys.OpenSigningKey(keys.Current(KeyRing.FileSigning).Id);

    /// <summary>Id of the key.</summary>
    public string KeyId { get; } = keys.Current(KeyRing.FileSigning).Id;

    /// <summary>Fingerprint of the key.</summary>
    public string Fingerprint => SignerKey.Of(key).Fingerprint;

    /// <summary>Raw ES256 signature.</summary>
    public byte[] Sign(byte[] data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Checks a raw ES256 signature.</summary>
    public bool Verify(byte[] data, byte[] signature) =>
        key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Writes a file with its detached signature beside it, the file last.</summary>
    public async Task WriteAsync(string path, byte[] content, CancellationToken cancellation)
    {
        await WholeFile.ReplaceAsync(path + ".jws", System.Text.Encoding.ASCII.GetBytes(CsvManifest.Sign(content, Sign)), cancellation);
        await WholeFile.ReplaceAsync(path, content, cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => key.Dispose();
}
