using System.Text;
using System.Text.Json;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>A broken file changes nothing, and the report says where it is broken.</summary>
public sealed class BrokenFileTests : IAsyncLifetime
{
    private static readonly string Residents = ImportLayout.Residents.FileName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ImportFixture zone = null!; // set before every test

    public async ValueTask InitializeAsync() => zone = await ImportFixture.StartAsync(Stop);

    public ValueTask DisposeAsync() => zone.DisposeAsync();

    public static TheoryData<string, string> Faults => new()
    {
        { "encoding", "CSV-01" },
        { "bom", "CSV-02" },
        { "header", "CSV-03" },
        { "unclosed", "CSV-04" },
        { "cut", "CSV-08" },
        { "million", "CSV-09" },
        { "columns", "CSV-12" },
        { "nul", "CSV-15" },
        { "bidi", "CSV-16" },
        { "duplicate", "IMP-01" },
        { "apart", "IMP-05" },
        { "household", "IMP-04" },
        { "gap", "IMP-07" },
        { "municipality", "IMP-10" },
        { "reason", "IMP-11" },
        { "absent", "IMP-12" },
        { "check digit", "ID-10" },
        { "no number", "RQ-07" },
        { "two heads", "HH-03" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_broken_file_changes_nothing_and_is_named_with_its_line(string fault, string code)
    {
        string folder = await ImportSet.Of(6).WriteAsync(zone, Stop);
        await BreakAsync(folder, fault);
        await ImportSet.SealAsync(folder, "export", Stop);
        string before = await zone.ContentAsync(Stop);

        ImportSummary summary = (await zone.ImportAsync(folder, Stop)).Value;

        summary.Imported.ShouldBeFalse();
        JsonElement report = await ReportAsync(summary);
        JsonElement refused = report.GetProperty("refused").EnumerateArray().First(row => row.GetProperty("code").GetString() == code);
        refused.GetProperty("file").GetString().ShouldBe(Residents);
        refused.GetProperty("line").GetInt64().ShouldBeGreaterThan(0);
        refused.GetProperty("message").GetString()!.ShouldNotContain("見本");
        (await zone.ContentAsync(Stop)).ShouldBe(before);
        (await CountAsync("select count(*) from platform.access_log where action = 'resident.import'")).ShouldBe(0);
        (await zone.VaultSource.ListAsync("select count(*) from vault.entry", row => row.GetInt64(0), Stop)).ShouldBe([0]);
    }

    [Fact]
    public async Task A_formula_stays_the_text_it_is()
    {
        ImportSet set = ImportSet.Of(1);
        ResidentRecord record = set.Residents[0].Record;
        set.Residents[0] = set.Residents[0] with { Record = record with { Address = record.Address with { Building = "=1+1" } } };

        (await zone.ImportAsync(await set.WriteAsync(zone, Stop), Stop)).Value.Imported.ShouldBeTrue();

        (await CountAsync("select count(*) from resident_register.resident where address_written like '%=1+1'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_was_changed_after_its_manifest_is_refused()
    {
        string folder = await ImportSet.Of(1).WriteAsync(zone, Stop);
        await File.AppendAllTextAsync(Path.Combine(folder, Residents), "x", Stop);

        (await zone.ImportAsync(folder, Stop)).Refusal!.Code.ShouldBe("CSV-M04");
    }

    [Fact]
    public async Task A_folder_without_one_of_the_files_is_refused()
    {
        string folder = await ImportSet.Of(1).WriteAsync(zone, Stop);
        string manifest = Path.Combine(folder, "manifest.json");
        await File.WriteAllTextAsync(
            manifest, (await File.ReadAllTextAsync(manifest, Stop)).Replace("memos.csv", "history.csv", StringComparison.Ordinal), Stop);

        (await zone.ImportAsync(folder, Stop)).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_person_who_is_registered_already_is_refused()
    {
        ImportSet first = ImportSet.Of(2);
        (await zone.ImportAsync(await first.WriteAsync(zone, Stop), Stop)).Value.Imported.ShouldBeTrue();
        string before = await zone.ContentAsync(Stop);
        ImportSet second = ImportSet.Of(2);
        ResidentRecord again = second.Residents[1].Record;
        second.Residents[1] = second.Residents[1] with
        {
            Record = again with { AddresseeNumber = first.Residents[0].Record.AddresseeNumber },
        };

        ImportSummary summary = (await zone.ImportAsync(await second.WriteAsync(zone, Stop), Stop)).Value;

        Codes(await ReportAsync(summary)).ShouldContain("IMP-02");
        (await zone.ContentAsync(Stop)).ShouldBe(before);
    }

    [Theory]
    [InlineData("twice", "IMP-15")]
    [InlineData("repeated", "IMP-16")]
    [InlineData("missing", "IMP-18")]
    [InlineData("taken", "IMP-19")]
    [InlineData("digit", "ID-02")]
    [InlineData("unknown", "IMP-14")]
    public async Task A_number_that_does_not_fit_refuses_the_whole_import(string fault, string code)
    {
        ImportSet earlier = ImportSet.Of(1);
        (await zone.ImportAsync(await earlier.WriteAsync(zone, Stop), Stop)).Value.Imported.ShouldBeTrue();
        string before = await zone.ContentAsync(Stop);
        ImportSet set = ImportSet.Of(2);
        NumberRow first = set.Numbers[0];
        switch (fault)
        {
            case "twice": set.Numbers[2] = set.Numbers[2] with { Value = first.Value }; break;
            case "repeated": set.Numbers.Add(first); break;
            case "missing": set.Numbers.RemoveAt(0); break;
            case "taken": set.Numbers[0] = first with { Value = earlier.Numbers[0].Value }; break;
            case "digit": set.Numbers[0] = first with { Value = "123456789010" }; break;
            default: set.Numbers[0] = first with { Person = earlier.Numbers[0].Person }; break;
        }

        ImportSummary summary = (await zone.ImportAsync(await set.WriteAsync(zone, Stop), Stop)).Value;

        JsonElement report = await ReportAsync(summary);
        Codes(report).ShouldContain(code);
        report.GetRawText().ShouldNotContain(first.Value);
        (await zone.ContentAsync(Stop)).ShouldBe(before);
    }

    private static async Task BreakAsync(string folder, string fault)
    {
        string path = Path.Combine(folder, Residents);
        byte[] bytes = await File.ReadAllBytesAsync(path, Stop);
        string text = Encoding.UTF8.GetString(bytes);
        List<string> lines = [.. text.Split("\r\n")];
        string[] cells = lines[2].Split(',');
        void Set(string column, string value)
        {
            cells[ImportLayout.Residents.Profile.Columns.ToList().FindIndex(one => one.Name == column)] = value;
            lines[2] = string.Join(',', cells);
        }

        switch (fault)
        {
            case "encoding": bytes[^40] = 0xFF; await File.WriteAllBytesAsync(path, bytes, Stop); return;
            case "cut": await File.WriteAllBytesAsync(path, bytes[..^5], Stop); return;
            case "bom": await File.WriteAllBytesAsync(path, [0xEF, 0xBB, 0xBF, .. bytes], Stop); return;
            case "header": lines[0] += ",extra"; break;
            case "unclosed": lines[^2] += ",\"x"; break;
            case "million": Set("address_building", new string('あ', 1_000_000)); break;
            case "columns": lines[2] += ",x"; break;
            case "nul": Set("address_building", "a\0b"); break;
            case "bidi": Set("address_building", "a\u202Eb"); break;
            case "duplicate": Set("addressee_number", lines[1].Split(',')[Column("addressee_number")]); break;
            case "apart": lines.Insert(4, lines[1]); break;
            case "household": Set("household_number", Any.Resident().Household.Number.Value); break;
            case "gap": Set("history_no", "3"); break;
            case "municipality": Set("municipality", "132012"); break;
            case "reason": Set("reason", "NO_SUCH"); break;
            case "absent": Set("absent", "NoSuchItem=Unknown"); break;
            case "check digit": Set("addressee_number", "0000001234"); break;
            case "no number": Set("addressee_number", ""); break;
            case "two heads": Set("household_relationship", "世帯主"); break;
            default: throw new ArgumentOutOfRangeException(nameof(fault));
        }

        await File.WriteAllTextAsync(path, string.Join("\r\n", lines), Stop);
    }

    private static int Column(string name) => ImportLayout.Residents.Profile.Columns.ToList().FindIndex(one => one.Name == name);

    private static async Task<JsonElement> ReportAsync(ImportSummary summary) =>
        JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(summary.Report, ".json"), Stop)).RootElement;

    private static IEnumerable<string?> Codes(JsonElement report) =>
        report.GetProperty("refused").EnumerateArray().Select(row => row.GetProperty("code").GetString());

    private async Task<long> CountAsync(string sql) =>
        (await zone.Database.App.ListAsync(sql, row => row.GetInt64(0), Stop)).Single();
}
