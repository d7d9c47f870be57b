using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform.Calendar;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>A real zone from an empty folder, with commands and screens only.</summary>
public sealed partial class NewZoneTests : IAsyncDisposable
{
    private const string NewPassword = "mikan-to-koucha-no-fuyu";

    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly int port = DaichoProcess.FreePort();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Configuration => Path.Combine(folder, "zone.json");

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task An_empty_folder_becomes_a_zone_whose_first_officers_sign_in_at_its_first_terminal()
    {
        await ConfigureAsync(training: false);
        string[] init =
        [
            "zone", "init", "--config", Configuration, "--office", "honcho", "--office-name", "本庁", "--section", "市民課", "--terminal", "市民課01",
            "--system-officer", "shimada", "--system-officer-name", "島田 恵（架空）", "--head", "ogawa", "--head-name", "小川 健（架空）",
        ];
        string told = await SaidAsync(0, init);
        (await SaidAsync(1, init)).ShouldContain("SEC-ZONE-001");

        await using DaichoProcess zone = DaichoProcess.Start("serve", "--config", Configuration);
        await zone.WaitForAsync(At("/health"), Cancellation);
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = true };
        using HttpClient terminal = new(handler, disposeHandler: false);
        using (HttpResponseMessage unknown = await terminal.GetAsync(At("/sign-in"), Cancellation))
        {
            unknown.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using HttpResponseMessage enrolled = await PlainForms.PostAsync(
            terminal, At("/terminal"), await PlainForms.PageAsync(terminal, At("/terminal")), ("code", TerminalCode().Match(told).Groups[1].Value));
        enrolled.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        foreach ((string officer, int index, string page) in ((string, int, string)[])[("shimada", 0, "利用者"), ("ogawa", 1, "権限台帳")])
        {
            await StartAsync(terminal, officer, FirstPassword().Matches(told)[index].Groups[1].Value, page);
        }

        zone.Output.ShouldNotContain("島田");
    }

    [Fact]
    public async Task Dated_parameters_take_values_of_their_form_and_what_held_is_not_rewritten()
    {
        await ConfigureAsync(training: false);
        string[] set = ["parameter", "set", "--config", Configuration, "--source", "○○市の休日を定める条例", "assurance", "office-hours", "--from"];
        await SaidAsync(0, [.. set, "2999-04-01", "--value", """{"from":"09:00","until":"16:30"}"""]);
        (await SaidAsync(0, "parameter", "list", "assurance", "--config", Configuration)).ShouldContain("2999-04-01  {\"from\": \"09:00\", \"until\": \"16:30\"}");
        (await SaidAsync(1, [.. set, "2999-04-01", "--value", """{"from":"09:00","until":"17:00"}"""])).ShouldContain("PARAM-003");
        (await SaidAsync(1, [.. set, "2999-05-01", "--value", """{"from":"19:00","until":"17:00"}"""])).ShouldContain("PARAM-002");
        (await SaidAsync(1, [.. set, "2020-04-01", "--value", """{"from":"09:00","until":"17:00"}"""])).ShouldContain("PARAM-004");
        (await SaidAsync(1, "parameter", "set", "--config", Configuration, "--source", "x", "assurance", "nothing", "--from", "2999-01-01", "--value", "1"))
            .ShouldContain("PARAM-001");
        await SaidAsync(0, "parameter", "set", "--config", Configuration, "--source", "x", "resident_register", "search.days_kept", "--from", "2999-01-01", "--value", "3");
        await SaidAsync(0, "parameter", "set", "--config", Configuration, "--source", "x", "resident-register", "change-reviewers", "--from", "2999-01-01", "--value", """{"default": 2}""");
        string[] certifier = ["certifier", "add", "--config", Configuration, "--title", "長", "--seal", "市長之印", "--source", "選挙", "--name"];
        (await SaidAsync(1, [.. certifier, "仮名　三郎", "--from", "2998-04-01", "--until", "2998-03-01"])).ShouldContain("RR-ISSUE-040");
        await SaidAsync(0, [.. certifier, "仮名　一郎", "--from", "2026-04-01"]);
        (await SaidAsync(1, [.. certifier, "仮名　二子", "--from", "2999-04-01"])).ShouldContain("RR-SETTING-010");
        string fees = """{"PersonCopy":300,"HouseholdCopy":300,"RemovedRecordCopy":300,"EnteredItemsPerson":300,"EnteredItemsHousehold":300,"MovingOutCertificate":0,"MovingOutCertificateEquivalent":0,"ResidentRecordCodeNotice":0}""";
        string[] first = ["parameter", "set", "--config", Configuration, "--source", "手数料条例", "resident_register", "certificate.fees", "--value", fees, "--from"];
        await SaidAsync(0, [.. first, "2026-04-01"]);
        (await SaidAsync(1, [.. first, "2999-04-01"])).ShouldContain("PARAM-006");
        (await SaidAsync(2, "zone", "date", "--config", Configuration, "--set", "2027-01-04")).ShouldContain("training");
        await ConfigureAsync(training: true);
        (await SaidAsync(0, "zone", "date", "--config", Configuration, "--set", "2027-01-04")).ShouldContain("2027-01-04");
    }

