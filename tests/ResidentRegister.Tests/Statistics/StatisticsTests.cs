using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Statistics;
using Daicho.ResidentRegister.Tests.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Statistics;

/// <summary>Change tables and population, from decided changes to the screen.</summary>
public sealed class StatisticsTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly DateOnly November = new(2026, 11, 1);

    [Fact]
    public async Task Opening_population_plus_increases_minus_decreases_is_the_closing_population_in_every_district()
    {
        await LiveAMonthAsync();

        PopulationTables tables = await PopulationTables.ReadAsync(
            world.Database.App, November, November.AddMonths(1), TestContext.Current.CancellationToken);

        tables.Districts.Count.ShouldBeGreaterThan(1);
        tables.Districts.ShouldAllBe(one => one.Opening + one.Increase - one.Decrease + one.MovedIn - one.MovedOut == one.Closing);
        tables.Districts.Sum(one => one.Increase).ShouldBeGreaterThan(2);
        tables.Districts.Sum(one => one.Decrease).ShouldBeGreaterThan(1);
        tables.Districts.Sum(one => one.MovedIn).ShouldBe(tables.Districts.Sum(one => one.MovedOut));
        tables.Districts.Sum(one => one.MovedIn).ShouldBeGreaterThan(0);
        tables.Districts.Sum(one => one.Closing).ShouldBe(
            await world.CountAsync("select count(*) from resident_register.resident where removed_on is null"));
        tables.Kinds.Sum(one => one.Count).ShouldBe(tables.Districts.Sum(one => one.Closing));
    }

    [Fact]
    public async Task Deletions_by_reason_agree_with_the_removed_records()
    {
        await LiveAMonthAsync();

        PopulationTables tables = await PopulationTables.ReadAsync(
            world.Database.App, November, November.AddMonths(1), TestContext.Current.CancellationToken);

        foreach (string reason in (string[])["DEATH", "EXO_REM"])
        {
            tables.Reasons.Single(one => one.Reason == reason).Decrease.ShouldBe(await world.CountAsync(
                """
                select count(*) from resident_register.resident r
                join resident_register.resident_history h on h.resident_id = r.resident_id and h.history_no = r.version
                where r.removed_on is not null and h.record #>> '{removal,reasonCode}' = $1
                """,
                reason));
        }
    }

    [Fact]
    public async Task The_page_of_a_month_shows_counts_and_names_nobody()
    {
        ResidentRecord person = await LiveAMonthAsync();
        using Browser clerk = await world.EnterAsync("sasaki");

        string page = (await clerk.GetAsync("/statistics?from=R8.11.1&until=20261130")).Body;

        page.ShouldContain("地区別の人口と異動");
        page.ShouldContain("緑町");
        page.ShouldContain("死亡");
        page.ShouldNotContain(person.Name.Written);
        page.ShouldNotContain(person.AddresseeNumber.Value);
        page.ShouldNotContain(person.Id.Value.ToString());
        page.ShouldContain("一致");
        page.ShouldNotContain("不一致");
        string table = (await clerk.GetAsync("/statistics/districts.csv?from=20261101&until=20261130")).Body;
        table.TrimStart('\uFEFF').ShouldStartWith("\"行政区（ないときは町名）\",\"期首人口\"");
        table.TrimEnd().Split("\r\n")[^1].ShouldStartWith("\"合計\",");
        (await clerk.GetAsync("/statistics?from=R8.11.30&until=R8.11.1")).Body.ShouldContain("期間の日付を確認してください");
        (await clerk.GetAsync("/statistics?from=20100101&until=20100131")).Body.ShouldContain("この期間に処理した記載・消除はありません。");
    }

    private async Task<ResidentRecord> LiveAMonthAsync()
    {
        ChangeWorld changes = ChangeWorld.Over(world);
        ResidentRecord stays = await world.AddAsync(Any.Resident());
        await changes.DoAsync(Requests.MoveIn(1, "集計"));
        await changes.DoAsync(Requests.Relocation("５番地", await world.AddAsync(Any.Resident())));
        await changes.DoAsync(Requests.Death(await world.AddAsync(Any.Resident())));
        await changes.DoAsync(Requests.ExOfficio("EX_OFFICIO_DELETION", "EXO_REM") with
        {
            Persons = [(await world.AddAsync(Any.Resident())).Id], NoticeToPerson = false,
        });
        return stays;
    }
}
