using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Hosting;

/// <summary>A process that serves the zone.</summary>
/// <param name="Machine">Its machine.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="SchemaVersion">The newest migration of each module when it started.</param>
/// <param name="ConfigurationHash">SHA-256 of its configuration, without what each process has of its own.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">When it last said that it is at work.</param>
public sealed record ZoneNode(
    string Machine, string Version, string SchemaVersion, string ConfigurationHash, DateTimeOffset StartedAt, DateTimeOffset SeenAt);

/// <summary>
/// Records this process among those that serve the zone, and compares them: nodes of different configuration, or of versions that
/// nobody has said may work together, make no certificates (incident I-6).
/// </summary>
public sealed partial class NodeRegistry(NpgsqlDataSource database, ZoneIdentity identity, TimeProvider time, ILogger<NodeRegistry> log)
    : BackgroundService
{
    /// <summary>Nodes at work differ in a way that is not allowed.</summary>
    public static readonly Refusal Differ = new(
        "SYS-NODE-001",
        "サーバーの間でプログラムの版または構成が異なるため、証明書を作成できません。システム担当に連絡してください（画面「稼働状況」で確認できます）。",
        RefusalKind.Conflict);

    /// <summary>The parameter that lists versions which may work together during an update.</summary>
    public static ParameterKind VersionsTogether { get; } = ParameterKind.ReadBy(
        "platform", "nodes.versions-together", """更新中に並べて動かしてよい版の組 / [["1.0.0", "1.1.0"]]""",
        json => _ = System.Text.Json.JsonSerializer.Deserialize(json, VersionSets.Default.StringArrayArray)
            ?? throw new System.Text.Json.JsonException());

    // Half a minute without a word: a process that was killed is no node any more.
    private const string AtWork = "ended_at is null and seen_at > clock_timestamp() - interval '30 seconds'";

    private const string AddSql =
        "insert into platform.node (id, machine, version, schema_version, configuration_hash) values ($1, $2, $3, $4, $5)";

    private const string SeenSql = "update platform.node set seen_at = clock_timestamp() where id = $1";

    private const string EndSql = "update platform.node set ended_at = clock_timestamp() where id = $1";

    private const string ListSql =
        $"""
        select machine, version, schema_version, configuration_hash, started_at, seen_at from platform.node
        where {AtWork} order by started_at, id limit 100
        """;

    private const string AgreeSql =
        $"""
        with said as (
            select count(distinct configuration_hash) as hashes, count(distinct version) as versions,
                   coalesce(jsonb_agg(distinct version), '[]') as together
            from platform.node where {AtWork}),
        allowed as (
            select value from platform.parameter
            where module = 'platform' and name = 'nodes.versions-together' and valid_from <= $1 order by valid_from desc limit 1)
        select hashes <= 1 and (versions <= 1 or exists (
            select from allowed, jsonb_array_elements(allowed.value) as s (versions) where s.versions @> said.together))
        from said
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Guid id = Guid.CreateVersion7();

    /// <summary>Asks whether the nodes at work may make certificates; once the batch has run, null means yes.</summary>
    public static Func<Refusal?> Ask(QueryBatch batch, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(batch);
        IReadOnlyList<bool> agree = batch.Ask(AgreeSql, row => row.GetBoolean(0), today);
        return () => agree is [true] ? null : Differ;
    }

    /// <summary>The processes at work, the oldest first.</summary>
    public static Task<List<ZoneNode>> ListAsync(NpgsqlDataSource database, CancellationToken cancellation) => database.ListAsync(
        ListSql,
        row => new ZoneNode(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4),
            row.GetFieldValue<DateTimeOffset>(5)),
        cancellation);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            AddSql, cancellationToken,
            id, Environment.MachineName, ZoneIdentity.Version, await Migrator.SchemaVersionAsync(database, cancellationToken),
            identity.ConfigurationHash);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await database.ExecuteAsync(EndSql, cancellationToken, id);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            // Half a minute later the others see the same.
            NotSaid(log, failure.GetType().Name);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SayAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the process.
        }
    }

    private async Task SayAsync(CancellationToken cancellation)
    {
        try
        {
            await database.ExecuteAsync(SeenSql, cancellation, id);
        }
        catch (NpgsqlException failure)
        {
            NotSaid(log, failure.GetType().Name);
        }
    }

    [LoggerMessage(EventId = 1040, Level = LogLevel.Error, Message = "The node could not say that it is at work: {Failure}")]
    private static partial void NotSaid(ILogger logger, string failure);
}

/// <summary>Compiled serialization of the sets of versions.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[][]))]
internal sealed partial class VersionSets : System.Text.Json.Serialization.JsonSerializerContext;
