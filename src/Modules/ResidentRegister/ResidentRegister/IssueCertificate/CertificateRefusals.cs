using Daicho.Kernel;
using Daicho.ResidentRegister.Person;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Every "no" of issuance, in the words of the catalogue; without personal data, whoever asks.</summary>
internal static class CertificateRefusals
{
    public static readonly Refusal NumberNotAsked = new("CE-01", "個人番号は特別の請求がある場合に限り記載できます。本人又は同一世帯の者の請求と使用目的を確認してください。");
    public static readonly Refusal NumberForOthers = new("CE-02", "第三者請求では記載できません。個人番号・住民票コードを外してください。");
    public static readonly Refusal MixesRemoved = new("CE-03", "除票と現存者は同じ証明書に記載できません。除票は別に請求してください。");
    public static readonly Refusal RemovedInHousehold = new("CE-04", "除票は個人票で発行します。住民票の除票の写しを選んでください。");
    public static readonly Refusal NumberOfDead = new("CE-05", "死亡した者の個人番号・住民票コードは記載できません。記載事項から外してください。");
    public static readonly Refusal HistoryInHousehold = new("CE-07", "世帯連記式には履歴を記載できません。個人票を選んでください。");
    public static readonly Refusal BuildingLeftOut = new("CE-08", "方書は省略できません。省略が必要なときは記載事項証明書を選んでください。");
    public static readonly Refusal FormerSurnameLeftOut = new("CE-09", "旧氏は省略できません。");
    public static readonly Refusal Overflow = new("CE-15", "文字溢れがあります。出力方法を確認してください。");
    public static readonly Refusal Suppressed = new("CE-16", "証明書の発行が抑止されています。抑止を設定した担当に確認してください。");
    public static readonly Refusal SuppressionAlert = new("CE-17", "発行抑止の設定があります。内容を確認してください。");
    public static readonly Refusal RetentionOver = new("CE-23", "保存期間を経過しています。");

    public static readonly Refusal Supported = new("SP-01", "支援措置対象者です。審査が必要です。");
    public static readonly Refusal ProvisionallySupported = new("SP-02", "仮支援措置対象者です。審査が必要です。");
    public static readonly Refusal NotReviewed = new("SP-03", "支援措置責任者の審査結果が登録されていません。審査の結果を待ってください。");
    public static readonly Refusal FromOffender = new("SP-09", "相手方からの請求です。交付せず、支援措置責任者に連絡してください。");
    public static readonly Refusal ReleaseOver = new("SP-11", "一時解除の時間が経過しました。もう一度解除の手続をしてください。");
    public static readonly Refusal SupportByOthers = new("SP-10", "本人による窓口請求に限り応じる取扱いです。");

    public static readonly Refusal ReadingNotConfirmed = new("NM-05", "フリガナが確認されていないため記載できません。フリガナを記載事項から外してください。", Field: "items");

