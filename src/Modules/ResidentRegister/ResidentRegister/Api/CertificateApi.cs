using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Api;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IssueCertificate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.Api;

/// <summary>Issuance for programs: application, copies, print, hand-over, disposal and the ledger, by the handlers of the counter.</summary>
internal static class CertificateApi
{
    private const string Tag = "証明書";
    private const string Json = "application/json";
    private const int RowsMax = 50;
    private const int DaysMax = 366;

    /// <summary>Maps applications, documents and the ledger.</summary>
    public static void MapCertificates(this RouteGroupBuilder api)
    {
        RouteGroupBuilder issue = api.MapGroup("").RequireTask(TaskCodes.ResidentCertificateIssue);
        issue.MapPost("/certificate-applications", AcceptAsync).Accepts<CertificateBody>(Json)
            .Produces<ApplicationAnswer>(StatusCodes.Status201Created).IsAct()
            .Describe("applyForCertificate", Tag, "証明書の受付", "Accepts an application; 支援措置 and 発行抑止 make it refused (不交付), which is answered like any other.")
            .WithMetadata(new OperationExample("""{"form":"personCopy","requester":{"class":"person","name":"見本　太郎","address":"本町１番地１","resident":"0190a000-0000-7000-8000-000000000001","documentsChecked":["個人番号カード"]},"subjects":["0190a000-0000-7000-8000-000000000001"],"ground":"自動車の登録","copies":1}"""));
        issue.MapPost("/certificate-applications/{id:guid}/make", MakeAsync).Accepts<EmptyBody>(Json)
            .Produces<MadeAnswer>().IsAct()
            .Describe("makeCertificate", Tag, "証明書の作成", "Makes the copies; making again answers those made before.")
            .WithMetadata(new OperationExample("""{}"""));
        issue.MapPost("/certificate-documents/{id:guid}/print", PrintAsync).Accepts<DocumentBody>(Json)
            .Produces(StatusCodes.Status200OK, null, "application/pdf")
            .Describe("printCertificate", Tag, "証明書の印刷", "The PDF. Each print is an entry of the ledger, so this is no GET and is not repeated by key.")
            .WithMetadata(new OperationExample("""{"subject":"0190a000-0000-7000-8000-000000000001","contentHash":"0000000000000000000000000000000000000000000000000000000000000000"}"""));
        issue.MapPost("/certificate-documents/{id:guid}/hand-over", HandOverAsync).Accepts<DocumentBody>(Json)
            .Produces<EndedAnswer>().IsAct()
            .Describe("handOverCertificate", Tag, "証明書の交付", "Hands the copy over, once.")
            .WithMetadata(new OperationExample("""{"subject":"0190a000-0000-7000-8000-000000000001","contentHash":"0000000000000000000000000000000000000000000000000000000000000000"}"""));
        issue.MapPost("/certificate-documents/{id:guid}/dispose", DisposeAsync).Accepts<DisposeBody>(Json)
            .Produces<EndedAnswer>().IsAct()
            .Describe("disposeOfCertificate", Tag, "証明書の廃棄", "Disposes of the copy with a reason; its row stays.")
            .WithMetadata(new OperationExample("""{"subject":"0190a000-0000-7000-8000-000000000001","contentHash":"0000000000000000000000000000000000000000000000000000000000000000","reason":"印刷の乱れ"}"""));
        issue.MapPost("/issuance-ledger/searches", LedgerAsync).Accepts<LedgerBody>(Json).Produces<LedgerAnswer>()
            .Describe("searchIssuanceLedger", Tag, "交付履歴の照会", "The client's own issues; with the right to review the log, everybody's.")
            .WithMetadata(new OperationExample("""{"from":"2026-11-01","to":"2026-11-30"}"""));
    }

    private static Issuer IssuerOf(HttpContext http)
    {
        CurrentOperator current = CurrentOperator.Of(http);
        return new Issuer(current.SignedIn, current.RequestId);
    }

    private static Task<IResult> AcceptAsync(HttpContext http, AcceptHandler accept, CancellationToken cancellation) => Steps.DoAsync(
        http,
        ApiJson.Strict.CertificateBody,
        async (body, key, _) =>
            (await accept.HandleAsync(IssuerOf(http), key, body.ToRequest(), cancellation))
                .IsRefused(out Refusal? why, out CertificateApplication? done)
                ? why
                : ApiAnswer.Of(
                    StatusCodes.Status201Created,
                    new ApplicationAnswer(done.Id, done.State, done.Fee.Amount, done.AcceptedOn, done.RefusalCode),
                    ApiJson.Strict.ApplicationAnswer,
                    version: done.Version),
        withVersion: false,
        cancellation);

