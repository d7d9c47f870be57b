using System.Globalization;
using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.ResidentRegister.Export;

/// <summary>What an output of the whole register is bound to: its approval serves for nothing else (CR-63, CR-65).</summary>
/// <param name="Purpose">Why and on which ground, at most 200 characters; it stands on every row of the access log.</param>
/// <param name="Receiver">Who gets it, at most 100 characters.</param>
/// <param name="Medium">On what it leaves, a value of <see cref="Media"/>.</param>
/// <param name="PersonsMax">The most persons it may hold, removed ones counted.</param>
internal sealed record ExportTerms(string Purpose, string Receiver, string Medium, long PersonsMax)
{
    /// <summary>What may carry it and its words. Flash memory is none of them (II(1)3②).</summary>
    public static IReadOnlyDictionary<string, string> Media { get; } = new Dictionary<string, string>
    {
        ["server_folder"] = "サーバ内の保護された領域",
        ["encrypted_disk"] = "暗号化した外付けディスク",
        ["optical_disc"] = "光ディスク",
        ["magnetic_tape"] = "磁気テープ",
    };

    /// <summary>The terms as one text, whose hash the approval keeps.</summary>
    public string Subject => string.Join('\n', PersonsMax.ToString(CultureInfo.InvariantCulture), Medium, Receiver, Purpose);

    /// <summary>The terms for the one who decides.</summary>
    public string Summary => $"住民記録の全件出力（個人番号を含む。{PersonsMax.ToString("N0", CultureInfo.InvariantCulture)}人まで）　{Media[Medium]}　提供先：{Receiver}";
}

/// <summary>Where an output stands.</summary>
internal enum ExportState
{
    /// <summary>Waits for the decision of another person.</summary>
    Waiting,

    /// <summary>Approved and not begun.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Not decided or not used in time.</summary>
    Expired,

    /// <summary>Begun; when it does not end, it broke off and needs a new approval.</summary>
    Begun,

    /// <summary>Written.</summary>
    Written,
}

/// <summary>An output that was asked for, newest first on the page.</summary>
internal sealed record AskedExport(
    Guid Approval, ExportTerms Terms, string RequestedCode, DateTimeOffset RequestedAt, ExportState State, string? DecidedBy, long? Persons);

/// <summary>An output that may be written.</summary>
/// <param name="Actor">Under whose name and for which purpose.</param>
/// <param name="Persons">How many persons its snapshot holds: no more than were approved.</param>
internal sealed record BegunExport(OperatorContext Actor, long Persons);

