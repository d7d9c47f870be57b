using Daicho.Kernel;

namespace Daicho.ResidentRegister.Support;

/// <summary>What stands against an act on a support measure or suppression.</summary>
internal static class SupportRefusals
{
    public static readonly Refusal NoStart = new("SP-08", "支援措置の開始年月日が入力されていません。", Field: "starts");
    public static readonly Refusal OtherEnd = new("SP-07", "支援措置の終了年月日を確認してください。開始から１年後の前日と異なるときは理由を入力してください。", Field: "ends");
    public static readonly Refusal EndBeforeStart = new("RR-SUPPORT-001", "終了年月日が開始年月日より前です。年月日を確認してください。", Field: "ends");
    public static readonly Refusal TooEarly = new("SP-06", "延長は終了日の１か月前から受け付けます。");
    public static readonly Refusal Closed = new("RR-SUPPORT-002", "この支援措置は終了しています。", RefusalKind.Conflict);
    public static readonly Refusal SameOperator = new("RR-SUPPORT-003", "終了の決定は、最後に登録した職員とは別の職員が行ってください。", RefusalKind.NotPermitted);
    public static readonly Refusal NoReason = new("RR-SUPPORT-004", "理由を入力してください。", Field: "reason");
    public static readonly Refusal NoAffairs = new("RR-SUPPORT-005", "保護する事務を選んでください。", Field: "affairs");
    public static readonly Refusal NoSuch = new("RR-SUPPORT-006", "対象の設定がありません。", RefusalKind.NotFound);
    public static readonly Refusal Changed = new("RR-SUPPORT-007", "ほかの職員が先に変更しました。開き直して確認してください。", RefusalKind.Conflict);
    public static readonly Refusal ReleaseTooLong = new("RR-SUPPORT-008", "一時解除は１分から６０分までで入力してください。", Field: "minutes");
    public static readonly Refusal TextTooLong = new("RR-SUPPORT-009", "入力が長すぎるか、使えない文字があります。", RefusalKind.Malformed);
    public static readonly Refusal NotOfHousehold = new("RR-SUPPORT-011", "併せて支援を求める者は、申出者の世帯員から選んでください。", Field: "included");
    public static readonly Refusal StartInFuture = new("RR-SUPPORT-010", "開始年月日は処理日以前にしてください。", Field: "starts");
}
