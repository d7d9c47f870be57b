using Daicho.Kernel;
using Daicho.ResidentRegister.Protection;

namespace Daicho.ResidentRegister.Person;

/// <summary>Every "no" of opening a record.</summary>
internal static class PersonRefusals
{
    /// <summary>No such person.</summary>
    public static readonly Refusal NotFound = new(
        "RR-PERSON-001", "この方の記録はありません。検索からやり直してください。", RefusalKind.NotFound);

    /// <summary>照会抑止 with the level error (standard 3.1).</summary>
    public static readonly Refusal Suppressed = new(
        "RR-PERSON-002", "照会が抑止されています。抑止を設定した担当に確認してください。", RefusalKind.NotPermitted);

    /// <summary>照会抑止 that was released for a while and closes again. Error catalogue SP-11.</summary>
    public static readonly Refusal ReleaseOver = new(
        "SP-11", "一時解除の時間が経過しました。もう一度解除の手続をしてください。", RefusalKind.NotPermitted);

    /// <summary>Why a record does not open for an inquiry (照会抑止); null when it does.</summary>
    public static Refusal? OfInquiry(ProtectionFacts facts) =>
        !facts.IsInquiryRefused ? null
        : ProtectionFacts.IsReleaseOver(facts.Suppressions, SuppressedProcess.Inquiry) ? ReleaseOver
        : Suppressed;

    /// <summary>A warning has to be seen, or one more item compared, before the record opens; leads to that page.</summary>
    public static readonly Refusal ChecksNeeded = new(
        "RR-PERSON-003", "開く前に確認が必要です。", RefusalKind.NotPermitted);

    /// <summary>The compared item does not tell the person from the namesake.</summary>
    public static readonly Refusal NotTold = new(
        "RR-PERSON-004", "入力した内容では、この方と特定できません。届出書・本人確認書類をもう一度確認するか、別の項目で照合してください。", Field: "proof");

    /// <summary>The warning was not confirmed.</summary>
    public static readonly Refusal NotConfirmed = new(
        "RR-PERSON-005", "内容を読み、確認の欄に印を付けてください。", Field: "seen");

    /// <summary>The past moment cannot be read.</summary>
    public static readonly Refusal Moment = new(
        "RR-PERSON-006", "年月日を読み取れません。R2.4.1、令和2年4月1日、20200401のように日まで入力してください。");

    /// <summary>A reason has to be given.</summary>
    public static readonly Refusal Reason = new(
        "RR-PERSON-007", "理由を100文字以内で入力してください。", Field: "reason");

    /// <summary>The page prints only after its reason was given.</summary>
    public static readonly Refusal PrintReason = new(
        "RR-PERSON-008", "印刷するときは、理由を入力してください。", RefusalKind.NotPermitted);

    /// <summary>A memo is empty, too long or illegible.</summary>
    public static readonly Refusal Memo = new(
        "RR-PERSON-009", "メモは1文字以上1,000文字以内で入力してください。", Field: "memo");

    /// <summary>The memo was removed meanwhile.</summary>
    public static readonly Refusal MemoGone = new(
        "RR-PERSON-010", "このメモはすでに削除されています。", RefusalKind.Conflict);

    /// <summary>No Individual Number is recorded.</summary>
    public static readonly Refusal NoNumber = new(
        "RR-PERSON-011", "個人番号は記録されていません。", RefusalKind.NotFound);
}
