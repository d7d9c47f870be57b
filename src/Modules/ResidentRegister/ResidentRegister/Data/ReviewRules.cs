using Daicho.Platform.Data;

namespace Daicho.ResidentRegister.Data;

/// <summary>The dated parameter that says how many persons review a change (CR-06).</summary>
internal static class ReviewRules
{
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
