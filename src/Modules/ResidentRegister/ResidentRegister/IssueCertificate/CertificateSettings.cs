using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>What a municipality sets once for its certificates (parameter <c>certificate.issuer</c>).</summary>
internal sealed record IssuerSettings
{
    /// <summary>市区町村コード.</summary>
    public required string MunicipalityCode { get; init; }

    /// <summary>都道府県名.</summary>
    public required string Prefecture { get; init; }

    /// <summary>市区町村名.</summary>
    public required string Municipality { get; init; }

    /// <summary>True in a demonstration zone: 架空のデータ stands across every page.</summary>
    public required bool IsFictitious { get; init; }

    /// <summary>What is printed of a value that does not fit (5.8).</summary>
    public required OverflowPolicy Overflow { get; init; }

    /// <summary>Fixed text beside the seal.</summary>
    public required string SealRemark { get; init; }

    /// <summary>Whom to ask, on notices.</summary>
    public required string Contact { get; init; }

    /// <summary>Names of terminals in issue numbers; a terminal not named stands with its code.</summary>
    public IReadOnlyDictionary<string, string> Terminals { get; init; } = new Dictionary<string, string>();

    /// <summary>Printer of a terminal; without one that part of the number stays blank.</summary>
    public IReadOnlyDictionary<string, string> Printers { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of an invented city.</summary>
    public static IssuerSettings Invented(string municipalityCode, string municipality) => new()
    {
        MunicipalityCode = municipalityCode,
        Prefecture = "霞県",
        Municipality = municipality,
        IsFictitious = true,
        Overflow = OverflowPolicy.PrintUpToLimit,
        SealRemark = "この印は黒色です。",
        Contact = $"問い合わせ先　{municipality}役所　市民課",
        Terminals = new Dictionary<string, string> { ["loopback"] = "本庁1" },
        Printers = new Dictionary<string, string> { ["loopback"] = "プリンタ001", ["本庁窓口01"] = "プリンタ001" },
    };

    /// <summary>Where numbers are counted: day, municipality, terminal and its printer.</summary>
    public IssueNumber NumberPlace(DateOnly day, string terminal) => new(
        day, Municipality, Terminals.GetValueOrDefault(terminal, terminal), Printers.GetValueOrDefault(terminal), 0);
}

/// <summary>The settings in force on the day of issue; nothing is assumed that is not recorded (incident I-6).</summary>
/// <param name="Issuer">The municipality.</param>
/// <param name="Texts">認証文 by form; 除票記載事項証明書 under <c>EnteredItemsRemoved</c>.</param>
/// <param name="Fees">Fee per copy in yen by form.</param>
/// <param name="Certifier">Mayor, or acting mayor in the acting period.</param>
/// <param name="SealText">Words of that office's electronic seal.</param>
internal sealed record CertificateSettings(
    IssuerSettings Issuer,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyDictionary<string, long> Fees,
    Certifier Certifier,
    string SealText)
{
    private const string Module = "resident_register";
    private const string IssuerName = "certificate.issuer";
    private const string TextsName = "certificate.texts";
    private const string FeesName = "certificate.fees";

    // The picture is that of the office in force: the mayor's seal closes nothing while somebody acts for the mayor.
    private const string CertifierSql =
        """
        select c.title, c.name, c.seal_text, s.side_tenths_mm, s.pixels, s.bits
        from resident_register.certifier c
        left join resident_register.seal_image s on s.role = c.role and s.entered_at is not null
            and s.valid_from <= $1 and (s.valid_until is null or s.valid_until > $1)
        where c.valid_from <= $1 and (c.valid_until is null or c.valid_until > $1)
        order by c.role = 'acting' desc
        limit 1
        """;

    /// <summary>No fee is higher; in yen for one copy. A bound against slips of the pen, laid down nowhere.</summary>
    public const long FeeMax = 100_000;

    private const string AnyCertifierSql = "select exists (select from resident_register.certifier)";

    private const string AddCertifierSql =
        """
        insert into resident_register.certifier
            (certifier_id, role, title, name, valid_from, valid_until, seal_text, source, recorded_by)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9
        where not exists (select from resident_register.certifier where role = $2 and valid_from = $5)
        """;

    /// <summary>The registered picture of that seal; null where none is registered for the day.</summary>
    public SealImage? Seal { get; init; }

    /// <summary>The parameters.</summary>
    public static IReadOnlyList<ParameterKind> ParameterKinds { get; } =
    [
        ParameterKind.ReadBy(
            Module, IssuerName, "証明書の発行者 / issuer: municipalityCode, prefecture, municipality, isFictitious, overflow, sealRemark, contact, terminals, printers",
            json => _ = Read(json, CertificateJson.Stored.IssuerSettings)),
        ParameterKind.ReadBy(Module, TextsName, $"認証文 / by form: {string.Join(", ", TextForms)}", json => CheckTexts(Read(json, CertificateJson.Stored.DictionaryStringString))),
        ParameterKind.ReadBy(Module, FeesName, $"手数料(円) / yen by form: {string.Join(", ", CertificateForms.Requestable)}", json => CheckFees(Read(json, CertificateJson.Stored.DictionaryStringInt64))) with { IsChangedOnScreen = true },
    ];

    private static IEnumerable<string> TextForms =>
        [.. CertificateForms.Requestable.Select(form => form.ToString()), RemovedItemsText];

    /// <summary>Fee of a request; official requests are free of charge.</summary>
    public Yen FeeOf(CertificateRequest request) =>
        request.Requester.Class == RequesterClass.Official || request.ReissueOf is not null
            ? new Yen(0)
            : new Yen(Fees[request.Form.ToString()] * request.Copies);

    /// <summary>
    /// Asks for the settings of a day; once the batch has run, the refusal says that something is not recorded, or that the nodes of
    /// the zone differ.
    /// </summary>
    public static Func<Result<CertificateSettings>> Ask(QueryBatch batch, DateOnly day)
    {
        IReadOnlyList<(string Name, string Value)> values = Parameters.Ask(batch, Module, [IssuerName, TextsName, FeesName], day);
        IReadOnlyList<(string Title, string Name, string Seal, SealImage? Picture)> certifiers = batch.Ask(
            CertifierSql,
            row => (row.GetString(0), row.GetString(1), row.GetString(2),
                row.IsDBNull(5) ? null : new SealImage(row.GetInt32(3), row.GetInt32(4), row.GetString(5))),
            day);
        Func<Refusal?> nodes = NodeRegistry.Ask(batch, day);
        return () => nodes() is { } differ ? differ : values.Count < 3 || certifiers is not [var certifier]
            ? CertificateRefusals.NoSettings
            : Of(values.ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal), certifier);
    }

