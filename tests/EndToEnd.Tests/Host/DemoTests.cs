using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>The program from outside: starts, answers, refuses in one line, ends cleanly.</summary>
public sealed class DemoTests : IAsyncDisposable
{
    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly int port = DaichoProcess.FreePort();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    private string ServerFile => Path.Combine(Data, "postgres", "data", "postmaster.pid");

    private Uri Health => new($"http://127.0.0.1:{port}/health");

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task The_demo_answers_health_and_ends_with_its_cluster_on_Ctrl_C()
    {
        await using DaichoProcess demo = StartDemo();
        await demo.WaitForAsync(Health, Cancellation);
        using HttpClient client = new();
        using JsonDocument health = JsonDocument.Parse(await client.GetStringAsync(Health, Cancellation));
        health.RootElement.GetProperty("status").GetString().ShouldBe("ok");
        health.RootElement.GetProperty("role").GetString().ShouldBe("city");
        health.RootElement.GetProperty("schemaVersion").GetString().ShouldNotBeNull().ShouldContain("platform");
        health.RootElement.GetProperty("configurationHash").GetString().ShouldNotBeNull().Length.ShouldBe(64);

        await demo.SignalAsync("INT", Cancellation);

        (await demo.WaitAsync(Cancellation)).ShouldBe(0);
        File.Exists(Path.Combine(Data, "postgres", "data", "postmaster.pid")).ShouldBeFalse();
        DataFolder.FindHolder(Data).ShouldBeNull();
    }

    [Fact]
    public async Task A_killed_demo_starts_again_on_the_server_that_it_left_behind()
    {
        await using (DaichoProcess demo = StartDemo())
        {
            await demo.WaitForAsync(Health, Cancellation);
            await demo.SignalAsync("KILL", Cancellation);
            await demo.WaitAsync(Cancellation);
        }

        await using DaichoProcess again = StartDemo();
        await again.WaitForAsync(Health, Cancellation);
    }

    [Fact]
    public async Task A_killed_database_server_is_started_again_under_the_running_program_which_goes_on_sealing_its_log()
    {
        await using DaichoProcess demo = StartDemo();
        await demo.WaitForAsync(Health, Cancellation);
        string first = await ServerAsync();
        using (Process server = Process.GetProcessById(int.Parse(first, CultureInfo.InvariantCulture)))
        {
            server.Kill();
            await server.WaitForExitAsync(Cancellation);
        }

        while (!demo.HasEnded && (!File.Exists(ServerFile) || await ServerAsync() == first))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        }

        await demo.WaitForAsync(Health, Cancellation);
        demo.HasEnded.ShouldBeFalse(demo.Output);
        await demo.SignalAsync("INT", Cancellation);
        (await demo.WaitAsync(Cancellation)).ShouldBe(0, demo.Output);
        demo.Output.ShouldNotContain("StopHost");
        (int code, string said) = await DaichoProcess.RunAsync(Cancellation, "log", "verify", "--data", Data);
        code.ShouldBe(0, said);
    }

    [Fact]
    public async Task A_second_demo_on_the_same_folder_is_refused_in_one_line()
    {
        await using DaichoProcess demo = StartDemo();
        await demo.WaitForAsync(Health, Cancellation);
        Refused(await DaichoProcess.RunAsync(Cancellation, "demo", "--data", Data, "--port", Port(DaichoProcess.FreePort())));
    }

    [Fact]
    public async Task On_an_existing_server_the_demo_keeps_its_residents_and_starts_no_server_of_its_own()
    {
        string connection = (await PostgresFixture.ClusterAsync()).AdminConnectionString().ConnectionString;
        string[] start = ["demo", "--data", Data, "--port", Port(port), "--residents", "20", "--connection", connection];
        await using (DaichoProcess demo = DaichoProcess.Start(start))
        {
            await demo.WaitForAsync(Health, Cancellation);
            Directory.Exists(Path.Combine(Data, "postgres")).ShouldBeFalse();
            await demo.SignalAsync("INT", Cancellation);
            (await demo.WaitAsync(Cancellation)).ShouldBe(0);
        }

        (int code, string first) = await DaichoProcess.RunAsync(Cancellation, "register", "verify", "--data", Data, "--connection", connection);
        code.ShouldBe(0, first);
        first.ShouldMatch("[1-9][0-9]* residents, 0 unpaired, 0 faults");
        await using (DaichoProcess again = DaichoProcess.Start(start))
        {
            await again.WaitForAsync(Health, Cancellation);
        }

        (await DaichoProcess.RunAsync(Cancellation, "register", "verify", "--data", Data, "--connection", connection)).Output.ShouldBe(first);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_refused_in_one_line() => Refused(await DaichoProcess.RunAsync(
        Cancellation,
        "demo", "--data", Data, "--port", Port(port), "--connection", $"Host=127.0.0.1;Port={Port(DaichoProcess.FreePort())};Username=nobody;Timeout=3"));

    [Fact]
    public async Task A_port_in_use_is_refused_in_one_line()
    {
        using TcpListener taken = new(IPAddress.Loopback, port);
        taken.Start();
        Refused(await DaichoProcess.RunAsync(Cancellation, "demo", "--data", Data, "--port", Port(port)));
    }

    [Fact]
    public async Task A_folder_of_another_version_is_refused_in_one_line()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "version"), "999\n", Cancellation);
        Refused(await DaichoProcess.RunAsync(Cancellation, "demo", "--data", Data, "--port", Port(port)));
    }

    [Theory]
    [InlineData("""{ "role": "city" }""")]
    [InlineData("""{ "role": "moon", "zone": "a", "data": "d", "https": "127.0.0.1:9443" }""")]
    [InlineData("""{ "role": "city", "zone": "a", "data": "d", "https": "127.0.0.1:9443", "http": "0.0.0.0:80" }""")]
    [InlineData("""{ "role": "city", "zone": "a", "data": "d", "https": "nowhere", "unknown": 1 }""")]
    [InlineData("not json")]
    public async Task A_configuration_that_cannot_run_is_refused_in_one_line(string json)
    {
        string file = Path.Combine(folder, "zone.json");
        await File.WriteAllTextAsync(file, json, Cancellation);
        Refused(await DaichoProcess.RunAsync(Cancellation, "serve", "--config", file));
    }

    [Fact]
    public async Task Answers_carry_the_security_headers_and_say_nothing_about_the_inside()
    {
        await using DaichoProcess demo = StartDemo();
        await demo.WaitForAsync(Health, Cancellation);
        using HttpClient client = new();

        using HttpResponseMessage page = await client.GetAsync(new Uri(Health, "/no-such-page"), Cancellation);
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        page.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        page.Headers.Contains("Server").ShouldBeFalse();

        using HttpResponseMessage problem = await client.GetAsync(new Uri(Health, "/api/no-such-thing"), Cancellation);
        problem.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");

        using HttpRequestMessage foreign = new(HttpMethod.Get, Health) { Headers = { Host = "evil.example" } };
        (await client.SendAsync(foreign, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await client.GetStringAsync(new Uri(Health, "/metrics"), Cancellation)).ShouldContain("http_server_request_duration_seconds_count");
    }

    private static string Port(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Refused((int ExitCode, string Output) run)
    {
        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.Trim().ShouldNotContain('\n', run.Output);
        run.Output.ShouldContain(" / ");
    }

    private async Task<string> ServerAsync() =>
        (await File.ReadAllLinesAsync(ServerFile, Cancellation)).FirstOrDefault() ?? "";

    private DaichoProcess StartDemo() => DaichoProcess.Start("demo", "--data", Data, "--port", Port(port));
}
