using Daicho.Kernel;

namespace Daicho.Assurance.Data;

/// <summary>Every "no" of the module.</summary>
internal static class AssuranceRefusals
{
    /// <summary>A week is signed when it is over.</summary>
    public static readonly Refusal WeekNotOver = new(
        "AS-REVIEW-001", "この週はまだ終わっていません。翌週の月曜日以降に点検結果を登録してください。");

    /// <summary>Something was found: what did the interviews say.</summary>
    public static readonly Refusal NoteNeeded = new(
        "AS-REVIEW-002", "確認した内容を入力してください。誰に何を聞き、どう判断したかを記入します。", Field: "note");

    /// <summary>The result was not chosen.</summary>
    public static readonly Refusal ResultNeeded = new("AS-REVIEW-003", "点検の結果を選んでください。", Field: "result");

    /// <summary>No date, or a period that ends before it begins or is longer than can be shown.</summary>
    public static readonly Refusal Period = new(
        "AS-LOG-001", "期間は、開始日から終了日まで366日以内で入力してください（例 R8.11.16）。", Field: "from");

    /// <summary>No such addressee number.</summary>
    public static readonly Refusal NoSuchPerson = new(
        "AS-LOG-002", "この宛名番号の方は見つかりません。番号を確かめて入力し直してください。", Field: "number");

    /// <summary>An output without a reason.</summary>
    public static readonly Refusal ReasonNeeded = new(
        "AS-LOG-003", "出力の理由を入力してください（200文字以内）。", Field: "reason");

    /// <summary>A large output without approval (CR-63).</summary>
    public static readonly Refusal ApprovalNeeded = new(
        "AS-LOG-004", "件数が多いため、責任者の承認が必要です。出力の申請をして、承認を受けてから出力してください。", RefusalKind.NotPermitted);

    /// <summary>More rows than one output may hold.</summary>
    public static readonly Refusal TooManyRows = new(
        "AS-LOG-005", "1回に出力できる件数（40万件）を超えています。期間を分けて申請してください。");

    /// <summary>There are more rows than the approval says.</summary>
    public static readonly Refusal MoreThanApproved = new(
        "AS-LOG-006", "記録の件数が、承認された件数を超えています。改めて申請し、承認を受けてから出力してください。", RefusalKind.Conflict);

    /// <summary>No text, or one that is too long.</summary>
    public static readonly Refusal ManualBody = new(
        "AS-MANUAL-001", "手引の全文を１００，０００文字以内で入力してください。", Field: "body");

    /// <summary>Nothing is said about what differs.</summary>
    public static readonly Refusal ManualChanges = new(
        "AS-MANUAL-002", "前の版からの変更を１，０００文字以内で入力してください。第１版のときは「新規」と入力します。", Field: "changes");

    /// <summary>A day in the past, or before the version before.</summary>
    public static readonly Refusal ManualDay = new(
        "AS-MANUAL-003", "適用開始日は、本日以後で、前の版の適用開始日以後の日を入力してください。", Field: "effective-on");

    /// <summary>A check that was not good needs words.</summary>
    public static readonly Refusal CheckNote = new(
        "AS-CHECK-001", "適正でないときは、内容と対応を所見に５００字以内で入力してください。", Field: "note");
}
