using Daicho.Kernel;
using Daicho.Platform.Security;

namespace Daicho.Web.Account;

/// <summary>What only the forms of the account pages can refuse.</summary>
internal static class AccountRefusals
{
    /// <summary>The new password was typed in two ways.</summary>
    public static readonly Refusal PasswordsDiffer = new(
        "SEC-PASSWORD-005", "新しいパスワードと確認用の入力が一致しません。もう一度入力してください。", Field: "RepeatedPassword");

    /// <summary>The periodic reminder was not confirmed (CR-56).</summary>
    public static readonly Refusal ReminderNeeded = new(
        "SEC-REMINDER-001", "定期の注意喚起を読み、「確認し、守ります」に印を付けてください。", Field: "reminded");

    private static readonly Refusal WrongPassword = new(
        "SEC-PASSWORD-006", "現在のパスワードが正しくありません。続けて5回間違えるとサインインが終了します。");

    /// <summary>Here the name is known: only the password can have been wrong, and the message stands at its field.</summary>
    public static Refusal AtPassword(Refusal refusal, string field) =>
        refusal == SecurityRefusals.WrongCredentials ? WrongPassword with { Field = field } : refusal;
}
