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

/// <summary>The invented staff of the demo city.</summary>
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

    private const string Section = "市民課";

    private const string TerminalSql =
        """
        insert into platform.terminal (id, code, office_code, loopback, registered_by)
        select $1, '本庁窓口01', $2, true, $3 where $4 on conflict do nothing
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
        string chosen = password ?? MakePassword();
        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("system.operate", "架空の職員の登録"));
        await FirstStaff.AddOfficeAsync(work, Office, "本庁", cancellation);
        await work.ExecuteAsync(
            TerminalSql, cancellation, Guid.CreateVersion7(), Office, OperatorContext.CommandOperatorId, loopbackTerminal);
        PasswordHash[] hashes = await Task.WhenAll(
            All.Select(_ => Task.Run(() => PasswordHash.Make(chosen), cancellation)));
        bool anyAdded = false;
        foreach ((DemoOperator demo, int index) in All.Select((demo, index) => (demo, index)))
        {
            FirstAccount account = new(demo.Code, demo.DisplayName, $"E{index + 1:0000}", Section, demo.Duty, demo.Roles);
            anyAdded |= await FirstStaff.AddAsync(work, account, hashes[index], mustChange: false, Office, from, cancellation);
        }

        await work.CommitAsync(cancellation);
        return anyAdded ? chosen : null;
    }

    /// <summary>Four groups of four letters, easy to type: 20 bits each.</summary>
    public static string MakePassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));
}
