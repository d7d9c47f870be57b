using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate.Screens;

/// <summary>An accepted application: make, print, hand over, dispose of. Every step stands on its own (incident I-7).</summary>
internal static class ApplicationEndpoints
{
    /// <summary>Maps <c>/certificates/applications</c> and the steps of a copy.</summary>
    public static void MapApplications(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/certificates").RequireAntiforgery();
        group.MapGet("/applications/{id:guid}", ShowAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true).WithFrames(FrameUse.ShowsDocument);
        group.MapPost("/applications/{id:guid}/copies", MakeAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true).WithFrames(FrameUse.ShowsDocument);
        group.MapPost("/applications/{id:guid}/release", AskAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true);
        group.MapPost("/{document:guid}/step", StepAsync).RequireTask(TaskCodes.ResidentCertificateIssue, purpose: true);
    }

    private static Task<IResult> ShowAsync(
        Guid id, HttpContext http, CurrentOperator current, NpgsqlDataSource database, CancellationToken cancellation) =>
        PageAsync(id, FormState.Fresh, http, current, database, cancellation);

    private static async Task<IResult> MakeAsync(
        Guid id, HttpContext http, IFormCollection form, CurrentOperator current, NpgsqlDataSource database, MakeHandler make,
        CancellationToken cancellation)
    {
        Result<IReadOnlyList<StoredCertificate>> made = await make.HandleAsync(IssuerOf(current), id, cancellation);
        return made.IsRefused(out Refusal? why, out _)
            ? await PageAsync(id, new FormState(form, why), http, current, database, cancellation)
            : Pages.Done($"/certificates/applications/{id}?w={current.SignedIn.WorkContextId}");
    }

    private static async Task<IResult> AskAsync(
        Guid id, HttpContext http, IFormCollection form, CurrentOperator current, NpgsqlDataSource database,
        ReleaseHandler release, CancellationToken cancellation)
    {
        if (!ActKeys.TryRead(form, out Guid? act))
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Result<Guid> asked = await release.RequestAsync(IssuerOf(current), act.Value, id, form["reason"].ToString(), cancellation);
        return asked.IsRefused(out Refusal? why, out _)
            ? await PageAsync(id, new FormState(form, why), http, current, database, cancellation)
            : Pages.Done($"/certificates/applications/{id}?w={current.SignedIn.WorkContextId}");
    }

    private static async Task<IResult> StepAsync(
        Guid document, HttpContext http, IFormCollection form, CurrentOperator current, NpgsqlDataSource database,
        HandOverHandler handOver, CancellationToken cancellation)
    {
        DocumentAddress address = new(
            document,
            new ResidentId(Guid.TryParse(form["subject"], out Guid subject) ? subject : Guid.Empty),
            form["hash"].ToString());
        Refusal? why;
        if (form["do"] == "print")
        {
            Result<ReleasedCertificate> released = await handOver.PrintAsync(IssuerOf(current), address, cancellation);
            if (!released.IsRefused(out why, out ReleasedCertificate? printed))
            {
                return Results.Bytes(printed.Pdf, "application/pdf", $"{document}.pdf");
            }
        }
        else
        {
            why = form["do"] == "dispose"
                ? await handOver.DisposeAsync(IssuerOf(current), address, form[$"reason-{form["copy"]}"].ToString(), cancellation)
                : await handOver.HandOverAsync(IssuerOf(current), address, cancellation);
        }

        await using UnitOfWork work = new(database, current.Context);
        StoredCertificate? copy = await CertificateStore.FindAsync(work, document, cancellation);
        if (copy is null || why is not null)
        {
            return copy is null || why!.Code == CertificateRefusals.AddressMismatch.Code // null only together with copy
                ? await WriteAsync(http, why ?? CertificateRefusals.NoSuchDocument)
                : await PageAsync(copy.ApplicationId, new FormState(form, why), http, current, database, cancellation);
        }

        return Pages.Done($"/certificates/applications/{copy.ApplicationId}?w={current.SignedIn.WorkContextId}");
    }

    private static async Task<IResult> PageAsync(
        Guid id, FormState state, HttpContext http, CurrentOperator current, NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, current.Context);
        CertificateApplication? application = await CertificateStore.FindApplicationAsync(work, id, cancellation);
        if (application is null)
        {
            return await WriteAsync(http, CertificateRefusals.NoSuchApplication);
        }

        Refusal? own = application.Request.Subjects.Select(person => Permissions.CheckRelation(current.SignedIn, person))
            .FirstOrDefault(refusal => refusal is not null);
        if (own is not null)
        {
            return await WriteAsync(http, own);
        }

        QueryBatch batch = new();
        IReadOnlyList<Residents.HistoryRow> persons = CertificateStore.AskSubjects(batch, [.. application.Request.Subjects]);
        await batch.RunAsync(work, cancellation);
        ApplicationPageModel model = new(
            application,
            await CertificateStore.OfApplicationAsync(work, id, cancellation),
            [.. persons.Select(row => row.Record.Name.Display)],
            current.SignedIn.WorkContextId ?? Guid.Empty, // the gate demanded a purpose
            ActKeys.New())
        {
            AcceptedBy = (await http.RequestServices.GetRequiredService<StaffDirectory>().ReadAsync(cancellation)).Of(application.OperatorCode),
            State = state,
        };
        work.Record(AcceptHandler.Entry("certificate.application", application.Request, id, null) with
        {
            Kind = Platform.AccessLog.AccessKind.View,
        });
        await work.CommitAsync(cancellation);
        return Pages.Show<ApplicationPage, ApplicationPageModel>(
            model, state.Refusal is { } why ? RefusalResults.StatusOf(why) : StatusCodes.Status200OK);
    }

    private static Issuer IssuerOf(CurrentOperator current) => new(current.SignedIn, current.RequestId);

    private static async Task<IResult> WriteAsync(HttpContext http, Refusal why)
    {
        await RefusalResults.WriteAsync(http, why);
        return Results.Empty;
    }
}
