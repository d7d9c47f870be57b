using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.DailyWork;
using Daicho.ResidentRegister.Data;
using Npgsql;

namespace Daicho.ResidentRegister.Import;

/// <summary>One import at a time, and each set of files once; what a killed import left is settled by the next.</summary>
internal sealed class ImportRuns : IAsyncDisposable
{
    /// <summary>Another import runs.</summary>
    public static readonly Refusal Running = new(
        "IMP-31", "ほかの取り込みが実行中です。終わってからもう一度実行してください。", RefusalKind.Conflict);

    /// <summary>The same files again.</summary>
    public static readonly Refusal Again = new(
        "IMP-32", "このファイルはすでに取り込まれています。取込結果報告書を確認してください。", RefusalKind.Conflict);

    private readonly NpgsqlConnection holder;

    private ImportRuns(NpgsqlConnection holder) => this.holder = holder;

    /// <summary>
    /// Takes the one place for an import, and for its time alone the turn to give numbers; both are free again when this process
    /// ends, however it ends.
    /// </summary>
    public static async Task<Result<ImportRuns>> TakeAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        object? taken = await connection.ScalarAsync(
            "select pg_try_advisory_lock(hashtextextended('resident_register.import', 0))", cancellation);
        if (taken is true)
        {
            ImportRuns runs = new(connection);
            try
            {
                await connection.ScalarAsync(NumberTurns.TakeAloneSql, cancellation);
                return runs;
            }
            catch
            {
                await runs.DisposeAsync();
                throw;
            }
        }

        await connection.DisposeAsync();
        return Running;
    }

    /// <summary>Settles what killed imports left, when they left anything and no import runs; false otherwise.</summary>
    public static async Task<bool> SettleLeftAsync(RegisterZone zone, CancellationToken cancellation)
    {
        List<bool> left = await zone.Database.ListAsync(
            """
            select exists (
                select from resident_register.import_run
                where state = 'running' or (state = 'done' and (numbers_confirmed_at is null
                    or (report_content is not null and report_written_at is null))))
            """,
            row => row.GetBoolean(0),
            cancellation);
        if (left is not [true] || (await TakeAsync(zone.Database, cancellation)).IsRefused(out _, out ImportRuns? runs))
        {
            return false;
        }

        await using (runs)
        {
            await runs.SettleAsync(zone, cancellation);
        }

        return true;
    }

    /// <summary>
    /// Settles what killed imports left: numbers of done ones count and their reports are written, reservations of the others go. A run is first marked as
    /// failed, which waits for a commit that is still under way: only one that did not come after all loses its numbers.
    /// </summary>
    /// <remarks>
    /// Decisions that committed just before this import took its turn may not have told the vault yet: their numbers count from
    /// here, so that the import sees them.
    /// </remarks>
    public async Task SettleAsync(RegisterZone zone, CancellationToken cancellation)
    {
        NumberVault vault = zone.Vault;
        foreach (Guid failed in await ListAsync(
            "select import_id from resident_register.import_run where state = 'running'", row => row.GetGuid(0), cancellation))
        {
            int marked = await ExecuteAsync(
                """
                update resident_register.import_run set state = 'failed', ended_at = clock_timestamp()
                where import_id = $1 and state = 'running'
                """,
                cancellation,
                failed);
            if (marked == 1)
            {
                await vault.DiscardAsync(failed, cancellation);
            }
        }

        foreach (Guid done in await ListAsync(
            "select import_id from resident_register.import_run where state = 'done' and numbers_confirmed_at is null",
            row => row.GetGuid(0),
            cancellation))
        {
            await ConfirmAsync(vault, done, cancellation);
        }

        foreach (string content in await ListAsync(
            "select report_content from resident_register.import_run where state = 'done' and report_written_at is null and report_content is not null",
            row => row.GetString(0),
            cancellation))
        {
            await WriteReportAsync(zone, ImportReport.Parse(content), cancellation);
        }

        await vault.SweepAsync(
            (acts, stop) => RegisterActs.FatesAsync(zone.Database, acts, stop), VaultSweeper.OlderThan, cancellation);
    }

    /// <summary>The numbers of a committed import count from now on.</summary>
    public async Task ConfirmAsync(NumberVault vault, Guid import, CancellationToken cancellation)
    {
        await vault.ConfirmAsync(import, cancellation);
        await ExecuteAsync(
            "update resident_register.import_run set numbers_confirmed_at = clock_timestamp() where import_id = $1",
            cancellation,
            import);
    }

    /// <summary>Writes the report of a committed import from what committed with it; tells its path.</summary>
    public async Task<string> WriteReportAsync(RegisterZone zone, ImportReport report, CancellationToken cancellation)
    {
        string path = await report.WriteAsync(zone, cancellation);
        await ExecuteAsync(
            "update resident_register.import_run set report = $2, report_written_at = clock_timestamp() where import_id = $1",
            cancellation,
            report.ImportId, path);
        return path;
    }

    /// <summary>Registers a run; refuses files that were imported already.</summary>
    public async Task<Refusal?> BeginAsync(Guid import, string manifestSha256, long rows, string operatorCode, CancellationToken cancellation)
    {
        object? done = await holder.ScalarAsync(
            "select 1 from resident_register.import_run where manifest_sha256 = $1 and state = 'done'", cancellation, manifestSha256);
        if (done is not null)
        {
            return Again;
        }

        await ExecuteAsync(
            """
            insert into resident_register.import_run (import_id, manifest_sha256, state, operator_code, rows_total)
            values ($1, $2, 'running', $3, $4)
            """,
            cancellation,
            import, manifestSha256, operatorCode, rows);
        return null;
    }

    /// <summary>Shows how far the run is, to screens.</summary>
    public Task ProgressAsync(Guid import, long rows, CancellationToken cancellation) =>
        ExecuteAsync("update resident_register.import_run set rows_read = $2 where import_id = $1", cancellation, import, rows);

    /// <summary>Ends a run that changed nothing.</summary>
    public Task EndAsync(Guid import, string state, long refused, string? report, CancellationToken cancellation) =>
        ExecuteAsync(
            """
            update resident_register.import_run
            set state = $2, refused = $3, report = $4, ended_at = clock_timestamp()
            where import_id = $1
            """,
            cancellation,
            import, state, refused, report);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            // The connection goes back to the pool and would keep the lock.
            await holder.ScalarAsync(NumberTurns.GiveBackSql, CancellationToken.None);
            await holder.ScalarAsync(
                "select pg_advisory_unlock(hashtextextended('resident_register.import', 0))", CancellationToken.None);
        }
        catch (Exception broken) when (broken is NpgsqlException or InvalidOperationException)
        {
            // A broken connection has given it up already.
        }

        await holder.DisposeAsync();
    }

    private async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellation)
    {
        List<T> rows = [];
        await using NpgsqlCommand command = new(sql, holder);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object?[] values)
    {
        await using NpgsqlCommand command = new(sql, holder);
        command.Parameters.AddValues(values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
