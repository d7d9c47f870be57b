using System.Security.Cryptography;
using System.Text.Json;
using Daicho.Assurance.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.Assurance.AccessLogs;

/// <summary>An output of the log that was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Conditions">Which rows.</param>
/// <param name="Rows">How many rows it had when it was asked for, or put out.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DecidedBy">Who decided; null while it waits.</param>
/// <param name="Note">What was said to it.</param>
internal sealed record LogExport(Guid Id, LogConditions Conditions, long Rows, DateTimeOffset RequestedAt, ExportState State, string? DecidedBy, string? Note);

/// <summary>Where an output stands.</summary>
internal enum ExportState
{
    /// <summary>Waits for the decision.</summary>
    Waiting,

    /// <summary>Approved and not yet put out.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Not decided or not used in time.</summary>
    Expired,

    /// <summary>Put out.</summary>
    Done,
}

/// <summary>Outputs of the access log: a large one only on another person's approval, and once (CR-63, CR-65).</summary>
internal sealed class ExportStore(NpgsqlDataSource database, BusinessClock clock, Approvals approvals, LogStore logs)
{
    /// <summary>Kind of the approval.</summary>
    public const string ApprovalKind = "log.export";

    // About 100 MB, which are held in memory while they are written.
    private const int RowsMax = 400_000;

    private const string AddSql =
        """
        insert into assurance.log_export (id, approval_id, conditions, row_count, mark, requested_by, requested_at)
        values ($1, $2, $3, $4, $5::pg_snapshot, $6, $7)
        """;

    private const string DoneSql =
        """
        insert into assurance.log_export
            (id, conditions, row_count, content_sha256, requested_by, requested_at, exported_at)
        values ($1, $2, $3, $4, $5, $6, $6)
        """;

    private const string ListSql =
        """
        select e.id, e.conditions::text, e.row_count, e.requested_at,
               case when e.exported_at is not null then 'Done'
                    when a.decision = 'refused' then 'Refused'
                    when a.expires_at <= $2 then 'Expired'
                    when a.decision = 'approved' then 'Approved'
                    else 'Waiting' end,
               o.display_name, a.decision_note
        from assurance.log_export e
        left join platform.approval a on a.id = e.approval_id
        left join platform.operator o on o.id = a.decided_by
        where e.requested_by = $1
        order by e.requested_at desc, e.id limit 50
        """;

    private const string FindSql =
        """
        select conditions::text, approval_id, row_count, mark::text from assurance.log_export
        where id = $1 and requested_by = $2 and exported_at is null and approval_id is not null and mark is not null
        """;

    private const string FinishSql =
        """
        update assurance.log_export set exported_at = $2, content_sha256 = $3, row_count = $4
        where id = $1 and exported_at is null
        """;

    private static readonly CsvProfile Profile = new CsvProfile
    {
        Name = "access-log",
        Version = "1",
        Bom = CsvBom.Required,
        Header = CsvHeader.Ja,
        ForPeople = true,
        Columns =
        [
            Column("id", "記録番号"), Column("at", "日時（日本時間）"), Column("operator", "操作者ID"), Column("operator_name", "操作者"),
            Column("office", "所属"), Column("terminal", "端末"), Column("kind", "種別"), Column("action", "操作"),
            Column("subject", "対象者（内部ID）"), Column("subjects", "対象人数"), Column("duty", "事務"), Column("ground", "理由"),
            Column("case", "案件番号"), Column("items", "項目・条件"), Column("result", "結果件数"), Column("refusal", "拒否コード"),
            Column("number", "個人番号の利用"),
        ],
    }.Check();