    public static readonly Refusal OnePerson = new("RR-ISSUE-001", "この様式は一人につき一通です。対象者を一人にしてください。", Field: "subjects");
    public static readonly Refusal NotRemoved = new("RR-ISSUE-002", "除票ではありません。住民票の写しを選んでください。", Field: "form");
    public static readonly Refusal Removed = new("RR-ISSUE-003", "住民票は消除されています。住民票の除票の写しを選んでください。", Field: "form");
    public static readonly Refusal OneHousehold = new("RR-ISSUE-004", "世帯連記式は同じ世帯の者に限ります。対象者を選び直してください。", Field: "subjects");
    public static readonly Refusal NoDocuments = new("RR-ISSUE-005", "請求者の本人確認書類を確認し、１点で足りるもの１つ又はそのほか２つを選んでください。", Field: "documents");
    public static readonly Refusal NoRequester = new("RR-ISSUE-006", "請求者の氏名・住所を入力してください。", Field: "requester-name");
    public static readonly Refusal NoGround = new("RR-ISSUE-007", "請求事由を入力してください。", Field: "ground");
    public static readonly Refusal NotOfHousehold = new("RR-ISSUE-008", "請求者は対象者と同一世帯の者ではありません。代理人又は第三者の請求として受け付けてください。", Field: "requester-class");
    public static readonly Refusal NoItems = new("RR-ISSUE-009", "証明する事項を選んでください。", Field: "items");
    public static readonly Refusal CopiesOutOfRange = new("RR-ISSUE-010", "部数は１から２０までで入力してください。", Field: "copies");
    public static readonly Refusal NotMovingOut = new("RR-ISSUE-011", "転出の届出がありません。", Field: "form");
    public static readonly Refusal GoingAbroad = new("MO-11", "国外転出には転出証明書を交付しません。住民票の除票の写しを案内してください。", Field: "form");
    public static readonly Refusal NotifiedLate = new("RR-ISSUE-013", "届出が転出から１４日を過ぎています。転出証明書に準ずる証明書又は除票の写しを選んでください。", Field: "form");
    public static readonly Refusal DifferentMoves = new("RR-ISSUE-014", "転出先又は転出予定年月日が異なります。転出ごとに請求してください。", Field: "subjects");
    public static readonly Refusal IssuedBefore = new("RR-ISSUE-015", "この転出の証明書は作成済みです。交付したものは「再交付する証明書」で選び、書損のものは先に廃棄してください。", Field: "form");
    public static readonly Refusal MoveDue = new("RR-ISSUE-016", "転出予定年月日が到来しています。消除の処理を済ませてから発行してください。", RefusalKind.Conflict);
    public static readonly Refusal NoSettings = new("RR-ISSUE-017", "証明書の発行に必要な設定（認証文・証明者・手数料）が登録されていません。管理者に連絡してください。", RefusalKind.Conflict);
    public static readonly Refusal CertifierPeriod = new("RR-ISSUE-040", "認証者を登録できません。役割は mayor(長)か acting(職務代理者)、氏名・職名・印の文字は空欄にせず、期間がほかの認証者と重ならないようにしてください。", RefusalKind.Conflict);
    public static readonly Refusal CertifierOnScreen = new("RR-SETTING-010", "認証者は登録済みです。次の認証者は画面「証明書の設定」で申請し、ほかの責任者の承認を受けて登録してください。", RefusalKind.Conflict);
    public static readonly Refusal NotForApplication = new("RR-ISSUE-018", "この様式は請求では発行しません。異動の処理から出力してください。", Field: "form");
    public static readonly Refusal NoSuchPerson = new("RR-ISSUE-019", "対象者の記録がありません。検索から選び直してください。", RefusalKind.NotFound);
    public static readonly Refusal NoSuchApplication = new("RR-ISSUE-020", "この申請はありません。", RefusalKind.NotFound);
    public static readonly Refusal OtherOffice = new("RR-ISSUE-050", "この請求は、ほかの事務所で受け付けたものです。受け付けた事務所の職員か、その事務所の権限を持つ職員が処理してください。", RefusalKind.NotPermitted);
    public static readonly Refusal NoSuchDocument = new("RR-ISSUE-021", "この証明書はありません。", RefusalKind.NotFound);
    public static readonly Refusal AddressMismatch = new("RR-ISSUE-022", "請求と証明書が一致しません。交付せず、請求をやり直してください。", RefusalKind.Conflict);
    public static readonly Refusal Ended = new("RR-ISSUE-023", "この証明書は交付済み又は廃棄済みです。", RefusalKind.Conflict);
    public static readonly Refusal Meanwhile = new("RR-ISSUE-024", "処理が重なりました。画面を開き直して状態を確認してください。", RefusalKind.Conflict);
    public static readonly Refusal NotMade = new("RR-ISSUE-025", "この申請は不交付です。", RefusalKind.Conflict);
    public static readonly Refusal NoNumber = new("RR-ISSUE-026", "個人番号又は住民票コードが記録されていません。記載事項から外してください。", Field: "items");
    public static readonly Refusal NoReason = new("RR-ISSUE-027", "廃棄の理由を入力してください。", Field: "reason");
    public static readonly Refusal SubjectsOutOfRange = new("RR-ISSUE-028", "対象者を一人以上、五十人以内で選んでください。", Field: "subjects");
    public static readonly Refusal Changed = new("RR-ISSUE-030", "記載どおりに再現できません。交付せず、管理者に連絡してください。", RefusalKind.Conflict);
    public static readonly Refusal NotMigrated = new("RR-ISSUE-033", "移行されていない項目があります。旧台帳の記載を確認してください。");
    public static readonly Refusal NoReproductionReason = new("RR-ISSUE-036", "再現の理由（監査・照会・苦情など）を２００字以内で入力してください。", Field: "reason");
    public static readonly Refusal NoReleaseReason = new("RR-ISSUE-032", "審査を求める理由を２００字以内で入力してください。", Field: "reason");
    public static readonly Refusal NotReissuable = new("RR-ISSUE-031", "再交付は転出証明書と転出証明書に準ずる証明書に限ります。当初の証明書と同じ様式を選んでください。", Field: "form");

