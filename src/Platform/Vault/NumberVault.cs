using System.Runtime.CompilerServices;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.Platform.Vault;

/// <summary>A resident that a number leads to.</summary>
/// <param name="ResidentId">The resident.</param>
/// <param name="IsCurrent">False when it is a former number of the resident.</param>
public sealed record NumberMatch(Guid ResidentId, bool IsCurrent);

/// <summary>A number in clear, with its resident. Handle it as briefly as possible.</summary>
/// <param name="ResidentId">The resident.</param>
/// <param name="Number">The number; prints as a mask.</param>
public sealed record ResidentNumber(Guid ResidentId, IndividualNumber Number);

/// <summary>
/// The number vault: a database, role and key of its own. A number is reserved before the act that gives it commits and
/// counts once that act is confirmed, so no act commits without its number and no number stays of an act that failed.
/// </summary>
public sealed class NumberVault(NpgsqlDataSource vault, KeyRing keys, AccessLogAppender log, BusinessClock clock)
    : IDisposable
{
    /// <summary>Migrations of the vault's database.</summary>
    public static MigrationSet Migrations { get; } = new("vault", "vault", typeof(NumberVault).Assembly, "vault/");

    private readonly NumberCipher cipher = new(keys);

    private const string ActSql =
        """
        with added as (insert into vault.act (act_id) values ($1) on conflict do nothing)
        select count(*) from vault.act where act_id = $1 and confirmed_at is not null
        """;

    private const string ReserveSql =
        """
        insert into vault.entry (act_id, resident_id, key_id, sealed, index_key_id, index_hmac)
        select a.act_id, $2, $3, $4, $5, $6 from vault.act a where a.act_id = $1 and a.confirmed_at is null
        on conflict (resident_id, act_id) do update
            set key_id = excluded.key_id, sealed = excluded.sealed, index_key_id = excluded.index_key_id,
                index_hmac = excluded.index_hmac
        """;

    private const string CopySql =
        "copy vault.entry (act_id, resident_id, key_id, sealed, index_key_id, index_hmac) from stdin (format binary)";

    private const string ConfirmSql =
        "update vault.act set confirmed_at = clock_timestamp() where act_id = $1 and confirmed_at is null";

    private const string OpenActsSql =
        "select act_id from vault.act where confirmed_at is null and reserved_at < clock_timestamp() - $1::interval order by reserved_at limit 1000";

    private const string SweepSql =
        """
        with gone as (select act_id from vault.act where act_id = any ($1) and confirmed_at is null for update),
        entries as (delete from vault.entry where act_id in (select act_id from gone))
        select count(*) from gone
        """;

    private const string SweepActsSql = "delete from vault.act where act_id = any ($1) and confirmed_at is null";

    private const string TakenSql =
        """
        select distinct e.resident_id
        from vault.entry e
        join vault.entry other on other.index_hmac = e.index_hmac and other.resident_id <> e.resident_id
        join vault.act a on a.act_id = other.act_id
        where e.act_id = $1 and (a.confirmed_at is not null or a.act_id = $1)
        limit 1000
        """;

    private const string FindSql =
        """
        select e.resident_id, not exists (
                   select from vault.entry later join vault.act b on b.act_id = later.act_id and b.confirmed_at is not null
                   where later.resident_id = e.resident_id and later.id > e.id) as is_current
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        where e.index_hmac = any ($1)
        order by is_current desc, e.id desc
        """;

    private const string HistorySql =
        """
        select e.resident_id, e.key_id, e.sealed
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        where e.resident_id = $1
        order by e.id desc
        """;

    private const string HoldersSql =
        """
        select distinct e.resident_id
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        where e.resident_id = any ($1)
        """;

    private const string ExportSql =
        """
        select distinct on (e.resident_id) e.resident_id, e.key_id, e.sealed
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        order by e.resident_id, e.id desc
        """;

    /// <summary>Reserves a number for an act that has not committed yet; repeating it replaces the number.</summary>
    public async Task ReserveAsync(
        Guid actId,
        Guid residentId,
        IndividualNumber number,
        CancellationToken cancellation)
    {
        SealedNumber box = cipher.Seal(cipher.CurrentKeys(), residentId, number);
        await OpenActAsync(actId, cancellation);
        await vault.ExecuteAsync(
            ReserveSql, cancellation, actId, residentId, box.KeyId, box.Sealed, box.IndexKeyId, box.IndexHmac);
    }

    /// <summary>Reserves the numbers of an import in one COPY; returns how many.</summary>
    public async Task<long> ReserveManyAsync(
        Guid actId,
        IAsyncEnumerable<ResidentNumber> numbers,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        await OpenActAsync(actId, cancellation);
        await using NpgsqlConnection connection = await vault.OpenConnectionAsync(cancellation);
        (ZoneKey, ZoneKey) current = cipher.CurrentKeys();
        await using NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync(CopySql, cancellation);
        await foreach (ResidentNumber one in numbers.WithCancellation(cancellation))
        {
            SealedNumber box = cipher.Seal(current, one.ResidentId, one.Number);
            await import.StartRowAsync(cancellation);
            await import.WriteAsync(actId, NpgsqlDbType.Uuid, cancellation);
            await import.WriteAsync(one.ResidentId, NpgsqlDbType.Uuid, cancellation);
            await import.WriteAsync(box.KeyId, NpgsqlDbType.Text, cancellation);
            await import.WriteAsync(box.Sealed, NpgsqlDbType.Bytea, cancellation);
            await import.WriteAsync(box.IndexKeyId, NpgsqlDbType.Text, cancellation);
            await import.WriteAsync(box.IndexHmac, NpgsqlDbType.Bytea, cancellation);
        }

        return (long)await import.CompleteAsync(cancellation);
    }

    /// <summary>The act has committed: its numbers count from now on.</summary>
    public Task ConfirmAsync(Guid actId, CancellationToken cancellation) =>
        vault.ExecuteAsync(ConfirmSql, cancellation, actId);

    /// <summary>Removes the reservation of an act that has failed; a confirmed one stays.</summary>
    public async Task DiscardAsync(Guid actId, CancellationToken cancellation)
    {
        Guid[] failed = [actId];
        await vault.ListAsync(SweepSql, reader => reader.GetInt64(0), cancellation, failed);
        await vault.ExecuteAsync(SweepActsSql, cancellation, failed);
    }

    /// <summary>Residents of a reservation whose number somebody else holds, by the index, without opening any; at most 1,000.</summary>
    public Task<List<Guid>> FindTakenAsync(Guid actId, CancellationToken cancellation) =>
        vault.ListAsync(TakenSql, reader => reader.GetGuid(0), cancellation, actId);

    /// <summary>Settles reservations whose process died between reserving and confirming.</summary>
    /// <param name="committed">Tells which of the acts stand in the main database.</param>
    /// <param name="olderThan">Longer than any act takes, so that running ones are left alone.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Acts confirmed and acts swept.</returns>
    public async Task<(int Confirmed, int Swept)> SweepAsync(
        Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlySet<Guid>>> committed,
        TimeSpan olderThan,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(committed);
        List<Guid> open = await vault.ListAsync(OpenActsSql, reader => reader.GetGuid(0), cancellation, olderThan);
        if (open.Count == 0)
        {
            return (0, 0);
        }

        IReadOnlySet<Guid> done = await committed(open, cancellation);
        foreach (Guid act in open.Where(done.Contains))
        {
            await ConfirmAsync(act, cancellation);
        }

        Guid[] failed = [.. open.Where(act => !done.Contains(act))];
        await vault.ListAsync(SweepSql, reader => reader.GetInt64(0), cancellation, failed);
        int swept = await vault.ExecuteAsync(SweepActsSql, cancellation, failed);
        return (open.Count - failed.Length, swept);
    }

    /// <summary>The residents a number leads to: more than one means a wrong link that a person must look at (I-9).</summary>
    public Task<List<NumberMatch>> FindResidentAsync(IndividualNumber number, CancellationToken cancellation) =>
        vault.ListAsync(
            FindSql,
            reader => new NumberMatch(reader.GetGuid(0), reader.GetBoolean(1)),
            cancellation,
            [cipher.Index(number)]);

    /// <summary>Which of these residents have a number, without opening any.</summary>
    public async Task<IReadOnlySet<Guid>> FindHoldersAsync(Guid[] residentIds, CancellationToken cancellation) =>
        (await vault.ListAsync(HoldersSql, reader => reader.GetGuid(0), cancellation, residentIds)).ToHashSet();

    /// <summary>
    /// Reveals the numbers of a resident, newest first: permission and purpose are checked, and the access is on the log
    /// before anything is opened. Empty when the resident has none.
    /// </summary>
    /// <param name="signedIn">Who asks.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="taskCode">The duty it belongs to: <see cref="TaskCodes.ResidentViewNumber"/> or <see cref="TaskCodes.ResidentCertificateNumber"/>.</param>
    /// <param name="residentId">Whose.</param>
    /// <param name="actId">The issuance or case it belongs to; null when there is none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Result<IReadOnlyList<IndividualNumber>>> RevealAsync(
        SignedIn signedIn,
        Guid requestId,
        string taskCode,
        Guid residentId,
        Guid? actId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        Refusal? refusal = Permissions.Check(signedIn, taskCode, null, clock.Instant())
            ?? Permissions.CheckPurpose(signedIn, signedIn.Purpose)
            ?? Permissions.CheckRelation(signedIn, residentId);
        await log.AppendAsync(
            signedIn.Context(requestId),
            cancellation,
            new AccessEntry(AccessKind.Reveal, taskCode, residentId)
            {
                Items = "個人番号",
                NumberAccessed = refusal is null,
                RefusalCode = refusal?.Code,
                ActId = actId,
            });
        return refusal is not null ? refusal : await OpenAllAsync(residentId, cancellation);
    }

    /// <summary>All current numbers, for an approved export; one record of the output is on the log before the first leaves.</summary>
    public async IAsyncEnumerable<ResidentNumber> ExportAsync(
        OperatorContext actor,
        Guid actId,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await log.AppendAsync(
            actor,
            cancellation,
            new AccessEntry(AccessKind.Output, TaskCodes.DataExport) { Items = "個人番号", NumberAccessed = true, ActId = actId });
        await foreach (ResidentNumber one in vault.QueryAsync(ExportSql, Read, cancellation))
        {
            yield return one;
        }
    }

    /// <inheritdoc />
    public void Dispose() => cipher.Dispose();

    /// <summary>The act's row must be there before entries refer to it; one already confirmed takes no more numbers.</summary>
    private async Task OpenActAsync(Guid actId, CancellationToken cancellation)
    {
        List<long> confirmed = await vault.ListAsync(ActSql, reader => reader.GetInt64(0), cancellation, actId);
        if (confirmed is not [0])
        {
            throw new InvalidOperationException("The act is confirmed already and takes no more numbers.");
        }
    }

    private async Task<Result<IReadOnlyList<IndividualNumber>>> OpenAllAsync(Guid residentId, CancellationToken cancellation)
    {
        List<ResidentNumber> all = await vault.ListAsync(HistorySql, Read, cancellation, residentId);
        return all.ConvertAll(one => one.Number);
    }

    private ResidentNumber Read(NpgsqlDataReader reader)
    {
        Guid resident = reader.GetGuid(0);
        return new ResidentNumber(resident, cipher.Open(resident, reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
    }
}
