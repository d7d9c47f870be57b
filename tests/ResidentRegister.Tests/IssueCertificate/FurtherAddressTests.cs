using System.Net;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>The further addresses of a record, each by the form that brings it, each in its place of the certificate (RR-37).</summary>
public sealed class FurtherAddressTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Former = "例示県例示市中央２番地";
    private const string Domicile = "例示県本籍市本町３番地";
    private const string Planned = "例示県仮設市東町４番地";
    private const string Actual = "例示県仮設市西町５番地";

    [Fact]
    public async Task Each_notification_fills_its_own_address_and_leaves_the_others_as_they_are()
    {
        using FormDoor door = await FormDoor.OpenAsync(world);
        ResidentRecord person = await door.RecordAsync(await door.DecideAsync(
            "MOVE_IN",
            [
                .. FormDoor.MovedIn.Where(field => !field.Name.StartsWith("N1.domicile.", StringComparison.Ordinal)),
                .. FormDoor.Named("転々　住男", "テンテン　スミオ"), ("N1.domicile.town", "例示県本籍市本町"), ("N1.domicile.lot", "３番地"),
                ("N1.domicile.head", "例示　筆子"),
            ]));
        IReadOnlyList<string> copy = await door.CertificateAsync(person, "personCopy", "domicile", "priorAddress");
        After(copy, "転入前住所").ShouldBe(Former);
        After(copy, "本籍").ShouldBe(Domicile);
        copy.ShouldNotContain(Planned);

        await door.DecideAsync(
            "RELOCATION", [.. FormDoor.Notified, Of(person), ("newAddress.town", "緑町"), ("newAddress.lot", "８番地")]);
        copy = await door.CertificateAsync(person, "personCopy", "domicile", "priorAddress");
        After(copy, "異動前住所").ShouldBe("本町９番地");
        After(copy, "転入前住所").ShouldBe(Former);
        After(copy, "本籍").ShouldBe(Domicile);

        await door.DecideAsync(
            "MOVE_OUT",
            [
                ("basis", "Notification"), ("happenedOn", "R8.11.15"), ("notifiedOn", "R8.11.20"), ("notifier.kind", "Person"),
                ("notifier.document", "運転免許証"), Of(person), ("destination.town", "例示県仮設市東町"), ("destination.lot", "４番地"),
            ]);
        copy = await door.CertificateAsync(person, "removedRecordCopy", "domicile", "priorAddress");
        After(copy, "転出先（予定）").ShouldBe(Planned);
        copy.ShouldNotContain(Actual);

        await NoticeAsync(person);
        copy = await door.CertificateAsync(person, "removedRecordCopy", "domicile", "priorAddress");
        After(copy, "転出先（確定）").ShouldBe(Actual);
        After(copy, "転出先（予定）").ShouldBe(Planned);
        After(copy, "異動前住所").ShouldBe("本町９番地");
        After(copy, "転入前住所").ShouldBe(Former);
        After(copy, "本籍").ShouldBe(Domicile);
    }

    private static string After(IReadOnlyList<string> lines, string label) => lines[lines.ToList().IndexOf(label) + 1];

    private static (string, string) Of(ResidentRecord person) => ("persons", person.Id.Value.ToString());

    // The notice on paper is entered by one clerk and decided by another.
    private async Task NoticeAsync(ResidentRecord person)
    {
        using Browser clerk = await world.EnterAsync("sasaki");
        string form = $"/changes/notice?person={person.Id.Value}&w={await world.PurposeAsync(clerk, TaskCodes.ResidentChangeEnter, "転入通知の受領")}";
        Shown saved = await clerk.SendAsync(
            form, form, ("act-key", Guid.CreateVersion7().ToString("N")), ("arrivedOn", "R8.11.15"), ("noticeOn", "R8.11.20"),
            ("destination.town", "例示県仮設市西町"), ("destination.lot", "５番地"), ("destination.head", "転々　住男"));
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        ChangeCaseId draft = new(Guid.Parse(saved.Location!.Split('/')[2].Split('?')[0]));
        ChangeWorld changes = ChangeWorld.Over(world);
        ChangeWorld.Done(await changes.SubmitAsync(draft));
        ChangeWorld.Done(await changes.ReviewAsync(draft));
        ChangeWorld.Done(await changes.DecideAsync(draft));
    }
}
