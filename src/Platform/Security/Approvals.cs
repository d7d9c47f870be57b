using System.Security.Cryptography;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>An approval that waits for a decision.</summary>
public sealed record OpenApproval(
    Guid Id,
    string Kind,
    string Summary,
    string Reason,
    Guid RequestedBy,
    string RequestedByName,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt);

/// <summary>An approval that was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="First">False: the same form was sent before, and what belongs to the request is written already.</param>
public sealed record AskedApproval(Guid Id, bool First);

/// <summary>
/// Four eyes: one asks, another decides, a yes is used once and only for what was asked (threat model, K11; CR-63).
/// The subject is bound by a hash, so that an approval for one output does not serve for another.
/// </summary>
public sealed class Approvals(NpgsqlDataSource database, BusinessClock clock)
{
    /// <summary>How long a request, and the yes to it, holds.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromDays(7);

    private const string RequestSql =
        """
        insert into platform.approval
            (id, kind, subject_sha256, summary, reason, requested_by, requested_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string FindSql =
        "select requested_by from platform.approval where id = $1 and decision is null and expires_at > $2 and kind = any ($3) for update";

    private const string DecideSql =
        """
        update platform.approval set decided_by = $2, decided_at = $3, decision = $4, decision_note = $5
        where id = $1 and decision is null
        """;

    private const string UseSql =
        """
        update platform.approval set used_by = $4, used_at = $5
        where id = $1 and kind = $2 and subject_sha256 = $3 and requested_by = $4
          and decision = 'approved' and used_at is null and expires_at > $5
        """;

    private const string OpenSql =
        """
        select a.id, a.kind, a.summary, a.reason, a.requested_by, coalesce(o.display_name, 'command'), a.requested_at, a.expires_at
        from platform.approval a left join platform.operator o on o.id = a.requested_by
        where a.decision is null and a.expires_at > $1 and a.kind = any ($2)
        order by a.requested_at, a.id
        limit 200
        """;

    /// <summary>
    /// Asks for an approval inside the unit of work that writes what is asked for: neither is there without the other, and a
    /// form sent twice asks once.
    /// </summary>
    /// <param name="work">The unit of work of the one who asks.</param>
    /// <param name="act">Key of the form.</param>
    /// <param name="kind">Kind of act, such as <c>bulk.output</c>.</param>
    /// <param name="subject">What exactly: the canonical text of conditions and content; only its hash is stored.</param>
    /// <param name="summary">For the one who decides, without personal data; at most 200 characters.</param>
    /// <param name="reason">Why; at most 200 characters.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The request of this form; refused when the key belongs to another act.</returns>
    public async Task<Result<AskedApproval>> RequestAsync(
        UnitOfWork work,
        Guid act,
        string kind,
        string subject,
        string summary,
        string reason,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        Guid id = Guid.CreateVersion7();
        Result<ActClaim> claimed = await work.ClaimAsync(act, $"approval.request/{kind}", id.ToString("D"), cancellation);
        if (claimed.IsRefused(out Refusal? why, out ActClaim? claim))
        {
            return why;
        }

        if (!claim.First)
        {
            return new AskedApproval(Guid.Parse(claim.Location), First: false);
        }

        DateTimeOffset now = clock.Instant();
        await work.ExecuteAsync(
            RequestSql, cancellation,
            id, kind, Hash(kind, subject), summary, reason, work.Operator.OperatorId, now, now + Holds);
        work.Record(new AccessEntry(AccessKind.Account, "approval.request") { Items = kind, ActId = id });
        return new AskedApproval(id, First: true);
    }

    /// <summary>Decides a request of somebody else.</summary>
    /// <param name="decider">Who decides.</param>
    /// <param name="approvalId">Which request.</param>
    /// <param name="kinds">Kinds that this door decides: a request of another kind is not open here.</param>
    /// <param name="approve">Whether to approve.</param>
    /// <param name="note">Why, or on which condition; at most 200 characters.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Refusal?> DecideAsync(
        OperatorContext decider,
        Guid approvalId,
        string[] kinds,
        bool approve,
        string note,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(decider);
        await using UnitOfWork work = new(database, decider);
        List<Guid> found = await work.ListAsync(
            FindSql, reader => reader.GetGuid(0), cancellation, approvalId, clock.Instant(), kinds);
        if (found is not [Guid requestedBy])
        {
            return SecurityRefusals.ApprovalNotOpen;
        }

        if (requestedBy == decider.OperatorId)
        {
            return SecurityRefusals.OwnRequest;
        }

        await work.ExecuteAsync(
            DecideSql, cancellation,
            approvalId, decider.OperatorId, clock.Instant(), approve ? "approved" : "refused", note);
        work.Record(new AccessEntry(AccessKind.Account, "approval.decide")
        {
            Items = approve ? "approved" : "refused",
            ActId = approvalId,
        });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Uses an approval inside the unit of work of the act: if the act rolls back, the approval stays unused.</summary>
    public async Task<Refusal?> UseAsync(
        UnitOfWork work,
        Guid approvalId,
        string kind,
        string subject,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        int rows = await work.ExecuteAsync(
            UseSql, cancellation, approvalId, kind, Hash(kind, subject), work.Operator.OperatorId, clock.Instant());
        if (rows == 0)
        {
            return SecurityRefusals.NotApproved;
        }

        work.Record(new AccessEntry(AccessKind.Account, "approval.use") { Items = kind, ActId = approvalId });
        return null;
    }

    /// <summary>The requests of some kinds that wait for a decision, oldest first.</summary>
    public Task<List<OpenApproval>> ListOpenAsync(string[] kinds, CancellationToken cancellation) =>
        database.ListAsync(
            OpenSql,
            reader => new OpenApproval(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetGuid(4),
                reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7)),
            cancellation,
            clock.Instant(), kinds);

    private static byte[] Hash(string kind, string subject) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{subject}"));
}
