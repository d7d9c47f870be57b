using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

/// <summary>A database with the demo staff and everything that signs in and decides; one per test class.</summary>
public sealed class SecurityWorld : IAsyncLifetime
{
    public const string Password = "koucha-to-mikan-no-aki";

    public static readonly TerminalProof Loopback = new(null, true);

    public FixedClock Time { get; } = FixedClock.On(2026, 11, 20);

    public TestDatabase Database { get; private set; } = null!;

    public BusinessClock Clock { get; private set; } = null!;

    public Sessions Sessions { get; private set; } = null!;

    public SignIn SignIn { get; private set; } = null!;

    public Operators Operators { get; private set; } = null!;

    public Rights Rights { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(MigrationSet.Platform);
        Clock = new BusinessClock(Time);
        Sessions = new Sessions(Database.App, Clock, SessionLimits.Standard);
        SignIn = new SignIn(Database.App, Clock, Sessions, new Terminals(Database.App, Clock));
        Operators = new Operators(Database.App, Sessions);
        Rights = new Rights(Database.App, Clock);
        await DemoOperators.SeedAsync(Database.Owner, Password, true, new DateOnly(2026, 4, 1), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        SignIn.Dispose();
        await Database.DisposeAsync();
    }

    /// <summary>Signs in at the demo's terminal and returns what the next request sees.</summary>
    public async Task<SignedIn> EnterAsync(string code, string password = Password) =>
        (await Sessions.FindAsync(await TokenAsync(code, password), Loopback, null, CancellationToken.None))!;

    public async Task<string> TokenAsync(string code, string password = Password) =>
        (await SignIn.SignInAsync(code, password, Loopback, Guid.CreateVersion7(), CancellationToken.None)).Value.Token;

    public async Task<OperatorContext> AsAsync(string code) =>
        new((await Operators.FindAsync(code, CancellationToken.None))!.Value, code, DemoOperators.Office, "loopback", null,
            Guid.CreateVersion7(), null);

    /// <summary>A new clerk with a posting, a password of its own and no right at all.</summary>
    public async Task<(Guid Operator, Guid Posting)> HireAsync(string code, DateOnly? until = null)
    {
        OperatorContext officer = await AsAsync("ikeda");
        Guid id = (await Operators.AddAsync(
            officer, new NewOperator(code, OperatorKind.Staff, "試験 職員（架空）", $"T-{code}"), CancellationToken.None)).Value;
        await Operators.SetFirstPasswordAsync(officer, id, code, Password, CancellationToken.None);
        await Database.Owner.ExecuteAsync(
            "update platform.password set must_change = false where operator_id = $1", CancellationToken.None, id);
        Guid posting = await Operators.PostAsync(
            officer,
            new NewPosting(id, DemoOperators.Office, "市民課", "主事", new DateOnly(2026, 4, 1), until),
            CancellationToken.None);
        return (id, posting);
    }

    /// <summary>Designates and sets a role by the two officers of the demo.</summary>
    public async Task<Guid> GrantAsync(Guid holder, Guid posting, string role, DateOnly from, DateOnly? until = null)
    {
        Guid designation = (await Rights.DesignateAsync(
            await AsAsync("kuroda"),
            Guid.CreateVersion7(),
            new Designation(holder, posting, role, DemoOperators.Office, from, until, "試験"),
            CancellationToken.None)).Value;
        (await Rights.SetAsync(await AsAsync("ikeda"), designation, CancellationToken.None)).ShouldBeNull();
        return designation;
    }

    public async Task<long> CountAsync(string sql, params object?[] values) =>
        (await Database.Owner.ListAsync(sql, reader => reader.GetInt64(0), CancellationToken.None, values)).Single();
}
