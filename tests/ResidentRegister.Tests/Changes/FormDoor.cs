using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daicho.Platform.Data;
using Daicho.Platform.Pdf;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Paper forms through the interface for programs: entered by one client, reviewed and decided by another.</summary>
internal sealed class FormDoor : IDisposable
{
    private readonly RegisterWorld world;
    private readonly Caller enterer;
    private readonly Caller reviewer;

    private FormDoor(RegisterWorld world, Caller enterer, Caller reviewer) =>
        (this.world, this.enterer, this.reviewer) = (world, enterer, reviewer);

    /// <summary>What every notification states.</summary>
    public static IReadOnlyList<(string Name, string Value)> Notified { get; } =
    [
        ("basis", "Notification"), ("happenedOn", "R8.11.10"), ("notifiedOn", "R8.11.20"), ("notifier.kind", "Person"),
        ("notifier.document", "運転免許証"),
    ];

    /// <summary>What every act ex officio states.</summary>
    public static IReadOnlyList<(string Name, string Value)> Official { get; } =
    [
        ("basis", "ExOfficio"), ("happenedOn", "R8.11.10"), ("ground", "実態調査による"), ("documents", "Survey"), ("noticeToPerson", "1"),
    ];

    /// <summary>A move-in by a paper certificate to a household of its own.</summary>
    public static IReadOnlyList<(string Name, string Value)> MovedIn { get; } =
    [
        .. Notified, ("documents", "MoveOutCertificate"), ("certificate.plannedOn", "R8.11.9"), ("people", "1"),
        ("N1.sex", "Male"), ("N1.birthDate", "S60.4.1"), ("N1.relationship", "世帯主"),
        ("N1.movedInFrom.town", "例示県例示市中央"), ("N1.movedInFrom.lot", "２番地"), ("N1.domicile.town", "例示県例示市中央"),
        ("N1.domicile.lot", "２番地"), ("N1.domicile.head", "届出　一郎"), ("target", "new"), ("newHead", "N1"),
        ("newAddress.town", "本町"), ("newAddress.lot", "９番地"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<FormDoor> OpenAsync(RegisterWorld world, string office = DemoOperators.Office)
    {
        string[] tasks =
        [
            TaskCodes.ResidentChangeEnter, TaskCodes.ResidentChangeReview, TaskCodes.ResidentChangeDecide, TaskCodes.ResidentView,
            TaskCodes.ResidentViewDomicile, TaskCodes.ResidentViewResidenceStatus, TaskCodes.ResidentCertificateIssue, TaskCodes.ResidentSearch,
        ];
        return new FormDoor(world, await Caller.EnterAtAsync(world, office, tasks), await Caller.EnterAtAsync(world, office, tasks));
    }

    public void Dispose()
    {
        enterer.Dispose();
        reviewer.Dispose();
    }

    /// <summary>A name with its reading for the first newcomer.</summary>
    public static IEnumerable<(string Name, string Value)> Named(string name, string kana) =>
        [("N1.name", name), ("N1.kana", kana), ("N1.kanaConfirmed", "on")];

    /// <summary>Saves a draft.</summary>
    public Task<Answer> DraftAsync(string form, params IEnumerable<(string Name, string Value)> fields) => enterer.PostAsync(
        "change-cases",
        JsonSerializer.Serialize(new
        {
            form,
            fields = fields.GroupBy(field => field.Name).ToDictionary(group => group.Key, group => group.Select(field => field.Value).ToArray()),
        }),
        Key());

    /// <summary>What the checks say of a draft: the id of each finding with its field.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync(string form, params IEnumerable<(string Name, string Value)> fields)
    {
        Answer drafted = await DraftAsync(form, fields);
        drafted.Status.ShouldBe(HttpStatusCode.Created, drafted.Text);
        return [.. (await FindingsAsync(drafted)).Select(one => $"{one["checkId"]} {one["field"]}")];
    }

    /// <summary>Sends a draft to review, every alert confirmed.</summary>
    public async Task<Answer> SubmitAsync(Answer drafted)
    {
        drafted.Status.ShouldBe(HttpStatusCode.Created, drafted.Text);
        object[] confirmations =
        [
            .. (await FindingsAsync(drafted)).Where(one => one["severity"]!.GetValue<string>() == "alert").Select(one => new
            {
                checkId = one["checkId"]!.GetValue<string>(),
                reason = "届出書で確認",
                person = one["person"]?.GetValue<string>(),
                field = one["field"]?.GetValue<string>(),
            }),
        ];
        return await enterer.PostAsync(
            $"change-cases/{drafted.Json["id"]}/submit", JsonSerializer.Serialize(new { resultConfirmed = true, confirmations }), Key(), Match(drafted));
    }

    /// <summary>The whole way of a form; every step must succeed. The act.</summary>
    public async Task<Guid> DecideAsync(string form, params IEnumerable<(string Name, string Value)> fields)
    {
        Answer drafted = await DraftAsync(form, fields);
        Answer sent = await SubmitAsync(drafted);
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        string address = $"change-cases/{drafted.Json["id"]}";
        string[] compared =
            [.. (await reviewer.GetAsync(address)).Json["comparisons"]!.AsArray().Select(one => one!["key"]!.GetValue<string>())];
        Answer reviewed = await reviewer.PostAsync($"{address}/review", JsonSerializer.Serialize(new { compared }), Key(), Match(sent));
        reviewed.Status.ShouldBe(HttpStatusCode.OK, reviewed.Text);
        Answer decided = await reviewer.PostAsync($"{address}/decide", "{}", Key(), Match(reviewed));
        decided.Status.ShouldBe(HttpStatusCode.OK, decided.Text);
        return Guid.Parse(drafted.Json["id"]!.GetValue<string>());
    }

    /// <summary>The rows of an act.</summary>
    public Task<List<HistoryRow>> RowsAsync(Guid act) => world.Database.App.ListAsync(
        HistoryReader.Select + "\nwhere h.act_id = $1 order by h.resident_id", HistoryReader.Map, Cancellation, act);

    /// <summary>The record that an act left for its only person.</summary>
    public async Task<ResidentRecord> RecordAsync(Guid act) => (await RowsAsync(act)).Single().Record;

    /// <summary>What the newest entry of the history changed, as shown: item, before and after.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync(ResidentId person)
    {
        Answer history = await reviewer.GetAsync($"residents/{person.Value}/history");
        history.Status.ShouldBe(HttpStatusCode.OK, history.Text);
        return
        [
            .. history.Json["entries"]![0]!["changes"]!.AsArray()
                .Select(one => $"{one!["item"]}：{one["before"]}→{one["after"]}"),
        ];
    }

    /// <summary>Names of the persons that a search finds, in its order.</summary>
    public async Task<IReadOnlyList<string>> SearchAsync(object conditions)
    {
        Answer found = await reviewer.PostAsync("searches", JsonSerializer.Serialize(conditions));
        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        return [.. found.Json["hits"]!.AsArray().Select(hit => hit!["name"]!.GetValue<string>())];
    }

    /// <summary>Asks for a copy about one person, who asks; alerts are confirmed by their ids.</summary>
    public async Task<Answer> ApplyAsync(ResidentRecord person, string form, params string[] confirmed)
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "見本市", CancellationToken.None);
        return await enterer.PostAsync(
            "certificate-applications",
            JsonSerializer.Serialize(new
            {
                form,
                requester = new
                {
                    @class = "person", name = person.Name.Display, address = person.Address.Full, resident = person.Id.Value,
                    documentsChecked = new[] { "個人番号カード" },
                },
                subjects = new[] { person.Id.Value },
                ground = "転入の手続のため",
                copies = 1,
                confirmed = confirmed.Select(checkId => new { checkId, reason = "カードを紛失したため" }),
            }),
            Key());
    }

