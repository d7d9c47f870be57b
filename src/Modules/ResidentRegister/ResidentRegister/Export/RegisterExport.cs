using System.Diagnostics;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Csv;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Export;

/// <summary>
/// Writes the whole register in the import layout, in constant memory and in one order for good, with a signed manifest. Who
/// is written is on the access log before the row is.
/// </summary>
/// <remarks>
/// It is bulk output (CR-63, CR-65): it uses the approval of another person, which binds it, before the first row leaves, and
/// stands on the log as an act of the one who asked, with the purpose asked for.
/// </remarks>
public static class RegisterExport
{
    private const int PersonsAtOnce = 2000;

    private static readonly Refusal NotEmpty = new(
        "EXP-01", "書き出し先のフォルダが空ではありません。新しいフォルダを指定してください。", RefusalKind.Conflict);

    /// <summary>Exports into a new or empty folder what was approved, once; returns the number of persons.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="folder">Where to write; it is made when it is not there.</param>
    /// <param name="approval">The approved request, of <see cref="ExportStore"/>. An output that breaks off has used it.</param>
    /// <param name="progress">Told the rows written; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<Result<long>> RunAsync(
        RegisterZone zone,
        string folder,
        Guid approval,
        IProgress<RegisterProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return NotEmpty;
        }

        await using NpgsqlConnection connection = await zone.Database.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellation);
        ExportStore requests = new(zone.Database, zone.Clock);
        if ((await requests.BeginAsync(approval, connection, cancellation)).IsRefused(out Refusal? why, out BegunExport? begun))
        {
            return why;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Run run = new(zone, folder, begun, connection, progress);
        long persons = await run.ExecuteAsync(cancellation);
        await requests.CompleteAsync(approval, begun.Actor, persons, Path.Combine(folder, CsvManifest.FileName), cancellation);
        return persons;
    }

    private sealed class Run(
        RegisterZone zone,
        string folder,
        BegunExport begun,
        NpgsqlConnection connection,
        IProgress<RegisterProgress>? progress)
    {
        private const string Order =
            """

            order by g.household_number collate "C", r.household_order, r.addressee_number collate "C", h.history_no
            """;

        private const string CurrentRows = HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            join resident_register.household g on g.household_id = r.household_id
            """ + Order;

        private const string OlderRows = HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version > h.history_no
            join resident_register.household g on g.household_id = r.household_id
            """ + Order;

        private readonly Guid export = Guid.CreateVersion7();
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private long total;
        private long done;

        public async Task<long> ExecuteAsync(CancellationToken cancellation)
        {
            total = await connection.ScalarAsync("select count(*) from resident_register.resident_history", cancellation) as long? ?? 0;
            List<CsvPart> parts =
            [
                await WriteAsync(ImportLayout.Households, HouseholdsAsync, cancellation),
                await WriteAsync(ImportLayout.Residents, token => LoggedAsync(RowsAsync(CurrentRows, HistoryReader.Map, token), token), cancellation),
                await WriteAsync(ImportLayout.History, token => RowsAsync(OlderRows, HistoryReader.Map, token), cancellation),
                await WriteAsync(ImportLayout.Numbers, NumbersAsync, cancellation),
                await WriteAsync(ImportLayout.Support, SupportAsync, cancellation),
                await WriteAsync(ImportLayout.Suppressions, SuppressionsAsync, cancellation),
                await WriteAsync(ImportLayout.Memos, MemosAsync, cancellation),
            ];
            long persons = parts.First(part => part.Name == ImportLayout.Residents.FileName).Rows;
            if (persons != begun.Persons)
            {
                // Without a manifest the files are no output.
                throw new InvalidDataException("A person of the register has no current snapshot or household.");
            }

            using FileSignature signature = new(zone.Keys);
            CsvManifest manifest = new()
            {
                Id = export,
                Linkage = ImportLayout.Name,
                Version = ImportLayout.Version,
                CreatedAt = zone.Clock.Instant(),
                Rows = parts.Sum(part => part.Rows),
                Parts = parts,
                Profile = ImportLayout.Name,
                Producer = $"daicho {zone.Municipality.Value}",
                KeyId = signature.KeyId,
                Facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["municipality"] = zone.Municipality.Value,
                    ["origin"] = "export",
                    [CsvManifest.SignerFact] = signature.Fingerprint,
                },
            };
            await manifest.PublishAsync(folder, signature.Sign, cancellation);
            return persons;
        }

        private async Task<CsvPart> WriteAsync<T>(
            Layout<T> layout, Func<CancellationToken, IAsyncEnumerable<T>> rows, CancellationToken cancellation)
            where T : class
        {
            await using FileStream stream = new(Path.Combine(folder, layout.FileName), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            using CsvWriter writer = new(stream, layout.Profile);
            RowWriter<T> to = layout.To(writer);
            await foreach (T row in rows(cancellation))
            {
                await to.WriteAsync(row, cancellation);
                if (++done % 10_000 == 0)
                {
                    progress?.Report(new RegisterProgress(done, total, watch.Elapsed));
                }
            }

            CsvPart part = await writer.CompleteAsync(layout.FileName, cancellation);
            stream.Flush(flushToDisk: true);
            return part;
        }

        /// <summary>Puts each group of persons on the access log, durably, before their rows go on.</summary>
        private async IAsyncEnumerable<HistoryRow> LoggedAsync(
            IAsyncEnumerable<HistoryRow> rows,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (HistoryRow[] group in rows.Chunk(PersonsAtOnce).WithCancellation(cancellation))
            {
                await using UnitOfWork work = new(zone.Database, begun.Actor);
                work.Record(new AccessEntry(AccessKind.Output, "resident.export")
                {
                    Subjects = [.. group.Select(row => row.ResidentId.Value)],
                    ResultCount = group.Length,
                    ActId = export,
                    NumberAccessed = true,
                });
                await work.CommitAsync(cancellation);
                foreach (HistoryRow row in group)
                {
                    yield return row;
                }
            }
        }

        private IAsyncEnumerable<HouseholdRow> HouseholdsAsync(CancellationToken cancellation) => RowsAsync(
            """
            select household_id, household_number, formed_on, closed_on
            from resident_register.household
            order by household_number collate "C"
            """,
            row => new HouseholdRow(
                new HouseholdId(row.GetGuid(0)),
                HouseholdNumber.Parse(row.GetString(1)),
                row.GetFieldValue<DateOnly>(2),
                row.Nullable<DateOnly?>(3)),
            cancellation);

        /// <summary>Persons and vault are read in the order of the internal id, side by side.</summary>
        private async IAsyncEnumerable<NumberRow> NumbersAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            IAsyncEnumerable<(Guid Id, AddresseeNumber Number)> persons = RowsAsync(
                "select resident_id, addressee_number from resident_register.resident order by resident_id",
                row => (row.GetGuid(0), AddresseeNumber.Parse(row.GetString(1))),
                cancellation);
            await using IAsyncEnumerator<ResidentNumber> numbers =
                zone.Vault.ExportAsync(begun.Actor, export, cancellation).GetAsyncEnumerator(cancellation);
            bool more = await numbers.MoveNextAsync();
            await foreach ((Guid id, AddresseeNumber person) in persons)
            {
                while (more && Before(numbers.Current.ResidentId, id))
                {
                    more = await numbers.MoveNextAsync();
                }

                while (more && numbers.Current.ResidentId == id)
                {
                    VaultNumber number = numbers.Current.Number;
                    yield return new NumberRow(person, number.Kind, number.Reveal()) { Former = numbers.Current.FormerPlace > 0 };
                    more = await numbers.MoveNextAsync();
                }
            }
        }

        // The order of PostgreSQL's uuid: by bytes, as they are written.
        private static bool Before(Guid one, Guid other) =>
            one.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(other.ToByteArray(bigEndian: true)) < 0;

        private IAsyncEnumerable<SupportRow> SupportAsync(CancellationToken cancellation) => RowsAsync(
            """
            select m.measure_id, r.addressee_number, p.role = 'applicant', p.relation, m.kind = 'provisional', m.started_on,
                   m.ends_on, m.closed_on, m.closed_reason, m.original_municipality, m.affairs, m.contact,
                   m.offender::text, m.forwarding::text
            from resident_register.supported_person p
            join resident_register.support_measure m using (measure_id)
            join resident_register.resident r using (resident_id)
            order by m.measure_id, r.addressee_number collate "C"
            """,
            row => new SupportRow
            {
                MeasureId = row.GetGuid(0),
                Person = AddresseeNumber.Parse(row.GetString(1)),
                Applicant = row.GetBoolean(2),
                Relation = row.Nullable<string>(3),
                Provisional = row.GetBoolean(4),
                StartedOn = row.GetFieldValue<DateOnly>(5),
                EndsOn = row.GetFieldValue<DateOnly>(6),
                ClosedOn = row.Nullable<DateOnly?>(7),
                ClosedReason = row.Nullable<string>(8),
                OriginalMunicipality = row.Nullable<string>(9),
                Affairs = row.GetFieldValue<string[]>(10),
                Contact = row.Nullable<string>(11),
                Offender = row.Nullable<string>(12),
                Forwarding = row.Nullable<string>(13),
            },
            cancellation);

        private IAsyncEnumerable<SuppressionRow> SuppressionsAsync(CancellationToken cancellation) => RowsAsync(
            """
            select s.suppression_id, r.addressee_number, g.household_number, s.process, s.level = 'error', s.starts_on, s.ends_on,
                   s.reason, s.lifted_at, s.released_until
            from resident_register.suppression s
            left join resident_register.resident r on r.resident_id = s.resident_id
            left join resident_register.household g on g.household_id = s.household_id
            order by s.suppression_id
            """,
            row => new SuppressionRow
            {
                SuppressionId = row.GetGuid(0),
                Person = row.Nullable<string>(1) is { } person ? AddresseeNumber.Parse(person) : null,
                Household = row.Nullable<string>(2) is { } household ? HouseholdNumber.Parse(household) : null,
                Process = Enum.Parse<Protection.SuppressedProcess>(row.GetString(3), ignoreCase: true),
                Error = row.GetBoolean(4),
                StartsOn = row.GetFieldValue<DateOnly>(5),
                EndsOn = row.Nullable<DateOnly?>(6),
                Reason = row.GetString(7),
                LiftedAt = row.Nullable<DateTimeOffset?>(8),
                ReleasedUntil = row.Nullable<DateTimeOffset?>(9),
            },
            cancellation);

        private IAsyncEnumerable<MemoRow> MemosAsync(CancellationToken cancellation) => RowsAsync(
            """
            select r.addressee_number, m.text, m.written_by, m.written_at, m.removed_at
            from resident_register.memo m
            join resident_register.resident r using (resident_id)
            order by r.addressee_number collate "C", m.written_at, m.memo_id
            """,
            row => new MemoRow(
                AddresseeNumber.Parse(row.GetString(0)),
                row.GetString(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.Nullable<DateTimeOffset?>(4)),
            cancellation);

        /// <summary>Rows one by one, all of the same moment.</summary>
        private async IAsyncEnumerable<T> RowsAsync<T>(
            string sql,
            Func<NpgsqlDataReader, T> map,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                yield return map(reader);
            }
        }
    }
}
