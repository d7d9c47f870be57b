using Daicho.Kernel;

namespace Daicho.Platform.Data;

/// <summary>Acts that happen once, however often a form is sent: the key of the form is stored with the act.</summary>
public static class OnceOnly
{
    /// <summary>The key was used by somebody else or for something else: a form was copied or is not ours.</summary>
    public static readonly Refusal KeyTaken = new(
        "ACT-KEY",
        "この画面は別の操作で送信済みです。画面を開き直してから、もう一度操作してください。",
        RefusalKind.Conflict);

    /// <summary>
    /// Claims a key in the act's transaction. A second submit waits for the first one and gets its result: the act must then
    /// not be done again.
    /// </summary>
    /// <param name="work">The act's unit of work.</param>
    /// <param name="key">The key of the form.</param>
    /// <param name="action">Permanent name of the use case.</param>
    /// <param name="location">Where the result will stand: an id or a path without personal data.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The claim: first, or the location of the first result; refused when the key belongs to another act.</returns>
    public static async Task<Result<ActClaim>> ClaimAsync(
        this UnitOfWork work,
        Guid key,
        string action,
        string location,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        int claimed = await work.ExecuteAsync(
            """
            insert into platform.act_key (act_key, operator_id, action, result_location)
            values ($1, $2, $3, $4) on conflict (act_key) do nothing
            """,
            cancellation,
            key,
            work.Operator.OperatorId,
            action,
            location);
        if (claimed == 1)
        {
            return new ActClaim(true, location);
        }

        List<string> earlier = await work.ListAsync(
            "select result_location from platform.act_key where act_key = $1 and operator_id = $2 and action = $3",
            row => row.GetString(0),
            cancellation,
            key,
            work.Operator.OperatorId,
            action);
        return earlier is [string found] ? new ActClaim(false, found) : KeyTaken;
    }
}

/// <summary>The answer to a claim of an act's key.</summary>
/// <param name="First">True: do the act. False: it was done, show its result.</param>
/// <param name="Location">Where the result stands.</param>
public sealed record ActClaim(bool First, string Location);
