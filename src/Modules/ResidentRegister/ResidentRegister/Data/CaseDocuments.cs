using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Data;

/// <summary>A document of a decided case with what was made of it.</summary>
/// <param name="Offered">The document.</param>
/// <param name="Application">The application of the issuing ledger; null while nothing was made.</param>
/// <param name="State">State of that application, as stored.</param>
internal sealed record CaseDocument(OfferedDocument Offered, Guid? Application, string? State);

/// <summary>The documents that go with decided cases; appended with the decision.</summary>
internal static class CaseDocuments
{
    private const string AddSql =
        """
        insert into resident_register.change_case_document (case_id, place, kind, addressee, automatic)
        select $1, place, kind, nullif(addressee, '')::uuid, automatic
        from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality as document (kind, addressee, automatic, place)
        """;

    private const string OfSql =
        """
        select d.kind, d.addressee, d.automatic, a.application_id, a.state
        from resident_register.change_case_document d
        left join resident_register.certificate_application a
            on a.notice_of = d.case_id and a.form = $2::jsonb ->> d.kind and a.subject_ids[1] = d.addressee and a.state <> 'spoiled'
        where d.case_id = $1
        order by d.place
        """;

    /// <summary>Keeps the documents of a decision, with the act.</summary>
    public static void Add(UnitOfWork work, ChangeCaseId of, IReadOnlyList<OfferedDocument> documents)
    {
        if (documents.Count > 0)
        {
            work.Defer(
                AddSql, of.Value,
                documents.Select(one => one.Kind.ToString()).ToArray(),
                documents.Select(one => one.Addressee?.Value.ToString() ?? "").ToArray(),
                documents.Select(one => one.Automatic).ToArray());
        }
    }

    /// <summary>The documents of a case, in the order of the decision.</summary>
    /// <param name="work">The caller's transaction.</param>
    /// <param name="of">The case.</param>
    /// <param name="forms">JSON object: the notice form of each kind that has one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<IReadOnlyList<CaseDocument>> OfAsync(
        UnitOfWork work, ChangeCaseId of, string forms, CancellationToken cancellation) =>
        await work.ListAsync(
            OfSql,
            row => new CaseDocument(
                new OfferedDocument(
                    Enum.Parse<OfferedDocumentKind>(row.GetString(0)),
                    row.Nullable<Guid?>(1) is { } addressee ? new ResidentId(addressee) : null,
                    row.GetBoolean(2)),
                row.Nullable<Guid?>(3),
                row.Nullable<string>(4)),
            cancellation,
            of.Value, Sql.Json(forms));
}
