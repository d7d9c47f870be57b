using System.Diagnostics;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Postgres;

/// <summary>The private cluster with real kills; these run durable, as in production.</summary>
public sealed class EmbeddedClusterTests : IAsyncDisposable
{
    private readonly string folder = PostgresFixture.CreateFolder();

    public async ValueTask DisposeAsync() => await PostgresFixture.RemoveFolderAsync(folder);

    [Fact]
    public async Task A_new_cluster_is_safe_private_and_keeps_its_data_over_a_restart()
    {
        await using (EmbeddedCluster cluster = await StartAsync())
        {
            (await AskAsync(cluster, "show data_checksums")).ShouldBe("on");
            (await AskAsync(cluster, "show fsync")).ShouldBe("on");
            (await AskAsync(cluster, "show listen_addresses")).ShouldBe("");
            (await AskAsync(cluster, "show server_encoding")).ShouldBe("UTF8");
            (await AskAsync(cluster, "show password_encryption")).ShouldBe("scram-sha-256");
            await AskAsync(cluster, "create table kept as select 1 as one");
        }

        await using EmbeddedCluster again = await StartAsync();
        (await AskAsync(again, "select count(*)::text from kept")).ShouldBe("1");
        File.GetUnixFileMode(Path.Combine(folder, "secrets", "postgres.password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.Combine(folder, "secrets")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(Path.Combine(folder, "postgres"), "*.password").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_without_the_right_password_is_refused()
    {
        await using EmbeddedCluster cluster = await StartAsync();
        NpgsqlConnectionStringBuilder wrong = cluster.ConnectionString("postgres", EmbeddedCluster.Superuser, "wrong");
        wrong.Pooling = false;
        await using NpgsqlConnection connection = new(wrong.ConnectionString);
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task A_killed_server_recovers_what_was_committed()
    {
        await using EmbeddedCluster cluster = await StartAsync();
        await AskAsync(cluster, "create table kept as select 1 as one");
        int server = cluster.FindServerProcessId().ShouldNotBeNull();
        await KillAsync(server);

        await cluster.EnsureRunningAsync(TestContext.Current.CancellationToken);

        cluster.FindServerProcessId().ShouldNotBe(server);
        (await AskAsync(cluster, "select count(*)::text from kept")).ShouldBe("1");
    }

    [Fact]
    public async Task A_server_left_over_by_a_killed_program_is_taken_over()
    {
        EmbeddedCluster cluster = await StartAsync();
        await AskAsync(cluster, "create table kept as select 1 as one");
        int leftOver = cluster.FindServerProcessId().ShouldNotBeNull();

        // A killed program lets the lock go, but the server goes on: a copy of the folder's lock stands for it.
        string lockFile = Path.Combine(folder, "daicho.lock");
        File.Move(lockFile, lockFile + ".killed");
        try
        {
            await using EmbeddedCluster next = await StartAsync();
            next.FindServerProcessId().ShouldNotBe(leftOver);
            (await AskAsync(next, "select count(*)::text from kept")).ShouldBe("1");
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_second_start_on_the_same_folder_is_refused_in_one_line_while_others_may_join()
    {
        await using EmbeddedCluster cluster = await StartAsync();
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(StartAsync);
        refused.Message.ShouldContain(folder);
        refused.Message.ShouldNotContain('\n');

        await using EmbeddedCluster joined = await EmbeddedCluster.StartOrJoinAsync(new ClusterOptions(folder), TestContext.Current.CancellationToken);
        joined.Owned.ShouldBeFalse();
        await joined.DisposeAsync();
        (await AskAsync(cluster, "select 'still there'")).ShouldBe("still there");
    }

    [Theory]
    [InlineData("999")]
    [InlineData("")]
    public async Task A_folder_of_another_format_is_refused(string version)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "version"), version, TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<StartupRefusedException>(StartAsync)).Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "photo.jpg"), "", TestContext.Current.CancellationToken);
        await Should.ThrowAsync<StartupRefusedException>(StartAsync);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_refused()
    {
        string deep = Path.Combine(folder, new string('d', 90));
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(
            () => EmbeddedCluster.StartAsync(new ClusterOptions(deep), TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("DAICHO_RUN_DIR");
    }

    [Fact]
    public async Task A_folder_that_the_database_user_cannot_reach_is_refused_and_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs the database as another user.");
        string closed = Path.Combine(folder, "closed");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(
            () => EmbeddedCluster.StartAsync(new ClusterOptions(Path.Combine(closed, "data")), TestContext.Current.CancellationToken));
        refused.Message.ShouldContain($"chmod o+x {closed}");
    }

    private static async Task KillAsync(int id)
    {
        using Process process = Process.GetProcessById(id);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string?> AskAsync(EmbeddedCluster cluster, string sql)
    {
        await using NpgsqlConnection connection = new(cluster.AdminConnectionString().ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }

    private Task<EmbeddedCluster> StartAsync() => EmbeddedCluster.StartAsync(new ClusterOptions(folder), TestContext.Current.CancellationToken);
}
