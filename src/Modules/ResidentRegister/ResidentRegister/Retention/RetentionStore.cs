using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Retention;

/// <summary>How long a record is kept.</summary>
internal static class RetentionRules
{
    // 住民基本台帳法施行令第34条第1項.
    private const int ClosedRecordYears = 150;

    /// <summary>Last day on which a closed record is kept; null for a live one, which has none.</summary>
    public static DateOnly? KeptUntil(ResidentRecord record) => record.Removal?.RemovedOn.AddYears(ClosedRecordYears);
}

/// <summary>What is past its years on a day.</summary>
/// <param name="ClosedRecords">除票 older than 150 years.</param>
/// <param name="ChangeCases">異動データ older than one year.</param>
internal sealed record DueErasure(long ClosedRecords, long ChangeCases);

/// <summary>An erasure that was asked for.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="AsOf">The day it was asked for.</param>
/// <param name="State">Where it stands, in words.</param>
/// <param name="IsUsable">Approved, not used, and one's own.</param>
internal sealed record AskedErasure(Guid Approval, DateOnly AsOf, string State, bool IsUsable);

/// <summary>An erasure that was done, with its counts by kind.</summary>
internal sealed record DoneErasure(DateOnly AsOf, string OperatorCode, DateTimeOffset At, IReadOnlyDictionary<string, long> Counts, string Hash);

/// <summary>Erasure past the years of keeping (RR-75 to RR-78): asked for, approved by another person, done once with proof.</summary>
internal sealed class RetentionStore(NpgsqlDataSource database, BusinessClock clock, Approvals approvals)
{
    /// <summary>Kind of the approval.</summary>
    public const string ApprovalKind = "retention.erase";

    private const string DueSql =
        """
        select (select count(*) from resident_register.expired_records($1)), (select count(*) from resident_register.expired_cases($1))
        """;

    private const string DoneSql =
        """
        select as_of, operator_code, erased_at, counts::text, encode(erased_sha256, 'hex')
        from resident_register.erasure_run order by erased_at desc limit 50
        """;

    private const string AskedSql =
        """
        select a.id, a.summary,
               case when a.decision = 'refused' then '不承認' when a.expires_at <= $2 then '期限切れ'
                    when a.decision = 'approved' then '承認済' else '承認待ち' end,
               coalesce(a.decision = 'approved', false) and a.expires_at > $2
        from platform.approval a
        where a.kind = 'retention.erase' and a.requested_by = $1 and a.used_at is null
        order by a.requested_at desc limit 20
        """;

    private const string Words = "保存期間を過ぎた記録の消去 ";

    /// <summary>What may be erased today.</summary>
    public async Task<DueErasure> DueAsync(CancellationToken cancellation) => (await database.ListAsync(
        DueSql, row => new DueErasure(row.GetInt64(0), row.GetInt64(1)), cancellation, clock.Today())).Single();

    /// <summary>The erasures done, the newest first.</summary>
    public Task<List<DoneErasure>> DoneAsync(CancellationToken cancellation) => database.ListAsync(
        DoneSql,
        row => new DoneErasure(
            row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
            JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(3))!, // our own object
            row.GetString(4)),
        cancellation);

    /// <summary>One's own requests that are not used.</summary>
    public async Task<IReadOnlyList<AskedErasure>> AskedAsync(OperatorContext by, CancellationToken cancellation) =>
        (await database.ListAsync(
            AskedSql, row => (Id: row.GetGuid(0), Summary: row.GetString(1), State: row.GetString(2), Usable: row.GetBoolean(3)),
            cancellation, by.OperatorId, clock.Instant()))
        .Select(row => new AskedErasure(
            row.Id,
            DateOnly.ParseExact(row.Summary.AsSpan(Words.Length, 10), "O", CultureInfo.InvariantCulture),
            row.State, row.Usable)).ToList();

    /// <summary>Asks for the approval of another person, for what is due today.</summary>
    public Task<Guid> AskAsync(OperatorContext by, string reason, CancellationToken cancellation)
    {
        string day = clock.Today().ToString("O", CultureInfo.InvariantCulture);
        return approvals.RequestAsync(by, ApprovalKind, day, Words + day, reason, cancellation);
    }

    /// <summary>Erases what was approved, once; approval, erasure and proof commit together.</summary>
    public async Task<Refusal?> EraseAsync(OperatorContext by, Guid approval, DateOnly asOf, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, by);
        if (await approvals.UseAsync(work, approval, ApprovalKind, asOf.ToString("O", CultureInfo.InvariantCulture), cancellation) is { } not)
        {
            return not;
        }

        string counts = (await work.ListAsync(
            "select resident_register.erase_expired($1, $2, $3)::text", row => row.GetString(0), cancellation,
            approval, asOf, by.OperatorCode)).Single();
        work.Record(new AccessEntry(AccessKind.Change, "retention.erase") { Items = counts, ActId = approval });
        await work.CommitAsync(cancellation);
        return null;
    }
}
