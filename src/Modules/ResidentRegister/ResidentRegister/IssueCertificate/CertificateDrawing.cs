using Daicho.Kernel;
using Daicho.Platform.Pdf;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Draws a content with its numbers and reads the result back before anybody gets it (incident I-4).</summary>
internal sealed class CertificateDrawing(FontSet fonts)
{
    /// <summary>The fonts, by name and hash of their files.</summary>
    public string Fonts => fonts.Identity;

    /// <summary>Draws; refused when the finished file does not carry exactly what the content says.</summary>
    public Result<CertificateDocument> Draw(CertificateContent content)
    {
        CertificateDocument document = CertificateLayout.Draw(content, fonts);
        return CertificateCheck.Verify(document.Pdf, content, document.Overflows) is { } why ? why : document;
    }

    /// <summary>
    /// Draws again; null unless the drawing has the given hash. It was read back when it was first drawn, so its hash stands
    /// for that.
    /// </summary>
    public CertificateDocument? FindSame(CertificateContent content, byte[] sha256)
    {
        CertificateDocument document = CertificateLayout.Draw(content, fonts);
        return document.Sha256.AsSpan().SequenceEqual(sha256) ? document : null;
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

    /// <summary>Refuses what another office accepted, unless the right covers that office.</summary>
    public Kernel.Refusal? CheckOffice(CertificateApplication application) =>
        Platform.Security.Permissions.Covers(SignedIn, Platform.Security.TaskCodes.ResidentCertificateIssue, application.Office)
            ? null
            : CertificateRefusals.OtherOffice;
}
