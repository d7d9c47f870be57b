using System.Buffers.Text;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Export;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.Testing;
using Npgsql;
using Shouldly;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>An empty zone with its vault, keys and report folder.</summary>
internal sealed class ImportFixture : IAsyncDisposable
{
    public static readonly OperatorContext Actor = OperatorContext.ForCommand("data.import", "試験");

    private readonly TestDatabase vaultDatabase;
    private readonly AccessLogAppender log;

    private ImportFixture(TestDatabase database, TestDatabase vaultDatabase, string folder)
    {
        Database = database;
        this.vaultDatabase = vaultDatabase;
        Folder = folder;
        Keys = KeySetup.OpenKeys(folder, null);
        log = new AccessLogAppender(database.App);
        BusinessClock clock = new(TimeProvider.System, () => new DateOnly(2026, 11, 2));
        Vault = new NumberVault(vaultDatabase.App, Keys, log, clock);
        Zone = new RegisterZone(
            database.App, Vault, Keys, clock, MunicipalityCode.Parse("131016"), Path.Combine(folder, "imports"));
    }

    public TestDatabase Database { get; }

    public string Folder { get; }

    public KeyRing Keys { get; }

    public NumberVault Vault { get; }

    public RegisterZone Zone { get; }

    public NpgsqlDataSource VaultSource => vaultDatabase.App;

    public NpgsqlDataSource VaultOwner => vaultDatabase.Owner;

    public string VaultName => vaultDatabase.Name;

    public static async Task<ImportFixture> StartAsync(CancellationToken cancellation)
    {
        ImportFixture fixture = new(
            await TestDatabase.CreateAsync(MigrationSet.Platform, ResidentRegisterModule.Migrations),
            await TestDatabase.CreateAsync(NumberVault.Migrations),
            Directory.CreateTempSubdirectory("daicho-import-").FullName);
        await fixture.log.StartAsync(cancellation);
        return fixture;
    }

    /// <summary>Whether the signature beside a file is the zone's, and of this content.</summary>
    public static async Task<bool> IsSignedAsync(KeyRing keys, string path, CancellationToken cancellation) =>
        IsSigned(keys, await File.ReadAllBytesAsync(path, cancellation), await File.ReadAllTextAsync(path + ".jws", cancellation));

    /// <summary>Whether a detached signature is the zone's, and of this content.</summary>
    public static bool IsSigned(KeyRing keys, byte[] content, string jws)
    {
        using FileSignature signature = new(keys);
        string[] parts = jws.Split('.');
        byte[] input = Encoding.ASCII.GetBytes($"{parts[0]}.{Base64Url.EncodeToString(content)}");
        return signature.Verify(input, Base64Url.DecodeFromChars(parts[2]));
    }

    /// <summary>Imports a folder.</summary>
    public Task<Result<ImportSummary>> ImportAsync(string folder, CancellationToken cancellation) =>
        RegisterImport.RunAsync(Zone, folder, Actor, null, cancellation);

    /// <summary>Exports into a folder what was asked for by one and approved by another.</summary>
    public async Task<Result<long>> ExportAsync(string folder, CancellationToken cancellation) =>
        await RegisterExport.RunAsync(Zone, folder, await ApprovedAsync(100_000, cancellation), null, cancellation);

    /// <summary>An output that was asked for and approved.</summary>
    public async Task<Guid> ApprovedAsync(long personsMax, CancellationToken cancellation)
    {
        Guid approval = (await new ExportStore(Database.App, Zone.Clock).AskAsync(
            Actor with { OperatorId = Guid.CreateVersion7(), OperatorCode = "ikeda" },
            Guid.CreateVersion7(),
            new ExportTerms("試験", "見本市", "server_folder", personsMax),
            cancellation)).Value;
        (await new Approvals(Database.App, Zone.Clock).DecideAsync(
            Actor with { OperatorId = Guid.CreateVersion7(), OperatorCode = "kuroda" },
            approval, [ExportStore.ApprovalKind], true, "", cancellation)).ShouldBeNull();
        return approval;
    }

    /// <summary>Everything of the register that an import must give back, as text in a fixed order.</summary>
    public async Task<string> ContentAsync(CancellationToken cancellation)
    {
        List<string> content = [];
        foreach (string sql in Contents)
        {
            content.AddRange(await Database.App.ListAsync(sql, row => row.GetString(0), cancellation));
        }

        foreach (Guid resident in await Database.App.ListAsync(
            "select resident_id from resident_register.resident order by resident_id", row => row.GetGuid(0), cancellation))
        {
            content.Add($"{resident}");
        }

        await foreach (ResidentNumber one in Vault.ExportAsync(Actor, Guid.CreateVersion7(), cancellation))
        {
            content.Add($"{one.ResidentId} {one.Number.Kind} {one.FormerPlace} {one.Number.Reveal()}");
        }

        return string.Join('\n', content);
    }

    public async ValueTask DisposeAsync()
    {
        await log.StopAsync(CancellationToken.None);
        log.Dispose();
        await Database.DisposeAsync();
        await vaultDatabase.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static readonly string[] Contents =
    [
        "select to_jsonb(t)::text from resident_register.resident_history t order by resident_id, history_no",
        "select (to_jsonb(t) - 'updated_at')::text from resident_register.resident t order by resident_id",
        "select to_jsonb(t)::text from resident_register.household t order by household_id",
        "select to_jsonb(t)::text from resident_register.search_name t order by to_jsonb(t)::text collate \"C\"",
        "select to_jsonb(t)::text from resident_register.search_address t order by to_jsonb(t)::text collate \"C\"",
        "select to_jsonb(t)::text from resident_register.support_measure t order by measure_id",
        "select to_jsonb(t)::text from resident_register.supported_person t order by measure_id, resident_id",
        "select to_jsonb(t)::text from resident_register.suppression t order by suppression_id",
        "select (to_jsonb(t) - 'memo_id')::text from resident_register.memo t order by 1",
    ];
}

/// <summary>A set of files of invented people.</summary>
internal sealed class ImportSet
{
    private static int running = 700_000;

