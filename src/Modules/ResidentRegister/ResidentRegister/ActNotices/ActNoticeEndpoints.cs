using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ArrivalNotices;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Daicho.ResidentRegister.ActNotices;

/// <summary>The list; it names no person.</summary>
/// <param name="Open">What is open.</param>
/// <param name="Missing">Null for notices about householders; for 転入通知未着者 what the clerk is told of them (MO-16).</param>
internal sealed record ActNoticeListModel(IReadOnlyList<ActNotice> Open, Residents.Validation.Findings? Missing = null);

/// <summary>One notice with its addressee.</summary>
internal sealed record ActNoticeModel(ActNotice Notice, PersonFrame Frame, string Key)
{
    /// <summary>Where the acceptance is sent.</summary>
    public string Action => ActNoticeEndpoints.Address(Notice, Frame.WorkContext);

    /// <summary>The list it stands in.</summary>
    public (string Address, string Title) ListedIn => Notice.Kind == OfferedDocumentKind.ArrivalInquiry
        ? (ActNoticeEndpoints.Missing, "転入通知の未着者")
        : (ActNoticeEndpoints.List, "転出の到来による通知");

    /// <summary>Where the head is set ex officio.</summary>
    public string Entry => $"/changes/new?person={Notice.Addressee.Value}&w={Frame.WorkContext}";

    /// <summary>Why it was not accepted.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <inheritdoc />
    public override string ToString() => "ActNoticeModel(***)";
}

/// <summary>The work list of notices that the completion of a move-out gave rise to (4.0.4, 4.0.5), and their acceptance.</summary>
internal static class ActNoticeEndpoints
{
    /// <summary>Address of the list.</summary>
    public const string List = "/notices";

    /// <summary>Address of 転入通知未着者一覧.</summary>
    public const string Missing = List + "/missing";

    private const string Ground = "転出の到来による世帯主の通知";
    private const string MissingGround = "転入通知の未着の照会";

    private static readonly Look Look = new("resident.act-notice", "氏名・フリガナ・性別・生年月日・住所・世帯主の通知");

    /// <summary>Maps <c>/notices</c>.</summary>
    public static void MapActNotices(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(List).RequireAntiforgery();
        group.MapGet("/", ListAsync).RequireTask(TaskCodes.ResidentCertificateIssue);
        group.MapGet("/missing", MissingAsync).RequireTask(TaskCodes.ResidentCertificateIssue);
        group.MapPost("/{act:guid}/open", OpenAsync).RequireTask(TaskCodes.ResidentCertificateIssue);
        group.MapGet("/{act:guid}", ShowAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true);
        group.MapPost("/{act:guid}", AcceptAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true);
    }

    private static async Task<IResult> ListAsync(CaseDesk desk, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        return Pages.Show<ActNoticeListPage, ActNoticeListModel>(new(await ActNoticeStore.OpenAsync(work, cancellation)));
    }

    private static async Task<IResult> MissingAsync(CaseDesk desk, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        IReadOnlyList<ActNotice> open = await ActNoticeStore.MissingAsync(work, cancellation);
        Residents.Validation.Findings told = new(Residents.Validation.CheckSettings.Default);
        if (open.Any(one => one.Application is null))
        {
            told.Add(ArrivalNoticeChecks.MissingId);
        }

        return Pages.Show<ActNoticeListPage, ActNoticeListModel>(new(open, told));
    }

    /// <summary>Where one is shown: an act may have left several, each about another person.</summary>
    public static string Address(ActNotice notice, Guid context) => $"{List}/{notice.Act}?to={notice.Addressee.Value}&w={context}";

    // Opening one from the list names its purpose (K4); the act is its number.
    private static async Task<IResult> OpenAsync(
        Guid act, Guid? to, CurrentOperator current, PurposeStore purposes, CaseDesk desk, CancellationToken cancellation)
    {
        if (await FindAsync(act, to, desk, cancellation) is not { } notice)
        {
            return EntryEndpoints.Refused(CertificateRefusals.NoNotice);
        }

        return (await purposes.OpenAsync(current.SignedIn, new Purpose(TaskCodes.ResidentCertificateIssue, GroundOf(notice), null), cancellation))
            .IsRefused(out Refusal? why, out Guid context)
                ? EntryEndpoints.Refused(why)
                : Pages.Done(Address(notice, context));
    }

    private static string GroundOf(ActNotice notice) => notice.Kind == OfferedDocumentKind.ArrivalInquiry ? MissingGround : Ground;

    private static Task<IResult> ShowAsync(
        Guid act, Guid? to, HttpContext http, PersonDoor door, CaseDesk desk, CancellationToken cancellation) =>
        PageAsync(act, to, FormState.Fresh, http, door, desk, cancellation);

    private static async Task<IResult> AcceptAsync(
        Guid act, Guid? to, HttpContext http, IFormCollection form, PersonDoor door, CurrentOperator current, CaseDesk desk, AcceptHandler accept,
        CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        if (await FindAsync(act, to, desk, cancellation) is not { IsNotice: true } notice)
        {
            return EntryEndpoints.Refused(CertificateRefusals.NoNotice);
        }

        if (notice.Application is { } made)
        {
            return Pages.Done(Address(made, current));
        }

        Result<CertificateApplication> accepted = await accept.HandleAsync(
            new Issuer(current.SignedIn, current.RequestId), key.Value,
            CaseNotices.Request(CertificateForms.OfAct[notice.Kind], act, notice.Addressee.Value, GroundOf(notice)), cancellation);
        return accepted.IsRefused(out Refusal? why, out CertificateApplication? application)
            ? await PageAsync(act, to, new FormState(form, why), http, door, desk, cancellation)
            : Pages.Done(Address(application.Id, current));
    }

    private static async Task<IResult> PageAsync(
        Guid act, Guid? to, FormState state, HttpContext http, PersonDoor door, CaseDesk desk, CancellationToken cancellation)
    {
        if (await FindAsync(act, to, desk, cancellation) is not { } notice)
        {
            return EntryEndpoints.Refused(CertificateRefusals.NoNotice);
        }

        if ((await door.OpenAsync(notice.Addressee, Look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return why == PersonRefusals.ChecksNeeded
                ? Pages.Done(CheckEndpoints.Address(notice.Addressee, door.WorkContext, "notices", act))
                : await PersonEndpoints.RefusedAsync(http, notice.Addressee, why);
        }

        return Pages.Show<ActNoticePage, ActNoticeModel>(
            new ActNoticeModel(notice, new PersonFrame(opened, door.WorkContext, desk.Today), ActKeys.New()) { State = state },
            state.Refusal is { } stop ? RefusalResults.StatusOf(stop) : StatusCodes.Status200OK);
    }

    private static async Task<ActNotice?> FindAsync(Guid act, Guid? to, CaseDesk desk, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        return (await ActNoticeStore.OfAsync(work, act, to is { } person ? new ResidentId(person) : null, cancellation)).FirstOrDefault();
    }

    private static string Address(Guid application, CurrentOperator current) =>
        $"/certificates/applications/{application}?w={EntryEndpoints.Context(current)}";
}
