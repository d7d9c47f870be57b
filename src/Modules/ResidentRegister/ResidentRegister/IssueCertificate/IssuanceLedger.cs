using Daicho.Platform.Data;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>What happened to a copy (交付履歴, 1.3.8).</summary>
internal enum LedgerEvent
{
    /// <summary>作成.</summary>
    Made,

    /// <summary>印刷.</summary>
    Printed,

    /// <summary>交付.</summary>
    HandedOver,

    /// <summary>廃棄.</summary>
    Disposed,

    /// <summary>記載どおりの再現.</summary>
    Reproduced,

    /// <summary>請求者の区分の訂正 (8.1).</summary>
    ClassCorrected,
}

/// <summary>A row of the ledger as shown. Masked: it leads to a person.</summary>
/// <param name="LedgerId">Running id.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="ApplicationId">Its application.</param>
/// <param name="Event">What happened.</param>
/// <param name="OccurredAt">日時.</param>
/// <param name="Office">場所.</param>
/// <param name="SubjectId">対象者.</param>
/// <param name="SubjectName">対象者 as recorded now.</param>
/// <param name="Form">種類.</param>
/// <param name="Contents">内容.</param>
/// <param name="Sheets">枚数.</param>
/// <param name="IssueNumber">発行番号.</param>
/// <param name="Terminal">端末.</param>
/// <param name="OperatorCode">利用者.</param>
/// <param name="Reason">廃棄の理由.</param>
/// <param name="RequesterClass">請求者の区分.</param>
internal sealed record LedgerRow(
    long LedgerId,
    Guid DocumentId,
    Guid ApplicationId,
    LedgerEvent Event,
    DateTimeOffset OccurredAt,
    string Office,
    Guid SubjectId,
    string SubjectName,
    CertificateForm Form,
    string Contents,
    int Sheets,
    string IssueNumber,
    string Terminal,
    string OperatorCode,
    string? Reason,
    RequesterClass RequesterClass)
{
    /// <inheritdoc />
    public override string ToString() => $"LedgerRow({LedgerId})";
}

/// <summary>Conditions of a ledger search: any item of 1.3.8 (2.2.2); null means all.</summary>
internal sealed record LedgerSearch(DateOnly From, DateOnly To)
{
    /// <summary>Operator; a clerk without the right to see all is bound to the own code.</summary>
    public string? OperatorCode { get; init; }

    /// <summary>Person.</summary>
    public Guid? Subject { get; init; }

    /// <summary>Form.</summary>
    public CertificateForm? Form { get; init; }

    /// <summary>Event.</summary>
    public LedgerEvent? Event { get; init; }

    /// <summary>Part of the issue number.</summary>
    public string? IssueNumber { get; init; }

    /// <summary>Office.</summary>
    public string? Office { get; init; }

    /// <summary>Terminal.</summary>
    public string? Terminal { get; init; }

    /// <summary>Part of the contents.</summary>
    public string? Contents { get; init; }

    /// <summary>Sheets.</summary>
    public int? Sheets { get; init; }
}

