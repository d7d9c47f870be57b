using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Daicho.EndToEnd.Tests.MainJob;
using Daicho.Host.Roles;
using Daicho.Platform;
using Daicho.Platform.Calendar;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Api;

/// <summary>As many users at once as a large city has (RR-13), many more than the zone has connections to its database.</summary>
public sealed class CrowdTests : IAsyncLifetime
{
    private const int Users = 500;
    private const string Client = "crowd-client";

    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly int port = DaichoProcess.FreePort();
    private DaichoProcess demo = null!; // set before the first fact

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    private string Root => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    public async ValueTask InitializeAsync()
    {
        demo = DaichoProcess.Start("demo", "--data", Data, "--port", port.ToString(CultureInfo.InvariantCulture), "--residents", "600");
        await demo.WaitForAsync(new Uri($"{Root}/health"), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await demo.DisposeAsync();
        await PostgresFixture.RemoveFolderAsync(folder);
    }

    [Fact]
    public async Task Five_hundred_users_at_once_search_open_and_issue_and_each_gets_the_person_asked_for()
    {
        List<(Guid Id, string Kana, DateOnly Born)> people;
        string secret;
        await using (ZoneSession session = await Family.OpenAsync(Data))
        {
            people = await session.Database.Owner.ListAsync(
                """
                select r.resident_id, r.name_kana, r.birth_from from resident_register.resident r
                where r.removed_on is null and r.planned_out_on is null and r.birth_from = r.birth_until and r.name_kana <> ''
                  and not exists (select from resident_register.supported_person p where p.resident_id = r.resident_id)
                  and not exists (select from resident_register.suppression s where s.resident_id = r.resident_id or s.household_id = r.household_id)
                order by r.resident_id limit 200
                """,
                row => (row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateOnly>(2)),
                Cancellation);
            secret = await AddClientAsync(session);
        }

        people.Count.ShouldBe(200);
        using HttpClient http = await EnterAsync(secret);
        string[] wrong =
        [
            .. (await Task.WhenAll(Enumerable.Range(0, Users).Select(user => ServeAsync(http, people[user % people.Count], issues: user % 5 == 0))))
                .Where(one => one is not null).Select(one => one!).Distinct(),
        ];

        wrong.ShouldBeEmpty();
    }

    /// <summary>What one user does; what went wrong, or null.</summary>
    private async Task<string?> ServeAsync(HttpClient http, (Guid Id, string Kana, DateOnly Born) person, bool issues)
    {
        (HttpStatusCode status, JsonNode? found, _) = await SendAsync(
            http, HttpMethod.Post, "searches", $$"""{"mode":"identity","reading":"{{person.Kana}}","birth":"{{person.Born:yyyy-MM-dd}}"}""");
        if (status != HttpStatusCode.OK || found!["hits"]!.AsArray().All(hit => hit!["resident"]!.GetValue<Guid>() != person.Id))
        {
            return $"search {status}";
        }

        (status, JsonNode? opened, _) = await SendAsync(http, HttpMethod.Get, $"residents/{person.Id}", null);
        if (status != HttpStatusCode.OK || opened!["id"]!.GetValue<Guid>() != person.Id)
        {
            return $"open {status}";
        }

        return issues ? await IssueAsync(http, person.Id) : null;
    }

    private async Task<string?> IssueAsync(HttpClient http, Guid person)
    {
        (HttpStatusCode status, JsonNode? accepted, _) = await SendAsync(
            http,
            HttpMethod.Post,
            "certificate-applications",
            $$"""
            {"form":"personCopy","subjects":["{{person}}"],"ground":"勤務先に提出するため","copies":1,
             "requester":{"class":"person","name":"見本　太郎","address":"本町１番地１","resident":"{{person}}","documentsChecked":["個人番号カード"]} }
            """);
        if (status != HttpStatusCode.Created)
        {
            return $"apply {status} {accepted?["code"]}";
        }

        (status, JsonNode? made, _) = await SendAsync(http, HttpMethod.Post, $"certificate-applications/{accepted!["id"]}/make", "{}");
        if (status != HttpStatusCode.OK || made!["documents"]![0]!["subject"]!.GetValue<Guid>() != person)
        {
            return $"make {status} {made?["code"]}";
        }

        JsonNode document = made["documents"]![0]!;
        (status, _, byte[] pdf) = await SendAsync(
            http,
            HttpMethod.Post,
            $"certificate-documents/{document["id"]}/print",
            $$"""{"subject":"{{document["subject"]}}","contentHash":"{{document["contentHash"]}}"}""");
        return status == HttpStatusCode.OK && pdf.AsSpan().StartsWith("%PDF"u8) ? null : $"print {status}";
    }

    private async Task<(HttpStatusCode Status, JsonNode? Json, byte[] Body)> SendAsync(HttpClient http, HttpMethod method, string path, string? body)
    {
        using HttpRequestMessage request = new(method, new Uri($"{Root}/resident-register/v1/{path}"));
        request.Headers.Add("X-Purpose", "resident.view;case=2026-000123");
        request.Headers.Add("Idempotency-Key", $"key-{Guid.CreateVersion7()}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        bool isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer.StatusCode, isJson ? JsonNode.Parse(bytes) : null, bytes);
    }

    private static async Task<string> AddClientAsync(ZoneSession session)
    {
        // Far more requests than any client makes: the limit itself is proved elsewhere.
        await session.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('platform', 'api.limits', '2026-01-01', '{"requestsPerMinute":1000000,"personsPerDay":1000000}', 'test', 'test')
            """,
            Cancellation);
        using BusinessDate date = new(session.Database.App, TimeProvider.System, NullLogger<BusinessDate>.Instance);
        await date.RefreshAsync(Cancellation);
        return (await ClientSetup.AddAsync(
            session.Database.Owner,
            Client,
            [TaskCodes.ResidentSearch, TaskCodes.ResidentView, TaskCodes.ResidentCertificateIssue],
            DemoOperators.Office,
            null,
            new BusinessClock(TimeProvider.System, date.Find),
            Cancellation)).Value;
    }

    private async Task<HttpClient> EnterAsync(string secret)
    {
        HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"{Root}/oauth/token"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{secret}")));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        JsonNode token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["access_token"]!.GetValue<string>());
        return http;
    }
}