    private static Task<IResult> MakeAsync(Guid id, HttpContext http, MakeHandler make, CancellationToken cancellation) => Steps.DoAsync(
        http,
        ApiJson.Strict.EmptyBody,
        async (_, _, _) => (await make.HandleAsync(IssuerOf(http), id, cancellation))
            .IsRefused(out Refusal? why, out IReadOnlyList<StoredCertificate>? copies)
                ? why
                : ApiAnswer.Of(
                    StatusCodes.Status200OK,
                    new MadeAnswer(id, [.. copies.Select(copy => new DocumentAnswer(
                        copy.DocumentId, copy.CopyNo, copy.IssueNumber, copy.Subjects[0], copy.Address.ContentHash, copy.Pages))]),
                    ApiJson.Strict.MadeAnswer),
        withVersion: false,
        cancellation);

    private static async Task<IResult> PrintAsync(Guid id, HttpContext http, HandOverHandler handOver, CancellationToken cancellation)
    {
        if ((await StrictJson.ReadAsync(http.Request, ApiJson.Strict.DocumentBody, cancellation))
            .IsRefused(out Refusal? unread, out DocumentBody? body))
        {
            return unread.ToProblem();
        }

        return (await handOver.PrintAsync(IssuerOf(http), AddressOf(id, body.Subject, body.ContentHash), cancellation))
            .IsRefused(out Refusal? why, out ReleasedCertificate? released)
                ? why.ToProblem()
                : Results.Bytes(released.Pdf, "application/pdf");
    }

    private static Task<IResult> HandOverAsync(Guid id, HttpContext http, HandOverHandler handOver, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.DocumentBody,
            async (body, _, _) => Ended(
                id, LedgerEvent.HandedOver,
                await handOver.HandOverAsync(IssuerOf(http), AddressOf(id, body.Subject, body.ContentHash), cancellation)),
            withVersion: false,
            cancellation);

    private static Task<IResult> DisposeAsync(Guid id, HttpContext http, HandOverHandler handOver, CancellationToken cancellation) =>
        Steps.DoAsync(
            http,
            ApiJson.Strict.DisposeBody,
            async (body, _, _) => Ended(
                id, LedgerEvent.Disposed,
                await handOver.DisposeAsync(IssuerOf(http), AddressOf(id, body.Subject, body.ContentHash), body.Reason, cancellation)),
            withVersion: false,
            cancellation);

    private static Result<ApiAnswer> Ended(Guid id, LedgerEvent happened, Refusal? why) => why is not null
        ? why
        : ApiAnswer.Of(StatusCodes.Status200OK, new EndedAnswer(id, happened), ApiJson.Strict.EndedAnswer);

    private static async Task<IResult> LedgerAsync(
        HttpContext http, NpgsqlDataSource database, CurrentOperator current, CancellationToken cancellation)
    {
        if ((await StrictJson.ReadAsync(http.Request, ApiJson.Strict.LedgerBody, cancellation))
            .IsRefused(out Refusal? unread, out LedgerBody? body))
        {
            return unread.ToProblem();
        }

        string list = $"ledger {current.SignedIn.OperatorId} {JsonSerializer.Serialize(body with { Cursor = null }, ApiJson.Strict.LedgerBody)}";
        int? offset = body.Cursor is { } cursor ? ApiCursor.ReadNumber(cursor, list) : 0;
        if (offset is null || body.To.DayNumber - body.From.DayNumber is < 0 or > DaysMax)
        {
            return (offset is null ? ApiRefusals.Cursor : ApiRefusals.Body).ToProblem();
        }

        await using UnitOfWork work = new(database, current.Context);
        List<LedgerRow> rows = await IssuanceLedger.SearchAsync(
            work,
            new LedgerSearch(body.From, body.To)
            {
                OperatorCode = current.Has(TaskCodes.LogReview) ? null : current.SignedIn.OperatorCode,
                Subject = body.Subject,
                Form = body.Form,
                Event = body.Event,
                IssueNumber = body.IssueNumber,
            },
            offset.Value,
            RowsMax + 1,
            cancellation);
        work.Record(new AccessEntry(AccessKind.View, "certificate.ledger", body.Subject)
        {
            Items = "交付履歴（氏名を除く）",
            ResultCount = Math.Min(rows.Count, RowsMax),
        });
        await work.CommitAsync(cancellation);
        LedgerAnswer answer = new(
            [.. rows.Take(RowsMax).Select(Of)],
            rows.Count > RowsMax ? ApiCursor.Write(offset.Value + RowsMax, list) : null);
        return await ResidentApi.AnswerAsync(http, answer, ApiJson.Strict.LedgerAnswer, 0);
    }

    private static DocumentAddress AddressOf(Guid id, Guid subject, string hash) => new(id, new ResidentId(subject), hash);

    private static LedgerRowAnswer Of(LedgerRow row) => new(
        row.DocumentId, row.ApplicationId, row.Event, row.OccurredAt, row.Office, row.Form, row.Contents, row.Sheets,
        row.IssueNumber, row.Terminal, row.OperatorCode, row.RequesterClass, row.Reason);
}
