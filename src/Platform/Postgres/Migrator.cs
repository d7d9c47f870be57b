using System.Text.RegularExpressions;
using Npgsql;

namespace Daicho.Platform.Postgres;

/// <summary>Applies numbered SQL migrations, each once, each in one transaction; several processes may do so at once.</summary>
public static partial class Migrator
{
    // One lock per database serialises all migrators; the number is "DAICHO" in ASCII.
    private const long LockKey = 0x44414943484F;

    /// <summary>Brings the database up to the program: applies what is missing, refuses what does not fit.</summary>
    /// <param name="owner">Connections of the role that owns the schemas.</param>
    /// <param name="appRole">The role that runs; stands for <c>:app_role</c> in the files.</param>
    /// <param name="sets">The modules of this database, in the order of their dependence.</param>
    /// <param name="cancellation">Stops between and inside migrations; what is unfinished rolls back.</param>
    /// <returns>How many migrations were applied now.</returns>
    /// <exception cref="StartupRefusedException">An applied migration was edited, or the database is newer than the program.</exception>
    public static async Task<int> MigrateAsync(
        NpgsqlDataSource owner,
        string appRole,
        IReadOnlyList<MigrationSet> sets,
        CancellationToken cancellation)
    {
        List<Migration> wanted = [.. sets.SelectMany(set => set.Read())];
        await using NpgsqlConnection connection = await owner.OpenConnectionAsync(cancellation);
        string ownerRole = await QuoteAsync(connection, null, cancellation);
        string quotedAppRole = await QuoteAsync(connection, appRole, cancellation);
        await PrepareAsync(connection, quotedAppRole, cancellation);

        List<Migration> pending = Pending(wanted, await ReadAppliedAsync(connection, null, cancellation));
        int applied = 0;
        foreach (Migration migration in pending)
        {
            string sql = VariablePattern().Replace(
                migration.Sql,
                match => match.Groups[1].Value == "app_role" ? quotedAppRole : ownerRole);
            applied += await ApplyAsync(connection, migration, sql, wanted, cancellation) ? 1 : 0;
        }

        return applied;
    }

    /// <summary>The state of the database for health pages, such as <c>platform 3, resident_register 5</c>.</summary>
    public static async Task<string> SchemaVersionAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = database.CreateCommand(
            """
            select string_agg(module || ' ' || number, ', ' order by module collate "C")
            from (select module, max(number) as number from public.schema_migration group by module) as state
            """);
        return await command.ExecuteScalarAsync(cancellation) as string ?? "";
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, string quotedAppRole, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await LockAsync(connection, transaction, cancellation);
        await using NpgsqlCommand command = new(
            """
            create table if not exists public.schema_migration (
                module text not null,
                number int not null,
                name text not null,
                sha256 text not null,
                applied_at timestamptz not null default clock_timestamp(),
                primary key (module, number)
            );
            grant select on public.schema_migration to :app_role;
            """.Replace(":app_role", quotedAppRole, StringComparison.Ordinal),
            connection,
            transaction);
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<bool> ApplyAsync(
        NpgsqlConnection connection,
        Migration migration,
        string sql,
        List<Migration> wanted,
        CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        await LockAsync(connection, transaction, cancellation);

        // Another process may have been faster while this one waited for the lock.
        if (!Pending(wanted, await ReadAppliedAsync(connection, transaction, cancellation)).Contains(migration))
        {
            return false;
        }

        await using (NpgsqlCommand command = new(sql, connection, transaction) { CommandTimeout = 0 })
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await using (NpgsqlCommand record = new(
            "insert into public.schema_migration (module, number, name, sha256) values ($1, $2, $3, $4)", connection, transaction))
        {
            record.Parameters.Add(new() { Value = migration.Module });
            record.Parameters.Add(new() { Value = migration.Number });
            record.Parameters.Add(new() { Value = migration.Name });
            record.Parameters.Add(new() { Value = migration.Sha256 });
            await record.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new("select pg_advisory_xact_lock($1)", connection, transaction) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = LockKey });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<Dictionary<(string Module, int Number), string>> ReadAppliedAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new("select module, number, sha256 from public.schema_migration", connection, transaction);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        Dictionary<(string, int), string> applied = [];
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add((reader.GetString(0), reader.GetInt32(1)), reader.GetString(2));
        }

        return applied;
    }

    private static List<Migration> Pending(List<Migration> wanted, Dictionary<(string Module, int Number), string> applied)
    {
        Dictionary<(string, int), Migration> known = wanted.ToDictionary(migration => (migration.Module, migration.Number));
        foreach (((string module, int number), string sha256) in applied)
        {
            if (!known.TryGetValue((module, number), out Migration? migration))
            {
                throw new StartupRefusedException(
                    $"データベースはこの daicho より新しい版のものです({module} {number})。新しい版の daicho を使ってください。",
                    $"The database is newer than this daicho ({module} {number}). Use the newer release.");
            }

            if (migration.Sha256 != sha256)
            {
                throw new StartupRefusedException(
                    $"適用済みの移行 {migration.Name}({module})の内容が変更されています。元のファイルに戻してください。",
                    $"The applied migration {migration.Name} ({module}) was edited. Restore the original file.");
            }
        }

        return [.. wanted.Where(migration => !applied.ContainsKey((migration.Module, migration.Number)))];
    }

    private static async Task<string> QuoteAsync(NpgsqlConnection connection, string? role, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new("select quote_ident(coalesce($1::text, current_user))", connection);
        command.Parameters.Add(new() { Value = (object?)role ?? DBNull.Value });
        return await command.ExecuteScalarAsync(cancellation) as string
            ?? throw new InvalidOperationException("The server did not quote the role.");
    }

    // Not preceded by another colon: that is a cast.
    [GeneratedRegex(@"(?<!:):(app_role|owner_role)\b", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();
}
