using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Metrics;
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
public sealed record ResidentNumber(Guid ResidentId, VaultNumber Number)
{
    /// <summary>0 for the present number; for a former one its place among those of the same set, from 1. Older ones come first.</summary>
    public int FormerPlace { get; init; }
}

/// <summary>A number of a reservation that somebody else has, had, or waits for.</summary>
/// <param name="ResidentId">The person of the reservation.</param>
/// <param name="Kind">Which number.</param>
/// <param name="HolderId">The other person.</param>
/// <param name="ActId">The act that gave or reserves it.</param>
/// <param name="Confirmed">Whether that act is confirmed; one that is not may have committed all the same, or may never.</param>
public sealed record ReservedMatch(Guid ResidentId, NumberKind Kind, Guid HolderId, Guid ActId, bool Confirmed);

/// <summary>What is known of the numbers of a reservation, without the numbers.</summary>
/// <param name="Holders">Other persons with the same number.</param>
/// <param name="Different">Persons whose present number of the kind is another one than that reserved.</param>
public sealed record ReservedComparison(
    IReadOnlyList<ReservedMatch> Holders, IReadOnlySet<(Guid ResidentId, NumberKind Kind)> Different)
{
    /// <summary>Nothing to compare.</summary>
    public static ReservedComparison None { get; } = new([], new HashSet<(Guid, NumberKind)>());
}

/// <summary>What an erasure took out of the vault, former numbers counted.</summary>
/// <param name="Numbers">Individual Numbers.</param>
/// <param name="Codes">Resident record codes.</param>
public sealed record ErasedNumbers(long Numbers, long Codes);

/// <summary>The numbers that wait under an act, opened once for all that is asked of them; shows none of them.</summary>
public sealed class Reservation
{
    internal Reservation(
        Guid actId, IReadOnlyList<ResidentNumber> numbers, IReadOnlyList<(byte[] Hmac, int Place)> keys, string indexKey)
    {
        ActId = actId;
        IndexKey = indexKey;
        Numbers = numbers;
        Keys = keys;
    }

    /// <summary>The act.</summary>
    public Guid ActId { get; }

    /// <summary>
    /// Keys by which acts that reserve the same number can exclude each other in another database: parts of keyed hashes, which
    /// tell nothing of the numbers.
    /// </summary>
    public IReadOnlyCollection<long> LockKeys =>
        [.. Keys.Select(key => BinaryPrimitives.ReadInt64BigEndian(key.Hmac)).Distinct()];

    internal IReadOnlyList<ResidentNumber> Numbers { get; }

    // Under every key in use: while keys change, two equal numbers may lie under different ones.
    internal IReadOnlyList<(byte[] Hmac, int Place)> Keys { get; }

    /// <summary>The newest index key of them.</summary>
    internal string IndexKey { get; }
}

/// <summary>What became of an act that reserved numbers.</summary>
public enum ActFate
{
    /// <summary>It stands in the main database: its numbers count.</summary>
    Committed,

    /// <summary>It is under way, as a draft is: its numbers wait.</summary>
    Open,
}

