using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace Daicho.Platform.Postgres;

/// <summary>One file of a backup.</summary>
/// <param name="Name">The file's name in the backup's folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, lower-case hexadecimal.</param>
public sealed record BackupFile(string Name, long Bytes, string Sha256);

/// <summary>What a backup says about itself.</summary>
/// <param name="Format">Always 2 in this release.</param>
/// <param name="Zone">The zone it was taken from, and the only one it can be restored to.</param>
/// <param name="SchemaVersion">The newest migration of each module.</param>
/// <param name="TakenAt">When it was begun.</param>
/// <param name="NextTransaction">A transaction number that every row of the main database stays below.</param>
/// <param name="Files">The dumps, main database first.</param>
public sealed record BackupManifest(int Format, string Zone, string SchemaVersion, DateTimeOffset TakenAt, ulong NextTransaction, IReadOnlyList<BackupFile> Files);

/// <summary>Backs both databases of a zone up and restores them. Keys are never part of it: they are kept elsewhere.</summary>
public static class ZoneBackup
{
    private const int Format = 2;
    private const string ManifestName = "manifest.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Dumps both databases into a new or empty folder.</summary>
    /// <remarks>
    /// Both dumps show one moment: their snapshots are taken while nobody writes to the vault, for milliseconds. So every number
    /// that counts belongs to an act of the main dump, and every reservation of a draft is there; what was reserved for an act
    /// that had not committed is swept as after a kill.
    /// </remarks>
    /// <exception cref="StartupRefusedException">The folder is not empty, or an import is writing numbers just now.</exception>
    public static async Task<BackupManifest> TakeAsync(
        ZoneDatabase zone, PostgresTools tools, string folder, TimeProvider time, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new StartupRefusedException($"フォルダ {folder} は空ではありません。", $"The folder {folder} is not empty.");
        }

