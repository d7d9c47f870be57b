using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.CompareRegister;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Changes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.CompareRegister;

/// <summary>Comparison of identity information and move-in notices received with the register (RR-66).</summary>
public sealed class ComparisonTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static int running = 5_550_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_difference_is_listed_with_both_sides_and_disappears_after_the_repair()
    {
        (ResidentRecord person, string code) = await AddAsync("照会　一郎", "ショウカイ　イチロウ");
        (ResidentRecord same, string other) = await AddAsync("照会　二郎", "ショウカイ　ジロウ");

        ComparisonSummary found = await CompareAsync(
            full: false, Received(person, code) with { Items = Items(person) with { Address = "霞野市緑町７７番地" } }, Received(same, other));

        found.ShouldBe(new ComparisonSummary(2, 1));
        using Browser clerk = await world.EnterAsync("sasaki");
        string list = (await clerk.GetAsync("/differences")).Body;
        list.ShouldContain("LK-03");
        list.ShouldContain("住所");
        list.ShouldNotContain(person.Name.Display);
        Guid id = await NewestAsync();
        string page = (await clerk.SendAsync("/differences", $"/differences/{id}/open")).Location!;
        string shown = (await clerk.GetAsync(page)).Body;
        shown.ShouldContain("霞野市緑町７７番地");
        shown.ShouldContain("本町１番地１");
        shown.ShouldContain(person.Name.Display);

        await ChangeWorld.Over(world).DoAsync(Requests.Relocation("７７番地", person));

        (await clerk.GetAsync("/differences")).Body.ShouldNotContain($"/differences/{id}/open");
        (await clerk.GetAsync("/differences?closed=true")).Body.ShouldContain("台帳を修正");
        (await world.CountAsync(
            "select count(*) from resident_register.identity_difference where difference_id = $1 and received = '{}' and closed_how = 'repaired'", id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_clerk_closes_a_difference_only_by_saying_why_the_other_side_is_wrong()
    {
        (ResidentRecord person, string code) = await AddAsync("照会　三郎", "ショウカイ　サブロウ");
        await CompareAsync(full: false, Received(person, code) with { Items = Items(person) with { Sex = Sex.Female, Status = IdentityStatus.Dead } });
        Guid id = await NewestAsync();
        using Browser clerk = await world.EnterAsync("sasaki");
        string page = (await clerk.SendAsync("/differences", $"/differences/{id}/open")).Location!;
        string shown = (await clerk.GetAsync(page)).Body;
        shown.ShouldContain("死亡");
        shown.ShouldContain("性別");
        string close = page.Replace("?", "/close?", StringComparison.Ordinal);

        (await clerk.SendAsync(page, close, ("reason", ""))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await clerk.SendAsync(page, close, ("reason", "市町村CSの記録の誤り。再送を依頼した。"))).Status.ShouldBe(HttpStatusCode.SeeOther);

        (await clerk.GetAsync("/differences?closed=true")).Body.ShouldContain("市町村CSの記録の誤り");
        (await clerk.SendAsync("/search", close, ("reason", "二度目"))).Status.ShouldBe(HttpStatusCode.Conflict);
        await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "update resident_register.identity_difference set closed_reason = '書換え' where difference_id = $1", Stop, id));
    }

    [Fact]
    public async Task Another_number_is_told_without_any_number_and_a_later_list_takes_the_place_of_the_earlier()
    {
        (ResidentRecord person, string code) = await AddAsync("照会　四郎", "ショウカイ　シロウ");
        IndividualNumber number = IndividualNumber.FromBase("55500000001");
        await world.GiveNumberAsync(person.Id, number);
        string wrong = IndividualNumber.FromBase("55500000002").Reveal();

        (await CompareAsync(full: false, Received(person, code) with { Number = wrong })).Differences.ShouldBe(1);
        Guid first = await NewestAsync();
        (await world.CountAsync(
            """
            select count(*) from resident_register.identity_difference d
            where d.difference_id = $1 and d.items = '{個人番号}' and d::text not like '%5550000000%' and d::text not like '%' || $2 || '%'
            """,
            first, code)).ShouldBe(1);

        (await CompareAsync(full: false, Received(person, code) with { Number = number.Reveal() })).Differences.ShouldBe(0);
        (await world.CountAsync("select count(*) from resident_register.identity_difference where difference_id = $1 and closed_how = 'superseded'", first))
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_move_in_notice_an_unknown_code_and_a_resident_missing_in_a_full_list_are_differences()
    {
        (ResidentRecord moved, string code) = await AddAsync("照会　五郎", "ショウカイ　ゴロウ");
        (ResidentRecord missing, _) = await AddAsync("照会　六郎", "ショウカイ　ロクロウ");

        await CompareAsync(
            full: true,
            Received(moved, code) with { Items = new ReceivedItems { Kind = ReceivedKind.ArrivalNotice, ArrivedOn = new DateOnly(2026, 11, 1), Address = "例示市中央１番地" } },
            new ReceivedIdentity(Code(), null, Items(moved) with { Name = "未知　花子" }));

        (await KindsAsync(moved)).ShouldBe(["items 転出"]);
        (await KindsAsync(missing)).ShouldBe(["missing 本人確認情報なし"]);
        (await world.CountAsync(
            "select count(*) from resident_register.identity_difference where kind = 'unknown' and resident_id is null and row_no = 2 and received ->> 'Name' = '未知　花子'"))
            .ShouldBe(1);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'resident.compare' and $1 = any (subject_ids)", moved.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_with_one_wrong_row_changes_nothing()
    {
        (ResidentRecord person, string code) = await AddAsync("照会　七郎", "ショウカイ　シチロウ");
        ReceivedIdentity differing = Received(person, code) with { Items = Items(person) with { Name = "別　人" } };
        long before = await world.CountAsync("select count(*) from resident_register.identity_comparison");

        string file = await WriteAsync(differing, Received(person, "12345678900"));
        (await RegisterComparison.CompareFileAsync(Zone(), file, false, Actor, Stop)).Refusal!.Code.ShouldBe("CMP-02");
        (await RegisterComparison.CompareFileAsync(Zone(), await CutAsync(differing), false, Actor, Stop)).Refusal!.Code.ShouldBe("CMP-01");

        (await world.CountAsync("select count(*) from resident_register.identity_comparison")).ShouldBe(before);
        (await KindsAsync(person)).ShouldBeEmpty();
    }

    private static OperatorContext Actor => OperatorContext.ForCommand("data.import", "試験");

    private RegisterZone Zone() => new(
        world.Database.App, world.Vault, world.Services.GetRequiredService<KeyRing>(), world.Clock, MunicipalityCode.Parse("990019"), Path.GetTempPath());

    private async Task<ComparisonSummary> CompareAsync(bool full, params ReceivedIdentity[] received)
    {
        string file = await WriteAsync(received);
        return (await RegisterComparison.CompareFileAsync(Zone(), file, full, Actor, Stop)).Value;
    }

    private static async Task<string> CutAsync(ReceivedIdentity row)
    {
        string file = await WriteAsync(row);
        await File.AppendAllTextAsync(file, "cut,row\r\n", Stop);
        return file;
    }

    private static async Task<string> WriteAsync(params ReceivedIdentity[] rows)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("daicho-compare-").FullName, "identity-information.csv");
        await using FileStream stream = File.Create(file);
        using CsvWriter writer = new(stream, ReceivedIdentity.Layout.Profile);
        RowWriter<ReceivedIdentity> to = ReceivedIdentity.Layout.To(writer);
        foreach (ReceivedIdentity row in rows)
        {
            await to.WriteAsync(row, Stop);
        }

        await writer.CompleteAsync("identity-information.csv", Stop);
        return file;
    }

    private async Task<(ResidentRecord Person, string Code)> AddAsync(string name, string kana)
    {
        ResidentRecord person = await world.AddAsync(Any.Alone(name, kana));
        string code = Code();
        await world.GiveAsync(person.Id, VaultNumber.Parse(NumberKind.RecordCode, code));
        return (person, code);
    }

    private static string Code() => ResidentRecordCode.FromBase($"{Interlocked.Increment(ref running):D10}").Reveal();

    private static ReceivedIdentity Received(ResidentRecord person, string code) => new(code, null, Items(person));

    private static ReceivedItems Items(ResidentRecord person) => new()
    {
        Kind = ReceivedKind.IdentityInformation,
        Name = person.Name.Written,
        Kana = person.Name.Kana,
        BirthDate = person.BirthDate,
        Sex = person.Sex,
        Address = "見本県霞野市" + person.Address.Full,
        Status = IdentityStatus.Active,
    };

    private async Task<Guid> NewestAsync() => (await world.Database.Owner.ListAsync(
        "select difference_id from resident_register.identity_difference where closed_how is null order by difference_number desc limit 1",
        row => row.GetGuid(0), Stop)).Single();

    private Task<List<string>> KindsAsync(ResidentRecord person) => world.Database.Owner.ListAsync(
        "select kind || ' ' || array_to_string(items, ',') from resident_register.identity_difference where resident_id = $1 and closed_how is null",
        row => row.GetString(0), Stop, person.Id.Value);
}
