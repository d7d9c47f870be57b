using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>A new session.</summary>
/// <param name="Token">The secret for the browser; shown to nobody else.</param>
/// <param name="MustChangePassword">Whether the password has to be changed first.</param>
public sealed record NewSession(string Token, bool MustChangePassword)
{
    /// <summary>Masks itself.</summary>
    public override string ToString() => "NewSession(***)";
}

/// <summary>Sign-in by name and password, with lock-out (CR-42, CR-67, CR-127).</summary>
public sealed class SignIn(NpgsqlDataSource database, BusinessClock clock, Sessions sessions, Terminals terminals)
    : IDisposable
{
    /// <summary>Failures in a row before the account is locked.</summary>
    public const int FailuresMax = 5;

    /// <summary>Hashing takes a core for a third of a second; a flood of sign-ins must not take them all.</summary>
    private readonly SemaphoreSlim hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    // The failure is counted, and the lock set, before the password is looked at: guesses sent side by side all count,
    // and a crash in between leaves a lock that ends. 15 minutes doubled six times is 16 hours: a guesser gets some
    // 70 tries a week, a clerk is back the next morning. Success clears all of it.
    private const string AttemptSql =
        """
        update platform.password pw
        set failures = case when pw.failures + 1 >= $3 then 0 else pw.failures + 1 end,
            lock_outs = pw.lock_outs + case when pw.failures + 1 >= $3 then 1 else 0 end,
            locked_until = case when pw.failures + 1 >= $3
                                then $2 + interval '15 minutes' * power(2, least(pw.lock_outs, 6)) end
        from platform.operator o
        where o.code = $1 and pw.operator_id = o.id and o.kind = 'staff'
          and (pw.locked_until is null or pw.locked_until <= $2)
        returning o.id, pw.algorithm, pw.iterations, pw.salt, pw.hash, pw.must_change, pw.locked_until is not null
        """;

    private const string ClearSql =
        "update platform.password set failures = 0, lock_outs = 0, locked_until = null where operator_id = $1";

    private const string HashSql =
        "update platform.password set algorithm = $2, iterations = $3, salt = $4, hash = $5 where operator_id = $1";

    private const string ChangeSql =
        """
        update platform.password
        set algorithm = $2, iterations = $3, salt = $4, hash = $5, must_change = false, changed_at = $6
        where operator_id = $1
        """;

    private const string PostingSql =
        """
        select p.id, p.office_code from platform.posting p
        where p.operator_id = $1 and platform.posting_holds(p.id, $2)
        order by p.office_code <> $3, p.valid_from desc, p.id
        limit 1
        """;

    private const string OpenSql =
        """
        insert into platform.session
            (id, token_sha256, operator_id, posting_id, terminal_id, signed_in_at, last_seen_at, expires_at, confirmed_at)
        values ($1, $2, $3, $4, $5, $6, $6, $7, $6)
        """;

    private const string ReplaceSql =
        """
        update platform.session set ended_at = $3, end_reason = 'replaced'
        where operator_id = $1 and terminal_id = $2 and ended_at is null
        """;

    private const string ConfirmSql = "update platform.session set confirmed_at = $2 where id = $1 and ended_at is null";

    /// <summary>Signs in. Every attempt is on the access log; the answer is the same for unknown, wrong and locked.</summary>
    public async Task<Result<NewSession>> SignInAsync(
        string operatorCode,
        string password,
        TerminalProof proof,
        Guid requestId,
        CancellationToken cancellation)
    {
        Terminals.Terminal? terminal = await terminals.FindAsync(proof, cancellation);
        if (terminal is null)
        {
            await RecordUnknownAsync("unregistered", requestId, SecurityRefusals.UnregisteredTerminal, cancellation);
            return SecurityRefusals.UnregisteredTerminal;
        }

        Attempt? attempt = await AttemptAsync(operatorCode, password, cancellation);
        if (attempt is null)
        {
            await RecordUnknownAsync(terminal.Code, requestId, SecurityRefusals.WrongCredentials, cancellation);
            return SecurityRefusals.WrongCredentials;
        }

        await using UnitOfWork work = new(
            database,
            new OperatorContext(attempt.OperatorId, operatorCode, terminal.OfficeCode, terminal.Code, null, requestId, null));
        if (!attempt.Right)
        {
            await RefuseAsync(work, attempt, terminal.Code, cancellation);
            return SecurityRefusals.WrongCredentials;
        }

        (Guid Id, string Office)[] postings = [.. await work.ListAsync(
            PostingSql, reader => (reader.GetGuid(0), reader.GetString(1)), cancellation,
            attempt.OperatorId, clock.Today(), terminal.OfficeCode)];
        if (postings.Length == 0)
        {
            // The posting has ended (CR-47): the right password opens nothing, and says no more than a wrong one.
            await RefuseAsync(work, attempt, terminal.Code, cancellation);
            return SecurityRefusals.WrongCredentials;
        }

        return await OpenAsync(work, attempt, password, postings[0].Id, terminal.Id, cancellation);
    }

    /// <summary>Proves the identity again with the password, for tasks that ask for it (K1).</summary>
    public async Task<Refusal?> ConfirmAsync(
        SignedIn signedIn,
        string password,
        Guid requestId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        Attempt? attempt = await AttemptAsync(signedIn.OperatorCode, password, cancellation);
        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        if (attempt is null || !attempt.Right)
        {
            if (attempt is { Locked: true })
            {
                // Whoever sits at this terminal is not the one who signed in.
                await sessions.EndAllAsync(work, signedIn.OperatorId, "locked", null, cancellation);
            }

            await RefuseAsync(work, attempt, signedIn.Terminal, cancellation);
            return SecurityRefusals.WrongCredentials;
        }

        await work.ExecuteAsync(ClearSql, cancellation, attempt.OperatorId);
        await work.ExecuteAsync(ConfirmSql, cancellation, signedIn.SessionId, clock.Instant());
        work.Record(new AccessEntry(AccessKind.Account, "session.confirm"));
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Changes the password and ends the operator's other sessions.</summary>
    public async Task<Refusal?> ChangePasswordAsync(
        SignedIn signedIn,
        string oldPassword,
        string newPassword,
        Guid requestId,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signedIn);
        Refusal? weak = PasswordRules.Check(newPassword, signedIn.OperatorCode)
            ?? (newPassword == oldPassword ? SecurityRefusals.PasswordUnchanged : null);
        if (weak is not null)
        {
            return weak;
        }

        if (await ConfirmAsync(signedIn, oldPassword, requestId, cancellation) is Refusal wrong)
        {
            return wrong;
        }

        PasswordHash hash = await HashAsync(() => PasswordHash.Make(newPassword), cancellation);
        await using UnitOfWork work = new(database, signedIn.Context(requestId));
        await work.ExecuteAsync(
            ChangeSql, cancellation,
            signedIn.OperatorId, hash.Algorithm, hash.Iterations, hash.Salt, hash.Hash, clock.Instant());
        await sessions.EndAllAsync(work, signedIn.OperatorId, "replaced", signedIn.SessionId, cancellation);
        work.Record(new AccessEntry(AccessKind.Account, "password.change"));
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <inheritdoc />
    public void Dispose() => hashing.Dispose();

    private async Task<Attempt?> AttemptAsync(string operatorCode, string password, CancellationToken cancellation)
    {
        List<Attempt> found = await database.ListAsync(
            AttemptSql,
            reader => new Attempt(
                reader.GetGuid(0),
                new PasswordHash(
                    reader.GetString(1), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)),
                reader.GetBoolean(5),
                reader.GetBoolean(6),
                false),
            cancellation,
            operatorCode, clock.Instant(), FailuresMax);
        Attempt? attempt = found.SingleOrDefault();
        bool right = await HashAsync(() => (attempt?.Hash ?? PasswordHash.Nobody).Matches(password), cancellation);
        return attempt is null ? null : attempt with { Right = right };
    }

    private async Task<T> HashAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await hashing.WaitAsync(cancellation);
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            hashing.Release();
        }
    }

    private async Task RefuseAsync(UnitOfWork work, Attempt? attempt, string terminal, CancellationToken cancellation)
    {
        work.Record(new AccessEntry(AccessKind.Account, "session.sign-in")
        {
            RefusalCode = SecurityRefusals.WrongCredentials.Code,
        });
        if (attempt is { Locked: true })
        {
            await SecurityAlerts.RaiseAsync(
                work, "lock-out", attempt.OperatorId, terminal, $"{FailuresMax} failures", clock.Instant(), cancellation);
            work.Record(new AccessEntry(AccessKind.Account, "session.lock-out"));
        }

        await work.CommitAsync(cancellation);
    }

    private async Task<Result<NewSession>> OpenAsync(
        UnitOfWork work,
        Attempt attempt,
        string password,
        Guid posting,
        Guid terminal,
        CancellationToken cancellation)
    {
        DateTimeOffset now = clock.Instant();
        string token = Secrets.New();
        await work.ExecuteAsync(ClearSql, cancellation, attempt.OperatorId);
        if (attempt.Hash.IsOutdated)
        {
            PasswordHash hash = await HashAsync(() => PasswordHash.Make(password), cancellation);
            await work.ExecuteAsync(
                HashSql, cancellation, attempt.OperatorId, hash.Algorithm, hash.Iterations, hash.Salt, hash.Hash);
        }

        await work.ExecuteAsync(ReplaceSql, cancellation, attempt.OperatorId, terminal, now);
        await work.ExecuteAsync(
            OpenSql, cancellation,
            Guid.CreateVersion7(), Secrets.Sha256(token), attempt.OperatorId, posting, terminal, now,
            now + SessionLimits.Absolute);
        work.Record(new AccessEntry(AccessKind.Account, "session.sign-in"));
        await work.CommitAsync(cancellation);
        return new NewSession(token, attempt.MustChange);
    }

    // A name that is no account may be a password typed into the wrong field: it is not stored.
    private async Task RecordUnknownAsync(
        string terminal,
        Guid requestId,
        Refusal refusal,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(
            database, new OperatorContext(Guid.Empty, "unknown", "unknown", terminal, null, requestId, null));
        work.Record(new AccessEntry(AccessKind.Account, "session.sign-in") { RefusalCode = refusal.Code });
        await work.CommitAsync(cancellation);
    }

    private sealed record Attempt(
        Guid OperatorId,
        PasswordHash Hash,
        bool MustChange,
        bool Locked,
        bool Right);
}
