using Daicho.Kernel;

namespace Daicho.ResidentRegister.SetCertificates;

/// <summary>Every "no" of the settings of certificates.</summary>
internal static class SettingRefusals
{
    /// <summary>A role, title, name or seal is missing.</summary>
    public static readonly Refusal Term = new(
        "RR-SETTING-001", "役割、職名（４０字以内）、氏名（４０字以内）、電子公印の文字（４０字以内）をすべて入力してください。", Field: "title");

    /// <summary>No day, or a last day before it.</summary>
    public static readonly Refusal Days = new(
        "RR-SETTING-002", "最初の日を入力してください。最後の日を入力するときは、最初の日以後の日にしてください。", Field: "from");

    /// <summary>No source of the certifier.</summary>
    public static readonly Refusal Source = new(
        "RR-SETTING-003", "根拠（選挙、辞令、決裁の名称と日付など）を２００字以内で入力してください。", Field: "source");

    /// <summary>A fee is missing or no fee.</summary>
    public static readonly Refusal Fee = new(
        "RR-SETTING-004", "手数料は、０から１００,０００までの数字（円）で、すべての証明書に入力してください。");

    /// <summary>No day from which the fees hold.</summary>
    public static readonly Refusal FeesFrom = new(
        "RR-SETTING-005", "手数料を適用する最初の日を入力してください。", Field: "fees-from");

    /// <summary>No source of the fees.</summary>
    public static readonly Refusal FeesSource = new(
        "RR-SETTING-006", "根拠（手数料条例の名称と番号など）を２００字以内で入力してください。", Field: "fees-source");

    /// <summary>From a day that is gone.</summary>
    public static readonly Refusal Past = new(
        "RR-SETTING-007", "すでに使われた期間の設定は変えられません。最初の日を今日以後にしてください。");

    /// <summary>A term or fees stand from that day.</summary>
    public static readonly Refusal Taken = new(
        "RR-SETTING-008", "その期間の設定は登録済みです。登録された設定を確かめ、別の日からの設定として申請してください。", RefusalKind.Conflict);

    /// <summary>Approved too late.</summary>
    public static readonly Refusal Late = new(
        "RR-SETTING-009", "最初の日を過ぎたため登録できません。今日以後の日からの設定として申請し直してください。", RefusalKind.Conflict);
}
