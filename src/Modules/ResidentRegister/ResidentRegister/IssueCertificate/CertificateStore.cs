using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>A certificate that can be issued again (4.1.3.0.3).</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Form">Its form.</param>
/// <param name="IssueNumber">Its issue number.</param>
internal sealed record ReissuableCertificate(Guid DocumentId, CertificateForm Form, string IssueNumber);

/// <summary>A copy as stored. Masked: its content names persons.</summary>
internal sealed record StoredCertificate
{
    /// <summary>The document.</summary>
    public required Guid DocumentId { get; init; }

    /// <summary>Its application.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Which copy, from 1.</summary>
    public required int CopyNo { get; init; }

    /// <summary>The form.</summary>
    public required CertificateForm Form { get; init; }

    /// <summary>Issue number without pages.</summary>
    public required string IssueNumber { get; init; }

    /// <summary>The persons, the first one being the subject that hand-overs name.</summary>
    public required IReadOnlyList<Guid> Subjects { get; init; }

    /// <summary>Content with places for numbers.</summary>
    public required string Content { get; init; }

    /// <summary>Its hash.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>Hash of the document as first drawn, before compression.</summary>
    public required byte[] DrawingHash { get; init; }

    /// <summary>The fonts it was drawn in, by name and SHA-256 of their files.</summary>
    public required string Fonts { get; init; }

    /// <summary>Sheets.</summary>
    public required int Pages { get; init; }

    /// <summary>As of which day it is true.</summary>
    public required DateOnly TrueOn { get; init; }

    /// <summary>As of which moment it was known.</summary>
    public required DateTimeOffset KnownAt { get; init; }

    /// <summary>Events of the ledger so far.</summary>
    public IReadOnlyList<LedgerEvent> Events { get; init; } = [];

    /// <summary>Handed over or disposed of.</summary>
    public bool HasEnded => Events.Any(one => one is LedgerEvent.HandedOver or LedgerEvent.Disposed);

    /// <summary>What hand-overs name.</summary>
    public DocumentAddress Address =>
        new(DocumentId, new Contracts.ResidentId(Subjects[0]), Convert.ToHexStringLower(ContentHash));

    /// <inheritdoc />
    public override string ToString() => $"StoredCertificate({DocumentId})";
}

/// <summary>Reads and writes applications, copies and their sources.</summary>
internal static class CertificateStore
{
    private const string HandedOverSql =
        """
        select c.document_id, c.form, c.issue_number
        from resident_register.certificate c
        where c.subject_ids @> array[$1::uuid] and c.form in ('MovingOutCertificate', 'MovingOutCertificateEquivalent')
          and exists (select from resident_register.issuance_ledger l where l.document_id = c.document_id and l.event = 'handed_over')
        order by c.made_at desc, c.document_id
        limit 20
        """;

    private const string ReserveSql =
        """
        insert into resident_register.issue_counter as c (issued_on, municipality, terminal, printer, last)
        values ($1, $2, $3, $4, $5)
        on conflict (issued_on, municipality, terminal, printer) do update set last = c.last + $5
        returning last
        """;

    private const string ApplicationColumns =
        """
        select application_id, state, request, fee_yen, accepted_on, accepted_at, office, operator_code, refusal_code,
               approval_id, version
        from resident_register.certificate_application
        """;

    private const string InsertApplicationSql =
        """
        insert into resident_register.certificate_application
            (application_id, act_key, accepted_on, requester_class, form, subject_ids, copies, fee_yen, request, state,
             refusal_code, office, terminal, operator_code, notice_of)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict do nothing
        """;

    private const string SetStateSql =
        """
        update resident_register.certificate_application
        set state = $3, refusal_code = $4, version = version + 1
        where application_id = $1 and version = $2
        """;

    private const string SetApprovalSql =
        """
        update resident_register.certificate_application set approval_id = $3, version = version + 1
        where application_id = $1 and version = $2
        """;

    private const string InsertCertificateSql =
        """
        insert into resident_register.certificate
            (document_id, application_id, copy_no, form, issued_on, municipality, terminal, printer, sequence, issue_number,
             subject_id, subject_ids, true_on, known_at, content, content_sha256, drawing_sha256, fonts, pages,
             reissue_of)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    private const string InsertSourcesSql =
        """
        insert into resident_register.certificate_source (document_id, place, resident_id, history_no)
        select $1, row_number() over (order by s.place), s.resident_id, s.history_no
        from unnest($2::uuid[], $3::int[]) with ordinality as s(resident_id, history_no, place)
        """;

    private const string CertificateColumns =
        """
        select c.document_id, c.application_id, c.copy_no, c.form, c.issue_number, c.subject_ids, c.content, c.content_sha256,
               c.drawing_sha256, c.pages, c.true_on, c.known_at,
               array(select l.event from resident_register.issuance_ledger l
                     where l.document_id = c.document_id order by l.ledger_id limit 200),
               c.fonts
        from resident_register.certificate c
        """;

    private const string SubjectsSql =
        HistoryReader.Select +
        """

