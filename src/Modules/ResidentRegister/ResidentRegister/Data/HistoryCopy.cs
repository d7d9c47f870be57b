using System.Text;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Data;

/// <summary>History rows as rows of a COPY.</summary>
internal static class HistoryCopy
{
    /// <summary>The statement whose columns <see cref="Write"/> fills.</summary>
    public const string Sql =
        """
        copy resident_register.resident_history (
            resident_id, history_no, act_id, reason, basis, effective_from, happened_on,
            notified_on, register_notice_on, application_on, request_on, notice_on, processed_on, recorded_at,
            route, source, ground, office, terminal, entered_by, reviewed_by, decided_by,
            replaces_no, selectable, record)
        from stdin (format binary)
        """;

    /// <summary>Writes one row.</summary>
    public static void Write(CopyRows rows, HistoryRow row, DateTimeOffset recordedAt)
    {
        ChangeFacts facts = row.Facts;
        rows.Row(25)
            .Id(row.ResidentId.Value).Int(row.HistoryNo).Id(facts.ActId).Text(facts.Reason).Text(Enum.GetName(facts.Basis))
            .Date(row.EffectiveFrom).Json(Encoding.UTF8.GetBytes(HistoryReader.WriteDate(facts.HappenedOn)))
            .Date(facts.NotifiedOn).Date(facts.RegisterNoticeOn).Date(facts.ApplicationOn).Date(facts.RequestOn)
            .Date(facts.NoticeOn).Date(facts.ProcessedOn).Moment(recordedAt)
            .Text(Enum.GetName(facts.Route)).Text(Enum.GetName(facts.Source)).Text(facts.Ground).Text(facts.Office)
            .Text(facts.Terminal).Text(facts.EnteredBy).Texts(facts.ReviewedBy).Text(facts.DecidedBy)
            .Int(row.ReplacesNo).Bool(row.Selectable).Json(RecordJson.WriteUtf8(row.Record));
    }
}
