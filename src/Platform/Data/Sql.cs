using System.Runtime.CompilerServices;
using Npgsql;

namespace Daicho.Platform.Data;

/// <summary>The thin layer over Npgsql: positional parameters and one way to read rows.</summary>
public static class Sql
{
    /// <summary>Adds values as positional parameters; null becomes NULL.</summary>
    public static void AddValues(this NpgsqlParameterCollection parameters, params ReadOnlySpan<object?> values)
    {
        foreach (object? value in values)
        {
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }

    /// <summary>A jsonb parameter.</summary>
    public static NpgsqlParameter Json(string? json) =>
        new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb };

    /// <summary>Runs a statement on a connection of its own, outside any unit of work; for reads and machinery.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlDataSource database,
        string sql,
        CancellationToken cancellation,
        params object?[] values)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        command.Parameters.AddValues(values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>One value over an open connection, outside any unit of work; null for NULL and for no row.</summary>
    public static async Task<object?> ScalarAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellation,
        params object?[] values)
    {
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.AddValues(values);
        object? value = await command.ExecuteScalarAsync(cancellation);
        return value is DBNull ? null : value;
    }

    /// <summary>Reads rows one by one on a connection of its own.</summary>
    public static async IAsyncEnumerable<T> QueryAsync<T>(
        this NpgsqlDataSource database,
        string sql,
        Func<NpgsqlDataReader, T> map,
        [EnumeratorCancellation] CancellationToken cancellation,
        params object?[] values)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        command.Parameters.AddValues(values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return map(reader);
        }
    }

    /// <summary>Reads all rows of a bounded query.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlDataSource database,
        string sql,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancellation,
        params object?[] values)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        command.Parameters.AddValues(values);
        return await command.ListAsync(map, cancellation);
    }

    /// <summary>Reads all rows of a bounded query inside a unit of work.</summary>
    public static async Task<List<T>> ListAsync<T>(
        this UnitOfWork work,
        string sql,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancellation,
        params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using NpgsqlCommand command = await work.CommandAsync(sql, cancellation, values);
        return await command.ListAsync(map, cancellation);
    }

    /// <summary>The column's value, or the default of the type when it is NULL.</summary>
    public static T? Nullable<T>(this NpgsqlDataReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);
    }

    private static async Task<List<T>> ListAsync<T>(
        this NpgsqlCommand command,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancellation)
    {
        List<T> rows = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
