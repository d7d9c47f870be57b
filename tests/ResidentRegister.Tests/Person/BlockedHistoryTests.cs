using System.Net;
using System.Text.Json.Nodes;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Api;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Person;

/// <summary>A history that may not be selected: it stands in the chain and can be chosen nowhere (RR-58, items 281, 287).</summary>
public sealed class BlockedHistoryTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private const string Blocked = "閉鎖町";
    private const string Present = "緑町";

    [Fact]
    public async Task A_past_date_shows_the_record_as_it_was_and_never_a_blocked_history()
    {
        ResidentRecord person = await PersonAsync();
        using Browser clerk = await world.EnterAsync("sasaki");
        string w = $"?w={await world.PurposeAsync(clerk)}";
        string at = $"/residents/{person.Id.Value}";

        string then = (await clerk.GetAsync($"{at}/as-of{w}&on=2018-07-01&known=2026-11-20")).Body;
        then.ShouldContain("履歴番号1の内容");
        then.ShouldNotContain(Blocked);
        (await clerk.GetAsync($"{at}/as-of{w}&on=2020-07-01&known=2026-11-20")).Body.ShouldContain("履歴番号3の内容");

        // The chain stays whole and says which of its entries is blocked.
        string chain = (await clerk.GetAsync($"{at}/history{w}")).Body;
        chain.ShouldContain(Blocked[..2]); // The letters that differ are marked up.
        chain.Split("選択不可").Length.ShouldBe(2);

        using Caller program = await Caller.EnterAsync(world, TaskCodes.ResidentView);
        Answer past = await program.GetAsync($"residents/{person.Id.Value}/as-of?trueOn=2018-07-01&knownAt=2026-11-20");
        past.Status.ShouldBe(HttpStatusCode.OK, past.Text);
        past.Text.ShouldNotContain(Blocked);
        JsonNode[] entries = [.. (await program.GetAsync($"residents/{person.Id.Value}/history")).Json["entries"]!.AsArray().Select(one => one!)];
        entries.Select(one => one["selectable"]!.GetValue<bool>()).ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task A_blocked_history_cannot_be_chosen_for_cancellation_or_printed()
    {
        ResidentRecord person = await PersonAsync();
        using Caller program = await Caller.EnterAsync(world, TaskCodes.ResidentChangeEnter, TaskCodes.ResidentView);
        Answer drafted = await program.PostAsync(
            "change-cases/cancellations",
            $$"""{"rows":[{"resident":"{{person.Id.Value}}","historyNo":2}],"ground":"届出の誤り"}""",
            ("Idempotency-Key", $"key-{Guid.CreateVersion7()}"));
        if (drafted.Status == HttpStatusCode.Created)
        {
            (await program.GetAsync($"change-cases/{drafted.Json["id"]}")).Json["findings"]!.AsArray()
                .Select(one => one!["checkId"]!.GetValue<string>()).ShouldBe(["RR-58"]);
        }
        else
        {
            drafted.Text.ShouldContain("RR-58");
        }

        using Changes.FormDoor door = await Changes.FormDoor.OpenAsync(world);
        ResidentRecord printed = await PersonAsync();
        string copy = string.Concat(await door.CertificateAsync(printed, "personCopy", "history"));
        copy.ShouldContain(Present);
        copy.ShouldNotContain(Blocked);
    }

    private async Task<ResidentRecord> PersonAsync()
    {
        ResidentRecord first = await world.AddAsync(Any.Alone("選択　不可", "センタク　フカ"));
        ResidentRecord second = first with { Address = new Address { Town = Blocked, Lot = "１番地" } };
        await world.AppendAsync(first, Any.Row(second, 2, new DateOnly(2018, 6, 1)) with { Selectable = false });
        ResidentRecord third = first with { Address = new Address { Town = Present, Lot = "３番地" } };
        await world.AppendAsync(second, Any.Row(third, 3, new DateOnly(2020, 6, 1)));
        return third;
    }
}
