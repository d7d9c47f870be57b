using System.Net;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Tests.Changes;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Matters;

/// <summary>Notices under Article 9(2) and surveys under Article 14, over HTTP.</summary>
public sealed class MatterTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task A_notice_waits_in_the_queue_and_its_change_is_not_sent_to_review_before_the_documents_were_examined()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser clerk = await world.EnterAsync("sasaki");
        string page = await ReceiveAsync(clerk, person, "RegisterNotice", "例示市");
        string number = page.Split('/')[2].Split('?')[0];
        string queue = (await clerk.GetAsync("/matters")).Body;
        queue.ShouldContain($"/matters/{number}/open");
        queue.ShouldContain("書類の審査待ち");
        queue.ShouldNotContain(person.Name.Display);

        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeCaseId draft = ChangeWorld.Done(await changes.DraftAsync(Notice(person)));
        (await changes.SubmitAsync(draft)).Refusal.ShouldNotBeNull().Code.ShouldBe("RR-51");

        await StepAsync(clerk, page, "examine", ("examination", "戸籍届出書の写しを確認。本籍の変更に相違なし。"));
        ChangeWorld.Done(await changes.SubmitAsync(draft));
    }

    [Fact]
    public async Task A_returned_letter_opens_a_survey_whose_end_is_linked_with_the_act_ex_officio()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser clerk = await world.EnterAsync("sasaki");
        string page = await ReceiveAsync(clerk, person, "Survey", "国民健康保険の通知の返戻");
        await StepAsync(clerk, page, "examine", ("examination", "現地調査。居住の実態なし。"));
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeCaseId act = await changes.DoAsync(Requests.ExOfficio("EX_OFFICIO_DELETION", "EXO_REM") with
        {
            Persons = [person.Id], NoticeToPerson = false,
        });
        long number = (await changes.CaseAsync(act)).Number;

        await StepAsync(clerk, page, "close", ("case-number", number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        string shown = (await clerk.GetAsync(page)).Body;
        shown.ShouldContain("記載等をして終了");
        (await world.CountAsync(
            """
            select count(*) from resident_register.matter m join resident_register.matter_person p using (matter_id)
            where m.case_id = $1 and p.resident_id = $2 and m.kind = 'survey' and m.examined_by = 'sasaki'
            """,
            act.Value, person.Id.Value)).ShouldBe(1);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action like 'resident.matter.%' and kind = 'change' and subject_id = $1",
            person.Id.Value)).ShouldBe(3);
    }

    [Fact]
    public async Task A_survey_ends_without_change_only_with_a_reason_and_after_the_investigation()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser clerk = await world.EnterAsync("sasaki");
        string page = await ReceiveAsync(clerk, person, "Survey", "近隣からの情報");
        (await SendAsync(clerk, page, "close", ("closed-reason", "在宅を確認"))).Status.ShouldBe(HttpStatusCode.Conflict);
        await StepAsync(clerk, page, "examine", ("examination", "訪問して本人に面会した。"));
        (await SendAsync(clerk, page, "close")).Body.ShouldContain("RR-MATTER-004");
        await StepAsync(clerk, page, "close", ("closed-reason", "居住を確認したため"));
        (await clerk.GetAsync(page)).Body.ShouldContain("変更なしで終了");
        (await clerk.GetAsync("/matters?closed=true")).Body.ShouldContain("近隣からの情報");
    }

    [Fact]
    public async Task A_survey_is_not_closed_with_an_act_about_somebody_else_or_one_that_is_not_decided()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeCaseId other = await changes.DoAsync(Requests.Correction(await world.AddAsync(Alone()), "remark", "他人の備考"));
        ChangeCaseId draft = ChangeWorld.Done(await changes.DraftAsync(Requests.Relocation("６１番地", person)));
        using Browser clerk = await world.EnterAsync("sasaki");
        string page = await ReceiveAsync(clerk, person, "Survey", "返戻郵便");
        await StepAsync(clerk, page, "examine", ("examination", "調査済み"));
        foreach (ChangeCaseId act in (ChangeCaseId[])[other, draft])
        {
            string number = (await changes.CaseAsync(act)).Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            (await SendAsync(clerk, page, "close", ("case-number", number))).Body.ShouldContain("RR-MATTER-004");
        }

        (await SendAsync(clerk, page, "close", ("case-number", "999999999"))).Body.ShouldContain("RR-MATTER-004");
    }

    [Fact]
    public async Task The_running_program_cannot_alter_an_examination()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser clerk = await world.EnterAsync("sasaki");
        string page = await ReceiveAsync(clerk, person, "Survey", "返戻郵便");
        await StepAsync(clerk, page, "examine", ("examination", "調査済み"));
        await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "update resident_register.matter set examination = '別の結果' where matter_id = $1",
            TestContext.Current.CancellationToken, Guid.Parse(page.Split('/')[2].Split('?')[0])));
    }

    private async Task<string> ReceiveAsync(Browser clerk, ResidentRecord person, string kind, string origin)
    {
        Guid w = await world.PurposeAsync(clerk, TaskCodes.ResidentChangeEnter, "通知・調査の受付");
        string form = $"/matters/new?person={person.Id.Value}&w={w}";
        (await clerk.GetAsync($"/changes/new?person={person.Id.Value}&w={w}")).Body.ShouldContain($"/matters/new?person={person.Id.Value}");
        Shown received = await clerk.SendAsync(
            form, form, ("act-key", Guid.CreateVersion7().ToString("N")), ("kind", kind), ("origin", origin), ("received-on", "R8.11.19"),
            ("summary", "内容の要旨"));
        received.Status.ShouldBe(HttpStatusCode.SeeOther, received.Body);
        return received.Location!;
    }

    private static async Task StepAsync(Browser clerk, string page, string step, params (string, string)[] fields)
    {
        Shown done = await SendAsync(clerk, page, step, fields);
        done.Status.ShouldBe(HttpStatusCode.SeeOther, done.Body);
    }

    private static async Task<Shown> SendAsync(Browser clerk, string page, string step, params (string, string)[] fields)
    {
        string version = (await clerk.GetAsync(page)).Body.Split("name=\"version\" value=\"")[1].Split('"')[0];
        return await clerk.SendAsync(page, page.Replace("?", $"/{step}?", StringComparison.Ordinal), [.. fields, ("version", version)]);
    }

    private static int day;

    // Nobody else has this birth date, so no further item is asked for.
    private static ResidentRecord Alone() => Any.Resident() with
    {
        BirthDate = Kernel.PartialDate.FromDate(new DateOnly(1963, 1, 1).AddDays(Interlocked.Increment(ref day))),
    };

    private static ChangeRequest Notice(ResidentRecord person) => Requests.Registered("REGISTER_NOTICE", "EXO_FIX") with
    {
        Persons = [person.Id],
        Fixes = [new ItemFix("domicile", "例示市中央５番地")],
    };
}
