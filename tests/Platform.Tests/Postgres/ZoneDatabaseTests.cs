using Daicho.Platform.Postgres;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Postgres;

public sealed class ZoneDatabaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_zone_gets_two_databases_whose_roles_cannot_enter_the_other()
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        string admin = cluster.AdminConnectionString().ConnectionString;
        await using ZoneDatabase zone = await ZoneDatabase.PrepareAsync("city-a", admin, cluster.Secrets, Cancellation);
        await using ZoneDatabase other = await ZoneDatabase.PrepareAsync("city-b", admin, cluster.Secrets, Cancellation);

        (await AskAsync(zone.App)).ShouldBe("city_a_app in city_a");
        (await AskAsync(zone.VaultApp)).ShouldBe("city_a_vault_app in city_a_vault");
        foreach (string database in (string[])["city_a_vault", "city_b", "city_b_vault"])
        {
            NpgsqlConnectionStringBuilder stranger = cluster.ConnectionString(database, "city_a_app", cluster.Secrets.GetOrCreatePassword("city_a_app.password"));
            stranger.Pooling = false;
            await using NpgsqlConnection connection = new(stranger.ConnectionString);
            PostgresException refused = await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync(Cancellation));
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Fact]
    public async Task Preparing_a_zone_again_and_twice_at_once_changes_nothing()
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        string admin = cluster.AdminConnectionString().ConnectionString;
        ZoneDatabase[] zones = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ZoneDatabase.PrepareAsync("city-c", admin, cluster.Secrets, Cancellation)));
        foreach (ZoneDatabase zone in zones)
        {
            (await AskAsync(zone.Owner)).ShouldBe("city_c_owner in city_c");
            await zone.DisposeAsync();
        }
    }

    [Fact]
    public async Task Other_secrets_take_a_zone_over_only_when_nobody_is_at_work_under_its_roles()
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        string admin = cluster.AdminConnectionString().ConnectionString;
        string folder = PostgresFixture.CreateFolder();
        SecretFolder others = new(Path.Combine(folder, "secrets"));
        await using (ZoneDatabase zone = await ZoneDatabase.PrepareAsync("city-e", admin, cluster.Secrets, Cancellation))
        {
            (await AskAsync(zone.Owner)).ShouldBe("city_e_owner in city_e");
            StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(
                () => ZoneDatabase.PrepareAsync("city-e", admin, others, Cancellation));
            refused.Message.ShouldContain("secrets");

            // The first one's next connection still opens.
            zone.Owner.Clear();
            (await AskAsync(zone.Owner)).ShouldBe("city_e_owner in city_e");
        }

        // A backend goes a moment after its client.
        while (true)
        {
            try
            {
                await using ZoneDatabase taken = await ZoneDatabase.PrepareAsync("city-e", admin, others, Cancellation);
                (await AskAsync(taken.Owner)).ShouldBe("city_e_owner in city_e");
                break;
            }
            catch (StartupRefusedException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
            }
        }

        await PostgresFixture.RemoveFolderAsync(folder);
    }

    [Theory]
    [InlineData("City")]
    [InlineData("a\"; drop database postgres; --")]
    [InlineData("")]
    public async Task A_zone_name_that_is_no_name_is_refused(string name)
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        await Should.ThrowAsync<StartupRefusedException>(
            () => ZoneDatabase.PrepareAsync(name, cluster.AdminConnectionString().ConnectionString, cluster.Secrets, Cancellation));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_refused_in_one_line()
    {
        EmbeddedCluster cluster = await PostgresFixture.ClusterAsync();
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(
            () => ZoneDatabase.PrepareAsync("city-d", "Host=/nowhere;Username=a;Password=b;Timeout=2", cluster.Secrets, Cancellation));
        refused.Message.ShouldNotContain('\n');
    }

    private static async Task<string?> AskAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand command = source.CreateCommand("select current_user || ' in ' || current_database()");
        return await command.ExecuteScalarAsync(Cancellation) as string;
    }
}
