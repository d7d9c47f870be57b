using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;

namespace Daicho.ResidentRegister.ActNotices;

/// <summary>What an act of the daily work leaves to be told or done.</summary>
/// <param name="Act">The act.</param>
/// <param name="Kind">世帯主変更通知書, 世帯主変更依頼通知書, 職権による世帯主設定 or 転入通知未着照会書.</param>
/// <param name="Addressee">To whom, or about whom.</param>
/// <param name="ArisenOn">Business date of the act.</param>
/// <param name="Application">The application made of it; null while there is none.</param>
internal sealed record ActNotice(Guid Act, OfferedDocumentKind Kind, ResidentId Addressee, DateOnly ArisenOn, Guid? Application)
{
    /// <summary>The document or act in words.</summary>
    public string Title => new OfferedDocument(Kind, Addressee, true).Title;

    /// <summary>Whether it is a notice that can be made; otherwise something to be entered.</summary>
    public bool IsNotice => CertificateForms.OfAct.ContainsKey(Kind);
}

/// <summary>Notices of acts that no case decided: kept with the act, open until the notice is made or the head is set.</summary>
internal static class ActNoticeStore
{
    private const int RowsMax = 200;

    private const string AddSql =
        """
        insert into resident_register.act_notice (act_id, kind, addressee, arisen_on)
        select $1, kind, addressee, $4 from unnest($2::text[], $3::uuid[]) as notice (kind, addressee)
        """;

    // A notice is done when it is made; a head that was set meanwhile leaves nothing to ask for.
    private const string Open =
        """
        from resident_register.act_notice n
        join resident_register.resident r on r.resident_id = n.addressee and (r.removed_on is null) = (n.kind <> 'ArrivalInquiry')
        left join resident_register.certificate_application a on a.notice_of = n.act_id and a.subject_ids[1] = n.addressee
            and a.form = case n.kind when 'HeadChangeNotice' then 'HouseholderChangeNotice'
                when 'ArrivalInquiry' then 'ArrivalNoticeInquiry' else 'HouseholderChangeRequest' end
            and a.state <> 'spoiled'
        where (n.kind in ('SetHeadExOfficio', 'ArrivalInquiry') or a.state is null or a.state not in ('made', 'handed_over'))
          and case n.kind
              when 'HeadChangeNotice' then true
              when 'ArrivalInquiry' then exists (
                  select from resident_register.resident_history h
                  where h.resident_id = r.resident_id and h.history_no = r.version and h.record #>> '{moveOut,noticeOn}' is null)
              else not exists (
                  select from resident_register.resident head
                  where head.household_id = r.household_id and head.removed_on is null and head.relationship = '世帯主') end
        """;

    private const string OfHeads = " and n.kind <> 'ArrivalInquiry'";

    // Who was asked about stays on the list of those missing, yet nothing is left to be done until an answer comes.
    private const string OfArrivals = " and n.kind = 'ArrivalInquiry'";

    private const string OfOperator = " and $1::uuid is not null and $2::text is not null and $4::timestamptz is not null";

    /// <summary>The line of the work list.</summary>
    public static WorkListEntry Entry { get; } = new("異動", "転出の到来による通知", ActNoticeEndpoints.List, TaskCodes.ResidentCertificateIssue)
    {
        Order = 240,
        CountSql = "select count(*), coalesce(bool_or(n.arisen_on < $3), false) " + Open + OfHeads + OfOperator,
    };

    /// <summary>The line of the work list for 転入通知 that are overdue.</summary>
    public static WorkListEntry MissingEntry { get; } =
        new("異動", "転入通知の未着", ActNoticeEndpoints.Missing, TaskCodes.ResidentCertificateIssue)
        {
            Order = 245,
            CountSql = "select count(*), coalesce(bool_or(n.arisen_on < $3), false) " + Open + OfArrivals
                + " and (a.state is null or a.state not in ('made', 'handed_over'))" + OfOperator,
        };

    /// <summary>Keeps what the documents of an act leave to be done; the form of a notice that cannot be made yet is left out.</summary>
    public static Task<int> AddAsync(
        UnitOfWork work, Guid act, DateOnly today, IReadOnlyList<OfferedDocument> documents, CancellationToken cancellation)
    {
        OfferedDocument[] kept =
        [
            .. documents.Where(one => one.Addressee is not null && one is { Kind: OfferedDocumentKind.HeadChangeNotice, Automatic: true }
                or { Kind: OfferedDocumentKind.HeadChangeRequest or OfferedDocumentKind.SetHeadExOfficio or OfferedDocumentKind.ArrivalInquiry }),
        ];
        return kept.Length == 0
            ? Task.FromResult(0)
            : work.ExecuteAsync(
                AddSql, cancellation, act, kept.Select(one => one.Kind.ToString()).ToArray(),
                kept.Select(one => one.Addressee!.Value).ToArray(), today); // filtered above
    }

    /// <summary>What is open about householders, the oldest first.</summary>
    public static Task<List<ActNotice>> OpenAsync(UnitOfWork work, CancellationToken cancellation) => work.ListAsync(
        Columns + Open + OfHeads + " order by n.arisen_on, n.act_id, n.kind, n.addressee limit $1", Map, cancellation, RowsMax);

    /// <summary>転入通知未着者: first those not asked about, the oldest first.</summary>
    public static Task<List<ActNotice>> MissingAsync(UnitOfWork work, CancellationToken cancellation) => work.ListAsync(
        Columns + Open + OfArrivals + " order by a.application_id is not null, n.arisen_on, n.act_id, n.addressee limit $1",
        Map, cancellation, RowsMax);

    /// <summary>What an act left open for a person; null: for whomever it names first.</summary>
    public static Task<List<ActNotice>> OfAsync(UnitOfWork work, Guid act, ResidentId? addressee, CancellationToken cancellation) => work.ListAsync(
        Columns + Open + " and n.act_id = $1 and n.addressee = coalesce($2::uuid, n.addressee) order by n.kind, n.addressee limit 20",
        Map, cancellation, act, addressee?.Value);

    private const string Columns = "select n.act_id, n.kind, n.addressee, n.arisen_on, a.application_id ";

    private static ActNotice Map(NpgsqlDataReader row) => new(
        row.GetGuid(0), Enum.Parse<OfferedDocumentKind>(row.GetString(1)), new ResidentId(row.GetGuid(2)), row.GetFieldValue<DateOnly>(3),
        row.Nullable<Guid?>(4));
}
