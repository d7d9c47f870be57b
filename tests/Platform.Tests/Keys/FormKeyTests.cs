using System.Security.Cryptography;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Keys;

/// <summary>Each service provider here stands for one web process.</summary>
public sealed class FormKeyTests : IAsyncLifetime
{
    private const string Text = "架空の届出";

    private readonly string folder = PostgresFixture.CreateFolder();
    private readonly List<ServiceProvider> processes = [];
    private TestDatabase database = null!; // Set before each test by the runner.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync(MigrationSet.Platform);

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider process in processes)
        {
            await process.DisposeAsync();
        }

        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_one_process_sealed_another_on_the_same_database_opens()
    {
        IDataProtector first = Protector(Process("kasumino"));
        IDataProtector second = Protector(Process("kasumino"));

        second.Unprotect(first.Protect(Text)).ShouldBe(Text);
        first.Unprotect(second.Protect(Text)).ShouldBe(Text);
    }

    [Fact]
    public async Task Processes_that_start_at_the_same_moment_on_an_empty_ring_understand_each_other()
    {
        IDataProtector[] all = [.. Enumerable.Range(0, 4).Select(_ => Protector(Process("kasumino")))];
        string[] made = await Task.WhenAll(all.Select(one => Task.Run(() => one.Protect(Text), Cancellation)));

        foreach (IDataProtector one in all)
        {
            made.ShouldAllBe(token => one.Unprotect(token) == Text);
        }
    }

    [Fact]
    public void Another_zone_is_refused_even_under_the_same_keys()
    {
        string made = Protector(Process("kasumino")).Protect(Text);
        Should.Throw<CryptographicException>(() => Protector(Process("midorino")).Unprotect(made));
    }

    [Fact]
    public async Task The_row_holds_no_key_in_clear_and_does_not_open_without_the_key_folder()
    {
        string made = Protector(Process("kasumino")).Protect(Text);

        string row = (await database.Owner.ListAsync("select xml from platform.form_key", reader => reader.GetString(0), Cancellation)).Single();
        row.ShouldContain("<sealedKey key=\"form-key.1\"");
        row.ShouldNotContain("masterKey");
        Should.Throw<CryptographicException>(() => Protector(Process("kasumino", "other-keys")).Unprotect(made));
    }

    [Theory]
    [InlineData("update platform.form_key set xml = '<key/>'")]
    [InlineData("delete from platform.form_key")]
    public async Task The_ring_only_grows(string sql)
    {
        Protector(Process("kasumino")).Protect(Text).ShouldNotBe(Text);
        (await Should.ThrowAsync<PostgresException>(database.App.ExecuteAsync(sql, Cancellation)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        await Should.ThrowAsync<PostgresException>(database.Owner.ExecuteAsync(sql, Cancellation));
    }

    private static IDataProtector Protector(ServiceProvider process) =>
        process.GetRequiredService<IDataProtectionProvider>().CreateProtector("form");

    private ServiceProvider Process(string zone, string keyFolder = "keys")
    {
        SecretFolder secrets = new(Path.Combine(folder, keyFolder));
        ServiceProvider process = new ServiceCollection()
            .AddLogging()
            .AddSingleton(database.App)
            .AddSingleton(new KeyRing(secrets, new FileMasterKey(secrets)))
            .AddFormKeys(zone)
            .BuildServiceProvider();
        processes.Add(process);
        return process;
    }
}
