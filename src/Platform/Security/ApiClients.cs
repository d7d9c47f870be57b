using System.Collections.Concurrent;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>An access token as issued; only its hash is stored.</summary>
/// <param name="Token">The secret.</param>
/// <param name="Lifetime">How long it is good for.</param>
/// <param name="Scopes">The tasks it is good for.</param>
public sealed record IssuedToken(string Token, TimeSpan Lifetime, IReadOnlyList<string> Scopes)
{
    /// <summary>Masks itself.</summary>
    public override string ToString() => "IssuedToken(***)";
}

/// <summary>API clients: client credentials (RFC 6749, 4.4) for opaque tokens; scopes are task codes.</summary>
public sealed class ApiClients(NpgsqlDataSource database, BusinessClock clock)
{
    private const int KnownMax = 10_000;

    // By the hash of the token, in hexadecimal digits.
    private readonly SharedReading<string, SignedIn> clients =
        new(tokens => ReadAsync(database, clock, new ConcurrentDictionary<string, Known>(), tokens));

    /// <summary>Short, so that a stolen token soon is worth nothing.</summary>
    public static readonly TimeSpan TokenHolds = TimeSpan.FromMinutes(10);

    internal static readonly TimeSpan SecretHolds = TimeSpan.FromDays(365);

    private const string SecretSql =
        """
        insert into platform.api_client_secret (id, operator_id, secret_sha256, valid_until)
        select $1, o.id, $3, $4 from platform.operator o where o.id = $2 and o.kind = 'client'
        """;

    private const string ClientSql =
        """
        select o.id, p.office_code,
               array(select distinct e.task_code from platform.effective_rights(o.id, $4) e order by e.task_code)
        from platform.operator o
        join platform.api_client_secret s on s.operator_id = o.id
         and s.secret_sha256 = $2 and s.revoked_at is null and s.valid_until > $3
        join platform.posting p on p.operator_id = o.id and platform.posting_holds(p.id, $4)
        where o.code = $1 and o.kind = 'client'
        limit 1
        """;

    private const string IssueSql =
        """
        insert into platform.api_token (token_sha256, id, operator_id, scopes, issued_at, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        """;

    private const string SweepSql = "delete from platform.api_token where expires_at < $1";

    internal const string RevokeSql =
        "update platform.api_token set revoked_at = $2 where operator_id = $1 and revoked_at is null";

    // Asked for each call, or for several that wait at once: a token never outlives its revocation or keeps a right that was taken
    // away. The inner select hides how many wait, so that one plan serves all.
    private const string PresentSql =
        """
        select k.token_sha256, (select stamp from platform.rights_stamp)
        from platform.api_token k
        where k.token_sha256 = any (array(select unnest($1::bytea[]))) and k.expires_at > $2 and k.revoked_at is null
        """;

    private const string FindSql =
        """
        select k.id, o.id, o.code, o.display_name, p.office_code, f.name, k.expires_at, k.issued_at,
               r.tasks, r.offices, r.person, r.factor, r.confirm, k.token_sha256, (select stamp from platform.rights_stamp)
        from platform.api_token k
        join platform.operator o on o.id = k.operator_id
        join lateral (select q.office_code from platform.posting_period q
                      where q.operator_id = o.id and q.valid_from <= $3 and $3 < q.valid_until limit 1) p on true
        join platform.office f on f.code = p.office_code
        cross join lateral (
            select coalesce(array_agg(e.task_code), '{}') as tasks, coalesce(array_agg(e.office_code), '{}') as offices,
                   coalesce(array_agg(e.opens_person), '{}') as person, coalesce(array_agg(e.second_factor), '{}') as factor,
                   coalesce(array_agg(e.confirm_again), '{}') as confirm
            from platform.effective_rights(o.id, $3) e where e.task_code = any (k.scopes)) r
        where k.token_sha256 = any (array(select unnest($1::bytea[]))) and k.expires_at > $2 and k.revoked_at is null
        """;

    /// <summary>Gives a client a new secret, good for a year; earlier ones stay good until revoked, so that it can roll over.</summary>
    public async Task<Result<string>> CreateSecretAsync(
        OperatorContext officer,
        Guid clientId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(officer);
        string secret = Secrets.New();
        await using UnitOfWork work = new(database, officer);
        int rows = await work.ExecuteAsync(
            SecretSql, cancellation,
            Guid.CreateVersion7(), clientId, Secrets.Sha256(secret), clock.Instant() + SecretHolds);
        if (rows == 0)
        {
            return SecurityRefusals.NoSuchRight;
        }

        work.Record(new AccessEntry(AccessKind.Account, "client.secret") { ActId = clientId });
        await work.CommitAsync(cancellation);
        return secret;
    }