    public static readonly Refusal NotHandedOver = new("RR-ISSUE-041", "交付していない証明書は再交付できません。書損のときは廃棄し、新たに請求してください。", Field: "reissue-of");
    public static readonly Refusal OtherSubjects = new("RR-ISSUE-042", "再交付は、当初の証明書と同じ対象者を選んでください。", Field: "subjects");
    public static readonly Refusal NoNotice = new("RR-ISSUE-035", "この異動からは作成できない通知書です。異動の内容と、世帯主が設定されているかを確認してください。", RefusalKind.Conflict);
    public static readonly Refusal MoveOutInformationSent = new("RR-ISSUE-034", "特例による転出のため、転出証明書情報を送信しています。カードによる転入ができない場合に限り、理由を確認して紙の転出証明書を交付してください。");
    public static readonly Refusal NoSuchSheet = new("RR-ISSUE-039", "選んだ除票はありません。一覧から選び直してください。", Field: "sheet");
    public static readonly Refusal NumberSince = new("RR-ISSUE-040", "この除票の後に番号が変更されています。個人番号・住民票コードを記載事項から外してください。", Field: "items");

    public static readonly Refusal NotSeen = new(
        PersonRefusals.ChecksNeeded.Code,
        "証明する方に、開く前に確認が必要な方がいます。世帯の画面からその方の記録を開いて確認してから、もう一度操作してください。",
        RefusalKind.NotPermitted, "subjects");

    public static readonly Refusal NotOpened = new("RR-ISSUE-037", "対象者は、開いた方とその世帯員から選んでください。", Field: "subjects");
    public static readonly Refusal NoResident = new("RR-ISSUE-039", "請求者である住民を選んでください。この市の住民でない方の請求は、代理人又は第三者の請求として受け付けてください。", Field: "requester-resident");
    public static readonly Refusal ItemNotPermitted = new("RR-ISSUE-038", "表示の権限がない事項があります。記載事項から外すか、権限のある職員が受け付けてください。", RefusalKind.NotPermitted, "items");

    /// <summary>The document was drawn in fonts that are not installed now.</summary>
    /// <param name="fonts">Names and SHA-256 of the files.</param>
    public static Refusal OtherFonts(string fonts) => new(
        "RR-ISSUE-040", $"作成したときのフォント（{fonts}）が導入されていないため、記載どおりに再現できません。交付せず、管理者に連絡してください。", RefusalKind.Conflict);

    /// <summary>Alerts: the clerk may go on after confirming them with a reason.</summary>
    public static bool IsAlert(string code) =>
        code == Overflow.Code || code == SuppressionAlert.Code || code == SupportByOthers.Code || code == NotMigrated.Code
        || code == MoveOutInformationSent.Code;
}
