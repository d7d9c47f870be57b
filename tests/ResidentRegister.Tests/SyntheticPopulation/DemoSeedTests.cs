using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ReferenceData;
using Daicho.ResidentRegister.SyntheticPopulation;
using Daicho.ResidentRegister.Tests.Import;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.SyntheticPopulation;

public sealed class DemoSeedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_register_is_filled_once_through_the_import()
    {
        await using ImportFixture fixture = await ImportFixture.StartAsync(Cancellation);
        var zone = fixture.Zone with { Municipality = ReferenceDataModule.InventedCity };
        var masters = await ReferenceDataModule.InventedPopulationMastersAsync(Cancellation);

        PopulationCounts counts = (await ResidentRegisterModule.SeedDemoAsync(zone, masters, 500, Cancellation)).ShouldNotBeNull().Value;
        counts.Living.ShouldBe(500);
        (await CountAsync(fixture, "select count(*) from resident_register.resident where removed_on is null")).ShouldBe(500);
        (await CountAsync(fixture, "select count(*) from resident_register.resident")).ShouldBe(counts.Persons);
        (await CountAsync(fixture, "select count(*) from resident_register.resident_history")).ShouldBe(counts.Rows);
        Directory.Exists(Path.Combine(zone.ReportFolder, "invented")).ShouldBeFalse();

        (await ResidentRegisterModule.SeedDemoAsync(zone, masters, 500, Cancellation)).ShouldBeNull();
        (await CountAsync(fixture, "select count(*) from resident_register.resident")).ShouldBe(counts.Persons);
    }

    [Fact]
    public async Task An_impossible_number_of_residents_leaves_the_register_empty()
    {
        await using ImportFixture fixture = await ImportFixture.StartAsync(Cancellation);
        var masters = await ReferenceDataModule.InventedPopulationMastersAsync(Cancellation);
        Result<PopulationCounts>? refused = await ResidentRegisterModule.SeedDemoAsync(fixture.Zone, masters, 0, Cancellation);
        refused.ShouldNotBeNull().Refusal!.Code.ShouldBe("RR-POP-01");
        (await CountAsync(fixture, "select count(*) from resident_register.resident")).ShouldBe(0);
    }

    private static async Task<long> CountAsync(ImportFixture fixture, string sql) =>
        (await fixture.Database.App.ListAsync(sql, row => row.GetInt64(0), Cancellation)).Single();
}