/// <summary>
/// The number vault: a database, role and key of its own, with Individual Numbers and resident record codes. A number is
/// reserved before the act that gives it commits and counts once that act is confirmed, so no act commits without its number
/// and no number stays of an act that failed.
/// </summary>
public sealed class NumberVault(NpgsqlDataSource vault, KeyRing keys, AccessLogAppender log, BusinessClock clock)
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
        insert into vault.entry (act_id, resident_id, kind, key_id, sealed, index_key_id, index_hmac)
        select a.act_id, n.resident_id, n.kind, $4, n.sealed, $6, n.hmac
        from vault.act a, unnest($2::uuid[], $3::smallint[], $5::bytea[], $7::bytea[]) as n (resident_id, kind, sealed, hmac)
        where a.act_id = $1 and a.confirmed_at is null
        on conflict (resident_id, kind, act_id, former_place) do update
            set key_id = excluded.key_id, sealed = excluded.sealed, index_key_id = excluded.index_key_id,
                index_hmac = excluded.index_hmac
        """;

    private const string TakeOverSql =
        """
        insert into vault.entry (act_id, resident_id, kind, key_id, sealed, index_key_id, index_hmac)
        select $2, e.resident_id, e.kind, e.key_id, e.sealed, e.index_key_id, e.index_hmac
        from vault.entry e
        join unnest($3::uuid[], $4::smallint[]) as kept (resident_id, kind) using (resident_id, kind)
        where e.act_id = $1
        on conflict do nothing
        """;

    private const string CopySql =
        "copy vault.entry (act_id, resident_id, kind, former_place, key_id, sealed, index_key_id, index_hmac) from stdin (format binary)";

    private const string ConfirmSql =
        "update vault.act set confirmed_at = clock_timestamp() where act_id = $1 and confirmed_at is null";

    private const string StatisticsSql = "select vault.refresh_statistics()";

    private const string EraseSql = "select numbers, codes from vault.erase_persons($1, $2)";

    private const string OpenActsSql =
        """
        select act_id, reserved_at < clock_timestamp() - $1::interval from vault.act
        where confirmed_at is null and act_id > $2
        order by act_id limit 1000
        """;

    private const string SweepSql =
        """
        with gone as (select act_id from vault.act where act_id = any ($1) and confirmed_at is null for update),
        entries as (delete from vault.entry where act_id in (select act_id from gone))
        select count(*) from gone
        """;

    private const string SweepActsSql = "delete from vault.act where act_id = any ($1) and confirmed_at is null";

    // One statement, one moment: a row without a resident says that entries lie under two index keys.
    private const string TakenSql =
        """
        select null::uuid where exists (select from vault.entry where index_key_id <> $2)
        union all
        (select distinct e.resident_id
        from vault.entry e
        join vault.entry other on other.index_hmac = e.index_hmac and other.resident_id <> e.resident_id
        join vault.act a on a.act_id = other.act_id
        where e.act_id = $1 and (a.confirmed_at is not null or a.act_id = $1)
        limit 1000)
        """;

    private const string ReservedSql =
        "select resident_id, kind, key_id, sealed from vault.entry where act_id = $1 order by id limit 1000";

    private const string HoldersOfSql =
        """
        select n.place, e.resident_id, e.act_id, (select a.confirmed_at is not null from vault.act a where a.act_id = e.act_id)
        from unnest($1::bytea[], $2::int[], $3::uuid[]) as n (hmac, place, resident_id)
        join vault.entry e on e.index_hmac = n.hmac and e.resident_id <> n.resident_id
        order by n.place, e.id limit 1000
        """;

    private const string PresentSql =
        """
        select distinct on (e.resident_id, e.kind) e.resident_id, e.kind, e.index_hmac
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        where e.resident_id = any ($1)
        order by e.resident_id, e.kind, e.id desc
        """;

    private const string FindSql =
        """
        select n.place, e.resident_id, bool_or(not exists (
                   select from vault.entry later join vault.act b on b.act_id = later.act_id and b.confirmed_at is not null
                   where later.resident_id = e.resident_id and later.kind = e.kind and later.id > e.id)) as is_current
        from unnest($1::bytea[], $2::int[]) as n (hmac, place)
        join vault.entry e on e.index_hmac = n.hmac
        join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        group by n.place, e.resident_id
        order by n.place, is_current desc, max(e.id) desc
        """;

    private const string HistorySql =
        """
        select e.resident_id, e.kind, e.key_id, e.sealed
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        where e.resident_id = $1 and e.kind = $2
        order by e.id desc
        """;

    private const string ReservedOfSql =
        "select resident_id, kind, key_id, sealed from vault.entry where resident_id = $1 and kind = $2 and act_id = $3";

    private const string HoldersSql =
        """
        select distinct e.resident_id
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        where e.resident_id = any ($1) and e.kind = $2
        """;

    private const string ExportSql =
        """
        select e.resident_id, e.kind, e.key_id, e.sealed
        from vault.entry e join vault.act a on a.act_id = e.act_id and a.confirmed_at is not null
        order by e.resident_id, e.kind, e.id
        """;

    /// <summary>
    /// Erases for good all numbers of persons whose records were erased, with their index; called again for the same run it
    /// erases nothing and tells the same counts.
    /// </summary>
    /// <param name="run">The approved erasure.</param>
    /// <param name="persons">The erased persons, in the order of the run's hash.</param>
    /// <param name="cancellation">Stops the work; then nothing is erased.</param>
    public async Task<ErasedNumbers> EraseAsync(Guid run, Guid[] persons, CancellationToken cancellation) =>
        (await vault.ListAsync(
            EraseSql, reader => new ErasedNumbers(reader.GetInt64(0), reader.GetInt64(1)), cancellation, run, persons)).Single();

    /// <summary>Reserves numbers for an act that has not committed yet; repeating it replaces them.</summary>
    public async Task ReserveAsync(Guid actId, IReadOnlyCollection<ResidentNumber> numbers, CancellationToken cancellation)
    {
        using Activity? span = Traces.Begin("vault.reserve");
        ArgumentNullException.ThrowIfNull(numbers);
        await using UnitOfWork work = BeginReserving();
        await BeginWritingAsync(work, actId, cancellation);
        (ZoneKey Data, ZoneKey Index) current = cipher.CurrentKeys();
        SealedNumber[] boxes = [.. numbers.Select(one => cipher.Seal(current, one.ResidentId, one.Number))];
        work.Defer(
            ReserveSql,
            actId,
            numbers.Select(one => one.ResidentId).ToArray(),
            numbers.Select(one => (short)one.Number.Kind).ToArray(),
            current.Data.Id,
            boxes.Select(box => box.Sealed).ToArray(),
            current.Index.Id,
            boxes.Select(box => box.IndexHmac).ToArray());
        await work.CommitAsync(cancellation);
    }

    /// <summary>Reserves for an act what an earlier act has reserved for these persons, without opening it.</summary>
    public async Task TakeOverAsync(
        Guid fromAct,
        Guid actId,
        IReadOnlyCollection<(Guid ResidentId, NumberKind Kind)> kept,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(kept);
        await using UnitOfWork work = BeginReserving();
        await BeginWritingAsync(work, actId, cancellation);
        work.Defer(
            TakeOverSql,
            fromAct,
            actId,
            kept.Select(one => one.ResidentId).ToArray(),
            kept.Select(one => (short)one.Kind).ToArray());
        await work.CommitAsync(cancellation);
    }

    /// <summary>Reserves the numbers of an import in one COPY, former ones before the present one of their person; returns how many.</summary>
    public async Task<long> ReserveManyAsync(
        Guid actId,
        IAsyncEnumerable<ResidentNumber> numbers,
        CancellationToken cancellation)
    {
        using Activity? span = Traces.Begin("vault.reserve");
        ArgumentNullException.ThrowIfNull(numbers);
        await using (UnitOfWork opening = BeginReserving())
        {
            // Of its own, as several may write for one act at once.
            await BeginWritingAsync(opening, actId, cancellation);
            await opening.CommitAsync(cancellation);
        }

        await using UnitOfWork work = BeginReserving();
        await work.ListAsync(VaultKeyUse.WriteSql, _ => true, cancellation);
        (ZoneKey, ZoneKey) current = cipher.CurrentKeys();
        NpgsqlConnection connection = await work.ConnectionAsync(cancellation);
        await using NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync(CopySql, cancellation);
        await foreach (ResidentNumber one in numbers.WithCancellation(cancellation))
        {
            SealedNumber box = cipher.Seal(current, one.ResidentId, one.Number);
            await import.StartRowAsync(cancellation);
            await import.WriteAsync(actId, NpgsqlDbType.Uuid, cancellation);
            await import.WriteAsync(one.ResidentId, NpgsqlDbType.Uuid, cancellation);
            await import.WriteAsync((short)one.Number.Kind, NpgsqlDbType.Smallint, cancellation);
            await import.WriteAsync(one.FormerPlace, NpgsqlDbType.Integer, cancellation);
            await import.WriteAsync(box.KeyId, NpgsqlDbType.Text, cancellation);
            await import.WriteAsync(box.Sealed, NpgsqlDbType.Bytea, cancellation);
            await import.WriteAsync(box.IndexKeyId, NpgsqlDbType.Text, cancellation);
            await import.WriteAsync(box.IndexHmac, NpgsqlDbType.Bytea, cancellation);
        }

        long rows = (long)await import.CompleteAsync(cancellation);
        await import.CloseAsync(cancellation);
        await work.CommitAsync(cancellation);
        await vault.ExecuteAsync(StatisticsSql, cancellation);
        return rows;
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

    /// <summary>
    /// Residents of a reservation whose number somebody else holds, by the index, at most 1,000. Equal numbers look alike only
    /// under one index key: while keys change, the entries are first brought under the newest.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> FindTakenAsync(Guid actId, CancellationToken cancellation)
    {
        while (true)
        {
            List<Guid?> taken = await vault.ListAsync(
                TakenSql, reader => reader.Nullable<Guid?>(0), cancellation, actId, cipher.CurrentKeys().Index.Id);
            if (!taken.Contains(null))
            {
                return [.. taken.OfType<Guid>()];
            }

            await new KeyRotation(vault, keys).PassAsync(_ => { }, cancellation);
        }
    }

    /// <summary>The numbers that an act has reserved.</summary>
    public async Task<Reservation> FindReservationAsync(Guid actId, CancellationToken cancellation)
    {
        string newest = cipher.CurrentKeys().Index.Id;
        List<ResidentNumber> numbers = await vault.ListAsync(ReservedSql, Read, cancellation, actId);
        return new Reservation(
            actId, numbers, [.. numbers.SelectMany((one, place) => cipher.Index(one.Number).Select(hmac => (hmac, place)))], newest);
    }

    /// <summary>
    /// Compares the numbers of a reservation with those residents have or had, and with other reservations. A person's own
    /// earlier number is his own.
    /// </summary>
    public async Task<ReservedComparison> CompareAsync(Reservation own, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(own);
        IReadOnlyList<ResidentNumber> reserved = own.Numbers;
        if (reserved.Count == 0)
        {
            return ReservedComparison.None;
        }

        QueryBatch batch = new();
        IReadOnlyList<ReservedMatch> holders = batch.Ask(
            HoldersOfSql,
            reader => new ReservedMatch(
                reserved[reader.GetInt32(0)].ResidentId,
                reserved[reader.GetInt32(0)].Number.Kind,
                reader.GetGuid(1),
                reader.GetGuid(2),
                reader.GetBoolean(3)),
            own.Keys.Select(key => key.Hmac).ToArray(),
            own.Keys.Select(key => key.Place).ToArray(),
            own.Keys.Select(key => reserved[key.Place].ResidentId).ToArray());
        IReadOnlyList<(Guid Person, NumberKind Kind, byte[] Hmac)> present = batch.Ask(
            PresentSql,
            reader => (reader.GetGuid(0), (NumberKind)reader.GetInt16(1), reader.GetFieldValue<byte[]>(2)),
            reserved.Select(one => one.ResidentId).Distinct().ToArray());
        await batch.RunAsync(vault, cancellation);
        if (cipher.CurrentKeys().Index.Id != own.IndexKey)
        {
            // A rotation began since: a number that lies under its key already was not seen.
            return await CompareAsync(await FindReservationAsync(own.ActId, cancellation), cancellation);
        }

        return new ReservedComparison(
            holders, present.Where(one => Differs(own, one.Person, one.Kind, one.Hmac)).Select(one => (one.Person, one.Kind)).ToHashSet());
    }

    /// <summary>Settles reservations whose process died between reserving and confirming.</summary>
    /// <param name="fates">Tells of acts that the main database knows what became of them; the others failed.</param>
    /// <param name="olderThan">Longer than any act takes that the main database does not know before it commits.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Acts confirmed and acts swept.</returns>
    public async Task<(int Confirmed, int Swept)> SweepAsync(
        Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, ActFate>>> fates,
        TimeSpan olderThan,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fates);
        (int Confirmed, int Swept) settled = (0, 0);
        Guid after = Guid.Empty;
        while (await vault.ListAsync(
            OpenActsSql, reader => (Act: reader.GetGuid(0), Old: reader.GetBoolean(1)), cancellation, olderThan, after)
            is { Count: > 0 } open)
        {
            IReadOnlyDictionary<Guid, ActFate> known = await fates([.. open.Select(one => one.Act)], cancellation);
            foreach (Guid act in known.Where(one => one.Value == ActFate.Committed).Select(one => one.Key))
            {
                await ConfirmAsync(act, cancellation);
                settled.Confirmed++;
            }

            Guid[] failed = [.. open.Where(one => one.Old && !known.ContainsKey(one.Act)).Select(one => one.Act)];
            await vault.ListAsync(SweepSql, reader => reader.GetInt64(0), cancellation, failed);
            settled.Swept += await vault.ExecuteAsync(SweepActsSql, cancellation, failed);
            after = open[^1].Act;
        }

        return settled;
    }

    /// <summary>The residents a number leads to: more than one means a wrong link that a person must look at (I-9).</summary>
    public async Task<IReadOnlyList<NumberMatch>> FindResidentAsync(VaultNumber number, CancellationToken cancellation) =>
        (await FindHoldersAsync([number], cancellation)).GetValueOrDefault(number) ?? [];

    /// <summary>The residents each of these numbers leads to; a number that nobody has or had is not in the answer.</summary>
    public async Task<IReadOnlyDictionary<VaultNumber, IReadOnlyList<NumberMatch>>> FindHoldersAsync(
        IReadOnlyCollection<VaultNumber> numbers, CancellationToken cancellation)
    {
        VaultNumber[] asked = [.. numbers.Distinct()];
        (byte[] Hmac, int Place)[] index = [.. asked.SelectMany((one, place) => cipher.Index(one).Select(hmac => (hmac, place)))];
        return (await vault.ListAsync(
                FindSql,
                reader => (Place: reader.GetInt32(0), Match: new NumberMatch(reader.GetGuid(1), reader.GetBoolean(2))),
                cancellation,
                index.Select(one => one.Hmac).ToArray(),
                index.Select(one => one.Place).ToArray()))
            .GroupBy(one => asked[one.Place], one => one.Match)
            .ToDictionary(one => one.Key, IReadOnlyList<NumberMatch> (one) => [.. one]);
    }

    /// <summary>
    /// The resident each of these numbers leads to, in their order; of one that several hold, the present holder. Null when
    /// nobody has or had it.
    /// </summary>
    public async Task<IReadOnlyList<NumberMatch?>> FindManyAsync(IReadOnlyCollection<VaultNumber> numbers, CancellationToken cancellation)
    {
        IReadOnlyDictionary<VaultNumber, IReadOnlyList<NumberMatch>> found = await FindHoldersAsync(numbers, cancellation);
        return [.. numbers.Select(number => found.TryGetValue(number, out IReadOnlyList<NumberMatch>? matches) ? matches[0] : null)];
    }

    /// <summary>Which of these residents have a number of a kind, without opening any.</summary>
    public async Task<IReadOnlySet<Guid>> FindHoldersAsync(NumberKind kind, Guid[] residentIds, CancellationToken cancellation) =>
        (await vault.ListAsync(HoldersSql, reader => reader.GetGuid(0), cancellation, residentIds, (short)kind)).ToHashSet();

    /// <summary>
    /// Reveals the numbers of one kind of a resident, newest first: permission and purpose are checked, and the access is on
    /// the log before anything is opened. Empty when the resident has none.
    /// </summary>
    /// <param name="signedIn">Who asks.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="taskCode">The duty it belongs to, such as <see cref="TaskCodes.ResidentViewNumber"/> or <see cref="TaskCodes.ResidentCertificateNumber"/>.</param>
    /// <param name="kind">Which number.</param>
    /// <param name="residentId">Whose.</param>
    /// <param name="actId">The issuance or case it belongs to; null when there is none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Result<IReadOnlyList<VaultNumber>>> RevealAsync(
        SignedIn signedIn,
        Guid requestId,
        string taskCode,
        NumberKind kind,
        Guid residentId,
        Guid? actId,
        CancellationToken cancellation) =>
        await LogRevealAsync(signedIn, requestId, taskCode, kind, residentId, actId, cancellation) is { } refusal
            ? refusal
            : Numbers(await vault.ListAsync(HistorySql, Read, cancellation, residentId, (short)kind));

    /// <summary>
    /// Reveals what a draft has reserved for a person, by the same rules; empty when nothing is.
    /// </summary>
    /// <param name="signedIn">Who asks.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="taskCode">The duty it belongs to.</param>
    /// <param name="kind">Which number.</param>
    /// <param name="residentId">Whose.</param>
    /// <param name="caseId">The case of the draft, for the access log.</param>
    /// <param name="reservation">The act under which it is reserved.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Result<IReadOnlyList<VaultNumber>>> RevealReservedAsync(
        SignedIn signedIn,
        Guid requestId,
        string taskCode,
        NumberKind kind,
        Guid residentId,
        Guid caseId,
        Guid reservation,
        CancellationToken cancellation) =>
        await LogRevealAsync(signedIn, requestId, taskCode, kind, residentId, caseId, cancellation) is { } refusal
            ? refusal
            : Numbers(await vault.ListAsync(ReservedOfSql, Read, cancellation, residentId, (short)kind, reservation));

    /// <summary>
    /// All numbers by person and kind, the former ones first and the oldest of them before the others, for an approved export;
    /// one record of the output is on the log before the first leaves.
    /// </summary>
    public async IAsyncEnumerable<ResidentNumber> ExportAsync(
        OperatorContext actor,
        Guid actId,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using Activity? span = Traces.Begin("vault.export");
        await log.AppendAsync(
            actor,
            cancellation,
            new AccessEntry(AccessKind.Output, TaskCodes.DataExport) { Items = "個人番号・住民票コード", NumberAccessed = true, ActId = actId });
        List<ResidentNumber> ofOne = [];
        await foreach (ResidentNumber one in vault.QueryAsync(ExportSql, Read, cancellation))
        {
            if (ofOne.Count > 0 && (ofOne[0].ResidentId, ofOne[0].Number.Kind) != (one.ResidentId, one.Number.Kind))
            {
                foreach (ResidentNumber done in Placed(ofOne))
                {
                    yield return done;
                }

                ofOne.Clear();
            }

            // A number that was changed and came back stands once, where it stands now.
            ofOne.RemoveAll(earlier => earlier.Number == one.Number);
            ofOne.Add(one);
        }

        foreach (ResidentNumber done in Placed(ofOne))
        {
            yield return done;
        }
    }

    private static IEnumerable<ResidentNumber> Placed(List<ResidentNumber> ofOne) =>
        ofOne.Select((one, place) => one with { FormerPlace = place == ofOne.Count - 1 ? 0 : place + 1 });

    private UnitOfWork BeginReserving() => new(vault, OperatorContext.ForCommand("vault.reserve", "番号の予約"));

    /// <summary>
    /// Says that entries are written from here: what the newest keys are is asked after this. The act's row must be there before
    /// entries refer to it; one already confirmed takes no more numbers.
    /// </summary>
    private static async Task BeginWritingAsync(UnitOfWork work, Guid actId, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        batch.Ask(VaultKeyUse.WriteSql, _ => true);
        IReadOnlyList<long> confirmed = batch.Ask(ActSql, reader => reader.GetInt64(0), actId);
        await batch.RunAsync(work, cancellation);
        if (confirmed is not [0])
        {
            throw new InvalidOperationException("The act is confirmed already and takes no more numbers.");
        }
    }

    // The Individual Number is what the log has to tell by itself (10.2); the code is named among the items.
    private async Task<Refusal?> LogRevealAsync(
        SignedIn signedIn,
        Guid requestId,
        string taskCode,
        NumberKind kind,
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
                Items = VaultNumber.WordOf(kind),
                NumberAccessed = refusal is null && kind == NumberKind.Individual,
                RefusalCode = refusal?.Code,
                ActId = actId,
            });
        return refusal;
    }

    private static bool Differs(Reservation own, Guid person, NumberKind kind, byte[] present)
    {
        (byte[] Hmac, int Place)[] keys =
            [.. own.Keys.Where(key => own.Numbers[key.Place].ResidentId == person && own.Numbers[key.Place].Number.Kind == kind)];
        return keys.Length > 0 && !keys.Any(key => key.Hmac.AsSpan().SequenceEqual(present));
    }

    private static List<VaultNumber> Numbers(List<ResidentNumber> opened) => opened.ConvertAll(one => one.Number);

    private ResidentNumber Read(NpgsqlDataReader reader)
    {
        Guid resident = reader.GetGuid(0);
        return new ResidentNumber(
            resident,
            cipher.Open((NumberKind)reader.GetInt16(1), resident, reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
    }
}
