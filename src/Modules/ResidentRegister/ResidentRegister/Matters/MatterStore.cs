using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.ResidentRegister.Matters;

/// <summary>Reads and writes notices and surveys; what was examined or closed is never changed.</summary>
internal static class MatterStore
{
    private const int RowsMax = 200;

    private const string Select =
        """
        select m.matter_id, m.matter_number, m.kind, m.origin, m.received_on, m.summary, m.opened_by, m.examined_on,
               m.examined_by, m.examination, m.closed_on, m.closed_by, c.case_number, m.closed_reason, m.version,
               array(select p.resident_id from resident_register.matter_person p where p.matter_id = m.matter_id order by 1)
        from resident_register.matter m left join resident_register.change_case c using (case_id)
        """;

    private const string ListSql =
        Select + "\nwhere (m.closed_on is null) = $1 order by case when $1 then m.matter_number else -m.matter_number end limit $2";

    private const string AddSql =
        """
        insert into resident_register.matter
            (matter_id, kind, origin, received_on, summary, opened_on, opened_by, office)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string ExamineSql =
        """
        update resident_register.matter
        set examined_on = $3, examined_by = $4, examination = $5, version = version + 1
        where matter_id = $1 and version = $2 and examined_on is null
        """;

    private const string CloseSql =
        """
        update resident_register.matter
        set closed_on = $3, closed_by = $4, closed_reason = $5, version = version + 1,
            case_id = (select c.case_id from resident_register.change_case c where c.case_number = $6)
        where matter_id = $1 and version = $2 and examined_on is not null and closed_on is null
        """;

    private const string WaitsSql =
        """
        select exists (
            select from resident_register.matter m join resident_register.matter_person p using (matter_id)
            where m.kind = 'register_notice' and m.examined_on is null and p.resident_id = any ($1))
        """;

    /// <summary>Open or closed ones: the open oldest first, the closed newest first.</summary>
    public static Task<List<Matter>> ListAsync(NpgsqlDataSource database, bool open, CancellationToken cancellation) =>
        database.ListAsync(ListSql, Map, cancellation, open, RowsMax);

    /// <summary>One of them; null when there is none.</summary>
    public static async Task<Matter?> FindAsync(UnitOfWork work, Guid id, CancellationToken cancellation) =>
        (await work.ListAsync(Select + "\nwhere m.matter_id = $1", Map, cancellation, id)).SingleOrDefault();

    /// <summary>Opens one about a person.</summary>
    public static async Task AddAsync(
        UnitOfWork work, Matter matter, DateOnly today, CancellationToken cancellation)
    {
        await work.ExecuteAsync(
            AddSql, cancellation,
            matter.Id, Word(matter.Kind), matter.Origin, matter.ReceivedOn, matter.Summary, today,
            work.Operator.OperatorCode, work.Operator.OfficeCode);
        await work.ExecuteAsync(
            "insert into resident_register.matter_person (matter_id, resident_id) select $1, unnest($2)",
            cancellation, matter.Id, matter.Persons.ToArray());
    }

    /// <summary>Records the examination; false when somebody else was first.</summary>
    public static async Task<bool> ExamineAsync(
        UnitOfWork work, Guid id, int version, string examination, DateOnly today, CancellationToken cancellation) =>
        await work.ExecuteAsync(
            ExamineSql, cancellation, id, version, today, work.Operator.OperatorCode, examination) == 1;

    /// <summary>Closes it with the act of a number, or with the reason why there is none; false when somebody else was first.</summary>
    /// <exception cref="PostgresException">The act is not decided or concerns somebody else.</exception>
    public static async Task<bool> CloseAsync(
        UnitOfWork work, Guid id, int version, long? caseNumber, string? reason, DateOnly today, CancellationToken cancellation) =>
        await work.ExecuteAsync(
            CloseSql, cancellation,
            id, version, today, work.Operator.OperatorCode,
            new NpgsqlParameter { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
            new NpgsqlParameter { Value = (object?)caseNumber ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }) == 1;

    /// <summary>Whether a notice about one of the persons waits for its examination (RR-51).</summary>
    public static async Task<bool> WaitsAsync(UnitOfWork work, Guid[] persons, CancellationToken cancellation) =>
        (await work.ListAsync(WaitsSql, row => row.GetBoolean(0), cancellation, persons)).Single();

    private static string Word(MatterKind kind) => kind == MatterKind.Survey ? "survey" : "register_notice";

    private static Matter Map(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Number = row.GetInt64(1),
        Kind = row.GetString(2) == "survey" ? MatterKind.Survey : MatterKind.RegisterNotice,
        Origin = row.GetString(3),
        ReceivedOn = row.GetFieldValue<DateOnly>(4),
        Summary = row.GetString(5),
        OpenedBy = row.GetString(6),
        ExaminedOn = row.Nullable<DateOnly?>(7),
        ExaminedBy = row.Nullable<string>(8),
        Examination = row.Nullable<string>(9),
        ClosedOn = row.Nullable<DateOnly?>(10),
        ClosedBy = row.Nullable<string>(11),
        CaseNumber = row.Nullable<long?>(12),
        ClosedReason = row.Nullable<string>(13),
        Version = row.GetInt32(14),
        Persons = row.GetFieldValue<Guid[]>(15),
    };
}
