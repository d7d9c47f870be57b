using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Daicho.Platform.Security;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Api;

/// <summary>A client of the interface with a token of its own, for a purpose.</summary>
public sealed class Caller : IDisposable
{
    private const string Root = "/resident-register/v1/";
    private readonly HttpClient http;

    private Caller(HttpClient http, string code) => (this.http, Code) = (http, code);

    /// <summary>Name of the client.</summary>
    public string Code { get; }

    /// <summary>The header X-Purpose; null leaves it out.</summary>
    public string? Purpose { get; set; }

    /// <summary>Registers a client with these tasks and gets a token by its secret.</summary>
    public static Task<Caller> EnterAsync(RegisterWorld world, params string[] tasks) => EnterAtAsync(world, DemoOperators.Office, tasks);

    /// <summary>Registers a client of an office.</summary>
    public static async Task<Caller> EnterAtAsync(RegisterWorld world, string office, params string[] tasks)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(tasks);
        string code = $"client-{Guid.CreateVersion7():N}"[..20];
        string secret = (await ClientSetup.AddAsync(
            world.Database.Owner, code, tasks, office, null, world.Clock, CancellationToken.None)).Value;
        HttpClient http = new() { BaseAddress = world.Address };
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/oauth/token", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{code}:{secret}")));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        JsonNode token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["access_token"]!.GetValue<string>());
        return new Caller(http, code) { Purpose = $"{tasks[0]};case=2026-000123;ground={Uri.EscapeDataString("住民票の写しの請求")}" };
    }

    /// <summary>A client that never asked for a token.</summary>
    public static Caller Stranger(RegisterWorld world) => new(new HttpClient { BaseAddress = world.Address }, "none") { Purpose = "resident.view;case=1" };

    /// <summary>Reads.</summary>
    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Sends a body, with headers such as Idempotency-Key.</summary>
    public Task<Answer> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, json, headers);

    /// <summary>Any request below the interface.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Root + path, UriKind.Relative));
        if (Purpose is not null)
        {
            request.Headers.Add("X-Purpose", Purpose);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Answer(
            answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.ETag?.Tag,
            answer.Headers.Location?.OriginalString,
            answer.Headers.RetryAfter?.Delta,
            body);
    }

    public void Dispose() => http.Dispose();
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, string? MediaType, string? ETag, string? Location, TimeSpan? RetryAfter, byte[] Bytes)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Bytes)!;

    /// <summary>The stable code of a problem.</summary>
    public string? Code => Json["code"]?.GetValue<string>();
}