    [Fact]
    public async Task Imported_holidays_are_closed_days_of_the_zone()
    {
        await ConfigureAsync(training: false);
        string file = Path.Combine(folder, "holidays.csv");
        string[] import = ["masters", "import", file, "--kind", "holidays", "--source", "試験", "--version", "1", "--config", Configuration];
        await File.WriteAllTextAsync(file, "day,name\n2027-01-01,元日\n2027-01-11,成人の日\n", Cancellation);
        await SaidAsync(0, import);
        await using ZoneSession session = await ZoneSession.JoinAsync(await ZoneConfig.ReadAsync(Configuration, Cancellation), Cancellation);
        BusinessCalendar calendar = await BusinessHolidays.ReadCalendarAsync(session.Database.App, Cancellation);
        calendar.IsBusinessDay(new DateOnly(2027, 1, 1)).ShouldBeFalse();
        calendar.IsBusinessDay(new DateOnly(2027, 1, 4)).ShouldBeTrue();
        calendar.IsBusinessDay(new DateOnly(2027, 1, 11)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_secret_of_a_client_rolls_over_and_a_revoked_one_opens_nothing()
    {
        await ConfigureAsync(training: false);
        string[] named = ["kenpo", "--config", Configuration];
        string first = Secret(await SaidAsync(0, ["api-client", "add", .. named, "--office", "honcho"]));
        string second = Secret(await SaidAsync(0, ["api-client", "renew", .. named]));
        await using DaichoProcess zone = DaichoProcess.Start("serve", "--config", Configuration);
        await zone.WaitForAsync(At("/health"), Cancellation);
        (await TokenAsync(first)).ShouldBe(HttpStatusCode.OK);
        (await TokenAsync(second)).ShouldBe(HttpStatusCode.OK);
        (await SaidAsync(0, ["api-client", "revoke", .. named, "--keep-newest"])).ShouldContain("secrets revoked: 1");
        (await TokenAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await TokenAsync(second)).ShouldBe(HttpStatusCode.OK);
        await SaidAsync(0, ["api-client", "revoke", .. named]);
        (await TokenAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SaidAsync(1, "api-client", "renew", "nobody", "--config", Configuration)).ShouldContain("SEC-CLIENT-004");
    }

    private async Task<HttpResponseMessage> EnterAsync(HttpClient terminal, string officer, string password) => await PlainForms.PostAsync(
        terminal, At("/sign-in"), await PlainForms.PageAsync(terminal, At("/sign-in")), ("operator", officer), ("password", password));

    /// <summary>The first sign-in: the password is changed, the notice confirmed, and the work list shows the officer's own entry.</summary>
    private async Task StartAsync(HttpClient terminal, string officer, string password, string entry)
    {
        using (HttpResponseMessage entered = await EnterAsync(terminal, officer, password))
        {
            entered.Headers.Location.ShouldNotBeNull().ToString().ShouldStartWith("/account/password");
        }

        using (HttpResponseMessage changed = await PlainForms.PostAsync(
            terminal, At("/account/password"), await PlainForms.PageAsync(terminal, At("/account/password")),
            ("OldPassword", password), ("NewPassword", NewPassword), ("RepeatedPassword", NewPassword)))
        {
            changed.Headers.Location.ShouldNotBeNull().ToString().ShouldStartWith("/account/notice");
        }

        using (HttpResponseMessage confirmed = await PlainForms.PostAsync(
            terminal, At("/account/notice"), await PlainForms.PageAsync(terminal, At("/account/notice"))))
        {
            confirmed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        }

        string start = await PlainForms.PageAsync(terminal, At("/"));
        start.ShouldContain("作業一覧");
        start.ShouldContain(entry);
        using HttpResponseMessage left = await PlainForms.PostAsync(terminal, At("/sign-out"), start);
        left.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    private async Task<HttpStatusCode> TokenAsync(string secret)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, At("/oauth/token"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"kenpo:{secret}")));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using HttpResponseMessage answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<string> SaidAsync(int code, params string[] arguments)
    {
        (int ended, string output) = await DaichoProcess.RunAsync(Cancellation, arguments);
        ended.ShouldBe(code, output);
        return output;
    }

    private Task ConfigureAsync(bool training) => File.WriteAllTextAsync(
        Configuration,
        JsonSerializer.Serialize(new
        {
            role = "city",
            zone = "shin-shi",
            title = "霞野市",
            municipalityCode = "990019",
            training,
            data = Path.Combine(folder, "data"),
            http = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
            https = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{DaichoProcess.FreePort()}"),
        }),
        Cancellation);

    private static string Secret(string output) => ClientSecret().Match(output).Groups[1].Value;

    private Uri At(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}"));

    [GeneratedRegex("first password: ([a-z0-9-]+)")]
    private static partial Regex FirstPassword();

    [GeneratedRegex("code of the terminal: ([A-Z0-9]+)")]
    private static partial Regex TerminalCode();

    [GeneratedRegex("client_secret: (\\S+)")]
    private static partial Regex ClientSecret();
}
