using Daicho.Kernel;
using Daicho.ResidentRegister.Person;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>Why a step of a change case is refused.</summary>
internal static class CaseRefusals
{
    /// <summary>WF-01: a person has an open case already (4.0.8).</summary>
    public static readonly Refusal SecondDraft = new(
        "WF-01",
        "対象者に仮登録中の異動があります。その異動の決裁又は取下げを待ってから入力してください。",
        RefusalKind.Conflict);

    /// <summary>WF-02: not reviewed enough (CR-05, CR-06).</summary>
    public static readonly Refusal NotReviewed = new(
        "WF-02", "審査が完了していません。入力者と別の職員の審査を受けてから決裁してください。");

    /// <summary>WF-03: the decision made anew finds errors.</summary>
    public static readonly Refusal StillInError = new("WF-03", "エラーが解消されていません。差し戻して入力し直してください。");

    /// <summary>WF-04: alerts without confirmation.</summary>
    public static readonly Refusal Unconfirmed = new(
        "WF-04", "注意事項の確認が済んでいません。右の指摘欄で確認し、理由を入力してください。");

    /// <summary>CR-03: a card differed from the register and nobody accepted the person with a reason.</summary>
    public static readonly Refusal IdentityNotSettled = new(
        "CR-03", "本人確認の照合で一致しない項目があります。「本人確認」で判断とその理由を記録してください。本人と認めないときは進められません。");

    /// <summary>WF-05: too many at once.</summary>
    public static Refusal TooMany(int limit) => new(
        "WF-05", $"一括で決裁できるのは{limit}件までです。件数を減らしてください。");

    /// <summary>WF-06: another clerk works on the person (10.3).</summary>
    public static readonly Refusal HeldByOther = new(
        "WF-06",
        "他の職員が対象者の異動を入力しています。終わるのを待つか、その職員に確認してください。",
        RefusalKind.Conflict);

    /// <summary>WF-09: the record moved on; <paramref name="items"/> names what, without values.</summary>
    public static Refusal BaseMoved(IReadOnlyCollection<string> items) => new(
        "WF-09",
        items.Count == 0
            ? "仮登録後に対象者の世帯の構成が変わっています。差し戻して最新の内容で入力し直してください。"
            : $"仮登録後に対象者の記録が更新されています（{string.Join('、', items)}）。差し戻して最新の内容で入力し直してください。",
        RefusalKind.Conflict);

    /// <summary>CR-05: one's own entry.</summary>
    public static readonly Refusal OwnEntry = new(
        "CR-05", "自分が入力した異動は審査・決裁できません。別の職員に依頼してください。", RefusalKind.NotPermitted);

    /// <summary>The same reviewer twice (CR-06).</summary>
    public static readonly Refusal ReviewedAlready = new(
        "CR-06", "この内容は審査済みです。別の職員の審査が必要です。", RefusalKind.Conflict);

    /// <summary>CR-10: the result was not confirmed.</summary>
    public static readonly Refusal ResultNotConfirmed = new(
        "CR-10", "入力結果を届出書と照合し、「入力結果を確認した」に印を付けてください。", Field: "result-confirmed");

    /// <summary>CR-05: nothing was compared.</summary>
    public static readonly Refusal NothingCompared = new(
        "CR-05", "届出書と照合した項目すべてに印を付けてください。", Field: "compared");

    /// <summary>A return or withdrawal without reason.</summary>
    public static readonly Refusal NoReason = new(
        "WF-REASON", "理由を入力してください。", Field: "reason");

    /// <summary>Somebody named on the form, or of the household joined, was not opened in this work although a warning stands before.</summary>
    public static readonly Refusal NamedNeedsCheck = new(
        PersonRefusals.ChecksNeeded.Code,
        "届出に記された方又は異動先の世帯員に、開く前に確認が必要な方がいます。検索からその方の記録を開いて確認してから、もう一度保存してください。",
        RefusalKind.NotPermitted);

    /// <summary>A posted person is not one of those who were opened for the form.</summary>
    public static readonly Refusal NotOpened = new(
        "WF-PERSONS", "異動する者は、開いた世帯の中から選んでください。", Field: "persons");

    /// <summary>Another office accepted it, and no right covers that office.</summary>
    public static readonly Refusal OtherOffice = new(
        "WF-OFFICE",
        "この異動は、ほかの事務所で受け付けたものです。受け付けた事務所の職員か、その事務所の権限を持つ職員が処理してください。",
        RefusalKind.NotPermitted);

    /// <summary>There is no such case.</summary>
    public static readonly Refusal NotFound = new(
        "WF-NOT-FOUND", "この異動は見つかりません。一覧から選び直してください。", RefusalKind.NotFound);

    /// <summary>The state does not allow the step.</summary>
    public static readonly Refusal WrongState = new(
        "WF-STATE", "この異動の状態が変わりました。画面を開き直して状態を確認してください。", RefusalKind.Conflict);

    /// <summary>Somebody saved another version since the page was shown.</summary>
    public static readonly Refusal EditedMeanwhile = new(
        "WF-EDITED",
        "画面を開いた後に内容が変更されました。最新の内容を確認してから、もう一度操作してください。",
        RefusalKind.Conflict);

    /// <summary>RR-63: something waits for review.</summary>
    public static readonly Refusal DayNotReviewed = new(
        "RR-63", "審査の済んでいない異動があります。審査又は差戻しをしてから締めてください。");

    /// <summary>An import of the register runs; no numbers are given until it has ended.</summary>
    public static readonly Refusal ImportRuns = new(
        "WF-IMPORT",
        "住民データの取込みが実行中のため、個人番号・住民票コード・宛名番号・世帯番号を付ける異動は決裁できません。取込みが終わってから、もう一度決裁してください。",
        RefusalKind.Conflict);

    /// <summary>The day was closed before.</summary>
    public static readonly Refusal DayClosed = new(
        "RR-63-CLOSED", "この日の審査リストは締め済みです。", RefusalKind.Conflict);

    /// <summary>CR-16: filing needs the place.</summary>
    public static readonly Refusal NoCabinet = new(
        "CR-16", "届出書を保管した場所を入力してください。", Field: "cabinet");

    /// <summary>RR-56: a forced correction needs a higher permission.</summary>
    public static readonly Refusal ForceNotPermitted = new(
        "RR-56", "強制修正の権限がありません。権限のある職員に依頼してください。", RefusalKind.NotPermitted);
}
