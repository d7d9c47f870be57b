using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.ReferenceData;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.ResidentRegister.SyntheticPopulation;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.SyntheticPopulation;

/// <summary>A city of 20,000, invented once for all facts.</summary>
public sealed class PopulationTests : IAsyncLifetime
{
    private const int Residents = 20_000;
    private static readonly DateOnly AsOf = PopulationOptions.DefaultAsOf;
    private static Task<List<Yield>>? made;
    private List<Yield> yields = [];

    private IEnumerable<Life> Lives => yields.SelectMany(one => one.Lives);

    private ResidentRecord[] Living => [.. Lives.Select(life => life.Now).Where(record => record.IsLive)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => yields = await (made ??= MakeAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        string[] first = await WriteAsync(seed: 5);
        (await WriteAsync(seed: 5)).ShouldBe(first);
        (await WriteAsync(seed: 6))[0].ShouldNotBe(first[0]);
    }

    [Fact]
    public async Task The_files_are_a_set_that_reads_back_without_a_fault()
    {
        string folder = PostgresFixture.CreateFolder();
        try
        {
            PopulationOptions options = await OptionsAsync(3000, 11);
            PopulationCounts counts = (await ResidentRegisterModule.WritePopulationAsync(options, folder, null, Cancellation)).Value;
            counts.Living.ShouldBe(3000);
            CsvManifest manifest = (await CsvManifest.ReadAsync(folder, new ManifestSigners([], UnsignedToo: true), Cancellation)).Value;
            manifest.Facts["invented"].ShouldBe("true");
            long rows = 0;
            foreach (Layout<HistoryRow> layout in (Layout<HistoryRow>[])[ImportLayout.Residents, ImportLayout.History])
            {
                rows += await ReadAllAsync(folder, layout);
            }

            rows.ShouldBe(counts.Rows);
            (await ReadAllAsync(folder, ImportLayout.Households)).ShouldBe(counts.Households);
            (await ReadAllAsync(folder, ImportLayout.Numbers)).ShouldBeGreaterThan(5000);
            await ReadAllAsync(folder, ImportLayout.Support);
            await ReadAllAsync(folder, ImportLayout.Suppressions);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_000_001)]
    public async Task An_impossible_number_of_residents_is_refused(int residents) =>
        (await ResidentRegisterModule.WritePopulationAsync(await OptionsAsync(residents, 1), "none", null, Cancellation))
            .Refusal!.Code.ShouldBe("RR-POP-01");

    [Fact]
    public void There_are_exactly_as_many_living_residents_as_asked_for() => Living.Length.ShouldBe(Residents);

    [Fact]
    public void Every_number_passes_its_check_digit_is_of_the_invented_range_and_given_once()
    {
        string[] numbers = [.. Lives.Where(life => life.Number is not null).Select(life => life.Number!.Reveal())];
        string[] codes = [.. Lives.Where(life => life.Code is not null).Select(life => life.Code!.Reveal())];
        numbers.ShouldAllBe(number => IndividualNumber.Check(number) == IdentifierCheck.Valid && number.StartsWith("0000", StringComparison.Ordinal));
        codes.ShouldAllBe(code => ResidentRecordCode.Check(code) == IdentifierCheck.Valid && code.StartsWith("000", StringComparison.Ordinal));
        numbers.ShouldBeUnique();
        codes.ShouldBeUnique();
        Lives.Select(life => life.Now.AddresseeNumber.Value).ShouldBeUnique();
        Lives.Select(life => life.Now.AddresseeNumber.Value).ShouldBeInOrder();
        Lives.ShouldAllBe(life => life.Now.Foreign == null || life.Now.Foreign.CardNumber == null
            || ResidenceCardNumber.Check(life.Now.Foreign.CardNumber.Value) == IdentifierCheck.Valid);
    }

    [Fact]
    public void The_state_of_a_number_tells_whether_there_is_one() =>
        Lives.ShouldAllBe(life => (life.Number != null) == (life.Now.IndividualNumber == NumberState.Recorded)
            && (life.Code != null) == (life.Now.RecordCode == NumberState.Recorded));

    [Fact]
    public void No_living_record_or_household_has_an_error_of_the_catalogue()
    {
        Findings findings = new(CheckSettings.Default);
        foreach (ResidentRecord record in Living)
        {
            RecordChecks.Check(record, AsOf, record.Municipality, findings);
        }

        foreach (Home home in yields.SelectMany(one => one.Homes))
        {
            HouseholdChecks.Check([.. home.Members.Select(life => life.Now).Where(record => record.IsLive)], AsOf, findings);
        }

        findings.Errors.GroupBy(error => error.CheckId).Select(group => $"{group.Key} {group.Count()}").ShouldBeEmpty();
    }

    [Fact]
    public void The_age_pyramid_is_near_that_of_2025()
    {
        int[] ages = [.. Living.Where(record => record.BirthDate.Earliest is not null)
            .Select(record => Age.On(record.BirthDate.Earliest!.Value, AsOf))];
        PerHundred(ages, age => age < 15).ShouldBeInRange(8, 14);
        PerHundred(ages, age => age is >= 15 and < 65).ShouldBeInRange(54, 64);
        PerHundred(ages, age => age >= 65).ShouldBeInRange(25, 34);
        PerHundred(ages, age => age >= 75).ShouldBeInRange(12, 21);
        ages.Max().ShouldBeInRange(95, 110);
    }

    [Fact]
    public void The_people_are_as_various_as_a_city()
    {
        ResidentRecord[] living = Living;
        PerHundred(living, record => record.Kind == ResidentKind.Foreign).ShouldBeInRange(1.5, 4);
        PerHundred(living, record => record.Sex == Sex.Female).ShouldBeInRange(48, 55);
        living.ShouldContain(record => record.FormerSurname != null);
        living.ShouldContain(record => record.CommonName != null);
        living.ShouldContain(record => record.IsPlannedOut);
        living.ShouldContain(record => record.BirthDate.IsVague);
        living.ShouldContain(record => record.BirthDate == PartialDate.Unknown);
        living.ShouldContain(record => record.Qualifications.AdultWard);
        living.ShouldContain(record => record.Earlier != null);
        living.ShouldContain(record => record.Name.Written.Contains("\U000E0102", StringComparison.Ordinal));
        living.ShouldContain(record => record.Name.Written.Contains('髙'));
        living.ShouldContain(record => record.Name.Written.Contains("𠮷", StringComparison.Ordinal));
        foreach (Absence kind in Enum.GetValues<Absence>())
        {
            living.ShouldContain(record => record.Absent.Values.Contains(kind));
        }

        foreach (string relationship in (string[])["妻", "夫", "子", "妻（未届）", "子の妻", "子の子", "父", "母", "妻の母", "同居人", "弟"])
        {
            living.ShouldContain(record => record.Household.Relationship == relationship, relationship);
        }

        yields.SelectMany(one => one.Support).ShouldNotBeEmpty();
        yields.SelectMany(one => one.Suppressions).ShouldNotBeEmpty();
        yields.SelectMany(one => one.Homes).Max(home => home.Members.Count(life => life.Now.IsLive)).ShouldBeGreaterThan(11);
    }

    [Fact]
    public void Records_closed_within_twenty_years_have_their_history()
    {
        Life[] closed = [.. Lives.Where(life => !life.Now.IsLive)];
        closed.Length.ShouldBeGreaterThan(Residents / 10);
        closed.ShouldAllBe(life => life.Rows.Count >= 2 && life.Now.Removal!.RemovedOn > AsOf.AddYears(-21));
        closed.ShouldContain(life => life.Now.Removal!.Kind == RemovalKind.Died);
        closed.ShouldContain(life => life.Now.Removal!.Kind == RemovalKind.MovedOut && life.Now.MoveOut!.ActualOn != null);
    }

    [Fact]
    public void Histories_run_from_one_and_never_backwards_but_for_corrections()
    {
        foreach (Life life in Lives)
        {
            life.Rows.Select(row => row.HistoryNo).ShouldBe(Enumerable.Range(1, life.Rows.Count));
            for (int i = 1; i < life.Rows.Count; i++)
            {
                (life.Rows[i].ReplacesNo != null || life.Rows[i].EffectiveFrom >= life.Rows[i - 1].EffectiveFrom).ShouldBeTrue();
            }

            life.Rows.ShouldAllBe(row => row.Facts.ProcessedOn <= AsOf && ChangeReasons.Find(row.Facts.Reason) != null);
        }
    }

    private static async Task<List<Yield>> MakeAsync()
    {
        HouseholdMaker maker = new(await OptionsAsync(Residents, 20261101), new SeededRandom(20261101));
        List<Yield> all = [];
        int living = 0;
        while (living < Residents)
        {
            Yield one = maker.Next(Residents - living);
            living += one.Lives.Count(life => life.Now.IsLive);
            all.Add(one);
        }

        return all;
    }

    private static async Task<PopulationOptions> OptionsAsync(int residents, ulong seed) =>
        new(await ReferenceDataModule.InventedPopulationMastersAsync(CancellationToken.None), residents, seed, AsOf);

    private static async Task<string[]> WriteAsync(ulong seed)
    {
        string folder = PostgresFixture.CreateFolder();
        try
        {
            await ResidentRegisterModule.WritePopulationAsync(await OptionsAsync(2000, seed), folder, null, Cancellation);
            return [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> ReadAllAsync<T>(string folder, Layout<T> layout)
        where T : class
    {
        await using FileStream stream = File.OpenRead(Path.Combine(folder, layout.FileName));
        using CsvReader reader = new(stream, layout.Profile);
        RowReader<T> rows = layout.Reader();
        RowBlock block = layout.Block(1);
        long count = 0;
        while (await reader.ReadAsync(Cancellation))
        {
            reader.Fault.ShouldBeNull();
            block.Clear();
            block.Add(reader);
            rows.Read(block, 0).ShouldNotBeNull(layout.FileName);
            count++;
        }

        reader.Fault.ShouldBeNull();
        return count;
    }

    private static double PerHundred<T>(IReadOnlyCollection<T> all, Func<T, bool> which) => 100.0 * all.Count(which) / all.Count;
}
