using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Notices of a decided case (RR-87): accepted here, then made, printed and handed over as every certificate is.</summary>
internal static class CaseNotices
{
    /// <summary>The form of each kind of document that is a notice, as the store compares them.</summary>
    public static string FormsJson { get; } =
        JsonSerializer.Serialize(CertificateForms.OfAct.ToDictionary(one => one.Key.ToString(), one => one.Value.ToString()));

    /// <summary>Maps the acceptance of a notice.</summary>
    public static void MapNotices(this RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/notice", AcceptAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true);

    private static async Task<IResult> AcceptAsync(
        Guid id,
        IFormCollection form,
        CurrentOperator current,
        CaseDesk desk,
        AcceptHandler accept,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key) || !Guid.TryParse(form["addressee"], out Guid addressee)
            || !Enum.TryParse(form["kind"], out OfferedDocumentKind kind))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        (ChangeCase Case, CaseDocument Document)? offered = await FindAsync(new ChangeCaseId(id), kind, addressee, desk, cancellation);
        if (offered is not { } found)
        {
            return EntryEndpoints.Refused(CertificateRefusals.NoNotice);
        }

        if (found.Document.Application is { } made)
        {
            return Pages.Done(Address(made, current));
        }

        Result<CertificateApplication> accepted = await accept.HandleAsync(
            new Issuer(current.SignedIn, current.RequestId),
            key.Value,
            Request(
                CertificateForms.OfAct[kind], found.Case.Id.Value, addressee,
                string.Create(CultureInfo.InvariantCulture, $"異動の決裁による通知（受付番号{found.Case.Number}）")),
            cancellation);
        return accepted.IsRefused(out Refusal? why, out CertificateApplication? application)
            ? EntryEndpoints.Refused(why)
            : Pages.Done(Address(application.Id, current));
    }

    private static async Task<(ChangeCase Case, CaseDocument Document)?> FindAsync(
        ChangeCaseId id, OfferedDocumentKind kind, Guid addressee, CaseDesk desk, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        ChangeCase? found = await ChangeCaseStore.FindAsync(work, id, cancellation);
        CaseDocument? document = (await CaseDocuments.OfAsync(work, id, FormsJson, cancellation)).FirstOrDefault(one =>
            one.Offered.Kind == kind && one.Offered.Addressee?.Value == addressee && CertificateForms.OfAct.ContainsKey(kind));
        return found is null || document is null ? null : (found, document);
    }

    /// <summary>The request of a notice, which nobody makes at the counter; the mayor's title is filled in when it is accepted.</summary>
    /// <param name="form">The form.</param>
    /// <param name="act">The act it tells of.</param>
    /// <param name="addressee">To whom.</param>
    /// <param name="ground">By what it arose.</param>
    public static CertificateRequest Request(CertificateForm form, Guid act, Guid addressee, string ground) => new()
    {
        Form = form,
        Requester = new Requester(RequesterClass.Official, "", "")
        {
            Relation = "職権による通知",
        },
        Ground = ground,
        Subjects = [addressee],
        NoticeOf = act,
    };

    private static string Address(Guid application, CurrentOperator current) =>
        $"/certificates/applications/{application}?w={EntryEndpoints.Context(current)}";
}
