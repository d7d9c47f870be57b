using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>
/// Everything a certificate depends on, read in one snapshot of one transaction at the source itself: records, protection
/// and settings (incidents I-2, I-5). Undecided changes (仮登録) are not in the history, so they cannot be printed (CE-06).
/// </summary>
/// <param name="Request">The request with what the register knows of the requester.</param>
/// <param name="Settings">The settings of the day.</param>
/// <param name="Subjects">The persons in the order of the form.</param>
/// <param name="FromOffender">Whether the requester is the named other party of a supported person.</param>
/// <param name="Documents">The documents that confirm who somebody is.</param>
/// <param name="Today">Business date.</param>
/// <param name="KnownAt">The moment up to which changes are in.</param>
/// <param name="First">The first issue, of a 再交付.</param>
/// <param name="Notice">What a notice tells; null for what is asked for at the counter.</param>
internal sealed record IssueMoment(
    CertificateRequest Request,
    CertificateSettings Settings,
    IReadOnlyList<IssueSubject> Subjects,
    bool FromOffender,
    IdentityDocuments Documents,
    DateOnly Today,
    DateTimeOffset KnownAt,
    StoredCertificate? First,
    NoticeFacts? Notice)
{
    /// <summary>Most rows of one history that are read.</summary>
    public const int HistoryRowsMax = 2000;

    private const string OffenderSql =
        """
        select exists (
            select from resident_register.supported_person p
            join resident_register.support_measure m using (measure_id)
            where p.resident_id = any($1) and m.closed_on is null
              and (m.offender->>'residentId' = $2
                   or translate(m.offender->>'name', ' 　', '') = translate($3, ' 　', ''))),
            (select household_id from resident_register.resident where resident_id = $4),
            clock_timestamp()
        """;

    private const string IssuedBeforeSql =
        """
        select c.document_id
        from resident_register.certificate c
        where c.subject_ids && $1 and c.form = $3 and c.issued_on >= $2
          and not exists (
              select from resident_register.issuance_ledger l where l.document_id = c.document_id and l.event = 'disposed')
        limit 1
        """;

    /// <summary>Reads the moment in the caller's transaction.</summary>
    /// <param name="work">The act, of one snapshot.</param>
    /// <param name="batch">What the act asks besides; sent with the questions of the moment, and run when this returns.</param>
    /// <param name="request">The request.</param>
    /// <param name="today">Business date.</param>
    /// <param name="now">The instant.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<Result<IssueMoment>> LoadAsync(
        UnitOfWork work,
        QueryBatch batch,
        CertificateRequest request,
        DateOnly today,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        Guid[] ids = [.. request.Subjects.Distinct()];
        IReadOnlyList<HistoryRow> rows = CertificateStore.AskSubjects(batch, ids);
        IReadOnlyList<(bool FromOffender, Guid? Household, DateTimeOffset KnownAt)> requester = batch.Ask(
            OffenderSql,
            row => (row.GetBoolean(0), row.Nullable<Guid?>(1), row.GetFieldValue<DateTimeOffset>(2)),
            ids, request.Requester.ResidentId?.ToString("D") ?? "", request.Requester.Name,
            new NpgsqlParameter { Value = (object?)request.Requester.ResidentId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        Func<Result<CertificateSettings>> settled = CertificateSettings.Ask(batch, today);
        ProtectionAnswer protection = ProtectionStore.Ask(batch, [.. ids.Select(id => new ResidentId(id))], today, now);
        Func<IdentityDocuments> documents = IdentityPapers.Ask(batch, today);
        await batch.RunAsync(work, cancellation);
        if (rows.Count != ids.Length)
        {
            return CertificateRefusals.NoSuchPerson;
        }

        (bool fromOffender, Guid? household, DateTimeOffset knownAt) = requester.Single();
        Result<CertificateSettings> loaded = settled();
        if (loaded.IsRefused(out Refusal? missing, out CertificateSettings? settings))
        {
            return missing;
        }

        Result<StoredCertificate?> earlier = await FindFirstAsync(work, request, rows, cancellation);
        if (earlier.IsRefused(out Refusal? why, out StoredCertificate? first) && why is not null)
        {
            return why;
        }

        Result<IReadOnlyList<IssueSubject>> read = await SubjectsAsync(work, request, rows, protection.ByPerson(), cancellation);
        if (read.IsRefused(out Refusal? noSheet, out IReadOnlyList<IssueSubject>? subjects))
        {
            return noSheet;
        }

        NoticeFacts? notice = null;
        if (request.NoticeOf is { } act)
        {
            notice = NoticeFacts.Of(request.Form, act, await RegisterStore.HistoryAsync(work, rows[0].ResidentId, int.MaxValue, HistoryRowsMax, cancellation));
            if (notice is null)
            {
                return CertificateRefusals.NoNotice;
            }
        }

        return new IssueMoment(
            request with { Requester = request.Requester with { HouseholdId = household } },
            settings,
            subjects,
            fromOffender, documents(), today, knownAt, first, notice);
    }

    /// <summary>Decides on this moment.</summary>
    public CertificateDecision Decide(bool released) =>
        CertificateRules.Decide(Request, Subjects, Documents, Today, FromOffender, released);

    /// <summary>The content of one copy.</summary>
    public CertificateContent Compose(Guid documentId, IssueNumber number) => First is { } first
        ? CertificateComposer.Reissue(CertificateJson.ReadContent(first.Content), Request, Settings, documentId, number)
        : CertificateComposer.Compose(Request, Subjects, Settings, documentId, number, Notice);

    private static async Task<Result<StoredCertificate?>> FindFirstAsync(
        UnitOfWork work, CertificateRequest request, IReadOnlyList<HistoryRow> rows, CancellationToken cancellation)
    {
        if (request.ReissueOf is { } id)
        {
            StoredCertificate? first = await CertificateStore.FindAsync(work, id, cancellation);
            return first is null ? CertificateRefusals.NoSuchDocument
                : first.Form != request.Form ? CertificateRefusals.NotReissuable
                : !first.Subjects.Order().SequenceEqual(request.Subjects.Order()) ? CertificateRefusals.OtherSubjects
                // What was spoiled at the counter never was in anybody's hands: the next one is the first (4.1.3.0.3).
                : !first.Events.Contains(LedgerEvent.HandedOver) ? CertificateRefusals.NotHandedOver
                : first;
        }

        // A move ex officio has no notification; its certificate follows the day of the move.
        DateOnly? since = rows.Select(row => row.Record.MoveOut?.NotifiedOn ?? row.Record.MoveOut?.PlannedOn).Min();
        if (!CertificateForms.IsMovingOut(request.Form) || since is null)
        {
            return (StoredCertificate?)null;
        }

        List<Guid> before = await work.ListAsync(
            IssuedBeforeSql, row => row.GetGuid(0), cancellation, request.Subjects.ToArray(), since, request.Form.ToString());
        return before.Count > 0 ? CertificateRefusals.IssuedBefore : (StoredCertificate?)null;
    }

    private static async Task<Result<IReadOnlyList<IssueSubject>>> SubjectsAsync(
        UnitOfWork work,
        CertificateRequest request,
        IReadOnlyList<HistoryRow> rows,
        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection,
        CancellationToken cancellation)
    {
        if (request.Sheet is { } sheet)
        {
            return rows is [var present]
                ? await ClosedSheetAsync(work, present.ResidentId, sheet, protection, cancellation) is { } closed
                    ? new IssueSubject[] { closed }
                    : CertificateRefusals.NoSuchSheet
                : CertificateRefusals.OnePerson;
        }

        List<IssueSubject> subjects = [];
        foreach (HistoryRow row in rows)
        {
            bool hides = row.Record.IsPlannedOut && !CertificateForms.IsMovingOut(request.Form);
            IReadOnlyList<HistoryRow> history = hides || request.Asks(CertificateItem.History)
                ? await RegisterStore.HistoryAsync(work, row.ResidentId, int.MaxValue, HistoryRowsMax, cancellation)
                : [];
            subjects.Add(new IssueSubject(
                row,
                hides ? PlannedMove.LeaveOut(row.Record, history) : row.Record,
                protection.GetValueOrDefault(row.ResidentId, ProtectionFacts.None),
                history));
        }

        return subjects;
    }

    // An earlier sheet stands as it was closed; what came after it is not on it.
    private static async Task<IssueSubject?> ClosedSheetAsync(
        UnitOfWork work,
        ResidentId person,
        int sheet,
        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection,
        CancellationToken cancellation)
    {
        IReadOnlyList<HistoryRow> history = await RegisterStore.HistoryAsync(work, person, int.MaxValue, HistoryRowsMax, cancellation);
        return RecordSheets.Closed(history).FirstOrDefault(row => row.HistoryNo == sheet) is { } closed
            ? new IssueSubject(
                closed,
                closed.Record,
                protection.GetValueOrDefault(person, ProtectionFacts.None),
                [.. history.Where(row => row.HistoryNo <= sheet)])
            {
                LaterNumbers = history.Any(row => row.HistoryNo > sheet && ChangeReasons.ChangesNumber(row.Facts.Reason)),
            }
            : null;
    }
}
