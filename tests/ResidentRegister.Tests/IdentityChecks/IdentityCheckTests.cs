using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IdentityChecks;

/// <summary>Confirmation of the person and of the truth of the number at the counter (RR-82, CR-03).</summary>
public sealed class IdentityCheckTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly IndividualNumber Number = IndividualNumber.FromBase("66600000001");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("運転免許証", true)]
    [InlineData("個人番号カード", true)]
    [InlineData("資格確認書、年金手帳", true)]
    [InlineData("資格確認書", false)]
    [InlineData("年金手帳、年金手帳", false)]
    [InlineData("　", false)]
    [InlineData(null, false)]
    [InlineData("パスポート", true)]
    [InlineData("診察券、社員証", true)]
    [InlineData("マイナンバーカード、個人番号カード", true)]
    public async Task One_document_with_a_photograph_or_two_others_confirm_a_person(string? noted, bool enough) =>
        (await IdentityPapers.GetAsync(world.Database.App, new DateOnly(2026, 11, 20), Stop)).Suffice(noted).ShouldBe(enough);

    [Fact]
    public async Task The_documents_that_confirm_a_person_are_those_of_the_day()
    {
        async Task<IdentityDocuments> OnAsync(int year, int month, int day) =>
            await IdentityPapers.GetAsync(world.Database.App, new DateOnly(year, month, day), Stop);
        (await OnAsync(2025, 12, 1)).Others.ShouldContain("健康保険被保険者証");
        (await OnAsync(2025, 12, 2)).Others.ShouldNotContain("健康保険被保険者証");
        (await OnAsync(2025, 12, 2)).Suffice("健康保険被保険者証").ShouldBeFalse();

        async Task<Refusal?> SetAsync(string value) => await ParameterSetup.SetAsync(
            world.Database.Owner, ResidentRegisterModule.Parameters,
            new NewParameter("resident-register", "identity-documents", new DateOnly(2031, 1, 1), value, "架空市本人確認要領", true),
            new DateOnly(2026, 11, 20), Stop);
        (await SetAsync("""{"one": ["旅券"], "two": "年金手帳", "otherKinds": true}""")).ShouldBe(ParameterSetup.Form);
        (await SetAsync("""{"one": ["旅券", " "], "two": [], "otherKinds": true}""")).ShouldBe(ParameterSetup.Form);
        (await SetAsync("""{"one": ["旅券"], "two": ["年金手帳", "社員証"], "otherKinds": false}""")).ShouldBeNull();

        IdentityDocuments later = await OnAsync(2031, 1, 1);
        later.Suffice("運転免許証").ShouldBeFalse();
        later.Suffice("旅券").ShouldBeTrue();
        later.Suffice("診察券、社員証").ShouldBeFalse();
        later.Suffice("年金手帳、社員証").ShouldBeTrue();
        (await OnAsync(2030, 12, 31)).Suffice("運転免許証").ShouldBeTrue();
    }

    [Fact]
    public async Task Both_counters_offer_the_documents_of_the_parameter_and_refuse_one_of_which_two_are_needed()
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "霞野市", Stop);
        ResidentRecord person = await world.AddAsync(Any.Alone("照合　七郎", "ショウゴウ　シチロウ"));
        using Browser clerk = await world.EnterAsync("takahashi");
        Guid w = await world.PurposeAsync(clerk);
        string entry = (await clerk.GetAsync(
            $"/changes/enter?form=RELOCATION&person={person.Id.Value}&p={person.Id.Value}&w={await world.PurposeAsync(clerk, TaskCodes.ResidentChangeEnter, "転居届の受付")}")).Body;
        entry.ShouldContain("<option value=\"宅地建物取引士証\">");
        entry.ShouldContain("<option value=\"基礎年金番号通知書\">");

        string page = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        string form = (await clerk.GetAsync(page)).Body;
        form.ShouldContain("value=\"宅地建物取引士証\"");
        form.ShouldContain("value=\"基礎年金番号通知書\"");
        async Task<Shown> AskAsync(params string[] documents) => await clerk.SendAsync(
            page, page,
            [
                ("act-key", Key()), ("do", "accept"), ("requester-class", "Person"), ("requester-name", "照合　七郎"),
                ("requester-resident", person.Id.Value.ToString()), ("form", "PersonCopy"), ("copies", "1"), ("subjects", person.Id.Value.ToString()),
                .. documents.Select(document => ("documents", document)),
            ]);
        (await AskAsync("資格確認書")).Body.ShouldContain("１点で足りるもの１つ又はそのほか２つを選んでください");
        (await AskAsync("委任状")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AskAsync("資格確認書", "年金手帳")).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("見本太郎", "見本県見本市本町１番地１", "S55.5.5", "Male", "")]
    [InlineData("見本　次郎", "本町１番地１", "1980-05-05", "Male", "Name")]
    [InlineData("見本　太郎", "本町１番地", "S55.5.5", "Male", "Address")]
    [InlineData("見本　太郎", "本町１番地１", "S55.5.6", "Male", "BirthDate")]
    [InlineData("見本　太郎", "本町１番地１", "昭和５５年５月５日", "Female", "Sex")]
    public void An_item_of_the_card_that_differs_is_named_and_no_other(string name, string address, string birth, string sex, string differs)
    {
        ResidentRecord person = Any.Resident();
        DateInput.TryUnderstand(birth, new DateOnly(2026, 11, 20), EraTable.Default, out UnderstoodDate? born).ShouldBeTrue();

        CardComparison.FourItems(new CardReading(name, address, born.Date, Enum.Parse<Sex>(sex)), person, person.Address)
            .Where(one => one.Value != CardResult.Matches).Select(one => one.Key.ToString()).ShouldBe(differs.Length == 0 ? [] : [differs]);
    }

    [Fact]
    public async Task Reading_the_card_shows_match_or_mismatch_of_each_item_and_of_the_number_and_keeps_no_value()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("照合　一郎", "ショウゴウ　イチロウ"));
        await world.GiveNumberAsync(person.Id, Number);
        using Browser clerk = await world.EnterAsync("takahashi", secondFactor: true);
        Guid w = await world.PurposeAsync(clerk);
        string page = $"/residents/{person.Id.Value}/identity?w={w}";

        (await clerk.SendAsync(page, page, [.. Card(person), ("card-number", Number.Reveal())])).Status.ShouldBe(HttpStatusCode.SeeOther);
        string same = (await clerk.GetAsync(page)).Body;
        same.ShouldContain("氏名：一致、住所：一致、生年月日：一致、性別：一致、個人番号：一致");

        (string, string)[] other =
            [.. Card(person).Where(one => one.Name != "card-name"), ("card-name", "照合　二郎"), ("card-number", IndividualNumber.FromBase("66600000002").Reveal())];
        (await clerk.SendAsync(page, page, other)).Status.ShouldBe(HttpStatusCode.SeeOther);
        string differs = (await clerk.GetAsync(page)).Body;
        differs.ShouldContain("一致しない項目：氏名、個人番号");
        differs.ShouldNotContain("照合　二郎");
        differs.ShouldNotContain(Number.Reveal());
        (await world.CountAsync(
            "select count(*) from resident_register.identity_check c where c::text like '%二郎%' or c::text like '%6660000000%'")).ShouldBe(0);
        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where action = 'resident.identity-check' and subject_id = $1 and number_accessed and items like '%個人番号：不一致'
            """,
            person.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_notification_card_alone_a_wrong_check_digit_and_a_missing_item_are_refused()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("照合　三郎", "ショウゴウ　サブロウ"));
        using Browser clerk = await world.EnterAsync("takahashi", secondFactor: true);
        Guid w = await world.PurposeAsync(clerk);
        string page = $"/residents/{person.Id.Value}/identity?w={w}";

        Shown refused = await clerk.SendAsync(
            page, page,
            [.. Card(person).Where(one => one.Name is not ("document" or "card-address")), ("document", "NotificationCard"), ("identity-document", "資格確認書"), ("card-number", "666000000019")]);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (string code in (string[])["本人確認書類を１点で足りるもの", "検査数字", "すべて入力"])
        {
            refused.Body.ShouldContain(code);
        }

        refused.Body.ShouldNotContain("666000000019");
        (await world.CountAsync("select count(*) from resident_register.identity_check where resident_id = $1", person.Id.Value)).ShouldBe(0);
        (await clerk.SendAsync(
            page, page,
            [.. Card(person).Where(one => one.Name != "document"), ("document", "NotificationCard"), ("identity-document", "資格確認書、年金手帳")]))
            .Status.ShouldBe(HttpStatusCode.SeeOther);
        (await clerk.GetAsync(page)).Body.ShouldContain("通知カードと本人確認書類（資格確認書、年金手帳）");
    }

    [Fact]
    public async Task A_card_that_differs_blocks_the_change_until_a_decision_with_its_reason_is_stored()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("照合　四郎", "ショウゴウ　シロウ"));
        using Browser clerk = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(clerk, TaskCodes.ResidentChangeEnter, "転居届の受付");
        string drafted = (await clerk.SendAsync(
            $"/changes/enter?form=RELOCATION&person={person.Id.Value}&p={person.Id.Value}&w={w}", $"/changes/enter?w={w}",
            ("basis", "Notification"), ("route", "Counter"), ("happenedOn", "R8.11.10"), ("notifiedOn", "R8.11.20"),
            ("notifier.kind", "Person"), ("notifier.document", "個人番号カード"), ("form", "RELOCATION"), ("version", "0"), ("act-key", Key()),
            ("persons", person.Id.Value.ToString()), ("newAddress.town", "緑町"), ("newAddress.lot", "７番地"))).Location!;
        string id = drafted.Split('/')[2].Split('?')[0];
        string identity = $"/changes/{id}/identity/{person.Id.Value}?w={w}";
        (await clerk.GetAsync(drafted)).Body.ShouldContain($"/changes/{id}/identity/{person.Id.Value}");
        (string, string)[] other = [.. Card(person).Where(one => one.Name != "card-sex"), ("card-sex", "Female")];
        (await clerk.SendAsync(identity, identity, other)).Status.ShouldBe(HttpStatusCode.SeeOther);

        async Task<Shown> SubmitAsync() => await clerk.SendAsync(
            drafted, $"/changes/{id}/submit?w={w}", ("act-key", Key()), ("version", "1"), ("result-confirmed", "on"), ("do", "submit"));
        (await SubmitAsync()).Body.ShouldContain("本人確認の照合で一致しない項目があります");
        string check = (await clerk.GetAsync(identity)).Body.Split($"/changes/{id}/identity/{person.Id.Value}/")[1].Split('?')[0];
        string decision = $"/changes/{id}/identity/{person.Id.Value}/{check}?w={w}";
        (await clerk.SendAsync(identity, decision, ("do", "accept"), ("reason", " "))).Body.ShouldContain("判断の理由を");
        (await SubmitAsync()).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await clerk.SendAsync(identity, decision, ("do", "accept"), ("reason", "性別の表示の誤りを戸籍で確認"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await SubmitAsync()).Status.ShouldBe(HttpStatusCode.SeeOther);

        using Browser reviewer = await world.EnterAsync("takahashi");
        string review = (await reviewer.SendAsync("/changes?list=Review", $"/changes/{id}/open")).Location!;
        string shown = (await reviewer.GetAsync(review)).Body;
        shown.ShouldContain("性別：不一致");
        shown.ShouldContain("本人と認める：性別の表示の誤りを戸籍で確認");
        await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "update resident_register.identity_check set accepted = false where check_id = $1", Stop, Guid.Parse(check)));
    }

    private static IReadOnlyList<(string Name, string Value)> Card(ResidentRecord person) =>
    [
        ("act-key", Key()), ("document", "IndividualNumberCard"), ("card-name", person.Name.Written), ("card-address", "見本県霞野市" + person.Address.Full),
        ("card-birth", person.BirthDate.Display()), ("card-sex", person.Sex.ToString()),
    ];

    private static string Key() => Guid.CreateVersion7().ToString("N");
}
