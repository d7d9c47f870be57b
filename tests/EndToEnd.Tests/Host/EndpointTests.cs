using Daicho.Host.Hosting;
using Daicho.Host.Roles;
using Daicho.Platform.Data;
using Daicho.Platform.Security.Http;
using Daicho.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>Every address of the city role says which duty it belongs to, or why it is open (threat model, K2).</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private readonly string folder = PostgresFixture.CreateFolder();
    private ZoneSession session = null!; // both are set before the first fact
    private WebApplication app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    public async ValueTask InitializeAsync()
    {
        ZoneConfig config = new()
        {
            Role = CityRole.Name,
            Zone = "walk",
            Data = Path.Combine(folder, "data"),
            Https = "127.0.0.1:1",
        };
        session = await ZoneSession.OpenAsync(config, Cancellation);
        await session.MigrateAsync(Cancellation);
        app = ZoneHost.Build(session, LogLevel.Warning, quiet: true);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await session.DisposeAsync();
        await PostgresFixture.RemoveFolderAsync(folder);
    }

    [Fact]
    public async Task Every_endpoint_names_a_task_that_exists_or_a_reason_to_be_open()
    {
        Endpoints.Count.ShouldBeGreaterThan(30);
        Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<RequireTaskAttribute>() is null
                && string.IsNullOrWhiteSpace(endpoint.Metadata.GetMetadata<AnonymousReasonAttribute>()?.Reason))
            .Select(endpoint => endpoint.RoutePattern.RawText)
            .ShouldBeEmpty();
        List<string> tasks = await session.Database.App.ListAsync("select code from platform.task", row => row.GetString(0), Cancellation);
        Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<RequireTaskAttribute>()?.TaskCode).OfType<string>().Distinct()
            .Except(tasks)
            .ShouldBeEmpty();
    }

    [Fact]
    public void What_is_open_to_anybody_is_this_short_list() =>
        Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AnonymousReasonAttribute>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimEnd('/'))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["/assets/{hash}/{name}", "/docs/api", "/health", "/metrics", "/oauth/token", "/openapi/v1.json", "/session-ended", "/sign-in", "/sign-out", "/status", "/terminal"]);
}
