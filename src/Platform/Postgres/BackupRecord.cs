using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Postgres;

/// <summary>That a backup was taken, or was not: kept in the zone itself, for its page of state and its health answer.</summary>
/// <param name="TakenAt">When it was begun.</param>
/// <param name="Succeeded">Whether both databases were dumped whole.</param>
/// <param name="Bytes">Length of the dumps in bytes; 0 when it failed.</param>
public sealed record BackupRecord(DateTimeOffset TakenAt, bool Succeeded, long Bytes)
{
    /// <summary>Keeps it; the role that owns the schema takes backups.</summary>
    internal Task<int> AddAsync(NpgsqlDataSource owner, CancellationToken cancellation) => owner.ExecuteAsync(
        "insert into platform.backup_record (taken_at, succeeded, bytes) values ($1, $2, $3)", cancellation, TakenAt, Succeeded, Bytes);

    /// <summary>The last one; null when there is no record.</summary>
    internal static async Task<BackupRecord?> FindLastAsync(NpgsqlDataSource database, CancellationToken cancellation) =>
        (await database.ListAsync(
            "select taken_at, succeeded, bytes from platform.backup_record order by taken_at desc, id desc limit 1",
            row => new BackupRecord(row.GetFieldValue<DateTimeOffset>(0), row.GetBoolean(1), row.GetInt64(2)),
            cancellation)).SingleOrDefault();
}
