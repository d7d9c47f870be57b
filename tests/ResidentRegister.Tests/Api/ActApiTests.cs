using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Api;

/// <summary>Changes and certificates by programs: the same handlers as the counter, once per key, for the version that was seen.</summary>
public sealed class ActApiTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Submitted = """{"resultConfirmed":true}""";
    private const string Compared = """{"compared":["persons","dates","content","notifier"]}""";

    [Fact]
    public async Task A_change_goes_from_draft_to_decision_by_two_clients()
    {
        ResidentRecord born = Any.Resident();
        ResidentRecord person = await world.AddAsync(born with { Name = born.Name with { Kana = "ヒトリ　ダケ" } });
        using Caller enterer = await WriterAsync();
        using Caller reviewer = await WriterAsync();

        Answer drafted = await enterer.PostAsync("change-cases", Relocation(person.Id, "５番地"), Key());
        drafted.Status.ShouldBe(HttpStatusCode.Created, drafted.Text);
        string address = $"change-cases/{drafted.Json["id"]}";
        drafted.Location.ShouldBe($"/resident-register/v1/{address}");
        (await VersionAsync(person)).ShouldBe(1);

        Answer sent = await enterer.PostAsync($"{address}/submit", Submitted, Key(), Match(drafted));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        (await enterer.PostAsync($"{address}/review", Compared, Key(), Match(sent))).Code.ShouldBe("CR-05");
        Answer seen = await reviewer.GetAsync(address);
        seen.Json["comparisons"]!.AsArray().Select(one => one!["key"]!.GetValue<string>()).ShouldContain("content");
        Answer reviewed = await reviewer.PostAsync($"{address}/review", Compared, Key(), Match(sent));
        reviewed.Status.ShouldBe(HttpStatusCode.OK, reviewed.Text);
        Answer decided = await reviewer.PostAsync($"{address}/decide", "{}", Key(), Match(reviewed));
        decided.Status.ShouldBe(HttpStatusCode.OK, decided.Text);
        decided.Json["state"]!.GetValue<string>().ShouldBe("decided");

        (await VersionAsync(person)).ShouldBe(2);
        Answer history = await reviewer.GetAsync($"residents/{person.Id.Value}/history");
        history.Json["entries"]![0]!["changes"]!.AsArray().ShouldContain(one => one!["after"]!.GetValue<string>().Contains("緑町", StringComparison.Ordinal));
        (await world.CountAsync(
            "select count(*) from platform.access_log where act_id = $1 and kind = 'change' and refusal_code is null",
            Guid.Parse(drafted.Json["id"]!.GetValue<string>()))).ShouldBe(4);
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_answer_and_does_nothing_more()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        using Caller caller = await WriterAsync();
        (string, string) key = Key();
        Answer first = await caller.PostAsync("change-cases", Relocation(person.Id, "６番地"), key);
        Answer again = await caller.PostAsync("change-cases", Relocation(person.Id, "６番地"), key);
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Text.ShouldBe(first.Text);
        again.ETag.ShouldBe(first.ETag);
        (await caller.PostAsync("change-cases", Relocation(person.Id, "７番地"), key)).Code.ShouldBe("API-KEY-002");
        (await caller.PostAsync("change-cases", Relocation(person.Id, "６番地"))).Code.ShouldBe("API-KEY-001");
        (await world.CountAsync("select count(*) from resident_register.change_case_person where resident_id = $1", person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_is_edited_for_the_version_that_was_seen_and_withdrawn()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        using Caller caller = await WriterAsync();
        Answer drafted = await caller.PostAsync("change-cases", Relocation(person.Id, "８番地"), Key());
        string address = $"change-cases/{drafted.Json["id"]}";
        string body = Relocation(person.Id, "９番地");

        (await caller.SendAsync(HttpMethod.Put, address, body, Key())).Status.ShouldBe(HttpStatusCode.PreconditionRequired);
        Answer edited = await caller.SendAsync(HttpMethod.Put, address, body, Key(), Match(drafted));
        edited.Status.ShouldBe(HttpStatusCode.OK, edited.Text);
        edited.ETag.ShouldBe("\"2\"");
        Answer late = await caller.SendAsync(HttpMethod.Put, address, body, Key(), Match(drafted));
        late.Status.ShouldBe(HttpStatusCode.PreconditionFailed, late.Text);
        (await caller.PostAsync("change-cases", Relocation(person.Id, "１０番地"), Key())).Code.ShouldBe("WF-01");
        (await caller.PostAsync($"{address}/withdraw", """{"reason":" "}""", Key(), Match(edited))).Code.ShouldBe("WF-REASON");
        (await caller.PostAsync($"{address}/withdraw", """{"reason":"届出の取下げ"}""", Key(), Match(edited)))
            .Json["state"]!.GetValue<string>().ShouldBe("withdrawn");
    }

    [Fact]
    public async Task A_case_is_returned_with_a_reason_and_a_field_outside_the_form_is_refused()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        using Caller enterer = await WriterAsync();
        using Caller reviewer = await WriterAsync();
        Answer drafted = await enterer.PostAsync("change-cases", Relocation(person.Id, "１１番地"), Key());
        string address = $"change-cases/{drafted.Json["id"]}";
        Answer sent = await enterer.PostAsync($"{address}/submit", Submitted, Key(), Match(drafted));
        Answer back = await reviewer.PostAsync($"{address}/return", """{"reason":"異動日が届出書と違うため"}""", Key(), Match(sent));
        back.Json["state"]!.GetValue<string>().ShouldBe("returned");

        JsonNode outside = JsonNode.Parse(Relocation(person.Id, "１２番地"))!;
        outside["fields"]!["destination.town"] = new JsonArray("どこか");
        (await enterer.PostAsync("change-cases", outside.ToJsonString(), Key())).Code.ShouldBe("CR-08");
        Answer forms = await enterer.GetAsync("change-forms");
        forms.Json["forms"]!.AsArray().Select(one => one!["code"]!.GetValue<string>()).ShouldContain("RELOCATION");
    }

    [Fact]
    public async Task A_decided_change_is_cancelled_by_a_case_of_its_own()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.AppendAsync(person, Any.Row(person with { Address = new Address { Town = "緑町", Lot = "１番地" } }, 2, new DateOnly(2026, 10, 1)));
        using Caller caller = await WriterAsync();
        Answer drafted = await caller.PostAsync(
            "change-cases/cancellations",
            $$"""{"rows":[{"resident":"{{person.Id.Value}}","historyNo":2}],"ground":"届出の誤り"}""",
            Key());
        drafted.Status.ShouldBe(HttpStatusCode.Created, drafted.Text);
        (await caller.GetAsync($"change-cases/{drafted.Json["id"]}")).Json["form"]!.GetValue<string>().ShouldBe("CANCEL");
    }

    [Fact]
    public async Task A_certificate_goes_from_application_to_hand_over_bound_to_its_subject()
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "見本市", CancellationToken.None);
        ResidentRecord person = await world.AddAsync(Any.Resident());
        using Caller caller = await WriterAsync();
        JsonNode unnamed = JsonNode.Parse(Application(person))!;
        unnamed["requester"]!.AsObject().Remove("resident");
        (await caller.PostAsync("certificate-applications", unnamed.ToJsonString(), Key())).Code.ShouldBe("RR-ISSUE-039");
        (string, string) key = Key();
        Answer accepted = await caller.PostAsync("certificate-applications", Application(person), key);
        accepted.Status.ShouldBe(HttpStatusCode.Created, accepted.Text);
        accepted.Json["feeYen"]!.GetValue<long>().ShouldBe(300);
        (await caller.PostAsync("certificate-applications", Application(person), key)).Text.ShouldBe(accepted.Text);

        Answer made = await caller.PostAsync($"certificate-applications/{accepted.Json["id"]}/make", "{}", Key());
        made.Status.ShouldBe(HttpStatusCode.OK, made.Text);
        JsonNode document = made.Json["documents"]![0]!;
        string address = $"certificate-documents/{document["id"]}";
        string bound = $$"""{"subject":"{{document["subject"]}}","contentHash":"{{document["contentHash"]}}"}""";
        Answer pdf = await caller.PostAsync($"{address}/print", bound);
        pdf.MediaType.ShouldBe("application/pdf");
        pdf.Bytes.AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        string other = $$"""{"subject":"{{Guid.CreateVersion7()}}","contentHash":"{{document["contentHash"]}}"}""";
        (await caller.PostAsync($"{address}/print", other)).MediaType.ShouldBe("application/problem+json");
        (await caller.PostAsync($"{address}/hand-over", other, Key())).Status.ShouldNotBe(HttpStatusCode.OK);
        (await caller.PostAsync($"{address}/hand-over", bound, Key())).Status.ShouldBe(HttpStatusCode.OK);
        (await caller.PostAsync($"{address}/dispose", bound[..^1] + ""","reason":"書損"}""", Key())).Status.ShouldNotBe(HttpStatusCode.OK);

        Answer ledger = await caller.PostAsync(
            "issuance-ledger/searches", $$"""{"from":"2026-11-01","to":"2026-11-30","subject":"{{person.Id.Value}}"}""");
        ledger.Json["rows"]!.AsArray().Select(row => row!["event"]!.GetValue<string>()).ShouldBe(["handedOver", "printed", "made"]);
        ledger.Text.ShouldNotContain("太郎");
    }

    [Fact]
    public async Task A_supported_person_is_refused_a_certificate_and_the_refusal_is_recorded()
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "見本市", CancellationToken.None);
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.ProtectAsync(person.Id);
        using Caller caller = await WriterAsync();
        Answer accepted = await caller.PostAsync("certificate-applications", Application(person), Key());
        accepted.Status.ShouldBe(HttpStatusCode.Created, accepted.Text);
        accepted.Json["state"]!.GetValue<string>().ShouldBe("refused");
        (await caller.PostAsync($"certificate-applications/{accepted.Json["id"]}/make", "{}", Key())).Status.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Acts_need_their_own_rights()
    {
        using Caller reader = await Caller.EnterAsync(world, TaskCodes.ResidentView);
        string id = Guid.CreateVersion7().ToString();
        (HttpMethod, string)[] all =
        [
            (HttpMethod.Post, "change-cases"), (HttpMethod.Put, $"change-cases/{id}"), (HttpMethod.Get, $"change-cases/{id}"),
            (HttpMethod.Get, "change-forms"), (HttpMethod.Post, "change-cases/cancellations"), (HttpMethod.Post, $"change-cases/{id}/submit"),
            (HttpMethod.Post, $"change-cases/{id}/review"), (HttpMethod.Post, $"change-cases/{id}/return"),
            (HttpMethod.Post, $"change-cases/{id}/decide"), (HttpMethod.Post, $"change-cases/{id}/withdraw"),
            (HttpMethod.Post, "certificate-applications"), (HttpMethod.Post, $"certificate-applications/{id}/make"),
            (HttpMethod.Post, $"certificate-documents/{id}/print"), (HttpMethod.Post, $"certificate-documents/{id}/hand-over"),
            (HttpMethod.Post, $"certificate-documents/{id}/dispose"), (HttpMethod.Post, "issuance-ledger/searches"),
        ];
        foreach ((HttpMethod method, string path) in all)
        {
            (await reader.SendAsync(method, path, method == HttpMethod.Get ? null : "{}")).Code.ShouldBe("SEC-RIGHT-001", path);
        }

        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_code = $1 and refusal_code = 'SEC-RIGHT-001'", reader.Code))
            .ShouldBe(all.Length);
    }

    private Task<Caller> WriterAsync() => Caller.EnterAsync(
        world,
        TaskCodes.ResidentChangeEnter, TaskCodes.ResidentChangeReview, TaskCodes.ResidentChangeDecide, TaskCodes.ResidentView,
        TaskCodes.ResidentCertificateIssue);

    private static (string, string) Key() => ("Idempotency-Key", $"key-{Guid.CreateVersion7()}");

    private static (string, string) Match(Answer seen) => ("If-Match", seen.ETag!);

    private Task<long> VersionAsync(ResidentRecord person) =>
        world.CountAsync("select version::bigint from resident_register.resident where resident_id = $1", person.Id.Value);

    private static string Relocation(ResidentId person, string lot) => JsonSerializer.Serialize(new
    {
        form = "RELOCATION",
        fields = new Dictionary<string, string[]>
        {
            ["basis"] = ["Notification"],
            ["persons"] = [person.Value.ToString()],
            ["happenedOn"] = ["R8.11.10"],
            ["notifiedOn"] = ["R8.11.20"],
            ["notifier.kind"] = ["Person"],
            ["notifier.document"] = ["運転免許証"],
            ["newAddress.town"] = ["緑町"],
            ["newAddress.lot"] = [lot],
        },
    });

    private static string Application(ResidentRecord person) => JsonSerializer.Serialize(new
    {
        form = "personCopy",
        requester = new
        {
            @class = "person",
            name = "見本　太郎",
            address = "本町１番地１",
            resident = person.Id.Value,
            documentsChecked = new[] { "個人番号カード" },
        },
        subjects = new[] { person.Id.Value },
        ground = "自動車の登録",
        copies = 1,
    });
}