        join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
        where h.resident_id = any($1)
        order by r.household_order, r.resident_id
        """;

    private const string SourceRowsSql =
        HistoryReader.Select +
        """

        join resident_register.certificate_source s on s.resident_id = h.resident_id and s.history_no = h.history_no
        where s.document_id = $1
        order by s.place
        """;

    /// <summary>
    /// Takes running numbers and returns the first of them. Its own transaction: the row is locked for one statement only, so
    /// that reading and drawing of one copy never wait for another; a number whose copy fails is not used again. It need not be
    /// durable by itself: the log is flushed in order, so a copy that is durable has made its number durable before.
    /// </summary>
    public static async Task<int> ReserveNumbersAsync(
        NpgsqlDataSource database,
        IssueNumber place,
        int count,
        CancellationToken cancellation)
    {
        QueryBatch batch = new();
        batch.Ask("select set_config('synchronous_commit', 'off', true)", row => row.GetString(0));
        IReadOnlyList<int> last = batch.Ask(
            ReserveSql, row => row.GetInt32(0), place.Date, place.Municipality, place.Terminal, place.Printer ?? "", count);
        await batch.RunAsync(database, cancellation);
        return last[0] - count + 1;
    }

    /// <summary>Adds an application; false when its act key is there already.</summary>
    public static async Task<bool> AddApplicationAsync(
        UnitOfWork work,
        CertificateApplication application,
        Guid actKey,
        CancellationToken cancellation) =>
        await work.ExecuteAsync(
            InsertApplicationSql, cancellation,
            application.Id, actKey, application.AcceptedOn, StoredWord(application.Request.Requester.Class),
            application.Request.Form.ToString(), application.Request.Subjects.ToArray(), application.Request.Copies,
            application.Fee.Amount,
            System.Text.Json.JsonSerializer.Serialize(application.Request, CertificateJson.Stored.CertificateRequest),
            StoredWord(application.State), application.RefusalCode, application.Office, work.Operator.Terminal,
            application.OperatorCode,
            new NpgsqlParameter
            {
                Value = (object?)application.Request.NoticeOf ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid,
            }) == 1;

    /// <summary>An application by its id.</summary>
    public static async Task<CertificateApplication?> FindApplicationAsync(
        UnitOfWork work, Guid id, CancellationToken cancellation) =>
        (await work.ListAsync(
            ApplicationColumns + " where application_id = $1", ReadApplication, cancellation, id)).SingleOrDefault();

    /// <summary>Asks for the application of the act that made it, and only for the same operator; at most one.</summary>
    public static IReadOnlyList<CertificateApplication> AskByAct(QueryBatch batch, Guid actKey, string operatorCode) =>
        batch.Ask(ApplicationColumns + " where act_key = $1 and operator_code = $2", ReadApplication, actKey, operatorCode);

    /// <summary>Moves an application on together with other questions; no row is touched when somebody else did meanwhile.</summary>
    public static NpgsqlBatchCommand SetState(QueryBatch batch, CertificateApplication application, ApplicationState state) =>
        batch.Do(SetStateSql, application.Id, application.Version, StoredWord(state), null);

    /// <summary>Moves an application on; false when somebody else did meanwhile.</summary>
    public static async Task<bool> SetStateAsync(
        UnitOfWork work,
        CertificateApplication application,
        ApplicationState state,
        string? refusalCode,
        CancellationToken cancellation) =>
        await work.ExecuteAsync(
            SetStateSql, cancellation, application.Id, application.Version, StoredWord(state), refusalCode) == 1;

    /// <summary>Notes the release that was asked for.</summary>
    public static async Task<bool> SetApprovalAsync(
        UnitOfWork work, CertificateApplication application, Guid approval, CancellationToken cancellation) =>
        await work.ExecuteAsync(SetApprovalSql, cancellation, application.Id, application.Version, approval) == 1;

    /// <summary>Adds a copy with its source rows, when the act commits.</summary>
    public static void Add(
        UnitOfWork work,
        StoredCertificate certificate,
        IssueNumber number,
        Guid? reissueOf,
        IReadOnlyList<HistoryRow> sources)
    {
        work.Defer(
            InsertCertificateSql,
            certificate.DocumentId, certificate.ApplicationId, certificate.CopyNo, certificate.Form.ToString(), number.Date,
            number.Municipality, number.Terminal, number.Printer ?? "", number.Sequence, certificate.IssueNumber,
            certificate.Subjects[0], certificate.Subjects.ToArray(), certificate.TrueOn, certificate.KnownAt,
            certificate.Content, certificate.ContentHash, certificate.DrawingHash, certificate.Fonts, certificate.Pages, reissueOf);
        work.Defer(
            InsertSourcesSql,
            certificate.DocumentId, sources.Select(row => row.ResidentId.Value).ToArray(),
            sources.Select(row => row.HistoryNo).ToArray());
    }

    /// <summary>A copy with its application; null where there is none.</summary>
    public static async Task<(StoredCertificate? Copy, CertificateApplication? Application)> FindWithApplicationAsync(
        UnitOfWork work, Guid documentId, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        IReadOnlyList<StoredCertificate> copies = batch.Ask(CertificateColumns + " where c.document_id = $1", ReadCertificate, documentId);
        IReadOnlyList<CertificateApplication> applications = batch.Ask(
            ApplicationColumns + " where application_id = (select c.application_id from resident_register.certificate c where c.document_id = $1)",
            ReadApplication,
            documentId);
        await batch.RunAsync(work, cancellation);
        return (copies.SingleOrDefault(), applications.SingleOrDefault());
    }

    /// <summary>A copy by its id.</summary>
    public static async Task<StoredCertificate?> FindAsync(UnitOfWork work, Guid documentId, CancellationToken cancellation) =>
        (await work.ListAsync(
            CertificateColumns + " where c.document_id = $1", ReadCertificate, cancellation, documentId)).SingleOrDefault();

    /// <summary>転出証明書 and 転出証明書に準ずる証明書 of a person that were handed over, the newest first.</summary>
    public static Task<List<ReissuableCertificate>> MovingOutHandedOverAsync(
        UnitOfWork work, Contracts.ResidentId person, CancellationToken cancellation) =>
        work.ListAsync(
            HandedOverSql, row => new ReissuableCertificate(row.GetGuid(0), Enum.Parse<CertificateForm>(row.GetString(1)), row.GetString(2)),
            cancellation, person.Value);

    /// <summary>The copies of an application, in order.</summary>
    public static Task<List<StoredCertificate>> OfApplicationAsync(
        UnitOfWork work, Guid applicationId, CancellationToken cancellation) =>
        work.ListAsync(
            CertificateColumns + " where c.application_id = $1 order by c.copy_no limit 100", ReadCertificate, cancellation,
            applicationId);

    /// <summary>Asks for the present rows of the persons, in the official order of the household.</summary>
    public static IReadOnlyList<HistoryRow> AskSubjects(QueryBatch batch, Guid[] residents) =>
        batch.Ask(SubjectsSql, HistoryReader.Map, residents);

    /// <summary>The rows a copy was made from.</summary>
    public static Task<List<HistoryRow>> SourcesAsync(UnitOfWork work, Guid documentId, CancellationToken cancellation) =>
        work.ListAsync(SourceRowsSql, HistoryReader.Map, cancellation, documentId);

    /// <summary>The stored word of a state or class.</summary>
    public static string StoredWord<T>(T value)
        where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a stored word.</summary>
    public static T Parse<T>(string word)
        where T : struct, Enum =>
        Enum.GetValues<T>().First(value => StoredWord(value) == word);

    private static CertificateApplication ReadApplication(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        State = Parse<ApplicationState>(row.GetString(1)),
        Request = CertificateJson.ReadRequest(row.GetString(2)),
        Fee = new Yen(row.GetInt64(3)),
        AcceptedOn = row.GetFieldValue<DateOnly>(4),
        AcceptedAt = row.GetFieldValue<DateTimeOffset>(5),
        Office = row.GetString(6),
        OperatorCode = row.GetString(7),
        RefusalCode = row.Nullable<string>(8),
        ApprovalId = row.Nullable<Guid?>(9),
        Version = row.GetInt32(10),
    };

    private static StoredCertificate ReadCertificate(NpgsqlDataReader row) => new()
    {
        DocumentId = row.GetGuid(0),
        ApplicationId = row.GetGuid(1),
        CopyNo = row.GetInt32(2),
        Form = Enum.Parse<CertificateForm>(row.GetString(3)),
        IssueNumber = row.GetString(4),
        Subjects = row.GetFieldValue<Guid[]>(5),
        Content = row.GetString(6),
        ContentHash = row.GetFieldValue<byte[]>(7),
        DrawingHash = row.GetFieldValue<byte[]>(8),
        Pages = row.GetInt32(9),
        TrueOn = row.GetFieldValue<DateOnly>(10),
        KnownAt = row.GetFieldValue<DateTimeOffset>(11),
        Events = [.. row.GetFieldValue<string[]>(12).Select(Parse<LedgerEvent>)],
        Fonts = row.GetString(13),
    };
}
