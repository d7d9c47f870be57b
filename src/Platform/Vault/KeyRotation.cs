using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Npgsql;

namespace Daicho.Platform.Vault;

/// <summary>
/// Brings every entry of the vault under the newest keys, in small batches, while the vault is in use: readers open old
/// and new entries, lookups try every index key, writers use the new keys at once. Killed and run again it goes on where
/// it was. Old key files are left: removing them is the operator's act, after the backups under them have expired.
/// </summary>
public sealed class KeyRotation(NpgsqlDataSource vault, KeyRing keys)
{
    private const int RowsMax = 1000;

    private const string TakeSql =
        """
        select id, resident_id, kind, key_id, sealed from vault.entry
        where key_id <> $1 or index_key_id <> $2
        order by id limit $3 for update
        """;

    private const string PutSql =
        """
        update vault.entry e set key_id = $4, sealed = n.sealed, index_key_id = $5, index_hmac = n.hmac
        from unnest($1::bigint[], $2::bytea[], $3::bytea[]) as n (id, sealed, hmac)
        where e.id = n.id
        """;

    /// <summary>Makes new keys for numbers and their index; they are in use from now on.</summary>
    public void Start()
    {
        keys.Create(KeyRing.NumberData);
        keys.Create(KeyRing.NumberIndex);
    }

    /// <summary>Re-encrypts what is not yet under the newest keys; returns the entries done.</summary>
    /// <param name="progress">Told the entries done after each batch.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public async Task<long> ContinueAsync(IProgress<long>? progress, CancellationToken cancellation)
    {
        NumberCipher cipher = new(keys);
        long total = 0;
        int done;
        do
        {
            done = await RotateBatchAsync(cipher, cancellation);
            total += done;
            progress?.Report(total);
        }
        while (done > 0);
        return total;
    }

    private async Task<int> RotateBatchAsync(NumberCipher cipher, CancellationToken cancellation)
    {
        (ZoneKey Data, ZoneKey Index) current = cipher.CurrentKeys();
        await using UnitOfWork work = new(vault, OperatorContext.ForCommand("keys.rotate", "鍵の更新"));
        List<(long Id, Guid Resident, VaultNumber Number)> rows = await work.ListAsync(
            TakeSql,
            reader => (
                reader.GetInt64(0),
                reader.GetGuid(1),
                cipher.Open((NumberKind)reader.GetInt16(2), reader.GetGuid(1), reader.GetString(3), reader.GetFieldValue<byte[]>(4))),
            cancellation,
            current.Data.Id, current.Index.Id, RowsMax);
        if (rows.Count == 0)
        {
            return 0;
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
        return rows.Count;
    }
}
