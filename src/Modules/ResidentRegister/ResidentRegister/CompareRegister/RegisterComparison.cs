using System.Globalization;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.CompareRegister;

/// <summary>What a comparison found.</summary>
/// <param name="Persons">Persons of the list.</param>
/// <param name="Differences">Tasks made: one for each person who differs.</param>
public sealed record ComparisonSummary(long Persons, long Differences);

/// <summary>
/// Compares received identity information and move-in notices with the register and makes a task of each person who differs;
/// all or nothing, so that a run that broke off is simply run again (RR-66).
/// </summary>
public static class RegisterComparison
{
    private const int AtOnce = 500;
    private const int RowsNamedMax = 20;

    private static readonly Refusal Broken = new(
        "CMP-01", "ファイルの形が正しくないため、何も照合していません。", RefusalKind.Malformed);

    private static readonly Refusal BadCode = new(
        "CMP-02", "住民票コード又は個人番号の検査数字が正しくない行があるため、何も照合していません。", RefusalKind.Malformed);

    private const string RecordsSql =
        HistoryReader.Select +
        """

        join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
        where r.resident_id = any ($1)
        """;

    private const string RunSql =
        """
        insert into resident_register.identity_comparison (comparison_id, origin, is_full, persons, differences, compared_by)
        values ($1, $2, $3, $4, $5, $6)
        """;

