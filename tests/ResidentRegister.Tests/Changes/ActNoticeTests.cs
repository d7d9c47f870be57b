using System.Net;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.CompleteMoveOut;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.IssueCertificate;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>What the completion of a move-out on its day leaves to be told stands in a work list until it is made.</summary>
public sealed class ActNoticeTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly DateOnly Planned = new(2026, 11, 25);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_notice_of_a_new_head_set_by_the_daily_work_is_made_from_the_work_list()
    {
        (ResidentRecord _, ResidentRecord wife) = await LeaveAsync("先月", true);
        await ResidentRegisterModule.SeedInventedCertificatesAsync(world.Database.Owner, "990019", "霞野市", Cancellation);
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        string act = await ActAsync(wife, "HeadChangeNotice");
        Shown list = await clerk.GetAsync("/notices");
        list.Body.ShouldContain("世帯主変更通知書");
        list.Body.ShouldNotContain(wife.Name.Written);

        string page = (await clerk.SendAsync("/notices", $"/notices/{act}/open")).Location.ShouldNotBeNull();
        (await clerk.GetAsync(page)).Body.ShouldContain(wife.Name.Written);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'resident.act-notice' and subject_id = $1", wife.Id.Value)).ShouldBe(1);
        string application = (await clerk.SendAsync(page, page, Key())).Location.ShouldNotBeNull();
        (await clerk.GetAsync("/notices")).Body.ShouldContain("受付済");
        (await clerk.SendAsync(page, page, Key())).Location.ShouldNotBeNull().Split('?')[0].ShouldBe(application.Split('?')[0]);

        (await clerk.SendAsync(application, application.Replace("?", "/copies?", StringComparison.Ordinal))).Location.ShouldBe(application);
        string made = (await clerk.GetAsync(application)).Body;
        string Value(string name) => made.Split($"name=\"{name}\" value=\"")[1].Split('"')[0];
        string step = "/certificates/" + made.Split("action=\"/certificates/").First(part => part.IndexOf("/step?", StringComparison.Ordinal) is > 0 and < 60).Split('"')[0];
        string text = CertificateWorld.Text(await clerk.BytesAsync(application, step, ("subject", Value("subject")), ("hash", Value("hash")), ("copy", "1"), ("do", "print")));
        text.ShouldContain("世帯主変更通知書");
        text.ShouldContain("先月　主男");
        text.ShouldContain("先月　妻子");
        text.ShouldContain("令和８年１１月２５日");
        (await clerk.GetAsync("/notices")).Body.ShouldNotContain(act);
    }

    [Fact]
    public async Task A_household_left_without_head_stands_in_the_list_until_a_head_is_set()
    {
        (ResidentRecord _, ResidentRecord wife) = await LeaveAsync("無主", false);
        string act = await ActAsync(wife, "SetHeadExOfficio");
        using Browser clerk = await world.EnterAsync("sasaki", secondFactor: true);
        (await clerk.GetAsync("/notices")).Body.ShouldContain(act);
        string page = (await clerk.SendAsync("/notices", $"/notices/{act}/open")).Location.ShouldNotBeNull();
        (await clerk.GetAsync(page)).Body.ShouldContain("職権で世帯主に設定するときは");
        (await clerk.SendAsync("/notices", page, Key())).Status.ShouldBe(HttpStatusCode.Conflict);

        ResidentRecord present = (await door!.RowsAsync(Guid.Parse(act))).Single(row => row.ResidentId == wife.Id).Record;
        await world.AppendAsync(present, Any.Row(
            present with { Household = present.Household with { Relationship = "世帯主", RelationshipPending = false, Head = new HeadNames("無主　妻子", null) } },
            (int)await world.CountAsync("select version from resident_register.resident where resident_id = $1", wife.Id.Value) + 1,
            Planned));
        (await clerk.GetAsync("/notices")).Body.ShouldNotContain(act);
    }

    private static (string, string) Key() => ("act-key", Guid.CreateVersion7().ToString("N"));

    private FormDoor? door;

    private async Task<(ResidentRecord Head, ResidentRecord Wife)> LeaveAsync(string surname, bool named)
    {
        ResidentRecord head = await world.AddAsync(Any.Alone($"{surname}　主男", "ヌシ　オ"));
        ResidentRecord member = Any.Alone($"{surname}　妻子", "ツマ　コ");
        ResidentRecord wife = await world.AddAsync(member with
        {
            Sex = Sex.Female,
            Household = head.Household with { Relationship = "妻", Order = 2, Head = new HeadNames($"{surname}　主男", "ヌシ　オ") },
        });
        door = await FormDoor.OpenAsync(world);
        await door.DecideAsync(
            "MOVE_OUT",
            [
                ("basis", "Notification"), ("happenedOn", "R8.11.25"), ("notifiedOn", "R8.11.20"), ("notifier.kind", "Person"),
                ("notifier.document", "運転免許証"), ("persons", head.Id.Value.ToString()), ("destination.town", "例示県例示市中央"),
                .. named ? [("remainingHead", wife.Id.Value.ToString())] : Array.Empty<(string, string)>(),
            ]);
        CompleteMoveOutHandler day = new(
            world.Database.App, new BusinessClock(TimeProvider.System, () => Planned), new RegisterSettings(MunicipalityCode.Parse("990019")),
            new AddressMaster(null, MunicipalityCode.Parse("990019")));
        (await day.HandleAsync(_ => { }, Cancellation)).Removed.ShouldBe(1);
        return (head, wife);
    }

    private async Task<string> ActAsync(ResidentRecord addressee, string kind) => (await world.Database.App.ListAsync(
        "select act_id from resident_register.act_notice where addressee = $1 and kind = $2",
        row => row.GetGuid(0), Cancellation, addressee.Id.Value, kind)).ShouldHaveSingleItem().ToString();
}
