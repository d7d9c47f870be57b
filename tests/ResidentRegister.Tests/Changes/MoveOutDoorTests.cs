using System.Net;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Paper or information about a move-out, through the forms and the counter of certificates (RR-73, 法第24条の2).</summary>
public sealed class MoveOutDoorTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string InformationSent = "RR-ISSUE-034";

    private static readonly (string, string)[] Leaving =
    [
        .. FormDoor.Notified.Where(field => field.Name != "happenedOn"), ("happenedOn", "R8.11.30"), ("destination.town", "例示県例示市中央"),
    ];

    [Fact]
    public async Task A_mover_with_a_card_has_the_information_sent_and_no_paper_until_the_card_way_failed()
    {
        ResidentRecord mover = await MoverAsync("転札　一郎", hasCard: true);
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync("MOVE_OUT", [.. Leaving, Of(mover), ("special", "on"), ("documents", "IndividualNumberCard")]);
        (await InformationAsync(act)).ShouldBe(1);

        Answer refused = await door.ApplyAsync(mover, "movingOutCertificate");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.Text.ShouldContain(InformationSent);
        (await PapersAsync(mover)).ShouldBe(0);

        IReadOnlyList<string> paper = await door.PrintAsync(await door.ApplyAsync(mover, "movingOutCertificate", InformationSent));
        paper.ShouldContain(line => line.Contains("特例による転出処理済"));
        (await PapersAsync(mover)).ShouldBe(1);
    }

    [Fact]
    public async Task A_mover_without_the_card_way_has_paper_and_no_information_and_the_ways_cannot_be_mixed()
    {
        ResidentRecord mover = await MoverAsync("転紙　二郎", hasCard: true);
        using FormDoor door = await FormDoor.OpenAsync(world);
        Guid act = await door.DecideAsync("MOVE_OUT", [.. Leaving, Of(mover)]);
        (await door.PrintAsync(await door.ApplyAsync(mover, "movingOutCertificate"))).ShouldNotContain(line => line.Contains("特例による転出処理済"));
        (await PapersAsync(mover)).ShouldBe(1);
        (await InformationAsync(act)).ShouldBe(0);

        // Once the ordinary way runs, the information cannot be sent beside the paper (4.1.3.0.4).
        (await door.FindingsAsync("MOVE_OUT", [.. Leaving, Of(mover), ("special", "on"), ("documents", "IndividualNumberCard")]))
            .Select(finding => finding.Split(' ')[0]).ShouldContain("MO-09");
    }

    [Fact]
    public async Task Nobody_without_a_card_is_sent_by_the_card_way()
    {
        ResidentRecord mover = await MoverAsync("転無　三郎", hasCard: false);
        using FormDoor door = await FormDoor.OpenAsync(world);
        Answer sent = await door.SubmitAsync(
            await door.DraftAsync("MOVE_OUT", [.. Leaving, Of(mover), ("special", "on"), ("documents", "IndividualNumberCard")]));
        sent.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, sent.Text);
        sent.Text.ShouldContain("MO-08");
    }

    private Task<ResidentRecord> MoverAsync(string name, bool hasCard)
    {
        ResidentRecord person = Any.Alone(name, "テン　ヒト") with { IndividualNumber = NumberState.None, RecordCode = NumberState.None };
        return world.AddAsync(person with
        {
            Qualifications = person.Qualifications with { IndividualNumberCard = hasCard ? new Qualification(true) : null },
        });
    }

    private Task<long> InformationAsync(Guid act) => world.CountAsync(
        "select count(*) from platform.outbox where payload ->> 'act' = $1 and type = $2", act.ToString(), nameof(MoveOutInformationDue));

    private Task<long> PapersAsync(ResidentRecord person) => world.CountAsync(
        "select count(*) from resident_register.certificate where $1 = any (subject_ids) and form = 'MovingOutCertificate'", person.Id.Value);

    private static (string, string) Of(ResidentRecord person) => ("persons", person.Id.Value.ToString());
}
