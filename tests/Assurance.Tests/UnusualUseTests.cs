using Daicho.Assurance.AccessReview;
using Daicho.Platform.Calendar;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Shouldly;
using Xunit;

namespace Daicho.Assurance.Tests;

/// <summary>Each pattern on the real database: a use that must be found, and one beside it that must not.</summary>
public sealed class UnusualUseTests(AssuranceWorld world) : IClassFixture<AssuranceWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<UnusualUse[]> FindAsync(Pattern pattern) => [.. (await world.FindAsync()).Where(use => use.Pattern == pattern)];

    [Fact]
    public async Task An_ordinary_day_of_work_is_not_unusual()
    {
        ResidentId person = world.Resident("見本");
        await world.LogAsync("sasaki", null, "search", results: 3, action: "resident.search");
        await world.LogAsync("sasaki", person);
        await world.LogAsync("sasaki", person, "issue", time: "10:05", action: "certificate.issue");
        (await world.FindAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_with_the_surname_of_the_operator_is_found_and_another_is_not()
    {
        ResidentId same = world.Resident("佐々木");
        await world.LogAsync("sasaki", same);
        await world.LogAsync("sasaki", world.Resident("高橋"), time: "10:10");
        await world.LogAsync("takahashi", same, time: "10:20");
        UnusualUse found = (await FindAsync(Pattern.SameSurname)).ShouldHaveSingleItem();
        found.OperatorCode.ShouldBe("sasaki");
        found.Subject.ShouldBe(same);
    }

    [Fact]
    public async Task The_surname_is_compared_with_variant_characters_folded()
    {
        await RelateAsync("takahashi", world.Resident("髙橋", "見本町８番地"), "self");
        ResidentId same = world.Resident("髙橋");
        await world.LogAsync("takahashi", same);
        (await FindAsync(Pattern.SameSurname)).ShouldHaveSingleItem().Subject.ShouldBe(same);
    }

    [Fact]
    public async Task A_neighbour_at_the_operators_address_or_household_is_found_and_the_next_house_is_not()
    {
        HouseholdId home = HouseholdId.New();
        await RelateAsync("sasaki", world.Resident(null, "見本町７番地", home), "self");
        ResidentId sameAddress = world.Resident(null, "見本町７番地");
        ResidentId sameHousehold = world.Resident(null, "見本町７番地２", home);
        await world.LogAsync("sasaki", sameAddress);
        await world.LogAsync("sasaki", sameHousehold, time: "10:10");
        await world.LogAsync("sasaki", world.Resident(null, "見本町６番地"), time: "10:20");
        (await FindAsync(Pattern.SameAddress)).Select(use => use.Subject).ShouldBe([sameAddress, sameHousehold], ignoreOrder: true);
    }

    [Fact]
    public async Task The_operators_own_and_a_relatives_record_are_found_and_a_colleagues_relative_is_not()
    {
        ResidentId self = world.Resident(null, "見本町７番地");
        ResidentId relative = world.Resident(null, "遠方町１番地");
        await RelateAsync("sasaki", self, "self");
        await RelateAsync("sasaki", relative, "relative");
        await world.LogAsync("sasaki", self);
        await world.LogAsync("sasaki", relative, time: "10:10");
        await world.LogAsync("takahashi", relative, time: "10:20");
        UnusualUse[] found = await FindAsync(Pattern.OwnOrRelative);
        found.Select(use => use.Subject).ShouldBe([self, relative], ignoreOrder: true);
        found.ShouldAllBe(use => use.OperatorCode == "sasaki");
    }

    [Fact]
    public async Task An_opened_protected_person_is_found_and_an_attempt_that_was_refused_counts_as_denied()
    {
        ResidentId person = world.Resident(isProtected: true);
        await world.LogAsync("takahashi", person, refusal: "SEC-RIGHT-001");
        (await FindAsync(Pattern.Protected)).ShouldBeEmpty();
        (await FindAsync(Pattern.Denied)).ShouldHaveSingleItem().Detail.ShouldBe("SEC-RIGHT-001");
        await world.LogAsync("kuroda", person);
        (await FindAsync(Pattern.Protected)).ShouldHaveSingleItem().OperatorCode.ShouldBe("kuroda");
    }

    [Fact]
    public async Task Steps_of_an_ordinary_sign_in_and_refused_input_are_no_denied_attempts()
    {
        foreach (string code in (string[])["SEC-SIGN-IN-001", "SEC-RIGHT-002", "SEC-RIGHT-003", "SEC-PASSWORD-001"])
        {
            await world.LogAsync("mori", null, "account", refusal: code);
        }

        await world.LogAsync("sasaki", world.Resident(), "change", refusal: "RR-MOVE-IN-001");
        (await FindAsync(Pattern.Denied)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_persons_in_one_hour_are_found_and_the_limit_itself_is_not()
    {
        int limit = (await world.LimitsAsync()).PersonsPerHour;
        for (int i = 0; i < limit; i++)
        {
            await world.LogAsync("sasaki", world.Resident(), time: "10:30");
            await world.LogAsync("takahashi", world.Resident(), time: "10:30");
        }

        (await FindAsync(Pattern.ManyInAnHour)).ShouldBeEmpty();
        await world.LogAsync("sasaki", world.Resident(), time: "10:31");
        await world.LogAsync("takahashi", world.Resident(), time: "11:31");
        UnusualUse found = (await FindAsync(Pattern.ManyInAnHour)).ShouldHaveSingleItem();
        found.OperatorCode.ShouldBe("sasaki");
        found.Count.ShouldBe(limit + 1);
    }

    [Fact]
    public async Task Many_persons_in_one_day_are_found_and_over_two_days_are_not()
    {
        await SetAsync("persons-per-day", "3");
        for (int i = 0; i < 4; i++)
        {
            await world.LogAsync("sasaki", world.Resident(), day: 1, time: $"{10 + i}:00");
            await world.LogAsync("takahashi", world.Resident(), day: i / 2, time: $"{10 + i}:00");
        }

        (await FindAsync(Pattern.ManyInADay)).ShouldHaveSingleItem().OperatorCode.ShouldBe("sasaki");
    }

    [Fact]
    public async Task Use_before_opening_on_Sunday_and_on_a_holiday_is_found_and_the_first_minute_of_office_hours_is_not()
    {
        await BusinessHolidays.PutAsync(
            world.Database.Owner, [new(AssuranceWorld.Monday.AddDays(2), "試験の休日", "試験")], CancellationToken.None);
        await world.LogAsync("sasaki", world.Resident(), day: 0, time: "08:30");
        await world.LogAsync("sasaki", world.Resident(), day: 0, time: "17:14");
        (await FindAsync(Pattern.OutOfHours)).ShouldBeEmpty();
        await world.LogAsync("sasaki", world.Resident(), day: 0, time: "08:29");
        await world.LogAsync("sasaki", world.Resident(), day: 1, time: "17:15");
        await world.LogAsync("sasaki", world.Resident(), day: 2, time: "10:00");
        await world.LogAsync("sasaki", world.Resident(), day: 6, time: "10:00");
        (await FindAsync(Pattern.OutOfHours)).Select(use => use.Detail).ShouldBe(["開庁時間外", "開庁時間外", "休日", "土日"]);
    }

    [Fact]
    public async Task Repeated_looks_at_one_person_are_found_unless_something_was_done()
    {
        ResidentId watched = world.Resident();
        ResidentId served = world.Resident();
        for (int i = 0; i < 5; i++)
        {
            await world.LogAsync("sasaki", watched, day: i);
            await world.LogAsync("sasaki", served, day: i, time: "11:00");
        }

        await world.LogAsync("sasaki", served, "change", day: 4, time: "11:30", action: "resident.change");
        (await FindAsync(Pattern.Repeated)).ShouldHaveSingleItem().Subject.ShouldBe(watched);
    }

    [Fact]
    public async Task Five_looks_without_an_act_in_a_day_are_found_and_four_are_not()
    {
        for (int i = 0; i < 4; i++)
        {
            await world.LogAsync("sasaki", world.Resident());
            await world.LogAsync("takahashi", world.Resident());
        }

        ResidentId served = world.Resident();
        await world.LogAsync("takahashi", served);
        await world.LogAsync("takahashi", served, "issue", time: "10:10", action: "certificate.issue");
        (await FindAsync(Pattern.WithoutAct)).ShouldBeEmpty();
        await world.LogAsync("sasaki", world.Resident());
        (await FindAsync(Pattern.WithoutAct)).ShouldHaveSingleItem().OperatorCode.ShouldBe("sasaki");
    }

    [Fact]
    public async Task Searches_without_a_following_act_are_found_by_those_on_their_lists_and_one_that_led_to_an_act_is_not()
    {
        for (int i = 0; i < 4; i++)
        {
            await world.LogAsync("sasaki", null, "search", action: "resident.search", listed: world.Resident().Value);
            await world.LogAsync("takahashi", null, "search", action: "resident.search", listed: world.Resident().Value);
        }

        ResidentId served = world.Resident();
        await world.LogAsync("takahashi", null, "search", action: "resident.search", listed: served.Value);
        await world.LogAsync("takahashi", served, "change", time: "10:10", action: "resident.change");
        (await FindAsync(Pattern.WithoutAct)).ShouldBeEmpty();
        await world.LogAsync("sasaki", null, "search", action: "resident.search", listed: world.Resident().Value);
        (await FindAsync(Pattern.WithoutAct)).ShouldHaveSingleItem().OperatorCode.ShouldBe("sasaki");
    }

    [Fact]
    public async Task A_neighbour_on_the_list_of_a_search_and_a_relative_in_an_opened_household_are_found()
    {
        ResidentId neighbour = world.Resident(null, "見本町７番地");
        ResidentId relative = world.Resident(null, "遠方町１番地");
        await RelateAsync("sasaki", world.Resident(null, "見本町７番地"), "self");
        await RelateAsync("sasaki", relative, "relative");
        await world.LogAsync("sasaki", null, "search", action: "resident.search", listed: [world.Resident().Value, neighbour.Value]);
        await world.LogAsync("sasaki", null, action: "household.view", time: "10:10", listed: [world.Resident().Value, relative.Value]);
        (await FindAsync(Pattern.SameAddress)).ShouldHaveSingleItem().Subject.ShouldBe(neighbour);
        (await FindAsync(Pattern.OwnOrRelative)).ShouldHaveSingleItem().Subject.ShouldBe(relative);
    }

    [Fact]
    public async Task A_search_and_the_record_opened_from_it_are_one_look()
    {
        ResidentId watched = world.Resident();
        for (int i = 0; i < 4; i++)
        {
            await world.LogAsync("sasaki", null, "search", day: i, action: "resident.search", listed: watched.Value);
            await world.LogAsync("sasaki", watched, day: i);
        }

        (await FindAsync(Pattern.Repeated)).ShouldBeEmpty();
        await world.LogAsync("sasaki", null, "search", day: 4, action: "resident.search", listed: watched.Value);
        (await FindAsync(Pattern.Repeated)).ShouldHaveSingleItem().Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_list_that_was_cut_says_so()
    {
        for (int i = 0; i < PatternSql.RowsMax; i++)
        {
            await world.LogAsync("sasaki", null, "search", results: 100, action: "resident.search");
            if (i == PatternSql.RowsMax - 2)
            {
                (await world.FindAllAsync()).Cut.ShouldBeEmpty();
            }
        }

        (await world.FindAllAsync()).Cut.ShouldBe([Pattern.WideSearch]);
    }

    [Fact]
    public async Task Numbers_in_clear_are_found_by_day()
    {
        await world.LogAsync("sasaki", world.Resident(), "reveal", number: true);
        await world.LogAsync("sasaki", world.Resident(), "issue", number: true, time: "11:00");
        await world.LogAsync("takahashi", world.Resident());
        await world.LogAsync("takahashi", world.Resident(), "reveal", refusal: "SEC-RIGHT-001", number: true);
        UnusualUse found = (await FindAsync(Pattern.NumberShown)).ShouldHaveSingleItem();
        found.OperatorCode.ShouldBe("sasaki");
        found.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_search_that_many_persons_meet_is_found_and_a_narrow_one_is_not()
    {
        await world.LogAsync("sasaki", null, "search", results: 99, action: "resident.search");
        (await FindAsync(Pattern.WideSearch)).ShouldBeEmpty();
        await world.LogAsync("sasaki", null, "search", results: 100, action: "resident.search");
        (await FindAsync(Pattern.WideSearch)).ShouldHaveSingleItem().Count.ShouldBe(100);
    }

    [Fact]
    public async Task Five_failed_sign_ins_in_a_day_are_found_even_under_a_name_that_is_no_account()
    {
        for (int i = 0; i < 5; i++)
        {
            await world.LogAsync("unknown", null, "account", refusal: "SEC-SIGN-IN-002", action: "session.sign-in");
            await world.LogAsync("sasaki", null, "account", day: i % 2, refusal: "SEC-SIGN-IN-002", action: "session.sign-in");
        }

        UnusualUse found = (await FindAsync(Pattern.FailedSignIn)).ShouldHaveSingleItem();
        found.OperatorCode.ShouldBe("unknown");
        found.OperatorName.ShouldBeNull();
    }

    [Fact]
    public async Task Sign_ins_that_nobody_ended_are_counted_by_operator_and_those_signed_out_are_not()
    {
        await SessionAsync("sasaki", "signed-out");
        (await FindAsync(Pattern.LeftOpen)).ShouldBeEmpty();
        await SessionAsync("takahashi", "idle");
        await SessionAsync("takahashi", null);
        UnusualUse found = (await FindAsync(Pattern.LeftOpen)).ShouldHaveSingleItem();
        found.OperatorCode.ShouldBe("takahashi");
        found.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Rows_outside_the_week_are_left_to_their_own_week()
    {
        await world.LogAsync("sasaki", world.Resident(), day: -1, time: "23:59");
        await world.LogAsync("sasaki", world.Resident(), day: 7, time: "00:00");
        (await world.FindAsync()).ShouldBeEmpty();
    }

    private Task<int> RelateAsync(string code, ResidentId resident, string relation) =>
        world.Database.Owner.ExecuteAsync(
            "insert into platform.operator_relation (operator_id, resident_id, relation, declared_by) select id, $2, $3, id from platform.operator where code = $1",
            CancellationToken.None, code, resident.Value, relation);

    private Task<int> SetAsync(string name, string value) =>
        world.Database.Owner.ExecuteAsync(
            "insert into platform.parameter (module, name, valid_from, value, source, recorded_by) values ('assurance', $1, '2026-01-01', $2::jsonb, '試験', 'test')",
            CancellationToken.None, name, value);

    private Task<int> SessionAsync(string code, string? ended) =>
        world.Database.Owner.ExecuteAsync(
            """
            insert into platform.session (id, token_sha256, operator_id, posting_id, terminal_id, signed_in_at, last_seen_at, expires_at, confirmed_at, ended_at, end_reason)
            select $1, sha256($1::text::bytea), o.id, p.id, t.id, $3, $3, $3 + interval '10 hours', $3, case when $4::text is not null then $3 end, $4
            from platform.operator o join platform.posting p on p.operator_id = o.id cross join platform.terminal t where o.code = $2
            """,
            CancellationToken.None,
            Guid.CreateVersion7(), code, UnusualUseFinder.Midnight(AssuranceWorld.Monday).AddHours(10), ended);
}
