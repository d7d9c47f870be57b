using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Support;
using Daicho.ResidentRegister.Tests.IssueCertificate;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Support;

/// <summary>Support measures and suppressions as they are kept (1.1.16, 3.1, 3.4).</summary>
public sealed class SupportTests(CertificateWorld world) : IClassFixture<CertificateWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_support_is_a_year_less_a_day_after_its_start()
    {
        Guid measure = await StartAsync(await PersonAsync(), new DateOnly(2020, 4, 1));
        (await EndAsync(measure)).ShouldBe(new DateOnly(2021, 3, 31));
    }

    [Fact]
    public async Task Another_end_needs_a_reason_and_a_start_is_needed()
    {
        ResidentRecord person = await PersonAsync();
        SupportStart start = Start(person, new DateOnly(2026, 4, 1)) with { EndsOn = new DateOnly(2026, 12, 31) };
        (await TryStartAsync(start)).ShouldBe(SupportRefusals.OtherEnd);
        (await TryStartAsync(start with { ReasonForOtherEnd = "他市の期間に合わせる" })).ShouldBeNull();
        (await TryStartAsync(start with { StartsOn = null })).ShouldBe(SupportRefusals.NoStart);
        (await TryStartAsync(start with { EndsOn = null, Affairs = [] })).ShouldBe(SupportRefusals.NoAffairs);
    }

    [Theory]
    [InlineData("2026-07-14", "SP-06"), InlineData("2026-07-15", null)]
    public async Task An_extension_is_taken_from_one_month_before_the_end(string day, string? code)
    {
        Guid measure = await StartAsync(await PersonAsync(), new DateOnly(2025, 8, 16));
        Refusal? refusal = await ActAsync(async work => await SupportHandler.ExtendAsync(work, await ItemAsync(measure), DateOnly.Parse(day, null), Cancellation));
        refusal?.Code.ShouldBe(code);
        (await EndAsync(measure)).ShouldBe(code is null ? new DateOnly(2027, 8, 15) : new DateOnly(2026, 8, 15));
    }

    [Fact]
    public async Task A_measure_goes_on_past_its_end_and_closes_by_another_officers_decision_only()
    {
        ResidentRecord person = await PersonAsync();
        Guid measure = await StartAsync(person, new DateOnly(2024, 4, 1));
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        (await world.AcceptAsync(request)).RefusalCode.ShouldBe("SP-01");
        (await ActAsync(async work => await SupportHandler.CloseAsync(work, await ItemAsync(measure), "申出者の求め", world.Clock.Today(), Cancellation))).ShouldBe(SupportRefusals.SameOperator);
        (await ActAsync(async work => await SupportHandler.CloseAsync(work, await ItemAsync(measure), " ", world.Clock.Today(), Cancellation), "mori")).ShouldBe(SupportRefusals.NoReason);
        (await ActAsync(async work => await SupportHandler.CloseAsync(work, await ItemAsync(measure), "申出者の求め", world.Clock.Today(), Cancellation), "mori")).ShouldBeNull();
        (await ActAsync(async work => await SupportHandler.ExtendAsync(work, await ItemAsync(measure), world.Clock.Today(), Cancellation))).ShouldBe(SupportRefusals.Closed);
        (await world.AcceptAsync(request)).State.ShouldBe(ApplicationState.Accepted);
        List<string> acts = await world.Database.App.ListAsync(
            "select act from resident_register.protection_event where item_id = $1 order by event_id", row => row.GetString(0), Cancellation, measure);
        acts.ShouldBe(["support.start", "support.close"]);
    }

    [Fact]
    public async Task Persons_included_with_the_applicant_are_protected_alike_and_a_decision_ends_the_provisional_state()
    {
        ResidentRecord[] family = await world.HouseholdAsync(2);
        Guid measure = Guid.Empty;
        await using (UnitOfWork work = new(world.Database.App, world.Officer.Context))
        {
            measure = (await SupportHandler.StartAsync(
                work, Guid.CreateVersion7(),
                Start(family[0], new DateOnly(2026, 6, 1)) with { Provisional = true, Included = [(family[1].Id.Value, "子")], Offender = new Offender("相手　三郎") },
                world.Clock.Today(), Cancellation)).Value;
        }

        (await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, family[1]))).RefusalCode.ShouldBe("SP-02");
        (await ActAsync(async work => await SupportHandler.DecideAsync(work, await ItemAsync(measure), world.Clock.Today(), Cancellation))).ShouldBeNull();
        (await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, family[1]))).RefusalCode.ShouldBe("SP-01");
        (await world.CountAsync(
            "select count(*) from platform.outbox where type = 'ProtectionChanged' and stream_key = $1", family[1].Id.Value.ToString())).ShouldBe(2);
    }

    [Fact]
    public async Task A_suppression_is_set_released_for_minutes_without_telling_others_and_lifted()
    {
        ResidentRecord person = await PersonAsync();
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        Guid id = Guid.Empty;
        await ActAsync(async work =>
        {
            Result<Guid> set = await SuppressionHandler.SetAsync(
                work, Guid.CreateVersion7(), new SuppressionRequest(person.Id.Value, null, "issue", true, null, "印鑑の紛失"), world.Clock.Today(), Cancellation);
            id = set.Value;
            return set.Refusal;
        });
        (await world.AcceptAsync(request)).RefusalCode.ShouldBe("CE-16");
        (await ActAsync(work => SuppressionHandler.ReleaseAsync(work, new ItemOf(id, person.Id.Value, world.Clerk.SignedIn), 61, "本人確認済", world.Clock.Today(), world.Clock.Instant(), Cancellation)))
            .ShouldBe(SupportRefusals.ReleaseTooLong);
        long told = await ToldAsync(person);
        (await ActAsync(work => SuppressionHandler.ReleaseAsync(work, new ItemOf(id, person.Id.Value, world.Clerk.SignedIn), 10, "本人確認済", world.Clock.Today(), world.Clock.Instant(), Cancellation))).ShouldBeNull();
        (await world.AcceptAsync(request)).State.ShouldBe(ApplicationState.Accepted);
        (await ToldAsync(person)).ShouldBe(told);
        DateTimeOffset before = world.Time.GetUtcNow();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        (await world.AcceptAsync(request)).RefusalCode.ShouldBe("SP-11");
        world.Time.Advance(TimeSpan.FromDays(1));
        (await world.AcceptAsync(request)).RefusalCode.ShouldBe("CE-16");
        world.Time.Set(before);
        (await ActAsync(work => SuppressionHandler.LiftAsync(work, new ItemOf(id, person.Id.Value, world.Clerk.SignedIn), "届出人の求め", world.Clock.Today(), Cancellation))).ShouldBeNull();
        (await world.AcceptAsync(request)).State.ShouldBe(ApplicationState.Accepted);
        (await ToldAsync(person)).ShouldBe(told + 1);
    }

    private async Task<ItemOf> ItemAsync(Guid measure) => new(
        measure,
        (await world.Database.App.ListAsync(
            "select resident_id from resident_register.supported_person where measure_id = $1 and role = 'applicant'",
            row => row.GetGuid(0), Cancellation, measure)).Single(),
        world.Officer.SignedIn);

    private static SupportStart Start(ResidentRecord person, DateOnly from) =>
        new() { Applicant = person.Id.Value, StartsOn = from, Affairs = ["record_present"] };

    private Task<ResidentRecord> PersonAsync() => world.AddAsync(Any.Resident());

    private Task<long> ToldAsync(ResidentRecord person) => world.CountAsync(
        "select count(*) from platform.outbox where type = 'ProtectionChanged' and stream_key = $1", person.Id.Value.ToString());

    private async Task<Guid> StartAsync(ResidentRecord person, DateOnly from)
    {
        await using UnitOfWork work = new(world.Database.App, world.Officer.Context);
        return (await SupportHandler.StartAsync(work, Guid.CreateVersion7(), Start(person, from), world.Clock.Today(), Cancellation)).Value;
    }

    private Task<Refusal?> TryStartAsync(SupportStart start) => ActAsync(async work =>
        (await SupportHandler.StartAsync(work, Guid.CreateVersion7(), start, world.Clock.Today(), Cancellation)).Refusal);

    private async Task<Refusal?> ActAsync(Func<UnitOfWork, Task<Refusal?>> act, string code = "kuroda")
    {
        await using UnitOfWork work = new(world.Database.App, world.As(code).Context);
        return await act(work);
    }

    private async Task<DateOnly> EndAsync(Guid measure) => (await world.Database.App.ListAsync(
        "select ends_on from resident_register.support_measure where measure_id = $1", row => row.GetFieldValue<DateOnly>(0), Cancellation, measure)).Single();
}

