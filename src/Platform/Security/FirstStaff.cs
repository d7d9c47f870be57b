using Daicho.Platform.Data;

namespace Daicho.Platform.Security;

/// <summary>An account that stands at the beginning of a zone, before anybody can designate and set rights (CR-46).</summary>
/// <param name="Code">Sign-in name.</param>
/// <param name="DisplayName">Name in the frame and on logs.</param>
/// <param name="EmployeeNumber">Number of the staff roster; null when there is none.</param>
/// <param name="Section">Section of the posting, such as 「市民課」.</param>
/// <param name="Position">Position of the posting, such as 「課長」.</param>
/// <param name="Roles">Its roles, for all offices.</param>
internal sealed record FirstAccount(
    string Code, string DisplayName, string? EmployeeNumber, string Section, string Position, IReadOnlyList<string> Roles);

/// <summary>Writes the first accounts of a zone as the owner of the schema; the ledger marks their rights as initial.</summary>
internal static class FirstStaff
{
    private const string OfficeSql = "insert into platform.office (code, name) values ($1, $2) on conflict do nothing";

    private const string OperatorSql =
        """
        with added as (
            insert into platform.operator (id, code, kind, display_name, employee_number, created_by)
            values ($1, $2, 'staff', $3, $4, $5) on conflict do nothing returning id),
        secret as (
            insert into platform.password (operator_id, algorithm, iterations, salt, hash, must_change)
            select id, $6, $7, $8, $9, $10 from added),
        posted as (
            insert into platform.posting (id, operator_id, office_code, section, position, valid_from, recorded_by)
            select $11, id, $12, $13, $14, $15, $5 from added)
        select count(*) from added
        """;

    // The column bootstrap is not granted to the role that runs: only a migration or seeding by the owner can say so.
    private const string GrantSql =
        """
        with designated as (
            insert into platform.rights_designation
                (id, operator_id, posting_id, role_code, office_code, valid_from, reason, designated_by, bootstrap)
            values ($1, $2, $3, $4, '*', $5, '初期設定', $6, true) returning id, operator_id, designated_by)
        insert into platform.rights_grant (id, designation_id, operator_id, designated_by, set_by, bootstrap)
        select $7, id, operator_id, designated_by, $6, true from designated
        """;

    /// <summary>Adds an office unless it is there.</summary>
    public static Task AddOfficeAsync(UnitOfWork work, string code, string name, CancellationToken cancellation) =>
        work.ExecuteAsync(OfficeSql, cancellation, code, name);

    /// <summary>Adds an account with a posting from a day on and its rights, unless the sign-in name is taken.</summary>
    /// <returns>Whether it was added.</returns>
    public static async Task<bool> AddAsync(
        UnitOfWork work, FirstAccount account, PasswordHash password, bool mustChange, string office, DateOnly from, CancellationToken cancellation)
    {
        Guid id = Guid.CreateVersion7();
        Guid posting = Guid.CreateVersion7();
        long added = (await work.ListAsync(
            OperatorSql, reader => reader.GetInt64(0), cancellation,
            id, account.Code, account.DisplayName, account.EmployeeNumber, work.Operator.OperatorId, password.Algorithm, password.Iterations,
            password.Salt, password.Hash, mustChange, posting, office, account.Section, account.Position, from)).Single();
        foreach (string role in added > 0 ? account.Roles : [])
        {
            await GrantAsync(work, id, posting, role, from, cancellation);
        }

        return added > 0;
    }

    /// <summary>Gives an account a role for all offices, designated and set by the command.</summary>
    public static Task GrantAsync(UnitOfWork work, Guid operatorId, Guid posting, string role, DateOnly from, CancellationToken cancellation) =>
        work.ExecuteAsync(
            GrantSql, cancellation,
            Guid.CreateVersion7(), operatorId, posting, role, from, work.Operator.OperatorId, Guid.CreateVersion7());
}
