using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Person;

/// <summary>A memo (メモ): free text about a person, never printed (standard 1.1.15).</summary>
internal sealed record Memo(
    Guid Id, string Text, string WrittenBy, DateTimeOffset WrittenAt, DateTimeOffset? RemovedAt, string? RemovedBy)
{
    /// <inheritdoc />
    public override string ToString() => "Memo(***)";
}

/// <summary>Writes and removes memos; each act leaves an event and an access row in the same transaction.</summary>
internal static class MemoStore
{
    /// <summary>Most characters of a memo.</summary>
    public const int LengthMax = 1000;

    private const int RowsMax = 200;

    /// <summary>All memos of a person, removed ones last.</summary>
    public static Task<List<Memo>> ListAsync(UnitOfWork work, ResidentId person, CancellationToken cancellation) =>
        work.ListAsync(
            """
            select m.memo_id, m.text, m.written_by, m.written_at, m.removed_at,
                   (select e.operator_code from resident_register.protection_event e
                    where e.subject_id = m.resident_id and e.item_id = m.memo_id and e.act = 'memo-removed'
                    order by e.event_id desc limit 1)
            from resident_register.memo m
            where m.resident_id = $1
            order by m.removed_at nulls first, m.written_at desc, m.memo_id
            limit $2
            """,
            row => new Memo(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3),
                row.Nullable<DateTimeOffset?>(4), row.Nullable<string>(5)),
            cancellation,
            person.Value, RowsMax);

    /// <summary>Writes a memo; the same key writes it once.</summary>
    public static async Task<Result<Guid>> AddAsync(
        UnitOfWork work,
        ResidentId person,
        Guid key,
        string text,
        DateOnly today,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(text);
        string written = text.Trim();
        if (written.Length is 0 or > LengthMax || TextCheck.Check(written, allowLineBreaks: true, out _) != TextFault.None)
        {
            return PersonRefusals.Memo;
        }

        int added = await work.ExecuteAsync(
            """
            insert into resident_register.memo (memo_id, resident_id, text, written_by) values ($1, $2, $3, $4)
            on conflict (memo_id) do nothing
            """,
            cancellation,
            key, person.Value, written, work.Operator.OperatorCode);
        if (added > 0)
        {
            await RecordAsync(work, person, key, "memo-added", written, today, cancellation);
            await work.CommitAsync(cancellation);
        }

        return key;
    }

    /// <summary>Removes a memo; what it said stays in the history.</summary>
    public static async Task<Refusal?> RemoveAsync(
        UnitOfWork work,
        ResidentId person,
        Guid memo,
        DateOnly today,
        CancellationToken cancellation)
    {
        int removed = await work.ExecuteAsync(
            """
            update resident_register.memo set removed_at = clock_timestamp(), version = version + 1
            where memo_id = $1 and resident_id = $2 and removed_at is null
            """,
            cancellation,
            memo, person.Value);
        if (removed == 0)
        {
            return PersonRefusals.MemoGone;
        }

        await RecordAsync(work, person, memo, "memo-removed", null, today, cancellation);
        await work.CommitAsync(cancellation);
        return null;
    }

    private static async Task RecordAsync(
        UnitOfWork work,
        ResidentId person,
        Guid memo,
        string act,
        string? text,
        DateOnly today,
        CancellationToken cancellation)
    {
        await work.ExecuteAsync(
            """
            insert into resident_register.protection_event (subject_id, item_id, act, state, operator_code, processed_on)
            values ($1, $2, $3, jsonb_build_object('text', $4::text), $5, $6)
            """,
            cancellation,
            person.Value, memo, act, text, work.Operator.OperatorCode, today);
        work.Record(new AccessEntry(AccessKind.Change, $"resident.{act}", person.Value) { Items = "メモ", ActId = memo });
    }
}
