using Daicho.Platform.Postgres;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Postgres;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly MigrationSet Two = Set("two");
    private TestDatabase database = null!; // Set before each test by the runner.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Migrations_apply_once_and_in_order_and_name_the_roles()
    {
        (await MigrateAsync(Two)).ShouldBe(2);
        (await MigrateAsync(Two)).ShouldBe(0);
        (await Migrator.SchemaVersionAsync(database.App, Cancellation)).ShouldBe("sample 2");
        await ExecuteAsync(database.App, "insert into sample.thing (name) values ('a')");
    }

    [Fact]
    public async Task Several_migrators_at_once_apply_each_migration_once()
    {
        int[] applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => MigrateAsync(Two)));
        applied.Sum().ShouldBe(2);
    }

    [Fact]
    public async Task An_edited_applied_migration_is_refused()
    {
        await MigrateAsync(Two);
        StartupRefusedException refused = await Should.ThrowAsync<StartupRefusedException>(() => MigrateAsync(Set("edited")));
        refused.Message.ShouldContain("0001_sample.sql");
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await MigrateAsync(Two);
        await Should.ThrowAsync<StartupRefusedException>(() => MigrateAsync(Set("one")));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await Should.ThrowAsync<PostgresException>(() => MigrateAsync(Set("broken")));
        (await Migrator.SchemaVersionAsync(database.App, Cancellation)).ShouldBe("sample 1");
        await using NpgsqlCommand command = database.Owner.CreateCommand("select to_regclass('sample.half') is null");
        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(true);
    }

    [Theory]
    [InlineData("create table sample.mine (id int)")]
    [InlineData("create table public.mine (id int)")]
    [InlineData("create temporary table mine (id int)")]
    [InlineData("create schema mine")]
    [InlineData("alter table sample.thing add column more text")]
    [InlineData("drop table sample.thing")]
    [InlineData("update public.schema_migration set number = 9")]
    [InlineData("delete from public.schema_migration")]
    public async Task The_role_that_runs_cannot_change_the_structure(string statement)
    {
        await MigrateAsync(Two);
        PostgresException refused = await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(database.App, statement));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static MigrationSet Set(string variant) => new("sample", "sample", typeof(MigratorTests).Assembly, $"sample.{variant}/");

    private static async Task ExecuteAsync(NpgsqlDataSource source, string statement)
    {
        await using NpgsqlCommand command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private Task<int> MigrateAsync(MigrationSet set) => Migrator.MigrateAsync(database.Owner, TestDatabase.AppRole, [set], Cancellation);
}
