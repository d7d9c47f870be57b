using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Protection;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Lists of changes on paper (審査リスト, 確認用帳票): they name persons, so each has a purpose and stands on the access log.</summary>
internal static class ReviewSheet
{
    private const string Withheld = "（支援措置・照会抑止のため省略）";

    private const string LinesSql =
        """
        select c.request, c.entered_by,
               array(select r.resident_id from resident_register.change_case_person p
                     join resident_register.resident r using (resident_id)
                     where p.case_id = c.case_id and p.role = 'subject' order by r.resident_id),
               array(select r.name_written from resident_register.change_case_person p
                     join resident_register.resident r using (resident_id)
                     where p.case_id = c.case_id and p.role = 'subject' order by r.resident_id),
               array(select r.address_written from resident_register.change_case_person p
                     join resident_register.resident r using (resident_id)
                     where p.case_id = c.case_id and p.role = 'subject' order by r.resident_id)
        from resident_register.change_case c
        where c.listed_on = $1
        order by c.case_number limit 2000
        """;

    /// <summary>Maps the print of the list.</summary>
    public static void MapReviewSheet(this RouteGroupBuilder group)
    {
        group.MapPost("/review-list/print", AskAsync).RequireTask(TaskCodes.ResidentChangeReview);
        group.MapGet("/{id:guid}/sheet", CheckAsync).RequireTask(TaskCodes.ResidentChangeEnter, purpose: true);
        group.MapGet("/review-list/sheet", PrintAsync).RequireTask(TaskCodes.ResidentChangeReview, purpose: true);
    }

