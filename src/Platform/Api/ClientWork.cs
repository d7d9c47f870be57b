using System.Collections.Concurrent;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.Platform.Api;

/// <summary>
/// The stored purpose of a client's piece of work: requests that name the same duty, ground and case within half a day
/// belong to one, so that a warning is seen once and not at every call.
/// </summary>
public sealed class ClientWork(NpgsqlDataSource database, PurposeStore purposes, BusinessClock clock)
{
    private static readonly TimeSpan Holds = TimeSpan.FromHours(12);
    private const int KeptMax = 10_000;

    private const string FindSql =
        """
        select id, created_at from platform.work_context
        where operator_id = $1 and case_number = $2 and task_code = $3 and ground = $4 and created_at > $5
        order by created_at desc limit 1
        """;

    // Rows never change, so what was read once stays true until it is too old.
    private readonly ConcurrentDictionary<(Guid Client, Purpose Purpose), (Guid Id, DateTimeOffset At)> kept = new();

    /// <summary>The id of the purpose that the request names; null when it names none.</summary>
    public async ValueTask<Guid?> FindAsync(SignedIn client, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Purpose is not { CaseNumber: not null } purpose)
        {
            return null;
        }

        DateTimeOffset oldest = clock.Instant() - Holds;
        (Guid Client, Purpose Purpose) key = (client.OperatorId, purpose);
        if (kept.TryGetValue(key, out (Guid Id, DateTimeOffset At) known) && known.At > oldest)
        {
            return known.Id;
        }

        List<(Guid Id, DateTimeOffset At)> stored = await database.ListAsync(
            FindSql, row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)), cancellation,
            client.OperatorId, purpose.CaseNumber, purpose.TaskCode, purpose.Ground, oldest);
        if (stored is not [(Guid, DateTimeOffset) found])
        {
            if ((await purposes.OpenAsync(client, purpose, cancellation)).IsRefused(out _, out Guid opened))
            {
                return null;
            }

            found = (opened, clock.Instant());
        }

        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        kept[key] = found;
        return found.Item1;
    }
}