/// <summary>The issuing ledger: appended in the transaction of the act, never changed.</summary>
internal static class IssuanceLedger
{
    private const string AppendSql =
        """
        insert into resident_register.issuance_ledger
            (document_id, event, business_date, office, subject_ids, form, contents, sheets, issue_number, terminal,
             operator_code, reason, requester_class)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string SearchSql =
        """
        select l.ledger_id, l.document_id, c.application_id, l.event, l.occurred_at, l.office, l.subject_ids[1],
               coalesce(r.name_written, ''),
               l.form, l.contents, l.sheets, l.issue_number, l.terminal, l.operator_code, l.reason, l.requester_class
        from resident_register.issuance_ledger l
        join resident_register.certificate c on c.document_id = l.document_id
        left join resident_register.resident r on r.resident_id = l.subject_ids[1]
        where l.business_date between $1 and $2
          and ($3::text is null or l.operator_code = $3)
          and ($4::uuid is null or l.subject_ids @> array[$4::uuid])
          and ($5::text is null or l.form = $5)
          and ($6::text is null or l.event = $6)
          and ($7::text is null or position($7 in l.issue_number) > 0)
          and ($8::text is null or l.office = $8)
          and ($9::text is null or l.terminal = $9)
          and ($10::text is null or position($10 in l.contents) > 0)
          and ($11::int is null or l.sheets = $11)
        order by l.ledger_id desc
        offset $12 limit $13
        """;

    /// <summary>Appends a row with all nine items, at once; the database refuses one that lacks any (CE-21).</summary>
    public static Task<int> AppendAsync(
        UnitOfWork work,
        StoredCertificate certificate,
        LedgerEvent happened,
        DateOnly today,
        CertificateRequest request,
        string? reason,
        CancellationToken cancellation) =>
        work.ExecuteAsync(AppendSql, cancellation, Values(work, certificate, happened, today, request, reason));

    /// <summary>Appends a row with the commit of the act.</summary>
    public static void Append(
        UnitOfWork work,
        StoredCertificate certificate,
        LedgerEvent happened,
        DateOnly today,
        CertificateRequest request,
        string? reason) =>
        work.Defer(AppendSql, Values(work, certificate, happened, today, request, reason));

    private static object?[] Values(
        UnitOfWork work,
        StoredCertificate certificate,
        LedgerEvent happened,
        DateOnly today,
        CertificateRequest request,
        string? reason) =>
        [
            certificate.DocumentId, CertificateStore.StoredWord(happened), today, work.Operator.OfficeCode,
            certificate.Subjects.ToArray(), certificate.Form.ToString(), Contents(request), certificate.Pages,
            certificate.IssueNumber, work.Operator.Terminal, work.Operator.OperatorCode, reason,
            CertificateStore.StoredWord(request.Requester.Class),
        ];

    /// <summary>A page of the ledger, newest first.</summary>
    public static Task<List<LedgerRow>> SearchAsync(
        UnitOfWork work, LedgerSearch search, int offset, int rowsMax, CancellationToken cancellation) =>
        work.ListAsync(
            SearchSql, Read, cancellation,
            search.From, search.To, Text(search.OperatorCode), Uuid(search.Subject), Text(search.Form?.ToString()),
            Text(search.Event is { } one ? CertificateStore.StoredWord(one) : null), Text(search.IssueNumber), Text(search.Office),
            Text(search.Terminal), Text(search.Contents), Whole(search.Sheets), offset, rowsMax);

    /// <summary>An event in words.</summary>
    public static string Word(LedgerEvent happened) => happened switch
    {
        LedgerEvent.Made => "作成",
        LedgerEvent.Printed => "印刷",
        LedgerEvent.HandedOver => "交付",
        LedgerEvent.Disposed => "廃棄",
        LedgerEvent.Reproduced => "再現",
        LedgerEvent.ClassCorrected => "区分の訂正",
    };

    /// <summary>Which items were asked for, by their words: never their values.</summary>
    public static string Contents(CertificateRequest request)
    {
        IEnumerable<string> items = CertificateForms.Always(request.Form).Concat(request.Items).Distinct()
            .Select(CertificateForms.Label).Prepend("氏名");
        string leftOut = request.LeftOut.Contains(LeftOut.Building) ? "（方書省略）" : "";
        return string.Join('・', items) + leftOut + (request.Sheet is null ? "" : "（従前の票）");
    }

    // A null needs its type where the statement compares it only with itself.
    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    private static NpgsqlParameter Uuid(Guid? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };

    private static NpgsqlParameter Whole(int? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer };

    private static LedgerRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetGuid(2),
        CertificateStore.Parse<LedgerEvent>(row.GetString(3)),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetString(5),
        row.GetGuid(6),
        row.GetString(7),
        Enum.Parse<CertificateForm>(row.GetString(8)),
        row.GetString(9),
        row.GetInt32(10),
        row.GetString(11),
        row.GetString(12),
        row.GetString(13),
        row.Nullable<string>(14),
        CertificateStore.Parse<RequesterClass>(row.GetString(15)));
}
