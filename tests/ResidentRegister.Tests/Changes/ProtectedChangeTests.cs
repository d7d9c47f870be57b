using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>No form and no case of a change leads around the door of a protected person's record.</summary>
public sealed class ProtectedChangeTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Hidden = "匿町";

    private static readonly (string, string)[] Notification =
    [
        ("basis", "Notification"), ("route", "Counter"), ("happenedOn", "R8.11.10"), ("notifiedOn", "R8.11.20"),
        ("notifier.kind", "Person"), ("notifier.document", "運転免許証"), ("version", "0"),
    ];

    [Fact]
    public async Task A_supported_persons_household_is_joined_only_after_the_warning_and_never_tells_its_address()
    {
        ResidentRecord victim = await HiddenAsync();
        await world.ProtectAsync(victim.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転入届の受付");
        string page = $"/changes/enter?form=MOVE_IN&people=1&w={w}";

        Shown refused = await sasaki.SendAsync(page, $"/changes/enter?w={w}", Arrival(victim));
        refused.Status.ShouldBe(HttpStatusCode.Forbidden, refused.Body);
        refused.Body.ShouldContain("開く前に確認が必要な方");
        refused.Body.ShouldNotContain(Hidden);
        (await NamedAsync(victim, "resident.change.name", "RR-PERSON-003")).ShouldBe(1);

        await SeeAsync(sasaki, victim, w);
        Shown blank = await sasaki.SendAsync(page, $"/changes/enter?w={w}", Arrival(victim));
        blank.Status.ShouldBe(HttpStatusCode.SeeOther, blank.Body);
        Shown draft = await sasaki.GetAsync(blank.Location!);
        draft.Body.ShouldContain("RQ-04");
        draft.Body.ShouldNotContain(Hidden);

        Shown typed = await sasaki.SendAsync(
            page, $"/changes/enter?w={w}", [.. Arrival(victim), ("newAddress.town", Hidden), ("newAddress.lot", "３番地")]);
        typed.Status.ShouldBe(HttpStatusCode.SeeOther, typed.Body);
        (await sasaki.GetAsync(typed.Location!)).Body.ShouldContain("例示　来");
        (await NamedAsync(victim, "resident.change.name", null)).ShouldBe(2);
        (await NamedAsync(victim, "resident.change.open", null)).ShouldBe(2);
    }

    [Fact]
    public async Task Naming_a_household_to_join_leaves_a_row_for_each_of_its_members()
    {
        ResidentRecord head = await HiddenAsync();
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転入届の受付");
        Shown saved = await sasaki.SendAsync($"/changes/enter?form=MOVE_IN&people=1&w={w}", $"/changes/enter?w={w}", Arrival(head));
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        (await sasaki.GetAsync(saved.Location!)).Body.ShouldContain(Hidden);
        (await NamedAsync(head, "resident.change.name", null)).ShouldBe(1);
        (await NamedAsync(head, "resident.change.open", null)).ShouldBe(1);
    }

    [Fact]
    public async Task A_supported_person_is_named_as_parent_only_after_the_warning()
    {
        ResidentRecord victim = await HiddenAsync();
        await world.ProtectAsync(victim.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "出生の通知の受付");
        Shown refused = await sasaki.SendAsync($"/changes/enter?form=BIRTH&people=1&w={w}", $"/changes/enter?w={w}", Born(victim));
        refused.Status.ShouldBe(HttpStatusCode.Forbidden, refused.Body);
        refused.Body.ShouldNotContain(Hidden);
        (await NamedAsync(victim, "resident.change.name", "RR-PERSON-003")).ShouldBe(1);
        (await world.CountAsync("select count(*) from resident_register.change_case where request::text like '%' || $1 || '%'", victim.Id.Value.ToString()))
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_newborn_takes_the_address_of_a_supported_parent_only_as_it_is_typed_from_the_notification()
    {
        ResidentRecord victim = await HiddenAsync();
        await world.ProtectAsync(victim.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "出生の通知の受付");
        await SeeAsync(sasaki, victim, w);
        string page = $"/changes/enter?form=BIRTH&people=1&w={w}";
        Shown blank = await sasaki.SendAsync(page, $"/changes/enter?w={w}", Born(victim));
        blank.Status.ShouldBe(HttpStatusCode.SeeOther, blank.Body);
        Shown draft = await sasaki.GetAsync(blank.Location!);
        draft.Body.ShouldContain("RQ-04");
        draft.Body.ShouldNotContain(Hidden);

        Shown typed = await sasaki.SendAsync(
            page, $"/changes/enter?w={w}", [.. Born(victim), ("newAddress.town", Hidden), ("newAddress.lot", "３番地")]);
        typed.Status.ShouldBe(HttpStatusCode.SeeOther, typed.Body);
        (await sasaki.GetAsync(typed.Location!)).Body.ShouldNotContain("RQ-04");

        ResidentRecord held = await HiddenAsync();
        await world.SuppressAsync(held.Id, "change", "error");
        Shown stopped = await sasaki.SendAsync(page, $"/changes/enter?w={w}", Born(held));
        (stopped.Status == HttpStatusCode.SeeOther ? await sasaki.GetAsync(stopped.Location!) : stopped).Body.ShouldContain("WF-10");
    }

    private static (string, string)[] Born(ResidentRecord parent) =>
    [
        ("form", "BIRTH"), ("version", "0"), ("act-key", Key()), ("people", "1"), ("basis", "RegisterNotice"), ("route", "Counter"),
        ("happenedOn", "R8.11.10"), ("registerNoticeOn", "R8.11.20"), ("documents", "RegisterNotice"), ("N1.name", "見本　新"),
        ("N1.kana", "ミホン　シン"), ("N1.sex", "Male"), ("N1.birthDate", "R8.11.10"), ("N1.relationship", "子"),
        ("N1.parent", parent.Id.Value.ToString()),
    ];

    [Fact]
    public async Task A_household_with_a_suppressed_member_takes_nobody_in()
    {
        ResidentRecord closed = await HiddenAsync();
        await world.SuppressAsync(closed.Id, "inquiry", "error");
        ResidentRecord held = await HiddenAsync();
        await world.SuppressAsync(held.Id, "change", "error");
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転入届の受付");
        string page = $"/changes/enter?form=MOVE_IN&people=1&w={w}";
        Shown inquiry = await sasaki.SendAsync(page, $"/changes/enter?w={w}", Arrival(closed));
        inquiry.Status.ShouldBe(HttpStatusCode.Forbidden);
        inquiry.Body.ShouldContain("照会が抑止されています");
        Shown change = await sasaki.SendAsync(page, $"/changes/enter?w={w}", Arrival(held));
        change.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        change.Body.ShouldContain("WF-10");
    }

    [Fact]
    public async Task A_program_names_a_supported_person_only_after_the_warning()
    {
        ResidentRecord victim = await HiddenAsync();
        await world.ProtectAsync(victim.Id);
        using Caller counter = await Caller.EnterAsync(world, TaskCodes.ResidentChangeEnter, TaskCodes.ResidentView);
        string body = $$"""{"form":"RELOCATION","fields":{"persons":["{{victim.Id.Value}}"],"newAddress.town":["緑町"],"newAddress.lot":["１番地"] } }""";
        Answer refused = await counter.PostAsync("change-cases", body, ("Idempotency-Key", Guid.CreateVersion7().ToString()));
        refused.Status.ShouldBe(HttpStatusCode.Forbidden, refused.Text);
        refused.Code.ShouldBe("RR-PERSON-003");
        (await counter.PostAsync($"residents/{victim.Id.Value}/checks", """{"warningsSeen":true}""")).Status.ShouldBe(HttpStatusCode.OK);
        Answer stored = await counter.PostAsync("change-cases", body, ("Idempotency-Key", Guid.CreateVersion7().ToString()));
        stored.Status.ShouldBe(HttpStatusCode.Created, stored.Text);
    }

    [Fact]
    public async Task Every_form_of_a_change_opens_a_supported_person_through_the_warning()
    {
        ResidentRecord victim = await HiddenAsync();
        await world.ProtectAsync(victim.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "届出の受付");
        string id = victim.Id.Value.ToString();
        string[] pages =
        [
            $"/changes/new?person={id}&w={w}", $"/changes/enter?form=RELOCATION&person={id}&w={w}",
            $"/changes/cancel?person={id}&no=1&w={w}", $"/changes/notice?person={id}&w={w}",
        ];
        foreach (string page in pages)
        {
            Shown shown = await sasaki.GetAsync(page);
            shown.Location.ShouldBe($"/residents/{id}/check?w={w}", page);
            shown.Body.ShouldNotContain(Hidden);
        }

        await SeeAsync(sasaki, victim, w);
        foreach (string page in pages)
        {
            (await sasaki.GetAsync(page)).Status.ShouldBe(HttpStatusCode.OK, page);
        }

        await world.SuppressAsync(victim.Id, "inquiry", "error");
        foreach (string page in pages)
        {
            (await sasaki.GetAsync(page)).Status.ShouldBe(HttpStatusCode.Forbidden, page);
        }
    }

    [Fact]
    public async Task A_supported_member_is_left_out_of_the_forms_of_the_household_until_the_warning_was_seen()
    {
        ResidentRecord head = await HiddenAsync();
        ResidentRecord child = Resident();
        child = await world.AddAsync(child with
        {
            Name = child.Name with { Written = "見本　護", Kana = "ミホン　マモル" },
            Household = head.Household with { Relationship = "子", Order = 2 },
        });
        await world.ProtectAsync(child.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転居届の受付");
        string page = $"/changes/enter?form=RELOCATION&person={head.Id.Value}&p={head.Id.Value}&p={child.Id.Value}&w={w}";
        Shown closed = await sasaki.GetAsync(page);
        closed.Body.ShouldNotContain("見本　護");
        closed.Body.ShouldContain("開く前に確認が必要な世帯員が1人います");

        (string, string)[] fields =
        [
            .. Notification, ("form", "RELOCATION"), ("act-key", Key()), ("persons", head.Id.Value.ToString()),
            ("persons", child.Id.Value.ToString()), ("newAddress.town", "緑町"), ("newAddress.lot", "７番地"),
        ];
        Shown forged = await sasaki.SendAsync(page, $"/changes/enter?w={w}", fields);
        forged.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        forged.Body.ShouldContain("WF-PERSONS");

        await SeeAsync(sasaki, child, w);
        (await sasaki.GetAsync(page)).Body.ShouldContain("見本　護");
        Shown saved = await sasaki.SendAsync(page, $"/changes/enter?w={w}", fields);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
    }

    [Fact]
    public async Task A_case_of_a_supported_person_opens_for_others_than_its_editor_after_the_warning_only()
    {
        ResidentRecord victim = await HiddenAsync();
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeCaseId id = ChangeWorld.Done(await changes.DraftAsync(Requests.Relocation("２１番地", victim)));
        await world.ProtectAsync(victim.Id);
        using Browser sasaki = await world.EnterAsync("sasaki");
        string own = (await sasaki.SendAsync("/search", $"/changes/{id.Value}/open")).Location!;
        (await sasaki.GetAsync(own)).Status.ShouldBe(HttpStatusCode.OK);
        (await sasaki.GetAsync(own.Replace("?", "/edit?", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK);

        using Browser takahashi = await world.EnterAsync("takahashi");
        string other = (await takahashi.SendAsync("/search", $"/changes/{id.Value}/open")).Location!;
        string check = $"/residents/{victim.Id.Value}/check?w={other.Split("w=")[1]}&back=changes/{id.Value}";
        foreach (string page in (string[])[other, other.Replace("?", "/edit?", StringComparison.Ordinal), other.Replace("?", "/sheet?", StringComparison.Ordinal)])
        {
            Shown closed = await takahashi.GetAsync(page);
            closed.Location.ShouldBe(check, page);
            closed.Body.ShouldNotContain(Hidden);
        }

        (await takahashi.SendAsync(check, check, ("seen", "on"))).Location.ShouldBe(other);
        (await takahashi.GetAsync(other)).Status.ShouldBe(HttpStatusCode.OK);

        await world.SuppressAsync(victim.Id, "inquiry", "error");
        (await sasaki.GetAsync(own)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await takahashi.GetAsync(other)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Showing_the_entry_of_newcomers_again_is_on_the_log()
    {
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "転入届の受付");
        ResidentRecord joined = await HiddenAsync();
        Shown saved = await sasaki.SendAsync($"/changes/enter?form=MOVE_IN&people=1&w={w}", $"/changes/enter?w={w}", Arrival(joined));
        string id = saved.Location!.Split('/')[2].Split('?')[0];
        (await sasaki.GetAsync($"/changes/{id}/edit?w={w}")).Body.ShouldContain("例示　来");
        (await world.CountAsync(
            """
            select count(*) from platform.access_log l
            join resident_register.change_case c on c.case_id = l.act_id
            where l.action = 'resident.change.open' and c.case_id = $1
              and l.subject_ids @> array[(c.request #>> '{newcomerIds,N1}')::uuid]
            """,
            Guid.Parse(id))).ShouldBe(1);
    }

    private static int day;

    // Nobody else has this birth date, so no further item is asked for.
    private static ResidentRecord Resident() => Any.Resident() with
    {
        BirthDate = PartialDate.FromDate(new DateOnly(1961, 1, 1).AddDays(Interlocked.Increment(ref day))),
    };

    private static string Key() => Guid.CreateVersion7().ToString("N");

    private static (string, string)[] Arrival(ResidentRecord joined) =>
    [
        .. Notification, ("form", "MOVE_IN"), ("act-key", Key()), ("people", "1"), ("documents", "MoveOutCertificate"), ("certificate.plannedOn", "R8.11.9"),
        ("N1.name", "例示　来"), ("N1.kana", "レイジ　ライ"), ("N1.sex", "Male"), ("N1.birthDate", "S60.4.1"), ("N1.relationship", "同居人"),
        ("N1.movedInFrom.town", "例示県例示市中央"), ("N1.movedInFrom.lot", "２番地"), ("N1.domicile.town", "例示県例示市中央"),
        ("N1.domicile.lot", "２番地"), ("N1.domicile.head", "例示　来"), ("target", "join"), ("target.number", joined.AddresseeNumber.Value),
    ];

    private static async Task SeeAsync(Browser browser, ResidentRecord person, Guid w)
    {
        string check = $"/residents/{person.Id.Value}/check?w={w}";
        (await browser.SendAsync(check, check, ("seen", "on"))).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    private Task<ResidentRecord> HiddenAsync() =>
        world.AddAsync(Resident() with { Address = new Address { Town = Hidden, Lot = "３番地" } });

    private Task<long> NamedAsync(ResidentRecord person, string action, string? refusal) => world.CountAsync(
        """
        select count(*) from platform.access_log
        where subject_ids @> array[$1::uuid] and action = $2 and refusal_code is not distinct from $3::text
        """,
        person.Id.Value, action, refusal);
}
