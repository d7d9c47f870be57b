using System.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>
/// Makes the copies of an application (作成): everything is read, decided, drawn, read back and entered in the ledger in one
/// transaction; nothing is kept in the process. Making twice gives the first copies.
/// </summary>
internal sealed class MakeHandler(
    NpgsqlDataSource database,
    BusinessClock clock,
    Approvals approvals,
    CertificateDrawing drawing,
    CertificateNumbers numbers)
{
    private const string Action = "certificate.make";

    // Two operators on one application, or a change of the record in between: the second sees the first one's result.
    private const int AttemptsMax = 3;

    /// <summary>Makes the copies, or returns those made before.</summary>
    public async Task<Result<IReadOnlyList<StoredCertificate>>> HandleAsync(
        Issuer issuer, Guid applicationId, CancellationToken cancellation)
    {
        Result<IssueNumber?> taken = await TakeNumbersAsync(issuer, applicationId, cancellation);
        if (taken.IsRefused(out Refusal? why, out IssueNumber? first) && why is not null)
        {
            return why;
        }

        for (int attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                return await MakeOnceAsync(issuer, applicationId, first, cancellation);
            }
            catch (PostgresException conflict) when (
                conflict.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                // The next attempt reads a new snapshot.
            }
        }

        return CertificateRefusals.Meanwhile;
    }

    /// <summary>
    /// Takes the running numbers before the snapshot begins: no transaction waits for another's number, and no connection is
    /// asked for while one is held. Null when there is nothing left to make.
    /// </summary>
    private async Task<Result<IssueNumber?>> TakeNumbersAsync(
        Issuer issuer, Guid applicationId, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context);
        CertificateApplication? application = await CertificateStore.FindApplicationAsync(work, applicationId, cancellation);
        if (application is null)
        {
            return CertificateRefusals.NoSuchApplication;
        }

        if (issuer.CheckOffice(application) is { } elsewhere)
        {
            await work.DisposeAsync();
            await RefuseAsync(issuer, application, elsewhere, cancellation);
            return elsewhere;
        }

        bool waits = AcceptHandler.IsSupport(application.RefusalCode) && application.ApprovalId is not null;
        if (application.State != ApplicationState.Accepted && !waits)
        {
            return (IssueNumber?)null;
        }

        Result<CertificateSettings> settings = await CertificateSettings.LoadAsync(work, clock.Today(), cancellation);
        if (settings.IsRefused(out Refusal? missing, out CertificateSettings? loaded))
        {
            return missing;
        }

        await work.DisposeAsync();
        IssueNumber place = loaded.Issuer.NumberPlace(clock.Today(), issuer.SignedIn.Terminal);
        int first = await CertificateStore.ReserveNumbersAsync(database, place, application.Request.Copies, cancellation);
        return place with { Sequence = first };
    }

    private async Task<Result<IReadOnlyList<StoredCertificate>>> MakeOnceAsync(
        Issuer issuer, Guid applicationId, IssueNumber? first, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context, IsolationLevel.RepeatableRead);
        CertificateApplication? application = await CertificateStore.FindApplicationAsync(work, applicationId, cancellation);
        if (application is null)
        {
            return CertificateRefusals.NoSuchApplication;
        }

        if (application.State is ApplicationState.Made or ApplicationState.HandedOver or ApplicationState.Spoiled)
        {
            return await CertificateStore.OfApplicationAsync(work, applicationId, cancellation);
        }

        bool waits = application.State == ApplicationState.Refused && AcceptHandler.IsSupport(application.RefusalCode);
        if (application.State == ApplicationState.Refused && !waits)
        {
            return CertificateRefusals.NotMade;
        }

        // The row of the application is taken first: of two operators the second reads the first one's copies.
        if (first is null)
        {
            return waits ? CertificateRefusals.NotReviewed : CertificateRefusals.Meanwhile;
        }

        QueryBatch batch = new();
        NpgsqlBatchCommand moved = CertificateStore.SetState(batch, application, ApplicationState.Made);
        Result<IssueMoment> loaded =
            await IssueMoment.LoadAsync(work, batch, application.Request, clock.Today(), clock.Instant(), cancellation);
        if (moved.RecordsAffected != 1)
        {
            return waits ? CertificateRefusals.NotReviewed : CertificateRefusals.Meanwhile;
        }

        if (waits && await ReleaseAsync(work, application, cancellation) is { } notReleased)
        {
            return notReleased;
        }

        if (loaded.IsRefused(out Refusal? missing, out IssueMoment? moment))
        {
            return missing;
        }

        // The gate of acceptance stands again: a suppression, a warning or a relation may have come in between, and the clerk another.
        if ((moment.Decide(released: waits).Stop(application.Request.Confirmed)
            ?? await AcceptHandler.KeptAsync(work, issuer, moment, admitted: waits, cancellation)) is { } stop)
        {
            await work.DisposeAsync();
            await RefuseAsync(issuer, application, stop, cancellation);
            return stop;
        }

        return await MakeCopiesAsync(work, issuer, application, moment, first, cancellation);
    }

    private async Task<Result<IReadOnlyList<StoredCertificate>>> MakeCopiesAsync(
        UnitOfWork work,
        Issuer issuer,
        CertificateApplication application,
        IssueMoment moment,
        IssueNumber first,
        CancellationToken cancellation)
    {
        List<StoredCertificate> copies = [];
        IReadOnlyList<Residents.HistoryRow> sources = moment.First is { } original
            ? await CertificateStore.SourcesAsync(work, original.DocumentId, cancellation)
            : [.. moment.Subjects.Select(subject => subject.Row)];
        for (int copy = 1; copy <= application.Request.Copies; copy++)
        {
            Guid documentId = Guid.CreateVersion7();
            IssueNumber number = first with { Sequence = first.Sequence + copy - 1 };
            CertificateContent content = moment.Compose(documentId, number);
            Result<CertificateDocument> drawn = await DrawAsync(issuer, application, moment.First, content, cancellation);
            if (drawn.IsRefused(out Refusal? wrong, out CertificateDocument? document))
            {
                return wrong;
            }

            if (document.Overflows.Count > 0
                && !application.Request.Confirmed.Any(one => one.CheckId == CertificateRefusals.Overflow.Code))
            {
                return CertificateRefusals.Overflow;
            }

            copies.Add(Store(work, application, moment, content, number, document, drawing.Fonts, copy, sources));
        }

        work.Record(AcceptHandler.Entry(Action, application.Request, application.Id, null) with { ResultCount = copies.Count });
        await work.CommitAsync(cancellation);
        return copies;
    }

    private async Task<Result<CertificateDocument>> DrawAsync(
        Issuer issuer, CertificateApplication application, StoredCertificate? first, CertificateContent content, CancellationToken cancellation)
    {
        if (first is not null)
        {
            return await DrawAgainAsync(issuer, application, first, content, cancellation);
        }

        Result<IReadOnlyList<CertificateContent>> filled =
            await numbers.FillAsync(issuer, content, application.Id, cancellation);
        return filled.IsRefused(out Refusal? why, out IReadOnlyList<CertificateContent>? ways) ? why : drawing.Draw(ways[0]);
    }

    // With the numbers of the first issue, whatever they are now (4.1.3.0.3): its drawing tells which they were.
    private async Task<Result<CertificateDocument>> DrawAgainAsync(
        Issuer issuer, CertificateApplication application, StoredCertificate first, CertificateContent content, CancellationToken cancellation)
    {
        Result<IReadOnlyList<(CertificateContent First, CertificateContent Again)>> filled = await numbers.FillAlikeAsync(
            issuer, CertificateJson.ReadContent(first.Content), content, application.Id, cancellation);
        if (filled.IsRefused(out Refusal? why, out IReadOnlyList<(CertificateContent First, CertificateContent Again)>? ways))
        {
            return why;
        }

        foreach ((CertificateContent shown, CertificateContent again) in ways)
        {
            if (drawing.FindSame(shown, first.DrawingHash) is not null)
            {
                return drawing.Draw(again);
            }
        }

        return first.Fonts == drawing.Fonts ? CertificateRefusals.Changed : CertificateRefusals.OtherFonts(first.Fonts);
    }

    private static StoredCertificate Store(
        UnitOfWork work,
        CertificateApplication application,
        IssueMoment moment,
        CertificateContent content,
        IssueNumber number,
        CertificateDocument document,
        string fonts,
        int copy,
        IReadOnlyList<Residents.HistoryRow> sources)
    {
        (string text, byte[] hash) = CertificateJson.Write(content);
        StoredCertificate certificate = new()
        {
            DocumentId = Guid.Parse(content.DocumentId),
            ApplicationId = application.Id,
            CopyNo = copy,
            Form = content.Form,
            IssueNumber = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{number.Date:yyyyMMdd} {number.Municipality} {number.Terminal} {number.Printer ?? "　"} {number.Sequence:D3}"),
            Subjects = [.. moment.Subjects.Select(subject => subject.Row.ResidentId.Value)],
            Content = text,
            ContentHash = hash,
            DrawingHash = document.Sha256,
            Fonts = fonts,
            Pages = document.PageCount,
            TrueOn = moment.First?.TrueOn ?? moment.Today,
            KnownAt = moment.First?.KnownAt ?? moment.KnownAt,
            Events = [LedgerEvent.Made],
        };
        CertificateStore.Add(work, certificate, number, application.Request.ReissueOf, sources);
        IssuanceLedger.Append(work, certificate, LedgerEvent.Made, moment.Today, application.Request, null);
        return certificate;
    }

    /// <summary>The release is used in this transaction: if nothing is made, it stays unused (3.4, one act only).</summary>
    private async Task<Refusal?> ReleaseAsync(
        UnitOfWork work, CertificateApplication application, CancellationToken cancellation)
    {
        bool used = application.ApprovalId is { } approval
            && await approvals.UseAsync(
                work, approval, AcceptHandler.ReleaseKind, application.Id.ToString("D"), cancellation) is null;
        return used ? null : CertificateRefusals.NotReviewed;
    }

    /// <summary>What was begun is rolled back; the refusal is an act of its own.</summary>
    private async Task RefuseAsync(
        Issuer issuer, CertificateApplication application, Refusal stop, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context);
        if (application.State == ApplicationState.Accepted && AcceptHandler.IsProtective(stop.Code))
        {
            await CertificateStore.SetStateAsync(work, application, ApplicationState.Refused, stop.Code, cancellation);
        }

        work.Record(AcceptHandler.Entry(Action, application.Request, application.Id, stop.Code));
        await work.CommitAsync(cancellation);
    }
}
