using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform.Pdf;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>A document drawn and read back.</summary>
internal sealed record DrawnCertificate(byte[] Pdf, byte[] Sha256, int Pages, IReadOnlyList<FieldOverflow> Overflows)
{
    /// <inheritdoc />
    public override string ToString() => $"DrawnCertificate({Pages} pages)";
}

/// <summary>Draws a content with its numbers and reads the result back before anybody gets it (incident I-4).</summary>
internal sealed class CertificateDrawing(FontSet fonts)
{
    /// <summary>Draws; refused when the finished file does not carry exactly what the content says.</summary>
    public Result<DrawnCertificate> Draw(CertificateContent content)
    {
        CertificateDocument document = CertificateLayout.Draw(content, fonts);
        return CertificateCheck.Verify(document.Pdf, content, document.Overflows) is { } why
            ? why
            : new DrawnCertificate(document.Pdf, SHA256.HashData(document.Pdf), document.PageCount, document.Overflows);
    }

    /// <summary>
    /// Draws again; null unless the bytes are those of the given hash. They were read back when they were first drawn, so
    /// their hash stands for that.
    /// </summary>
    public DrawnCertificate? FindSame(CertificateContent content, byte[] sha256)
    {
        CertificateDocument document = CertificateLayout.Draw(content, fonts);
        byte[] hash = SHA256.HashData(document.Pdf);
        return hash.AsSpan().SequenceEqual(sha256)
            ? new DrawnCertificate(document.Pdf, hash, document.PageCount, document.Overflows)
            : null;
    }

    /// <summary>Whether something would not be wholly printed; measured without writing a file.</summary>
    public bool Overflows(CertificateContent content) => CertificateLayout.Measure(AsPreview(content), fonts).Count > 0;

    /// <summary>Draws what may be looked at before anything is made; numbers are not revealed for it.</summary>
    public CertificateDocument DrawPreview(CertificateContent content) =>
        CertificateLayout.Draw(AsPreview(content), fonts);

    private static CertificateContent AsPreview(CertificateContent content) =>
        NumberPlaces.Fill(CertificateComposer.AsPreview(content), _ => "＊＊＊＊＊＊＊＊＊＊＊＊");
}

/// <summary>Who acts in a hand-over or an issue: the signed-in operator and the request.</summary>
internal sealed record Issuer(SignedIn SignedIn, Guid RequestId)
{
    /// <summary>The context for units of work.</summary>
    public Platform.Data.OperatorContext Context => SignedIn.Context(RequestId);
}
