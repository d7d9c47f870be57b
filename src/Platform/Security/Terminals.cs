using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>How a terminal makes itself known: the SHA-256 of its secret, and whether the request came over loopback.</summary>
/// <param name="Sha256">Of the terminal's secret; null when it sent none.</param>
/// <param name="Loopback">Whether the request came from this machine; enough only for a terminal registered so.</param>
public sealed record TerminalProof(byte[]? Sha256, bool Loopback)
{
    /// <summary>Proof from the secret in the terminal's cookie.</summary>
    public static TerminalProof From(string? secret, bool loopback) =>
        new(string.IsNullOrEmpty(secret) ? null : Secrets.Sha256(secret), loopback);
}

/// <summary>Registered terminals (CR-57): the officer makes a code, the terminal turns it once into its secret.</summary>
public sealed class Terminals(NpgsqlDataSource database, BusinessClock clock)
{
    internal static readonly TimeSpan EnrolmentHolds = TimeSpan.FromHours(24);

    internal const string AddSql =
        """
        insert into platform.terminal (id, code, office_code, enrolment_sha256, enrolment_until, registered_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (code) do update
            set enrolment_sha256 = excluded.enrolment_sha256, enrolment_until = excluded.enrolment_until,
                token_sha256 = null, revoked_at = null, revoked_by = null, office_code = excluded.office_code
        """;

    private const string EnrolSql =
        """
        update platform.terminal set token_sha256 = $2, enrolment_sha256 = null, enrolment_until = null
        where enrolment_sha256 = $1 and enrolment_until > $3 and revoked_at is null
        returning code
        """;

    private const string RevokeSql =
        "update platform.terminal set revoked_at = $2, revoked_by = $3 where code = $1 and revoked_at is null";

    private const string FindSql =
        """
        select id, code, office_code from platform.terminal
        where revoked_at is null and (token_sha256 = $1 or ($2 and loopback))
        order by loopback
        limit 1
        """;

    /// <summary>Registers a terminal and returns the code to enter there within a day. A known code is registered anew.</summary>
    public async Task<string> RegisterAsync(
        SignedIn officer,
        Guid requestId,
        string terminalCode,
        string officeCode,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(officer);
        string code = Secrets.NewReadable();
        await using UnitOfWork work = new(database, officer.Context(requestId));
        await work.ExecuteAsync(
            AddSql,
            cancellation,
            Guid.CreateVersion7(), terminalCode, officeCode, Secrets.Sha256(code), clock.Instant() + EnrolmentHolds,
            officer.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "terminal.register") { Items = terminalCode });
        await work.CommitAsync(cancellation);
        return code;
    }

    /// <summary>Turns the code into the secret the terminal keeps.</summary>
    public async Task<Result<string>> EnrolAsync(string enrolmentCode, CancellationToken cancellation)
    {
        string secret = Secrets.New();
        List<string> enrolled = await database.ListAsync(
            EnrolSql,
            reader => reader.GetString(0),
            cancellation,
            Secrets.Sha256(enrolmentCode.Trim().ToUpperInvariant()), Secrets.Sha256(secret), clock.Instant());
        return enrolled.Count == 1 ? secret : SecurityRefusals.WrongEnrolment;
    }

    /// <summary>Revokes a terminal; its sessions end with the next request.</summary>
    public async Task RevokeAsync(SignedIn officer, Guid requestId, string terminalCode, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(officer);
        await using UnitOfWork work = new(database, officer.Context(requestId));
        await work.ExecuteAsync(RevokeSql, cancellation, terminalCode, clock.Instant(), officer.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "terminal.revoke") { Items = terminalCode });
        await work.CommitAsync(cancellation);
    }

    /// <summary>Whether the terminal of a request is registered.</summary>
    public async Task<bool> IsRegisteredAsync(TerminalProof proof, CancellationToken cancellation) =>
        await FindAsync(proof, cancellation) is not null;

    /// <summary>The terminal of a request, or null when it is not registered.</summary>
    internal async Task<Terminal?> FindAsync(TerminalProof proof, CancellationToken cancellation)
    {
        List<Terminal> found = await database.ListAsync(
            FindSql,
            reader => new Terminal(reader.GetGuid(0), reader.GetString(1), reader.GetString(2)),
            cancellation,
            proof.Sha256, proof.Loopback);
        return found is [Terminal terminal] ? terminal : null;
    }

    internal sealed record Terminal(Guid Id, string Code, string OfficeCode);
}
