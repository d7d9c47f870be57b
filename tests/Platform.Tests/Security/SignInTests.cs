using System.Diagnostics;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

public sealed class SignInTests(SecurityWorld world) : IClassFixture<SecurityWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<Result<NewSession>> TryAsync(string code, string password, TerminalProof? terminal = null) =>
        world.SignIn.SignInAsync(code, password, terminal ?? SecurityWorld.Loopback, Guid.CreateVersion7(), Cancellation);

    [Fact]
    public async Task A_session_opens_with_the_right_password_and_only_its_hash_is_stored()
    {
        string token = await world.TokenAsync("sasaki");

        SignedIn? found = await world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation);

        found.ShouldNotBeNull().OperatorCode.ShouldBe("sasaki");
        (await world.CountAsync(
            "select count(*) from platform.session where encode(token_sha256, 'escape') = $1", token)).ShouldBe(0);
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'session.sign-in' and refusal_code is null and operator_code = 'sasaki'"))
            .ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Wrong_unknown_and_empty_get_the_same_answer_and_are_logged()
    {
        (Guid hired, _) = await world.HireAsync("same-answer");
        Refusal? wrong = (await TryAsync("same-answer", "not-the-password")).Refusal;
        Refusal? unknown = (await TryAsync("nobody-here", "not-the-password")).Refusal;
        Refusal? empty = (await TryAsync("same-answer", "")).Refusal;

        wrong.ShouldBe(SecurityRefusals.WrongCredentials);
        unknown.ShouldBe(wrong);
        empty.ShouldBe(wrong);
        (await world.CountAsync(
            "select count(*) from platform.access_log where operator_id = $1 and refusal_code = 'SEC-SIGN-IN-002'", hired))
            .ShouldBe(2);
        (await world.CountAsync("select count(*) from platform.access_log where operator_code = 'nobody-here'")).ShouldBe(0);
    }

    [Fact]
    public async Task An_unknown_account_costs_the_same_work_as_a_known_one()
    {
        await world.HireAsync("same-work");
        await TryAsync("same-work", "warm up please");

        TimeSpan known = await TimeAsync("same-work");
        TimeSpan unknown = await TimeAsync("no-such-account");

        (unknown / known).ShouldBeInRange(0.25, 4);

        async Task<TimeSpan> TimeAsync(string code)
        {
            long start = Stopwatch.GetTimestamp();
            await TryAsync(code, "not-the-password");
            return Stopwatch.GetElapsedTime(start);
        }
    }

    [Fact]
    public async Task Five_failures_lock_the_account_for_fifteen_minutes_then_longer_and_raise_an_alert()
    {
        (Guid id, _) = await world.HireAsync("locked-out");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryAsync("locked-out", "guess-guess-guess")));

        (await TryAsync("locked-out", SecurityWorld.Password)).Refusal.ShouldBe(SecurityRefusals.WrongCredentials);
        (await world.CountAsync("select count(*) from platform.security_alert where operator_id = $1", id)).ShouldBe(1);

        DateTimeOffset locked = world.Time.GetUtcNow();
        world.Time.Advance(TimeSpan.FromMinutes(15));
        for (int i = 0; i < 5; i++)
        {
            (await TryAsync("locked-out", "guess-guess-guess")).Refusal.ShouldNotBeNull();
        }

        world.Time.Advance(TimeSpan.FromMinutes(16));
        (await TryAsync("locked-out", SecurityWorld.Password)).Refusal.ShouldNotBeNull("the second lock is longer");
        world.Time.Advance(TimeSpan.FromMinutes(15));
        (await TryAsync("locked-out", SecurityWorld.Password)).Refusal.ShouldBeNull();
        world.Time.Set(locked);
    }

    [Fact]
    public async Task A_terminal_that_is_not_registered_is_refused()
    {
        TerminalProof stranger = new(new byte[32], false);

        (await TryAsync("sasaki", SecurityWorld.Password, stranger)).Refusal.ShouldBe(SecurityRefusals.UnregisteredTerminal);
    }

    [Fact]
    public async Task A_session_is_worthless_at_another_terminal()
    {
        string token = await world.TokenAsync("takahashi");
        Terminals terminals = new(world.Database.App, world.Clock);
        string code = await terminals.RegisterAsync(
            await world.EnterAsync("ikeda"), Guid.CreateVersion7(), "counter-2", DemoOperators.Office, Cancellation);
        string secret = (await terminals.EnrolAsync(code, Cancellation)).Value;

        TerminalProof other = TerminalProof.From(secret, false);
        (await world.Sessions.FindAsync(token, other, null, Cancellation)).ShouldBeNull();
        (await TryAsync("takahashi", SecurityWorld.Password, other)).Refusal.ShouldBeNull();
        (await terminals.EnrolAsync(code, Cancellation)).Refusal.ShouldBe(SecurityRefusals.WrongEnrolment);
    }

    [Fact]
    public async Task A_session_ends_by_itself_after_fifteen_idle_minutes_and_after_ten_hours()
    {
        DateTimeOffset start = world.Time.GetUtcNow();
        await world.HireAsync("idle");
        string token = await world.TokenAsync("idle");

        world.Time.Advance(TimeSpan.FromMinutes(14));
        (await FindAsync()).ShouldNotBeNull();
        for (int i = 0; i < 41; i++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(14));
            (await FindAsync()).ShouldNotBeNull();
        }

        world.Time.Advance(TimeSpan.FromMinutes(14));
        (await FindAsync()).ShouldBeNull("ten hours have passed");
        string second = await world.TokenAsync("idle");
        world.Time.Advance(TimeSpan.FromMinutes(15));
        (await world.Sessions.FindAsync(second, SecurityWorld.Loopback, null, Cancellation)).ShouldBeNull();
        world.Time.Set(start);

        Task<SignedIn?> FindAsync() => world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation);
    }

    [Fact]
    public async Task A_second_sign_in_at_the_same_terminal_replaces_the_first_and_sign_out_ends_it()
    {
        await world.HireAsync("twice");
        string first = await world.TokenAsync("twice");
        string second = await world.TokenAsync("twice");

        (await world.Sessions.FindAsync(first, SecurityWorld.Loopback, null, Cancellation)).ShouldBeNull();
        SignedIn signedIn = (await world.Sessions.FindAsync(second, SecurityWorld.Loopback, null, Cancellation))!;
        await world.Sessions.SignOutAsync(signedIn, Guid.CreateVersion7(), Cancellation);
        (await world.Sessions.FindAsync(second, SecurityWorld.Loopback, null, Cancellation)).ShouldBeNull();
        (await world.CountAsync(
            "select count(*) from platform.access_log where action = 'session.sign-out' and session_id = $1", signedIn.SessionId))
            .ShouldBe(1);
    }

    [Fact]
    public async Task After_the_posting_ends_neither_session_nor_sign_in_works()
    {
        DateTimeOffset start = world.Time.GetUtcNow();
        (_, Guid posting) = await world.HireAsync("leaver");
        string token = await world.TokenAsync("leaver");
        await world.Operators.EndPostingAsync(
            await world.AsAsync("ikeda"), posting, new DateOnly(2026, 11, 21), "退職", Cancellation);
        (await world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation)).ShouldNotBeNull();

        world.Time.Set(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.FromHours(9)));
        string fresh = await world.TokenAsync("sasaki");
        (await world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation)).ShouldBeNull();
        (await TryAsync("leaver", SecurityWorld.Password)).Refusal.ShouldBe(SecurityRefusals.WrongCredentials);
        (await world.Sessions.FindAsync(fresh, SecurityWorld.Loopback, null, Cancellation)).ShouldNotBeNull();
        world.Time.Set(start);
    }

    [Fact]
    public async Task A_password_is_rehashed_when_the_parameters_grow()
    {
        (Guid id, _) = await world.HireAsync("rehash");
        PasswordHash weak = PasswordHash.Make(SecurityWorld.Password, 1000);
        await world.Database.Owner.ExecuteAsync(
            "update platform.password set iterations = $2, salt = $3, hash = $4 where operator_id = $1",
            Cancellation, id, weak.Iterations, weak.Salt, weak.Hash);

        await world.TokenAsync("rehash");

        (await world.CountAsync("select iterations::bigint from platform.password where operator_id = $1", id))
            .ShouldBe(PasswordHash.IterationsNow);
        await world.TokenAsync("rehash");
    }

    [Fact]
    public async Task A_first_password_must_be_changed_before_anything_else()
    {
        OperatorContext officer = await world.AsAsync("ikeda");
        (Guid id, Guid posting) = await world.HireAsync("newcomer");
        await world.GrantAsync(id, posting, "clerk", new DateOnly(2026, 4, 1));
        await world.Operators.SetFirstPasswordAsync(officer, id, "newcomer", "hajimete-no-aikotoba", Cancellation);
        SignedIn signedIn = await world.EnterAsync("newcomer", "hajimete-no-aikotoba");

        Permissions.Check(signedIn, TaskCodes.ResidentSearch, null, world.Clock.Instant())
            .ShouldBe(SecurityRefusals.PasswordChangeNeeded);
        Permissions.Check(signedIn, TaskCodes.SelfAccount, null, world.Clock.Instant()).ShouldBeNull();
        (await world.SignIn.ChangePasswordAsync(
            signedIn, "hajimete-no-aikotoba", "jibun-no-aikotoba-desu", Guid.CreateVersion7(), Cancellation)).ShouldBeNull();
        signedIn = await world.EnterAsync("newcomer", "jibun-no-aikotoba-desu");
        Permissions.Check(signedIn, TaskCodes.ResidentSearch, null, world.Clock.Instant()).ShouldBeNull();
    }

    [Theory]
    [InlineData("short", false)]
    [InlineData("sasaki-no-himitsu", false)]
    [InlineData("aaaaaaaaaaaaaa", false)]
    [InlineData("abcdefghijklmn", false)]
    [InlineData("123456789012", false)]
    [InlineData("password1234", false)]
    [InlineData("koucha-to-mikan", true)]
    [InlineData("秋の夜長に読む本は三冊まで", true)]
    public void A_password_is_long_and_not_the_obvious_one(string password, bool good) =>
        (PasswordRules.Check(password, "sasaki") is null).ShouldBe(good);
}
