using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Pdf;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>The handlers of issuance over one database, as one process has them; several stand for several processes.</summary>
internal sealed class IssuingProcess(NpgsqlDataSource database, NumberVault vault, BusinessClock clock)
{
    private static readonly Lazy<FontSet> Fonts = new(() => FontSet.Open(FontSet.IpamjMinchoPath));

    public AcceptHandler Accept { get; } = new(database, clock, new CertificateDrawing(Fonts.Value));

    public MakeHandler Make { get; } = new(
        database, clock, new Approvals(database, clock), new CertificateDrawing(Fonts.Value), new CertificateNumbers(vault));

    public HandOverHandler HandOver { get; } =
        new(database, clock, new CertificateDrawing(Fonts.Value), new CertificateNumbers(vault));
}

/// <summary>A register with certificate settings, a vault and invented staff; one per test class.</summary>
public sealed class CertificateWorld : IAsyncLifetime
{
    private readonly string folder = PostgresFixture.CreateFolder();
    private TestDatabase vaultDatabase = null!;
    private AccessLogAppender log = null!;

    public FixedClock Time { get; } = FixedClock.On(2026, 6, 15);

    public TestDatabase Database { get; private set; } = null!;

    public BusinessClock Clock { get; private set; } = null!;

    public NumberVault Vault { get; private set; } = null!;

    internal IssuingProcess Process { get; private set; } = null!;

    internal Issuer Clerk => As("sasaki");

