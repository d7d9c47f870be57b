using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Data;

/// <summary>Reads and appends residence records; the only writer of history and current rows besides the import.</summary>
internal static class RegisterStore
{
    /// <summary>Somebody else changed the record between reading and writing (WF-09).</summary>
    public static readonly Refusal ChangedMeanwhile = new(
        "WF-09",
        "仮登録後に対象者の記録が更新されています。最新の内容を確認して入力し直してください。",
        RefusalKind.Conflict);

    private const string InsertHistory =
        """
        insert into resident_register.resident_history (
            resident_id, history_no, act_id, reason, basis, effective_from, happened_on,
            notified_on, register_notice_on, application_on, request_on, notice_on, processed_on,
            route, source, ground, office, terminal, entered_by, reviewed_by, decided_by,
            replaces_no, selectable, record)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
        """;

    private const string InsertCurrent =
        """
        insert into resident_register.resident (
            resident_id, version, addressee_number, household_id, household_order, relationship, kind, sex,
            name_written, name_kana, birth_written, birth_from, birth_until,
            address_written, postal_code, address_code, planned_out_on, removed_on, removal_kind, warning_code)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """;

    private const string UpdateCurrent =
        """
        update resident_register.resident set
            version = $2, addressee_number = $3, household_id = $4, household_order = $5, relationship = $6,
            kind = $7, sex = $8, name_written = $9, name_kana = $10, birth_written = $11, birth_from = $12,
            birth_until = $13, address_written = $14, postal_code = $15, address_code = $16,
            planned_out_on = $17, removed_on = $18, removal_kind = $19, warning_code = $20,
            updated_at = clock_timestamp()
        where resident_id = $1 and version = $2 - 1
        """;

    /// <summary>
    /// Appends history rows and derives the current rows and search keys, in the order given, in the caller's transaction.
    /// </summary>
    /// <returns>The conflict when a record changed meanwhile; then the unit of work must not commit.</returns>
    public static Task<Refusal?> AppendAsync(
        UnitOfWork work,
        IReadOnlyList<Append> appends,
        CancellationToken cancellation) =>
        AppendAsync(work, new QueryBatch(), appends, cancellation);

    /// <summary>The same, behind what the batch holds already.</summary>
    public static async Task<Refusal?> AppendAsync(
        UnitOfWork work,
        QueryBatch batch,
        IReadOnlyList<Append> appends,
        CancellationToken cancellation)
    {
        List<NpgsqlBatchCommand> guarded = [];
        foreach (Append append in appends)
        {
            batch.Do(InsertHistory, HistoryValues(append.Row));
            guarded.Add(batch.Do(
                append.Row.HistoryNo > 1 ? UpdateCurrent : InsertCurrent, new CurrentRow(append.Row).Values()));
            AddKeys(batch, append);
        }

        try
        {
            await batch.RunAsync(work, cancellation);
        }
        catch (PostgresException duplicate) when (duplicate.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return ChangedMeanwhile;
        }

        return guarded.All(one => one.RecordsAffected == 1) ? null : ChangedMeanwhile;
    }

