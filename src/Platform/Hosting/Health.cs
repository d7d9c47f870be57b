using System.Net;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Hosting;

/// <summary>What <c>GET /health</c> answers.</summary>
/// <param name="Status"><c>ok</c>, or <c>failed</c> when the database does not answer.</param>
/// <param name="Version">The program's version.</param>
/// <param name="ConfigurationHash">SHA-256 of the configuration without secrets.</param>
/// <param name="SchemaVersion">The newest migration of each module; empty while the database does not answer.</param>
/// <param name="Role">The role of the zone.</param>
/// <param name="Zone">The zone's name.</param>
/// <param name="Database">Whether the main database answers.</param>
/// <param name="Vault">Whether the number vault answers.</param>
/// <param name="LastBackup">The last backup that <c>daicho backup</c> took or failed to take; null when there is no record of one.</param>
public sealed record HealthReport(
    string Status,
    string Version,
    string ConfigurationHash,
    string SchemaVersion,
    string Role,
    string Zone,
    bool Database,
    bool Vault,
    BackupRecord? LastBackup);

/// <summary>Asks the zone how it is.</summary>
public sealed partial class HealthCheck(ZoneIdentity identity, ZoneDatabase database, ILogger<HealthCheck> log)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(3);

    /// <summary>Asks both databases, within three seconds.</summary>
    public async Task<HealthReport> RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        string? main = await AskAsync(() => Migrator.SchemaVersionAsync(database.App, limit.Token));
        string? vault = await AskAsync(() => Migrator.SchemaVersionAsync(database.VaultApp, limit.Token));
        cancellation.ThrowIfCancellationRequested();
        string schema = string.Join(", ", ((string?[])[main, vault]).Where(part => !string.IsNullOrEmpty(part)));
        bool well = main is not null && vault is not null;
        return new HealthReport(
            well ? "ok" : "failed",
            ZoneIdentity.Version,
            identity.ConfigurationHash,
            schema,
            identity.Role,
            identity.Zone,
            main is not null,
            vault is not null,
            main is null ? null : await AskAsync(() => BackupRecord.FindLastAsync(database.App, limit.Token)));
    }

    private async Task<T?> AskAsync<T>(Func<Task<T>> question)
        where T : class?
    {
        try
        {
            return await question();
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            Unreachable(log, failure.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "The database does not answer the health check: {Failure}")]
    private static partial void Unreachable(ILogger logger, string failure);
}

/// <summary>The addresses for operators.</summary>
public static class HealthRoutes
{
    /// <summary>Maps <c>/health</c> (JSON) and <c>/metrics</c> (Prometheus text, this machine only).</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", async (HealthCheck check, CancellationToken cancellation) =>
        {
            HealthReport report = await check.RunAsync(cancellation);
            return Results.Json(report, statusCode: report.Status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymousDocumented("Monitors have no account, and the answer names no person.").WithSummary("状態(プログラムの版、構成のハッシュ、スキーマの版)");
        routes.MapGet("/metrics", (HttpContext context, Metrics.PrometheusExporter exporter) =>
            context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
                ? Results.Text(exporter.Render(), "text/plain; version=0.0.4; charset=utf-8")
                : Results.NotFound()).AllowAnonymousDocumented("Only this machine is answered, and numbers only.").ExcludeFromDescription();
    }
}
