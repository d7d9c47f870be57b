using System.Buffers.Text;
using Daicho.Kernel;
using Daicho.Platform.Keys;

namespace Daicho.Platform.Csv;

/// <summary>Whose sets of files are read.</summary>
/// <param name="Known">Keys whose signature counts.</param>
/// <param name="UnsignedToo">Also sets that nobody signed, as other systems make them. A signature that is there counts all the same.</param>
public sealed record ManifestSigners(IReadOnlyList<SignerKey> Known, bool UnsignedToo)
{
    private const int SignatureBytesMax = 4096;

    private static readonly Refusal Wrong = new(
        "CSV-M03", "manifest.json の署名を確認できません。提供元に確認してください。", RefusalKind.Malformed);

    /// <summary>Who signed a set: null when nobody did; refused when it is nobody known, or the content is not what was signed.</summary>
    internal async Task<Result<SignerKey?>> CheckAsync(string folder, CsvManifest manifest, byte[] json, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, CsvManifest.SignatureName);
        if (!File.Exists(path))
        {
            return UnsignedToo && manifest.KeyId is null && manifest.SignerFingerprint is null ? (SignerKey?)null : Wrong;
        }

        if (new FileInfo(path).Length > SignatureBytesMax
            || (await File.ReadAllTextAsync(path, cancellation)).Split('.') is not [var header, "", var signature]
            || header != CsvManifest.SignatureHeader
            || !Base64Url.IsValid(signature))
        {
            return Wrong;
        }

        byte[] input = CsvManifest.SigningInput(header, json);
        byte[] raw = Base64Url.DecodeFromChars(signature);
        if (Known.FirstOrDefault(key => key.Verify(input, raw)) is { } signer)
        {
            return signer;
        }

        return manifest.SignerFingerprint is not { } named || Known.Any(key => key.Fingerprint == named) ? Wrong : Unknown(manifest, named);
    }

    private static Refusal Unknown(CsvManifest manifest, string fingerprint) => new(
        "CSV-M05",
        "manifest.json の署名者を知りません。提供元から公開鍵を受け取り、鍵の指紋を提供元に確かめてから、その公開鍵のファイルを指定してください。",
        RefusalKind.NotPermitted,
        $"{Printable(manifest.Producer)} {Printable(fingerprint)}");

    // The set is not to be trusted yet: what it says of itself is shown in part and without control characters.
    private static string Printable(string text) => string.Concat(text.Take(100).Select(one => char.IsControl(one) ? '?' : one));
}
