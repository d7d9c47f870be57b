using System.Net;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Whence, by which way and where a change came in; the report of them.</summary>
public sealed class RecordedFactsTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_keeps_its_route_and_source_and_no_other_word_is_taken()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] form = [.. Relocation(person, "５番地")];
        (await door.DraftAsync("RELOCATION", [.. form, ("route", "FlashMemory")])).Code.ShouldBe("CR-08");
        (await door.DraftAsync("RELOCATION", [.. form, ("source", "Neighbour")])).Code.ShouldBe("CR-08");

        Guid act = await door.DecideAsync("RELOCATION", [.. form, ("route", "Online"), ("source", "Representative")]);
        ChangeFacts facts = (await door.RowsAsync(act)).Single().Facts;
        facts.Route.ShouldBe(Route.Online);
        facts.Source.ShouldBe(InformationSource.Representative);
        using Browser sasaki = await world.EnterAsync("sasaki");
        string history = (await sasaki.GetAsync($"/residents/{person.Id.Value}/history?w={await world.PurposeAsync(sasaki)}")).Body;
        history.ShouldContain("オンライン");
        history.ShouldContain("入手元：代理人");
    }

    [Fact]
    public async Task A_notification_does_not_come_from_the_national_body()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        (await door.FindingsAsync("RELOCATION", [.. Relocation(person, "６番地"), ("source", "NationalBody")])).ShouldContain("RR-10 source");
    }

    [Theory]
    [InlineData("basis", "Hearsay")]
    [InlineData("route", "FlashMemory")]
    [InlineData("source", "Neighbour")]
    public async Task The_database_holds_no_other_basis_route_or_source(string column, string word)
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ"));
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            """
            insert into resident_register.resident_history (
                resident_id, history_no, act_id, reason, basis, effective_from, happened_on, processed_on, route, source, office, terminal, entered_by, record)
            select resident_id, 2, act_id, reason, case when $3 = 'basis' then $2 else basis end, effective_from, happened_on, processed_on,
                   case when $3 = 'route' then $2 else route end, case when $3 = 'source' then $2 else source end, office, terminal, entered_by, record
            from resident_register.resident_history where resident_id = $1
            """,
            Cancellation, person.Id.Value, word, column));
        refused.ConstraintName.ShouldBe("resident_history_" + column);
    }

    [Fact]
    public async Task No_change_is_stored_without_a_notification_notice_or_act_ex_officio()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ"));
        using FormDoor door = await FormDoor.OpenAsync(world);
        (string, string)[] form = [.. Relocation(person, "７番地")];
        await RefusedAsync(await door.DraftAsync("RELOCATION", form.Where(field => field.Item1 != "notifiedOn")), "DT-11");
        ResidentRecord other = await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ"));
        await RefusedAsync(
            await door.DraftAsync("DEATH", [("basis", "RegisterNotice"), ("happenedOn", "R8.11.10"), ("documents", "RegisterNotice"), Of(other)]), "DT-20");
        ResidentRecord third = await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ"));
        await RefusedAsync(
            await door.DraftAsync("EX_OFFICIO_CORRECTION", [.. FormDoor.Official.Where(field => field.Name != "ground"), Of(third), ("fix.remark", "備考")]),
            "OF-05");

        async Task RefusedAsync(Answer drafted, string check)
        {
            Answer refused = await door.SubmitAsync(drafted);
            refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
            refused.Text.ShouldContain(check);
        }
    }

    [Fact]
    public async Task The_report_counts_decided_changes_by_office_and_by_route()
    {
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid[] acts = new Guid[2];
        await world.Database.Owner.ExecuteAsync(
            "insert into platform.office (code, name) values ('minami', '南支所') on conflict do nothing", Cancellation);

        // Names of offices are read once a minute.
        world.Time.Advance(TimeSpan.FromMinutes(2));
        using FormDoor branch = await FormDoor.OpenAsync(world, "minami");
        for (int place = 0; place < acts.Length; place++)
        {
            acts[place] = await branch.DecideAsync(
                "RELOCATION", [.. Relocation(await world.AddAsync(Any.Alone("経路　一子", "ケイロ　イチコ")), $"{place + 20}番地"), ("route", "Post")]);
        }

        HistoryRow row = (await branch.RowsAsync(acts[0])).Single();
        row.Facts.Office.ShouldBe("minami");
        string history = (await sasaki.GetAsync($"/residents/{row.ResidentId.Value}/history?w={await world.PurposeAsync(sasaki)}")).Body;
        history.ShouldContain("南支所");
        string report = Cells((await sasaki.GetAsync("/statistics?from=20261101&until=20261130")).Body);
        report.ShouldContain("|南支所|2|2|");
        report.ShouldContain("|南支所|郵送|転居|2|2|");
        report.ShouldContain("|郵送|2|2|");
        Cells((await sasaki.GetAsync("/statistics?from=20261001&until=20261031")).Body).ShouldNotContain("南支所");
    }

    private static string Cells(string body) => string.Concat(
        body.Split("<td").Skip(1).Select(cell => cell[(cell.IndexOf('>', StringComparison.Ordinal) + 1)..].Split("</td>")[0] + "|").Prepend("|"));

    private static (string, string) Of(ResidentRecord person) => ("persons", person.Id.Value.ToString());

    private static IEnumerable<(string, string)> Relocation(ResidentRecord person, string lot) =>
        [.. FormDoor.Notified, Of(person), ("newAddress.town", "緑町"), ("newAddress.lot", lot)];
}
