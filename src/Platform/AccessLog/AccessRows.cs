using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.AccessLog;

/// <summary>The one place that writes access rows, one or thousands in a statement.</summary>
internal static class AccessRows
{
    private const string InsertSql =
        """
        insert into platform.access_log (
            operator_id, operator_code, office_code, terminal, session_id, request_id,
            task_code, ground, case_number,
            kind, action, subject_id, subject_ids, items, result_count, refusal_code, number_accessed, act_id)
        select o.operator_id, o.operator_code, o.office_code, o.terminal, o.session_id, o.request_id,
               o.task_code, o.ground, o.case_number,
               o.kind, o.action, o.subject_id,
               case when o.subject_ids = '' then null else string_to_array(o.subject_ids, ',')::uuid[] end,
               o.items, o.result_count, o.refusal_code, o.number_accessed, o.act_id
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[],
                    $7::text[], $8::text[], $9::text[],
                    $10::text[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::int[], $16::text[],
                    $17::bool[], $18::uuid[])
             with ordinality as o(
                    operator_id, operator_code, office_code, terminal, session_id, request_id,
                    task_code, ground, case_number,
                    kind, action, subject_id, subject_ids, items, result_count, refusal_code,
                    number_accessed, act_id, place)
        order by o.place
        """;

    public static NpgsqlBatchCommand Insert(IEnumerable<(OperatorContext Operator, AccessEntry Entry)> rows)
    {
        (OperatorContext Operator, AccessEntry Entry)[] all = [.. rows];
        T[] Of<T>(Func<OperatorContext, AccessEntry, T> pick) => [.. all.Select(row => pick(row.Operator, row.Entry))];

        NpgsqlBatchCommand command = new(InsertSql);
        command.Parameters.AddValues(
            Of((who, _) => who.OperatorId),
            Of((who, _) => who.OperatorCode),
            Of((who, _) => who.OfficeCode),
            Of((who, _) => who.Terminal),
            Of((who, _) => who.SessionId),
            Of((who, _) => who.RequestId),
            Of((who, _) => who.Purpose?.TaskCode),
            Of((who, _) => who.Purpose?.Ground),
            Of((who, _) => who.Purpose?.CaseNumber),
            Of((_, entry) => KindNames[(int)entry.Kind]),
            Of((_, entry) => entry.Action),
            Of((_, entry) => entry.Subject),
            Of((_, entry) => string.Join(',', entry.Subjects)),
            Of((_, entry) => entry.Items),
            Of((_, entry) => entry.ResultCount),
            Of((_, entry) => entry.RefusalCode),
            Of((_, entry) => entry.NumberAccessed),
            Of((_, entry) => entry.ActId));
        return command;
    }

    private static readonly string[] KindNames =
        [.. Enum.GetNames<AccessKind>().Select(name => name.ToLowerInvariant())];
}