    /// <summary>The settings of a day; the refusal says that something is not recorded.</summary>
    public static async Task<Result<CertificateSettings>> LoadAsync(UnitOfWork work, DateOnly day, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        Func<Result<CertificateSettings>> settings = Ask(batch, day);
        await batch.RunAsync(work, cancellation);
        return settings();
    }

    private static Result<CertificateSettings> Of(
        Dictionary<string, string> values, (string Title, string Name, string Seal, SealImage? Picture) certifier)
    {
        IssuerSettings issuer = Read(values[IssuerName], CertificateJson.Stored.IssuerSettings);
        Dictionary<string, string> texts = Read(values[TextsName], CertificateJson.Stored.DictionaryStringString);
        Dictionary<string, long> fees = Read(values[FeesName], CertificateJson.Stored.DictionaryStringInt64);
        bool complete = CertificateForms.Requestable.All(form => fees.ContainsKey(form.ToString())) && TextForms.All(texts.ContainsKey);
        return complete
            ? new CertificateSettings(
                issuer, texts, fees,
                new Certifier(issuer.Prefecture, issuer.Municipality, certifier.Title, certifier.Name), certifier.Seal)
            {
                Seal = certifier.Picture,
            }
            : CertificateRefusals.NoSettings;
    }

    /// <summary>Name of the text of 除票記載事項証明書.</summary>
    public const string RemovedItemsText = "EnteredItemsRemoved";

    /// <summary>Records the settings of an invented city; what stands there already is left alone.</summary>
    public static async Task SeedDemoAsync(UnitOfWork work, IssuerSettings issuer, DateOnly from, CancellationToken cancellation)
    {
        const string Source = "demo";
        await Parameters.AddAsync(
            work, Module, IssuerName, from, issuer, CertificateJson.Stored.IssuerSettings, Source, false, cancellation);
        await Parameters.AddAsync(
            work, Module, TextsName, from, DemoTexts, CertificateJson.Stored.DictionaryStringString, Source, false, cancellation);
        await Parameters.AddAsync(
            work, Module, FeesName, from, DemoFees, CertificateJson.Stored.DictionaryStringInt64, Source, false, cancellation);
        await AddCertifierAsync(
            work, "mayor", "長", "仮名　一郎", from, null, $"{issuer.Municipality}長之印", Source, cancellation);
    }