    /// <summary>The present history row of a person; null when there is none.</summary>
    public static async Task<HistoryRow?> FindAsync(
        UnitOfWork work,
        ResidentId id,
        CancellationToken cancellation) =>
        (await work.ListAsync(
            HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            where h.resident_id = $1
            """,
            HistoryReader.Map,
            cancellation,
            id.Value)).SingleOrDefault();

    /// <summary>Present rows of several persons, locked against other changes until the act ends, in order of id.</summary>
    public static Task<List<HistoryRow>> LockAsync(
        UnitOfWork work,
        IReadOnlyCollection<ResidentId> ids,
        CancellationToken cancellation) =>
        work.ListAsync(
            HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            where h.resident_id = any($1)
            order by r.resident_id
            for update of r
            """,
            HistoryReader.Map,
            cancellation,
            ids.Select(id => id.Value).ToArray());

    /// <summary>Present rows of the members of a household, in official order; removed members only when asked for.</summary>
    public static Task<List<HistoryRow>> HouseholdAsync(
        UnitOfWork work,
        HouseholdId household,
        bool withRemoved,
        CancellationToken cancellation) =>
        work.ListAsync(
            HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            where r.household_id = $1 and ($2 or r.removed_on is null)
            order by r.removed_on nulls first, r.household_order, r.resident_id
            limit 500
            """,
            HistoryReader.Map,
            cancellation,
            household.Value,
            withRemoved);

    /// <summary>A page of the history of one person, newest first.</summary>
    public static Task<List<HistoryRow>> HistoryAsync(
        UnitOfWork work,
        ResidentId id,
        int beforeNo,
        int rowsMax,
        CancellationToken cancellation) =>
        work.ListAsync(
            HistoryReader.Select +
            """

            where h.resident_id = $1 and h.history_no < $2
            order by h.history_no desc
            limit $3
            """,
            HistoryReader.Map,
            cancellation,
            id.Value,
            beforeNo,
            rowsMax);

    /// <summary>
    /// The record as it was true on <paramref name="trueOn"/> and as it was known at <paramref name="knownAt"/>, of at most 2,000
    /// rows; null when the person was not on record then. Rows blocked from choice are passed over.
    /// </summary>
    public static async Task<PastRecord?> AsOfAsync(
        UnitOfWork work,
        ResidentId id,
        DateOnly trueOn,
        DateTimeOffset knownAt,
        CancellationToken cancellation) =>
        PastRecord.On(
            await work.ListAsync(
                HistoryReader.Select +
                """

                where h.resident_id = $1 and h.recorded_at <= $2 and h.selectable
                order by h.history_no
                limit 2000
                """,
                HistoryReader.Map,
                cancellation,
                id.Value,
                knownAt),
            trueOn);

    private static object?[] HistoryValues(HistoryRow row)
    {
        ChangeFacts facts = row.Facts;
        return
        [
            row.ResidentId.Value, row.HistoryNo, facts.ActId, facts.Reason, Enum.GetName(facts.Basis),
            row.EffectiveFrom, Sql.Json(HistoryReader.WriteDate(facts.HappenedOn)),
            facts.NotifiedOn, facts.RegisterNoticeOn, facts.ApplicationOn, facts.RequestOn, facts.NoticeOn,
            facts.ProcessedOn, Enum.GetName(facts.Route), Enum.GetName(facts.Source), facts.Ground,
            facts.Office, facts.Terminal, facts.EnteredBy, facts.ReviewedBy.ToArray(), facts.DecidedBy,
            row.ReplacesNo, row.Selectable, Sql.Json(RecordJson.Write(row.Record)),
        ];
    }

    private static void AddKeys(QueryBatch batch, Append append)
    {
        ResidentRecord after = append.Row.Record;
        ResidentRecord? before = append.Before;
        IReadOnlyList<NameKey> names = SearchKeys.Names(after);
        bool sameState = before is not null
            && before.IsLive == after.IsLive
            && before.BirthDate == after.BirthDate;
        if (!sameState || !SearchKeys.Names(before!).SequenceEqual(names))
        {
            if (before is not null)
            {
                batch.Do(
                    """
                    update resident_register.search_name
                    set kind = kind + 100
                    where resident_id = $1 and kind < 100 and not (kind::text || key_a || written_key) = any($2)
                    """,
                    after.Id.Value,
                    names.Select(name => $"{name.Kind}{name.KeyA}{name.WrittenKey}").ToArray());
                batch.Do(
                    "delete from resident_register.search_name where resident_id = $1 and kind < 100",
                    after.Id.Value);
                batch.Do(
                    """
                    update resident_register.search_name set birth_from = $2, birth_until = $3, removed = $4
                    where resident_id = $1
                    """,
                    after.Id.Value, after.BirthDate.Earliest, after.BirthDate.Latest, !after.IsLive);
            }

            foreach (NameKey name in names)
            {
                batch.Do(
                    """
                    insert into resident_register.search_name (
                        resident_id, kind, key_a, key_b, written_key, given_key, birth_from, birth_until, removed)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    """,
                    after.Id.Value, name.Kind, name.KeyA, name.KeyB, name.WrittenKey, name.GivenKey,
                    after.BirthDate.Earliest, after.BirthDate.Latest, !after.IsLive);
            }
        }

        AddAddressKey(batch, before, after);
    }

    private static void AddAddressKey(QueryBatch batch, ResidentRecord? before, ResidentRecord after)
    {
        string key = SearchKeys.Address(after);
        bool moved = before is null || SearchKeys.Address(before) != key;
        if (before is not null && (moved || before.IsLive != after.IsLive))
        {
            batch.Do(
                """
                update resident_register.search_address set current = current and not $2, removed = $3
                where resident_id = $1
                """,
                after.Id.Value, moved, !after.IsLive);
        }

        if (moved)
        {
            batch.Do(
                """
                insert into resident_register.search_address (resident_id, address_key, address_code, current, removed)
                values ($1, $2, $3, true, $4)
                """,
                after.Id.Value, key, after.Address.Code?.Value, !after.IsLive);
        }
    }
}
