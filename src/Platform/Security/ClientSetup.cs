using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>
/// Registers API clients from the command line, as the role that owns the schema: the operator of the machine answers for
/// it, and the ledger and the access log say so. In a running zone rights are designated and set by two officers (CR-46).
/// </summary>
public static partial class ClientSetup
{
    /// <summary>The name cannot be a client's.</summary>
    public static readonly Refusal Code = new(
        "SEC-CLIENT-001", "クライアント名は英小文字・数字で始まる2文字以上40文字以内の英小文字・数字・「.」「_」「-」にしてください。", RefusalKind.Malformed);

    /// <summary>The name is taken.</summary>
    public static readonly Refusal Exists = new(
        "SEC-CLIENT-002", "この名前の利用者は登録済みです。別の名前にしてください。", RefusalKind.Conflict);

    /// <summary>A task that does not exist, or none.</summary>
    public static readonly Refusal Tasks = new(
        "SEC-CLIENT-003", "事務のコードを確認してください。カンマで区切って、登録されている事務だけを指定します。", RefusalKind.Malformed);

    private const string RoleSql =
        """
        select r.code from platform.role r
        where (select array_agg(t.task_code order by t.task_code collate "C") from platform.role_task t
               where t.role_code = r.code and t.valid_until is null) = $1
        order by r.code limit 1
        """;

    private const string AddRoleSql =
        """
        with added as (insert into platform.role (code, name) values ($1, '連携システム') on conflict do nothing)
        insert into platform.role_task (role_code, task_code) select $1, task from unnest($2::text[]) task on conflict do nothing
        """;

    private const string AddSql =
        """
        with office as (
            insert into platform.office (code, name) values ($4, '本庁') on conflict do nothing),
        added as (
            insert into platform.operator (id, code, kind, display_name, created_by)
            values ($1, $2, 'client', $3, $5) on conflict do nothing returning id),
        posted as (
            insert into platform.posting (id, operator_id, office_code, section, position, valid_from, recorded_by)
            select $6, id, $4, '連携システム', '連携システム', $7, $5 from added)
        select count(*) from added
        """;

    private const string SecretSql =
        "insert into platform.api_client_secret (id, operator_id, secret_sha256, valid_until) values ($1, $2, $3, $4)";

    /// <summary>Adds a client with a secret that is good for a year and shown this once.</summary>
    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="code">The client's name.</param>
    /// <param name="tasks">Its tasks.</param>
    /// <param name="office">Its office.</param>
    /// <param name="secret">The secret; null makes one.</param>
    /// <param name="clock">From today on.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<Result<string>> AddAsync(
        NpgsqlDataSource owner,
        string code,
        IReadOnlyList<string> tasks,
        string office,
        string? secret,
        BusinessClock clock,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(clock);
        if (!CodePattern().IsMatch(code))
        {
            return Code;
        }

        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("rights.set", "連携システムの登録"));
        string[] wanted = [.. tasks.Distinct().Order(StringComparer.Ordinal)];
        List<string> known = await work.ListAsync(
            "select code from platform.task where code = any($1)", row => row.GetString(0), cancellation, (object)wanted);
        if (wanted.Length == 0 || known.Count != wanted.Length)
        {
            return Tasks;
        }

        Guid command = OperatorContext.CommandOperatorId;
        Guid client = Guid.CreateVersion7();
        Guid posting = Guid.CreateVersion7();
        long added = (await work.ListAsync(
            AddSql, row => row.GetInt64(0), cancellation,
            client, code, $"連携システム {code}", office, command, posting, clock.Today())).Single();
        if (added == 0)
        {
            return Exists;
        }

        await work.ExecuteAsync(
            DemoOperators.GrantSql, cancellation,
            Guid.CreateVersion7(), client, posting, await RoleAsync(work, wanted, cancellation), clock.Today(), command, Guid.CreateVersion7());
        string shown = secret ?? Secrets.New();
        await work.ExecuteAsync(
            SecretSql, cancellation,
            Guid.CreateVersion7(), client, Secrets.Sha256(shown), clock.Instant() + ApiClients.SecretHolds);
        work.Record(new AccessEntry(AccessKind.Account, "client.add") { ActId = client, Items = string.Join(',', wanted) });
        await work.CommitAsync(cancellation);
        return shown;
    }

    /// <summary>The role of exactly these tasks; a new one is named after them.</summary>
    private static async Task<string> RoleAsync(UnitOfWork work, string[] tasks, CancellationToken cancellation)
    {
        List<string> same = await work.ListAsync(RoleSql, row => row.GetString(0), cancellation, (object)tasks);
        if (same is [string found])
        {
            return found;
        }

        // Role codes have letters only: sixteen of them stand for the hexadecimal digits.
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', tasks)));
        string code = "client-" + string.Concat(Convert.ToHexString(hash)[..12].Select(digit =>
            "abcdefghijklmnop"["0123456789ABCDEF".IndexOf(digit, StringComparison.Ordinal)]));
        await work.ExecuteAsync(AddRoleSql, cancellation, code, tasks);
        return code;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();
}
