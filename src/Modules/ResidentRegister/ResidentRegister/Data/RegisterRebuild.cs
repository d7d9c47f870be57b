using System.Globalization;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Data;

/// <summary>Rebuilds what is derived from history in memory and compares it with the tables.</summary>
internal static class RegisterRebuild
{
    private const int ResidentsPerPage = 500;
    private const int FaultsMax = 100;

    private const string CurrentSql =
        """
        select r.resident_id, array[
            r.version::text, r.addressee_number, r.household_id::text, r.household_order::text, r.relationship, r.kind::text,
            r.sex::text, r.name_written, r.name_kana, r.birth_written, r.birth_from::text, r.birth_until::text,
            r.address_written, r.postal_code, r.address_code, r.planned_out_on::text, r.removed_on::text,
            r.removal_kind::text, r.warning_code, h.household_number, (h.closed_on is not null and r.removed_on is null)::text]
        from resident_register.resident r join resident_register.household h using (household_id)
        where r.resident_id > $1 order by r.resident_id limit $2
        """;

    // A history without a current row, or a current row without its history, is lost data.
    private const string UnpairedSql =
        """
        select count(*) from (
            select resident_id, max(history_no) as latest from resident_register.resident_history group by resident_id) h
        full join resident_register.resident r using (resident_id)
        where h.latest is distinct from r.version
        """;

    /// <summary>Compares the whole register, in one snapshot beside running work.</summary>
    public static async Task<RegisterVerdict> CompareAsync(
        NpgsqlDataSource database,
        IProgress<long>? progress,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, OperatorContext.ForCommand("register.verify", "履歴と現在の記録の照合"));
        await RegisterGather.SnapshotAsync(work, cancellation);
        long unpaired = (await work.ListAsync(UnpairedSql, row => row.GetInt64(0), cancellation)).Single();
        List<RegisterFault> faults = [];
        long residents = 0;
        Guid after = Guid.Empty;
        while (await PageAsync(work, after, cancellation) is { Count: > 0 } page)
        {
            Guid[] ids = [.. page.Select(one => one.Id)];
            ILookup<Guid, HistoryRow> history = await HistoryAsync(work, ids, cancellation);
            ILookup<Guid, string> names = await KeysAsync(work, NamesSql, ids, cancellation);
            ILookup<Guid, string> addresses = await KeysAsync(work, AddressesSql, ids, cancellation);
            foreach ((Guid id, string?[] current) in page)
            {
                Compare(id, current, [.. history[id]], names[id], addresses[id], faults);
            }

            residents += page.Count;
            progress?.Report(residents);
            after = ids[^1];
        }

        return new RegisterVerdict(residents, unpaired, faults);
    }

    private const string NamesSql =
        """
        select resident_id, concat_ws('|', kind, key_a, key_b, written_key, coalesce(given_key, '-'), birth_from, birth_until, removed)
        from resident_register.search_name where resident_id = any ($1)
        """;

    private const string AddressesSql =
        """
        select resident_id, concat_ws('|', address_key, coalesce(address_code, '-'), current, removed)
        from resident_register.search_address where resident_id = any ($1)
        """;

    private static Task<List<(Guid Id, string?[] Current)>> PageAsync(UnitOfWork work, Guid after, CancellationToken cancellation) =>
        work.ListAsync(
            CurrentSql, row => (row.GetGuid(0), row.GetFieldValue<string?[]>(1)), cancellation, after, ResidentsPerPage);

    private static async Task<ILookup<Guid, HistoryRow>> HistoryAsync(UnitOfWork work, Guid[] ids, CancellationToken cancellation) =>
        (await work.ListAsync(
            HistoryReader.Select + "\nwhere h.resident_id = any ($1) order by h.resident_id, h.history_no",
            HistoryReader.Map,
            cancellation,
            ids)).ToLookup(row => row.ResidentId.Value);

    private static async Task<ILookup<Guid, string>> KeysAsync(
        UnitOfWork work,
        string sql,
        Guid[] ids,
        CancellationToken cancellation) =>
        (await work.ListAsync(sql, row => (Id: row.GetGuid(0), Key: row.GetString(1)), cancellation, ids))
            .ToLookup(one => one.Id, one => one.Key);

    private static void Compare(
        Guid id,
        string?[] current,
        IReadOnlyList<HistoryRow> history,
        IEnumerable<string> names,
        IEnumerable<string> addresses,
        List<RegisterFault> faults)
    {
        HistoryRow last = history[^1];
        ResidentRecord record = last.Record;
        ResidentRecord[] snapshots = [.. history.Select(row => row.Record)];
        string removed = record.IsLive ? "f" : "t";
        IEnumerable<string> wantedNames = SearchHistory.Names(snapshots).Select(key => string.Join(
            '|',
            new[]
            {
                Text(key.Kind), key.KeyA, key.KeyB, key.WrittenKey, key.GivenKey ?? "-", Text(record.BirthDate.Earliest),
                Text(record.BirthDate.Latest), removed,
            }.OfType<string>()));
        IEnumerable<string> wantedAddresses = SearchHistory.Addresses(snapshots).Select(key =>
            string.Join('|', key.Key, key.Code ?? "-", key.Current ? "t" : "f", removed));
        Check(id, "resident", Expected(last).SequenceEqual(current), faults);
        Check(id, "search_name", wantedNames.ToHashSet().SetEquals(names), faults);
        Check(id, "search_address", wantedAddresses.ToHashSet().SetEquals(addresses), faults);
    }

    private static void Check(Guid id, string table, bool agrees, List<RegisterFault> faults)
    {
        if (!agrees && faults.Count < FaultsMax)
        {
            faults.Add(new RegisterFault(id, table));
        }
    }

    private static string?[] Expected(HistoryRow row)
    {
        ResidentRecord record = row.Record;
        return
        [
            Text(row.HistoryNo), record.AddresseeNumber.Value, record.Household.Id.Value.ToString(), Text(record.Household.Order),
            record.Household.Relationship, Text((int)record.Kind), Text((int)record.Sex), record.Name.Display, record.Name.Kana,
            record.BirthDate.Display(), Text(record.BirthDate.Earliest), Text(record.BirthDate.Latest), record.Address.Full,
            record.Address.PostalCode?.Value, record.Address.Code?.Value, Text(record.MoveOut?.PlannedOn),
            Text(record.Removal?.RemovedOn), Text((int?)record.Removal?.Kind), record.Marks.WarningCode,
            record.Household.Number.Value,

            // No live person stands in a closed household.
            "false",
        ];
    }

    private static string? Text(IFormattable? value) => value switch
    {
        null => null,
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        _ => value.ToString(null, CultureInfo.InvariantCulture),
    };
}

/// <summary>A derived row that does not follow from history.</summary>
/// <param name="Resident">Internal id.</param>
/// <param name="Table">The table.</param>
public sealed record RegisterFault(Guid Resident, string Table);

/// <summary>What the comparison of history and derived rows found.</summary>
/// <param name="Residents">Residents compared, removed ones included.</param>
/// <param name="Unpaired">Histories without current row, current rows without history, and versions that are not the latest.</param>
/// <param name="Faults">The first hundred faults.</param>
public sealed record RegisterVerdict(long Residents, long Unpaired, IReadOnlyList<RegisterFault> Faults)
{
    /// <summary>Whether every derived row follows from history.</summary>
    public bool IsWhole => Unpaired == 0 && Faults.Count == 0;
}