    /// <summary>Records a mayor (<c>mayor</c>) or acting mayor (<c>acting</c>) with the period in office.</summary>
    public static Task<int> AddCertifierAsync(
        UnitOfWork work,
        string role,
        string title,
        string name,
        DateOnly from,
        DateOnly? until,
        string sealText,
        string source,
        CancellationToken cancellation) =>
        work.ExecuteAsync(
            AddCertifierSql, cancellation,
            Guid.CreateVersion7(), role, title, name, from, until, sealText, source, work.Operator.OperatorCode);

    /// <summary>Records the first certifier of a zone as an act of its own; on the access log. Later ones need two people.</summary>
    public static async Task<Refusal?> AddCertifierAsync(
        NpgsqlDataSource owner,
        string role,
        string title,
        string name,
        DateOnly from,
        DateOnly? until,
        string sealText,
        string source,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("system.operate", "認証者の設定"));
        try
        {
            if ((await work.ListAsync(AnyCertifierSql, row => row.GetBoolean(0), cancellation)).Single())
            {
                return CertificateRefusals.CertifierOnScreen;
            }

            if (await AddCertifierAsync(work, role, title, name, from, until, sealText, source, cancellation) == 0)
            {
                return CertificateRefusals.CertifierPeriod;
            }

            work.Record(new AccessEntry(AccessKind.Account, "certifier.add") { Items = role });
            await work.CommitAsync(cancellation);
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.CheckViolation)
        {
            return CertificateRefusals.CertifierPeriod;
        }
    }

    private static Dictionary<string, string> DemoTexts => new()
    {
        [nameof(CertificateForm.PersonCopy)] = "この写しは、住民票の原本と相違ないことを証明する。",
        [nameof(CertificateForm.HouseholdCopy)] = "この写しは、世帯全員又は世帯の一部の住民票の原本と相違ないことを証明する。",
        [nameof(CertificateForm.RemovedRecordCopy)] = "この写しは、住民票の除票の原本と相違ないことを証明する。",
        [nameof(CertificateForm.EnteredItemsPerson)] = "上記の事項は、住民票に記載があることを証明する。",
        [nameof(CertificateForm.EnteredItemsHousehold)] = "上記の事項は、住民票に記載があることを証明する。",
        [RemovedItemsText] = "上記の事項は、住民票の除票に記載があることを証明する。",
        [nameof(CertificateForm.MovingOutCertificate)] = "上記のとおり転出することを証明する。",
        [nameof(CertificateForm.MovingOutCertificateEquivalent)] = "上記のとおり転出したことを証明する。",
    };

    private static Dictionary<string, long> DemoFees => new()
    {
        [nameof(CertificateForm.PersonCopy)] = 300,
        [nameof(CertificateForm.HouseholdCopy)] = 300,
        [nameof(CertificateForm.RemovedRecordCopy)] = 300,
        [nameof(CertificateForm.EnteredItemsPerson)] = 300,
        [nameof(CertificateForm.EnteredItemsHousehold)] = 300,
        [nameof(CertificateForm.MovingOutCertificate)] = 0,
        [nameof(CertificateForm.MovingOutCertificateEquivalent)] = 0,
    };

    private static void CheckTexts(Dictionary<string, string> texts)
    {
        if (!TextForms.All(form => texts.TryGetValue(form, out string? text) && !string.IsNullOrWhiteSpace(text)))
        {
            throw new FormatException("A text is missing.");
        }
    }

    private static void CheckFees(Dictionary<string, long> fees)
    {
        if (!CertificateForms.Requestable.All(form => fees.TryGetValue(form.ToString(), out long yen) && yen is >= 0 and <= FeeMax))
        {
            throw new FormatException("A fee is missing or no fee.");
        }
    }

    private static T Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) =>
        JsonSerializer.Deserialize(json, shape) ?? throw new JsonException("A stored parameter is null.");
}
