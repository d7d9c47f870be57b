using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate.Screens;

/// <summary>The issuing ledger (2.2.2) and the releases that wait for the responsible officer.</summary>
internal static class LedgerEndpoints
{
    private const int RowsPerPage = 50;
    private const int PagesMax = 200;

    /// <summary>Maps <c>/certificates/ledger</c> and <c>/certificates/releases</c>.</summary>
    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/certificates").RequireAntiforgery();
        group.MapGet("/forms", () => Pages.Show<FormsPage, FormsPageModel>(new FormsPageModel()))
            .RequireTask(TaskCodes.ResidentCertificateIssue);
        group.MapGet("/ledger", ShowAsync).RequireTask(TaskCodes.ResidentCertificateIssue);
        group.MapPost("/{document:guid}/reproduction", ReproduceAsync).RequireTask(TaskCodes.ResidentChangeDecide);
        group.MapGet("/releases", ReleasesAsync).RequireTask(TaskCodes.SupportRelease);
        group.MapPost("/releases/{id:guid}", DecideAsync).RequireTask(TaskCodes.SupportRelease);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, CurrentOperator current, BusinessClock clock, NpgsqlDataSource database, CancellationToken cancellation)
    {
        // Those who decide changes supervise the counter and see everybody's rows.
        bool all = current.Has(TaskCodes.ResidentChangeDecide);
        LedgerSearch search = Read(http.Request.Query, clock.Today());
        search = all ? search : search with { OperatorCode = current.SignedIn.OperatorCode };
        int page = int.TryParse(http.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? Math.Clamp(asked, 1, PagesMax) : 1;
        await using UnitOfWork work = new(database, current.Context);
        List<LedgerRow> rows =
            await IssuanceLedger.SearchAsync(work, search, (page - 1) * RowsPerPage, RowsPerPage + 1, cancellation);
        work.Record(new AccessEntry(AccessKind.Search, "certificate.ledger")
        {
            Subjects = [.. rows.Select(row => row.SubjectId).Distinct()],
            Items = "交付履歴",
            ResultCount = rows.Count,
        });
        await work.CommitAsync(cancellation);
        string query = string.Concat(
            http.Request.Query.Where(one => one.Key != "page")
                .SelectMany(one => one.Value.Select(value => $"&{one.Key}={Uri.EscapeDataString(value ?? "")}")));
        return Pages.Show<LedgerPage, LedgerPageModel>(
            new LedgerPageModel(search, [.. rows.Take(RowsPerPage)], page, rows.Count > RowsPerPage, all, query));
    }

    private static async Task<IResult> ReproduceAsync(
        Guid document,
        IFormCollection form,
        HttpContext http,
        CurrentOperator current,
        HandOverHandler handOver,
        CancellationToken cancellation)
    {
        Result<ReleasedCertificate> made =
            await handOver.ReproduceAsync(
                new Issuer(current.SignedIn, current.RequestId), document, form["reason"].ToString(), cancellation);
        if (made.IsRefused(out Refusal? why, out ReleasedCertificate? released))
        {
            await RefusalResults.WriteAsync(http, why);
            return Results.Empty;
        }

        return Results.Bytes(released.Pdf, "application/pdf", $"{document}.pdf");
    }

    private static async Task<IResult> ReleasesAsync(Approvals approvals, CancellationToken cancellation) =>
        Pages.Show<ReleasePage, ReleasePageModel>(
            new ReleasePageModel(await approvals.ListOpenAsync([AcceptHandler.ReleaseKind], cancellation), ActKeys.New()));

    private static async Task<IResult> DecideAsync(
        Guid id, IFormCollection form, CurrentOperator current, Approvals approvals, CancellationToken cancellation)
    {
        bool decides = form["do"].ToString() is "approve" or "refuse";
        Refusal? why = decides
            ? await approvals.DecideAsync(
                current.Context, id, [AcceptHandler.ReleaseKind], form["do"] == "approve", form[$"note-{id:N}"].ToString(), cancellation)
            : SecurityRefusals.ApprovalNotOpen;
        return why is null
            ? Pages.Done("/certificates/releases")
            : Pages.Show<ReleasePage, ReleasePageModel>(
                new ReleasePageModel(await approvals.ListOpenAsync([AcceptHandler.ReleaseKind], cancellation), ActKeys.New())
                {
                    State = new FormState(form, why),
                },
                RefusalResults.StatusOf(why));
    }

    private static LedgerSearch Read(IQueryCollection query, DateOnly today)
    {
        DateOnly from = Day(query["from"], today) ?? today;
        return new LedgerSearch(from, Day(query["to"], today) ?? (from > today ? from : today))
        {
            OperatorCode = Text(query["operator"]),
            Subject = Guid.TryParse(query["subject"], out Guid subject) ? subject : null,
            Form = Enum.TryParse(query["form"], out CertificateForm form) && Enum.IsDefined(form) ? form : null,
            Event = Enum.TryParse(query["event"], out LedgerEvent happened) && Enum.IsDefined(happened) ? happened : null,
            IssueNumber = Text(query["number"]),
            Office = Text(query["office"]),
            Terminal = Text(query["terminal"]),
            Contents = Text(query["contents"]),
            Sheets = int.TryParse(query["sheets"], NumberStyles.None, CultureInfo.InvariantCulture, out int sheets) ? sheets : null,
        };
    }

    private static DateOnly? Day(string? text, DateOnly today) =>
        DateInput.TryUnderstand(text, today, EraTable.Default, out UnderstoodDate? understood) ? understood.Date?.Exact : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) || text.Length > 100 ? null : text.Trim();
}
