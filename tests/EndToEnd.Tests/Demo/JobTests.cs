using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Demo;

/// <summary>A job that failed, as the operator finds and repeats it.</summary>
[Collection(DemoZone.Name)]
public sealed class JobTests(DemoZone zone)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_officer_finds_the_partition_that_failed_and_runs_it_again()
    {
        Guid job = await FailedJobAsync();
        List<string> complaints = [];
        IPage page = await zone.EnterWithPasskeyAsync("ikeda", "/status", complaints);
        (await page.GetByRole(AriaRole.Table, new() { Name = "サーバー" }).Locator("tbody tr").CountAsync()).ShouldBe(1); // this process, at work
        await page.Locator($"a[href='/status/jobs/{job}']").ClickAsync();
        await page.WaitForLoadStateAsync();
        string partitions = await page.Locator("tbody").InnerTextAsync();
        partitions.ShouldContain("TEST-001");
        await Chromium.PictureAsync(page, "job");
        (await page.RunAxe()).Violations.Select(violation => violation.Id).ShouldBeEmpty();

        await page.GetByRole(AriaRole.Button, new() { Name = "やり直す" }).ClickAsync();
        await page.WaitForLoadStateAsync();
        (await page.Locator("tbody tr").Nth(0).InnerTextAsync()).ShouldContain("完了");
        (await page.Locator("tbody tr").Nth(1).InnerTextAsync()).ShouldContain("待機");
        (await page.GetByRole(AriaRole.Button, new() { Name = "やり直す" }).CountAsync()).ShouldBe(0);
        complaints.ShouldBeEmpty();
    }

    /// <summary>A job of a kind that nobody runs here: one partition done, one failed.</summary>
    private async Task<Guid> FailedJobAsync()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartOrJoinAsync(new ClusterOptions(zone.Data), Cancellation);
        NpgsqlConnectionStringBuilder admin = cluster.AdminConnectionString();
        admin.Database = "demo_city";
        await using NpgsqlConnection connection = new(admin.ConnectionString);
        await connection.OpenAsync(Cancellation);
        Guid job = Guid.CreateVersion7();
        await connection.ScalarAsync(
            """
            with job as (
                insert into platform.job_run (id, kind, job_key, parameters, started_by, state, finished_at)
                values ($1, 'test.failed', $1::text, '{}', $1, 'failed', now()) returning id)
            insert into platform.job_partition (job_id, number, parameters, state, attempts, error_code)
            select id, 0, '{}'::jsonb, 'done', 1, null::text from job union all select id, 1, '{}', 'failed', 3, 'TEST-001' from job
            """,
            Cancellation,
            job);
        return job;
    }
}
