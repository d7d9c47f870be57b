using System.Net;
using System.Text.Json.Nodes;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Search;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Search;

/// <summary>Records of a merged municipality, found and counted by its old code (RR-12, items 1, 12, 14).</summary>
public sealed class FormerMunicipalityTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly MunicipalityCode Merged = MunicipalityCode.Parse("990027");
    private static readonly MunicipalityCode Another = MunicipalityCode.Parse("990035");

    [Fact]
    public async Task Records_of_a_merged_municipality_are_found_and_counted_by_its_old_code_with_their_category()
    {
        await AddAsync(Any.Alone("合併　一郎", "ガッペイ　イチロウ"), Merged);
        await AddAsync(Rules.Stage.Foreigner() with { Name = new PersonName { Written = "", Alphabet = "GAPPEI ANA" } }, Merged);
        ResidentRecord gone = Any.Alone("合併　去子", "ガッペイ　サルコ");
        await AddAsync(gone with { Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", gone.BirthDate, new DateOnly(2020, 1, 1)) }, Merged);
        await AddAsync(Any.Alone("他市　二郎", "タシ　ジロウ"), Another);
        await world.AddAsync(Any.Alone("本市　三郎", "ホンシ　サブロウ"));

        using Caller program = await Caller.EnterAsync(world, TaskCodes.ResidentSearch);
        async Task<JsonNode> FindAsync(string code, string more = "")
        {
            Answer found = await program.PostAsync("searches", $$"""{"mode":"entry","entryKind":"formerMunicipality","entryCode":"{{code}}"{{more}}}""");
            found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
            return found.Json;
        }

        JsonNode here = await FindAsync("990027");
        here["total"]!.GetValue<long>().ShouldBe(2);
        here["hits"]!.AsArray().Select(hit => $"{hit!["name"]} {hit["kind"]}").ShouldBe(["合併　一郎 japanese", "GAPPEI ANA foreign"], ignoreOrder: true);
        (await FindAsync("990027", ",\"withRemoved\":true"))["total"]!.GetValue<long>().ShouldBe(3);
        (await FindAsync("990035"))["total"]!.GetValue<long>().ShouldBe(1);

        Answer wrong = await program.PostAsync("searches", """{"mode":"entry","entryKind":"formerMunicipality","entryCode":"990028"}""");
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Code.ShouldBe("ID-13");

        using Browser clerk = await world.EnterAsync("sasaki");
        (string, string)[] duty = [("duty", "resident.view"), ("ground", "合併前の記録の確認"), ("mode", "Entry"), ("entry-kind", "FormerMunicipality")];
        Shown sent = await clerk.SendAsync("/search?mode=Entry", "/search", [.. duty, ("entry-code", "９９００２７")]);
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);
        string list = (await clerk.GetAsync(sent.Location!)).Body;
        list.ShouldContain("合併　一郎");
        list.ShouldContain("GAPPEI ANA");
        list.ShouldNotContain("他市　二郎");
        list.ShouldContain("全<strong>2</strong>件");
        (await clerk.SendAsync("/search?mode=Entry", "/search", [.. duty, ("entry-code", "990028")])).Body.ShouldContain("検査数字が一致しません");
    }

    [Fact]
    public void A_list_by_what_stands_in_the_records_is_counted_whole_and_a_search_for_people_only_to_a_thousand()
    {
        new SearchResult(new SearchConditions { Mode = SearchMode.Entry }, [], 25_000).IsOverCount.ShouldBeFalse();
        new SearchResult(new SearchConditions { Mode = SearchMode.Identity }, [], 25_000).IsOverCount.ShouldBeTrue();
    }

    private Task<ResidentRecord> AddAsync(ResidentRecord person, MunicipalityCode former) =>
        world.AddAsync(person with { FormerMunicipality = former });
}
