using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>A document on its way to a printer or screen. Masked.</summary>
internal sealed record ReleasedCertificate(byte[] Pdf, string IssueNumber, int Pages)
{
    /// <inheritdoc />
    public override string ToString() => $"ReleasedCertificate({Pages} pages)";
}

/// <summary>
/// Prints, hands over, disposes of and reproduces copies. Each step names document, person and content hash and verifies all
/// three against what is stored; anything that does not agree is an error, never another document (incident I-1).
/// </summary>
internal sealed class HandOverHandler(
    NpgsqlDataSource database,
    BusinessClock clock,
    CertificateDrawing drawing,
    CertificateNumbers numbers)
{
    private const int ReasonMax = 200;

    /// <summary>The document for print; entered in the ledger before a byte leaves.</summary>
    public async Task<Result<ReleasedCertificate>> PrintAsync(
        Issuer issuer, DocumentAddress address, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context);
        Result<(StoredCertificate, CertificateApplication)> found = await FindAsync(work, address, cancellation);
        if (found.IsRefused(out Refusal? why, out (StoredCertificate Certificate, CertificateApplication Application) one))
        {
            return why;
        }

        Refusal? stop = one.Certificate.HasEnded
            ? CertificateRefusals.Ended
            : issuer.CheckOffice(one.Application)
                ?? await ProtectAsync(work, one.Certificate, one.Application, cancellation)
                ?? await KeptAsync(work, issuer, one.Certificate, admitted: one.Application.ApprovalId is not null, cancellation);
        return stop is not null
            ? await RefusedAsync(work, "certificate.print", one.Application, stop, cancellation)
            : await DrawAsync(work, issuer, one.Certificate, one.Application, LedgerEvent.Printed, null, cancellation);
    }

    /// <summary>
    /// The document exactly as first drawn, whatever changed since; for audits and complaints, which the reason names. A release
    /// of a protected person's certificate was for one act: here only those who may see protected records go on (3.4).
    /// </summary>
    public async Task<Result<ReleasedCertificate>> ReproduceAsync(
        Issuer issuer, Guid documentId, string reason, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > ReasonMax || reason.Any(char.IsControl))
        {
            return CertificateRefusals.NoReproductionReason;
        }

        await using UnitOfWork work = new(database, issuer.Context);
        if (await CertificateStore.FindWithApplicationAsync(work, documentId, cancellation)
            is not (StoredCertificate certificate, CertificateApplication application))
        {
            return CertificateRefusals.NoSuchDocument;
        }

        Refusal? closed = certificate.Subjects.Select(person => Permissions.CheckRelation(issuer.SignedIn, person))
            .FirstOrDefault(refusal => refusal is not null)
            ?? (Permissions.Has(issuer.SignedIn, TaskCodes.ResidentViewProtected)
                ? null
                : await ProtectAsync(work, certificate, application with { ApprovalId = null }, cancellation));
        if (closed is not null)
        {
            work.Record(AcceptHandler.Entry("certificate.reproduce", application.Request, application.Id, closed.Code));
            await work.CommitAsync(cancellation);
            return closed;
        }

        return await DrawAsync(work, issuer, certificate, application, LedgerEvent.Reproduced, reason.Trim(), cancellation);
    }

    /// <summary>Handed over (交付): once per copy; the application is done with its last copy.</summary>
    public Task<Refusal?> HandOverAsync(Issuer issuer, DocumentAddress address, CancellationToken cancellation) =>
        EndAsync(issuer, address, LedgerEvent.HandedOver, null, cancellation);

    /// <summary>Disposed of (書損・廃棄) with the reason; the row stays for ever.</summary>
    public Task<Refusal?> DisposeAsync(
        Issuer issuer, DocumentAddress address, string reason, CancellationToken cancellation) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > ReasonMax || reason.Any(char.IsControl)
            ? Task.FromResult<Refusal?>(CertificateRefusals.NoReason)
            : EndAsync(issuer, address, LedgerEvent.Disposed, reason.Trim(), cancellation);

    private async Task<Refusal?> EndAsync(
        Issuer issuer, DocumentAddress address, LedgerEvent end, string? reason, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context);
        Result<(StoredCertificate, CertificateApplication)> found = await FindAsync(work, address, cancellation);
        if (found.IsRefused(out Refusal? why, out (StoredCertificate Certificate, CertificateApplication Application) one))
        {
            return why;
        }

        Refusal? stop = one.Certificate.HasEnded ? CertificateRefusals.Ended
            : issuer.CheckOffice(one.Application) is { } elsewhere ? elsewhere
            : end == LedgerEvent.HandedOver
                ? await ProtectAsync(work, one.Certificate, one.Application, cancellation)
                    ?? await KeptAsync(work, issuer, one.Certificate, admitted: true, cancellation)
            : null;
        if (stop is not null)
        {
            return one.Certificate.Events[^1] == end && stop == CertificateRefusals.Ended
                ? null
                : await RefusedAsync(work, "certificate.hand-over", one.Application, stop, cancellation);
        }

        try
        {
            await IssuanceLedger.AppendAsync(
                work, one.Certificate, end, clock.Today(), one.Application.Request, reason, cancellation);
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return CertificateRefusals.Ended;
        }

        // The row of the application is locked by its update, so the last copy of two that end at once sees the other.
        if (!await MoveOnAsync(work, one.Application, cancellation))
        {
            return CertificateRefusals.Meanwhile;
        }

        string action = end == LedgerEvent.HandedOver ? "certificate.hand-over" : "certificate.dispose";
        work.Record(AcceptHandler.Entry(action, one.Application.Request, one.Application.Id, null));
        await work.CommitAsync(cancellation);
        return null;
    }

    private static async Task<bool> MoveOnAsync(
        UnitOfWork work, CertificateApplication application, CancellationToken cancellation)
    {
        List<StoredCertificate> copies = await CertificateStore.OfApplicationAsync(work, application.Id, cancellation);
        ApplicationState state = !copies.All(copy => copy.HasEnded) ? ApplicationState.Made
            : copies.Any(copy => copy.Events.Contains(LedgerEvent.HandedOver)) ? ApplicationState.HandedOver
            : ApplicationState.Spoiled;
        return await CertificateStore.SetStateAsync(work, application, state, null, cancellation);
    }

    private async Task<Result<ReleasedCertificate>> DrawAsync(
        UnitOfWork work,
        Issuer issuer,
        StoredCertificate certificate,
        CertificateApplication application,
        LedgerEvent happened,
        string? reason,
        CancellationToken cancellation)
    {
        if (!CertificateJson.Hash(certificate.Content).AsSpan().SequenceEqual(certificate.ContentHash))
        {
            return CertificateRefusals.Changed;
        }

        Result<CertificateDocument> drawn = await RedrawAsync(issuer, certificate, application, cancellation);
        if (drawn.IsRefused(out Refusal? wrong, out CertificateDocument? document))
        {
            return wrong;
        }

        IssuanceLedger.Append(work, certificate, happened, clock.Today(), application.Request, reason);
        string action = happened == LedgerEvent.Printed ? "certificate.print" : "certificate.reproduce";
        work.Record(AcceptHandler.Entry(action, application.Request, application.Id, null));
        await work.CommitAsync(cancellation);
        return new ReleasedCertificate(document.Pdf, certificate.IssueNumber, certificate.Pages);
    }

    /// <summary>The document as first drawn, to the point; anything else is refused, and where the fonts are others, says so.</summary>
    private async Task<Result<CertificateDocument>> RedrawAsync(
        Issuer issuer, StoredCertificate certificate, CertificateApplication application, CancellationToken cancellation)
    {
        Result<IReadOnlyList<CertificateContent>> filled = await numbers.FillAsync(
            issuer, CertificateJson.ReadContent(certificate.Content), application.Id, cancellation);
        if (filled.IsRefused(out Refusal? noNumber, out IReadOnlyList<CertificateContent>? ways))
        {
            return noNumber;
        }

        foreach (CertificateContent way in ways)
        {
            if (drawing.FindSame(way, certificate.DrawingHash) is { } document)
            {
                return document;
            }
        }

        return certificate.Fonts == drawing.Fonts ? CertificateRefusals.Changed : CertificateRefusals.OtherFonts(certificate.Fonts);
    }

    /// <summary>A measure or suppression that came between making and handing over stops the copy (incident I-5).</summary>
    private async Task<Refusal?> ProtectAsync(
        UnitOfWork work, StoredCertificate certificate, CertificateApplication application, CancellationToken cancellation)
    {
        Contracts.ResidentId[] persons = [.. certificate.Subjects.Select(id => new Contracts.ResidentId(id))];
        IReadOnlyDictionary<Contracts.ResidentId, ProtectionFacts> protection =
            await ProtectionStore.OfAsync(work, persons, clock.Today(), clock.Instant(), cancellation);
        return CertificateRules.Protect(
            protection.Values, application.Request, fromOffender: false, released: application.ApprovalId is not null, []);
    }

    // Printing shows the persons to whoever prints; handing over shows nothing more, but a relation or a suppression still stops it.
    private async Task<Refusal?> KeptAsync(
        UnitOfWork work, Issuer issuer, StoredCertificate certificate, bool admitted, CancellationToken cancellation)
    {
        Contracts.ResidentId[] persons = [.. certificate.Subjects.Select(id => new Contracts.ResidentId(id))];
        Refusal? why = PersonGate.Stop(
            await PersonGate.ClosedAsync(work, issuer.SignedIn, persons, clock.Today(), clock.Instant(), cancellation),
            admitted ? persons : []);
        return why == PersonRefusals.ChecksNeeded ? CertificateRefusals.NotSeen : why;
    }

    private static async Task<Refusal> RefusedAsync(
        UnitOfWork work, string action, CertificateApplication application, Refusal why, CancellationToken cancellation)
    {
        work.Record(AcceptHandler.Entry(action, application.Request, application.Id, why.Code));
        await work.CommitAsync(cancellation);
        return why;
    }

    /// <summary>The copy, to this act alone until it commits: else one could be printed that another desk has just disposed of.</summary>
    private static async Task<Result<(StoredCertificate, CertificateApplication)>> FindAsync(
        UnitOfWork work, DocumentAddress address, CancellationToken cancellation)
    {
        await work.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended('resident_register.certificate ' || $1, 0))",
            cancellation,
            address.DocumentId.ToString());
        (StoredCertificate? certificate, CertificateApplication? application) =
            await CertificateStore.FindWithApplicationAsync(work, address.DocumentId, cancellation);
        if (certificate is null || application is null)
        {
            return CertificateRefusals.NoSuchDocument;
        }

        bool agrees = certificate.Subjects[0] == address.SubjectId.Value
            && CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.ASCII.GetBytes(certificate.Address.ContentHash),
                System.Text.Encoding.ASCII.GetBytes(address.ContentHash));
        return agrees ? (certificate, application) : CertificateRefusals.AddressMismatch;
    }
}