/// <summary>The pages of those who manage protection.</summary>
public sealed class SupportScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task An_officer_starts_a_measure_and_a_clerk_may_not()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Name = new PersonName { Written = "支援　一子" } });
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        Guid own = await world.PurposeAsync(clerk);
        (await clerk.GetAsync($"/residents/{person.Id.Value}/support?w={own}")).Status.ShouldBe(HttpStatusCode.Forbidden);

        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Guid w = await world.PurposeAsync(officer, TaskCodes.SupportManage, "支援措置の申出");
        string page = $"/residents/{person.Id.Value}/support?w={w}";
        Shown form = await officer.GetAsync(page);
        form.Body.ShouldContain("支援措置の開始");
        string key = form.Body.Split("name=\"act-key\" value=\"")[1].Split('"')[0];
        (await officer.SendAsync(page, page, ("act-key", key), ("kind", "full"), ("affairs", "record_present"))).Body
            .ShouldContain("支援措置の開始年月日が入力されていません。");
        (await officer.SendAsync(page, page, ("act-key", key), ("kind", "full"), ("affairs", "record_present"), ("starts", "R8.11.1"))).Location.ShouldBe(page);
        string check = $"/residents/{person.Id.Value}/check?w={w}";
        (await officer.GetAsync(page)).Location.ShouldBe(check);
        await officer.SendAsync(check, check, ("seen", "on"));
        (await officer.GetAsync(page)).Body.ShouldContain("令和９年１０月３１日");
    }

    [Fact]
    public async Task The_other_party_and_the_forwarding_stand_on_the_page_of_protection_for_the_officer_only()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Name = new PersonName { Written = "支援　二子" } });
        using Browser officer = await world.EnterAsync("kuroda", secondFactor: true);
        Guid w = await world.PurposeAsync(officer, TaskCodes.SupportManage, "支援措置の申出");
        string manage = $"/residents/{person.Id.Value}/support?w={w}";
        string key = (await officer.GetAsync(manage)).Body.Split("name=\"act-key\" value=\"")[1].Split('"')[0];
        (await officer.SendAsync(
            manage, manage, ("act-key", key), ("kind", "full"), ("affairs", "record_present"), ("starts", "R8.11.1"),
            ("offender-name", "相手　太郎"), ("offender-birth", "昭和50年頃"), ("offender-address", "朝凪市港町１番地"))).Location.ShouldBe(manage);
        string check = $"/residents/{person.Id.Value}/check?w={w}";
        await officer.GetAsync(check);
        await officer.SendAsync(check, check, ("seen", "on"));
        string managed = (await officer.GetAsync(manage)).Body;
        string change = $"/residents/{person.Id.Value}/support/{managed.Split("id=\"change-")[1][..32].Insert(8, "-").Insert(13, "-").Insert(18, "-").Insert(23, "-")}?w={w}";
        string again = managed.Split("name=\"act-key\" value=\"")[1].Split('"')[0];
        (await officer.SendAsync(manage, change, ("act-key", again), ("do", "forward"), ("municipality", "雲居市"))).Location.ShouldBe(manage);

        string shown = (await officer.GetAsync($"/residents/{person.Id.Value}/protection?w={w}")).Body;
        shown.ShouldContain("相手　太郎");
        shown.ShouldContain("昭和50年頃");
        shown.ShouldContain("朝凪市港町１番地");
        shown.ShouldContain($"雲居市（{Wareki.Display(world.Clock.Today(), EraTable.Default)}）");
        shown.ShouldContain("支援措置を管理する");

        using Browser clerk = await world.EnterAsync("sasaki");
        Guid own = await world.PurposeAsync(clerk);
        string warned = $"/residents/{person.Id.Value}/check?w={own}";
        await clerk.GetAsync(warned);
        await clerk.SendAsync(warned, warned, ("seen", "on"));
        string seen = (await clerk.GetAsync($"/residents/{person.Id.Value}/protection?w={own}")).Body;
        seen.ShouldContain("支援措置");
        seen.ShouldNotContain("相手　太郎");
        seen.ShouldNotContain("雲居市");
        seen.ShouldNotContain("支援措置を管理する");
    }

    [Fact]
    public async Task A_clerk_sets_a_suppression_and_a_senior_clerk_lifts_it()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Name = new PersonName { Written = "抑止　一子" } });
        using Browser clerk = await world.EnterAsync("takahashi", secondFactor: true);
        Guid w = await world.PurposeAsync(clerk);
        string page = $"/residents/{person.Id.Value}/suppressions?w={w}";
        string key = (await clerk.GetAsync(page)).Body.Split("name=\"act-key\" value=\"")[1].Split('"')[0];
        (await clerk.SendAsync(page, page, ("act-key", key), ("target", "person"), ("process", "issue"), ("level", "error"), ("reason", "本人の申出"))).Location.ShouldBe(page);
        string set = (await clerk.GetAsync(page)).Body;
        set.ShouldContain("証明書発行の抑止（エラー）");
        string lift = "/residents/" + set.Split("formaction=\"/residents/").First(part => part.Contains("/lifting?", StringComparison.Ordinal) && !part.StartsWith('<')).Split('"')[0];
        (await clerk.SendAsync(page, lift, ("act-key", key), ("reason", "本人の求め"))).Location.ShouldBe(page);
        (await clerk.GetAsync(page)).Body.ShouldContain("抑止はありません。");
    }
}
