using System.Diagnostics;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Import;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>An import in a process of its own that is killed at some moment.</summary>
public sealed class KilledImportTests
{
    private const string FolderVariable = "DAICHO_TEST_IMPORT_FOLDER";
    private const string KeysVariable = "DAICHO_TEST_IMPORT_KEYS";
    private const string DatabaseVariable = "DAICHO_TEST_IMPORT_DATABASE";
    private const string VaultVariable = "DAICHO_TEST_IMPORT_VAULT";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(600)]
    public async Task A_killed_import_leaves_the_register_as_it_was_and_can_be_run_again(int milliseconds)
    {
        await using ImportFixture zone = await ImportFixture.StartAsync(Stop);
        (await zone.ImportAsync(await ImportSet.Of(2).WriteAsync(zone, Stop), Stop)).Value.Imported.ShouldBeTrue();
        string before = await zone.ContentAsync(Stop);
        ImportSet set = ImportSet.Of(3000);
        string folder = await set.WriteAsync(zone, Stop);

        using Process process = await StartAsync(zone, folder);
        await WaitAsync(zone, process, "select count(*) from resident_register.import_run where state = 'running'");
        await Task.Delay(milliseconds, Stop);
        bool killed = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(Stop);

        killed.ShouldBeTrue("the import was over before it could be killed");
        (await zone.ContentAsync(Stop)).ShouldBe(before);
        Result<ImportSummary> again = await zone.ImportAsync(folder, Stop);
        for (int attempt = 0; attempt < 100 && again.Refusal?.Code == "IMP-31"; attempt++)
        {
            // The server notices a moment later that the process is gone.
            await Task.Delay(100, Stop);
            again = await zone.ImportAsync(folder, Stop);
        }

        again.Value.Imported.ShouldBeTrue();
        (await CountAsync(zone.Database.App, "select count(*) from resident_register.import_run where state = 'failed'")).ShouldBe(1);
        (await CountAsync(zone.VaultSource, "select count(*) from vault.entry")).ShouldBe(2 * (set.Residents.Count + 3), "a number and a code each");
        (await CountAsync(zone.VaultSource, "select count(*) from vault.act where confirmed_at is null")).ShouldBe(0);
    }

    [Fact]
    public async Task The_report_of_an_import_killed_right_after_its_commit_is_written_later_and_signed()
    {
        await using ImportFixture zone = await ImportFixture.StartAsync(Stop);
        ImportSet set = ImportSet.Of(20);
        string folder = await set.WriteAsync(zone, Stop);

        // The word to the vault, which follows the commit, is held up.
        await using NpgsqlConnection held = await zone.VaultOwner.OpenConnectionAsync(Stop);
        await held.ScalarAsync(
            """
            create function vault.hold_up() returns trigger language plpgsql as
                $$ begin perform pg_advisory_xact_lock(20261121); return new; end $$;
            create trigger hold_up before update on vault.act for each row execute function vault.hold_up();
            select pg_advisory_lock(20261121);
            """,
            Stop);
        using Process process = await StartAsync(zone, folder);
        await WaitAsync(zone, process, "select count(*) from resident_register.import_run where state = 'done'");
        process.Kill();
        await process.WaitForExitAsync(Stop);
        await held.ScalarAsync("select pg_advisory_unlock(20261121)", Stop);
        await held.ScalarAsync("drop trigger hold_up on vault.act", Stop);
        Directory.Exists(zone.Zone.ReportFolder).ShouldBeFalse();

        for (int attempt = 0; attempt < 100 && !await ImportRuns.SettleLeftAsync(zone.Zone, Stop); attempt++)
        {
            // The server notices a moment later that the process is gone.
            await Task.Delay(100, Stop);
        }

        string report = (await zone.Database.App.ListAsync(
            "select report from resident_register.import_run where report_written_at is not null", row => row.GetString(0), Stop)).Single();
        string text = await File.ReadAllTextAsync(report, Stop);
        text.ShouldContain("取り込みました");
        text.ShouldContain($"{set.Residents.Count,12:N0}　個人番号");
        (await ImportFixture.IsSignedAsync(zone.Keys, Path.ChangeExtension(report, ".json"), Stop)).ShouldBeTrue();
        (await CountAsync(zone.VaultSource, "select count(*) from vault.act where confirmed_at is null")).ShouldBe(0);
        (await zone.ImportAsync(folder, Stop)).Refusal!.Code.ShouldBe("IMP-32");
        (await ImportRuns.SettleLeftAsync(zone.Zone, Stop)).ShouldBeFalse("nothing is left");
    }

    /// <summary>The part of the second process; run by the test above, never by itself.</summary>
    [Fact(Explicit = true)]
    public async Task Import_in_this_process()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Variable(DatabaseVariable));
        await using NpgsqlDataSource vaultDatabase = NpgsqlDataSource.Create(Variable(VaultVariable));
        KeyRing keys = KeySetup.OpenKeys(Variable(KeysVariable), null);
        using AccessLogAppender log = new(database);
        BusinessClock clock = new(TimeProvider.System, () => new DateOnly(2026, 11, 2));
        NumberVault vault = new(vaultDatabase, keys, log, clock);
        RegisterZone zone = new(
            database, vault, keys, clock, MunicipalityCode.Parse("131016"), Path.Combine(Variable(KeysVariable), "imports"));

        await RegisterImport.RunAsync(zone, Variable(FolderVariable), ImportFixture.Actor, null, Stop);
    }

    private static async Task<Process> StartAsync(ImportFixture zone, string folder)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(KilledImportTests).Assembly.Location);
        }

        foreach (string argument in (string[])["-explicit", "only", "-method", $"*.{nameof(Import_in_this_process)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder;
        start.Environment[KeysVariable] = zone.Folder;
        start.Environment[DatabaseVariable] = await TestDatabase.ConnectionStringAsync(zone.Database.Name, TestDatabase.AppRole);
        start.Environment[VaultVariable] = await TestDatabase.ConnectionStringAsync(zone.VaultName, TestDatabase.AppRole);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task WaitAsync(ImportFixture zone, Process process, string sql)
    {
        while (await CountAsync(zone.Database.App, sql) == 0)
        {
            process.HasExited.ShouldBeFalse();
            await Task.Delay(20, Stop);
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql) =>
        (await database.ListAsync(sql, row => row.GetInt64(0), Stop)).Single();

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException("Started by hand.");
}