    /// <summary>The outputs that an operator asked for, the newest first.</summary>
    public Task<List<LogExport>> ListAsync(Guid requestedBy, CancellationToken cancellation) =>
        database.ListAsync(
            ListSql,
            row => new LogExport(
                row.GetGuid(0), Conditions(row.GetString(1)), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3),
                Enum.Parse<ExportState>(row.GetString(4)), row.Nullable<string>(5), row.Nullable<string>(6)),
            cancellation,
            requestedBy, clock.Instant());

    /// <summary>
    /// Asks for the approval of a large output, once for a form. It is of the rows written until now: what is approved is put
    /// out, row by row, and what is logged later is not part of it.
    /// </summary>
    public async Task<Refusal?> RequestAsync(
        OperatorContext officer, Guid act, LogConditions conditions, string reason, CancellationToken cancellation)
    {
        string mark = await logs.MarkAsync(cancellation);
        long rows = await logs.CountAsync(conditions, mark, RowsMax, cancellation);
        if (rows > RowsMax)
        {
            return AssuranceRefusals.TooManyRows;
        }

        string summary = $"アクセス記録の出力 {rows}件（{conditions.From:yyyy-MM-dd}〜{conditions.Until:yyyy-MM-dd}）";
        await using UnitOfWork work = new(database, officer);
        if ((await approvals.RequestAsync(work, act, ApprovalKind, Subject(conditions, rows, mark), summary, reason, cancellation))
            .IsRefused(out Refusal? why, out AskedApproval? asked))
        {
            return why;
        }

        if (asked.First)
        {
            await work.ExecuteAsync(
                AddSql, cancellation,
                Guid.CreateVersion7(), asked.Id, Sql.Json(JsonSerializer.Serialize(conditions)), rows, mark,
                officer.OperatorId, clock.Instant());
            await work.CommitAsync(cancellation);
        }

        return null;
    }

    /// <summary>Puts out a small selection at once; refused when it has grown past the limit.</summary>
    public async Task<Result<byte[]>> PutOutAsync(
        OperatorContext officer, LogConditions conditions, int rowsFree, string reason, CancellationToken cancellation)
    {
        (byte[] content, long rows) = await WriteAsync(conditions, await logs.MarkAsync(cancellation), rowsFree, cancellation);
        if (rows > rowsFree)
        {
            return AssuranceRefusals.ApprovalNeeded;
        }

        Guid id = Guid.CreateVersion7();
        await using UnitOfWork work = new(database, officer);
        await work.ExecuteAsync(
            DoneSql, cancellation,
            id, Sql.Json(JsonSerializer.Serialize(conditions)), rows, SHA256.HashData(content), officer.OperatorId, clock.Instant());
        work.Record(Entry(conditions, id, rows, reason));
        await work.CommitAsync(cancellation);
        return content;
    }

    /// <summary>
    /// Puts out what was approved, once; the approval is used in the same transaction. One row more than was approved is refused,
    /// there is no tolerance.
    /// </summary>
    public async Task<Result<byte[]>> PutOutApprovedAsync(OperatorContext officer, Guid exportId, CancellationToken cancellation)
    {
        List<(string Conditions, Guid Approval, long Rows, string Mark)> found = await database.ListAsync(
            FindSql,
            row => (row.GetString(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3)),
            cancellation, exportId, officer.OperatorId);
        if (found is not [var asked])
        {
            return AssuranceRefusals.ApprovalNeeded;
        }

        LogConditions conditions = Conditions(asked.Conditions);
        (byte[] content, long rows) = await WriteAsync(conditions, asked.Mark, checked((int)asked.Rows), cancellation);
        if (rows > asked.Rows)
        {
            return AssuranceRefusals.MoreThanApproved;
        }

        await using UnitOfWork work = new(database, officer);
        if (await approvals.UseAsync(work, asked.Approval, ApprovalKind, Subject(conditions, asked.Rows, asked.Mark), cancellation) is Refusal refusal)
        {
            return refusal;
        }

        await work.ExecuteAsync(FinishSql, cancellation, exportId, clock.Instant(), SHA256.HashData(content), rows);
        work.Record(Entry(conditions, exportId, rows, ""));
        await work.CommitAsync(cancellation);
        return content;
    }

    /// <summary>What an approval is bound to: which rows, how many, and until when they were written.</summary>
    private static string Subject(LogConditions conditions, long rows, string mark) => $"{conditions.ToQuery()}\n{rows}\n{mark}";

    private static AccessEntry Entry(LogConditions conditions, Guid id, long rows, string reason) =>
        new(AccessKind.Output, "log.export", conditions.Subject)
        {
            ActId = id,
            Items = $"{conditions.From:yyyy-MM-dd}/{conditions.Until:yyyy-MM-dd} {reason}".TrimEnd(),
            ResultCount = checked((int)rows),
        };

    private async Task<(byte[] Content, long Rows)> WriteAsync(LogConditions conditions, string mark, int rowsMax, CancellationToken cancellation)
    {
        using MemoryStream file = new();
        using CsvWriter writer = new(file, Profile);
        await foreach (LogRow row in logs.AllAsync(conditions, mark, rowsMax, cancellation))
        {
            writer.Write($"{row.Id}");
            writer.Write($"{row.At.ToOffset(BusinessClock.JapanOffset):yyyy-MM-dd HH:mm:ss}");
            writer.Write(row.OperatorCode);
            writer.Write(row.OperatorName);
            writer.Write(row.Office);
            writer.Write(row.Terminal);
            writer.Write(LogConditions.KindLabel(row.Kind));
            writer.Write(row.Action);
            writer.Write(row.Subject?.Value.ToString());
            writer.Write($"{row.SubjectCount}");
            writer.Write(row.Duty);
            writer.Write(row.Ground);
            writer.Write(row.CaseNumber);
            writer.Write(row.Items.Length == 0 ? null : row.Items);
            writer.Write(row.ResultCount is int count ? $"{count}" : null);
            writer.Write(row.RefusalCode);
            writer.Write(row.NumberAccessed ? "あり" : "なし");
            await writer.EndRowAsync(cancellation);
        }

        await writer.FlushAsync(cancellation);
        return (file.ToArray(), writer.Rows);
    }

    private static CsvColumn Column(string name, string japanese) => new() { Name = name, Japanese = japanese, LineBreaks = true };

    private static LogConditions Conditions(string json) =>
        JsonSerializer.Deserialize<LogConditions>(json) ?? throw new InvalidDataException("The conditions of an output are missing.");
}
