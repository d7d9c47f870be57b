using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Numbers through the forms of clerks and programs: read, kept from every place but the vault, revealed with a reason.</summary>
public sealed class NumberFormTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task A_clerk_enters_numbers_and_only_a_reveal_with_its_reason_shows_them_again()
    {
        VaultNumber number = VaultNumber.Of(IndividualNumber.FromBase("96000000001"));
        VaultNumber code = VaultNumber.Of(ResidentRecordCode.FromBase("9600000001"));
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        Guid w = await world.PurposeAsync(clerk, TaskCodes.ResidentChangeEnter, "転入届の受付");
        string page = $"/changes/enter?form=MOVE_IN&people=1&w={w}";
        (string, string)[] fields =
        [
            .. FormDoor.MovedIn, .. FormDoor.Named("番号　一郎", "バンゴウ　イチロウ"), ("form", "MOVE_IN"), ("version", "0"),
            ("act-key", Guid.CreateVersion7().ToString("N")), ("do", "draft"),
        ];

        Shown wrong = await clerk.SendAsync(page, $"/changes/enter?w={w}", [.. fields, ("N1.individualNumber", "123456789012")]);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Body.ShouldContain("個人番号の検査用数字が一致しません。");
        Shown saved = await clerk.SendAsync(
            page,
            $"/changes/enter?w={w}",
            [.. fields, ("N1.individualNumber", Wide(Web.Formatting.Grouped(number.Reveal()))), ("N1.recordCode", code.Reveal())]);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);

        string address = saved.Location!;
        foreach (string shown in (string[])[address, address.Replace("?", "/edit?", StringComparison.Ordinal)])
        {
            Shown one = await clerk.GetAsync(shown);
            one.Status.ShouldBe(HttpStatusCode.OK, one.Body);
            one.Body.ShouldNotContain(number.Reveal());
            one.Body.ShouldNotContain(Web.Formatting.Grouped(number.Reveal()));
            one.Body.ShouldNotContain(code.Reveal());
        }

        (await clerk.GetAsync(address)).Body.ShouldContain("****-****-****");
        foreach ((string step, VaultNumber of) in ((string, VaultNumber)[])[("number", number), ("code", code)])
        {
            string reveal = address.Replace("?", $"/{step}?", StringComparison.Ordinal);
            (await clerk.GetAsync(reveal)).Body.ShouldNotContain(Web.Formatting.Grouped(of.Reveal()));
            (await clerk.SendAsync(reveal, reveal, ("reason", " "))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await clerk.SendAsync(reveal, reveal, ("reason", "転出証明書との照合"))).Body.ShouldContain(Web.Formatting.Grouped(of.Reveal()));
        }

        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where kind = 'reveal' and act_id = $1 and refusal_code is null and ground like '%の表示：転出証明書との照合'
            """,
            Guid.Parse(address.Split('/')[2].Split('?')[0]))).ShouldBe(2);
        (await world.CountAsync(
            "select count(*) from resident_register.change_case where request::text like '%' || $1 || '%' or request::text like '%' || $2 || '%'",
            number.Reveal(), Wide(Web.Formatting.Grouped(number.Reveal())))).ShouldBe(0);
    }

    [Fact]
    public async Task A_program_enters_numbers_and_reads_back_their_state_only()
    {
        VaultNumber number = VaultNumber.Of(IndividualNumber.FromBase("96000000002"));
        VaultNumber code = VaultNumber.Of(ResidentRecordCode.FromBase("9600000002"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] fields = [.. FormDoor.MovedIn, .. FormDoor.Named("番号　二郎", "バンゴウ　ジロウ")];
        Answer wrong = await door.DraftAsync("MOVE_IN", [.. fields, ("N1.recordCode", "12345678901")]);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, wrong.Text);
        wrong.Text.ShouldContain("ID-05");
        wrong.Text.ShouldNotContain("12345678901");

        Guid act = await door.DecideAsync(
            "MOVE_IN", [.. fields, ("N1.individualNumber", number.Reveal()), ("N1.recordCode", code.Reveal())]);

        ResidentRecord record = await door.RecordAsync(act);
        record.IndividualNumber.ShouldBe(NumberState.Recorded);
        (await world.Vault.FindResidentAsync(code, TestContext.Current.CancellationToken)).ShouldBe([new NumberMatch(record.Id.Value, true)]);

        // Three identifiers kept apart (RR-03): a program without the rights for numbers reads the addressee number alone.
        using Caller reader = await Caller.EnterAsync(world, TaskCodes.ResidentView);
        Answer read = await reader.GetAsync($"residents/{record.Id.Value}");
        read.Status.ShouldBe(HttpStatusCode.OK, read.Text);
        read.Text.ShouldContain(record.AddresseeNumber.Value);
        read.Text.ShouldNotContain(number.Reveal());
        read.Text.ShouldNotContain(code.Reveal());
        (await reader.PostAsync("number-inquiries", $$"""{"recordCode":"{{code.Reveal()}}"}""")).Code.ShouldBe("SEC-RIGHT-001");
    }

    [Fact]
    public async Task The_resident_record_code_shows_only_by_an_act_with_right_and_reason_and_former_codes_beside_it()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with { BirthDate = PartialDate.FromDate(new DateOnly(1949, 2, 3)) });
        VaultNumber former = VaultNumber.Of(ResidentRecordCode.FromBase("9600000003"));
        VaultNumber present = VaultNumber.Of(ResidentRecordCode.FromBase("9600000004"));
        await world.GiveAsync(person.Id, former);
        await world.GiveAsync(person.Id, present);
        using Browser officer = await world.EnterAsync("sasaki", secondFactor: true);
        Guid w = await world.PurposeAsync(officer);
        string page = $"/residents/{person.Id.Value}/code?w={w}";

        (await officer.GetAsync($"/residents/{person.Id.Value}?w={w}")).Body.ShouldContain("理由を入力して住民票コードを表示する");
        (await officer.SendAsync(page, page, ("reason", ""))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Shown shown = await officer.SendAsync(page, page, ("reason", "本人からの照会"));

        shown.Body.ShouldContain(Web.Formatting.Grouped(present.Reveal()));
        shown.Body.ShouldContain(Web.Formatting.Grouped(former.Reveal()));
        (await world.CountAsync(
            """
            select count(*) from platform.access_log
            where kind = 'reveal' and subject_id = $1 and items = '住民票コード' and ground = '住民票コードの表示：本人からの照会'
            """,
            person.Id.Value)).ShouldBe(1);
    }

    private static string Wide(string text) =>
        string.Concat(text.Select(letter => letter == '-' ? '－' : (char)(letter - '0' + '０')));
}
