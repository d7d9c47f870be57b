using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
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

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>
/// Families move by draft, submission, review and decision while the program and its database server are killed with SIGKILL:
/// nothing is half done, nothing that was acknowledged is lost, and a request without an answer is simply sent again.
/// </summary>
public sealed class KilledChangeTests : IAsyncLifetime
{
    private const int Workers = 4;
    private const int FamiliesPerWorker = 4;
    private const int DecisionsBeforeTheKill = 3;

    // Kana letters keep the families apart: namesakes of one birth date would raise findings of their own.
    private const string Letters = "アイウエオカキクケコサシスセソタチツテト";

    private static readonly (string Act, string Body)[] Acts =
    [
        ("submit", """{"resultConfirmed":true}"""),
        ("review", """{"compared":["persons","dates","content","notifier"]}"""),
        ("decide", "{}"),
    ];

    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly int port = DaichoProcess.FreePort();
    private DaichoProcess demo = null!; // set before the first fact

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder, "data");

    private string Root => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await demo.DisposeAsync();
        await PostgresFixture.RemoveFolderAsync(folder);
    }

    [Fact]
    public async Task After_a_kill_amid_changes_nothing_is_half_done_and_nothing_acknowledged_is_lost()
    {
        Move[] moves = await SettleAsync();
        (string enterer, string reviewer) = await AddClientsAsync();
        ConcurrentBag<Move> decided = [];
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (HttpClient first = await EnterAsync("kill-enterer", enterer))
        using (HttpClient second = await EnterAsync("kill-reviewer", reviewer))
        {
            Task[] workers = [.. moves.Chunk(FamiliesPerWorker).Select(async own =>
            {
                foreach (Move move in own)
                {
                    if (!await GoOnAsync(move, first, second))
                    {
                        return;
                    }

                    decided.Add(move);
                    if (decided.Count >= DecisionsBeforeTheKill)
                    {
                        enough.TrySetResult();
                    }
                }
            })];
            await Task.WhenAny(enough.Task, Task.WhenAll(workers));
            await KillAllAsync();
            await Task.WhenAll(workers);
        }

        moves.Count(move => move.Done < Acts.Length + 1).ShouldBeGreaterThan(0, "The kill came too late to interrupt anything.");
        await demo.DisposeAsync();
        await StartAsync();

        foreach (string[] check in (string[][])[["register", "verify", "--data", Data], ["log", "verify", "--data", Data]])
        {
            (int code, string output) = await DaichoProcess.RunAsync(Cancellation, check);
            code.ShouldBe(0, output);
        }

        await using (ZoneSession session = await Family.OpenAsync(Data))
        {
            foreach (Move move in moves)
            {
                long[] versions = await VersionsAsync(session, move);
                versions.Distinct().ShouldHaveSingleItem($"A family half moved: {string.Join(' ', versions)}.");
                (versions[0] == 2 || move.Done <= Acts.Length).ShouldBeTrue("An acknowledged decision is lost.");
            }
        }

        using (HttpClient first = await EnterAsync("kill-enterer", enterer))
        using (HttpClient second = await EnterAsync("kill-reviewer", reviewer))
        {
            foreach (Move move in moves)
            {
                (await GoOnAsync(move, first, second)).ShouldBeTrue();
            }
        }

        await using ZoneSession after = await Family.OpenAsync(Data);
        foreach (Move move in moves)
        {
            (await VersionsAsync(after, move)).ShouldAllBe(version => version == 2);
            (await after.Database.Owner.ListAsync(
                "select count(*) from platform.access_log where act_id = $1 and kind = 'change' and refusal_code is null",
                row => row.GetInt64(0),
                Cancellation,
                move.Case!)).ShouldBe([Acts.Length + 1]);
        }
    }

    /// <summary>The steps that are left, each under the key it was first sent with; false when the program is gone.</summary>
    private async Task<bool> GoOnAsync(Move move, HttpClient enterer, HttpClient reviewer)
    {
        try
        {
            while (move.Done <= Acts.Length)
            {
                (string path, string body) = move.Done == 0
                    ? ("change-cases", Relocation(move.Family))
                    : ($"change-cases/{move.Case}/{Acts[move.Done - 1].Act}", Acts[move.Done - 1].Body);
                using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"{Root}/resident-register/v1/{path}"))
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                };
                request.Headers.Add("X-Purpose", "resident.change.enter;case=2026-000123");
                request.Headers.Add("Idempotency-Key", move.Keys[move.Done]);
                if (move.ETag is not null)
                {
                    request.Headers.Add("If-Match", move.ETag);
                }

                using HttpResponseMessage answer = await (move.Done <= 1 ? enterer : reviewer).SendAsync(request, Cancellation);
                string text = await answer.Content.ReadAsStringAsync(Cancellation);
                if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError && demo.HasEnded)
                {
                    return false;
                }

                answer.IsSuccessStatusCode.ShouldBeTrue(text);
                move.Case ??= Guid.Parse(JsonNode.Parse(text)!["id"]!.GetValue<string>());
                move.ETag = answer.Headers.ETag!.ToString();
                move.Done++;
            }

            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private async Task KillAllAsync()
    {
        int postmaster = int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(Data, "postgres", "data", "postmaster.pid"), Cancellation))[0],
            CultureInfo.InvariantCulture);
        await demo.SignalAsync("KILL", Cancellation);
        using System.Diagnostics.Process server = System.Diagnostics.Process.GetProcessById(postmaster);
        server.Kill();
        await demo.WaitAsync(Cancellation);
    }

    private async Task StartAsync()
    {
        demo = DaichoProcess.Start("demo", "--data", Data, "--port", port.ToString(CultureInfo.InvariantCulture), "--residents", "20");
        await demo.WaitForAsync(new Uri($"{Root}/health"), Cancellation);
    }

    private async Task<Move[]> SettleAsync()
    {
        List<Move> moves = [];
        foreach (char letter in Letters.Take(Workers * FamiliesPerWorker))
        {
            moves.Add(new Move(await Family.SettleAsync(Data, $"試験{letter}", $"シケン{letter}", $"{letter}番地")));
        }

        return [.. moves];
    }

    private async Task<(string Enterer, string Reviewer)> AddClientsAsync()
    {
        await using ZoneSession session = await Family.OpenAsync(Data);
        using BusinessDate date = new(session.Database.App, TimeProvider.System, NullLogger<BusinessDate>.Instance);
        await date.RefreshAsync(Cancellation);
        BusinessClock clock = new(TimeProvider.System, date.Find);
        List<string> secrets = [];
        foreach (string client in (string[])["kill-enterer", "kill-reviewer"])
        {
            secrets.Add((await ClientSetup.AddAsync(
                session.Database.Owner,
                client,
                [TaskCodes.ResidentView, TaskCodes.ResidentChangeEnter, TaskCodes.ResidentChangeReview, TaskCodes.ResidentChangeDecide],
                DemoOperators.Office,
                null,
                clock,
                Cancellation)).Value);
        }

        return (secrets[0], secrets[1]);
    }

    private async Task<HttpClient> EnterAsync(string client, string secret)
    {
        HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"{Root}/oauth/token"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}")));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        JsonNode token = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["access_token"]!.GetValue<string>());
        return http;
    }

    private static async Task<long[]> VersionsAsync(ZoneSession session, Move move) =>
        [.. await session.Database.Owner.ListAsync(
            "select version::bigint from resident_register.resident where resident_id = any($1)",
            row => row.GetInt64(0),
            Cancellation,
            move.Family.Members.Select(member => member.Id.Value).ToArray())];

    private static string Relocation(Family family) => JsonSerializer.Serialize(new
    {
        form = "RELOCATION",
        fields = new Dictionary<string, string[]>
        {
            ["basis"] = ["Notification"],
            ["persons"] = [.. family.Members.Select(member => member.Id.Value.ToString())],
            ["happenedOn"] = ["R8.11.10"],
            ["notifiedOn"] = ["R8.11.20"],
            ["notifier.kind"] = ["Person"],
            ["notifier.document"] = ["運転免許証"],
            ["newAddress.town"] = ["中央二丁目"],
            ["newAddress.lot"] = [family.Head.Address.Lot + "２"],
        },
    });

    /// <summary>One family on its way, and how many of its steps the program has acknowledged.</summary>
    private sealed class Move(Family family)
    {
        public Family Family => family;

        public Guid? Case { get; set; }

        public string? ETag { get; set; }

        public int Done { get; set; }

        public string[] Keys { get; } = [.. Enumerable.Range(0, Acts.Length + 1).Select(_ => $"key-{Guid.CreateVersion7()}")];
    }
}