        DateTimeOffset takenAt = time.GetUtcNow();
        try
        {
            BackupManifest manifest = await DumpAsync(zone, tools, folder, takenAt, cancellation);
            await new BackupRecord(takenAt, true, manifest.Files.Sum(file => file.Bytes)).AddAsync(zone.Owner, cancellation);
            return manifest;
        }
        catch (Exception failure) when (failure is StartupRefusedException or NpgsqlException)
        {
            // That a backup failed is seen on the page of the zone's state, whoever started it.
            await new BackupRecord(takenAt, false, 0).AddAsync(zone.Owner, cancellation);
            throw failure as StartupRefusedException ?? new StartupRefusedException(
                "データベースに接続できないため、バックアップを始められません。", "The database does not answer, so that no backup can begin.");
        }
    }

    private static async Task<BackupManifest> DumpAsync(
        ZoneDatabase zone, PostgresTools tools, string folder, DateTimeOffset takenAt, CancellationToken cancellation)
    {
        string schema = await Migrator.SchemaVersionAsync(zone.Owner, cancellation);
        List<BackupFile> files = [];
        await using NpgsqlConnection main = await zone.Owner.OpenConnectionAsync(cancellation);
        await using NpgsqlConnection vault = await zone.VaultOwner.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction mainMoment = await main.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using NpgsqlTransaction vaultMoment = await vault.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        string[] snapshots = await OneMomentAsync(zone, main, vault, cancellation);
        foreach (((string name, string connection), string snapshot) in Parts(zone).Zip(snapshots))
        {
            string file = Path.Combine(folder, name);
            await RunAsync(
                tools, "pg_dump", connection,
                ["--format=custom", "--no-password", $"--snapshot={snapshot}", $"--file={file}"],
                cancellation);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            files.Add(await DescribeAsync(file, cancellation));
        }

        // Read after the dump: whatever it holds was written before this number.
        ulong next = await NextTransactionAsync(zone.Owner, cancellation);
        BackupManifest manifest = new(Format, zone.Zone, schema, takenAt, next, files);
        await File.WriteAllBytesAsync(Path.Combine(folder, ManifestName), JsonSerializer.SerializeToUtf8Bytes(manifest, Json), cancellation);
        return manifest;
    }

    /// <summary>Restores a backup into the empty databases of the same zone; each database whole or not at all.</summary>
    /// <remarks>
    /// The access log is sealed in the order of transaction numbers, and rows keep theirs: the new server must count on from
    /// where the old one stood. A cluster of our own is advanced; for another server the refusal says what to do.
    /// </remarks>
    /// <param name="zone">The empty zone.</param>
    /// <param name="tools">PostgreSQL's programs.</param>
    /// <param name="cluster">The cluster of the zone when this process runs it; null with a server of the organisation.</param>
    /// <param name="folder">The backup.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="StartupRefusedException">
    /// The backup is damaged or of another zone, the zone is not empty, or the server's transaction numbers are too low.
    /// </exception>
    public static async Task<BackupManifest> RestoreAsync(
        ZoneDatabase zone, PostgresTools tools, EmbeddedCluster? cluster, string folder, CancellationToken cancellation)
    {
        BackupManifest manifest = await ReadAsync(folder, cancellation);
        if (manifest.Zone != zone.Zone)
        {
            throw new StartupRefusedException(
                $"このバックアップはゾーン {manifest.Zone} のものです。", $"This backup belongs to zone {manifest.Zone}.");
        }

        foreach (NpgsqlDataSource database in (NpgsqlDataSource[])[zone.Owner, zone.VaultOwner])
        {
            await using NpgsqlCommand command = database.CreateCommand(
                "select exists (select from pg_class join pg_namespace n on n.oid = relnamespace where nspname !~ '^pg_' and nspname <> 'information_schema')");
            if (await command.ExecuteScalarAsync(cancellation) is true)
            {
                throw new StartupRefusedException(
                    "復元先のゾーンが空ではありません。新しいデータフォルダを指定してください。",
                    "The zone to restore into is not empty. Name a new data folder.");
            }
        }

        await AdvanceAsync(zone, cluster, manifest.NextTransaction, cancellation);

        // The vault first, as it is written first in life too.
        foreach ((string name, string connection) in Parts(zone).Reverse())
        {
            await RunAsync(
                tools,
                "pg_restore",
                connection,
                [
                    "--no-password", "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction",
                    $"--dbname={new NpgsqlConnectionStringBuilder(connection).Database}", Path.Combine(folder, name),
                ],
                cancellation);
        }

        return manifest;
    }

    /// <summary>The snapshots of both databases, main first, taken while the vault stands still.</summary>
    private static async Task<string[]> OneMomentAsync(
        ZoneDatabase zone, NpgsqlConnection main, NpgsqlConnection vault, CancellationToken cancellation)
    {
        await using NpgsqlConnection still = await zone.VaultOwner.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction held = await still.BeginTransactionAsync(cancellation);
        try
        {
            if (await ScalarAsync(still, "select to_regclass('vault.entry') is not null") is true)
            {
                await ScalarAsync(still, "set local lock_timeout = '5s'");
                await ScalarAsync(still, "lock table vault.act, vault.entry in share mode");
            }

            return [await SnapshotAsync(main), await SnapshotAsync(vault)];
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StartupRefusedException(
                "取り込みなどが個人番号を登録しているため、バックアップを始められません。終わってからもう一度実行してください。",
                "Numbers are being written, by an import for example. Take the backup when that has ended.");
        }

        async Task<string> SnapshotAsync(NpgsqlConnection connection) =>
            await ScalarAsync(connection, "select pg_export_snapshot()") as string
            ?? throw new InvalidDataException("The server gave no snapshot.");

        async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
        {
            await using NpgsqlCommand command = new(sql, connection);
            return await command.ExecuteScalarAsync(cancellation);
        }
    }

    private static async Task AdvanceAsync(ZoneDatabase zone, EmbeddedCluster? cluster, ulong next, CancellationToken cancellation)
    {
        if (await NextTransactionAsync(zone.Owner, cancellation) >= next)
        {
            return;
        }

        if (cluster is not { Owned: true })
        {
            TransactionNumber target = TransactionNumber.AtLeast(next);
            string command = string.Create(
                CultureInfo.InvariantCulture, $"pg_resetwal -e {target.Epoch} -x {target.Low} -D (data_directory)");
            throw new StartupRefusedException(
                $"復元先のデータベースサーバーのトランザクション番号がバックアップ({next})より小さいため、アクセス記録の封緘を続けられません。サーバーを正常に停止し、{command} を実行して起動してから、もう一度復元してください。何も書き込んでいません。",
                $"The server's transaction numbers are below those of the backup ({next}). Stop it cleanly, run {command}, start it and restore again. Nothing was written.");
        }

        await cluster.AdvanceTransactionsAsync(next, cancellation);

        // Their connections ended with the server.
        foreach (NpgsqlDataSource source in (NpgsqlDataSource[])[zone.Owner, zone.App, zone.Beside, zone.VaultOwner, zone.VaultApp])
        {
            source.Clear();
        }
    }

    private static async Task<ulong> NextTransactionAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = database.CreateCommand("select pg_snapshot_xmax(pg_current_snapshot())");
        return await command.ExecuteScalarAsync(cancellation) is ulong next
            ? next
            : throw new InvalidDataException("The server told no transaction number.");
    }

    private static (string Name, string Connection)[] Parts(ZoneDatabase zone) =>
        [("main.dump", zone.Connections.Owner), ("vault.dump", zone.Connections.VaultOwner)];

    private static async Task<BackupManifest> ReadAsync(string folder, CancellationToken cancellation)
    {
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllBytesAsync(Path.Combine(folder, ManifestName), cancellation), Json);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            manifest = null;
        }

        if (manifest is not { Format: Format, Files.Count: 2 })
        {
            throw new StartupRefusedException($"{folder} はこの版で読めるバックアップではありません。", $"{folder} is no backup that this release can read.");
        }

        foreach (BackupFile file in manifest.Files)
        {
            string path = Path.Combine(folder, Path.GetFileName(file.Name));
            if (!File.Exists(path) || await DescribeAsync(path, cancellation) != file)
            {
                throw new StartupRefusedException(
                    $"バックアップの {file.Name} が壊れているか、ありません。", $"{file.Name} of the backup is damaged or missing.");
            }
        }

        return manifest;
    }

    private static async Task<BackupFile> DescribeAsync(string file, CancellationToken cancellation)
    {
        await using FileStream stream = File.OpenRead(file);
        byte[] hash = await SHA256.HashDataAsync(stream, cancellation);
        return new BackupFile(Path.GetFileName(file), stream.Length, Convert.ToHexStringLower(hash));
    }

    /// <summary>Clients of PostgreSQL run as the present user; the password travels in the environment, not in the arguments.</summary>
    private static async Task RunAsync(
        PostgresTools tools, string program, string connection, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        string file = tools.Find(program) ?? throw new StartupRefusedException(
            $"{program} が {tools.Folder} にありません。OS の postgresql-client パッケージを入れてください(npm の PostgreSQL には含まれません)。",
            $"{program} is missing in {tools.Folder}. Install the system's PostgreSQL client (the npm package has none).");
        NpgsqlConnectionStringBuilder settings = new(connection);
        Dictionary<string, string> environment = new()
        {
            ["PGHOST"] = settings.Host ?? "",
            ["PGPORT"] = settings.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = settings.Database ?? "",
            ["PGUSER"] = settings.Username ?? "",
            ["PGPASSWORD"] = settings.Password ?? "",
        };
        ToolAnswer answer = await PostgresTools.RunAsync([file, .. arguments], null, environment, cancellation);
        if (answer.ExitCode != 0)
        {
            string why = answer.Error.Split('\n').FirstOrDefault() ?? "";
            throw new StartupRefusedException($"{program} が失敗しました: {why}", $"{program} failed.");
        }
    }
}
