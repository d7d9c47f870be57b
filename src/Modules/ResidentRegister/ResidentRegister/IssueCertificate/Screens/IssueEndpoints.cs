using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate.Screens;

/// <summary>The application at the counter: who asks, for what, with the page as it will be.</summary>
internal static class IssueEndpoints
{
    private static readonly Look Look = new("certificate.form", "氏名・フリガナ・性別・生年月日・住所・除票の一覧");

    /// <summary>Maps <c>/residents/{id}/certificates</c>.</summary>
    public static void MapIssue(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/residents/{id:guid}/certificates").RequireAntiforgery();
        group.MapGet("/new", ShowAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true).WithFrames(FrameUse.ShowsDocument);
        group.MapPost("/new", SubmitAsync).ReadsTextsByField().RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true).WithFrames(FrameUse.ShowsDocument);
        group.MapGet("/preview", PreviewAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true).WithFrames(FrameUse.IsDocument);
    }

    private static async Task<IResult> ShowAsync(
        Guid id, HttpContext http, PersonDoor door, CurrentOperator current, BusinessClock clock, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        Result<IssuePageModel> page = await PageAsync(new ResidentId(id), null, http, door, current, clock, database, cancellation);
        return page.IsRefused(out Refusal? why, out IssuePageModel? model)
            ? await PersonEndpoints.RefusedAsync(http, new ResidentId(id), why)
            : Pages.Show<IssuePage, IssuePageModel>(model);
    }

    private static async Task<IResult> SubmitAsync(
        Guid id, HttpContext http, IFormCollection form, PersonDoor door, CurrentOperator current, BusinessClock clock,
        NpgsqlDataSource database, AcceptHandler accept, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? key))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        CertificateRequest request = IssueForm.Read(form);
        Result<IssuePageModel> page = await PageAsync(new ResidentId(id), request, http, door, current, clock, database, cancellation);
        if (page.IsRefused(out Refusal? closed, out IssuePageModel? model))
        {
            return await PersonEndpoints.RefusedAsync(http, new ResidentId(id), closed);
        }

        if (!OpenedAll(request, model.Members))
        {
            return Pages.Show<IssuePage, IssuePageModel>(
                model with { Key = key.Value.ToString("N"), State = new FormState(form, CertificateRefusals.NotOpened) },
                RefusalResults.StatusOf(CertificateRefusals.NotOpened));
        }

        Issuer issuer = new(current.SignedIn, current.RequestId);
        if (form["do"] != "accept")
        {
            Result<CertificateDocument> drawn = await accept.PreviewAsync(issuer, request, cancellation);
            bool refused = drawn.IsRefused(out Refusal? notShown, out CertificateDocument? document);
            return Pages.Show<IssuePage, IssuePageModel>(model with
            {
                Key = key.Value.ToString("N"),
                State = new FormState(form, notShown),
                IsPreviewed = true,
                PreviewRefusal = notShown,
                Overflows = refused ? [] : document!.Overflows, // not refused
            });
        }

        Result<CertificateApplication> accepted = await accept.HandleAsync(issuer, key.Value, request, cancellation);
        if (!accepted.IsRefused(out Refusal? why, out CertificateApplication? application))
        {
            return Pages.Done($"/certificates/applications/{application.Id}?w={door.WorkContext}");
        }

        return Pages.Show<IssuePage, IssuePageModel>(
            model with { Key = key.Value.ToString("N"), State = StateOf(form, why, request) }, RefusalResults.StatusOf(why));
    }

    private static async Task<IResult> PreviewAsync(
        Guid id, HttpContext http, PersonDoor door, CurrentOperator current, BusinessClock clock, NpgsqlDataSource database,
        AcceptHandler accept, CancellationToken cancellation)
    {
        IQueryCollection query = http.Request.Query;
        CertificateRequest request = IssueForm.Choices(name => query[name]);
        request = request.Subjects.Contains(id) ? request : request with { Subjects = [id] };
        ResidentId person = new(id);
        Result<IssuePageModel> page = await PageAsync(person, request, http, door, current, clock, database, cancellation);
        if (page.IsRefused(out Refusal? closed, out IssuePageModel? model) || !OpenedAll(request, model.Members))
        {
            return await PersonEndpoints.RefusedAsync(http, person, closed ?? CertificateRefusals.NotOpened);
        }

        Result<CertificateDocument> drawn =
            await accept.PreviewAsync(new Issuer(current.SignedIn, current.RequestId), request, cancellation);
        if (drawn.IsRefused(out Refusal? why, out CertificateDocument? document))
        {
            await RefusalResults.WriteAsync(http, why);
            return Results.Empty;
        }

        return Results.Bytes(document.Pdf, "application/pdf");
    }

    private static bool OpenedAll(CertificateRequest request, IReadOnlyList<ResidentRecord> members) =>
        request.Subjects.All(subject => members.Any(member => member.Id.Value == subject));

    /// <summary>Alerts stand as alerts, to be confirmed with a reason; everything else as errors.</summary>
    private static FormState StateOf(IFormCollection form, Refusal why, CertificateRequest request)
    {
        Refusal[] errors = [.. why.All.Where(one => !CertificateRefusals.IsAlert(one.Code))];
        return new FormState(form, errors.Length == 0 ? null : Refusal.Join(errors))
        {
            Findings =
            [
                .. why.All.Where(one => CertificateRefusals.IsAlert(one.Code))
                    .Select(one => new Finding(one.Code, FindingSeverity.Alert, one.Message, null, NeedsReason: true)
                    {
                        IsConfirmed = request.Confirmed.Any(confirmed => confirmed.CheckId == one.Code),
                        Reason = request.Confirmed.FirstOrDefault(confirmed => confirmed.CheckId == one.Code)?.Reason,
                    }),
            ],
        };
    }

    private static async Task<Result<IssuePageModel>> PageAsync(
        ResidentId person, CertificateRequest? chosen, HttpContext http, PersonDoor door, CurrentOperator current, BusinessClock clock,
        NpgsqlDataSource database, CancellationToken cancellation)
    {
        if ((await door.OpenAsync(person, Look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return why;
        }

        await using UnitOfWork work = new(database, current.Context);
        ResidentRecord record = opened.Row.Record;
        List<HistoryRow> household = record.IsLive
            ? await RegisterStore.HouseholdAsync(work, record.Household.Id, withRemoved: false, cancellation)
            : [];
        if (await NameAsync(work, [.. household.Select(row => row.ResidentId).Where(member => member != person)], http, current, clock, cancellation) is { } own)
        {
            return own;
        }

        CertificateForm form = record.IsLive ? CertificateForm.PersonCopy : CertificateForm.RemovedRecordCopy;
        CertificateRequest start = chosen ?? IssueForm.Start(form, person.Value);
        return new IssuePageModel(
            new PersonFrame(opened, door.WorkContext, clock.Today()),
            [record, .. household.Select(row => row.Record).Where(member => member.Id != record.Id)],
            ActKeys.New(),
            start)
        {
            Documents = await IdentityPapers.GetAsync(database, clock.Today(), cancellation),
            HandedOver = await CertificateStore.MovingOutHandedOverAsync(work, person, cancellation),
            Sheets = RecordSheets.Closed(await RegisterStore.HistoryAsync(work, person, int.MaxValue, IssueMoment.HistoryRowsMax, cancellation)),
        };
    }

    // The form names the members beside the person: they stand on the access log, and a relative among them refuses the page (AC-02).
    private static async Task<Refusal?> NameAsync(
        UnitOfWork work, ResidentId[] members, HttpContext http, CurrentOperator current, BusinessClock clock, CancellationToken cancellation)
    {
        if (members.Length == 0)
        {
            return null;
        }

        Refusal? relation = (await PersonGate.ClosedAsync(work, current.SignedIn, members, clock.Today(), clock.Instant(), cancellation))
            .Values.FirstOrDefault(why => why == SecurityRefusals.OwnOrRelative);
        await http.RequestServices.GetRequiredService<AccessLogAppender>().AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.View, Look.Action)
            {
                Subjects = [.. members.Select(member => member.Value)],
                Items = "世帯員の氏名・続柄",
                RefusalCode = relation?.Code,
            });
        return relation;
    }
}
