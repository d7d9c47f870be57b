using System.Net;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Vault;
using Daicho.ReferenceData;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.Testing;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests;

/// <summary>The register behind a real listener with the gate, on a fresh database with the demo staff; one per test class.</summary>
public sealed class RegisterWorld : IAsyncLifetime
{
    public const string Password = "koucha-to-mikan-no-aki";

    private SignIn signIn = null!;
    private readonly string folder = PostgresFixture.CreateFolder();
    private TestDatabase vaultDatabase = null!;
    private WebApplication app = null!;

    public FixedClock Time { get; } = FixedClock.On(2026, 11, 20);

    public TestDatabase Database { get; private set; } = null!;

    public BusinessClock Clock { get; private set; } = null!;

    public Sessions Sessions { get; private set; } = null!;

    public Uri Address => new(app.Urls.First());

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(
            MigrationSet.Platform, ReferenceDataModule.Migrations, ResidentRegisterModule.Migrations);
        Clock = new BusinessClock(Time);
        Sessions = new Sessions(Database.App, Clock, SessionLimits.Standard);
        signIn = new SignIn(Database.App, Clock, Sessions, new Terminals(Database.App, Clock));
        await DemoOperators.SeedAsync(Database.Owner, Password, true, new DateOnly(2026, 4, 1), CancellationToken.None);
        vaultDatabase = await TestDatabase.CreateAsync(NumberVault.Migrations);
        app = Build();
        await app.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        signIn.Dispose();
        await vaultDatabase.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the module registered.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>The number vault.</summary>
    public NumberVault Vault => app.Services.GetRequiredService<NumberVault>();

    /// <summary>The vault's database, as the running program connects to it.</summary>
    public NpgsqlDataSource VaultApp => vaultDatabase.App;

    /// <summary>Records an Individual Number in the vault.</summary>
    internal Task GiveNumberAsync(ResidentId person, IndividualNumber number) => GiveAsync(person, VaultNumber.Of(number));

    /// <summary>Records a number of either kind in the vault.</summary>
    internal async Task GiveAsync(ResidentId person, VaultNumber number)
    {
        Guid act = Guid.CreateVersion7();
        await Vault.ReserveAsync(act, [new ResidentNumber(person.Value, number)], CancellationToken.None);
        await Vault.ConfirmAsync(act, CancellationToken.None);
    }

    /// <summary>Lets the open reservations of the vault be this old.</summary>
    public Task<int> AgeReservationsAsync(TimeSpan age) => vaultDatabase.Owner.ExecuteAsync(
        "update vault.act set reserved_at = clock_timestamp() - $1::interval where confirmed_at is null", CancellationToken.None, age);

    /// <summary>How many reservations of the vault are neither confirmed nor swept.</summary>
    public async Task<long> OpenReservationsAsync() => (await vaultDatabase.Owner.ListAsync(
        "select count(*) from vault.act where confirmed_at is null", row => row.GetInt64(0), CancellationToken.None)).Single();

    /// <summary>
    /// Masters of the municipality: the invented towns, and a ledger of lots with districts: two buildings, one of them a facility.
    /// </summary>
    public async Task AddMastersAsync()
    {
        OperatorContext by = OperatorContext.ForCommand("masters.import", "試験");
        await ReferenceDataModule.SeedInventedAsync(Database.App, by, CancellationToken.None);
        string file = Path.Combine(folder, "lots.csv");
        await File.WriteAllTextAsync(
            file,
            """
            code6,town,lot,building,building_kana,administrative,residents_association,neighbourhood_association,elementary,junior,voting,facility
            990019,中央一丁目,,,,K1,J1,C1,S1,H1,V1,
            990019,中央一丁目,５番６号,,,,,C9,,,,
            990019,中央一丁目,８番,見本荘,ミホンソウ,,J8,,,,,
            990019,中央二丁目,1-2,,,K2,J2,C2,S2,H2,V2,
            990019,中央二丁目,３番,見本苑,ミホンエン,K2,J2,C2,S2,H2,V2,T01

            """);
        ImportedMaster[] done = [.. (await ReferenceDataModule.ImportMastersAsync(
            Database.App, by, file, null, "試験", "1", "なし", new DateOnly(2020, 1, 1), CancellationToken.None)).Value];
        done.ShouldBe([new("lots", 5, true)]);
    }

    /// <summary>A browser in which the operator is signed in.</summary>
    public async Task<Browser> EnterAsync(string code, bool secondFactor = false)
    {
        string token = (await signIn.SignInAsync(
            code, Password, new TerminalProof(null, true), Guid.CreateVersion7(), CancellationToken.None)).Value.Token;
        if (secondFactor)
        {
            await Database.Owner.ExecuteAsync(
                "update platform.session set second_factor = 'passkey' where ended_at is null", CancellationToken.None);
        }

        return new Browser(Address, token);
    }

    /// <summary>Opens a purpose as the operator would by the search form.</summary>
    public async Task<Guid> PurposeAsync(Browser browser, string duty = TaskCodes.ResidentView, string ground = "住民票の写しの請求")
    {
        ArgumentNullException.ThrowIfNull(browser);
        SignedIn signedIn = (await Sessions.FindAsync(
            browser.Token, new TerminalProof(null, true), null, CancellationToken.None))!;
        return (await new PurposeStore(Database.App, Clock).OpenAsync(
            signedIn, new Purpose(duty, ground, "2026-000123"), CancellationToken.None)).Value;
    }

    /// <summary>Counts by a statement of the owner.</summary>
    public async Task<long> CountAsync(string sql, params object?[] values) =>
        (await Database.Owner.ListAsync(sql, row => row.GetInt64(0), CancellationToken.None, values)).Single();

