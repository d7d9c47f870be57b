using System.Text.Json;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.ResidentRegister.Search;

/// <summary>A search that an operator made before.</summary>
/// <param name="Id">Opaque id, the only thing in addresses.</param>
/// <param name="Conditions">What was typed.</param>
/// <param name="At">When.</param>
internal sealed record RecentSearch(Guid Id, SearchConditions Conditions, DateTimeOffset At);

/// <summary>Keeps the conditions of searches per operator (standard 2.1.1).</summary>
internal static class SearchRequestStore
{
    /// <summary>How many can be recalled.</summary>
    public const int RecallMax = 20;

    /// <summary>Days after which conditions are erased when the municipality has not said otherwise.</summary>
    public const int DaysKept = 7;

    /// <summary>Keeps the conditions and returns the id for the address of the result.</summary>
    public static async Task<Guid> AddAsync(
        NpgsqlDataSource database,
        Guid operatorId,
        Guid workContext,
        SearchConditions conditions,
        CancellationToken cancellation)
    {
        Guid id = Guid.CreateVersion7();
        await database.ExecuteAsync(
            """
            insert into resident_register.search_request (request_id, operator_id, work_context_id, conditions)
            values ($1, $2, $3, $4)
            """,
            cancellation,
            id, operatorId, workContext, Sql.Json(JsonSerializer.Serialize(conditions, SearchJson.Default.SearchConditions)));
        return id;
    }

    /// <summary>The operator's own search; null when there is none. With a purpose, only one made for it.</summary>
    public static async Task<SearchConditions?> FindAsync(
        NpgsqlDataSource database,
        Guid id,
        Guid operatorId,
        Guid? workContext,
        CancellationToken cancellation) =>
        (await database.ListAsync(
            """
            select conditions from resident_register.search_request
            where request_id = $1 and operator_id = $2 and ($3::uuid is null or work_context_id = $3)
            """,
            row => Read(row.GetString(0)),
            cancellation,
            id, operatorId, workContext)).SingleOrDefault();

    /// <summary>The operator's latest searches, newest first.</summary>
    public static Task<List<RecentSearch>> RecentAsync(
        NpgsqlDataSource database,
        Guid operatorId,
        CancellationToken cancellation) =>
        database.ListAsync(
            """
            select request_id, conditions, created_at from resident_register.search_request
            where operator_id = $1 order by created_at desc limit $2
            """,
            row => new RecentSearch(row.GetGuid(0), Read(row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2)),
            cancellation,
            operatorId, RecallMax);

    /// <summary>Erases conditions older than the municipality's number of days; for the daily job. Returns how many.</summary>
    public static Task<int> EraseAsync(
        UnitOfWork work,
        int daysKept,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(daysKept, 1);
        return work.ExecuteAsync(
            "delete from resident_register.search_request where created_at < $1", cancellation, now.AddDays(-daysKept));
    }

    private static SearchConditions Read(string json) =>
        JsonSerializer.Deserialize(json, SearchJson.Default.SearchConditions)
        ?? throw new JsonException("Stored conditions are null.");
}
