using System.Globalization;
using Npgsql;

namespace Daicho.Platform.Postgres;

/// <summary>Creates the databases and roles of a zone. Names and passwords are quoted by the server itself.</summary>
internal static class ZoneRoles
{
    private const long LockKey = 0x44414943484F + 1;

    /// <summary>Makes what is missing and returns the connection strings: owner, app, vault owner, vault app.</summary>
    public static async Task<IReadOnlyList<string>> PrepareAsync(
        string name,
        NpgsqlConnectionStringBuilder admin,
        SecretFolder secrets,
        CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(admin.ConnectionString);
        await connection.OpenAsync(cancellation);
        if (connection.PostgreSqlVersion.Major < PostgresBinaries.OldestMajor)
        {
            throw new StartupRefusedException(
                $"PostgreSQL {connection.PostgreSqlVersion.Major} は古すぎます。{PostgresBinaries.OldestMajor} 以降を使ってください。",
                $"PostgreSQL {connection.PostgreSqlVersion.Major} is too old. Use {PostgresBinaries.OldestMajor} or later.");
        }

        await RunAsync(connection, "select 'select pg_advisory_lock(' || $1 || ')'", cancellation, LockKey.ToString(CultureInfo.InvariantCulture));
        try
        {
            return
            [
                .. await PreparePairAsync(connection, admin, name, name, secrets, cancellation),
                .. await PreparePairAsync(connection, admin, $"{name}_vault", $"{name}_vault", secrets, cancellation),
            ];
        }
        finally
        {
            await RunAsync(connection, "select 'select pg_advisory_unlock(' || $1 || ')'", CancellationToken.None, LockKey.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task<IReadOnlyList<string>> PreparePairAsync(
        NpgsqlConnection connection,
        NpgsqlConnectionStringBuilder admin,
        string database,
        string prefix,
        SecretFolder secrets,
        CancellationToken cancellation)
    {
        string owner = $"{prefix}_owner";
        string app = $"{prefix}_app";
        foreach (string role in (string[])[owner, app])
        {
            NpgsqlConnectionStringBuilder own = new(admin.ConnectionString)
            {
                Database = database,
                Username = role,
                Password = secrets.GetOrCreatePassword($"{role}.password"),
            };
            await PrepareRoleAsync(connection, role, own, secrets, cancellation);
        }

        if (!await ExistsAsync(connection, "select exists (select from pg_database where datname = $1)", database, cancellation))
        {
            await RunAsync(connection, "select format('create database %I owner %I', $1, $2)", cancellation, database, owner);
        }

        await RunAsync(connection, "select format('revoke all on database %I from public', $1)", cancellation, database);
        await RunAsync(connection, "select format('grant connect on database %I to %I', $1, $2)", cancellation, database, app);
        string[] connections = [.. ((string[])[owner, app]).Select(role => new NpgsqlConnectionStringBuilder(admin.ConnectionString)
        {
            Database = database,
            Username = role,
            Password = secrets.GetOrCreatePassword($"{role}.password"),
            Pooling = true,
        }.ConnectionString)];
        await PrepareExtensionAsync(connections[0], cancellation);
        return connections;
    }

    private static async Task PrepareRoleAsync(
        NpgsqlConnection connection, string role, NpgsqlConnectionStringBuilder own, SecretFolder secrets, CancellationToken cancellation)
    {
        bool known = await ExistsAsync(connection, "select exists (select from pg_roles where rolname = $1)", role, cancellation);
        if (!known)
        {
            await RunAsync(connection, "select format('create role %I login nosuperuser nocreatedb nocreaterole', $1)", cancellation, role);
        }

        // A password that works is left alone. After a restore of either side the folder's is the true one, unless another
        // process is at work under the role: it could open no further connection.
        if (!known || !await OpensAsync(own, cancellation))
        {
            if (await ExistsAsync(connection, "select exists (select from pg_stat_activity where usename = $1)", role, cancellation))
            {
                throw new StartupRefusedException(
                    $"別のプロセスが、{secrets.Path} にない {role} のパスワードでこのゾーンを使っています。同じゾーンのプロセスは keys と secrets の両フォルダを共有してください。",
                    $"Another process serves this zone with a password of {role} that is not in {secrets.Path}. Processes of one zone share the folders keys and secrets.");
            }

            await RunAsync(connection, "select format('alter role %I password %L', $1, $2)", cancellation, role, own.Password ?? "");
        }

        // Creating a database for a role needs membership in it, unless one is a superuser.
        if (!await ExistsAsync(connection, "select pg_has_role(current_user, $1, 'member')", role, cancellation))
        {
            await RunAsync(connection, "select format('grant %I to current_user', $1)", cancellation, role);
        }
    }

    /// <summary>Whether the server takes the password; whether the database exists it says only after that.</summary>
    private static async Task<bool> OpensAsync(NpgsqlConnectionStringBuilder own, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(own.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState is not (PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification);
        }
    }

    /// <summary>pg_trgm is a trusted extension: the database's owner may create it.</summary>
    private static async Task PrepareExtensionAsync(string ownerConnection, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(ownerConnection) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        if (await ExistsAsync(connection, "select exists (select from pg_available_extensions where name = $1)", "pg_trgm", cancellation))
        {
            await RunAsync(connection, "select 'create extension if not exists pg_trgm with schema public'", cancellation);
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string question, string name, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(question, connection);
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Statements that take no parameters are composed by the server's own format(), which quotes.</summary>
    private static async Task RunAsync(NpgsqlConnection connection, string composition, CancellationToken cancellation, params string[] values)
    {
        string statement;
        await using (NpgsqlCommand compose = new(composition, connection))
        {
            foreach (string value in values)
            {
                compose.Parameters.Add(new() { Value = value });
            }

            statement = await compose.ExecuteScalarAsync(cancellation) as string
                ?? throw new InvalidOperationException("The server composed nothing.");
        }

        await using NpgsqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
