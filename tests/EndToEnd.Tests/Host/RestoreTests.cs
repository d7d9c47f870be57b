using System.Globalization;
using System.Text.RegularExpressions;
using Daicho.Host.Hosting;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>A zone that burned down, made again from its backup and from nothing but what the backup told to keep.</summary>
public sealed partial class RestoreTests : IAsyncDisposable
{
    private readonly string folder = PostgresFixture.CreateFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Lost => Path.Combine(folder, "lost");

    private string Again => Path.Combine(folder, "again");

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task From_a_backup_and_what_it_told_to_keep_numbers_are_revealed_and_new_accesses_are_sealed()
    {
        string backup = Path.Combine(folder, "backup");
        string kept = Path.Combine(folder, "kept");
        await MakeZoneAsync();
        (int saved, string told) = await DaichoProcess.RunAsync(Cancellation, "backup", backup, "--data", Lost);
        saved.ShouldBe(0, told);
        string named = KeptFolder().Matches(told).ShouldHaveSingleItem().Groups[1].Value;
        Directory.Move(named, kept);
        await PostgresFixture.RemoveFolderAsync(Lost);

        (int restored, string said) = await DaichoProcess.RunAsync(Cancellation, "restore", backup, "--data", Again);
        restored.ShouldBe(0, said);
        string target = KeptFolder().Match(said).Groups[1].Value;
        target.ShouldBe(Path.Combine(Again, "keys"));
        Directory.Move(kept, target);
        long before = await SealedAsync();
        before.ShouldBeGreaterThan(0);

        await RevealAsync();

        (await SealedAsync()).ShouldBeGreaterThan(before);
    }

    private async Task MakeZoneAsync()
    {
        int port = DaichoProcess.FreePort();
        await using DaichoProcess demo = DaichoProcess.Start(
            "demo", "--data", Lost, "--port", port.ToString(CultureInfo.InvariantCulture), "--residents", "20");
        await demo.WaitForAsync(new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/health"), Cancellation);
        await demo.SignalAsync("INT", Cancellation);
        (await demo.WaitAsync(Cancellation)).ShouldBe(0, demo.Output);
    }

    /// <summary>The restored zone in service: somebody looks at a number, and the zone stops as usual.</summary>
    private async Task RevealAsync()
    {
        ZoneConfig config = new()
        {
            Role = CityRole.Name,
            Zone = "demo-city",
            MunicipalityCode = "990019",
            Data = Again,
            Https = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{DaichoProcess.FreePort()}"),
        };
        await using ZoneSession session = await ZoneSession.OpenAsync(config, Cancellation);
        await using WebApplication app = ZoneHost.Build(session, LogLevel.Error, quiet: true);
        await ZoneHost.StartAsync(app, config, Cancellation);
        List<Guid> residents = await session.Database.App.ListAsync(
            "select resident_id from resident_register.resident order by resident_id limit 5", row => row.GetGuid(0), Cancellation);
        List<VaultNumber> numbers = [];
        foreach (Guid resident in residents)
        {
            Result<IReadOnlyList<VaultNumber>> revealed = await app.Services.GetRequiredService<NumberVault>().RevealAsync(
                Officer(), Guid.CreateVersion7(), TaskCodes.ResidentViewNumber, NumberKind.Individual, resident, null, Cancellation);
            revealed.Refusal.ShouldBeNull();
            numbers.AddRange(revealed.Value);
        }

        numbers.ShouldNotBeEmpty();
        numbers.Count(number => IndividualNumber.TryParse(number.Reveal(), out _)).ShouldBe(numbers.Count);
        await app.StopAsync(Cancellation);
    }

    private static SignedIn Officer() => new()
    {
        SessionId = Guid.CreateVersion7(),
        OperatorId = OperatorContext.CommandOperatorId,
        OperatorCode = "officer",
        DisplayName = "担当者（架空）",
        Kind = OperatorKind.Staff,
        OfficeCode = DemoOperators.Office,
        OfficeName = "本庁",
        Terminal = "t1",
        IdleUntil = DateTimeOffset.MaxValue,
        ExpiresAt = DateTimeOffset.MaxValue,
        ConfirmedAt = TimeProvider.System.GetUtcNow(),
        SecondFactor = true,
        NoticeConfirmed = true,
        MustChangePassword = false,
        HasSecondFactor = true,
        Rights = [new EffectiveRight(TaskCodes.ResidentViewNumber, "*", true, true, true)],
        RelatedResidents = new HashSet<Guid>(),
        Purpose = new Purpose(TaskCodes.ResidentViewNumber, "復元の確認", null),
    };

    private async Task<long> SealedAsync()
    {
        (int code, string verdict) = await DaichoProcess.RunAsync(Cancellation, "log", "verify", "--data", Again);
        code.ShouldBe(0, verdict);
        return long.Parse(SealedRows().Match(verdict).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(/\S+/keys)\b")]
    private static partial Regex KeptFolder();

    [GeneratedRegex("intact: ([0-9]+) rows")]
    private static partial Regex SealedRows();
}
