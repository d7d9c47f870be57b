using Daicho.EndToEnd.Tests.Demo;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>The sink that searches logs, addresses and titles finds what it is there for.</summary>
[Collection(DemoZone.Name)]
public sealed class LeakTests(DemoZone zone)
{
    [Fact]
    public async Task The_sink_finds_every_kind_of_value_and_nothing_in_clean_text()
    {
        Family family = await Family.SettleAsync(zone.Data, "見出", "ミダシ", "８番地");
        ResidentRecord head = family.Head;
        Leaks.Find("a line about nobody: 2026-11-21, 7 rows", family.Members).ShouldBeEmpty();
        Leaks.Find("residentId 0190 見出 太郎", family.Members).ShouldBe(["name"]);
        Leaks.Find("ミダシ　タロウ", family.Members).ShouldBe(["reading"]);
        Leaks.Find("本町一丁目８番地", family.Members).ShouldBe(["address"]);
        Leaks.Find("born 1984-05-17", family.Members).ShouldBe(["birth date"]);
        Leaks.Find("?birth=19840517", family.Members).ShouldBe(["birth date"]);
        Leaks.Find("昭和５９年５月１７日", family.Members).ShouldBe(["birth date"]);
        Leaks.Find($"number={head.AddresseeNumber.Value};", family.Members).ShouldBe(["addressee number"]);
        Leaks.Find($"number={head.Household.Number.Value};", family.Members).ShouldBe(["household number"]);
    }
}
