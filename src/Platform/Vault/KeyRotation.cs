using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Npgsql;

namespace Daicho.Platform.Vault;

/// <summary>How far a rotation is.</summary>
/// <param name="Done">Entries brought under the newest keys by this run.</param>
/// <param name="Remaining">Entries that were seen under older keys and wait.</param>
public sealed record RotationProgress(long Done, long Remaining);

/// <summary>
/// Brings every entry of the vault under the newest keys, in small batches, while the vault is in use: readers open old
/// and new entries, lookups try every index key, writers use the new keys at once. Killed and run again it goes on where
/// it was. It ends when no entry is left under an older key and none can come: see <see cref="VaultKeyUse"/>. Old key files are
/// left: removing them is the operator's act, after the backups under them have expired.
/// </summary>
public sealed class KeyRotation(NpgsqlDataSource vault, KeyRing keys)
{
    private const int RowsMax = 1000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private const string TakeSql =
        """
        select id, resident_id, kind, key_id, sealed from vault.entry
        where id > $4 and (key_id <> $1 or index_key_id <> $2)
        order by id limit $3 for update
        """;

    private const string PutSql =
        """
        update vault.entry e set key_id = $4, sealed = n.sealed, index_key_id = $5, index_hmac = n.hmac
        from unnest($1::bigint[], $2::bytea[], $3::bytea[]) as n (id, sealed, hmac)
        where e.id = n.id
        """;

    private const string RemainingSql = "select count(*) from vault.entry where key_id <> $1 or index_key_id <> $2";

    private readonly NumberCipher cipher = new(keys);

    /// <summary>Makes new keys for numbers and their index; they are in use from now on.</summary>
    public void Start()
    {
        keys.Create(KeyRing.NumberData);
        keys.Create(KeyRing.NumberIndex);
    }

    /// <summary>
    /// Re-encrypts what is not under the newest keys until nothing is; waits for writers that began under older keys, an
    /// import for example, without holding up others. Returns the entries done.
    /// </summary>
    /// <param name="progress">Told after each batch, and while it waits for writers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public async Task<long> ContinueAsync(IProgress<RotationProgress>? progress, CancellationToken cancellation)
    {
        long total = 0;
        long remaining = await CountRemainingAsync(cancellation);
        while (true)
        {
            total += await PassAsync(
                done => progress?.Report(new RotationProgress(total + done, Math.Max(0, remaining - done))), cancellation);
            if (await EndAsync(cancellation) is 0)
            {
                return total;
            }

            remaining = await CountRemainingAsync(cancellation);
            progress?.Report(new RotationProgress(total, remaining));
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <summary>How many entries lie under older keys than the newest, as far as they are committed.</summary>
    public async Task<long> CountRemainingAsync(CancellationToken cancellation)
    {
        (ZoneKey data, ZoneKey index) = cipher.CurrentKeys();
        return (await vault.ListAsync(RemainingSql, reader => reader.GetInt64(0), cancellation, data.Id, index.Id)).Single();
    }

    /// <summary>Re-encrypts once every committed entry that is not under the newest keys; returns the entries done.</summary>
    internal async Task<long> PassAsync(Action<long> done, CancellationToken cancellation)
    {
        long total = 0;
        long after = 0;
        while (await RotateBatchAsync(after, cancellation) is { Rows: > 0 } batch)
        {
            total += batch.Rows;
            after = batch.Last;
            done(total);
        }

        return total;
    }

    /// <summary>How many entries are left when no writer is under way; null when one is.</summary>
    private async Task<long?> EndAsync(CancellationToken cancellation)
    {
        await using UnitOfWork work = Begin();
        return (await work.ListAsync(VaultKeyUse.TryAloneSql, reader => reader.GetBoolean(0), cancellation)).Single()
            ? await CountRemainingAsync(cancellation)
            : null;
    }

    private async Task<(int Rows, long Last)> RotateBatchAsync(long after, CancellationToken cancellation)
    {
        (ZoneKey Data, ZoneKey Index) current = cipher.CurrentKeys();
        await using UnitOfWork work = Begin();
        List<(long Id, Guid Resident, VaultNumber Number)> rows = await work.ListAsync(
            TakeSql,
            reader => (
                reader.GetInt64(0),
                reader.GetGuid(1),
                cipher.Open((NumberKind)reader.GetInt16(2), reader.GetGuid(1), reader.GetString(3), reader.GetFieldValue<byte[]>(4))),
            cancellation,
            current.Data.Id, current.Index.Id, RowsMax, after);
        if (rows.Count == 0)
        {
            return (0, after);
        }

        SealedNumber[] boxes = [.. rows.Select(row => cipher.Seal(current, row.Resident, row.Number))];
        await work.ExecuteAsync(
            PutSql,
            cancellation,
            rows.Select(row => row.Id).ToArray(),
            boxes.Select(box => box.Sealed).ToArray(),
            boxes.Select(box => box.IndexHmac).ToArray(),
            current.Data.Id,
            current.Index.Id);
        await work.CommitAsync(cancellation);
        return (rows.Count, rows[^1].Id);
    }

    private UnitOfWork Begin() => new(vault, OperatorContext.ForCommand("keys.rotate", "鍵の更新"));
}
