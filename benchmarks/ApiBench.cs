using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Daicho.Host.Hosting;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Daicho.Bench;

/// <summary>The interface for programs through HTTPS, over the imported register: search, a long history, reading by number.</summary>
internal static class ApiBench
{
    private const string Client = "bench-client";
    private const int Clients = 8;
    private const int Users = 500;
    private const int HistoryRows = 500;

    // Steps of a round of warming up.
    private const int WarmUp = 500;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(BenchZone zone, bool quick, CancellationToken cancellation)
    {
        ZoneConfig config = new()
        {
            Role = CityRole.Name,
            Zone = "city",
            MunicipalityCode = ImportFilesForBench.Municipality.Value,
            Data = zone.Folder,
            Database = new DatabaseConfig(null, zone.Database.Connections),
            Https = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}"),
        };
        await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
        await session.MigrateAsync(cancellation);
        await using WebApplication app = ZoneHost.Build(session, LogLevel.Error, quiet: true);
        await ZoneHost.StartAsync(app, config, cancellation);
        await session.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('platform', 'api.limits', '2000-01-01', '{"requestsPerMinute":100000000,"personsPerDay":100000000}', 'bench', 'bench')
            on conflict do nothing
            """,
            cancellation);

        // The server's own rounds do this within minutes of an import; they are not what is measured.
        await session.Database.Owner.ExecuteAsync("vacuum analyze", cancellation);
        await session.Database.VaultOwner.ExecuteAsync("vacuum analyze", cancellation);
        string secret = (await ClientSetup.AddAsync(
            session.Database.Owner, Client, [TaskCodes.ResidentSearch, TaskCodes.ResidentSearchNumber, TaskCodes.ResidentView, TaskCodes.ResidentCertificateIssue],
            DemoOperators.Office, null, app.Services.GetRequiredService<BusinessClock>(), cancellation)).Value;
        using X509Certificate2 certificate = ServerCertificate.Get(null, session.Secrets, TimeProvider.System);
        using HttpClient http = await EnterAsync(config.Https, secret, certificate.Thumbprint, Clients, cancellation);
        using HttpClient crowd = await EnterAsync(config.Https, secret, certificate.Thumbprint, Users, cancellation);
        try
        {
            Latencies echo = await TlsEcho.MeasureAsync(certificate, Clients, quick ? 20_000 : 60_000, cancellation);
            return
            [
                .. await Attempt.RowsAsync("Search", () => SearchAsync(zone, session, http, quick, cancellation)),
                .. await Attempt.RowsAsync("Open a record", () => HistoryAsync(zone, session, http, quick, cancellation)),
                .. await Attempt.RowsAsync("Read by number", () => NumbersAsync(zone, session, app, http, echo, quick, cancellation)),
                .. await Attempt.RowsAsync("500 users", () => CrowdAsync(zone, session, crowd, quick, cancellation)),
            ];
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<BenchRow>> SearchAsync(BenchZone zone, ZoneSession session, HttpClient http, bool quick, CancellationToken cancellation)
    {
        List<SearchConditions> asked = await session.Database.App.ListAsync(
            """
            select split_part(name_kana, '　', 1), birth_from from resident_register.resident tablesample system (1)
            where removed_on is null and birth_from = birth_until order by resident_id limit 500
            """,
            row => new SearchConditions
            {
                Reading = row.GetString(0),
                Birth = row.GetFieldValue<DateOnly>(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                BirthFrom = row.GetFieldValue<DateOnly>(1),
                BirthUntil = row.GetFieldValue<DateOnly>(1),
            },
            cancellation);
        OperatorContext actor = OperatorContext.ForCommand("bench", "計測");
        async Task Bare(int number)
        {
            await using UnitOfWork work = new(session.Database.App, actor);
            await SearchStore.RunAsync(work, asked[number % asked.Count], SearchPlace.Start, SearchHandler.RowsMax, [], cancellation);
        }

        Task Through(int number)
        {
            SearchConditions one = asked[number % asked.Count];
            return SendAsync(http, "searches", $$"""{"mode":"identity","reading":"{{one.Reading}}","birth":"{{one.Birth}}"}""", cancellation);
        }

        int steps = quick ? 1_000 : 3_000;
        await Latencies.WarmUpAsync(2, WarmUp, (_, number) => Bare(number));
        await Latencies.WarmUpAsync(2, WarmUp, (_, number) => Through(number));
        double floor = (await zone.MeteredAsync(
            "search by SQL", steps, () => Latencies.MeasureAsync(2, steps, (_, number) => Bare(number)))).Percentile(0.99);
        double value = (await zone.MeteredAsync(
            "search", steps, () => Latencies.MeasureAsync(2, steps, (_, number) => Through(number)))).Percentile(0.99);
        return
        [
            new BenchRow(
                "Search by kana prefix + birth date through HTTPS, 2 clients", value, "ms p99", floor, value / floor,
                "≤ 3 × bare SQL and ≤ 30 ms", value <= 3 * floor && value <= 30),
        ];
    }

    private static async Task<IReadOnlyList<BenchRow>> HistoryAsync(BenchZone zone, ZoneSession session, HttpClient http, bool quick, CancellationToken cancellation)
    {
        Guid person = (await session.Database.App.ListAsync(
            """
            select r.resident_id from resident_register.resident r
            where r.removed_on is null and not exists (
                select from resident_register.resident other
                where other.birth_from = r.birth_from and other.name_kana collate "C" = r.name_kana collate "C" and other.resident_id <> r.resident_id)
              and not exists (select from resident_register.supported_person p where p.resident_id = r.resident_id)
              and not exists (select from resident_register.suppression s where s.resident_id = r.resident_id or s.household_id = r.household_id)
            limit 1
            """,
            row => row.GetGuid(0),
            cancellation)).Single();
        for (int made = 0; made < HistoryRows; made++)
        {
            await using UnitOfWork work = new(session.Database.App, OperatorContext.ForCommand("bench", "計測"));
            HistoryRow present = (await RegisterStore.FindAsync(work, new ResidentId(person), cancellation))!; // chosen above
            HistoryRow next = present with
            {
                HistoryNo = present.HistoryNo + 1,
                Facts = present.Facts with { ActId = Guid.CreateVersion7() },
                Record = present.Record with { Address = present.Record.Address with { Lot = $"{made}番地" } },
            };
            if (await RegisterStore.AppendAsync(work, [new Append(present.Record, next)], cancellation) is not null)
            {
                throw new InvalidOperationException("The history row was refused.");
            }

            await work.CommitAsync(cancellation);
        }

        async Task Bare()
        {
            await using UnitOfWork work = new(session.Database.App, OperatorContext.ForCommand("bench", "計測"));
            await RegisterStore.FindAsync(work, new ResidentId(person), cancellation);
        }

        Task Open() => SendAsync(http, $"residents/{person}", null, cancellation);
        int steps = quick ? 1_000 : 5_000;
        await Latencies.WarmUpAsync(2, WarmUp, (_, _) => Bare());
        await Latencies.WarmUpAsync(2, WarmUp, (_, _) => Open());
        double floor = (await Latencies.MeasureAsync(2, steps, (_, _) => Bare())).Percentile(0.99);
        double value = (await zone.MeteredAsync(
            "open a record", steps, () => Latencies.MeasureAsync(2, steps, (_, _) => Open()))).Percentile(0.99);
        return
        [
            new BenchRow(
                "Open a record with 500 history entries through HTTPS, 2 clients", value, "ms p99", floor, value / floor,
                "≤ 30 ms (floor: bare SQL)", value <= 30),
        ];
    }

    private static async Task<IReadOnlyList<BenchRow>> NumbersAsync(
        BenchZone zone, ZoneSession session, WebApplication app, HttpClient http, Latencies echo, bool quick, CancellationToken cancellation)
    {
        NumberVault vault = app.Services.GetRequiredService<NumberVault>();
        HashSet<Guid> guarded = [.. await session.Database.App.ListAsync(
            """
            select resident_id from resident_register.supported_person
            union select resident_id from resident_register.suppression where resident_id is not null
            union select r.resident_id from resident_register.suppression s join resident_register.resident r using (household_id)
            """,
            row => row.GetGuid(0),
            cancellation)];
        List<string> bodies = [];
        OperatorContext actor = OperatorContext.ForCommand("bench", "計測");
        await foreach (ResidentNumber one in vault.ExportAsync(actor, Guid.CreateVersion7(), cancellation))
        {
            if (one.Number.Kind == NumberKind.Individual && !guarded.Contains(one.ResidentId))
            {
                bodies.Add($$"""{"individualNumber":"{{one.Number.Reveal()}}"}""");
            }

            if (bodies.Count == 20_000)
            {
                break;
            }
        }

        Task Read(int number) => SendAsync(http, "number-inquiries", bodies[number * 7919 % bodies.Count], cancellation);
        await Latencies.WarmUpAsync(Clients, 4 * WarmUp, (_, number) => Read(number));
        int steps = quick ? 10_000 : 30_000;
        Latencies measured = await zone.MeteredAsync(
            "read by number", steps, () => Latencies.MeasureAsync(Clients, steps, (_, number) => Read(number)));
        double p99 = measured.Percentile(0.99);
        return
        [
            new BenchRow(
                "Read a person by number through HTTPS, 8 clients", measured.PerSecond, "reads/s", echo.PerSecond,
                measured.PerSecond / echo.PerSecond, "≥ 3,000/s (floor: plain TLS echo)", measured.PerSecond >= 3_000),
            new BenchRow(
                "Read a person by number through HTTPS, 8 clients", p99, "ms p99", echo.Percentile(0.99), p99 / echo.Percentile(0.99),
                "≤ 20 ms (floor: plain TLS echo)", p99 <= 20),
        ];
    }

    /// <summary>RR-13: 500 users at once over the whole register, none of whom pauses: searches, opened records, and each tenth act a copy issued.</summary>
    private static async Task<IReadOnlyList<BenchRow>> CrowdAsync(
        BenchZone zone, ZoneSession session, HttpClient http, bool quick, CancellationToken cancellation)
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(
            zone.Database.Owner, ImportFilesForBench.Municipality.Value, "霞野市", cancellation);
        List<(Guid Id, string Kana, DateOnly Born)> people = await session.Database.App.ListAsync(
            """
            select r.resident_id, r.name_kana, r.birth_from from resident_register.resident r tablesample system (1)
            where r.removed_on is null and r.planned_out_on is null and r.birth_from = r.birth_until and r.name_kana <> ''
              and not exists (
                select from resident_register.resident other
                where other.birth_from = r.birth_from and other.name_kana collate "C" = r.name_kana collate "C" and other.resident_id <> r.resident_id)
              and not exists (select from resident_register.supported_person p where p.resident_id = r.resident_id)
              and not exists (select from resident_register.suppression s where s.resident_id = r.resident_id or s.household_id = r.household_id)
            order by r.resident_id limit 1000
            """,
            row => (row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateOnly>(2)),
            cancellation);

        Task NextAsync(int number)
        {
            (Guid id, string kana, DateOnly born) = people[number * 7919 % people.Count];
            return (number % 10) switch
            {
                0 => IssueAsync(http, id, cancellation),
                < 6 => SendAsync(http, "searches", $$"""{"mode":"identity","reading":"{{kana}}","birth":"{{born:yyyy-MM-dd}}"}""", cancellation),
                _ => SendAsync(http, $"residents/{id}", null, cancellation),
            };
        }

        await Latencies.WarmUpAsync(Clients, WarmUp, (_, number) => NextAsync(number));
        Latencies alone = await Latencies.MeasureAsync(1, 200, (_, number) => NextAsync(number));
        int steps = quick ? 5_000 : 20_000;
        Latencies all = await zone.MeteredAsync("500 users", steps, () => Latencies.MeasureAsync(Users, steps, (_, number) => NextAsync(number)));
        double p95 = all.Percentile(0.95);
        return
        [
            new BenchRow(
                "500 users at once without a pause: searches, opened records, each tenth act a copy issued", p95, "ms p95",
                alone.Percentile(0.95), p95 / alone.Percentile(0.95), "≤ 3,000 ms, a time for a city to agree (floor: one user alone)", p95 <= 3_000),
        ];
    }

    private static async Task IssueAsync(HttpClient http, Guid person, CancellationToken cancellation)
    {
        JsonNode accepted = await ActAsync(
            http,
            "certificate-applications",
            $$"""
            {"form":"personCopy","subjects":["{{person}}"],"ground":"勤務先に提出するため","copies":1,
             "requester":{"class":"person","name":"見本　太郎","address":"本町１番地１","resident":"{{person}}","documentsChecked":["個人番号カード"]} }
            """,
            cancellation);
        JsonNode made = await ActAsync(http, $"certificate-applications/{accepted["id"]}/make", "{}", cancellation);
        JsonNode document = made["documents"]![0]!; // one was asked for
        await ActAsync(
            http,
            $"certificate-documents/{document["id"]}/print",
            $$"""{"subject":"{{document["subject"]}}","contentHash":"{{document["contentHash"]}}"}""",
            cancellation);
    }

    private static async Task SendAsync(HttpClient http, string path, string? json, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(path, json);
        using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
        await CheckAsync(answer, path, cancellation);
    }

    /// <summary>Sends an act under a key of its own and reads its answer; empty when that is a document.</summary>
    private static async Task<JsonNode> ActAsync(HttpClient http, string path, string json, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(path, json);
        request.Headers.Add("Idempotency-Key", $"key-{Guid.CreateVersion7()}");
        using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
        await CheckAsync(answer, path, cancellation);
        return answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))! // an answer has a body
            : new JsonObject();
    }

    private static HttpRequestMessage Request(string path, string? json) =>
        new(json is null ? HttpMethod.Get : HttpMethod.Post, new Uri("/resident-register/v1/" + path, UriKind.Relative))
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };

    private static async Task CheckAsync(HttpResponseMessage answer, string path, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    private static async Task<HttpClient> EnterAsync(
        string https, string secret, string certificate, int connections, CancellationToken cancellation)
    {
        HttpClient http = new(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate },
        })
        {
            BaseAddress = new Uri($"https://{https}/"),
        };
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/oauth/token", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{secret}")));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
        JsonNode token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!; // an answer has a body
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["access_token"]!.GetValue<string>());
        http.DefaultRequestHeaders.Add("X-Purpose", "resident.view;case=bench");
        return http;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
