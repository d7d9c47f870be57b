using Daicho.Assurance.Data;
using Daicho.Assurance.PeriodicChecks;
using Daicho.Platform.Data;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Assurance.Tests;

/// <summary>Checks that are promised from time to time: planned, shown as overdue, recorded with their result.</summary>
public sealed class PeriodicCheckTests(AssuranceWorld world) : IClassFixture<AssuranceWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CheckStore Checks => new(world.Database.App, world.Clock);

    [Fact]
    public async Task A_check_is_due_until_its_result_is_recorded_and_again_after_its_term()
    {
        DateOnly day = world.Clock.Today();
        (await FindAsync("outside-system", "")).IsDue(day).ShouldBeTrue();
        long due = await DueAsync();

        await RecordAsync("outside-system", "", CheckResult.Good, "");

        PlannedCheck done = await FindAsync("outside-system", "");
        done.By.ShouldBe("森");
        done.DueOn.ShouldBe(day.AddMonths(6));
        done.IsDue(day.AddMonths(6).AddDays(-1)).ShouldBeFalse();
        done.IsDue(day.AddMonths(6)).ShouldBeTrue();
        (await DueAsync()).ShouldBe(due - 1);
    }

    [Fact]
    public async Task Each_registered_terminal_has_its_yearly_inspection_of_the_display()
    {
        PlannedCheck terminal = (await Checks.ListAsync(Cancellation)).Single(one => one.Kind == "terminal-display");
        terminal.Scope.ShouldBe("本庁窓口01");

        await RecordAsync("terminal-display", terminal.Scope, CheckResult.Good, "衝立を確認");

        (await FindAsync("terminal-display", terminal.Scope)).DueOn.ShouldBe(world.Clock.Today().AddYears(1));
    }

    [Fact]
    public async Task A_fault_needs_words_and_stays_due_until_it_is_corrected()
    {
        (await Checks.RecordAsync(
            await world.AsAsync("mori"), "森", Guid.CreateVersion7(), "right-ledger", "", CheckResult.Open, "", Cancellation))
            .ShouldBe(AssuranceRefusals.CheckNote);
        await RecordAsync("right-ledger", "", CheckResult.Open, "退職者の権限が１件残っていた。");
        (await FindAsync("right-ledger", "")).IsDue(world.Clock.Today()).ShouldBeTrue();
        await RecordAsync("right-ledger", "", CheckResult.Corrected, "失効させた。");
        (await FindAsync("right-ledger", "")).IsDue(world.Clock.Today()).ShouldBeFalse();
    }

    [Fact]
    public async Task The_running_program_cannot_alter_a_result()
    {
        await RecordAsync("right-ledger", "", CheckResult.Good, "");
        await Should.ThrowAsync<PostgresException>(() => world.Database.App.ExecuteAsync(
            "update assurance.periodic_check set result = 'good'", Cancellation));
    }

    private async Task RecordAsync(string kind, string scope, CheckResult result, string note) =>
        (await Checks.RecordAsync(
            await world.AsAsync("mori"), "森", Guid.CreateVersion7(), kind, scope, result, note, Cancellation)).ShouldBeNull();

    private async Task<PlannedCheck> FindAsync(string kind, string scope) =>
        (await Checks.ListAsync(Cancellation)).Single(one => one.Kind == kind && one.Scope == scope);

    private async Task<long> DueAsync() => (await world.Database.App.ListAsync(
        CheckStore.DueSql, row => row.GetInt64(0), Cancellation,
        Guid.CreateVersion7(), "honcho", world.Clock.Today(), world.Time.GetUtcNow())).Single();
}
