using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import.Layout;
using Npgsql;

namespace Daicho.ResidentRegister.Import;

/// <summary>The end of an import.</summary>
/// <param name="ImportId">The act.</param>
/// <param name="Imported">False when rows were refused; then the register is as it was.</param>
/// <param name="Persons">Persons of the files.</param>
/// <param name="RefusedRows">Refused rows.</param>
/// <param name="Report">The readable report; its JSON with the signature lies beside it.</param>
public sealed record ImportSummary(Guid ImportId, bool Imported, long Persons, long RefusedRows, string Report);

/// <summary>
/// Imports a set of files: all or nothing, in one transaction, checked row by row. The numbers wait in the vault under the act
/// of the import and count when the act has committed.
/// </summary>
public static class RegisterImport
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    /// <summary>Imports a folder.</summary>
    /// <param name="zone">Where to.</param>
    /// <param name="folder">The folder with <c>manifest.json</c>.</param>
    /// <param name="actor">Who imports, and on which ground.</param>
    /// <param name="progress">Told about every second; null for silence.</param>
    /// <param name="cancellation">Stops the import; the register stays as it was.</param>
    public static async Task<Result<ImportSummary>> RunAsync(
        RegisterZone zone,
        string folder,
        OperatorContext actor,
        IProgress<RegisterProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(actor);
        ManifestSigners signers = new([.. zone.OwnSigners(), .. zone.OtherSigners], UnsignedToo: true);
        if ((await CsvManifest.ReadAsync(folder, signers, cancellation)).IsRefused(out Refusal? why, out CsvManifest? manifest)
            || (why = ImportFiles.Check(manifest)) is not null
            || (await ImportRuns.TakeAsync(zone.Database, cancellation)).IsRefused(out why, out ImportRuns? runs))
        {
            return why;
        }

        await using (runs)
        {
            await runs.SettleAsync(zone, cancellation);
            Guid import = Guid.CreateVersion7();
            Refusal? begun = await runs.BeginAsync(
                import, manifest.Sha256, manifest.Parts.Sum(part => part.Rows), actor.OperatorCode, cancellation);
            if (begun is not null)
            {
                return begun;
            }

            Run run = new(zone, folder, actor, manifest, runs, import, progress);
            try
            {
                return await run.ExecuteAsync(cancellation);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or OperationCanceledException or InvalidOperationException)
            {
                // Once the commit was sent its end may be unknown here: then the next import settles it by what the register says.
                if (!run.Committing)
                {
                    await zone.Vault.DiscardAsync(import, CancellationToken.None);
                    await runs.EndAsync(import, "failed", 0, null, CancellationToken.None);
                }

                throw;
            }
        }
    }

    private sealed class Run(
        RegisterZone zone,
        string folder,
        OperatorContext actor,
        CsvManifest manifest,
        ImportRuns runs,
        Guid import,
        IProgress<RegisterProgress>? progress)
    {
        private readonly ImportOutcome outcome = new();
        private readonly DateTimeOffset started = zone.Clock.Instant();
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly long rowsTotal = manifest.Parts.Sum(part => part.Rows);
        private readonly HouseholdIds households = new();
        private readonly DerivedIds ids = new(manifest.Id);
        private long residentRows;
        private long otherRows;
        private TimeSpan told;

        /// <summary>The commit was sent.</summary>
        public bool Committing { get; private set; }

        public async Task<Result<ImportSummary>> ExecuteAsync(CancellationToken cancellation)
        {
            // Files of this program say which of their records were migrated; all others are (RR-12).
            bool migrated = !manifest.Facts.TryGetValue("origin", out string? origin) || origin is not ("export" or "population");
            ImportFrame frame = new(import, households, ids, zone.Municipality, zone.Clock.Today(), started, migrated);
            await using UnitOfWork work = new(zone.Database, actor);
            ImportWriter writer = new(work, import, outcome);
            ImportReport? committed = null;
            try
            {
                await writer.LoadExistingAsync(cancellation);
                await HouseholdsAsync(work, writer, cancellation);
                await PersonsAsync(frame, writer, cancellation);
                writer.AllPersons = !outcome.IsRefused;
                await new ProtectionImport(folder, frame, outcome, writer, actor, Other).RunAsync(cancellation);
                await new NumberImport(folder, frame, outcome, writer, zone.Vault, Other).RunAsync(cancellation);
                CheckRows();
                if (!outcome.IsRefused)
                {
                    ImportReport report = Report(imported: true);
                    await CommitAsync(work, writer, report, cancellation);
                    committed = report;
                }
            }
            catch (PostgresException collision) when (collision.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                outcome.Refuse(collision.TableName ?? "", 0, ImportRule.Collision, collision.ConstraintName);
            }

            string path;
            if (committed is not null)
            {
                await runs.ConfirmAsync(zone.Vault, import, CancellationToken.None);
                path = await runs.WriteReportAsync(zone, committed, CancellationToken.None);
                await zone.Database.ExecuteAsync("select resident_register.refresh_statistics()", cancellation);
            }
            else
            {
                await work.DisposeAsync();
                await zone.Vault.DiscardAsync(import, cancellation);
                path = await Report(imported: false).WriteAsync(zone, CancellationToken.None);
                await runs.EndAsync(import, "refused", outcome.RefusedCount, path, CancellationToken.None);
            }

            Tell(true);
            return new ImportSummary(import, committed is not null, writer.Count, outcome.RefusedCount, path);
        }

        private async Task HouseholdsAsync(UnitOfWork work, ImportWriter writer, CancellationToken cancellation)
        {
            const int rowsAtOnce = 20_000;
            HashSet<long> existing = [.. (await work.ListAsync(
                "select household_number from resident_register.household",
                row => NumberKey.Of(row.GetString(0)),
                cancellation))];
            CopyRows rows = new();
            await foreach ((long line, HouseholdRow row) in
                ImportFiles.ReadAsync(folder, ImportLayout.Households, outcome, Other, cancellation))
            {
                Guid id = row.Id?.Value ?? ids.Of('H', row.Number.Value);
                if (existing.Contains(NumberKey.Of(row.Number.Value)) || !households.TryAdd(row.Number.Value, id))
                {
                    outcome.Refuse(ImportLayout.Households.FileName, line, ImportRule.HouseholdTwice, "household_number");
                    continue;
                }

                rows.Row(4).Id(id).Text(row.Number.Value).Date(row.FormedOn).Date(row.ClosedOn);
                if (rows.Count == rowsAtOnce)
                {
                    await writer.CopyAsync(ImportWriter.HouseholdSql, rows, cancellation);
                }
            }

            await writer.CopyAsync(ImportWriter.HouseholdSql, rows, cancellation);
            outcome.Add("世帯", households.Count);
        }

        /// <summary>One thread reads, some understand and encode, this one writes; nobody runs ahead by more than a few blocks.</summary>
        private async Task PersonsAsync(ImportFrame frame, ImportWriter writer, CancellationToken cancellation)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            int workers = Math.Clamp(Environment.ProcessorCount, 1, 8);
            Channel<PersonBlock> read = Channel.CreateBounded<PersonBlock>(workers);
            Channel<EncodedBlock> encoded = Channel.CreateBounded<EncodedBlock>(2);
            Task reading = Task.Run(() => ReadAsync(read.Writer, stop.Token), stop.Token);
            Task encoding = Task.WhenAll(Enumerable.Range(0, workers).Select(_ =>
                Task.Run(() => EncodeAsync(frame, read.Reader, encoded.Writer, stop.Token), stop.Token)));
            Task closing = encoding.ContinueWith(
                done => encoded.Writer.Complete(done.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            try
            {
                await foreach (EncodedBlock block in encoded.Reader.ReadAllAsync(cancellation))
                {
                    await writer.WriteAsync(block, cancellation);
                    Tell(false);
                    await TellScreensAsync(cancellation);
                }
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(reading, encoding, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private async Task ReadAsync(ChannelWriter<PersonBlock> blocks, CancellationToken cancellation)
        {
            try
            {
                await foreach (PersonBlock block in
                    new PersonBlocks(folder, outcome, rows => Interlocked.Exchange(ref residentRows, rows)).ReadAsync(cancellation))
                {
                    await blocks.WriteAsync(block, cancellation);
                }

                blocks.Complete();
            }
            catch (Exception failure)
            {
                blocks.Complete(failure);
                throw;
            }
        }

        private async Task EncodeAsync(
            ImportFrame frame, ChannelReader<PersonBlock> blocks, ChannelWriter<EncodedBlock> encoded, CancellationToken cancellation)
        {
            BlockEncoder encoder = new(frame, outcome);
            await foreach (PersonBlock block in blocks.ReadAllAsync(cancellation))
            {
                await encoded.WriteAsync(encoder.Encode(block), cancellation);
            }
        }

        private void CheckRows()
        {
            if (!outcome.IsRefused && Interlocked.Read(ref residentRows) + otherRows != rowsTotal)
            {
                outcome.Refuse(CsvManifest.FileName, 0, ImportRule.RowsDiffer);
            }
        }

        private async Task CommitAsync(UnitOfWork work, ImportWriter writer, ImportReport report, CancellationToken cancellation)
        {
            // Nobody takes a number between the look at a sequence and its setting: this import has its turn (NumberTurns).
            await work.ListAsync(
                """
                select setval('resident_register.addressee_number', greatest($1::bigint, (select last_value from resident_register.addressee_number))),
                       setval('resident_register.household_number', greatest($2::bigint, (select last_value from resident_register.household_number)))
                """,
                row => row.GetInt64(0),
                cancellation,
                Math.Max(1, writer.RunningMax),
                Math.Max(1, households.RunningMax));
            int running = await work.ExecuteAsync(
                """
                update resident_register.import_run
                set state = 'done', ended_at = clock_timestamp(), rows_read = rows_total, persons = $2, report = $3,
                    report_content = $4
                where import_id = $1 and state = 'running'
                """,
                cancellation,
                import, (long)writer.Count, ImportReport.PathOf(zone, import), Encoding.UTF8.GetString(report.ToJson()));
            if (running != 1)
            {
                throw new InvalidOperationException("Another process took this import for dead and discarded its numbers.");
            }

            work.Publish(new OutboxMessage(
                "resident-register", import.ToString(), "ResidentsImported", $$"""{"importId":"{{import}}","persons":{{writer.Count}}}"""));
            Committing = true;
            await work.CommitAsync(CancellationToken.None);
        }

        private ImportReport Report(bool imported) => new()
        {
            ImportId = import,
            Imported = imported,
            ManifestSha256 = manifest.Sha256,
            Producer = manifest.Producer,
            SignedBy = manifest.SignedBy,
            StartedAt = started,
            EndedAt = zone.Clock.Instant(),
            Operator = actor.OperatorCode,
            Files = manifest.Parts,
            Sums = outcome.Sums,
            Alerts = outcome.Alerts,
            RefusedCount = outcome.RefusedCount,
            Refused = outcome.Refused,
        };

        private void Other(long rows)
        {
            otherRows += rows;
            Tell(false);
        }

        private bool Tell(bool always)
        {
            if (progress is null || (!always && watch.Elapsed - told < ProgressEvery))
            {
                return false;
            }

            told = watch.Elapsed;
            progress.Report(new RegisterProgress(Interlocked.Read(ref residentRows) + otherRows, rowsTotal, watch.Elapsed));
            return true;
        }

        private TimeSpan shown;

        private async Task TellScreensAsync(CancellationToken cancellation)
        {
            if (watch.Elapsed - shown >= ProgressEvery)
            {
                shown = watch.Elapsed;
                await runs.ProgressAsync(import, Interlocked.Read(ref residentRows) + otherRows, cancellation);
            }
        }
    }
}