    private const string AddSql =
        """
        insert into resident_register.identity_difference (difference_id, comparison_id, kind, resident_id, row_no, items, received, found_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    // A newer word of the other side takes the place of the older.
    private const string SupersedeSql =
        """
        update resident_register.identity_difference
        set closed_how = 'superseded', closed_by = $2, closed_at = clock_timestamp(), received = '{}'
        where resident_id = any ($1) and closed_how is null and comparison_id <> $3
        """;

    private const string MissingSql =
        """
        select r.resident_id from resident_register.resident r
        join resident_register.resident_history h on h.resident_id = r.resident_id and h.history_no = r.version
        where r.removed_on is null and h.record ->> 'recordCode' = 'Recorded' and not r.resident_id = any ($1)
        order by r.resident_id
        """;

    /// <summary>Compares the list of a file of <c>identity-information.csv</c>'s form.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="file">The file.</param>
    /// <param name="isFull">The list is of all residents: who is missing in it is a difference.</param>
    /// <param name="actor">Who compares, and why.</param>
    /// <param name="cancellation">Stops the work; then nothing is stored.</param>
    public static async Task<Result<ComparisonSummary>> CompareFileAsync(
        RegisterZone zone, string file, bool isFull, OperatorContext actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ImportOutcome outcome = new();
        await using FileStream stream = ImportFiles.Open(Path.GetDirectoryName(Path.GetFullPath(file))!, Path.GetFileName(file)); // a file has a folder
        return await CompareAsync(
            zone,
            Path.GetFileName(file),
            isFull,
            ImportFiles.ReadAsync(stream, Path.GetFileName(file), ReceivedIdentity.Layout, outcome, _ => { }, cancellation).Select(row => row.Row),
            () => outcome.IsRefused ? Refusal.Join([Broken, .. outcome.Refused.Take(RowsNamedMax).Select(Named)]) : null,
            actor,
            cancellation);
    }

    /// <summary>Compares a list, wherever it comes from.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="origin">From where, without personal data.</param>
    /// <param name="isFull">The list is of all residents.</param>
    /// <param name="received">The list.</param>
    /// <param name="broken">Asked after the last row whether the list was whole; null when it was.</param>
    /// <param name="actor">Who compares, and why.</param>
    /// <param name="cancellation">Stops the work; then nothing is stored.</param>
    internal static async Task<Result<ComparisonSummary>> CompareAsync(
        RegisterZone zone,
        string origin,
        bool isFull,
        IAsyncEnumerable<ReceivedIdentity> received,
        Func<Refusal?> broken,
        OperatorContext actor,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(zone.Database, actor);
        Run run = new(zone, work);
        await foreach (ReceivedIdentity[] group in received.Chunk(AtOnce).WithCancellation(cancellation))
        {
            if (!await run.CompareAsync(group, cancellation))
            {
                return BadCode;
            }
        }

        if (broken() is { } why)
        {
            return why;
        }

        if (isFull)
        {
            await run.AddMissingAsync(cancellation);
        }

        await work.ExecuteAsync(
            RunSql, cancellation, run.Id, origin, isFull, run.Persons, run.Differences, actor.OperatorCode);
        await work.CommitAsync(cancellation);
        return new ComparisonSummary(run.Persons, run.Differences);
    }

    private static Refusal Named(RefusedRow row) => new(
        row.Code, string.Create(CultureInfo.InvariantCulture, $"{row.Line}行目　{row.Message}"), RefusalKind.Malformed, row.Item);

    private sealed class Run(RegisterZone zone, UnitOfWork work)
    {
        private readonly HashSet<Guid> seen = [];

        public Guid Id { get; } = Guid.CreateVersion7();

        public long Persons { get; private set; }

        public long Differences { get; private set; }

        /// <summary>Compares some of the list; false when a code or number is none.</summary>
        public async Task<bool> CompareAsync(ReceivedIdentity[] group, CancellationToken cancellation)
        {
            List<VaultNumber> codes = [];
            List<VaultNumber> numbers = [];
            List<int> numbered = [];
            for (int i = 0; i < group.Length; i++)
            {
                bool sound = ResidentRecordCode.TryParse(group[i].RecordCode, out ResidentRecordCode? code);
                IndividualNumber? number = null;
                if (!sound || (group[i].Number is { } digits && !IndividualNumber.TryParse(digits, out number)))
                {
                    return false;
                }

                codes.Add(VaultNumber.Of(code!)); // sound
                if (number is not null)
                {
                    numbered.Add(i);
                    numbers.Add(VaultNumber.Of(number));
                }
            }

            IReadOnlyList<NumberMatch?> holders = await zone.Vault.FindManyAsync(codes, cancellation);
            IReadOnlyList<NumberMatch?> owners = await zone.Vault.FindManyAsync(numbers, cancellation);
            Guid[] persons = [.. holders.OfType<NumberMatch>().Select(one => one.ResidentId).Distinct()];
            Dictionary<Guid, ResidentRecord> records = (await work.ListAsync(RecordsSql, row => HistoryReader.Map(row).Record, cancellation, persons))
                .ToDictionary(record => record.Id.Value);
            await work.ExecuteAsync(SupersedeSql, cancellation, persons, work.Operator.OperatorCode, Id);
            for (int i = 0; i < group.Length; i++)
            {
                Persons++;
                NumberMatch? holder = holders[i];
                if (holder is null || !records.TryGetValue(holder.ResidentId, out ResidentRecord? record))
                {
                    await AddAsync("unknown", null, Persons, ["住民票コード"], group[i].Items, cancellation);
                    continue;
                }

                seen.Add(holder.ResidentId);
                int place = numbered.IndexOf(i);
                bool otherNumber = place >= 0 && !(owners[place] is { IsCurrent: true } owner && owner.ResidentId == holder.ResidentId);
                string[] items =
                [
                    .. IdentityComparison.Differences(group[i].Items, record).Select(one => one.Item),
                    .. holder.IsCurrent ? Array.Empty<string>() : [IdentityComparison.RecordCode],
                    .. otherNumber ? [IdentityComparison.Number] : Array.Empty<string>(),
                ];
                if (items.Length > 0)
                {
                    await AddAsync("items", holder.ResidentId, Persons, items, group[i].Items, cancellation);
                }
            }

            work.Record(new AccessEntry(AccessKind.Search, "resident.compare")
            {
                Subjects = persons,
                ResultCount = persons.Length,
                Items = "本人確認情報との照合",
                ActId = Id,
                NumberAccessed = numbers.Count > 0,
            });
            return true;
        }

        /// <summary>Makes a task of each resident who is not in the list.</summary>
        public async Task AddMissingAsync(CancellationToken cancellation)
        {
            foreach (Guid missing in await work.ListAsync(MissingSql, row => row.GetGuid(0), cancellation, seen.ToArray()))
            {
                await work.ExecuteAsync(SupersedeSql, cancellation, new[] { missing }, work.Operator.OperatorCode, Id);
                await AddAsync(
                    "missing", missing, null, ["本人確認情報なし"], new ReceivedItems { Kind = ReceivedKind.IdentityInformation }, cancellation);
            }
        }

        private async Task AddAsync(
            string kind, Guid? person, long? row, string[] items, ReceivedItems received, CancellationToken cancellation)
        {
            Differences++;
            await work.ExecuteAsync(
                AddSql, cancellation,
                Guid.CreateVersion7(), Id, kind, person, row, items,
                Sql.Json(JsonSerializer.Serialize(received, ReceivedItems.Json)), zone.Clock.Today());
        }
    }
}
