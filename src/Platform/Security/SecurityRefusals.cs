using Daicho.Kernel;

namespace Daicho.Platform.Security;

/// <summary>Every "no" of sign-in and permission. Codes are permanent; none of the texts tells whether an account exists.</summary>
public static class SecurityRefusals
{
    /// <summary>No session, or one that has ended (CR-59).</summary>
    public static readonly Refusal NotSignedIn = new(
        "SEC-SIGN-IN-001", "サインインしていないか、サインインの有効時間が過ぎました。もう一度サインインしてください。", RefusalKind.NotPermitted);

    /// <summary>Name or password wrong, account unknown, ended or locked: one text for all.</summary>
    public static readonly Refusal WrongCredentials = new(
        "SEC-SIGN-IN-002",
        "操作者IDまたはパスワードが正しくありません。続けて5回間違えると15分間サインインできなくなります。わからないときは所属の管理者に申し出てください。",
        RefusalKind.NotPermitted);

    /// <summary>The terminal is not registered (CR-57).</summary>
    public static readonly Refusal UnregisteredTerminal = new(
        "SEC-TERMINAL-001", "この端末は登録されていません。システム担当に端末の登録を依頼してください。", RefusalKind.NotPermitted);

    /// <summary>An enrolment code that is wrong, used or too old.</summary>
    public static readonly Refusal WrongEnrolment = new(
        "SEC-TERMINAL-002", "端末登録コードが正しくないか、期限が過ぎています。システム担当に新しいコードを依頼してください。", RefusalKind.NotPermitted);

    /// <summary>The duty is not among the operator's rights; also what an unknown task gets.</summary>
    public static readonly Refusal NotPermitted = new(
        "SEC-RIGHT-001", "この操作の権限がありません。必要なときは所属の課長に権限の指定を依頼してください。", RefusalKind.NotPermitted);

    /// <summary>The task asks for a second factor that this session has not shown (CR-43, CR-44).</summary>
    public static readonly Refusal SecondFactorNeeded = new(
        "SEC-RIGHT-002", "この操作には二要素目の認証が必要です。パスキーまたはワンタイムコードで認証してください。", RefusalKind.NotPermitted);

    /// <summary>The task asks to confirm the identity again (K1).</summary>
    public static readonly Refusal ConfirmAgain = new(
        "SEC-RIGHT-003", "重要な操作のため、もう一度本人確認が必要です。パスワードを入力してください。", RefusalKind.NotPermitted);

    /// <summary>Purpose and case are missing or not among the duties (K4).</summary>
    public static readonly Refusal PurposeNeeded = new(
        "SEC-PURPOSE-001", "利用する事務と理由が指定されていません。事務を選び、受付の内容を入力してください。", RefusalKind.NotPermitted);

    /// <summary>The purpose cannot be read.</summary>
    public static readonly Refusal PurposeMalformed = new(
        "SEC-PURPOSE-002", "利用目的の書式が正しくありません。事務の区分と案件番号を確認してください。", RefusalKind.NotPermitted);

    /// <summary>The record is the operator's own or a relative's (AC-02).</summary>
    public static readonly Refusal OwnOrRelative = new(
        "SEC-RELATION-001", "本人または親族にあたる方の記録は扱えません。別の職員に引き継いでください。", RefusalKind.NotPermitted);

    /// <summary>The password must be changed before anything else.</summary>
    public static readonly Refusal PasswordChangeNeeded = new(
        "SEC-PASSWORD-001", "最初にパスワードを変更してください。", RefusalKind.NotPermitted);

    /// <summary>Too short or too long.</summary>
    public static readonly Refusal PasswordLength = new(
        "SEC-PASSWORD-002", "パスワードは12文字以上128文字以内にしてください。", Field: "NewPassword");

    /// <summary>Contains the sign-in name, or is one character over and over, or a plain sequence.</summary>
    public static readonly Refusal PasswordGuessable = new(
        "SEC-PASSWORD-003", "操作者IDを含むもの、同じ文字や連続した文字だけのもの、よく使われるものはパスワードにできません。別のものにしてください。",
        Field: "NewPassword");

    /// <summary>Same as before.</summary>
    public static readonly Refusal PasswordUnchanged = new(
        "SEC-PASSWORD-004", "今までと同じパスワードは使えません。別のものにしてください。", Field: "NewPassword");

    /// <summary>A second factor that does not verify.</summary>
    public static readonly Refusal SecondFactorWrong = new(
        "SEC-FACTOR-001", "認証できませんでした。もう一度やり直してください。コードは一度しか使えません。", RefusalKind.NotPermitted);

    /// <summary>No second factor is registered yet.</summary>
    public static readonly Refusal NoSecondFactor = new(
        "SEC-FACTOR-002", "パスキーもワンタイムコードも登録されていません。先に登録してください。", RefusalKind.NotPermitted);

    /// <summary>A right may not be designated or set by its holder, nor both by one person (CR-46).</summary>
    public static readonly Refusal TwoPeopleNeeded = new(
        "SEC-GRANT-001", "権限の指定と設定は、本人以外の別々の職員が行います。ほかの担当者に依頼してください。", RefusalKind.NotPermitted);

    /// <summary>No such operator, posting, role or designation.</summary>
    public static readonly Refusal NoSuchRight = new(
        "SEC-GRANT-002", "対象の職員、所属または権限が見つかりません。台帳を確認してください。", RefusalKind.NotFound);

    /// <summary>Set already, withdrawn, or outside the posting.</summary>
    public static readonly Refusal RightNotOpen = new(
        "SEC-GRANT-003", "この指定はすでに設定済みか、取り消されています。台帳を確認してください。", RefusalKind.Conflict);

    /// <summary>A four-eyes approval that is missing, for something else, refused, expired or used.</summary>
    public static readonly Refusal NotApproved = new(
        "SEC-APPROVAL-001", "有効な承認がありません。責任者の承認を受けてから、もう一度実行してください。", RefusalKind.NotPermitted);

    /// <summary>One may not decide one's own request.</summary>
    public static readonly Refusal OwnRequest = new(
        "SEC-APPROVAL-002", "自分の申請は承認できません。ほかの責任者に依頼してください。", RefusalKind.NotPermitted);

    /// <summary>The request is decided already or has expired.</summary>
    public static readonly Refusal ApprovalNotOpen = new(
        "SEC-APPROVAL-003", "この申請はすでに決裁済みか、期限が過ぎています。", RefusalKind.Conflict);

    /// <summary>A code of an office that is in use or not well formed, or no name.</summary>
    public static readonly Refusal OfficeCode = new(
        "SEC-OFFICE-001", "事務所のコードは英小文字・数字・「-」の40文字以内で、ほかの事務所と重ならないものにし、名前を入力してください。", Field: "code");

    /// <summary>A name or code that is in use or not well formed.</summary>
    public static readonly Refusal OperatorCode = new(
        "SEC-OPERATOR-001", "操作者IDは英小文字・数字・記号（. _ -）の2〜40文字で、ほかの職員と重ならないものにしてください。", Field: "Code");
}
