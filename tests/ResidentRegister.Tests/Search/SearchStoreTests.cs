using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Search;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Search;

/// <summary>Which persons a search finds, on the real database.</summary>
public sealed class SearchStoreTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static int day;

    /// <summary>The published folding cases (RES-D-097 to RES-D-104) and further pairs of section 10.</summary>
    public static TheoryData<string, string, bool> Readings => new()
    {
        { "ワタナベ", "ハタナベ", true },
        { "サトウ", "サトオ", true },
        { "ミズシマ", "ミヅシマ", true },
        { "ショウジ", "シヨウジ", true },
        { "ヴィクトル", "ビクトル", true },
        { "ローラ", "ロラ", true },
        { "ヤマダタロウ", "ヤマダ　タロウ", true },
        { "サトウ", "カトウ", false },
        { "ヴァンダム", "バンダム", true },
        { "ヲガワ", "オガワ", true },
        { "ﾔﾏﾀﾞ", "ヤマタ", true },
        { "フヂタ", "フジタ", true },
        { "フヂタ", "フチタ", true },
        { "タナカ", "タカナ", false },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task A_reading_finds_its_equals_in_both_directions(string one, string other, bool equal)
    {
        foreach ((string entered, string stored) in ((string, string)[])[(one, other), (other, one)])
        {
            DateOnly born = NextDay();
            ResidentRecord person = await AddAsync("読　見本", stored, born);
            foreach (TextMatch match in (TextMatch[])[TextMatch.Whole, TextMatch.Prefix, TextMatch.Partial])
            {
                IReadOnlyList<ResidentId> found = await FindAsync(ByReading(entered, born) with { ReadingMatch = match });
                found.Contains(person.Id).ShouldBe(equal, $"{entered}／{stored} {match}");
            }
        }
    }

    [Theory]
    [InlineData("フヂオ", "フジオ")]
    [InlineData("フジオ", "フジオ")]
    [InlineData("ﾌｼﾞｵ", "フジオ")]
    public async Task The_given_name_alone_finds(string entered, string given)
    {
        DateOnly born = NextDay();
        ResidentRecord person = await AddAsync("見本　藤夫", $"ミホン　{given}", born);
        (await FindAsync(ByReading(entered, born) with { ReadingMatch = TextMatch.GivenName })).ShouldBe([person.Id]);
    }

    [Theory]
    [InlineData("渡辺", "渡邊　見本")]
    [InlineData("渡邉", "渡辺　見本")]
    [InlineData("浜田", "濱田　見本")]
    public async Task A_variant_character_finds_its_equals(string entered, string stored)
    {
        DateOnly born = NextDay();
        ResidentRecord person = await AddAsync(stored, "ミホン　ミホン", born);
        (await FindAsync(new SearchConditions { Name = entered, BirthFrom = born, BirthUntil = born })).ShouldBe([person.Id]);
    }

    [Fact]
    public async Task Former_surname_common_name_and_alphabet_find_the_person()
    {
        DateOnly born = NextDay();
        ResidentRecord any = Any.Resident();
        ResidentRecord person = await world.AddAsync(any with
        {
            Name = new PersonName { Written = "", Alphabet = "EXAMPLE MARIA", Kana = "エグザンプル　マリア" },
            CommonName = new CommonName("見本　真理", "ミホン　マリ", true),
            FormerSurname = new FormerSurname("旧見本", "キュウミホン", true),
            BirthDate = PartialDate.FromDate(born),
        });
        foreach (SearchConditions conditions in (SearchConditions[])
            [
                ByReading("ミホン　マリ", born), ByReading("きゅうみほん", born),
                new() { Name = "example", BirthFrom = born, BirthUntil = born },
                new() { Name = "見本真理", NameMatch = TextMatch.Whole, BirthFrom = born, BirthUntil = born },
                new() { Name = "ｍａｒｉａ", NameMatch = TextMatch.Partial, BirthFrom = born, BirthUntil = born },
            ])
        {
            (await FindAsync(conditions)).ShouldBe([person.Id]);
        }
    }

    [Fact]
    public async Task A_past_name_and_a_past_address_find_the_person_when_asked()
    {
        DateOnly born = NextDay();
        ResidentRecord person = await AddAsync("前名　花子", "マエナ　ハナコ", born);
        ResidentRecord after = person with
        {
            Name = person.Name with { Written = "後名　花子", Kana = "アトナ　ハナコ" },
            Address = new Address { Town = "新町", Lot = "８番地" },
        };
        await world.AppendAsync(person, Any.Row(after, 2));

        (await FindAsync(ByReading("マエナ", born) with { WithPast = true })).ShouldBe([person.Id]);
        (await FindAsync(ByReading("マエナ", born))).ShouldBeEmpty();
        SearchConditions past = new() { Address = "本町1番地", BirthFrom = born, BirthUntil = born };
        (await FindAsync(past with { WithPast = true })).ShouldBe([person.Id]);
        (await FindAsync(past)).ShouldBeEmpty();
        (await FindAsync(past with { Address = "新町８番地" })).ShouldBe([person.Id]);
    }

    [Fact]
    public async Task A_vague_birth_date_is_found_by_every_day_it_may_be()
    {
        PartialDate.TryParse("昭和15年頃", EraTable.Default, out PartialDate? vague).ShouldBeTrue();
        ResidentRecord any = Any.Resident();
        ResidentRecord person = await world.AddAsync(any with
        {
            Name = any.Name with { Kana = "フショウ　ウマレ" },
            BirthDate = vague!,
        });
        (await FindAsync(ByReading("フショウ", new DateOnly(1940, 7, 1)))).ShouldBe([person.Id]);
        (await FindAsync(ByReading("フショウ", new DateOnly(1942, 1, 1)))).ShouldBeEmpty();
        (await FindAsync(new SearchConditions
        {
            Reading = "フショウ", BirthFrom = new DateOnly(1940, 1, 1), BirthUntil = new DateOnly(1940, 12, 31),
        })).ShouldBe([person.Id]);
    }

    [Fact]
    public async Task A_list_is_paged_forth_and_back_in_one_order_even_among_equal_names()
    {
        DateOnly born = NextDay();
        List<ResidentRecord> people = [];
        for (int i = 0; i < 7; i++)
        {
            people.Add(await AddAsync("同名　見本", "ドウメイ　ミホン", born));
        }

        ResidentId[] expected = [.. people.OrderBy(one => one.AddresseeNumber.Value, StringComparer.Ordinal).Select(one => one.Id)];
        SearchConditions conditions = ByReading("ドウメイ", born);
        (List<SearchRow> first, long total) = await RunAsync(conditions, SearchPlace.Start, 3);
        (List<SearchRow> second, _) = await RunAsync(conditions, new SearchPlace(After: first[^1].Id), 3);
        (List<SearchRow> third, _) = await RunAsync(conditions, new SearchPlace(After: second[^1].Id), 3);
        (List<SearchRow> back, _) = await RunAsync(conditions, new SearchPlace(Before: third[0].Id), 3);

        total.ShouldBe(7);
        first.Concat(second).Concat(third).Select(row => row.Id).ShouldBe(expected);
        back.Select(row => row.Id).ShouldBe(second.Select(row => row.Id));
        third.Single().Place.ShouldBe(7);
    }

    [Fact]
    public async Task Numbers_of_ones_own_and_of_the_household_find()
    {
        HouseholdId household = HouseholdId.New();
        ResidentRecord head = await world.AddAsync(Any.Resident(household));
        ResidentRecord child = await world.AddAsync(Any.Resident(household, "子") with
        {
            Household = head.Household with { Relationship = "子", Order = 2 },
            Foreign = new ForeignResidence { CardNumber = ResidenceCardNumber.Parse("AB12345678CD") },
        });

        (await FindAsync(ByNumber(IdentifierKind.AddresseeNumber, child.AddresseeNumber.Value))).ShouldBe([child.Id]);
        (await FindAsync(ByNumber(IdentifierKind.HouseholdNumber, head.Household.Number.Value))).ShouldBe([head.Id, child.Id], ignoreOrder: true);
        (await FindAsync(ByNumber(IdentifierKind.ResidenceCardNumber, "AB12345678CD"))).ShouldBe([child.Id]);
    }

    [Fact]
    public async Task Items_never_entered_are_found_as_blank()
    {
        ResidentRecord without = await world.AddAsync(Any.Resident());
        ResidentRecord with = await world.AddAsync(Any.Resident() with
        {
            Address = new Address { Town = "本町", Lot = "１番地１", PostalCode = PostalCode.Parse("1000001") },
        });
        IReadOnlyList<ResidentId> found = await FindAsync(
            new SearchConditions { Mode = SearchMode.Blank, Blank = [BlankItem.PostalCode] }, 500);
        found.ShouldContain(without.Id);
        found.ShouldNotContain(with.Id);
    }

    [Fact]
    public async Task Every_condition_narrows()
    {
        DateOnly born = NextDay();
        ResidentRecord any = Any.Resident();
        ResidentRecord woman = await world.AddAsync(any with
        {
            Name = any.Name with { Kana = "コウモク　オオシ" },
            BirthDate = PartialDate.FromDate(born),
            Sex = Sex.Female,
            Address = new Address { Town = "港町", Lot = "３番地", Building = "見本荘１０１号" },
        });
        SearchConditions all = ByReading("コウモク", born) with
        {
            Name = "見本", Sex = Sex.Female, Relationship = "世帯主", Address = "港町3", Building = "見本荘",
        };
        (await FindAsync(all)).ShouldBe([woman.Id]);
        foreach (SearchConditions other in (SearchConditions[])
            [
                all with { Sex = Sex.Male }, all with { Relationship = "妻" }, all with { Address = "山町" },
                all with { Building = "別荘" }, all with { Name = "例示" }, all with { Removal = RemovalKind.Died, WithRemoved = true },
            ])
        {
            (await FindAsync(other)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Stored_conditions_read_back_as_typed_and_are_erased_after_their_days()
    {
        SearchConditions conditions = ByReading("ミホン", NextDay()) with { Birth = "Ｓ４６", Sex = Sex.Male, WithPast = true };
        Guid me = Guid.CreateVersion7();
        Guid id = await SearchRequestStore.AddAsync(world.Database.App, me, Guid.CreateVersion7(), conditions, CancellationToken.None);
        SearchConditions? read = await SearchRequestStore.FindAsync(world.Database.App, id, me, null, CancellationToken.None);
        JsonSerializer.Serialize(read, SearchJson.Default.SearchConditions!).ShouldBe(
            JsonSerializer.Serialize(conditions, SearchJson.Default.SearchConditions!));

        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(await world.CountAsync("select extract(epoch from now())::bigint"));
        (await EraseAsync(now)).ShouldBe(0);
        (await EraseAsync(now.AddDays(8))).ShouldBe(1);
        (await SearchRequestStore.RecentAsync(world.Database.App, me, CancellationToken.None)).ShouldBeEmpty();
    }

    private async Task<int> EraseAsync(DateTimeOffset now)
    {
        await using UnitOfWork work = new(world.Database.App, OperatorContext.ForCommand("test", "試験"));
        int erased = await SearchRequestStore.EraseAsync(work, 7, now, CancellationToken.None);
        await work.CommitAsync(CancellationToken.None);
        return erased;
    }

    private static SearchConditions ByReading(string reading, DateOnly born) =>
        new() { Reading = reading, BirthFrom = born, BirthUntil = born };

    private static SearchConditions ByNumber(IdentifierKind kind, string number) =>
        new() { Mode = SearchMode.Identifier, IdentifierKind = kind, Identifier = number };

    // Facts share one database: each takes days of birth of its own.
    private static DateOnly NextDay() => new DateOnly(1950, 1, 1).AddDays(Interlocked.Increment(ref day));

    private Task<ResidentRecord> AddAsync(string written, string kana, DateOnly born)
    {
        ResidentRecord any = Any.Resident();
        return world.AddAsync(any with
        {
            Name = any.Name with { Written = written, Kana = kana },
            BirthDate = PartialDate.FromDate(born),
        });
    }

    private async Task<IReadOnlyList<ResidentId>> FindAsync(SearchConditions conditions, int rowsMax = 50) =>
        [.. (await RunAsync(conditions, SearchPlace.Start, rowsMax)).Rows.Select(row => row.Id)];

    private async Task<(List<SearchRow> Rows, long Total)> RunAsync(SearchConditions conditions, SearchPlace place, int rowsMax)
    {
        await using UnitOfWork work = new(world.Database.App, OperatorContext.ForCommand("test", "試験"));
        return await SearchStore.RunAsync(work, conditions, place, rowsMax, [], TestContext.Current.CancellationToken);
    }
}
