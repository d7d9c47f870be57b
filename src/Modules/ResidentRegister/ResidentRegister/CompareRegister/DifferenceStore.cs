using System.Text.Json;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.CompareRegister;

/// <summary>A person who differs between the register and what was received: a task until it is closed.</summary>
internal sealed record IdentityDifference
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>Where the list came from.</summary>
    public required string Origin { get; init; }

    /// <summary><c>items</c>, <c>unknown</c> or <c>missing</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose; null for somebody unknown here.</summary>
    public Guid? Person { get; init; }

    /// <summary>Row of the list.</summary>
    public long? Row { get; init; }

    /// <summary>Which items differed when it was found.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>What was received.</summary>
    public required ReceivedItems Received { get; init; }

    /// <summary>When it was found.</summary>
    public required DateOnly FoundOn { get; init; }

    /// <summary>How it was closed; null while it is open.</summary>
    public string? ClosedHow { get; init; }

    /// <summary>Why the other side is wrong.</summary>
    public string? ClosedReason { get; init; }

    /// <summary>Who closed it.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>The kind in words.</summary>
    public string KindWords => Kind switch
    {
        "unknown" => "台帳にない人",
        "missing" => "本人確認情報がない人",
        _ => Received.Kind == ReceivedKind.ArrivalNotice ? "転入通知との相違" : "項目の相違",
    };

    /// <summary>How it was closed, in words.</summary>
    public string? ClosedWords => ClosedHow switch
    {
        "repaired" => "台帳を修正",
        "other_side" => "相手方の誤り",
        "superseded" => "新しい照合に引継ぎ",
        _ => null,
    };

    /// <inheritdoc />
    public override string ToString() => $"IdentityDifference({Number})";
}

/// <summary>The tasks of comparisons.</summary>
internal static class DifferenceStore
{
    private const string Select =
        """
        select d.difference_id, d.difference_number, c.origin, d.kind, d.resident_id, d.row_no, d.items, d.received::text, d.found_on,
               d.closed_how, d.closed_reason, d.closed_by
        from resident_register.identity_difference d join resident_register.identity_comparison c using (comparison_id)
        """;

    private const string ListSql =
        Select + "\nwhere (d.closed_how is null) = $1 order by case when $1 then d.difference_number else -d.difference_number end limit 500";

    private const string CloseSql =
        """
        update resident_register.identity_difference
        set closed_how = $2, closed_reason = $3, closed_by = $4, closed_at = clock_timestamp(), received = '{}'
        where difference_id = $1 and closed_how is null
        """;

    // Only records that changed after the comparison can have been repaired.
    private const string ChangedSql =
        HistoryReader.Columns +
        """
        , d.difference_id
        from resident_register.identity_difference d
        join resident_register.identity_comparison c using (comparison_id)
        join resident_register.resident r on r.resident_id = d.resident_id
        join resident_register.resident_history h on h.resident_id = r.resident_id and h.history_no = r.version
        where d.closed_how is null and d.kind = 'items' and h.recorded_at > c.compared_at
        order by d.difference_number limit 500
        """;

    /// <summary>Open ones, oldest first, or closed ones, newest first.</summary>
    public static Task<List<IdentityDifference>> ListAsync(UnitOfWork work, bool open, CancellationToken cancellation) =>
        work.ListAsync(ListSql, Map, cancellation, open);

    /// <summary>One of them; null when there is none.</summary>
    public static async Task<IdentityDifference?> FindAsync(UnitOfWork work, Guid id, CancellationToken cancellation) =>
        (await work.ListAsync(Select + "\nwhere d.difference_id = $1", Map, cancellation, id)).SingleOrDefault();

    /// <summary>States that the other side is wrong; false when it is closed already.</summary>
    public static async Task<bool> CloseAsync(UnitOfWork work, Guid id, string reason, CancellationToken cancellation) =>
        await work.ExecuteAsync(CloseSql, cancellation, id, "other_side", reason, work.Operator.OperatorCode) == 1;

    /// <summary>
    /// Closes the tasks whose register was repaired since: every item that differed agrees now. Numbers are known to the vault
    /// only; a task about one is closed by the next comparison.
    /// </summary>
    public static async Task SettleAsync(UnitOfWork work, CancellationToken cancellation)
    {
        foreach ((ResidentRecord record, Guid id) in await work.ListAsync(
            ChangedSql, row => (HistoryReader.Map(row).Record, row.GetGuid(24)), cancellation))
        {
            if (await FindAsync(work, id, cancellation) is { } task
                && !task.Items.Contains(IdentityComparison.Number) && !task.Items.Contains(IdentityComparison.RecordCode)
                && IdentityComparison.Differences(task.Received, record).Count == 0)
            {
                await work.ExecuteAsync(CloseSql, cancellation, id, "repaired", null, work.Operator.OperatorCode);
            }
        }
    }

    private static IdentityDifference Map(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Number = row.GetInt64(1),
        Origin = row.GetString(2),
        Kind = row.GetString(3),
        Person = row.Nullable<Guid?>(4),
        Row = row.Nullable<long?>(5),
        Items = row.GetFieldValue<string[]>(6),
        Received = row.IsDBNull(9)
            ? JsonSerializer.Deserialize<ReceivedItems>(row.GetString(7), ReceivedItems.Json)! // our own object
            : new ReceivedItems { Kind = ReceivedKind.IdentityInformation },
        FoundOn = row.GetFieldValue<DateOnly>(8),
        ClosedHow = row.Nullable<string>(9),
        ClosedReason = row.Nullable<string>(10),
        ClosedBy = row.Nullable<string>(11),
    };
}
