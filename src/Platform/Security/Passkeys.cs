using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>A registered passkey, for the list.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Name">Name its owner gave it.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="LastUsedAt">When it last proved its owner; null when never.</param>
/// <param name="BackedUp">Whether the authenticator keeps a copy elsewhere.</param>
public sealed record RegisteredPasskey(byte[] Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool BackedUp);

/// <summary>
/// Passkeys (WebAuthn) as second factor with user verification: the authenticator proved finger, face or PIN (CR-44). The
/// framework's handler checks challenge, origin, signature and counter; this keeps ceremonies and keys on the server.
/// </summary>
public sealed class Passkeys(NpgsqlDataSource database, BusinessClock clock, IPasskeyHandler<PasskeyUser> handler)
{
    private const int NameMax = 60;

    private static readonly TimeSpan CeremonyHolds = TimeSpan.FromMinutes(5);

    // One running ceremony of a kind per session.
    private const string StartSql =
        """
        with old as (delete from platform.passkey_ceremony where (session_id = $2 and kind = $3) or expires_at < $6)
        insert into platform.passkey_ceremony (id, session_id, kind, state, expires_at) values ($1, $2, $3, $4, $5)
        """;

    private const string TakeSql =
        """
        delete from platform.passkey_ceremony where session_id = $1 and kind = $2 and expires_at > $3 returning state
        """;

    private const string AddSql =
        """
        insert into platform.passkey
            (credential_id, operator_id, name, public_key, sign_count, transports, backup_eligible, backed_up,
             attestation_object, client_data_json, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict do nothing
        """;

    private const string UsedSql =
        """
        update platform.passkey set sign_count = $3, backed_up = $4, last_used_at = $5
        where credential_id = $1 and operator_id = $2 and revoked_at is null
        """;

    private const string ListSql =
        """
        select credential_id, name, created_at, last_used_at, backed_up from platform.passkey
        where operator_id = $1 and revoked_at is null order by created_at
        """;

    private const string RevokeSql =
        "update platform.passkey set revoked_at = $3 where credential_id = $1 and operator_id = $2 and revoked_at is null";

