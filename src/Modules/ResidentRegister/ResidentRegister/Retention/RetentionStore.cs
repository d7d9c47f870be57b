using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
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
/// <param name="AsOf">The day it was asked for.</param>
/// <param name="OperatorCode">Who did it.</param>
/// <param name="At">When.</param>
/// <param name="Counts">How many of each kind.</param>
/// <param name="Hash">Over the ids of the closed records.</param>
/// <param name="NumbersWait">The vault has not erased the numbers yet; the daily work goes on with it.</param>
internal sealed record DoneErasure(
    DateOnly AsOf, string OperatorCode, DateTimeOffset At, IReadOnlyDictionary<string, long> Counts, string Hash, bool NumbersWait);

/// <summary>Erasure past the years of keeping (RR-75 to RR-78): asked for, approved by another person, done once with proof.</summary>
internal sealed class RetentionStore(NpgsqlDataSource database, NumberVault vault, BusinessClock clock, Approvals approvals)
{
    /// <summary>Kind of the approval.</summary>
    public const string ApprovalKind = "retention.erase";

    private const string DueSql =
        """
        select (select count(*) from resident_register.expired_records($1)), (select count(*) from resident_register.expired_cases($1))
        """;

    private const string DoneSql =
        """
        select r.as_of, r.operator_code, r.erased_at,
               (r.counts || jsonb_strip_nulls(jsonb_build_object('numbers', n.numbers, 'codes', n.codes)))::text,
               encode(r.erased_sha256, 'hex'), coalesce(n.erased_at is null and n.approval_id is not null, false)
        from resident_register.erasure_run r left join resident_register.erasure_numbers n using (approval_id)
        order by r.erased_at desc limit 50
        """;

    private const string WaitingSql =
        """
        select approval_id, persons from resident_register.erasure_numbers where erased_at is null order by approval_id
        """;

    private const string ErasedSql =
        """
        update resident_register.erasure_numbers set persons = null, numbers = $2, codes = $3, erased_at = clock_timestamp()
        where approval_id = $1 and erased_at is null
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
            row.GetString(4), row.GetBoolean(5)),
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

    /// <summary>Asks for the approval of another person, for what is due today, once for a form.</summary>
    public async Task<Result<Guid>> AskAsync(OperatorContext by, Guid act, string reason, CancellationToken cancellation)
    {
        string day = clock.Today().ToString("O", CultureInfo.InvariantCulture);
        await using UnitOfWork work = new(database, by);
        if ((await approvals.RequestAsync(work, act, ApprovalKind, day, Words + day, reason, cancellation))
            .IsRefused(out Refusal? why, out AskedApproval? asked))
        {
            return why;
        }

        await work.CommitAsync(cancellation);
        return asked.Id;
    }

    /// <summary>
    /// Erases what was approved, once; approval, erasure and proof commit together. The numbers in the vault go after that:
    /// killed in between, <see cref="EraseNumbersAsync"/> of the daily work or of the next erasure goes on with them.
    /// </summary>
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
        await EraseNumbersAsync(by, cancellation);
        return null;
    }

    /// <summary>Erases in the vault what the committed erasures left there; returns how many numbers and codes went.</summary>
    public async Task<long> EraseNumbersAsync(OperatorContext by, CancellationToken cancellation)
    {
        long gone = 0;
        foreach ((Guid run, Guid[] persons) in await database.ListAsync(
            WaitingSql, row => (row.GetGuid(0), row.GetFieldValue<Guid[]>(1)), cancellation))
        {
            ErasedNumbers erased = await vault.EraseAsync(run, persons, cancellation);
            await using UnitOfWork work = new(database, by);
            if (await work.ExecuteAsync(ErasedSql, cancellation, run, erased.Numbers, erased.Codes) == 1)
            {
                gone += erased.Numbers + erased.Codes;
                work.Record(new AccessEntry(AccessKind.Change, "retention.erase.numbers")
                {
                    Items = string.Create(CultureInfo.InvariantCulture, $"個人番号{erased.Numbers}件・住民票コード{erased.Codes}件"),
                    ActId = run,
                });
            }

            await work.CommitAsync(cancellation);
        }

        return gone;
    }
}
