using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace Daicho.Platform.Data;

/// <summary>Dated parameters (rates, texts, codes) of <c>platform.parameter</c>; a new value is a new row.</summary>
public static class Parameters
{
    private const string InForceSql =
        """
        select distinct on (name) name, value
        from platform.parameter
        where module = $1 and name = any($2) and valid_from <= $3
        order by name, valid_from desc
        """;

    private const string AddSql =
        """
        insert into platform.parameter (module, name, valid_from, value, source, verified, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict do nothing
        """;

    /// <summary>Asks for the values in force on a day as JSON, by name; a name without a value on that day is not in the answer.</summary>
    public static IReadOnlyList<(string Name, string Value)> Ask(QueryBatch batch, string module, string[] names, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Ask(InForceSql, row => (row.GetString(0), row.GetString(1)), module, names, day);
    }

    /// <summary>The values in force on a day as JSON, by name, inside an act.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(
        UnitOfWork work,
        string module,
        string[] names,
        DateOnly day,
        CancellationToken cancellation)
    {
        QueryBatch batch = new();
        IReadOnlyList<(string Name, string Value)> found = Ask(batch, module, names, day);
        await batch.RunAsync(work, cancellation);
        return found.ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
    }

    /// <summary>The values in force on a day, outside of an act, for pages that only read.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(
        NpgsqlDataSource database,
        string module,
        string[] names,
        DateOnly day,
        CancellationToken cancellation) =>
        (await database.ListAsync(
            InForceSql, row => (Name: row.GetString(0), Value: row.GetString(1)), cancellation, module, names, day))
        .ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    /// <summary>Adds a value from a day on; one that stands there already is left alone. Needs the owner's connection.</summary>
    public static Task<int> AddAsync<T>(
        UnitOfWork work,
        string module,
        string name,
        DateOnly from,
        T value,
        JsonTypeInfo<T> shape,
        string source,
        bool verified,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.ExecuteAsync(
            AddSql, cancellation,
            module, name, from, Sql.Json(JsonSerializer.Serialize(value, shape)), source, verified, work.Operator.OperatorCode);
    }
}
