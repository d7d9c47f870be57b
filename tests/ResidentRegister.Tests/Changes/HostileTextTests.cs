using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>One rule of texts at both doors: signs of programs are text, unseen signs are refused with the same id (30.2, AC-10).</summary>
public sealed class HostileTextTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Injection = "O'Brien; DROP TABLE resident_register.resident; -- \"$1\" {0} \\ `|^=";
    private const string Script = "<script>alert('氏名')</script>";

    public static TheoryData<string> Refused { get; } = [$"備考\u202E", "備考\u200F", "備考\t欄", "備考\uFFFE", "\uFE00備考"];

    [Fact]
    public async Task A_remark_with_signs_of_programs_is_taken_by_screen_and_interface_alike_and_stands_as_typed()
    {
        ResidentRecord byProgram = await world.AddAsync(Any.Alone("記号　一郎", "キゴウ　イチロウ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        (await door.RecordAsync(await door.DecideAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(byProgram), ("fix.remark", Injection)])))
            .Notes.ShouldContain(note => note.Text == Injection);

        ResidentRecord byClerk = await world.AddAsync(Any.Alone("記号　二郎", "キゴウ　ジロウ"));
        using Browser clerk = await world.EnterAsync("sasaki");
        Shown saved = await EnterAsync(clerk, byClerk, Injection);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        (await clerk.GetAsync(saved.Location!)).Body.ShouldContain(Injection);
        (await world.CountAsync("select count(*) from resident_register.resident")).ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_text_with_signs_nobody_sees_is_refused_at_both_doors_with_one_id(string text)
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("記号　三郎", "キゴウ　サブロウ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        Answer program = await door.DraftAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(person), ("fix.remark", text)]);
        program.Status.ShouldBe(HttpStatusCode.BadRequest, program.Text);
        program.Code.ShouldBe("NM-01");
        program.Text.ShouldNotContain("備考");

        using Browser clerk = await world.EnterAsync("sasaki");
        Shown shown = await EnterAsync(clerk, person, text);
        shown.Status.ShouldBe(HttpStatusCode.BadRequest);
        shown.Body.ShouldContain("NM-01");
        shown.Body.ShouldContain(TextRules.Unusable.Message);
        shown.Body.ShouldContain("実態調査による");
        (await world.CountAsync("select count(*) from resident_register.change_case_person where resident_id = $1", person.Id.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task A_text_longer_than_any_item_is_refused_at_both_doors_with_one_id()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("記号　四郎", "キゴウ　シロウ"));
        string text = new('備', TextRules.LengthMax + 1);
        using FormDoor door = await FormDoor.OpenAsync(world);
        (await door.DraftAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official, Of(person), ("fix.remark", text)])).Code.ShouldBe("TEXT-001");
        using Browser clerk = await world.EnterAsync("sasaki");
        (await EnterAsync(clerk, person, text)).Body.ShouldContain("TEXT-001");
        (await EnterAsync(clerk, person, text[1..])).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_reason_typed_at_a_step_of_a_change_follows_the_same_rule()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("記号　五郎", "キゴウ　ゴロウ"));
        using Browser clerk = await world.EnterAsync("sasaki");
        Shown saved = await EnterAsync(clerk, person, "備考");
        string id = saved.Location!.Split('/')[2].Split('?')[0];
        string step = $"/changes/{id}/withdraw?{saved.Location!.Split('?')[1]}";
        async Task<Shown> WithdrawAsync(string reason) => await clerk.SendAsync(
            saved.Location!, step, ("act-key", Guid.CreateVersion7().ToString("N")), ("version", "1"), ("withdraw-reason", reason));
        (await WithdrawAsync("取下げ\u202E")).Body.ShouldContain("NM-01");
        (await WithdrawAsync(new string('取', TextRules.LengthMax + 1))).Body.ShouldContain("TEXT-001");
        (await WithdrawAsync(Injection)).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_certificate_prints_hostile_text_as_text_and_a_very_long_name_whole()
    {
        string longest = string.Concat(Enumerable.Repeat("齋藤ヴォルフガング", 12));
        using FormDoor door = await FormDoor.OpenAsync(world);
        foreach (string name in (string[])[Script, Injection[..60], longest])
        {
            ResidentRecord person = Any.Alone("記号　六郎", "キゴウ　ロクロウ");
            person = await world.AddAsync(person with { Name = person.Name with { Written = name } });
            string printed = string.Concat(await door.CertificateAsync(person, "personCopy")).Replace(" ", "", StringComparison.Ordinal);
            printed.ShouldContain(name.Replace(" ", "", StringComparison.Ordinal));
        }
    }

    private async Task<Shown> EnterAsync(Browser clerk, ResidentRecord person, string remark)
    {
        Guid w = await world.PurposeAsync(clerk, TaskCodes.ResidentChangeEnter, "職権修正の入力");
        return await clerk.SendAsync(
            $"/changes/enter?form=EX_OFFICIO_CORRECTION&person={person.Id.Value}&p={person.Id.Value}&w={w}", $"/changes/enter?w={w}",
            [
                .. FormDoor.Official, ("form", "EX_OFFICIO_CORRECTION"), ("version", "0"), ("act-key", Guid.CreateVersion7().ToString("N")),
                Of(person), ("fix.remark", remark),
            ]);
    }

    private static (string, string) Of(ResidentRecord person) => ("persons", person.Id.Value.ToString());
}
