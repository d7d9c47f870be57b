using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>Two web processes of one zone over one database: what is begun at one goes on at the other (RR I-7).</summary>
public sealed partial class TwoProcessesTests : IAsyncLifetime
{
    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly int port = DaichoProcess.FreePort();
    private int secondPort;
    private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = true };
    private DaichoProcess first = null!; // all three are set before the first fact
    private DaichoProcess second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    public async ValueTask InitializeAsync()
    {
        first = DaichoProcess.Start("demo", "--data", Data, "--port", Text(port), "--residents", "20");
        await first.WaitForAsync(At(port, "/health"), Cancellation);
        secondPort = DaichoProcess.FreePort();
        second = DaichoProcess.Start("serve", "--config", await ConfigurationAsync());
        await second.WaitForAsync(At(secondPort, "/health"), Cancellation);
        while (!PasswordLine().IsMatch(first.Output))
        {
            first.HasEnded.ShouldBeFalse(first.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        handler.Dispose();
        await second.DisposeAsync();
        await first.DisposeAsync();
        await PostgresFixture.RemoveFolderAsync(folder);
    }

    [Fact]
    public async Task A_form_opened_at_one_process_is_posted_at_the_other_and_the_session_holds_at_both()
    {
        // Cookies do not know ports: the browser sends the same ones to both, as it does behind a balancer.
        using HttpClient browser = new(handler, disposeHandler: false);

        string signIn = await PlainForms.PageAsync(browser, At(port, "/sign-in"));
        using (HttpResponseMessage entered = await PlainForms.PostAsync(
            browser, At(secondPort, "/sign-in"), signIn, ("operator", "sasaki"), ("password", PasswordLine().Match(first.Output).Groups[1].Value)))
        {
            entered.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        }

        string notice = await PlainForms.PageAsync(browser, At(secondPort, "/account/notice"));
        using (HttpResponseMessage confirmed = await PlainForms.PostAsync(browser, At(port, "/account/notice"), notice))
        {
            confirmed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        }

        (await PlainForms.PageAsync(browser, At(port, "/"))).ShouldContain("作業一覧");
        (await PlainForms.PageAsync(browser, At(secondPort, "/"))).ShouldContain("作業一覧");

        using HttpResponseMessage forged = await PlainForms.PostAsync(browser, At(secondPort, "/sign-out"), """name="__RequestVerificationToken" value="forged" """);
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PlainForms.PageAsync(browser, At(secondPort, "/"))).ShouldContain("作業一覧");
    }

    /// <summary>A second process has a data folder of its own, with the keys and secrets of the first.</summary>
    private async Task<string> ConfigurationAsync()
    {
        string other = Path.Combine(folder, "other");
        Directory.CreateDirectory(other);
        File.Copy(Path.Combine(Data, "version"), Path.Combine(other, "version"));
        foreach (string shared in (string[])["keys", "secrets"])
        {
            Directory.CreateSymbolicLink(Path.Combine(other, shared), Path.Combine(Data, shared));
        }

        await using EmbeddedCluster cluster = await EmbeddedCluster.StartOrJoinAsync(new ClusterOptions(Data), Cancellation);
        NpgsqlConnectionStringBuilder admin = cluster.AdminConnectionString();
        using JsonDocument health = JsonDocument.Parse(await ReadAsync(At(port, "/health")));
        string file = Path.Combine(folder, "second.json");
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(new
            {
                role = "city",
                zone = health.RootElement.GetProperty("zone").GetString(),
                municipalityCode = "990019",
                training = true,
                data = other,
                database = new { admin = admin.ConnectionString },
                http = $"127.0.0.1:{Text(secondPort)}",
                https = $"127.0.0.1:{Text(DaichoProcess.FreePort())}",
            }),
            Cancellation);
        return file;
    }

    private static async Task<string> ReadAsync(Uri address)
    {
        using HttpClient client = new();
        return await client.GetStringAsync(address, Cancellation);
    }

    private static Uri At(int at, string path) => new($"http://127.0.0.1:{Text(at)}{path}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("パスワード / password: ([a-z0-9-]+)\\)")]
    private static partial Regex PasswordLine();
}
