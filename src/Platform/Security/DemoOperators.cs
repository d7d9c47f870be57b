using System.Security.Cryptography;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>An invented account of the demo city.</summary>
/// <param name="Code">Sign-in name.</param>
/// <param name="DisplayName">Invented name.</param>
/// <param name="Duty">What it can do, for the printed list.</param>
/// <param name="Roles">Its roles.</param>
public sealed record DemoOperator(string Code, string DisplayName, string Duty, IReadOnlyList<string> Roles);

/// <summary>The invented staff of the demo city; also the way to the first officers of a real one.</summary>
public static class DemoOperators
{
    /// <summary>The demo's one office.</summary>
    public const string Office = "honcho";

    /// <summary>Two clerks, and the officers. All names are invented.</summary>
    public static readonly IReadOnlyList<DemoOperator> All =
    [
        new("sasaki", "佐々木 美咲（架空）", "窓口担当・審査担当", ["clerk", "senior-clerk", "number-officer"]),
        new("takahashi", "高橋 健太（架空）", "窓口担当・審査担当", ["clerk", "senior-clerk", "number-officer"]),
        new("mori", "森 由紀子（架空）", "個人情報保護担当", ["privacy-officer"]),
        new("ikeda", "池田 隆（架空）", "システム担当", ["system-officer"]),
        new("kuroda", "黒田 直子（架空）", "課長・支援措置担当", ["section-head", "support-officer"]),
    ];

    private const string SeedSql =
        """
        with office as (
            insert into platform.office (code, name) values ($1, '本庁') on conflict do nothing),
        terminal as (
            insert into platform.terminal (id, code, office_code, loopback, registered_by)
            select $2, '本庁窓口01', $1, true, $3 where $4 on conflict do nothing)
        select 1
        """;

    private const string OperatorSql =
        """
        with added as (
            insert into platform.operator (id, code, kind, display_name, employee_number, created_by)
            values ($1, $2, 'staff', $3, $4, $5) on conflict do nothing returning id),
        secret as (
            insert into platform.password (operator_id, algorithm, iterations, salt, hash, must_change)
            select id, $6, $7, $8, $9, false from added),
        posted as (
            insert into platform.posting (id, operator_id, office_code, section, position, valid_from, recorded_by)
            select $10, id, $11, '市民課', $12, $13, $5 from added)
        select count(*) from added
        """;

    // The column bootstrap is not granted to the role that runs: only a migration or seeding by the owner can say so.
    internal const string GrantSql =
        """
        with designated as (
            insert into platform.rights_designation
                (id, operator_id, posting_id, role_code, office_code, valid_from, reason, designated_by, bootstrap)
            values ($1, $2, $3, $4, '*', $5, '初期設定', $6, true) returning id, operator_id, designated_by)
        insert into platform.rights_grant (id, designation_id, operator_id, designated_by, set_by, bootstrap)
        select $7, id, operator_id, designated_by, $6, true from designated
        """;

    /// <summary>Seeds the office, the loopback terminal and the accounts that are missing; safe to repeat.</summary>
    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="password">The password of all of them; null makes one. It need not be changed: the people are invented.</param>
    /// <param name="loopbackTerminal">Whether this machine is a registered terminal.</param>
    /// <param name="from">First day of their postings.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The password when accounts were made, else null: it was printed at the first start.</returns>
    public static async Task<string?> SeedAsync(
        NpgsqlDataSource owner,
        string? password,
        bool loopbackTerminal,
        DateOnly from,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Guid command = OperatorContext.CommandOperatorId;
        string chosen = password ?? MakePassword();
        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("system.operate", "架空の職員の登録"));
        await work.ListAsync(
            SeedSql, reader => reader.GetInt32(0), cancellation, Office, Guid.CreateVersion7(), command, loopbackTerminal);
        PasswordHash[] hashes = await Task.WhenAll(
            All.Select(_ => Task.Run(() => PasswordHash.Make(chosen), cancellation)));
        bool anyAdded = false;
        foreach ((DemoOperator demo, int index) in All.Select((demo, index) => (demo, index)))
        {
            Guid id = Guid.CreateVersion7();
            Guid posting = Guid.CreateVersion7();
            PasswordHash hash = hashes[index];
            long added = (await work.ListAsync(
                OperatorSql, reader => reader.GetInt64(0), cancellation,
                id, demo.Code, demo.DisplayName, $"E{index + 1:0000}", command, hash.Algorithm, hash.Iterations, hash.Salt,
                hash.Hash, posting, Office, demo.Duty, from)).Single();
            anyAdded |= added > 0;
            foreach (string role in added > 0 ? demo.Roles : [])
            {
                await work.ExecuteAsync(
                    GrantSql, cancellation, Guid.CreateVersion7(), id, posting, role, from, command, Guid.CreateVersion7());
            }
        }

        await work.CommitAsync(cancellation);
        return anyAdded ? chosen : null;
    }

    /// <summary>Four groups of four letters, easy to type: 20 bits each.</summary>
    public static string MakePassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));
}