    /// <summary>Makes and prints the first copy of an accepted application; its lines.</summary>
    public async Task<IReadOnlyList<string>> PrintAsync(Answer accepted)
    {
        accepted.Status.ShouldBe(HttpStatusCode.Created, accepted.Text);
        Answer made = await enterer.PostAsync($"certificate-applications/{accepted.Json["id"]}/make", "{}", Key());
        made.Status.ShouldBe(HttpStatusCode.OK, made.Text);
        JsonNode document = made.Json["documents"]![0]!;
        Answer pdf = await enterer.PostAsync(
            $"certificate-documents/{document["id"]}/print",
            $$"""{"subject":"{{document["subject"]}}","contentHash":"{{document["contentHash"]}}"}""");
        pdf.Status.ShouldBe(HttpStatusCode.OK, pdf.Text);
        return [.. PdfText.Extract(pdf.Bytes).SelectMany(page => page.Texts)];
    }

    /// <summary>The lines of a copy, as printed.</summary>
    public Task<IReadOnlyList<string>> CertificateAsync(ResidentRecord person, string form, params string[] items) =>
        CertificateAsync([person], form, items);

    /// <summary>The lines of a copy of several persons, the first of whom asks for it.</summary>
    public async Task<IReadOnlyList<string>> CertificateAsync(IReadOnlyList<ResidentRecord> persons, string form, params string[] items)
    {
        ResidentRecord person = persons[0];
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "見本市", CancellationToken.None);
        Answer accepted = await enterer.PostAsync(
            "certificate-applications",
            JsonSerializer.Serialize(new
            {
                form,
                requester = new
                {
                    @class = "person", name = person.Name.Display is { Length: > 0 } name ? name : "届出　親子", address = person.Address.Full, resident = person.Id.Value,
                    documentsChecked = new[] { "個人番号カード" },
                },
                subjects = persons.Select(one => one.Id.Value),
                ground = "勤務先に提出するため",
                items,
                copies = 1,
            }),
            Key());
        return await PrintAsync(accepted);
    }

    private async Task<IReadOnlyList<JsonNode>> FindingsAsync(Answer drafted) =>
        [.. (await enterer.GetAsync($"change-cases/{drafted.Json["id"]}")).Json["findings"]!.AsArray().Select(one => one!)];

    private static (string, string) Key() => ("Idempotency-Key", $"key-{Guid.CreateVersion7()}");

    private static (string, string) Match(Answer seen) => ("If-Match", seen.ETag!);
}
