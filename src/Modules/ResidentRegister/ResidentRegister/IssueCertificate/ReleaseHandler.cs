using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Asks the responsible officer to release the support error for one application (3.4, SP-03; four eyes).</summary>
internal sealed class ReleaseHandler(NpgsqlDataSource database, Approvals approvals)
{
    private const int ReasonMax = 200;

    /// <summary>Asks, once for a form; the decision is made by another person with the right to release support measures.</summary>
    public async Task<Result<Guid>> RequestAsync(
        Issuer issuer, Guid act, Guid applicationId, string reason, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context);
        CertificateApplication? application = await CertificateStore.FindApplicationAsync(work, applicationId, cancellation);
        if (application is null || !AcceptHandler.IsSupport(application.RefusalCode))
        {
            return CertificateRefusals.NoSuchApplication;
        }

        if (issuer.CheckOffice(application) is { } elsewhere)
        {
            return elsewhere;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > ReasonMax || reason.Any(char.IsControl))
        {
            return CertificateRefusals.NoReleaseReason;
        }

        Result<AskedApproval> request = await approvals.RequestAsync(
            work,
            act,
            AcceptHandler.ReleaseKind,
            applicationId.ToString("D"),
            $"{CertificateForms.Label(application.Request.Form)}　{CertificateForms.Label(application.Request.Requester.Class)}の請求",
            reason.Trim(),
            cancellation);
        if (request.IsRefused(out Refusal? why, out AskedApproval? asked))
        {
            return why;
        }

        if (!asked.First)
        {
            return asked.Id;
        }

        if (!await CertificateStore.SetApprovalAsync(work, application, asked.Id, cancellation))
        {
            return CertificateRefusals.Meanwhile;
        }

        work.Record(AcceptHandler.Entry("certificate.release.request", application.Request, applicationId, null));
        await work.CommitAsync(cancellation);
        return asked.Id;
    }
}
