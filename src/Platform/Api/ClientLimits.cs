using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Npgsql;

namespace Daicho.Platform.Api;

/// <summary>What a client may ask for (parameter <c>platform</c> / <c>api.limits</c>; K12).</summary>
/// <param name="RequestsPerMinute">Requests in a minute, per process.</param>
/// <param name="PersonsPerDay">Persons answered on a business day.</param>
public sealed record ClientLimit(int RequestsPerMinute, long PersonsPerDay)
{
    /// <summary>Limits of single clients, by code.</summary>
    public IReadOnlyDictionary<string, ClientLimit>? Clients { get; init; }

    /// <summary>What holds for a client.</summary>
    public ClientLimit For(string code) => Clients?.GetValueOrDefault(code) ?? this;

    /// <summary>The parameter.</summary>
    public static ParameterKind Parameter { get; } = ParameterKind.ReadBy(
        "platform", "api.limits", """{"requestsPerMinute": 6000, "personsPerDay": 10000, "clients": {"NAME": {"requestsPerMinute": 60, "personsPerDay": 100}}}""",
        json => _ = JsonSerializer.Deserialize(json, ClientLimitJson.Default.ClientLimit) ?? throw new JsonException());

    /// <summary>What holds where the parameter is not set: a busy counter system, far from a copy of the register.</summary>
    public static readonly ClientLimit Standard = new(6_000, 10_000);
}

/// <summary>Compiled serialization of the parameter.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClientLimit))]
public sealed partial class ClientLimitJson : JsonSerializerContext;

/// <summary>
/// Counts requests and persons per client. Persons of a day are counted over all processes in the database; a process
/// brings its own part there every few seconds, so a limit may be passed by that much and no more.
/// </summary>
public sealed class ClientLimits(NpgsqlDataSource database, BusinessClock clock)
{
    private const int PersonsKept = 100;
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(5);

    private const string LimitSql =
        """
        select value from platform.parameter
        where module = 'platform' and name = 'api.limits' and valid_from <= $1
        order by valid_from desc limit 1
        """;

    private const string AddSql =
        """
        insert into platform.api_volume as v (operator_id, day, persons) values ($1, $2, $3)
        on conflict (operator_id, day) do update set persons = v.persons + excluded.persons
        returning persons
        """;

    private readonly ConcurrentDictionary<Guid, Account> accounts = new();

    /// <summary>Seconds to wait, with the refusal; null when the client may go on.</summary>
    public async ValueTask<(Refusal Why, int Seconds)?> CheckAsync(SignedIn client, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        DateTimeOffset now = clock.Instant();
        Account account = accounts.GetOrAdd(client.OperatorId, _ => new Account());
        if (now - account.ReadAt > KeepFor || account.Day != clock.Today())
        {
            await BringAsync(account, client, now, cancellation);
        }

        if (!account.TakeRequest(now))
        {
            return (ApiRefusals.TooManyRequests, 60 - (int)(now.ToUnixTimeSeconds() % 60));
        }

        if (account.Persons < account.Limit.PersonsPerDay)
        {
            return null;
        }

        DateTimeOffset japan = now.ToOffset(BusinessClock.JapanOffset);
        return (ApiRefusals.TooManyPersons, (int)Math.Ceiling((japan.Date.AddDays(1) - japan.DateTime).TotalSeconds));
    }

    /// <summary>Counts persons that are about to be answered.</summary>
    public async ValueTask CountAsync(SignedIn client, int persons, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (accounts.TryGetValue(client.OperatorId, out Account? account) && account.Add(persons) >= PersonsKept)
        {
            await BringAsync(account, client, clock.Instant(), cancellation);
        }
    }

    private async Task BringAsync(Account account, SignedIn client, DateTimeOffset now, CancellationToken cancellation)
    {
        DateOnly today = clock.Today();
        (DateOnly day, long own) = account.Take();
        DateOnly countedOn = own > 0 ? day : today;
        try
        {
            List<long> sum = await database.ListAsync(
                AddSql, row => row.GetInt64(0), cancellation, client.OperatorId, countedOn, own);
            List<string> limits = await database.ListAsync(LimitSql, row => row.GetString(0), cancellation, today);
            ClientLimit limit = limits is [string json]
                ? JsonSerializer.Deserialize(json, ClientLimitJson.Default.ClientLimit) ?? ClientLimit.Standard
                : ClientLimit.Standard;
            account.Set(today, countedOn == today ? sum.Single() : 0, limit.For(client.OperatorCode), now);
        }
        catch
        {
            account.Add((int)own);
            throw;
        }
    }

    /// <summary>The counters of one client in this process.</summary>
    private sealed class Account
    {
        private readonly Lock gate = new();
        private long stored;
        private long own;
        private long minute;
        private int requests;

        public DateOnly Day { get; private set; }

        public DateTimeOffset ReadAt { get; private set; }

        public ClientLimit Limit { get; private set; } = ClientLimit.Standard;

        public long Persons
        {
            get
            {
                lock (gate)
                {
                    return stored + own;
                }
            }
        }

        public bool TakeRequest(DateTimeOffset now)
        {
            lock (gate)
            {
                long present = now.ToUnixTimeSeconds() / 60;
                requests = present == minute ? requests + 1 : 1;
                minute = present;
                return requests <= Limit.RequestsPerMinute;
            }
        }

        public long Add(int persons)
        {
            lock (gate)
            {
                return own += persons;
            }
        }

        public (DateOnly Day, long Own) Take()
        {
            lock (gate)
            {
                long taken = own;
                (stored, own) = (stored + own, 0);
                return (Day, taken);
            }
        }

        public void Set(DateOnly day, long persons, ClientLimit limit, DateTimeOffset now)
        {
            lock (gate)
            {
                (Day, stored, Limit, ReadAt) = (day, persons, limit, now);
            }
        }
    }
}
