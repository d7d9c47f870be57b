using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

/// <summary>The gate through a real listener.</summary>
public sealed class GateTests(SecurityWorld world) : IClassFixture<SecurityWorld>, IAsyncLifetime
{
    private WebApplication app = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(world.Database.App);
        builder.Services.AddSingleton(world.Clock);
        builder.Services.AddSecurity(SessionLimits.Standard);
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AccessLogAppender>());
        app = builder.Build();
        app.UseRouting();
        app.UseSecurityGate();
        app.MapGet("/residents", () => "found").RequireTask(TaskCodes.ResidentSearch);
        app.MapGet("/records", (OperatorContext who) => who.Purpose?.CaseNumber ?? "none").RequireTask(TaskCodes.ResidentView, purpose: true);
        app.MapGet("/api/residents", (OperatorContext who) => who.Purpose!.CaseNumber!).RequireTask(TaskCodes.ResidentSearch);
        app.MapGet("/log", () => "rows").RequireTask(TaskCodes.LogReview);
        app.MapGet("/forgotten", () => "open to all");
        app.MapGet("/health", () => "well").AllowAnonymousDocumented("Monitors have no account.");
        app.MapTokenEndpoint();
        await app.StartAsync(Cancellation);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? session = null, string? bearer = null, string? purpose = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (session is not null)
        {
            request.Headers.Add("Cookie", $"daicho-session={session}");
        }

        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        if (purpose is not null)
        {
            request.Headers.Add("X-Purpose", purpose);
        }

        return await http.SendAsync(request, Cancellation);
    }

    [Fact]
    public async Task Without_sign_in_people_are_led_to_it_and_programs_get_a_problem()
    {
        HttpResponseMessage page = await GetAsync("/residents?q=1");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.OriginalString.ShouldBe("/sign-in?return=%2Fresidents%3Fq%3D1");

        HttpResponseMessage api = await GetAsync("/api/residents");
        api.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        api.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_endpoint_that_names_no_task_is_refused_even_to_staff() =>
        (await GetAsync("/forgotten", await world.TokenAsync("sasaki"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task The_task_opens_the_door_and_a_denied_attempt_is_on_the_access_log()
    {
        string sasaki = await world.TokenAsync("sasaki");
        (await GetAsync("/residents", sasaki)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync("/log", sasaki)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = 'sasaki' and action = 'log.review' and refusal_code = 'SEC-RIGHT-001'"))
            .ShouldBe(1);
        HttpResponseMessage factor = await GetAsync("/log", await world.TokenAsync("mori"));
        factor.Headers.Location!.OriginalString.ShouldStartWith("/account/second-factor?return=");
    }

    [Fact]
    public async Task A_record_opens_only_with_a_purpose_of_ones_own()
    {
        string token = await world.TokenAsync("takahashi");
        SignedIn signedIn = (await world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation))!;
        PurposeStore purposes = new(world.Database.App, world.Clock);
        Guid own = (await purposes.OpenAsync(
            signedIn, new Purpose(TaskCodes.ResidentCertificateIssue, "住民票の写しの請求", "2026-000123"), Cancellation)).Value;

        (await GetAsync("/records", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        HttpResponseMessage opened = await GetAsync($"/records?w={own}", token);
        (await opened.Content.ReadAsStringAsync(Cancellation)).ShouldBe("2026-000123");
        (await GetAsync($"/records?w={own}", await world.TokenAsync("sasaki"))).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden, "the purpose is a colleague's");
        (await purposes.OpenAsync(signedIn, new Purpose(TaskCodes.LogReview, "興味", null), Cancellation))
            .Refusal.ShouldBe(SecurityRefusals.PurposeNeeded);
    }

    [Fact]
    public async Task A_client_gets_a_token_for_its_scopes_and_must_say_why()
    {
        string token = await ClientTokenAsync("reader", "resident.search");

        (await GetAsync("/api/residents", bearer: token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync("/api/residents", bearer: token, purpose: "resident.search")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync("/api/residents", bearer: token, purpose: "log.review;case=1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync("/api/residents", bearer: token, purpose: "resident.search;case=")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        HttpResponseMessage answer = await GetAsync("/api/residents", bearer: token, purpose: "resident.search;case=A-1;ground=%E7%85%A7%E4%BC%9A");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("A-1");
        (await GetAsync("/api/residents", bearer: token + "x", purpose: "resident.search;case=A-1")).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("update platform.api_token set revoked_at = clock_timestamp() where operator_id = $1", HttpStatusCode.Unauthorized)]
    [InlineData(
        """
        insert into platform.rights_revocation (id, designation_id, valid_from, reason, revoked_by)
        select gen_random_uuid(), id, '2000-01-01', '契約の終了', gen_random_uuid() from platform.rights_designation where operator_id = $1
        """,
        HttpStatusCode.Forbidden)]
    [InlineData(
        """
        insert into platform.rights_restriction (id, operator_id, task_code, valid_from, reason, set_by)
        values (gen_random_uuid(), $1, 'resident.search', '2000-01-01', '範囲の変更', gen_random_uuid())
        """,
        HttpStatusCode.Forbidden)]
    [InlineData(
        """
        update platform.role_task set valid_until = '2000-01-02'
        where role_code = (select role_code from platform.rights_designation where operator_id = $1)
        """,
        HttpStatusCode.Forbidden)]
    [InlineData(
        """
        insert into platform.posting_end (posting_id, valid_until, reason, recorded_by)
        select id, valid_from, '契約の終了', gen_random_uuid() from platform.posting where operator_id = $1
        """,
        HttpStatusCode.Unauthorized)]
    public async Task A_client_loses_at_its_next_call_what_was_taken_from_it_by_whatever_process(string taken, HttpStatusCode refused)
    {
        string code = $"loser-{Guid.CreateVersion7():n}"[..30];
        string token = await ClientTokenAsync(code, "resident.search");
        (await GetAsync("/api/residents", bearer: token, purpose: "resident.search;case=A-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync("/api/residents", bearer: token, purpose: "resident.search;case=A-1")).StatusCode.ShouldBe(HttpStatusCode.OK);

        Guid client = (await world.Database.Owner.ListAsync(
            "select id from platform.operator where code = $1", row => row.GetGuid(0), Cancellation, code)).Single();
        (await world.Database.Owner.ExecuteAsync(taken, Cancellation, client)).ShouldBePositive();

        (await GetAsync("/api/residents", bearer: token, purpose: "resident.search;case=A-1")).StatusCode.ShouldBe(refused);
        await world.Database.Owner.ExecuteAsync("update platform.role_task set valid_until = null where valid_until = '2000-01-02'", Cancellation);
    }

    [Fact]
    public async Task A_client_gets_no_scope_it_does_not_have_and_none_with_a_wrong_secret()
    {
        (HttpStatusCode status, string body) = await TokenAsync("stranger", "secret", "resident.search");
        status.ShouldBe(HttpStatusCode.Unauthorized);
        body.ShouldContain("invalid_client");

        string secret = await ClientAsync("narrow");
        (status, body) = await TokenAsync("narrow", secret, "log.review");
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain("invalid_scope");
    }

    private async Task<string> ClientAsync(string code)
    {
        OperatorContext officer = await world.AsAsync("ikeda");
        Guid id = (await world.Operators.AddAsync(
            officer, new NewOperator(code, OperatorKind.Client, "連携システム（架空）", null), Cancellation)).Value;
        Guid posting = await world.Operators.PostAsync(
            officer, new NewPosting(id, DemoOperators.Office, "情報システム課", "API", new DateOnly(2026, 4, 1), null), Cancellation);
        await world.GrantAsync(id, posting, "api-register-reader", new DateOnly(2026, 4, 1));
        return (await new ApiClients(world.Database.App, world.Clock).CreateSecretAsync(officer, id, Cancellation)).Value;
    }

    private async Task<string> ClientTokenAsync(string code, string scope)
    {
        (HttpStatusCode status, string body) = await TokenAsync(code, await ClientAsync(code), scope);
        status.ShouldBe(HttpStatusCode.OK);
        using JsonDocument json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    private async Task<(HttpStatusCode Status, string Body)> TokenAsync(string client, string secret, string scope)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/oauth/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", scope)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}")));
        HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
