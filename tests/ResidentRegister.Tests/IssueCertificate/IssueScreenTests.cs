using System.Globalization;
using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>The counter's way through the screens, without scripts.</summary>
public sealed class IssueScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static int running = -1;

    [Fact]
    public async Task A_clerk_accepts_makes_prints_and_hands_over_by_the_screens()
    {
        (ResidentRecord person, Browser clerk, Guid w) = await ArriveAsync();
        using Browser _ = clerk;
        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        Shown page = await clerk.GetAsync(form);
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain("プレビュー（見本。交付できません）");
        (await clerk.GetAsync($"/residents/{person.Id.Value}/certificates/preview?w={w}&form=PersonCopy&subjects={person.Id.Value}")).Body.ShouldStartWith("%PDF");

        Shown incomplete = await clerk.SendAsync(form, form, [.. Fields(page, person), ("do", "accept")]);
        incomplete.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        incomplete.Body.ShouldContain("請求者の本人確認書類を確認し");

        Shown unnamed = await clerk.SendAsync(
            form, form,
            [.. Fields(page, person).Where(field => field.Item1 != "requester-resident"), ("documents", "運転免許証"), ("do", "accept")]);
        unnamed.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        unnamed.Body.ShouldContain("請求者である住民を選んでください。");

        Shown accepted = await clerk.SendAsync(form, form, [.. Fields(page, person), ("documents", "運転免許証"), ("do", "accept")]);
        accepted.Status.ShouldBe(HttpStatusCode.SeeOther);
        string application = accepted.Location.ShouldNotBeNull();
        (await clerk.SendAsync(form, form, [.. Fields(page, person), ("documents", "運転免許証"), ("do", "accept")])).Location.ShouldBe(application);

        (await clerk.GetAsync(application)).Body.ShouldContain("手数料");
        (await clerk.SendAsync(application, application.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(application);
        string made = (await clerk.GetAsync(application)).Body;
        made.ShouldContain("作成済");
        string step = "/certificates/" + made.Split("action=\"/certificates/").First(part => part.Contains("/step?", StringComparison.Ordinal) && part.IndexOf("/step?", StringComparison.Ordinal) < 60).Split('"')[0];
        (string, string)[] address = [("subject", Hidden(made, "subject")), ("hash", Hidden(made, "hash")), ("copy", "1")];
        (await clerk.SendAsync(application, step, [.. address, ("do", "print")])).Body.ShouldStartWith("%PDF");
        (await clerk.SendAsync(application, step, [("subject", Guid.CreateVersion7().ToString()), address[1], ("do", "hand-over")])).Status.ShouldBe(HttpStatusCode.Conflict);
        (await clerk.SendAsync(application, step, [.. address, ("do", "hand-over")])).Location.ShouldBe(application);
        (await clerk.GetAsync(application)).Body.ShouldContain("交付済");

        Shown ledger = await clerk.GetAsync($"/certificates/ledger?subject={person.Id.Value}");
        ledger.Body.ShouldContain("作成");
        ledger.Body.ShouldContain("印刷");
        ledger.Body.ShouldContain("交付");
        (await clerk.GetAsync("/certificates/ledger?number=99990101")).Body.ShouldContain("この条件の交付履歴はありません。");
    }

    [Fact]
    public async Task Nobody_gets_a_certificate_while_the_card_differs_and_the_right_card_settles_it()
    {
        (ResidentRecord person, Browser clerk, Guid w) = await ArriveAsync();
        using Browser _ = clerk;
        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        string identity = $"/residents/{person.Id.Value}/identity?w={w}";
        Shown page = await clerk.GetAsync(form);
        Task<Shown> CardAsync(string birth) => clerk.SendAsync(
            identity, identity,
            ("act-key", Guid.CreateVersion7().ToString("N")), ("document", "IndividualNumberCard"), ("card-name", person.Name.Written),
            ("card-address", person.Address.Full), ("card-birth", birth), ("card-sex", person.Sex.ToString()));
        Task<Shown> AcceptAsync() => clerk.SendAsync(form, form, [.. Fields(page, person), ("documents", "個人番号カード"), ("do", "accept")]);

        (await CardAsync("S1.12.25")).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await AcceptAsync()).Body.ShouldContain("本人確認の照合で一致しない項目があります");
        string check = (await clerk.GetAsync(identity)).Body.Split($"/residents/{person.Id.Value}/identity/")[1].Split('?')[0];
        (await clerk.SendAsync(identity, $"/residents/{person.Id.Value}/identity/{check}?w={w}", ("do", "refuse"), ("reason", "別人のカード")))
            .Status.ShouldBe(HttpStatusCode.SeeOther);
        (await AcceptAsync()).Body.ShouldContain("本人と認めないときは進められません");

        (await CardAsync(person.BirthDate.Display())).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await AcceptAsync()).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_supported_persons_certificate_waits_for_the_officers_release()
    {
        (ResidentRecord person, Browser clerk, Guid w) = await ArriveAsync();
        using Browser _ = clerk;
        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        Shown page = await clerk.GetAsync(form);
        await world.ProtectAsync(person.Id);
        (await clerk.GetAsync(form)).Location.ShouldNotBeNull().ShouldContain("/check");
        string checks = $"/residents/{person.Id.Value}/check?w={w}";
        await clerk.SendAsync(checks, checks, ("seen", "on"));
        Shown accepted = await clerk.SendAsync(form, form, [.. Fields(page, person), ("documents", "運転免許証"), ("do", "accept")]);
        string address = accepted.Location.ShouldNotBeNull();
        (await clerk.GetAsync(address)).Body.ShouldContain("支援措置対象者です。審査が必要です。");
        (await clerk.SendAsync(address, address.Replace("?", "/release?", StringComparison.Ordinal), ("act-key", Guid.CreateVersion7().ToString("N")), ("reason", "本人が来庁"))).Location.ShouldBe(address);
        (await clerk.SendAsync(address, address.Replace("?", "/copies?", StringComparison.Ordinal))).Body.ShouldContain("審査結果が登録されていません");

        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Shown waiting = await officer.GetAsync("/certificates/releases");
        waiting.Body.ShouldContain("本人が来庁");
        waiting.Body.ShouldNotContain(person.Name.Display);
        string decide = "/certificates/releases/" + waiting.Body.Split("/certificates/releases/")[1].Split('"')[0];
        (await officer.SendAsync("/certificates/releases", decide, ("do", "approve"))).Location.ShouldBe("/certificates/releases");
        (await clerk.SendAsync(address, address.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(address);
        (await clerk.GetAsync(address)).Body.ShouldContain("作成済");
    }

    [Fact]
    public async Task The_applicant_chooses_the_removed_record_of_an_earlier_stay()
    {
        (ResidentRecord person, Browser clerk, Guid w) = await ArriveAsync();
        using Browser _ = clerk;
        DateOnly day = new(2018, 3, 31);
        ResidentRecord gone = await world.AppendAsync(person, Row(person with { Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", Kernel.PartialDate.FromDate(day), day) }, 2, "OUT_DOMESTIC_DONE"));
        await world.AppendAsync(gone, Row(person with { Address = new Address { Town = "新町", Lot = "２番地" } }, 3, "IN_DOMESTIC"));

        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        Shown page = await clerk.GetAsync(form);
        page.Body.ShouldContain("除票（転出）　平成３０年３月３１日消除");
        page.Body.ShouldContain("現在の住民票");
        string preview = $"/residents/{person.Id.Value}/certificates/preview?w={w}&form=RemovedRecordCopy&subjects={person.Id.Value}&sheet=2";
        string drawn = CertificateWorld.Text(await clerk.BytesAsync(preview));
        drawn.ShouldContain("本町１番地１");
        drawn.ShouldNotContain("新町");

        (string, string)[] fields =
            [.. Fields(page, person).Where(field => field.Item1 != "form"), ("form", "RemovedRecordCopy"), ("sheet", "2"), ("documents", "運転免許証"), ("do", "accept")];
        string application = (await clerk.SendAsync(form, form, fields)).Location.ShouldNotBeNull();
        (await clerk.SendAsync(application, application.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(application);
        (await clerk.GetAsync($"/certificates/ledger?subject={person.Id.Value}")).Body.ShouldContain("（従前の票）");
        Shown none = await clerk.SendAsync(
            form, form, [.. Fields(await clerk.GetAsync(form), person), ("sheet", "9"), ("documents", "運転免許証"), ("do", "accept")]);
        none.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        none.Body.ShouldContain("選んだ除票はありません");
    }

    [Theory]
    [InlineData("MovingOutCertificate", "2026-11-12", 20)]
    [InlineData("MovingOutCertificateEquivalent", "2026-11-01", 20)]
    public async Task A_certificate_of_moving_out_is_issued_again_as_it_was_once_the_first_was_in_somebodys_hands(string kind, string planned, int notified)
    {
        (ResidentRecord arrived, Browser clerk, Guid w) = await ArriveAsync();
        using Browser _ = clerk;
        ResidentRecord person = await world.AppendAsync(arrived, Row(
            arrived with
            {
                RecordCode = NumberState.Recorded,
                IndividualNumber = NumberState.Recorded,
                MoveOut = new MoveOut(new Address { Town = "架空県仮設市", Lot = "９番地" }, DateOnly.Parse(planned, CultureInfo.InvariantCulture))
                {
                    NotifiedOn = new DateOnly(2026, 11, notified),
                },
            },
            2, "OUT_DOMESTIC"));
        int number = Interlocked.Increment(ref codes);
        VaultNumber[] given =
        [
            VaultNumber.Of(ResidentRecordCode.FromBase($"{9_600_002_000 + number}")), VaultNumber.Of(ResidentRecordCode.FromBase($"{9_600_003_000 + number}")),
        ];
        await world.GiveAsync(person.Id, given[0]);
        await world.GiveAsync(person.Id, VaultNumber.Of(IndividualNumber.FromBase($"{96_000_020_000 + number}")));
        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";

        // Spoiled at the counter: nobody had it, and the next is a first issue again.
        (await clerk.GetAsync(form)).Body.ShouldNotContain("再交付する証明書");
        (string spoiled, string _) = await IssueAsync("dispose", ("reason-1", "紙詰まり"));
        (await AcceptAsync(("reissue-of", spoiled))).Body.ShouldContain("交付していない証明書は再交付できません");
        (string first, string printed) = await IssueAsync("hand-over");
        printed.ShouldContain(Wide(given[0].Reveal()));
        printed.ShouldNotContain("再交付");
        (await AcceptAsync()).Body.ShouldContain("この転出の証明書は作成済みです");

        // Name and code change; what is issued again shows those of the first issue.
        await world.AppendAsync(person, Row(person with { Name = new PersonName { Written = "改名　後子" } }, 3, "EXO_FIX"));
        await world.GiveAsync(person.Id, given[1]);
        (await clerk.GetAsync(form)).Body.ShouldContain("再交付する証明書");
        (await AcceptAsync(("reissue-of", first), ("requester-class", "ThirdParty"))).Body.ShouldContain("CE-02");
        (string _, string again) = await IssueAsync("hand-over", ("reissue-of", first));
        again.ShouldContain("再交付");
        again.ShouldContain(arrived.Name.Written);
        again.ShouldContain(Wide(given[0].Reveal()));
        again.ShouldNotContain("改名");
        again.ShouldNotContain(Wide(given[1].Reveal()));

        async Task<Shown> AcceptAsync(params (string Name, string Value)[] more)
        {
            Shown page = await clerk.GetAsync(form);
            return await clerk.SendAsync(
                form, form,
                [
                    .. Fields(page, person).Where(field => field.Item1 != "form" && more.All(one => one.Name != field.Item1)), ("form", kind),
                    ("documents", "運転免許証"), ("do", "accept"), ("requester-address", "架空県"), ("ground", "転入届に添付するため"), .. more,
                ]);
        }

        // Accepted, made, printed and ended by the screens: the document and its text.
        async Task<(string Document, string Text)> IssueAsync(string end, params (string Name, string Value)[] more)
        {
            Shown accepted = await AcceptAsync(more);
            accepted.Status.ShouldBe(HttpStatusCode.SeeOther, accepted.Body);
            string application = accepted.Location!;
            (await clerk.SendAsync(application, application.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(application);
            string made = (await clerk.GetAsync(application)).Body;
            string document = made.Split("/step?")[0].Split('/')[^1];
            string step = $"/certificates/{document}/step?w={w}";
            (string, string)[] copy =
                [("subject", Hidden(made, "subject")), ("hash", Hidden(made, "hash")), ("copy", "1"), .. more.Where(one => one.Name == "reason-1")];
            string text = CertificateWorld.Text(await clerk.BytesAsync(application, step, [.. copy, ("do", "print")]));
            (await clerk.SendAsync(application, step, [.. copy, ("do", end)])).Location.ShouldBe(application);
            return (document, text);
        }
    }

    private static int codes;

    private static string Wide(string digits) => string.Concat(digits.Select(digit => (char)(digit - '0' + '０')));

    private static HistoryRow Row(ResidentRecord record, int no, string reason) => new(
        Any.Row(record).Facts with { Reason = reason }, no, new DateOnly(2018, 4, no), record);

    [Fact]
    public async Task Everybody_whom_the_form_names_stands_on_the_access_log()
    {
        (ResidentRecord person, Browser clerk, Guid w) = await ArriveAsync();
        using Browser _ = clerk;
        ResidentRecord member = await world.AddAsync(
            Any.Resident(person.Household.Id, "妻") with { Name = new PersonName { Written = "画面　妻子" } });
        (await clerk.GetAsync($"/residents/{person.Id.Value}/certificates/new?w={w}")).Body.ShouldContain("画面　妻子");
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'certificate.form' and subject_ids @> array[$1::uuid]", member.Id.Value)).ShouldBe(1);
    }

    private async Task<(ResidentRecord, Browser, Guid)> ArriveAsync()
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "霞野市", TestContext.Current.CancellationToken);
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Name = new PersonName { Written = $"画面　{"一二三四五六七八九十"[Interlocked.Increment(ref running)]}子" } });
        Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        return (person, clerk, await world.PurposeAsync(clerk, TaskCodes.ResidentCertificateIssue));
    }

    private static (string, string)[] Fields(Shown page, ResidentRecord person) =>
    [
        ("act-key", Hidden(page.Body, "act-key")), ("requester-class", "Person"), ("requester-name", person.Name.Display),
        ("requester-resident", person.Id.Value.ToString()), ("form", "PersonCopy"), ("copies", "１"), ("subjects", person.Id.Value.ToString()),
    ];

    private static string Hidden(string body, string name) => body.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];
}