    private static async Task<IResult> AskAsync(
        IFormCollection form, CurrentOperator current, PurposeStore purposes, CancellationToken cancellation)
    {
        if (Day(form["date"]) is not { } day)
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        Purpose purpose = new(TaskCodes.ResidentChangeReview, "審査リストの印刷", day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        return (await purposes.OpenAsync(current.SignedIn, purpose, cancellation)).IsRefused(out Refusal? why, out Guid context)
            ? EntryEndpoints.Refused(why)
            : Pages.Done(string.Create(CultureInfo.InvariantCulture, $"/changes/review-list/sheet?date={day:O}&w={context}"));
    }

    private static async Task<IResult> PrintAsync(
        string date,
        CurrentOperator current,
        NpgsqlDataSource database,
        BusinessClock clock,
        CertificateDrawing drawing,
        CancellationToken cancellation)
    {
        if (Day(date) is not { } day)
        {
            return Pages.Show<ErrorPage, ErrorPageModel>(ErrorPageModel.FormExpired, StatusCodes.Status400BadRequest);
        }

        await using UnitOfWork work = new(database, current.Context);
        Guid document = Guid.CreateVersion7();
        Result<CertificateContent> framed = await FrameAsync(work, CertificateForm.ReviewList, document, current, clock, cancellation);
        if (framed.IsRefused(out Refusal? missing, out CertificateContent? frame))
        {
            return EntryEndpoints.Refused(missing);
        }

        List<Listed> cases = await work.ListAsync(LinesSql, Read, cancellation, day);
        HashSet<Guid> kept =
        [
            .. (await ProtectionStore.OfAsync(
                work, [.. cases.SelectMany(one => one.Ids).Distinct().Select(id => new ResidentId(id))], clock.Today(), clock.Instant(), cancellation))
                .Where(one => one.Value.IsSupported || one.Value.IsInquiryRefused).Select(one => one.Key.Value),
        ];
        IReadOnlyList<ReviewLine> lines = [.. cases.SelectMany(one => one.Lines(kept))];
        Result<CertificateDocument> drawn = drawing.Draw(Notices.ReviewList(frame, lines, day, current.SignedIn.OfficeName));
        if (drawn.IsRefused(out Refusal? wrong, out CertificateDocument? sheet))
        {
            return EntryEndpoints.Refused(wrong);
        }

        work.Record(new AccessEntry(AccessKind.Output, "resident.change.review-list")
        {
            Subjects = [.. cases.SelectMany(one => one.Ids).Distinct()],
            Items = "審査リスト（異動事由・氏名・住所・異動日・入力者）",
            ResultCount = lines.Count,
            ActId = document,
        });
        await work.CommitAsync(cancellation);
        return Results.Bytes(sheet.Pdf, "application/pdf", $"review-list-{document}.pdf");
    }

    /// <summary>The check sheet (確認用帳票, 20.0.1) of a case that is not decided: what stands now and what would stand.</summary>
    private static async Task<IResult> CheckAsync(
        Guid id,
        CurrentOperator current,
        NpgsqlDataSource database,
        BusinessClock clock,
        CaseReader cases,
        CertificateDrawing drawing,
        CancellationToken cancellation)
    {
        if ((await cases.OpenAsync(new ChangeCaseId(id), cancellation)).IsRefused(out Refusal? closed, out OpenedCase? opened))
        {
            return await CaseEndpoints.ClosedAsync(new ChangeCaseId(id), closed, cases, current, cancellation);
        }

        await using UnitOfWork work = new(database, current.Context);
        Result<CertificateContent> framed = await FrameAsync(work, CertificateForm.ConfirmationSheet, id, current, clock, cancellation);
        if (framed.IsRefused(out Refusal? missing, out CertificateContent? frame))
        {
            return EntryEndpoints.Refused(missing);
        }

        Result<CertificateDocument> drawn = drawing.Draw(Notices.Confirmation(frame, opened));
        if (drawn.IsRefused(out Refusal? wrong, out CertificateDocument? sheet))
        {
            return EntryEndpoints.Refused(wrong);
        }

        work.Record(new AccessEntry(AccessKind.Output, "resident.change.sheet")
        {
            Subjects = [.. opened.Case.PersonIds.Concat(opened.Case.Content.NewcomerIds.Values)],
            Items = "確認用帳票（異動の前後の記載）",
            ResultCount = opened.Rows.Count,
            ActId = id,
        });
        await work.CommitAsync(cancellation);
        return Results.Bytes(sheet.Pdf, "application/pdf", $"check-sheet-{id}.pdf");
    }

    private static async Task<Result<CertificateContent>> FrameAsync(
        UnitOfWork work, CertificateForm form, Guid document, CurrentOperator current, BusinessClock clock, CancellationToken cancellation)
    {
        Result<CertificateSettings> loaded = await CertificateSettings.LoadAsync(work, clock.Today(), cancellation);
        return loaded.IsRefused(out Refusal? missing, out CertificateSettings? settings)
            ? missing
            : CertificateComposer.Frame(
                form, settings, document, settings.Issuer.NumberPlace(clock.Today(), current.SignedIn.Terminal));
    }

    private static Listed Read(NpgsqlDataReader row) => new(
        RecordJson.ReadContent(row.GetString(0)),
        row.GetString(1),
        row.GetFieldValue<Guid[]>(2),
        row.GetFieldValue<string[]>(3),
        row.GetFieldValue<string[]>(4));

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    /// <summary>A case of the list: its residents as recorded now, and those who come with it as notified.</summary>
    private sealed record Listed(CaseContent Content, string EnteredBy, Guid[] Ids, string[] Names, string[] Addresses)
    {
        /// <summary>The lines; the address of a person who is supported or whose inquiry is suppressed stays off the paper.</summary>
        public IEnumerable<ReviewLine> Lines(HashSet<Guid> kept)
        {
            PartialDate? happened = Content.Change?.HappenedOn
                ?? ((Content.Notice?.ArrivedOn ?? Content.Cancel?.HappenedOn) is { } day ? PartialDate.FromDate(day) : null);
            bool protects = Ids.Any(kept.Contains);
            IEnumerable<ReviewLine> residents = Names.Select((name, place) => new ReviewLine(
                Content.ReasonText, name, kept.Contains(Ids[place]) ? Withheld : Addresses[place], happened, EnteredBy));
            IEnumerable<ReviewLine> newcomers = Content.Newcomers.Where(one => one.Earlier is null).Select(one => new ReviewLine(
                Content.ReasonText, one.Name?.Display ?? "", protects ? Withheld : Content.Change?.NewAddress?.Full ?? "", happened, EnteredBy));
            return residents.Concat(newcomers);
        }

        public override string ToString() => "Listed(***)";
    }
}
