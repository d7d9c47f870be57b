using System.Globalization;
using System.Net;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>The lists of cases: by state, clerk, office and period; counted, in pages, sorted, as a file, and of one person.</summary>
public sealed class CaseListTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private readonly ChangeWorld changes = ChangeWorld.Over(world);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateOnly Today => world.Clock.Today();

    private CaseConditions All => CaseConditions.Of(CaseListKind.All, Today);

    [Fact]
    public async Task Cases_of_a_year_are_listed_by_the_day_of_entry_and_those_outside_the_days_are_not()
    {
        ChangeCaseId early = await AtAsync(new DateOnly(2025, 12, 1));
        ChangeCaseId late = await AtAsync(new DateOnly(2026, 11, 20));

        (await IdsAsync(All with { From = new(2025, 12, 1), Until = new(2025, 12, 1) })).ShouldBe([early]);
        (await IdsAsync(All with { From = new(2025, 12, 2), Until = Today })).ShouldNotContain(early);
        IReadOnlyList<ChangeCaseId> both = await IdsAsync(All with { From = new(2025, 12, 1), Until = Today });
        both.ShouldContain(late);
        both.ShouldContain(early);
    }

    [Fact]
    public async Task Yesterdays_decisions_are_listed_when_their_day_is_asked_for()
    {
        ChangeCaseId yesterday = await AtAsync(Today.AddDays(-1));
        using Browser takahashi = await world.EnterAsync("takahashi");
        string open = $"/changes/{yesterday.Value}/open";

        (await takahashi.GetAsync("/changes?list=Decided")).Body.ShouldNotContain(open);
        Shown asked = await takahashi.GetAsync("/changes?list=Decided&from=R8.11.19&until=R8.11.19");
        asked.Status.ShouldBe(HttpStatusCode.OK, asked.Body);
        asked.Body.ShouldContain(open);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_clerk_office_and_state()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId draft = ChangeWorld.Done(await changes.DraftAsync(Requests.Relocation("１２番地", person), "watanabe"));
        ChangeCaseId decided = await changes.DoAsync(Requests.Relocation("１３番地", await world.AddAsync(Any.Resident())));

        (await IdsAsync(All with { Operator = "watanabe" })).ShouldBe([draft]);
        (await IdsAsync(All with { Operator = "takahashi" })).ShouldContain(decided, "the reviewer counts too");
        IReadOnlyList<ChangeCaseId> drafts = await IdsAsync(All with { State = CaseState.Draft });
        drafts.ShouldContain(draft);
        drafts.ShouldNotContain(decided);
        (await IdsAsync(All with { Office = "honcho" })).ShouldContain(decided);
        (await IdsAsync(All with { Office = "elsewhere" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_case_of_a_long_list_stands_on_exactly_one_page_in_the_order_asked_for()
    {
        List<ChangeCaseId> made = [];
        for (int count = 0; count < CaseConditions.RowsShort + 3; count++)
        {
            ResidentRecord person = await world.AddAsync(Any.Resident());
            made.Add(ChangeWorld.Done(await changes.DraftAsync(Requests.Relocation("１４番地", person), "nakamura")));
        }

        CaseConditions his = All with { Operator = "nakamura", Order = CaseOrder.EnteredAt, IsDescending = false };
        CasePageOfList first = await PageAsync(his);
        CasePageOfList second = await PageAsync(his with { Page = 2 });
        first.Total.ShouldBe(made.Count);
        first.Lines.Count.ShouldBe(CaseConditions.RowsShort);
        second.Lines.Count.ShouldBe(3);
        first.Lines.Concat(second.Lines).Select(line => line.Id).ShouldBe(made);
        (await PageAsync(his with { IsDescending = true })).Lines[0].Id.ShouldBe(made[^1]);
        (await PageAsync(his with { Page = 99 })).Page.ShouldBe(2);

        using Browser takahashi = await world.EnterAsync("takahashi");
        string body = (await takahashi.GetAsync("/changes?list=All&operator=nakamura")).Body;
        body.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"全<strong>{made.Count}</strong>件中 1～50件"));
        body.ShouldContain("page=2");
    }

    [Fact]
    public async Task The_whole_list_leaves_as_a_file_that_names_no_resident_and_is_on_the_log()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeCaseId decided = await changes.DoAsync(Requests.Relocation("１５番地", person));
        long number = (await changes.CaseAsync(decided)).Number;
        using Browser takahashi = await world.EnterAsync("takahashi");

        byte[] file = await takahashi.BytesAsync("/changes/list.csv?list=Decided");

        string text = Encoding.UTF8.GetString(file);
        text.ShouldStartWith("\uFEFF");
        text.ShouldContain("受付番号");
        text.Split("\r\n").Count(line => line.Contains($"\"{number}\"", StringComparison.Ordinal) || line.StartsWith($"{number},", StringComparison.Ordinal))
            .ShouldBe(1, text);
        text.ShouldNotContain(person.Name.Written);
        (await world.CountAsync("select count(*) from platform.access_log where kind = 'output' and action = 'resident.change.list'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_period_that_ends_before_it_begins_is_refused_with_its_words()
    {
        using Browser takahashi = await world.EnterAsync("takahashi");
        Shown refused = await takahashi.GetAsync("/changes?list=All&from=R8.11.20&until=R8.11.1");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Body.ShouldContain("RR-LIST-001");
    }

    [Fact]
    public async Task The_entered_data_of_a_person_are_listed_with_their_last_day_and_the_look_is_on_the_log()
    {
        // Born on a day of his own: people of one name and birth date are told apart before a record opens.
        ResidentRecord person = await world.AddAsync(Any.Resident() with { BirthDate = PartialDate.FromDate(new DateOnly(1949, 2, 3)) });
        ChangeCaseId decided = await changes.DoAsync(Requests.Relocation("１６番地", person));
        ChangeCaseId ofAnother = await changes.DoAsync(Requests.Relocation("１７番地", await world.AddAsync(Any.Resident())));
        using Browser sasaki = await world.EnterAsync("sasaki");
        Guid w = await world.PurposeAsync(sasaki, TaskCodes.ResidentChangeEnter, "入力内容の検証");

        Shown page = await sasaki.GetAsync($"/residents/{person.Id.Value}/entries?w={w}");

        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        page.Body.ShouldContain($"/changes/{decided.Value}/open");
        page.Body.ShouldContain("令和９年１１月２０日");
        page.Body.ShouldNotContain($"/changes/{ofAnother.Value}/open");
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'resident.entries' and subject_id = $1", person.Id.Value)).ShouldBe(1);
    }

    // A decided case of a day; the clock goes back to today afterwards.
    private async Task<ChangeCaseId> AtAsync(DateOnly day)
    {
        DateTimeOffset now = world.Time.GetUtcNow();
        world.Time.Set(new DateTimeOffset(day.ToDateTime(new TimeOnly(2, 0)), TimeSpan.Zero));
        try
        {
            return await changes.DoAsync(Requests.Relocation("１１番地", await world.AddAsync(Any.Resident())) with
            {
                HappenedOn = PartialDate.FromDate(day),
                NotifiedOn = PartialDate.FromDate(day),
            });
        }
        finally
        {
            world.Time.Set(now);
        }
    }

    private async Task<IReadOnlyList<ChangeCaseId>> IdsAsync(CaseConditions conditions) =>
        [.. (await PageAsync(conditions with { Rows = CaseConditions.RowsLong })).Lines.Select(line => line.Id)];

    private Task<CasePageOfList> PageAsync(CaseConditions conditions) =>
        CaseLists.PageAsync(world.Database.App, conditions, "takahashi", Cancellation);
}
