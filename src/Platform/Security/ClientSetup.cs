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

    /// <summary>No client has that name.</summary>
    public static readonly Refusal Unknown = new(
        "SEC-CLIENT-004", "この名前の連携システムは登録されていません。名前を確認してください。", RefusalKind.NotFound);

    private const string FindSql = "select id from platform.operator where code = $1 and kind = 'client'";

    private const string RevokeSql =
        """
        update platform.api_client_secret s set revoked_at = $2
        where s.operator_id = $1 and s.revoked_at is null
          and (not $3 or s.id <> (select n.id from platform.api_client_secret n where n.operator_id = $1 order by n.id desc limit 1))
        """;

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

        await FirstStaff.GrantAsync(work, client, posting, await RoleAsync(work, wanted, cancellation), clock.Today(), cancellation);
        string shown = secret ?? Secrets.New();
        await work.ExecuteAsync(
            SecretSql, cancellation,
            Guid.CreateVersion7(), client, Secrets.Sha256(shown), clock.Instant() + ApiClients.SecretHolds);
        work.Record(new AccessEntry(AccessKind.Account, "client.add") { ActId = client, Items = string.Join(',', wanted) });
        await work.CommitAsync(cancellation);
        return shown;
    }

    /// <summary>Gives a client a further secret, good for a year; the earlier ones stay good until revoked, so that it can roll over.</summary>
    /// <returns>The secret, shown this once, or <see cref="Unknown"/>.</returns>
    public static async Task<Result<string>> RenewAsync(
        NpgsqlDataSource owner, string code, BusinessClock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clock);
        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("rights.set", "連携システムのシークレットの更新"));
        List<Guid> found = await work.ListAsync(FindSql, row => row.GetGuid(0), cancellation, code);
        if (found is not [Guid client])
        {
            return Unknown;
        }

        string secret = Secrets.New();
        await work.ExecuteAsync(
            SecretSql, cancellation,
            Guid.CreateVersion7(), client, Secrets.Sha256(secret), clock.Instant() + ApiClients.SecretHolds);
        work.Record(new AccessEntry(AccessKind.Account, "client.secret") { ActId = client });
        await work.CommitAsync(cancellation);
        return secret;
    }

    /// <summary>Revokes all secrets of a client, or all but the newest, and ends every token at once.</summary>
    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="code">The client's name.</param>
    /// <param name="keepNewest">Whether the newest secret stays good: the last step of a roll-over.</param>
    /// <param name="clock">Now.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>How many secrets were revoked, or <see cref="Unknown"/>.</returns>
    public static async Task<Result<int>> RevokeAsync(
        NpgsqlDataSource owner, string code, bool keepNewest, BusinessClock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clock);
        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("rights.set", "連携システムのシークレットの失効"));
        List<Guid> found = await work.ListAsync(FindSql, row => row.GetGuid(0), cancellation, code);
        if (found is not [Guid client])
        {
            return Unknown;
        }

        int revoked = await work.ExecuteAsync(RevokeSql, cancellation, client, clock.Instant(), keepNewest);
        await work.ExecuteAsync(ApiClients.RevokeSql, cancellation, client, clock.Instant());
        work.Record(new AccessEntry(AccessKind.Account, "client.revoke") { ActId = client, ResultCount = revoked });
        await work.CommitAsync(cancellation);
        return revoked;
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
