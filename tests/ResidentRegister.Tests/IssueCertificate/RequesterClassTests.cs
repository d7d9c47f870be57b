using System.Net;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>Who may ask for a copy of the residence record, at the counter's screens (RR-83, 法第12条から第12条の3まで).</summary>
public sealed class RequesterClassTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Ground = "債権の保全のため裁判所へ提出";

    [Theory]
    [InlineData("Person", "本人", "運転免許証")]
    [InlineData("SameHousehold", "同一世帯", "運転免許証")]
    [InlineData("Representative", "代理人", "運転免許証")]
    [InlineData("ThirdParty", "第三者", "運転免許証")]
    [InlineData("Official", "公用", "官公署の職員証")]
    public async Task Each_class_of_requester_is_served_and_class_ground_and_items_stay_on_record(string requester, string word, string document)
    {
        (ResidentRecord person, ResidentRecord member) = await HouseholdAsync(requester);
        using Browser clerk = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(clerk, TaskCodes.ResidentCertificateIssue);
        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        Guid? resident = requester switch { "Person" => person.Id.Value, "SameHousehold" => member.Id.Value, _ => null };
        Shown accepted = await clerk.SendAsync(
            form, form, Fields(person, requester, resident, ("documents", document), ("ground", Ground), ("items", "Householder")));
        accepted.Status.ShouldBe(HttpStatusCode.SeeOther, accepted.Body);

        string application = (await clerk.GetAsync(accepted.Location!)).Body;
        application.ShouldContain(word);
        application.ShouldContain(Ground);
        (await clerk.SendAsync(accepted.Location!, accepted.Location!.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(accepted.Location);
        string line = (await clerk.GetAsync("/certificates/ledger")).Body.Split("<tr").Single(row => row.Contains(person.Name.Display, StringComparison.Ordinal));
        line.ShouldContain($"{word}");
        line.ShouldContain("の請求");
        line.ShouldContain("住民票の写し");
        line.ShouldContain("世帯主・続柄");
    }

    [Fact]
    public async Task Who_is_none_of_the_household_or_gives_no_ground_is_not_served()
    {
        (ResidentRecord person, _) = await HouseholdAsync("None");
        (ResidentRecord stranger, _) = await HouseholdAsync("Stranger");
        using Browser clerk = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(clerk, TaskCodes.ResidentCertificateIssue);
        string form = $"/residents/{person.Id.Value}/certificates/new?w={w}";
        async Task<string> RefusedAsync(params (string, string)[] fields)
        {
            Shown shown = await clerk.SendAsync(form, form, fields);
            shown.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, shown.Body);
            return shown.Body;
        }

        (await RefusedAsync(Fields(person, "SameHousehold", stranger.Id.Value, ("documents", "運転免許証"), ("ground", Ground)))).ShouldContain("RR-ISSUE-008");
        (await RefusedAsync(Fields(person, "ThirdParty", null, ("documents", "運転免許証")))).ShouldContain("RR-ISSUE-007");
        (await RefusedAsync(Fields(person, "Official", null, ("documents", "官公署の職員証")))).ShouldContain("RR-ISSUE-007");
        (await world.CountAsync("select count(*) from resident_register.certificate_application where $1 = any (subject_ids)", person.Id.Value)).ShouldBe(0);
    }

    private async Task<(ResidentRecord Person, ResidentRecord Member)> HouseholdAsync(string name)
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "霞野市", TestContext.Current.CancellationToken);
        ResidentRecord person = await world.AddAsync(Any.Alone($"請求{name}　太郎", "セイキュウ　タロウ"));
        ResidentRecord member = Any.Resident(person.Household.Id, "妻");
        member = await world.AddAsync(member with
        {
            Name = new PersonName { Written = $"家族{name}　花子" },
            Household = member.Household with { Number = person.Household.Number, Order = 2 },
        });
        return (person, member);
    }

    private static (string, string)[] Fields(ResidentRecord person, string requester, Guid? resident, params (string, string)[] more) =>
    [
        ("act-key", Guid.CreateVersion7().ToString("N")), ("do", "accept"), ("requester-class", requester), ("requester-name", "請求　者子"),
        ("requester-address", "例示県例示市中央２番地"), ("requester-resident", resident?.ToString() ?? ""), ("form", "PersonCopy"),
        ("copies", "1"), ("subjects", person.Id.Value.ToString()), .. more,
    ];
}
