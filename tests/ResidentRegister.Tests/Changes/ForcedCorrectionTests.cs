using System.Net;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Export;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Residents;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>強制修正 (RR-56) from the form to the review list, the history and the output of the register.</summary>
public sealed class ForcedCorrectionTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forced_correction_is_marked_on_the_review_list_in_the_history_and_in_the_output_and_the_next_ordinary_one_is_not()
    {
        ResidentRecord person = await world.AddAsync(Any.Alone("強制　直子", "キョウセイ　ナオコ"));
        await CorrectAsync(person, "強制　直美", "forced");
        (await HistoryAsync(person)).ShouldContain("強制修正フラグ");
        (await ExportedAsync(person)).ShouldBe("1");

        await CorrectAsync(person, "強制　直代", "ordinary");
        (await ExportedAsync(person)).ShouldBe("");
    }

    private async Task CorrectAsync(ResidentRecord person, string name, string kind)
    {
        using Browser sasaki = await world.EnterAsync("sasaki", secondFactor: true);
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "職権修正");
        Shown saved = await sasaki.SendAsync(
            $"/changes/enter?form=EX_OFFICIO_CORRECTION&person={person.Id.Value}&p={person.Id.Value}&w={w}", $"/changes/enter?w={w}",
            [
                .. FormDoor.Official, ("form", "EX_OFFICIO_CORRECTION"), ("version", "0"), ("act-key", Key()),
                ("persons", person.Id.Value.ToString()), ("fix.name", name), .. kind == "forced" ? [("forced", "on")] : Array.Empty<(string, string)>(),
            ]);
        saved.Status.ShouldBe(HttpStatusCode.SeeOther, saved.Body);
        string id = saved.Location!.Split('/')[2].Split('?')[0];
        string[] alerts =
        [
            .. (await sasaki.GetAsync(saved.Location)).Body.Split("name=\"confirm.").Skip(1).Select(part => part.Split('"')[0]),
        ];
        Shown sent = await sasaki.SendAsync(
            saved.Location, $"/changes/{id}/submit?w={w}",
            [
                ("act-key", Key()), ("version", "1"), ("result-confirmed", "on"), ("do", "submit"),
                .. alerts.SelectMany(alert => new[] { ($"confirm.{alert}", "on"), ($"reason.{alert}", "届出書で確認") }),
            ]);
        sent.Status.ShouldBe(HttpStatusCode.SeeOther, sent.Body);

        using Browser takahashi = await world.EnterAsync("takahashi", secondFactor: true);
        string list = (await takahashi.GetAsync("/changes?list=Review")).Body;
        list.Contains("強制修正", StringComparison.Ordinal).ShouldBe(kind == "forced");
        string review = (await takahashi.SendAsync("/changes?list=Review", $"/changes/{id}/open")).Location!;
        Shown decided = await takahashi.SendAsync(
            review, $"/changes/{id}/review?w={review.Split("w=")[1]}",
            ("act-key", Key()), ("version", "2"), ("do", "decide"), ("compared", "persons"), ("compared", "dates"),
            ("compared", "content"), ("compared", "notifier"), ("compared", "examined"));
        decided.Status.ShouldBe(HttpStatusCode.SeeOther, decided.Body);
    }

    private async Task<string> HistoryAsync(ResidentRecord person)
    {
        using Browser sasaki = await world.EnterAsync("sasaki", secondFactor: true);
        Shown page = await sasaki.GetAsync($"/residents/{person.Id.Value}/history?w={await world.PurposeAsync(sasaki)}");
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        return page.Body;
    }

    /// <summary>The column of the forced correction in what leaves the register for the person.</summary>
    private async Task<string> ExportedAsync(ResidentRecord person)
    {
        string folder = Directory.CreateTempSubdirectory("daicho-forced-").FullName;
        try
        {
            OperatorContext asks = OperatorContext.ForCommand("data.export", "試験") with { OperatorId = Guid.CreateVersion7(), OperatorCode = "ikeda" };
            Guid approval = (await new ExportStore(world.Database.App, world.Clock)
                .AskAsync(asks, Guid.CreateVersion7(), new ExportTerms("試験", "見本市", "server_folder", 1000), Cancellation)).Value;
            (await new Approvals(world.Database.App, world.Clock).DecideAsync(
                asks with { OperatorId = Guid.CreateVersion7(), OperatorCode = "kuroda" },
                approval, [ExportStore.ApprovalKind], true, "", Cancellation)).ShouldBeNull();
            RegisterZone zone = new(
                world.Database.App, world.Vault, world.Services.GetRequiredService<KeyRing>(), world.Clock,
                MunicipalityCode.Parse("131016"), folder);
            (await RegisterExport.RunAsync(zone, Path.Combine(folder, "out"), approval, null, Cancellation)).Refusal.ShouldBeNull();
            string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, "out", "residents.csv"), Cancellation);
            int column = Array.IndexOf(lines[0].TrimStart('\uFEFF').Split(','), "forced_correction");
            column.ShouldBeGreaterThan(0);
            return lines.Single(line => line.Contains(person.AddresseeNumber.Value, StringComparison.Ordinal)).Split(',')[column].Trim('"');
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Key() => Guid.CreateVersion7().ToString("N");
}