    /// <summary>Puts a person on the register, with the household when it is new.</summary>
    internal async Task<ResidentRecord> AddAsync(ResidentRecord record)
    {
        await AddHouseholdAsync(record);
        await AppendAsync(null, Any.Row(record));
        return record;
    }

    /// <summary>The person's household, when it is new.</summary>
    internal Task<int> AddHouseholdAsync(ResidentRecord record) =>
        Database.App.ExecuteAsync(
            """
            insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)
            on conflict do nothing
            """,
            CancellationToken.None,
            record.Household.Id.Value, record.Household.Number.Value, new DateOnly(2010, 4, 1));

    /// <summary>Appends a further history row.</summary>
    internal async Task<ResidentRecord> AppendAsync(ResidentRecord? before, HistoryRow row)
    {
        await using UnitOfWork work = new(Database.App, OperatorContext.ForCommand("test", "試験"));
        (await RegisterStore.AppendAsync(work, [new Append(before, row)], CancellationToken.None)).ShouldBeNull();
        await work.CommitAsync(CancellationToken.None);
        return row.Record;
    }

    /// <summary>Puts a person under protection (支援措置).</summary>
    internal async Task ProtectAsync(ResidentId person)
    {
        Guid measure = Guid.CreateVersion7();
        await Database.App.ExecuteAsync(
            """
            insert into resident_register.support_measure (measure_id, kind, started_on, ends_on, affairs)
            values ($1, 'full', '2026-04-01', '2027-03-31', '{record_present}')
            """,
            CancellationToken.None, measure);
        await Database.App.ExecuteAsync(
            "insert into resident_register.supported_person (measure_id, resident_id, role) values ($1, $2, 'applicant')",
            CancellationToken.None, measure, person.Value);
    }

    /// <summary>Suppresses a process for a person.</summary>
    internal Task SuppressAsync(ResidentId person, string process, string level) => Database.App.ExecuteAsync(
        """
        insert into resident_register.suppression (suppression_id, resident_id, process, level, starts_on, reason)
        values ($1, $2, $3, $4, '2026-04-01', '試験')
        """,
        CancellationToken.None, Guid.CreateVersion7(), person.Value, process, level);

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Database.App);
        builder.Services.AddSingleton(Clock);
        builder.Services.AddPages();
        builder.Services.AddSecurity(SessionLimits.Standard);
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AccessLogAppender>());
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        builder.Services.AddSingleton(new KeyRing(secrets, new FileMasterKey(secrets)));
        builder.Services.AddSingleton(provider => new NumberVault(
            vaultDatabase.App,
            provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<AccessLogAppender>(),
            Clock));
        builder.Services.AddReferenceData();
        builder.Services.AddResidentRegister();
        builder.Services.AddProblems();
        builder.Services.AddSingleton(new ZoneIdentity("city", "test-city", "990019", "0"));
        WebApplication built = builder.Build();
        built.UseProblems();
        built.UseRouting();
        built.UseSecurityGate();
        built.Use(async (http, next) =>
        {
            SignedIn? who = CurrentOperator.Of(http).Find();
            http.Response.Headers.ContentSecurityPolicy = WebAssets.ContentSecurityPolicy;
            http.RequestServices.GetRequiredService<ShellContext>().Model = new ShellModel
            {
                ZoneName = "見本市",
                RoleName = "住民記録",
                BusinessDate = Clock.Today(),
                OperatorName = who?.DisplayName,
                OperatorPosting = who?.OfficeName,
                TerminalName = who?.Terminal,
                IsTraining = true,
                SearchHref = "/search",
            };
            await next(http);
        });
        built.MapWebAssets().AllowAnonymousDocumented("Style.");
        built.MapDateEcho().AllowAnonymousDocumented("Says what was understood.");
        built.MapTokenEndpoint();
        built.MapResidentRegister();
        return built;
    }
}

/// <summary>A browser without scripts: keeps its session, follows the form's own token, and shows redirects.</summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient http;

    public Browser(Uri address, string token)
    {
        Token = token;
        CookieContainer cookies = new();
        cookies.Add(address, new Cookie("daicho-session", token));
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
    }

    public string Token { get; }

    public void Dispose() => http.Dispose();

    /// <summary>Loads a page.</summary>
    public async Task<Shown> GetAsync(string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await ReadAsync(answer);
    }

    /// <summary>Loads a file.</summary>
    public Task<byte[]> BytesAsync(string path) => http.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Sends the form of a page that answers with a file.</summary>
    public async Task<byte[]> BytesAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        using HttpResponseMessage answer = await PostAsync(page, action, fields);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Opens the page of a form, fills it in, and sends it to <paramref name="action"/>.</summary>
    public async Task<Shown> SendAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        using HttpResponseMessage answer = await PostAsync(page, action, fields);
        return await ReadAsync(answer);
    }

    private async Task<HttpResponseMessage> PostAsync(string page, string action, (string Name, string Value)[] fields)
    {
        string token = (await GetAsync(page)).Body.Split("__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using FormUrlEncodedContent form = new(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value))
                .Append(KeyValuePair.Create("__RequestVerificationToken", token)));
        return await http.PostAsync(new Uri(action, UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    private static async Task<Shown> ReadAsync(HttpResponseMessage answer) => new(
        answer.StatusCode,
        answer.Headers.Location?.OriginalString,
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
}

/// <summary>What came back.</summary>
public sealed record Shown(HttpStatusCode Status, string? Location, string Body);
