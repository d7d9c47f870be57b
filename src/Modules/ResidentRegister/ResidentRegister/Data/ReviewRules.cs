using System.Text.Json;
using Daicho.Platform.Data;

namespace Daicho.ResidentRegister.Data;

/// <summary>The dated parameter that says how many persons review a change (CR-06).</summary>
internal static class ReviewRules
{
    /// <summary>The parameter: reviewers by reason of change, with one value for all others.</summary>
    public static ParameterKind Parameter { get; } = new(
        "resident-register", "change-reviewers", """{"default": 1, "IN_DOMESTIC": 2} (1–3)""",
        value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("default", out _)
            && value.EnumerateObject().All(one => one.Value.ValueKind == JsonValueKind.Number && one.Value.TryGetInt32(out int number) && number is >= 1 and <= 3));

    /// <summary>Reviewers needed for a reason on a day.</summary>
    /// <exception cref="InvalidOperationException">No parameter is in force: the zone was not migrated.</exception>
    public static async Task<int> ReviewersAsync(
        UnitOfWork work,
        string reason,
        DateOnly today,
        CancellationToken cancellation) =>
        await work.ListAsync(
            """
            select coalesce(value ->> $1, value ->> 'default')::int
            from platform.parameter
            where module = 'resident-register' and name = 'change-reviewers' and valid_from <= $2
            order by valid_from desc limit 1
            """,
            row => row.GetInt32(0),
            cancellation,
            reason,
            today) is [int needed]
            ? needed
            : throw new InvalidOperationException("The parameter change-reviewers is missing.");
}
