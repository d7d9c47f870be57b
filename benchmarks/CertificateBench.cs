using System.Collections.Concurrent;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Pdf;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.Bench;

/// <summary>A copy of the record from its application to the released document, ledger included, beside drawing alone and a ledger row alone.</summary>
internal static class CertificateBench
{
    private const int Clients = 8;
    private const int Families = 200;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(BenchZone zone, bool quick, CancellationToken cancellation)
    {
        await ResidentRegisterModule.SeedInventedCertificatesAsync(
            zone.Database.Owner, ImportFilesForBench.Municipality.Value, "霞野市", cancellation);
        BusinessClock clock = new(TimeProvider.System);
        using AccessLogAppender log = new(zone.Database.App);
        await log.StartAsync(cancellation);
        NumberVault vault = new(zone.Database.VaultApp, KeySetup.OpenKeys(zone.Folder, null), log, clock);
        List<Guid[]> families = await FamiliesAsync(zone, new CaseNumbers(vault), cancellation);
        FontSet fonts = FontSet.Open(FontSet.IpamjMinchoPath);
        CertificateDrawing drawing = new(fonts);
        CertificateNumbers numbers = new(vault);
        AcceptHandler accept = new(zone.Database.App, clock, drawing);
        MakeHandler make = new(zone.Database.App, clock, new Approvals(zone.Database.App, clock), drawing, numbers);
        HandOverHandler release = new(zone.Database.App, clock, drawing, numbers);
        ConcurrentQueue<(StoredCertificate Copy, CertificateRequest Request)> made = [];

        async Task IssueAsync(int client, int number)
        {
            Issuer issuer = IssuerAt(client, clock);
            CertificateRequest request = RequestFor(families[number % Families], wholeHousehold: number % 2 == 1);
            CertificateApplication application = CounterForBench.Done(
                await accept.HandleAsync(issuer, Guid.CreateVersion7(), request, cancellation));
            StoredCertificate copy = CounterForBench.Done(await make.HandleAsync(issuer, application.Id, cancellation))[0];
            CounterForBench.Done(await release.PrintAsync(issuer, copy.Address, cancellation));
            made.Enqueue((copy, request));
        }

        int steps = quick ? 1_500 : 6_000;
        await Latencies.WarmUpAsync(Clients, 250, IssueAsync);
        Latencies whole = await zone.MeteredAsync(
            "certificate", steps, () => Latencies.MeasureAsync(Clients, steps, IssueAsync));
        (StoredCertificate Copy, CertificateRequest Request)[] all = [.. made];
        CertificateContent[] contents = [.. all.Take(Families).Select(one => CertificateJson.ReadContent(one.Copy.Content))];
        Latencies drawn = await Latencies.MeasureAsync(Clients, steps, (_, number) =>
        {
            CertificateLayout.Draw(contents[number % contents.Length], fonts);
            return Task.CompletedTask;
        });
        Latencies ledger = await Latencies.MeasureAsync(Clients, steps, async (client, number) =>
        {
            await using UnitOfWork work = new(zone.Database.App, IssuerAt(client, clock).Context);
            (StoredCertificate copy, CertificateRequest request) = all[number % all.Length];
            await IssuanceLedger.AppendAsync(work, copy, LedgerEvent.Reproduced, clock.Today(), request, "計測", cancellation);
            await work.CommitAsync(cancellation);
        });
        await log.StopAsync(cancellation);

        double p95 = whole.Percentile(0.95);
        double floor = drawn.Percentile(0.95) + ledger.Percentile(0.95);
        return
        [
            new BenchRow(
                "Certificate, request to released PDF, 8 clients", p95, "ms p95", floor, p95 / floor,
                "≤ 100 ms (floor: drawing once + one ledger row)", p95 <= 100),
            new BenchRow(
                "Certificates released, 8 clients", whole.PerSecond, "documents/s", drawn.PerSecond,
                whole.PerSecond / drawn.PerSecond, "≥ 100/s (floor: drawing alone)", whole.PerSecond >= 100),
        ];
    }

    /// <summary>Families of four who moved in, the householder first.</summary>
    private static async Task<List<Guid[]>> FamiliesAsync(BenchZone zone, CaseNumbers numbers, CancellationToken cancellation)
    {
        CounterForBench counter = new(zone, numbers);
        await counter.LearnAsync(0, cancellation);
        await Latencies.MeasureAsync(Clients, Families, (client, number) =>
            counter.MoveInAsync(client, number + 1, (_, step) => step(), cancellation));
        return await zone.Database.App.ListAsync(
            """
            select array_agg(resident_id order by household_order, resident_id) from resident_register.resident
            where removed_on is null group by household_id order by household_id limit $1
            """,
            row => row.GetFieldValue<Guid[]>(0),
            cancellation,
            Families);
    }

    private static CertificateRequest RequestFor(Guid[] family, bool wholeHousehold) => new()
    {
        Form = wholeHousehold ? CertificateForm.HouseholdCopy : CertificateForm.PersonCopy,
        Requester = new Requester(RequesterClass.Person, "見本　太郎", "霞野市本町１番１号")
        {
            ResidentId = family[0],
            DocumentsChecked = ["運転免許証"],
        },
        Ground = "勤務先に提出するため",
        Subjects = wholeHousehold ? family : [family[0]],
    };

    private static Issuer IssuerAt(int client, BusinessClock clock)
    {
        string code = $"clerk-{client}";
        DateTimeOffset later = clock.Instant().AddHours(1);
        return new Issuer(
            new SignedIn
            {
                SessionId = Guid.CreateVersion7(),
                OperatorId = Guid.CreateVersion7(),
                OperatorCode = code,
                DisplayName = code,
                Kind = OperatorKind.Staff,
                OfficeCode = "honcho",
                OfficeName = "本庁",
                Terminal = $"t{client}",
                IdleUntil = later,
                ExpiresAt = later,
                ConfirmedAt = clock.Instant(),
                SecondFactor = true,
                NoticeConfirmed = true,
                MustChangePassword = false,
                HasSecondFactor = true,
                Rights = [new EffectiveRight(TaskCodes.ResidentCertificateIssue, "*", true, false, false)],
                RelatedResidents = new HashSet<Guid>(),
                Purpose = new Purpose(TaskCodes.ResidentCertificateIssue, "証明書の請求", "2026-000123"),
            },
            Guid.CreateVersion7());
    }
}
