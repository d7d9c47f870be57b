using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Daicho.Host.Hosting;
using Daicho.Host.Roles;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Daicho.EndToEnd.Tests.Api;

/// <summary>The city role behind its real HTTPS listener, with one client that may do everything an interface offers.</summary>
public sealed class ApiZone : IAsyncLifetime
{
    /// <summary>The name of the client.</summary>
    public const string Client = "hostile-client";

    private readonly string folder = PostgresFixture.CreateFolder();
    private ZoneSession session = null!; // all are set before the first fact
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        int port = DaichoProcess.FreePort();
        ZoneConfig config = new()
        {
            Role = CityRole.Name,
            Zone = "hostile",
            MunicipalityCode = "990019",
            Data = Path.Combine(folder, "data"),
            Https = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        };
        session = await ZoneSession.OpenAsync(config, CancellationToken.None);
        await session.MigrateAsync(CancellationToken.None);
        app = ZoneHost.Build(session, LogLevel.Error, quiet: true);
        await ZoneHost.StartAsync(app, config, CancellationToken.None);

        // Far more requests than any client makes: the limit itself is proved elsewhere.
        await session.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('platform', 'api.limits', '2026-01-01', '{"requestsPerMinute":1000000,"personsPerDay":1000000}', 'test', 'test')
            """,
            CancellationToken.None);
        string secret = (await ClientSetup.AddAsync(
            session.Database.Owner,
            Client,
            [
                TaskCodes.ResidentSearch, TaskCodes.ResidentSearchNumber, TaskCodes.ResidentView, TaskCodes.ResidentChangeEnter,
                TaskCodes.ResidentChangeReview, TaskCodes.ResidentChangeDecide, TaskCodes.ResidentCertificateIssue,
            ],
            DemoOperators.Office,
            null,
            app.Services.GetRequiredService<BusinessClock>(),
            CancellationToken.None)).Value;
        string trusted = ServerCertificate.Get(config.Certificate, session.Secrets, TimeProvider.System).Thumbprint;
        http = new HttpClient(new SocketsHttpHandler
        {
            // Self-made: exactly the certificate of this zone is trusted, and no other.
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == trusted },
        })
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}/")),
        };
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/oauth/token", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{secret}")));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using HttpResponseMessage answer = await http.SendAsync(request, CancellationToken.None);
        JsonNode token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None))!;
        Token = token["access_token"]!.GetValue<string>();
        Document = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), CancellationToken.None))!.AsObject();
    }

    /// <summary>The token of the client.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The OpenAPI document as the running program publishes it.</summary>
    internal JsonObject Document { get; private set; } = [];

    /// <summary>Sends a request with the token and a purpose, unless a header is given otherwise.</summary>
    public async Task<(HttpStatusCode Status, string? MediaType, string Body)> SendAsync(
        HttpMethod method, string path, byte[]? body, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        foreach ((string name, string value) in headers.Concat(
            [("Authorization", $"Bearer {Token}"), ("X-Purpose", "resident.view;case=2026-1"), ("Idempotency-Key", $"key-{Guid.CreateVersion7()}"), ("If-Match", "\"1\"")])
            .DistinctBy(header => header.Item1))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>How many rows the register holds, table by table.</summary>
    public async Task<string> RowsAsync() => string.Join(' ', await session.Database.Owner.ListAsync(
        """
        select relname || '=' || (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from resident_register.%I', relname), false, true, '')))[1]::text
        from pg_class where relnamespace = 'resident_register'::regnamespace and relkind = 'r' order by relname
        """,
        row => row.GetString(0),
        CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await session.DisposeAsync();
        await PostgresFixture.RemoveFolderAsync(folder);
    }
}
