using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Export;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>Import and export of the register on the real database: all or nothing, and there and back.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ImportFixture zone = null!; // set before every test

    public async ValueTask InitializeAsync() => zone = await ImportFixture.StartAsync(Stop);

    public ValueTask DisposeAsync() => zone.DisposeAsync();

    [Fact]
    public async Task What_is_exported_and_imported_into_an_empty_zone_is_the_same_register()
    {
        ImportSet set = ImportSet.Of(40);
        AddProtection(set);
        ImportSummary first = await ImportedAsync(await set.WriteAsync(zone, Stop));
        first.Persons.ShouldBe(set.Residents.Count);
        await ChangeNumbersAsync(set);
        string folder = Path.Combine(zone.Folder, "export");

        (await zone.ExportAsync(folder, Stop)).Value.ShouldBe(set.Residents.Count);

        await using ImportFixture other = await ImportFixture.StartAsync(Stop);
        RegisterZone into = other.Zone with { OtherSigners = zone.Zone.OwnSigners() };
        (await RegisterImport.RunAsync(into, folder, ImportFixture.Actor, null, Stop)).Value.Imported.ShouldBeTrue();
        string content = await zone.ContentAsync(Stop);
        content.ShouldContain("架空");
        (await other.ContentAsync(Stop)).ShouldBe(content);
        Guid person = set.Residents[0].Record.Id.Value;
        foreach (ImportFixture one in (ImportFixture[])[zone, other])
        {
            (await one.Vault.FindResidentAsync(Individual(set, 0), Stop)).ShouldBe([new NumberMatch(person, IsCurrent: false)]);
            (await one.Vault.FindResidentAsync(New(2), Stop)).ShouldBe([new NumberMatch(person, IsCurrent: true)]);
        }
    }

    [Fact]
    public async Task An_export_needs_the_approval_of_another_and_serves_once_for_what_was_approved()
    {
        ImportSet set = ImportSet.Of(2);
        await ImportedAsync(await set.WriteAsync(zone, Stop));
        string Folder() => Path.Combine(zone.Folder, Guid.CreateVersion7().ToString());
        ExportStore requests = new(zone.Database.App, zone.Zone.Clock);
        OperatorContext officer = ImportFixture.Actor with { OperatorId = Guid.CreateVersion7(), OperatorCode = "ikeda" };
        Guid asked = (await requests.AskAsync(officer, Guid.CreateVersion7(), new ExportTerms("試験", "見本市", "optical_disc", 100), Stop)).Value;

        string refused = Folder();
        (await RegisterExport.RunAsync(zone.Zone, refused, asked, null, Stop)).Refusal.ShouldBe(SecurityRefusals.NotApproved);
        Directory.Exists(refused).ShouldBeFalse();
        (await RegisterExport.RunAsync(zone.Zone, refused, Guid.CreateVersion7(), null, Stop)).Refusal!.Code.ShouldBe("EXP-02");
        (await RegisterExport.RunAsync(zone.Zone, refused, await zone.ApprovedAsync(set.Residents.Count - 1, Stop), null, Stop))
            .Refusal!.Code.ShouldBe("EXP-03");
        (await new Approvals(zone.Database.App, zone.Zone.Clock).DecideAsync(officer, asked, [ExportStore.ApprovalKind], true, "", Stop))
            .ShouldBe(SecurityRefusals.OwnRequest);

        Guid approved = await zone.ApprovedAsync(set.Residents.Count, Stop);
        await zone.Database.Owner.ExecuteAsync(
            "update resident_register.export_request set medium = 'magnetic_tape' where approval_id = $1", Stop, approved);
        (await RegisterExport.RunAsync(zone.Zone, refused, approved, null, Stop)).Refusal.ShouldBe(SecurityRefusals.NotApproved);
        await zone.Database.Owner.ExecuteAsync(
            "update resident_register.export_request set medium = 'server_folder' where approval_id = $1", Stop, approved);
        (await RegisterExport.RunAsync(zone.Zone, Folder(), approved, null, Stop)).Value.ShouldBe(set.Residents.Count);
        (await RegisterExport.RunAsync(zone.Zone, Folder(), approved, null, Stop)).Refusal.ShouldBe(SecurityRefusals.NotApproved);

        AskedExport written = (await requests.ListAsync(Stop)).Single(one => one.Approval == approved);
        (written.State, written.Persons).ShouldBe((ExportState.Written, (long?)set.Residents.Count));
        (await CountAsync(
            "select count(*) from platform.access_log where action = 'resident.export' and operator_code = 'ikeda' and ground = '試験'")).ShouldBe(1);
        await Should.ThrowAsync<PostgresException>(() => zone.Database.App.ExecuteAsync(
            "update resident_register.export_request set persons = 1 where approval_id = $1", Stop, approved));
    }

    [Fact]
    public async Task A_person_who_comes_while_the_approval_is_being_used_is_not_in_the_output()
    {
        ImportSet set = ImportSet.Of(2);
        await ImportedAsync(await set.WriteAsync(zone, Stop));
        Guid approved = await zone.ApprovedAsync(set.Residents.Count, Stop);
        string folder = Path.Combine(zone.Folder, Guid.CreateVersion7().ToString());
        Task<Result<long>> output;
        await using (NpgsqlConnection other = await zone.Database.Owner.OpenConnectionAsync(Stop))
        {
            // The export has counted and waits for its approval, which somebody else holds.
            await using NpgsqlTransaction holding = await other.BeginTransactionAsync(Stop);
            await other.ScalarAsync("select id from platform.approval where id = $1 for update", Stop, approved);
            output = RegisterExport.RunAsync(zone.Zone, folder, approved, null, Stop);
            while (await CountAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0)
            {
                output.IsCompleted.ShouldBeFalse();
                await Task.Delay(20, Stop);
            }

            await ImportedAsync(await ImportSet.Of(1).WriteAsync(zone, Stop));
            await holding.CommitAsync(Stop);
        }

        (await output).Value.ShouldBe(set.Residents.Count);
        (await File.ReadAllLinesAsync(Path.Combine(folder, "residents.csv"), Stop)).Length.ShouldBe(set.Residents.Count + 1);
        (await RegisterExport.RunAsync(zone.Zone, folder + "-2", await zone.ApprovedAsync(set.Residents.Count, Stop), null, Stop))
            .Refusal!.Code.ShouldBe("EXP-03");
    }

    [Fact]
    public async Task A_former_number_after_the_present_one_is_refused()
    {
        ImportSet set = ImportSet.Of(1);
        NumberRow present = set.Numbers[0];
        set.Numbers.Insert(0, present with { Value = New(1).Reveal(), Former = true });
        set.Numbers.Add(present with { Value = New(2).Reveal(), Former = true });

        ImportSummary summary = (await zone.ImportAsync(await set.WriteAsync(zone, Stop), Stop)).Value;

        summary.Imported.ShouldBeFalse();
        (await File.ReadAllTextAsync(summary.Report, Stop)).ShouldContain("IMP-16");
    }

    [Fact]
    public async Task Two_exports_have_the_same_bytes()
    {
        ImportSet set = ImportSet.Of(10);
        AddProtection(set);
        await ImportedAsync(await set.WriteAsync(zone, Stop));
        string[] folders = [Path.Combine(zone.Folder, "e1"), Path.Combine(zone.Folder, "e2")];
        foreach (string folder in folders)
        {
            await zone.ExportAsync(folder, Stop);
        }

        foreach (string name in ImportFiles.Names)
        {
            (await File.ReadAllBytesAsync(Path.Combine(folders[0], name), Stop))
                .ShouldBe(await File.ReadAllBytesAsync(Path.Combine(folders[1], name), Stop));
        }
    }

    [Fact]
    public async Task An_import_gives_the_rows_that_single_changes_give()
    {
        ImportSet set = ImportSet.Of(6);
        await ImportedAsync(await set.WriteAsync(zone, Stop));
        await using ImportFixture other = await ImportFixture.StartAsync(Stop);
        foreach (HouseholdRow household in set.Households)
        {
            await other.Database.App.ExecuteAsync(
                "insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)",
                Stop,
                household.Id!.Value, household.Number.Value, household.FormedOn);
        }

        Dictionary<AddresseeNumber, HistoryRow> before = set.History.ToDictionary(row => row.Record.AddresseeNumber);
        foreach (HistoryRow row in set.Residents)
        {
            await using UnitOfWork work = new(other.Database.App, ImportFixture.Actor);
            HistoryRow? old = before.GetValueOrDefault(row.Record.AddresseeNumber);
            if (old is not null)
            {
                (await RegisterStore.AppendAsync(work, [new Append(null, old)], Stop)).ShouldBeNull();
            }

            (await RegisterStore.AppendAsync(work, [new Append(old?.Record, row)], Stop)).ShouldBeNull();
            await work.CommitAsync(Stop);
        }

        foreach (string table in (string[])["resident", "search_name", "search_address", "resident_history"])
        {
            string sql = $"select (to_jsonb(t) - 'updated_at' - 'recorded_at')::text from resident_register.{table} t order by 1";
            (await zone.Database.App.ListAsync(sql, row => row.GetString(0), Stop))
                .ShouldBe(await other.Database.App.ListAsync(sql, row => row.GetString(0), Stop));
        }
    }

    [Fact]
    public async Task The_planner_knows_the_register_right_after_an_import()
    {
        ImportSet set = ImportSet.Of(20);
        await ImportedAsync(await set.WriteAsync(zone, Stop));

        (await CountAsync("select reltuples::bigint from pg_class where oid = 'resident_register.resident'::regclass"))
            .ShouldBe(set.Residents.Count);
    }

    [Fact]
    public async Task Records_of_other_systems_need_no_ids_and_are_marked_as_migrated()
    {
        ImportSet set = ImportSet.Of(5);
        set.Origin = "other";
        Blank(set);

        ImportSummary summary = await ImportedAsync(await set.WriteAsync(zone, Stop));

        (await CountAsync("select count(*) from resident_register.resident_history where record #>> '{marks,migrated}' = 'true'"))
            .ShouldBe(set.Residents.Count + set.History.Count);
        (await File.ReadAllTextAsync(summary.Report, Stop)).ShouldContain("移行データ");
    }

    [Fact]
    public async Task Why_an_item_is_blank_survives_the_import()
    {
        ImportSet set = ImportSet.Of(1);
        Dictionary<string, Absence> absent = new()
        {
            ["DateOfBirth"] = Absence.Unknown,
            ["ElectoralRollRegistrationDate"] = Absence.NotRecorded,
            ["PriorAddressHouseholdHead"] = Absence.NotMigrated,
        };
        string[] items = [.. Residents.Items.RecordItems.All.Take(3).Select(item => item.Field)];
        absent = absent.Values.Zip(items).ToDictionary(pair => pair.Second, pair => pair.First);
        set.Residents[0] = set.Residents[0] with { Record = set.Residents[0].Record with { Absent = absent, Office = "" } };

        await ImportedAsync(await set.WriteAsync(zone, Stop));

        await using UnitOfWork work = new(zone.Database.App, ImportFixture.Actor);
        HistoryRow? row = await RegisterStore.FindAsync(work, set.Residents[0].ResidentId, Stop);
        row!.Record.Absent.ShouldBe(absent);
        row.Record.Office.ShouldBe("");
    }

    [Fact]
    public async Task The_same_files_are_imported_once()
    {
        string folder = await ImportSet.Of(2).WriteAsync(zone, Stop);
        await ImportedAsync(folder);

        (await zone.ImportAsync(folder, Stop)).Refusal!.Code.ShouldBe("IMP-32");
    }

    [Fact]
    public async Task Of_two_imports_at_once_the_second_is_refused()
    {
        string folder = await ImportSet.Of(2).WriteAsync(zone, Stop);
        Result<ImportRuns> taken = await ImportRuns.TakeAsync(zone.Database.App, Stop);
        await using (taken.Value)
        {
            (await zone.ImportAsync(folder, Stop)).Refusal!.Code.ShouldBe("IMP-31");
        }

        (await zone.ImportAsync(folder, Stop)).Value.Imported.ShouldBeTrue();
    }

    [Fact]
    public async Task New_numbers_come_after_the_imported_ones_and_each_person_is_on_the_access_log()
    {
        ImportSet set = ImportSet.Of(3);
        await ImportedAsync(await set.WriteAsync(zone, Stop));

        long next = await CountAsync("select nextval('resident_register.addressee_number')");
        next.ShouldBeGreaterThan(set.Residents.Max(row => NumberKey.Running(NumberKey.Of(row.Record.AddresseeNumber.Value))));
        (await CountAsync("select sum(cardinality(subject_ids)) from platform.access_log where action = 'resident.import'"))
            .ShouldBe(set.Residents.Count);
        (await CountAsync("select count(*) from platform.outbox where type = 'ResidentsImported'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_report_is_signed_by_the_zone()
    {
        ImportSummary summary = await ImportedAsync(await ImportSet.Of(2).WriteAsync(zone, Stop));
        string path = Path.ChangeExtension(summary.Report, ".json");
        byte[] json = await File.ReadAllBytesAsync(path, Stop);

        string jws = await File.ReadAllTextAsync(path + ".jws", Stop);
        ImportFixture.IsSigned(zone.Keys, json, jws).ShouldBeTrue();
        json[^3] ^= 1;
        ImportFixture.IsSigned(zone.Keys, json, jws).ShouldBeFalse();
        JsonDocument.Parse(await File.ReadAllBytesAsync(path, Stop)).RootElement.GetProperty("imported").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_exported_set_carries_a_signature_of_the_zone()
    {
        await ImportedAsync(await ImportSet.Of(1).WriteAsync(zone, Stop));
        string folder = Path.Combine(zone.Folder, "signed");
        await zone.ExportAsync(folder, Stop);

        (await CsvManifest.ReadAsync(folder, new ManifestSigners(zone.Zone.OwnSigners(), UnsignedToo: false), Stop)).Refusal.ShouldBeNull();
        (await CountAsync("select count(*) from platform.access_log where action = 'resident.export' and ground = '試験' and cardinality(subject_ids) = 2"))
            .ShouldBe(1);
        (await zone.ExportAsync(folder, Stop)).Refusal!.Code.ShouldBe("EXP-01");
    }

    private static void AddProtection(ImportSet set)
    {
        AddresseeNumber person = set.Residents[0].Record.AddresseeNumber;
        Guid measure = Guid.CreateVersion7();
        foreach ((HistoryRow row, int i) in set.Residents.Take(2).Select((row, i) => (row, i)))
        {
            set.Support.Add(new SupportRow
            {
                MeasureId = measure,
                Person = row.Record.AddresseeNumber,
                Applicant = i == 0,
                Relation = i == 0 ? null : "子",
                Provisional = false,
                StartedOn = new(2026, 1, 1),
                EndsOn = new(2026, 12, 31),
                Affairs = ["viewing", "record_present"],
                Offender = """{"name": "架空　次郎"}""",
                Forwarding = "[]",
            });
        }

        set.Suppressions.Add(new SuppressionRow
        {
            SuppressionId = Guid.CreateVersion7(),
            Household = set.Households[0].Number,
            Process = Protection.SuppressedProcess.Issue,
            Error = true,
            StartsOn = new(2026, 2, 2),
            Reason = "本人の申出",
        });
        set.Memos.Add(new MemoRow(person, "一行目\r\n二行目", "clerk-a", DateTimeOffset.UnixEpoch.AddYears(50), null));
    }

    private static void Blank(ImportSet set)
    {
        static HistoryRow Row(HistoryRow row) => row with
        {
            Facts = row.Facts with { ActId = Guid.Empty },
            RecordedAt = null,
            Record = row.Record with
            {
                Id = new(Guid.Empty),
                Household = row.Record.Household with { Id = new(Guid.Empty) },
            },
        };
        for (int i = 0; i < set.Residents.Count; i++)
        {
            set.Residents[i] = Row(set.Residents[i]);
        }

        for (int i = 0; i < set.History.Count; i++)
        {
            set.History[i] = Row(set.History[i]);
        }

        for (int i = 0; i < set.Households.Count; i++)
        {
            set.Households[i] = set.Households[i] with { Id = null };
        }
    }

    /// <summary>The first person's Individual Number changes twice and comes back in between; the code once.</summary>
    private async Task ChangeNumbersAsync(ImportSet set)
    {
        Guid person = set.Residents[0].Record.Id.Value;
        foreach (VaultNumber number in (VaultNumber[])[
            New(1), Individual(set, 0), New(2), VaultNumber.Of(ResidentRecordCode.FromBase("8888000001"))])
        {
            Guid act = Guid.CreateVersion7();
            await zone.Vault.ReserveAsync(act, [new ResidentNumber(person, number)], Stop);
            await zone.Vault.ConfirmAsync(act, Stop);
        }
    }

    private static VaultNumber New(int number) => VaultNumber.Of(IndividualNumber.FromBase($"8880000000{number}"));

    private static VaultNumber Individual(ImportSet set, int row) => VaultNumber.Parse(NumberKind.Individual, set.Numbers[row].Value);

    private async Task<ImportSummary> ImportedAsync(string folder)
    {
        ImportSummary summary = (await zone.ImportAsync(folder, Stop)).Value;
        summary.Imported.ShouldBeTrue(await File.ReadAllTextAsync(summary.Report, Stop));
        return summary;
    }

    private async Task<long> CountAsync(string sql) =>
        (await zone.Database.App.ListAsync(sql, row => row.GetInt64(0), Stop)).Single();
}
