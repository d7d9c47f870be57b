using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Jobs;
using Daicho.ResidentRegister.ArrivalNotices;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.IssueCertificate;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.ArrivalNotices;

/// <summary>Who moved out and is not told of by the municipality of arrival stands on a list until the notice comes (4.1.3.1.4).</summary>
public sealed class MissingArrivalNoticeTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_that_stays_away_is_asked_for_by_letter_and_leaves_the_list_when_it_comes()
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "霞野市", Cancellation);
        ResidentRecord missing = await GoneAsync("未着　一子", new DateOnly(2026, 10, 20));
        await GoneAsync("未着　二子", new DateOnly(2026, 10, 21));
        await GoneAsync("未着　三子", new DateOnly(2026, 10, 1), noticed: true);
        await GoneAsync("未着　四子", new DateOnly(2026, 10, 1), abroad: true);
        await RunAsync();

        (await world.Database.App.ListAsync(
            "select addressee from resident_register.act_notice where kind = 'ArrivalInquiry'", row => row.GetGuid(0), Cancellation))
            .ShouldBe([missing.Id.Value]);
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        Shown list = await clerk.GetAsync("/notices/missing");
        list.Body.ShouldContain("転入通知が未着です。");
        list.Body.ShouldContain("MO-16");
        list.Body.ShouldNotContain("未着　一子");
        string open = "/notices/" + list.Body.Split("action=\"/notices/")[1].Split('"')[0];
        string page = (await clerk.SendAsync("/notices/missing", open)).Location.ShouldNotBeNull();
        (await clerk.GetAsync(page)).Body.ShouldContain("未着　一子");

        string application = (await clerk.SendAsync(page, page, ("act-key", Guid.CreateVersion7().ToString("N")))).Location.ShouldNotBeNull();
        (await clerk.SendAsync(application, application.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(application);
        string made = (await clerk.GetAsync(application)).Body;
        string Value(string name) => made.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];
        string letter = CertificateWorld.Text(await clerk.BytesAsync(
            application, $"/certificates/{made.Split("/step?")[0].Split('/')[^1]}/step?{application.Split('?')[1]}",
            ("subject", Value("subject")), ("hash", Value("hash")), ("copy", "1"), ("do", "print")));
        letter.ShouldContain("転入通知未着照会書");
        letter.ShouldContain("転入地市区町村長　様");
        letter.ShouldContain("例示県例示市中央１番地");
        Shown asked = await clerk.GetAsync("/notices/missing");
        asked.Body.ShouldContain("受付済");
        asked.Body.ShouldNotContain("MO-16");

        await world.AppendAsync(missing, Any.Row(missing with { MoveOut = missing.MoveOut! with { NoticeOn = new DateOnly(2026, 11, 20) } }, 2));
        (await clerk.GetAsync("/notices/missing")).Body.ShouldContain("転入通知の未着はありません。");
        (await clerk.GetAsync(page)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    private Task<ResidentRecord> GoneAsync(string name, DateOnly on, bool noticed = false, bool abroad = false) => world.AddAsync(
        Any.Alone(name, "ミチャク　コ") with
        {
            MoveOut = new MoveOut(new Address { Town = abroad ? "アメリカ合衆国" : "例示県例示市中央", Lot = abroad ? "" : "１番地", Abroad = abroad }, on)
            {
                NoticeOn = noticed ? on : null,
            },
            Removal = new Removal(RemovalKind.MovedOut, abroad ? "OUT_ABROAD" : "OUT_DOMESTIC", PartialDate.FromDate(on), on),
        });

    // The job of the day as the module registers it.
    private async Task RunAsync()
    {
        await using ServiceProvider process = new ServiceCollection()
            .AddLogging()
            .AddSingleton(world.Database.App)
            .AddSingleton(world.Clock)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(world.Services.GetServices<JobKind>().Single(kind => kind.Name == MissingArrivalNotices.Kind))
            .AddSingleton(world.Services.GetServices<DailyJob>().Single(job => job.Kind == MissingArrivalNotices.Kind))
            .AddJobs(JobRunnerSettings.Standard)
            .BuildServiceProvider();
        IHostedService[] hosted = [.. process.GetServices<IHostedService>()];
        await Task.WhenAll(hosted.Select(one => one.StartAsync(Cancellation)));
        while (await world.CountAsync("select count(*) from platform.job_run where kind = $1 and state = 'done'", MissingArrivalNotices.Kind) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        await Task.WhenAll(hosted.Select(one => one.StopAsync(Cancellation)));
    }
}
