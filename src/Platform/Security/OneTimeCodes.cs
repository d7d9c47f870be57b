using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>One-time codes as second factor (CR-43): a code serves once, older ones never, and guessing is locked out.</summary>
public sealed class OneTimeCodes(NpgsqlDataSource database, BusinessClock clock, KeyRing keys)
{
    /// <summary>RFC 4226 asks for at least 16 bytes and recommends 20.</summary>
    private const int SecretBytes = 20;

    private const int FailuresMax = 5;

    // A secret in use is replaced only after it was removed: a stolen password alone must not swap the second factor.
    private const string StartSql =
        """
        insert into platform.one_time_code (operator_id, secret, key_id) values ($1, $2, $3)
        on conflict (operator_id) do update
            set secret = excluded.secret, key_id = excluded.key_id, last_step = 0, failures = 0, locked_until = null
            where platform.one_time_code.confirmed_at is null
        """;

    // The failure is counted before the code is looked at; success takes it back.
    private const string AttemptSql =
        """
        update platform.one_time_code
        set failures = case when failures + 1 >= $3 then 0 else failures + 1 end,
            locked_until = case when failures + 1 >= $3 then $2 + interval '15 minutes' end
        where operator_id = $1 and secret <> '' and (locked_until is null or locked_until <= $2)
        returning secret, key_id
        """;

    private const string UseSql =
        """
        update platform.one_time_code
        set last_step = $2, failures = 0, locked_until = null, confirmed_at = coalesce(confirmed_at, $3)
        where operator_id = $1 and last_step < $2
        """;

    private const string RemoveSql =
        "update platform.one_time_code set confirmed_at = null, secret = '' where operator_id = $1";

    /// <summary>Makes a secret for the operator's authenticator; it serves once a code of it was confirmed.</summary>
    /// <returns>The secret in Base 32, to be shown once; or why not.</returns>
    public async Task<Result<string>> StartAsync(SignedIn signedIn, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        if (SecondFactors.CheckManage(signedIn, clock.Instant()) is Refusal refusal)
        {
            return refusal;
        }

        byte[] secret = RandomNumberGenerator.GetBytes(SecretBytes);
        ZoneKey key = keys.Current(KeyRing.OneTimeCode);
        int rows = await database.ExecuteAsync(
            StartSql, cancellation, signedIn.OperatorId, SealedBox.Seal(key.Material, Name(signedIn, key.Id), secret), key.Id);
        return rows == 1 ? TimeCode.ToBase32(secret) : SecurityRefusals.SecondFactorWrong;
    }

    /// <summary>Verifies a code; on success the session has shown a second factor, and a new secret is confirmed.</summary>
    public async Task<Refusal?> VerifyAsync(
        SignedIn signedIn,
        string code,
        Guid requestId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        DateTimeOffset now = clock.Instant();
        List<(byte[] Box, string KeyId)> found = await database.ListAsync(
            AttemptSql,
            reader => (reader.GetFieldValue<byte[]>(0), reader.GetString(1)),
            cancellation,
            signedIn.OperatorId, now, FailuresMax);
        long? step = found is [(byte[] box, string keyId)] ? TimeCode.FindStep(Open(signedIn, keyId, box), code.Trim(), now) : null;
        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        // The step is taken in one statement: of two requests with one code one finds it used.
        bool right = step is not null && await work.ExecuteAsync(UseSql, cancellation, signedIn.OperatorId, step, now) == 1;
        Refusal? refusal = right ? null : SecurityRefusals.SecondFactorWrong;
        if (right)
        {
            await SecondFactors.MarkAsync(work, signedIn, "one-time-code", now, cancellation);
        }

        work.Record(new AccessEntry(AccessKind.Account, "session.second-factor") { Items = "one-time-code", RefusalCode = refusal?.Code });
        await work.CommitAsync(cancellation);
        return refusal;
    }

    /// <summary>Stops using one-time codes; the session must have shown a second factor.</summary>
    public async Task<Refusal?> RemoveAsync(SignedIn signedIn, Guid requestId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        if (SecondFactors.CheckManage(signedIn, clock.Instant()) is Refusal refusal)
        {
            return refusal;
        }

        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        await work.ExecuteAsync(RemoveSql, cancellation, signedIn.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "second-factor.remove") { Items = "one-time-code" });
        await work.CommitAsync(cancellation);
        return null;
    }

    private byte[] Open(SignedIn signedIn, string keyId, byte[] box)
    {
        return SealedBox.Open(keys.Get(keyId).Material, Name(signedIn, keyId), box);
    }

    private static string Name(SignedIn signedIn, string keyId) => $"{keyId} {signedIn.OperatorId:D}";
}

/// <summary>What both kinds of second factor share.</summary>
internal static class SecondFactors
{
    private const string MarkSql =
        "update platform.session set second_factor = $2, confirmed_at = $3 where id = $1 and ended_at is null";

    /// <summary>
    /// Registering or removing a factor: the identity was proved in the last minutes, and whoever has a factor already has
    /// shown it, so that a stolen password alone changes nothing.
    /// </summary>
    public static Refusal? CheckManage(SignedIn signedIn, DateTimeOffset now) =>
        signedIn.HasSecondFactor && !signedIn.SecondFactor ? SecurityRefusals.SecondFactorNeeded
        : now - signedIn.ConfirmedAt > Permissions.ConfirmationHolds ? SecurityRefusals.ConfirmAgain
        : null;

    public static Task<int> MarkAsync(
        UnitOfWork work,
        SignedIn signedIn,
        string kind,
        DateTimeOffset now,
        CancellationToken cancellation) =>
        work.ExecuteAsync(MarkSql, cancellation, signedIn.SessionId, kind, now);
}