    /// <summary>Begins a registration; returns the options for <c>navigator.credentials.create</c>.</summary>
    public async Task<Result<string>> StartRegistrationAsync(
        SignedIn signedIn,
        HttpContext http,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        if (SecondFactors.CheckManage(signedIn, clock.Instant()) is Refusal refusal)
        {
            return refusal;
        }

        PasskeyCreationOptionsResult options = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = signedIn.OperatorId.ToString("D"),
                Name = signedIn.OperatorCode,
                DisplayName = signedIn.DisplayName,
            },
            http);
        await StartAsync(signedIn, "creation", options.AttestationState ?? "", cancellation);
        return options.CreationOptionsJson;
    }

    /// <summary>Ends a registration with the authenticator's answer; the session has shown a second factor then.</summary>
    public async Task<Refusal?> RegisterAsync(
        SignedIn signedIn,
        HttpContext http,
        Guid requestId,
        string credentialJson,
        string name,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        Refusal? refusal = SecondFactors.CheckManage(signedIn, clock.Instant());
        string? state = refusal is null ? await TakeAsync(signedIn, "creation", cancellation) : null;
        PasskeyAttestationResult? result = state is null ? null : await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = credentialJson, AttestationState = state });
        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        refusal ??= SecurityRefusals.SecondFactorWrong;
        if (result is { Succeeded: true, Passkey: { IsUserVerified: true } passkey, UserEntity: { } entity }
            && entity.Id == signedIn.OperatorId.ToString("D")
            && await AddAsync(work, signedIn, passkey, name, cancellation) == 1)
        {
            await SecondFactors.MarkAsync(work, signedIn, "passkey", clock.Instant(), cancellation);
            await SecurityAlerts.RaiseAsync(
                work, "second-factor-registered", signedIn.OperatorId, signedIn.Terminal, "passkey", clock.Instant(), cancellation);
            refusal = null;
        }

        work.Record(new AccessEntry(AccessKind.Account, "second-factor.register") { Items = "passkey", RefusalCode = refusal?.Code });
        await work.CommitAsync(cancellation);
        return refusal;
    }

    /// <summary>Begins a proof; returns the options for <c>navigator.credentials.get</c>.</summary>
    public async Task<Result<string>> StartProofAsync(SignedIn signedIn, HttpContext http, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        if (!signedIn.HasSecondFactor)
        {
            return SecurityRefusals.NoSecondFactor;
        }

        PasskeyRequestOptionsResult options = await handler.MakeRequestOptionsAsync(
            new PasskeyUser(signedIn.OperatorId, signedIn.OperatorCode), http);
        await StartAsync(signedIn, "request", options.AssertionState ?? "", cancellation);
        return options.RequestOptionsJson;
    }

    /// <summary>Ends a proof; on success the session has shown a second factor.</summary>
    public async Task<Refusal?> ProveAsync(
        SignedIn signedIn,
        HttpContext http,
        Guid requestId,
        string credentialJson,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        string? state = await TakeAsync(signedIn, "request", cancellation);
        PasskeyAssertionResult<PasskeyUser>? result = state is null ? null : await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = credentialJson, AssertionState = state });
        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        Refusal? refusal = SecurityRefusals.SecondFactorWrong;
        if (result is { Succeeded: true, Passkey: { } passkey, User: { } user } && user.Id == signedIn.OperatorId
            && await work.ExecuteAsync(
                UsedSql, cancellation,
                passkey.CredentialId, user.Id, (long)passkey.SignCount, passkey.IsBackedUp, clock.Instant()) == 1)
        {
            await SecondFactors.MarkAsync(work, signedIn, "passkey", clock.Instant(), cancellation);
            refusal = null;
        }

        work.Record(new AccessEntry(AccessKind.Account, "session.second-factor") { Items = "passkey", RefusalCode = refusal?.Code });
        await work.CommitAsync(cancellation);
        return refusal;
    }

    /// <summary>The operator's passkeys.</summary>
    public Task<List<RegisteredPasskey>> ListAsync(SignedIn signedIn, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        return database.ListAsync(
            ListSql,
            reader => new RegisteredPasskey(
                reader.GetFieldValue<byte[]>(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.Nullable<DateTimeOffset?>(3), reader.GetBoolean(4)),
            cancellation,
            signedIn.OperatorId);
    }

    /// <summary>Revokes a passkey of one's own, such as a lost one.</summary>
    public async Task<Refusal?> RevokeAsync(
        SignedIn signedIn,
        byte[] credentialId,
        Guid requestId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        if (SecondFactors.CheckManage(signedIn, clock.Instant()) is Refusal refusal)
        {
            return refusal;
        }

        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        await work.ExecuteAsync(RevokeSql, cancellation, credentialId, signedIn.OperatorId, clock.Instant());
        work.Record(new AccessEntry(AccessKind.Account, "second-factor.remove") { Items = "passkey" });
        await work.CommitAsync(cancellation);
        return null;
    }

    private Task<int> StartAsync(SignedIn signedIn, string kind, string state, CancellationToken cancellation) =>
        database.ExecuteAsync(
            StartSql, cancellation,
            Guid.CreateVersion7(), signedIn.SessionId, kind, state, clock.Instant() + CeremonyHolds, clock.Instant());

    private async Task<string?> TakeAsync(SignedIn signedIn, string kind, CancellationToken cancellation) =>
        (await database.ListAsync(
            TakeSql, reader => reader.GetString(0), cancellation, signedIn.SessionId, kind, clock.Instant())).SingleOrDefault();

    private Task<int> AddAsync(
        UnitOfWork work,
        SignedIn signedIn,
        UserPasskeyInfo passkey,
        string name,
        CancellationToken cancellation)
    {
        string shown = string.IsNullOrWhiteSpace(name) ? "パスキー" : name.Trim();
        return work.ExecuteAsync(
            AddSql, cancellation,
            passkey.CredentialId, signedIn.OperatorId, shown[..Math.Min(shown.Length, NameMax)], passkey.PublicKey,
            (long)passkey.SignCount, passkey.Transports ?? [], passkey.IsBackupEligible, passkey.IsBackedUp,
            passkey.AttestationObject, passkey.ClientDataJson, clock.Instant());
    }
}
