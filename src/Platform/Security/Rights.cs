using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>What the head of a section designates (権限の指定).</summary>
/// <param name="OperatorId">Who shall have it.</param>
/// <param name="PostingId">The posting it hangs on; it ends with it at the latest.</param>
/// <param name="RoleCode">A role of <c>platform.role</c>.</param>
/// <param name="OfficeCode">The office it is good for; <c>*</c> for all offices.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day it no longer holds; null: until the posting ends.</param>
/// <param name="Reason">Why, at most 200 characters.</param>
public sealed record Designation(
    Guid OperatorId,
    Guid PostingId,
    string RoleCode,
    string OfficeCode,
    DateOnly From,
    DateOnly? Until,
    string Reason);

/// <summary>
/// The ledger of rights (権限台帳): designated by the head of a section, set by the system officer, revoked by either.
/// Rows are only added. CR-45 to CR-48.
/// </summary>
public sealed class Rights(NpgsqlDataSource database, BusinessClock clock)
{
    private const string DesignateSql =
        """
        insert into platform.rights_designation
            (id, operator_id, posting_id, role_code, office_code, valid_from, valid_until, reason, designated_by)
        select $1, p.operator_id, p.id, r.code, $5, $6, $7, $8, $9
        from platform.posting p, platform.role r
        where p.id = $3 and p.operator_id = $2 and r.code = $4
        """;

    private const string SetSql =
        """
        insert into platform.rights_grant (id, designation_id, operator_id, designated_by, set_by)
        select $1, d.id, d.operator_id, d.designated_by, $3
        from platform.rights_designation d
        where d.id = $2 and not exists (select from platform.rights_revocation r where r.designation_id = d.id)
        on conflict (designation_id) do nothing
        """;

    private const string RevokeSql =
        """
        insert into platform.rights_revocation (id, designation_id, valid_from, reason, revoked_by)
        select $1, d.id, $3, $4, $5 from platform.rights_designation d where d.id = $2
        """;

    private const string RestrictSql =
        """
        insert into platform.rights_restriction (id, operator_id, task_code, valid_from, valid_until, reason, set_by)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    /// <summary>Designates a right, once for a form; it has no effect until the system officer sets it.</summary>
    /// <param name="head">Who designates.</param>
    /// <param name="act">Key of the form.</param>
    /// <param name="designation">The right.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Result<Guid>> DesignateAsync(
        OperatorContext head,
        Guid act,
        Designation designation,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(designation);
        if (head.OperatorId == designation.OperatorId)
        {
            return SecurityRefusals.TwoPeopleNeeded;
        }

        Guid id = Guid.CreateVersion7();
        await using UnitOfWork work = new(database, head);
        if ((await work.ClaimAsync(act, "rights.designate", id.ToString("D"), cancellation)).IsRefused(out Refusal? why, out ActClaim? claim))
        {
            return why;
        }

        if (!claim.First)
        {
            return Guid.Parse(claim.Location);
        }

        int rows = await work.ExecuteAsync(
            DesignateSql, cancellation,
            id, designation.OperatorId, designation.PostingId, designation.RoleCode, designation.OfficeCode,
            designation.From, designation.Until, designation.Reason, head.OperatorId);
        if (rows == 0)
        {
            return SecurityRefusals.NoSuchRight;
        }

        work.Record(new AccessEntry(AccessKind.Account, "rights.designate") { Items = designation.RoleCode, ActId = id });
        await work.CommitAsync(cancellation);
        return id;
    }

    /// <summary>Sets a designated right; from the next call of its holder it is in force.</summary>
    public async Task<Refusal?> SetAsync(OperatorContext officer, Guid designationId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(officer);
        await using UnitOfWork work = new(database, officer);
        try
        {
            int rows = await work.ExecuteAsync(
                SetSql, cancellation, Guid.CreateVersion7(), designationId, officer.OperatorId);
            if (rows == 0)
            {
                return SecurityRefusals.RightNotOpen;
            }
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // The table itself holds the rule of two people.
            return SecurityRefusals.TwoPeopleNeeded;
        }

        work.Record(new AccessEntry(AccessKind.Account, "rights.set") { ActId = designationId });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Revokes a right, or withdraws a designation that was not set; one person is enough (CR-47).</summary>
    /// <param name="actor">Head or officer.</param>
    /// <param name="designationId">The ledger entry.</param>
    /// <param name="from">First day it no longer holds; today or earlier means at once.</param>
    /// <param name="reason">Why, at most 200 characters.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Refusal?> RevokeAsync(
        OperatorContext actor,
        Guid designationId,
        DateOnly from,
        string reason,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using UnitOfWork work = new(database, actor);
        int rows = await work.ExecuteAsync(
            RevokeSql, cancellation, Guid.CreateVersion7(), designationId, from, reason, actor.OperatorId);
        if (rows == 0)
        {
            return SecurityRefusals.NoSuchRight;
        }

        work.Record(new AccessEntry(AccessKind.Account, "rights.revoke") { ActId = designationId });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Hides a task from one operator although the role has it (standard 10.4, items hidden per user).</summary>
    public async Task RestrictAsync(
        OperatorContext officer,
        Guid operatorId,
        string taskCode,
        DateOnly? until,
        string reason,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(officer);
        await using UnitOfWork work = new(database, officer);
        await work.ExecuteAsync(
            RestrictSql, cancellation,
            Guid.CreateVersion7(), operatorId, taskCode, clock.Today(), until, reason, officer.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "rights.restrict") { Items = taskCode, ActId = operatorId });
        await work.CommitAsync(cancellation);
    }
}