    /// <summary>Issues a token for the asked scopes, all of which the client must have; none asked means all it has.</summary>
    /// <returns>The token, or <see cref="SecurityRefusals.WrongCredentials"/> or <see cref="SecurityRefusals.NotPermitted"/>.</returns>
    public async Task<Result<IssuedToken>> IssueAsync(
        string clientCode,
        string secret,
        IReadOnlyList<string> scopes,
        Guid requestId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        DateTimeOffset now = clock.Instant();
        List<(Guid Id, string Office, string[] Tasks)> found = await database.ListAsync(
            ClientSql,
            reader => (reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<string[]>(2)),
            cancellation,
            clientCode, Secrets.Sha256(secret), now, clock.Today());
        bool known = found.Count == 1;
        OperatorContext actor = known
            ? new OperatorContext(found[0].Id, clientCode, found[0].Office, "api", null, requestId, null)
            : new OperatorContext(Guid.Empty, "unknown", "unknown", "api", null, requestId, null);
        await using UnitOfWork work = new(database, actor);
        Refusal? refusal = !known ? SecurityRefusals.WrongCredentials
            : scopes.Except(found[0].Tasks).Any() ? SecurityRefusals.NotPermitted
            : null;
        work.Record(new AccessEntry(AccessKind.Account, "token.issue") { RefusalCode = refusal?.Code });
        if (refusal is not null)
        {
            await work.CommitAsync(cancellation);
            return refusal;
        }

        string token = Secrets.New();
        string[] granted = scopes.Count == 0 ? found[0].Tasks : [.. scopes.Distinct()];
        await work.ExecuteAsync(SweepSql, cancellation, now - TokenHolds);
        await work.ExecuteAsync(
            IssueSql, cancellation,
            Secrets.Sha256(token), Guid.CreateVersion7(), found[0].Id, granted, now, now + TokenHolds);
        await work.CommitAsync(cancellation);
        return new IssuedToken(token, TokenHolds, granted);
    }

    /// <summary>Ends all tokens of a client at once.</summary>
    public async Task RevokeTokensAsync(OperatorContext officer, Guid clientId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(officer);
        await using UnitOfWork work = new(database, officer);
        await work.ExecuteAsync(RevokeSql, cancellation, clientId, clock.Instant());
        work.Record(new AccessEntry(AccessKind.Account, "token.revoke") { ActId = clientId });
        await work.CommitAsync(cancellation);
    }

    /// <summary>The client of a request, or null when the token is not good.</summary>
    public Task<SignedIn?> FindAsync(string token, CancellationToken cancellation) =>
        clients.AskAsync(Convert.ToHexString(Secrets.Sha256(token))).WaitAsync(cancellation);

    // Others may wait for this answer too: it does not end with the request that happens to read it.
    private static async Task<IReadOnlyDictionary<string, SignedIn>> ReadAsync(
        NpgsqlDataSource database, BusinessClock clock, ConcurrentDictionary<string, Known> known, IReadOnlyCollection<string> tokens)
    {
        DateOnly today = clock.Today();
        List<(string Token, long Stamp)> present = await database.ListAsync(
            PresentSql,
            reader => (Token: Convert.ToHexString(reader.GetFieldValue<byte[]>(0)), Stamp: reader.GetInt64(1)),
            CancellationToken.None,
            tokens.Select(Convert.FromHexString).ToArray(), clock.Instant());
        Dictionary<string, SignedIn> clients = [];
        List<byte[]> changed = [];
        foreach ((string token, long stamp) in present)
        {
            if (known.TryGetValue(token, out Known? kept) && kept.Stamp == stamp && kept.Day == today)
            {
                clients[token] = kept.Client;
            }
            else
            {
                changed.Add(Convert.FromHexString(token));
            }
        }

        if (changed.Count == 0)
        {
            return clients;
        }

        if (known.Count > KnownMax)
        {
            known.Clear();
        }

        foreach (Known read in await database.ListAsync(
            FindSql,
            reader => new Known(Convert.ToHexString(reader.GetFieldValue<byte[]>(13)), Read(reader), reader.GetInt64(14), today),
            CancellationToken.None,
            changed.ToArray(), clock.Instant(), today))
        {
            known[read.Token] = read;
            clients[read.Token] = read.Client;
        }

        return clients;
    }

    /// <summary>A client as it was read under a stamp of the rights and on a day.</summary>
    private sealed record Known(string Token, SignedIn Client, long Stamp, DateOnly Day);

    private static SignedIn Read(NpgsqlDataReader reader) => new()
    {
        SessionId = reader.GetGuid(0),
        OperatorId = reader.GetGuid(1),
        OperatorCode = reader.GetString(2),
        DisplayName = reader.GetString(3),
        Kind = OperatorKind.Client,
        OfficeCode = reader.GetString(4),
        OfficeName = reader.GetString(5),
        Terminal = "api",
        IdleUntil = reader.GetFieldValue<DateTimeOffset>(6),
        ExpiresAt = reader.GetFieldValue<DateTimeOffset>(6),
        ConfirmedAt = reader.GetFieldValue<DateTimeOffset>(7),
        SecondFactor = false,
        NoticeConfirmed = true,
        MustChangePassword = false,
        HasSecondFactor = false,
        Rights = Sessions.ReadRights(reader, 8),
        RelatedResidents = new HashSet<Guid>(),
    };
}
