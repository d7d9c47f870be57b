using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>What follows from the form alone.</summary>
internal static class CertificateForms
{
    /// <summary>The forms that can be asked for, in the order of the counter.</summary>
    public static IReadOnlyList<CertificateForm> Requestable { get; } =
    [
        CertificateForm.PersonCopy, CertificateForm.HouseholdCopy, CertificateForm.RemovedRecordCopy,
        CertificateForm.EnteredItemsPerson, CertificateForm.EnteredItemsHousehold,
        CertificateForm.MovingOutCertificate, CertificateForm.MovingOutCertificateEquivalent,
    ];

    /// <summary>Made of a decided change, for one person whom the decision names (RR-87); nobody asks for them at the counter.</summary>
    public static IReadOnlyDictionary<OfferedDocumentKind, CertificateForm> OfAct { get; } = new Dictionary<OfferedDocumentKind, CertificateForm>
    {
        [OfferedDocumentKind.ExOfficioNotice] = CertificateForm.ExOfficioEntryNotice,
        [OfferedDocumentKind.HeadChangeNotice] = CertificateForm.HouseholderChangeNotice,
        [OfferedDocumentKind.HeadChangeRequest] = CertificateForm.HouseholderChangeRequest,
        [OfferedDocumentKind.ReceiptOfNotification] = CertificateForm.ReceiptNotice,
        [OfferedDocumentKind.RecordCodeNotice] = CertificateForm.ResidentRecordCodeNotice,
        [OfferedDocumentKind.RecordCodeChangeNotice] = CertificateForm.ResidentRecordCodeChangeNotice,
        [OfferedDocumentKind.RecordCodeCorrectionNotice] = CertificateForm.ResidentRecordCodeCorrectionNotice,
        [OfferedDocumentKind.AdultWardNotice] = CertificateForm.AdultWardMoveOutNotice,
        [OfferedDocumentKind.ArrivalInquiry] = CertificateForm.ArrivalNoticeInquiry,
    };

    /// <summary>Several persons on one document.</summary>
    public static bool IsHousehold(CertificateForm form) =>
        form is CertificateForm.HouseholdCopy or CertificateForm.EnteredItemsHousehold || IsMovingOut(form);

    /// <summary>Made from the 転出届, and therefore showing it before its day.</summary>
    public static bool IsMovingOut(CertificateForm form) =>
        form is CertificateForm.MovingOutCertificate or CertificateForm.MovingOutCertificateEquivalent;

    /// <summary>Only asked items stand on it, and 方書 may be left out (5.4).</summary>
    public static bool IsEnteredItems(CertificateForm form) =>
        form is CertificateForm.EnteredItemsPerson or CertificateForm.EnteredItemsHousehold;

    /// <summary>The printed title.</summary>
    public static string Title(CertificateForm form, bool removed) => form switch
    {
        CertificateForm.PersonCopy or CertificateForm.HouseholdCopy => "住民票の写し",
        CertificateForm.RemovedRecordCopy => "住民票の除票の写し",
        CertificateForm.EnteredItemsPerson or CertificateForm.EnteredItemsHousehold =>
            removed ? "除票記載事項証明書" : "住民票記載事項証明書",
        CertificateForm.MovingOutCertificate => "転出証明書",
        CertificateForm.MovingOutCertificateEquivalent => "転出証明書に準ずる証明書",
        CertificateForm.ResidentRecordCodeNotice => "住民票コード通知票",
        CertificateForm.ResidentRecordCodeChangeNotice => "住民票コード変更通知票",
        CertificateForm.ResidentRecordCodeCorrectionNotice => "住民票コード修正通知票",
        CertificateForm.HouseholderChangeNotice => "世帯主変更通知書",
        CertificateForm.ExOfficioEntryNotice => "職権記載等通知書",
        CertificateForm.ReceiptNotice => "住民異動届受理通知",
        CertificateForm.HouseholderChangeRequest => "世帯主変更依頼通知書",
        CertificateForm.AdultWardMoveOutNotice => "成年被後見人の転出通知",
        CertificateForm.ArrivalNoticeInquiry => "転入通知未着照会書",
        CertificateForm.ConfirmationSheet => "確認用帳票",
        CertificateForm.ReviewList => "異動審査リスト",
    };

    /// <summary>The words on screens, which tell forms of one title apart.</summary>
    public static string Label(CertificateForm form) => form switch
    {
        CertificateForm.PersonCopy => "住民票の写し（個人票）",
        CertificateForm.HouseholdCopy => "住民票の写し（世帯連記式）",
        CertificateForm.EnteredItemsPerson => "住民票記載事項証明書（個人）",
        CertificateForm.EnteredItemsHousehold => "住民票記載事項証明書（世帯連記式）",
        _ => Title(form, removed: false),
    };