/// <summary>Outputs of the whole register: asked for on the screen, approved by another person, carried out once by the command.</summary>
internal sealed class ExportStore(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>Kind of the approval.</summary>
    public const string ApprovalKind = "resident.export";

    private const string AddSql =
        """
        insert into resident_register.export_request
            (approval_id, purpose, receiver, medium, persons_max, requested_by, requested_code, requested_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string FindSql =
        """
        select e.purpose, e.receiver, e.medium, e.persons_max, e.requested_by, e.requested_code
        from resident_register.export_request e where e.approval_id = $1
        """;

    private const string WrittenSql =
        """
        update resident_register.export_request set persons = $2, manifest_sha256 = $3, written_at = $4
        where approval_id = $1 and written_at is null
        """;

    private const string ListSql =
        """
        select e.approval_id, e.purpose, e.receiver, e.medium, e.persons_max, e.requested_code, e.requested_at,
               case when e.written_at is not null then 'Written' when a.used_at is not null then 'Begun'
                    when a.decision = 'refused' then 'Refused' when a.expires_at <= $1 then 'Expired'
                    when a.decision = 'approved' then 'Approved' else 'Waiting' end,
               o.display_name, e.persons
        from resident_register.export_request e
        join platform.approval a on a.id = e.approval_id
        left join platform.operator o on o.id = a.decided_by
        order by e.requested_at desc limit 100
        """;

    private static readonly Refusal NotRequested = new(
        "EXP-02", "この番号の出力の申請はありません。画面「住民記録の全件出力」で申請し、表示された番号を指定してください。", RefusalKind.NotFound);

    private static readonly Refusal MoreThanApproved = new(
        "EXP-03", "登録されている人数が、承認された件数の上限を超えています。上限を改めて申請し直してください。", RefusalKind.Conflict);

    private readonly Approvals approvals = new(database, clock);

    private const string CountSql = "select count(*) from resident_register.resident";

    /// <summary>How many persons an output would hold now.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation) =>
        (await database.ListAsync(CountSql, row => row.GetInt64(0), cancellation)).Single();

    /// <summary>Asks for the approval of another person, once for a form; returns its id, by which the command finds it.</summary>
    public async Task<Result<Guid>> AskAsync(OperatorContext by, Guid act, ExportTerms terms, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using UnitOfWork work = new(database, by);
        if ((await approvals.RequestAsync(work, act, ApprovalKind, terms.Subject, terms.Summary, terms.Purpose, cancellation))
            .IsRefused(out Refusal? why, out AskedApproval? asked))
        {
            return why;
        }

        if (asked.First)
        {
            await work.ExecuteAsync(
                AddSql, cancellation,
                asked.Id, terms.Purpose, terms.Receiver, terms.Medium, terms.PersonsMax, by.OperatorId, by.OperatorCode, clock.Instant());
            await work.CommitAsync(cancellation);
        }

        return asked.Id;
    }

    /// <summary>What was asked for, the newest first.</summary>
    public Task<List<AskedExport>> ListAsync(CancellationToken cancellation) => database.ListAsync(
        ListSql,
        row => new AskedExport(
            row.GetGuid(0),
            new ExportTerms(row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4)),
            row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), Enum.Parse<ExportState>(row.GetString(7)),
            row.Nullable<string>(8), row.Nullable<long?>(9)),
        cancellation, clock.Instant());

    /// <summary>
    /// Uses the approval, before anything is written; returns under whose name and for which purpose it goes on. The persons are
    /// counted in the snapshot that is then written: one person more than was approved is refused, there is no tolerance.
    /// </summary>
    /// <param name="approval">The approved request.</param>
    /// <param name="snapshot">The transaction the output reads, repeatable; its moment is fixed here at the latest.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Result<BegunExport>> BeginAsync(Guid approval, NpgsqlConnection snapshot, CancellationToken cancellation)
    {
        var found = await database.ListAsync(
            FindSql,
            row => (
                Terms: new ExportTerms(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
                By: row.GetGuid(4), Code: row.GetString(5)),
            cancellation, approval);
        if (found is not [var asked])
        {
            return NotRequested;
        }

        long persons = (await snapshot.ScalarAsync(CountSql, cancellation) as long?)!.Value; // a count is never null
        if (persons > asked.Terms.PersonsMax)
        {
            return MoreThanApproved;
        }

        OperatorContext actor = OperatorContext.ForCommand(TaskCodes.DataExport, asked.Terms.Purpose) with
        {
            OperatorId = asked.By,
            OperatorCode = asked.Code,
        };
        await using UnitOfWork work = new(database, actor);
        if (await approvals.UseAsync(work, approval, ApprovalKind, asked.Terms.Subject, cancellation) is { } not)
        {
            return not;
        }

        await work.CommitAsync(cancellation);
        return new BegunExport(actor, persons);
    }

    /// <summary>Records what was written, with the hash of its manifest.</summary>
    public async Task CompleteAsync(Guid approval, OperatorContext actor, long persons, string manifest, CancellationToken cancellation)
    {
        byte[] hash = SHA256.HashData(await File.ReadAllBytesAsync(manifest, cancellation));
        await using UnitOfWork work = new(database, actor);
        await work.ExecuteAsync(WrittenSql, cancellation, approval, persons, hash, clock.Instant());
        work.Record(new AccessEntry(AccessKind.Output, "resident.export.written") { ResultCount = (int)persons, ActId = approval, NumberAccessed = true });
        await work.CommitAsync(cancellation);
    }
}
