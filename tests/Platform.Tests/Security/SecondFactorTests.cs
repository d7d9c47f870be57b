using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Security;

public sealed class SecondFactorTests(SecurityWorld world) : IClassFixture<SecurityWorld>, IAsyncLifetime
{
    private const string Domain = "city.test";
    private const string Origin = "https://city.test";

    private readonly string folder = PostgresFixture.CreateFolder();
    private ServiceProvider services = null!;
    private KeyRing keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        keys = new KeyRing(secrets, new FileMasterKey(secrets));
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(world.Database.App)
            .AddSingleton(world.Clock)
            .AddSingleton(keys)
            .AddSecurity(SessionLimits.Standard)
            .BuildServiceProvider();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<T> WithAsync<T>(Func<Passkeys, HttpContext, Task<T>> act)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        DefaultHttpContext http = new() { RequestServices = scope.ServiceProvider };
        http.Request.Scheme = "https";
        http.Request.Host = new HostString(Domain);
        return await act(scope.ServiceProvider.GetRequiredService<Passkeys>(), http);
    }

    private async Task<SignedIn> AgainAsync(string token) =>
        (await world.Sessions.FindAsync(token, SecurityWorld.Loopback, null, Cancellation))!;

    private Task<Refusal?> RegisterAsync(SignedIn who, SoftAuthenticator authenticator) => WithAsync(async (passkeys, http) =>
    {
        Result<string> options = await passkeys.StartRegistrationAsync(who, http, Cancellation);
        return options.Refusal ?? await passkeys.RegisterAsync(
            who, http, Guid.CreateVersion7(), authenticator.Create(options.Value), "窓口の鍵", Cancellation);
    });

    private Task<Refusal?> ProveAsync(SignedIn who, SoftAuthenticator authenticator) => WithAsync(async (passkeys, http) =>
    {
        Result<string> options = await passkeys.StartProofAsync(who, http, Cancellation);
        return options.Refusal ?? await passkeys.ProveAsync(
            who, http, Guid.CreateVersion7(), authenticator.Get(options.Value, who.OperatorId.ToString("D")), Cancellation);
    });

    [Fact]
    public async Task A_passkey_registers_proves_its_owner_in_the_next_session_and_can_be_revoked()
    {
        await world.HireAsync("keyed");
        string token = await world.TokenAsync("keyed");
        using SoftAuthenticator authenticator = new(Origin, Domain);

        (await RegisterAsync(await AgainAsync(token), authenticator)).ShouldBeNull();
        (await AgainAsync(token)).SecondFactor.ShouldBeTrue("registering has proved it");

        token = await world.TokenAsync("keyed");
        (await AgainAsync(token)).SecondFactor.ShouldBeFalse("a new session starts without");
        (await ProveAsync(await AgainAsync(token), authenticator)).ShouldBeNull();
        SignedIn who = await AgainAsync(token);
        who.SecondFactor.ShouldBeTrue();

        RegisteredPasskey listed = (await WithAsync((passkeys, _) => passkeys.ListAsync(who, Cancellation))).ShouldHaveSingleItem();
        listed.Name.ShouldBe("窓口の鍵");
        listed.LastUsedAt.ShouldNotBeNull();
        (await WithAsync((passkeys, _) => passkeys.RevokeAsync(who, listed.Id, Guid.CreateVersion7(), Cancellation))).ShouldBeNull();
        (await ProveAsync(who, authenticator)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Without_user_verification_a_passkey_is_refused()
    {
        await world.HireAsync("unverified");
        string token = await world.TokenAsync("unverified");
        using SoftAuthenticator authenticator = new(Origin, Domain) { VerifiesUser = false };

        (await RegisterAsync(await AgainAsync(token), authenticator)).ShouldBe(SecurityRefusals.SecondFactorWrong);

        authenticator.VerifiesUser = true;
        (await RegisterAsync(await AgainAsync(token), authenticator)).ShouldBeNull();
        authenticator.VerifiesUser = false;
        (await ProveAsync(await AgainAsync(token), authenticator)).ShouldBe(SecurityRefusals.SecondFactorWrong);
    }

    [Fact]
    public async Task A_passkey_made_for_another_site_is_refused()
    {
        await world.HireAsync("phished");
        using SoftAuthenticator authenticator = new("https://city.example", Domain);

        (await RegisterAsync(await world.EnterAsync("phished"), authenticator)).ShouldBe(SecurityRefusals.SecondFactorWrong);
    }

    [Fact]
    public async Task A_copied_authenticator_is_found_by_its_counter_and_an_answer_serves_once()
    {
        await world.HireAsync("copied");
        string token = await world.TokenAsync("copied");
        using SoftAuthenticator authenticator = new(Origin, Domain) { Counter = 10 };
        (await RegisterAsync(await AgainAsync(token), authenticator)).ShouldBeNull();
        (await ProveAsync(await AgainAsync(token), authenticator)).ShouldBeNull();
        authenticator.Counter = 3;
        (await ProveAsync(await AgainAsync(token), authenticator)).ShouldBe(SecurityRefusals.SecondFactorWrong);

        authenticator.Counter = 20;
        SignedIn who = await AgainAsync(token);
        Refusal?[] twice = await WithAsync(async (passkeys, http) =>
        {
            string options = (await passkeys.StartProofAsync(who, http, Cancellation)).Value;
            string answer = authenticator.Get(options, who.OperatorId.ToString("D"));
            return new[]
            {
                await passkeys.ProveAsync(who, http, Guid.CreateVersion7(), answer, Cancellation),
                await passkeys.ProveAsync(who, http, Guid.CreateVersion7(), answer, Cancellation),
            };
        });
        twice.ShouldBe([null, SecurityRefusals.SecondFactorWrong]);
    }

    [Fact]
    public async Task A_stolen_password_alone_cannot_add_another_second_factor()
    {
        await world.HireAsync("stolen");
        using SoftAuthenticator own = new(Origin, Domain);
        using SoftAuthenticator thiefs = new(Origin, Domain);
        (await RegisterAsync(await world.EnterAsync("stolen"), own)).ShouldBeNull();

        SignedIn thief = await world.EnterAsync("stolen");
        (await RegisterAsync(thief, thiefs)).ShouldBe(SecurityRefusals.SecondFactorNeeded);
        (await new OneTimeCodes(world.Database.App, world.Clock, keys).StartAsync(thief, Cancellation))
            .Refusal.ShouldBe(SecurityRefusals.SecondFactorNeeded);
    }

    [Fact]
    public async Task A_one_time_code_serves_once_and_an_older_one_never()
    {
        await world.HireAsync("coded");
        string token = await world.TokenAsync("coded");
        OneTimeCodes codes = new(world.Database.App, world.Clock, keys);
        byte[] secret = FromBase32((await codes.StartAsync(await AgainAsync(token), Cancellation)).Value);
        long now = TimeCode.StepOf(world.Clock.Instant());

        (await VerifyAsync(now - 2)).ShouldBe(SecurityRefusals.SecondFactorWrong, "older than its window");
        (await AgainAsync(token)).HasSecondFactor.ShouldBeFalse("not confirmed yet");
        (await VerifyAsync(now)).ShouldBeNull();
        (await AgainAsync(token)).SecondFactor.ShouldBeTrue();
        (await VerifyAsync(now)).ShouldBe(SecurityRefusals.SecondFactorWrong, "used twice");
        (await VerifyAsync(now - 1)).ShouldBe(SecurityRefusals.SecondFactorWrong, "older than one that was used");
        (await VerifyAsync(now + 1)).ShouldBeNull();

        SignedIn strong = await AgainAsync(token);
        (await codes.RemoveAsync(strong, Guid.CreateVersion7(), Cancellation)).ShouldBeNull();
        world.Time.Advance(TimeSpan.FromMinutes(2));
        (await VerifyAsync(now + 4)).ShouldNotBeNull("the secret is gone");
        world.Time.Advance(TimeSpan.FromMinutes(-2));

        async Task<Refusal?> VerifyAsync(long step) => await codes.VerifyAsync(
            await AgainAsync(token), TimeCode.CodeAt(secret, step), Guid.CreateVersion7(), Cancellation);
    }

    [Fact]
    public async Task Guessing_one_time_codes_is_locked_out()
    {
        await world.HireAsync("guessed");
        string token = await world.TokenAsync("guessed");
        OneTimeCodes codes = new(world.Database.App, world.Clock, keys);
        byte[] secret = FromBase32((await codes.StartAsync(await AgainAsync(token), Cancellation)).Value);
        string right = TimeCode.CodeAt(secret, TimeCode.StepOf(world.Clock.Instant()));
        for (int i = 0; i < 5; i++)
        {
            await codes.VerifyAsync(await AgainAsync(token), "no-code", Guid.CreateVersion7(), Cancellation);
        }

        (await codes.VerifyAsync(await AgainAsync(token), right, Guid.CreateVersion7(), Cancellation)).ShouldNotBeNull();
    }

    /// <summary>RFC 6238, appendix B, last six of the eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long second, string code) =>
        TimeCode.CodeAt("12345678901234567890"u8, TimeCode.StepOf(DateTimeOffset.FromUnixTimeSeconds(second))).ShouldBe(code);

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_is_that_of_the_standard(string text, string base32) =>
        TimeCode.ToBase32(Encoding.ASCII.GetBytes(text)).ShouldBe(base32);

    private static byte[] FromBase32(string text)
    {
        List<byte> bytes = [];
        (int buffer, int bits) = (0, 0);
        foreach (char c in text)
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