    /// <summary>Where the data of a form come from, for the list of forms (RR-87).</summary>
    public static string Source(CertificateForm form) => form switch
    {
        CertificateForm.PersonCopy or CertificateForm.HouseholdCopy => "住民票の現在の記載（個人票は履歴も可）",
        CertificateForm.RemovedRecordCopy => "除票の記載",
        CertificateForm.EnteredItemsPerson or CertificateForm.EnteredItemsHousehold => "住民票又は除票の記載のうち選んだ事項",
        CertificateForm.MovingOutCertificate or CertificateForm.MovingOutCertificateEquivalent => "転出届により記録した転出先（予定）と住民票の記載",
        CertificateForm.ResidentRecordCodeNotice or CertificateForm.ResidentRecordCodeChangeNotice
            or CertificateForm.ResidentRecordCodeCorrectionNotice => "番号の保管庫の住民票コードと住民票の記載",
        CertificateForm.HouseholderChangeNotice or CertificateForm.HouseholderChangeRequest => "決裁した異動の前後の世帯主",
        CertificateForm.ExOfficioEntryNotice => "決裁した職権による異動の前後の記載",
        CertificateForm.ReceiptNotice => "決裁した届出の種類・年月日と異動する者",
        CertificateForm.AdultWardMoveOutNotice => "転出届により記録した転出先（予定）と成年被後見人の登録",
        CertificateForm.ArrivalNoticeInquiry => "転入通知のない転出の転出先（予定）と除票の記載",
        CertificateForm.ConfirmationSheet => "下書きの前後の記載（登録前の確認）",
        CertificateForm.ReviewList => "その日に審査へ送った異動",
    };

    /// <summary>When a form is made, for the list of forms.</summary>
    public static string Occasion(CertificateForm form) =>
        Requestable.Contains(form) ? "請求（個人の画面から）"
        : form == CertificateForm.ArrivalNoticeInquiry ? "転入通知の未着（未着者一覧から）"
        : OfAct.Values.Contains(form) ? "異動の決裁（異動の画面から）"
        : form == CertificateForm.ReviewList ? "審査（審査リストの画面から）"
        : "登録前の確認（下書きの画面から）";

    /// <summary>The word of an item on forms and screens.</summary>
    public static string Label(CertificateItem item) => item switch
    {
        CertificateItem.Reading => "フリガナ",
        CertificateItem.BirthDate => "生年月日",
        CertificateItem.Sex => "性別",
        CertificateItem.Address => "住所",
        CertificateItem.FormerSurname => "旧氏",
        CertificateItem.CommonName => "通称",
        CertificateItem.BecameResident => "住民となった年月日",
        CertificateItem.AddressSettled => "住所を定めた年月日",
        CertificateItem.MovedInFrom => "転入前住所",
        CertificateItem.Householder => "世帯主・続柄",
        CertificateItem.Domicile => "本籍・筆頭者",
        CertificateItem.IndividualNumber => "個人番号",
        CertificateItem.RecordCode => "住民票コード",
        CertificateItem.Nationality => "国籍・地域",
        CertificateItem.ForeignCategory => "第３０条の４５に規定する区分",
        CertificateItem.ResidenceStatus => "在留資格",
        CertificateItem.PeriodOfStay => "在留期間等",
        CertificateItem.PeriodEnd => "在留期間の満了の日",
        CertificateItem.CardNumber => "在留カード等の番号",
        CertificateItem.CommonNameRecord => "通称の記載・削除に関する事項",
        CertificateItem.PriorAddress => "異動前住所",
        CertificateItem.History => "異動履歴",
        CertificateItem.SpecialHistory => "特別な事由の異動履歴",
        CertificateItem.Notes => "備考・留意事項",
        CertificateItem.Removal => "消除の年月日・事由",
        CertificateItem.MovedOutTo => "転出先（除票）",
    };

    /// <summary>The requester's class in words.</summary>
    public static string Label(RequesterClass requester) => requester switch
    {
        RequesterClass.Person => "本人",
        RequesterClass.SameHousehold => "同一世帯の者",
        RequesterClass.Representative => "代理人",
        RequesterClass.ThirdParty => "第三者",
        RequesterClass.Official => "公用",
    };

    /// <summary>The state in words.</summary>
    public static string Label(ApplicationState state) => state switch
    {
        ApplicationState.Accepted => "受付済",
        ApplicationState.Refused => "不交付",
        ApplicationState.Made => "作成済",
        ApplicationState.HandedOver => "交付済",
        ApplicationState.Spoiled => "全部廃棄",
    };

    /// <summary>What a form shows without being asked: everything the law lets nobody leave out by default (5.1).</summary>
    public static IReadOnlyList<CertificateItem> Always(CertificateForm form) => form switch
    {
        CertificateForm.EnteredItemsPerson or CertificateForm.EnteredItemsHousehold => [],
        CertificateForm.MovingOutCertificate or CertificateForm.MovingOutCertificateEquivalent =>
        [
            .. Base, CertificateItem.Householder, CertificateItem.Domicile, CertificateItem.IndividualNumber,
            CertificateItem.RecordCode, CertificateItem.CommonNameRecord, .. Foreign,
        ],
        CertificateForm.RemovedRecordCopy => [.. Base, CertificateItem.Removal, CertificateItem.MovedOutTo],
        _ when OfAct.Values.Contains(form) => [CertificateItem.Address],
        _ => Base,
    };

    /// <summary>Items of 法第30条の45.</summary>
    public static IReadOnlyList<CertificateItem> Foreign { get; } =
    [
        CertificateItem.Nationality, CertificateItem.ForeignCategory, CertificateItem.ResidenceStatus,
        CertificateItem.PeriodOfStay, CertificateItem.PeriodEnd, CertificateItem.CardNumber,
    ];

    private static readonly CertificateItem[] Base =
    [
        CertificateItem.Reading, CertificateItem.BirthDate, CertificateItem.Sex, CertificateItem.Address,
        CertificateItem.FormerSurname, CertificateItem.CommonName, CertificateItem.BecameResident,
        CertificateItem.AddressSettled, CertificateItem.MovedInFrom, CertificateItem.Notes,
    ];
}
