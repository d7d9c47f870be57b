using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Security;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Daicho.Platform.Api;

/// <summary>What an act answered, as kept for repeats: ids and states, never a record.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Location">Address of the result; null when it has none.</param>
/// <param name="ETag">Version of the result; null when it has none.</param>
/// <param name="Json">The body.</param>
public sealed record ApiAnswer(int Status, string? Location, string? ETag, string Json)
{
    /// <summary>An answer with a body.</summary>
    public static ApiAnswer Of<T>(int status, T body, JsonTypeInfo<T> shape, string? location = null, int? version = null) =>
        new(status, location, version is { } number ? $"\"{number}\"" : null, JsonSerializer.Serialize(body, shape));

    /// <summary>Sends it.</summary>
    public IResult ToHttp(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Headers.Location = Location;
        http.Response.Headers.ETag = ETag;
        return Results.Text(Json, "application/json", Encoding.UTF8, Status);
    }
}

/// <summary>
/// Acts of programs happen once (Idempotency-Key; common-functions.md 5): the key leads to one act key for good, and a
/// repeat gets the first answer. Of an act that was cut off, the repeat does the same act again under the same act key,
/// which the act itself recognises.
/// </summary>
public sealed partial class ApiOnce(NpgsqlDataSource database, KeyRing keys, BusinessClock clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(35);
    private const int SweptMax = 1000;

    private const string ClaimSql =
        """
        insert into platform.api_request (operator_id, request_key, operation, body_digest, act_key)
        values ($1, $2, $3, $4, $5) on conflict (operator_id, request_key) do nothing
        """;

    private const string FindSql =
        """
        select operation, body_digest, act_key, status, location, etag, answer
        from platform.api_request where operator_id = $1 and request_key = $2
        """;

    private const string KeepSql =
        """
        update platform.api_request set status = $3, location = $4, etag = $5, answer = $6
        where operator_id = $1 and request_key = $2 and status is null
        """;

    private const string SweepSql =
        """
        delete from platform.api_request where (operator_id, request_key) in (
            select operator_id, request_key from platform.api_request where created_at < $1 order by created_at limit $2)
        """;

    /// <summary>Does an act once and answers it.</summary>
    /// <param name="http">The request; its header <c>Idempotency-Key</c> is the key.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="asked">What is asked for besides the address: the bytes that a repeat must have in common.</param>
    /// <param name="act">The act under its act key.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Result<ApiAnswer>> DoAsync(
        HttpContext http,
        SignedIn client,
        string asked,
        Func<Guid, Task<Result<ApiAnswer>>> act,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(act);
        string key = http.Request.Headers["Idempotency-Key"].ToString();
        if (!KeyPattern().IsMatch(key))
        {
            return ApiRefusals.KeyNeeded;
        }

        // The address holds opaque ids only.
        string operation = $"{http.Request.Method} {http.Request.Path}";
        byte[] digest = Digest(keys.Current(KeyRing.RequestDigest), asked);
        int claimed = await database.ExecuteAsync(
            ClaimSql, cancellation, client.OperatorId, key, operation, digest, Guid.CreateVersion7());
        Claim claim = (await database.ListAsync(FindSql, Read, cancellation, client.OperatorId, key)).Single();
        if (claim.Operation != operation || !keys.All(KeyRing.RequestDigest).Any(one => Digest(one, asked).AsSpan().SequenceEqual(claim.Digest)))
        {
            return ApiRefusals.KeyReused;
        }

        if (claim.Answer is { } first)
        {
            return first;
        }

        Result<ApiAnswer> done = await act(claim.ActKey);
        if (!done.IsRefused(out _, out ApiAnswer? answer))
        {
            await database.ExecuteAsync(
                KeepSql, cancellation, client.OperatorId, key, answer.Status, answer.Location, answer.ETag, answer.Json);
        }

        if (claimed == 1)
        {
            await database.ExecuteAsync(SweepSql, cancellation, clock.Instant() - Kept, SweptMax);
        }

        return done;
    }

    private static byte[] Digest(ZoneKey key, string asked) => HMACSHA256.HashData(key.Material, Encoding.UTF8.GetBytes(asked));

    private static Claim Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetFieldValue<byte[]>(1),
        row.GetGuid(2),
        row.IsDBNull(3) ? null : new ApiAnswer(row.GetInt32(3), row.Nullable<string>(4), row.Nullable<string>(5), row.GetString(6)));

    [GeneratedRegex("^[A-Za-z0-9._-]{8,80}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();

    private sealed record Claim(string Operation, byte[] Digest, Guid ActKey, ApiAnswer? Answer);
}