    public List<HouseholdRow> Households { get; } = [];

    public List<HistoryRow> Residents { get; } = [];

    public List<HistoryRow> History { get; } = [];

    public List<NumberRow> Numbers { get; } = [];

    public List<SupportRow> Support { get; } = [];

    public List<SuppressionRow> Suppressions { get; } = [];

    public List<MemoRow> Memos { get; } = [];

    public string Origin { get; set; } = "export";

    /// <summary>Households of one or two persons; every third person has an older snapshot with another name and address.</summary>
    public static ImportSet Of(int households)
    {
        ImportSet set = new();
        for (int i = 0; i < households; i++)
        {
            ResidentRecord head = Any.Resident();
            set.Households.Add(new HouseholdRow(head.Household.Id, head.Household.Number, new DateOnly(2010, 4, 1), null));
            set.Add(head, older: i % 3 == 0);
            if (i % 2 == 0)
            {
                ResidentRecord child = Any.Resident(head.Household.Id, "子");
                set.Add(
                    child with
                    {
                        Household = child.Household with { Number = head.Household.Number, Order = 2 },
                        BirthDate = PartialDate.FromDate(new DateOnly(2012, 6, 1 + (i % 28))),
                        BecameResident = child.BecameResident! with { On = PartialDate.FromDate(new DateOnly(2015, 4, 1)) },
                        AddressSettled = new DatedFact(PartialDate.FromDate(new DateOnly(2015, 4, 1))),
                    },
                    older: false);
            }
        }

        return set;
    }

    public void Add(ResidentRecord record, bool older)
    {
        if (older)
        {
            History.Add(Any.Row(record with
            {
                Name = record.Name with { Written = "架空　太郎", Surname = "架空", Kana = "カクウ　タロウ" },
                Address = record.Address with { Lot = "２番地２" },
            }) with { RecordedAt = DateTimeOffset.UnixEpoch.AddYears(40) });
        }

        Residents.Add(Any.Row(record, older ? 2 : 1) with { RecordedAt = DateTimeOffset.UnixEpoch.AddYears(41) });
        int number = Interlocked.Increment(ref running);
        Numbers.Add(new NumberRow(record.AddresseeNumber, NumberKind.Individual, IndividualNumber.FromBase($"{number:D11}").Reveal()));
        Numbers.Add(new NumberRow(record.AddresseeNumber, NumberKind.RecordCode, ResidentRecordCode.FromBase($"{number:D10}").Reveal()));
    }

    /// <summary>Writes the set into a new folder of the fixture.</summary>
    public Task<string> WriteAsync(ImportFixture fixture, CancellationToken cancellation) => WriteAsync(fixture.Folder, cancellation);

    /// <summary>Writes the set into a new folder below another.</summary>
    public async Task<string> WriteAsync(string parent, CancellationToken cancellation)
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent, Guid.CreateVersion7().ToString())).FullName;
        await WriteAsync(folder, ImportLayout.Households, Households, cancellation);
        await WriteAsync(folder, ImportLayout.Residents, Residents, cancellation);
        await WriteAsync(folder, ImportLayout.History, History, cancellation);
        await WriteAsync(folder, ImportLayout.Numbers, Numbers, cancellation);
        await WriteAsync(folder, ImportLayout.Support, Support, cancellation);
        await WriteAsync(folder, ImportLayout.Suppressions, Suppressions, cancellation);
        await WriteAsync(folder, ImportLayout.Memos, Memos, cancellation);
        await SealAsync(folder, Origin, cancellation);
        return folder;
    }

    /// <summary>Writes the manifest of what lies in the folder.</summary>
    public static async Task SealAsync(string folder, string origin, CancellationToken cancellation)
    {
        List<CsvPart> parts = [];
        foreach (string name in ImportFiles.Names)
        {
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellation);
            parts.Add(new CsvPart(
                name,
                Math.Max(0, Records(bytes) - 1),
                bytes.Length,
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));
        }

        CsvManifest manifest = new()
        {
            Id = Guid.CreateVersion7(),
            Linkage = ImportLayout.Name,
            Version = ImportLayout.Version,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Rows = parts.Sum(part => part.Rows),
            Parts = parts,
            Profile = ImportLayout.Name,
            Producer = "試験",
            Facts = new SortedDictionary<string, string> { ["origin"] = origin },
        };
        await manifest.PublishAsync(folder, null, cancellation);
    }

    // Line ends outside quotation marks.
    private static int Records(byte[] bytes)
    {
        bool quoted = false;
        int records = 0;
        foreach (byte one in bytes)
        {
            quoted ^= one == (byte)'"';
            records += !quoted && one == (byte)'\n' ? 1 : 0;
        }

        return records;
    }

    private static async Task WriteAsync<T>(string folder, Layout<T> layout, IEnumerable<T> rows, CancellationToken cancellation)
        where T : class
    {
        await using FileStream stream = File.Create(Path.Combine(folder, layout.FileName));
        using CsvWriter writer = new(stream, layout.Profile);
        RowWriter<T> to = layout.To(writer);
        foreach (T row in rows)
        {
            await to.WriteAsync(row, cancellation);
        }

        await writer.CompleteAsync(layout.FileName, cancellation);
    }
}