    internal Issuer Officer => As("kuroda", TaskCodes.SupportManage, TaskCodes.SupportRelease);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(MigrationSet.Platform, ResidentRegisterModule.Migrations);
        vaultDatabase = await TestDatabase.CreateAsync(NumberVault.Migrations);
        Clock = new BusinessClock(Time);
        log = new AccessLogAppender(Database.App);
        await log.StartAsync(CancellationToken.None);
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        Vault = new NumberVault(vaultDatabase.App, new KeyRing(secrets, new FileMasterKey(secrets)), log, Clock);
        Process = new IssuingProcess(Database.App, Vault, Clock);
        await SeedAsync(new DateOnly(2020, 1, 1));
    }

    public async ValueTask DisposeAsync()
    {
        await log.StopAsync(CancellationToken.None);
        log.Dispose();
        await vaultDatabase.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>An invented member of staff with the rights of a counter clerk and a second factor.</summary>
    internal Issuer As(string code, params string[] tasks)
    {
        string[] all = [TaskCodes.ResidentCertificateIssue, TaskCodes.ResidentCertificateNumber, TaskCodes.ResidentView, TaskCodes.ResidentViewDomicile,
            TaskCodes.ResidentViewResidenceStatus, .. tasks];
        return new Issuer(
            new SignedIn
            {
                SessionId = Guid.CreateVersion7(),
                OperatorId = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code)).AsSpan(0, 16)),
                OperatorCode = code,
                DisplayName = code,
                Kind = OperatorKind.Staff,
                OfficeCode = "honcho",
                OfficeName = "本庁",
                Terminal = "t1",
                IdleUntil = Clock.Instant(),
                ExpiresAt = Clock.Instant(),
                ConfirmedAt = Clock.Instant(),
                SecondFactor = true,
                NoticeConfirmed = true,
                MustChangePassword = false,
                HasSecondFactor = true,
                Rights = [.. all.Select(task => new EffectiveRight(task, "*", true, false, false))],
                RelatedResidents = new HashSet<Guid>(),
                Purpose = new Purpose(TaskCodes.ResidentCertificateIssue, "証明書の請求", "2026-000123"),
            },
            Guid.CreateVersion7());
    }

    internal static CertificateRequest RequestFor(CertificateForm form, params IReadOnlyList<ResidentRecord> persons) => new()
    {
        Form = form,
        Requester = new Requester(RequesterClass.Person, persons[0].Name.Display, persons[0].Address.Full)
        {
            ResidentId = persons[0].Id.Value, DocumentsChecked = ["運転免許証"],
        },
        Ground = "勤務先に提出するため",
        Subjects = [.. persons.Select(person => person.Id.Value)],
    };

    internal async Task<CertificateApplication> AcceptAsync(CertificateRequest request, Issuer? issuer = null) =>
        (await Process.Accept.HandleAsync(issuer ?? Clerk, Guid.CreateVersion7(), request, Cancellation)).Value;

    internal async Task<Refusal> RefusedAsync(CertificateRequest request) =>
        (await Process.Accept.HandleAsync(Clerk, Guid.CreateVersion7(), request, Cancellation)).Refusal.ShouldNotBeNull();

    internal async Task<IReadOnlyList<StoredCertificate>> MakeAsync(CertificateRequest request) =>
        (await Process.Make.HandleAsync(Clerk, (await AcceptAsync(request)).Id, Cancellation)).Value;

    internal async Task<byte[]> PrintAsync(StoredCertificate copy) =>
        (await Process.HandOver.PrintAsync(Clerk, copy.Address, Cancellation)).Value.Pdf;

    internal async Task<string> TextAsync(CertificateRequest request) =>
        Text(await PrintAsync((await MakeAsync(request))[0]));

    internal static string Text(byte[] pdf) =>
        string.Join('\n', PdfText.Extract(pdf).SelectMany(page => page.Texts));

    /// <summary>Puts a person on the register, with the household when it is new.</summary>
    internal async Task<ResidentRecord> AddAsync(ResidentRecord record)
    {
        await Database.App.ExecuteAsync(
            """
            insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)
            on conflict do nothing
            """,
            Cancellation, record.Household.Id.Value, record.Household.Number.Value, new DateOnly(2010, 4, 1));
        await AppendAsync(null, Any.Row(record));
        return record;
    }

    /// <summary>Appends a further history row and returns its record.</summary>
    internal async Task<ResidentRecord> AppendAsync(ResidentRecord? before, HistoryRow row)
    {
        await using UnitOfWork work = new(Database.App, OperatorContext.ForCommand("test", "試験"));
        (await RegisterStore.AppendAsync(work, [new Append(before, row)], Cancellation)).ShouldBeNull();
        await work.CommitAsync(Cancellation);
        return row.Record;
    }

    /// <summary>A household of one head and further members.</summary>
    internal async Task<ResidentRecord[]> HouseholdAsync(int members)
    {
        ResidentRecord head = await AddAsync(Any.Resident());
        List<ResidentRecord> all = [head];
        for (int i = 2; i <= members; i++)
        {
            ResidentRecord member = Any.Resident(head.Household.Id, "同居人");
            all.Add(await AddAsync(member with
            {
                Name = new PersonName { Written = $"見本　{"一二三四五六七八九十"[i - 1]}郎" },
                Household = member.Household with { Number = head.Household.Number, Order = i },
            }));
        }

        return [.. all];
    }

    /// <summary>Puts a person under protection (支援措置).</summary>
    internal async Task ProtectAsync(ResidentId person, bool provisional = false, string? offender = null)
    {
        Guid measure = Guid.CreateVersion7();
        await Database.App.ExecuteAsync(
            """
            insert into resident_register.support_measure (measure_id, kind, started_on, ends_on, affairs, offender)
            values ($1, $2, '2026-01-10', '2027-01-09', '{record_present}', $3)
            """,
            Cancellation, measure, provisional ? "provisional" : "full",
            Sql.Json(offender is null ? null : $$"""{"name":"{{offender}}"}"""));
        await Database.App.ExecuteAsync(
            "insert into resident_register.supported_person (measure_id, resident_id, role) values ($1, $2, 'applicant')",
            Cancellation, measure, person.Value);
    }

    /// <summary>Suppresses issuance for a person.</summary>
    internal Task SuppressAsync(ResidentId person, string level, string process = "issue") => Database.App.ExecuteAsync(
        """
        insert into resident_register.suppression (suppression_id, resident_id, process, level, starts_on, reason)
        values ($1, $2, $4, $3, '2026-04-01', '試験')
        """,
        Cancellation, Guid.CreateVersion7(), person.Value, level, process);

    /// <summary>Gives a person an Individual Number of the range kept for invented people.</summary>
    internal async Task<IndividualNumber> GiveNumberAsync(ResidentId person, int seed)
    {
        IndividualNumber number = IndividualNumber.FromBase($"{90_000_000_000 + seed}");
        Guid act = Guid.CreateVersion7();
        await Vault.ReserveAsync(act, [new ResidentNumber(person.Value, VaultNumber.Of(number))], Cancellation);
        await Vault.ConfirmAsync(act, Cancellation);
        return number;
    }

    /// <summary>Counts by a statement of the owner.</summary>
    public async Task<long> CountAsync(string sql, params object?[] values) =>
        (await Database.Owner.ListAsync(sql, row => row.GetInt64(0), Cancellation, values)).Single();

    internal async Task SeedAsync(DateOnly from)
    {
        await using UnitOfWork work = new(Database.Owner, OperatorContext.ForCommand("test", "試験"));
        await CertificateSettings.SeedDemoAsync(work, IssuerSettingsOf.Invented, from, CancellationToken.None);
        await work.CommitAsync(CancellationToken.None);
    }
}

/// <summary>Settings of the invented city.</summary>
internal static class IssuerSettingsOf
{
    public static IssuerSettings Invented { get; } = new()
    {
        MunicipalityCode = "131016",
        Prefecture = "架空県",
        Municipality = "霞野市",
        IsFictitious = true,
        Overflow = OverflowPolicy.PrintUpToLimit,
        SealRemark = "この印は黒色です。",
        Contact = "問い合わせ先　霞野市役所　市民課",
        Terminals = new Dictionary<string, string> { ["t1"] = "本庁1" },
        Printers = new Dictionary<string, string> { ["t1"] = "プリンタ001" },
    };
}
