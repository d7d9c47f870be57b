using System.Net;
using System.Text.RegularExpressions;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>The screens of a change over HTTP, without scripts, with two clerks.</summary>
public sealed partial class ScreenTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly (string, string)[] Notification =
    [
        ("basis", "Notification"), ("route", "Counter"), ("happenedOn", "R8.11.10"), ("notifiedOn", "R8.11.20"),
        ("notifier.kind", "Person"), ("notifier.document", "運転免許証"),
    ];

    [Fact]
    public async Task A_relocation_goes_from_form_to_decision_by_two_clerks()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転居届の受付");
        (await sasaki.GetAsync($"/changes/new?person={person.Id.Value}&w={w}")).Status.ShouldBe(HttpStatusCode.OK);
        string page = $"/changes/enter?form=RELOCATION&person={person.Id.Value}&p={person.Id.Value}&w={w}";
        Shown saved = await sasaki.SendAsync(
            page, $"/changes/enter?w={w}",
            [
                .. Notification, ("form", "RELOCATION"), ("version", "0"), ("act-key", Key()), ("persons", person.Id.Value.ToString()),
                ("newAddress.town", "緑町"), ("newAddress.lot", "５番地"),
            ]);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        string address = saved.Location!;
        string id = address.Split('/')[2].Split('?')[0];
        Shown check = await sasaki.GetAsync(address);
        check.Body.ShouldContain("５番地");
        check.Body.ShouldContain("本人確認情報（市町村CS）");
        (await world.CountAsync("select version::bigint from resident_register.resident where resident_id = $1", person.Id.Value)).ShouldBe(1);
        (await sasaki.GetAsync($"/residents/{person.Id.Value}?w={w}")).Body.ShouldContain("異動処理中");

        Shown sent = await sasaki.SendAsync(
            address, $"/changes/{id}/submit?w={w}", ("act-key", Key()), ("version", "1"), ("result-confirmed", "on"), ("do", "submit"));
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);

        using Browser takahashi = await world.EnterAsync("takahashi");
        (await takahashi.GetAsync("/changes?list=Review")).Body.ShouldContain("転居");
        Shown opened = await takahashi.SendAsync("/changes?list=Review", $"/changes/{id}/open");
        opened.Status.ShouldBe(HttpStatusCode.SeeOther, opened.Body);
        string review = opened.Location!;
        string context = review.Split("w=")[1];
        Shown decided = await takahashi.SendAsync(
            review, $"/changes/{id}/review?w={context}",
            ("act-key", Key()), ("version", "2"), ("do", "decide"), ("compared", "persons"), ("compared", "dates"),
            ("compared", "content"), ("compared", "notifier"));
        decided.Status.ShouldBe(HttpStatusCode.SeeOther, decided.Body);
        Shown done = await takahashi.GetAsync(review);
        done.Body.ShouldContain("決裁済");
        done.Body.ShouldContain("送信待ち");
        (await world.CountAsync("select version::bigint from resident_register.resident where resident_id = $1", person.Id.Value)).ShouldBe(2);

        Shown filed = await takahashi.SendAsync(
            review, $"/changes/{id}/file?w={context}", ("act-key", Key()), ("version", "2"), ("cabinet", "第３書庫Ａ"));
        filed.Status.ShouldBe(HttpStatusCode.SeeOther, filed.Body);
        (await takahashi.GetAsync("/changes?list=Unfiled")).Body.ShouldNotContain($">{id}<");
        string forms = (await takahashi.GetAsync("/changes?list=Filed")).Body;
        forms.ShouldContain("転居届");
        forms.ShouldContain("第３書庫Ａ");
        forms.ShouldContain("令和９年１１月２０日");
    }

    [Fact]
    public async Task A_family_of_four_is_entered_by_repeated_input()
    {
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転入届の受付");
        string page = $"/changes/enter?form=MOVE_IN&people=1&w={w}";
        List<(string, string)> fields =
        [
            .. Notification, ("form", "MOVE_IN"), ("version", "0"), ("act-key", Key()), ("people", "1"), ("documents", "MoveOutCertificate"), ("certificate.plannedOn", "R8.11.9"),
            ("N1.name", "例示　一郎"), ("N1.kana", "レイジ　イチロウ"), ("N1.sex", "Male"), ("N1.birthDate", "S60.4.1"), ("N1.relationship", "世帯主"),
            ("N1.movedInFrom.town", "例示県例示市中央"), ("N1.movedInFrom.lot", "２番地"), ("N1.domicile.town", "例示県例示市中央"),
            ("N1.domicile.lot", "２番地"), ("N1.domicile.head", "例示　一郎"), ("target", "new"), ("newHead", "N1"),
            ("newAddress.town", "本町"), ("newAddress.lot", "９番地"),
        ];
        Shown second = await sasaki.SendAsync(page, $"/changes/enter?w={w}", [.. fields, ("do", "add")]);
        second.Status.ShouldBe(HttpStatusCode.OK, second.Body);
        second.Body.ShouldContain("name=\"N2.name\" type=\"text\" value=\"例示　\"");
        second.Body.ShouldContain("name=\"N2.movedInFrom.lot\" type=\"text\" value=\"２番地\"");

        fields.RemoveAll(field => field.Item1 == "people");
        fields.Add(("people", "4"));
        foreach ((int place, string name, string sex, string birth, string relationship) in (ReadOnlySpan<(int, string, string, string, string)>)
            [
                (2, "例示　二葉", "Female", "S61.5.2", "妻"), (3, "例示　三郎", "Male", "H27.6.3", "子"), (4, "例示　四葉", "Female", "H29.7.4", "子"),
            ])
        {
            fields.AddRange(
            [
                ($"N{place}.name", name), ($"N{place}.kana", "レイジ　ナナシ"), ($"N{place}.sex", sex), ($"N{place}.birthDate", birth),
                ($"N{place}.relationship", relationship), ($"N{place}.movedInFrom.town", "例示県例示市中央"), ($"N{place}.movedInFrom.lot", "２番地"),
                ($"N{place}.domicile.town", "例示県例示市中央"), ($"N{place}.domicile.lot", "２番地"), ($"N{place}.domicile.head", "例示　一郎"),
            ]);
        }

        Shown saved = await sasaki.SendAsync(page, $"/changes/enter?w={w}", [.. fields, ("do", "draft")]);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        string check = (await sasaki.GetAsync(saved.Location!)).Body;
        foreach (string name in (string[])["例示　一郎", "例示　二葉", "例示　三郎", "例示　四葉"])
        {
            check.ShouldContain(name);
        }

        check.ShouldContain("転入通知（転出元市区町村）");
        string edit = (await sasaki.GetAsync(saved.Location!.Replace("?", "/edit?", StringComparison.Ordinal))).Body;
        edit.ShouldContain("value=\"S61.5.2\"");
    }

    [Fact]
    public async Task A_posted_field_outside_the_paper_form_is_refused_by_the_server()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        foreach (ChangeForm form in ChangeForms.All)
        {
            string outside = form.Has("fix.name") ? "newAddress.town" : "fix.name";
            Shown refused = await sasaki.SendAsync(
                $"/changes/enter?form={form.Code}&person={person.Id.Value}&w={w}", $"/changes/enter?w={w}",
                ("form", form.Code), ("act-key", Key()), ("version", "0"), (outside, "値"));
            refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, form.Code);
            refused.Body.ShouldContain("CR-08");
        }
    }

    [Fact]
    public async Task Every_form_shows_its_own_fields_and_no_other()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        foreach (ChangeForm form in ChangeForms.All)
        {
            string body = (await sasaki.GetAsync($"/changes/enter?form={form.Code}&person={person.Id.Value}&w={w}")).Body;
            string[] names =
            [
                .. FieldName().Matches(body.Split("id=\"entry\"")[1].Split("</form>")[0]).Select(match => match.Groups[1].Value)
                    .Where(name => name is not ("act-key" or "__RequestVerificationToken" or "form" or "version" or "do")).Distinct(),
            ];
            names.Where(name => !EntryNames.Belongs(form, name)).ShouldBeEmpty(form.Code);
            names.Length.ShouldBeGreaterThan(4, form.Code);
        }
    }

    [Fact]
    public async Task The_review_list_and_every_list_are_shown()
    {
        using Browser takahashi = await world.EnterAsync("takahashi");
        foreach (string list in (string[])["", "?list=Today", "?list=Review", "?list=Decide", "?list=Decided", "?list=Unfiled", "?list=ExOfficio"])
        {
            (await takahashi.GetAsync("/changes" + list)).Status.ShouldBe(HttpStatusCode.OK, list);
        }

        (await takahashi.GetAsync("/changes/review-list")).Body.ShouldContain("この日を締める");
    }

    [Fact]
    public async Task Every_line_of_the_work_list_can_be_counted_and_opened()
    {
        foreach (WorkListEntry entry in CaseWorkList.Entries)
        {
            foreach (string sql in new[] { entry.CountSql, entry.OpenSql }.OfType<string>())
            {
                await world.Database.App.ListAsync(
                    sql, row => row.FieldCount, TestContext.Current.CancellationToken,
                    Guid.CreateVersion7(), "honcho", new DateOnly(2026, 11, 20), world.Time.GetUtcNow());
            }
        }
    }

    [Fact]
    public async Task Each_figure_of_a_clerk_counts_what_its_list_shows()
    {
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeWorld.Done(await changes.DraftAsync(Requests.Relocation("２１番地", await world.AddAsync(Any.Resident()))));
        ChangeCaseId others = ChangeWorld.Done(
            await changes.DraftAsync(Requests.Relocation("２２番地", await world.AddAsync(Any.Resident())), "takahashi"));
        ChangeWorld.Done(await changes.SubmitAsync(others, "takahashi"));
        DateOnly today = world.Clock.Today();
        Guid sasaki = (await world.Database.Owner.ListAsync(
            "select id from platform.operator where code = 'sasaki'", row => row.GetGuid(0), TestContext.Current.CancellationToken)).Single();

        List<long> figures = [];
        foreach (DayFigure figure in CaseWorkList.Figures)
        {
            figures.AddRange(await world.Database.App.ListAsync(
                figure.Sql, row => row.GetInt64(0), TestContext.Current.CancellationToken,
                sasaki, "honcho", today, world.Time.GetUtcNow()));
        }

        List<CaseLine> mine = await ListAsync(CaseListKind.Mine);
        List<CaseLine> review = await ListAsync(CaseListKind.Review);
        List<CaseLine> due = await ListAsync(CaseListKind.Today);
        figures.ShouldBe([
            mine.Count(line => line.State == CaseState.Draft), mine.Count(line => line.State == CaseState.Returned), review.Count, due.Count]);
        figures[0].ShouldBeGreaterThan(0);
        review.ShouldContain(line => line.Id == others);
        due.Select(line => line.Id).ShouldBe(mine.Concat(review).Select(line => line.Id), ignoreOrder: true);
        CaseWorkList.Figures.ShouldAllBe(figure => figure.Href != null);

        Task<List<CaseLine>> ListAsync(CaseListKind kind) =>
            CaseLists.ListAsync(
                world.Database.App, CaseConditions.Of(kind, today), "sasaki", 0, CaseConditions.RowsLong, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_form_shows_the_provision_it_rests_on()
    {
        ResidentRecord person = await world.AddAsync(Alone());
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        foreach (ChangeForm form in ChangeForms.All)
        {
            form.LegalGround.ShouldContain("第", customMessage: form.Code);
            (await sasaki.GetAsync($"/changes/enter?form={form.Code}&person={person.Id.Value}&w={w}")).Body
                .ShouldContain($"根拠：{form.LegalGround}", customMessage: form.Code);
        }
    }

    [Fact]
    public async Task A_decided_act_ex_officio_stands_in_the_list_of_such_acts_and_a_notification_does_not()
    {
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeCaseId official = await changes.DoAsync(Requests.Correction(await world.AddAsync(Any.Resident()), "remark", "職権の備考"));
        ChangeCaseId notified = await changes.DoAsync(Requests.Relocation("１１番地", await world.AddAsync(Any.Resident())));

        using Browser takahashi = await world.EnterAsync("takahashi");
        string list = (await takahashi.GetAsync("/changes?list=ExOfficio")).Body;
        list.ShouldContain($"/changes/{official.Value}/open");
        list.ShouldNotContain($"/changes/{notified.Value}/open");
    }

    [Fact]
    public async Task A_clerk_without_the_duty_sees_no_change()
    {
        using Browser mori = await world.EnterAsync("mori", secondFactor: true);
        (await mori.GetAsync("/changes")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static int day;

    // Nobody else has this birth date, so no further item is asked for.
    private static ResidentRecord Alone() => Any.Resident() with
    {
        BirthDate = Daicho.Kernel.PartialDate.FromDate(new DateOnly(1951, 3, 7).AddDays(Interlocked.Increment(ref day))),
    };

    private static string Key() => Guid.CreateVersion7().ToString("N");

    [GeneratedRegex("<(?:input|select|textarea)[^>]* name=\"([^\"]+)\"")]
    private static partial Regex FieldName();
}
