namespace Daicho.ResidentRegister.Residents;

/// <summary>What a change does to the number of live records (記載・消除・修正の事由).</summary>
internal enum ReasonClass
{
    /// <summary>記載: a live record comes into being.</summary>
    Addition,

    /// <summary>消除: the live record becomes a 除票.</summary>
    Removal,

    /// <summary>修正: the record stays live.</summary>
    Correction,
}

/// <summary>Messages a change can cause; which of them a person's change causes is decided by <c>OutgoingRules</c>.</summary>
[Flags]
internal enum OutgoingMessages
{
    /// <summary>Nothing leaves.</summary>
    None = 0,

    /// <summary>本人確認情報 to the municipal server.</summary>
    IdentityInformation = 1,

    /// <summary>戸籍附票記載事項通知 (Japanese with 本籍).</summary>
    SupplementNotice = 2,

    /// <summary>転入通知 to the former municipality (法第9条第1項).</summary>
    ArrivalNotice = 4,

    /// <summary>市町村通知 or 伝達 to the immigration agency (foreign).</summary>
    ImmigrationNotice = 8,

    /// <summary>Office systems: addressee, insurance, tax, election, school.</summary>
    OfficeSystems = 16,

    /// <summary>個人番号の生成要求.</summary>
    NumberRequest = 32,

    /// <summary>住民票コードの付番要求.</summary>
    RecordCodeRequest = 64,

    /// <summary>転出証明書情報 to the municipal server, instead of paper (法第24条の2).</summary>
    MoveOutInformation = 128,
}

/// <summary>One change reason (異動事由) with the rules that follow from it alone.</summary>
/// <param name="Symbol">Permanent symbol; partner systems' codes are mapped as data.</param>
/// <param name="Japanese">The word of the standard.</param>
/// <param name="Class">Addition, removal or correction.</param>
/// <param name="Effect">Effect on the record in the words shown to the clerk.</param>
/// <param name="Outgoing">Messages it can cause.</param>
/// <param name="Bases">届出区分 it may rest on; each demands its own date.</param>
internal sealed record ChangeReason(
    string Symbol,
    string Japanese,
    ReasonClass Class,
    string Effect,
    OutgoingMessages Outgoing,
    IReadOnlyList<Basis> Bases)
{
    /// <summary>Whether 異動日 may lie after the processing date: only 転出 (4.0.3).</summary>
    public bool FutureAllowed { get; init; }

    /// <summary>Whether 異動日 may be vague or non-calendar: 出生, 死亡, 失踪 (1.1.8).</summary>
    public bool VagueAllowed { get; init; }

    /// <summary>Whether the law asks for a notification within 14 days after the fact (法第22条, 第23条, 第25条).</summary>
    public bool DueWithin14Days { get; init; }

    /// <summary>The reason of the standard that a finer reason of this system belongs to; null for the 37 themselves.</summary>
    public string? Of { get; init; }
}

/// <summary>The 37 reasons of the standard (1.2.2) and the finer ones of this system, each of which maps to one of them.</summary>
internal static class ChangeReasons
{
    private const OutgoingMessages Hkj = OutgoingMessages.IdentityInformation;
    private const OutgoingMessages Ft = OutgoingMessages.SupplementNotice;
    private const OutgoingMessages Tt = OutgoingMessages.ArrivalNotice;
    private const OutgoingMessages Im = OutgoingMessages.ImmigrationNotice;
    private const OutgoingMessages Oa = OutgoingMessages.OfficeSystems;
    private const OutgoingMessages Numbers = OutgoingMessages.NumberRequest | OutgoingMessages.RecordCodeRequest;

    /// <summary>The finer reason of members whose household data follow another person's change.</summary>
    public const string HouseholdFollows = "HH_FOLLOWS";

    /// <summary>The finer reason of the removal on the day a planned move-out is reached.</summary>
    public const string OutDomesticDone = "OUT_DOMESTIC_DONE";

    /// <summary>As <see cref="OutDomesticDone"/>, abroad.</summary>
    public const string OutAbroadDone = "OUT_ABROAD_DONE";

    /// <summary>The finer reason of a 転入通知 recorded on a record that is removed already.</summary>
    public const string ArrivalNoticeRecorded = "ARRIVAL_NOTICE";

    private static readonly Basis[] Notified = [Basis.Notification, Basis.ExOfficio, Basis.Application];
    private static readonly Basis[] ByRegister = [Basis.RegisterNotice, Basis.ExOfficio];
    private static readonly Basis[] Official = [Basis.ExOfficio, Basis.Application];
    private static readonly Basis[] OnRequest = [Basis.Request];
    private static readonly Basis[] Any =
        [Basis.RegisterNotice, Basis.Application, Basis.ExOfficio, Basis.ImmigrationNotice];

    /// <summary>The 37 reasons in the order of the standard.</summary>
    public static IReadOnlyList<ChangeReason> All { get; } = [.. Additions(), .. Removals(), .. Corrections()];

    /// <summary>Finer reasons of this system; <see cref="ChangeReason.Of"/> names the reason they count under.</summary>
    public static IReadOnlyList<ChangeReason> Finer { get; } =
    [
        new(HouseholdFollows, "職権修正（世帯主の異動に伴うもの）", ReasonClass.Correction,
            "世帯主の氏名・続柄を修正します", Oa, [Basis.ExOfficio]) { Of = "EXO_FIX" },
        new(OutDomesticDone, "国内転出（予定日到来）", ReasonClass.Removal,
            "住民票を消除します", Hkj | Im | Oa, [Basis.Notification, Basis.ExOfficio]) { Of = "OUT_DOMESTIC" },
        new(OutAbroadDone, "国外転出（予定日到来）", ReasonClass.Removal,
            "住民票を消除します", Hkj | Ft | Im | Oa, [Basis.Notification, Basis.ExOfficio]) { Of = "OUT_ABROAD" },
        new(ArrivalNoticeRecorded, "転入通知の受理", ReasonClass.Correction,
            "転出先（確定）を除票に記録します", Oa, [Basis.ExOfficio]) { Of = "OUT_DOMESTIC" },
    ];

    private static readonly Dictionary<string, ChangeReason> BySymbol =
        All.Concat(Finer).ToDictionary(reason => reason.Symbol, StringComparer.Ordinal);

    /// <summary>The reason of a symbol, finer ones included; null when there is none.</summary>
    public static ChangeReason? Find(string symbol) => BySymbol.GetValueOrDefault(symbol);

    /// <summary>The reason of a stored symbol.</summary>
    /// <exception cref="KeyNotFoundException">The symbol is not in the table: broken data.</exception>
    public static ChangeReason Get(string symbol) => BySymbol[symbol];

    /// <summary>Whether a symbol is one of the three cancellations (異動の取消し).</summary>
    public static bool IsCancellation(string symbol) =>
        symbol is "CANCEL_UNDO_REMOVAL" or "CANCEL_UNDO_ADDITION" or "CANCEL_FIX";

    /// <summary>Whether a symbol begins a sheet (住民票) of its own: every addition but the cancellation of a removal.</summary>
    public static bool OpensSheet(string symbol) => Get(symbol).Class == ReasonClass.Addition && !IsCancellation(symbol);

    /// <summary>Whether the change gives the person another 個人番号 or 住民票コード, or a first one.</summary>
    public static bool ChangesNumber(string symbol) => symbol.StartsWith("NUMBER_", StringComparison.Ordinal) || symbol.StartsWith("CODE_", StringComparison.Ordinal);

    private static ChangeReason[] Additions() =>
    [
        new("IN_DOMESTIC", "国内転入", ReasonClass.Addition, "住民票を記載します", Hkj | Ft | Tt | Im | Oa, Notified)
            { DueWithin14Days = true },
        new("IN_ABROAD", "国外転入等", ReasonClass.Addition, "住民票を記載します", Hkj | Ft | Im | Oa | Numbers, Notified)
            { DueWithin14Days = true },
        new("BIRTH", "出生", ReasonClass.Addition, "住民票を記載します", Hkj | Ft | Im | Oa | Numbers, ByRegister)
            { VagueAllowed = true },
        new("EXO_ADD_NATURALIZED", "職権記載（帰化等）", ReasonClass.Addition,
            "日本人の住民票を記載し、外国人の住民票を消除します", Hkj | Ft | Oa, [Basis.RegisterNotice]),
        new("EXO_ADD_NATIONALITY_LOST", "職権記載（国籍喪失）", ReasonClass.Addition,
            "外国人の住民票を記載し、日本人の住民票を消除します", Hkj | Im | Oa, [Basis.RegisterNotice]),
        new("EXO_ADD", "職権記載", ReasonClass.Addition, "住民票を職権で記載します", Hkj | Ft | Tt | Im | Oa | Numbers, Any),
        new("REMAKE_ADD", "改製", ReasonClass.Addition, "現在の記載だけを新しい住民票に移します", OutgoingMessages.None, Official),
        new("RESTORE_ADD", "再製", ReasonClass.Addition, "失われた住民票を作り直します", OutgoingMessages.None, Official),
        new("CANCEL_UNDO_REMOVAL", "異動の取消し（増）", ReasonClass.Addition, "消除を取り消します", Hkj | Ft | Im | Oa, Official),
    ];

    private static ChangeReason[] Removals() =>
    [
        new("OUT_DOMESTIC", "国内転出", ReasonClass.Removal, "転出予定日に住民票を消除します", Hkj | Im | Oa | OutgoingMessages.MoveOutInformation,
            [Basis.Notification, Basis.ExOfficio]) { FutureAllowed = true },
        new("OUT_ABROAD", "国外転出", ReasonClass.Removal, "転出予定日に住民票を消除します", Hkj | Ft | Im | Oa,
            [Basis.Notification, Basis.ExOfficio]) { FutureAllowed = true },
        new("DEATH", "死亡", ReasonClass.Removal, "住民票を消除します", Hkj | Ft | Im | Oa, ByRegister) { VagueAllowed = true },
        new("EXO_REM_NATURALIZED", "職権消除（帰化等）", ReasonClass.Removal, "外国人の住民票を消除します",
            OutgoingMessages.None, [Basis.RegisterNotice]),
        new("EXO_REM_NATIONALITY_LOST", "職権消除（国籍喪失）", ReasonClass.Removal, "日本人の住民票を消除します",
            Ft, [Basis.RegisterNotice]),
        new("EXO_REM", "職権消除", ReasonClass.Removal, "住民票を職権で消除します", Hkj | Ft | Im | Oa, Any),
        new("REMAKE_REM", "改製", ReasonClass.Removal, "改製原として保存します", OutgoingMessages.None, Official),
        new("RESTORE_REM", "再製", ReasonClass.Removal, "再製原として保存します", OutgoingMessages.None, Official),
        new("CANCEL_UNDO_ADDITION", "異動の取消し（減）", ReasonClass.Removal, "記載を取り消します", Hkj | Oa, Official),
    ];

    private static ChangeReason[] Corrections() =>
    [
        new("MOVE", "転居", ReasonClass.Correction, "住所・世帯を修正します", Hkj | Ft | Im | Oa, Notified)
            { DueWithin14Days = true },
        new("MINOR", "軽微な修正", ReasonClass.Correction, "氏名又は住所の表記を修正します", Hkj | Ft | Oa,
            [Basis.ExOfficio, Basis.RegisterNotice, Basis.Application]),
        new("EXO_FIX", "職権修正", ReasonClass.Correction, "住民票の記載を修正します", Hkj | Ft | Im | Oa, Any),
        new("CLERICAL", "誤記修正", ReasonClass.Correction, "誤りの記載を残して新しい履歴を加えます", Hkj | Ft | Oa, Official),
        new("NUMBER_CHANGE_REQ", "個人番号の変更請求", ReasonClass.Correction, "個人番号の変更を求めます",
            OutgoingMessages.NumberRequest, OnRequest),
        new("NUMBER_EXO_FIX", "個人番号の職権修正", ReasonClass.Correction, "個人番号を修正します",
            OutgoingMessages.NumberRequest, [Basis.ExOfficio]),
        new("NUMBER_EXO_SET", "個人番号の職権記載", ReasonClass.Correction, "個人番号を記載します",
            OutgoingMessages.NumberRequest, [Basis.ExOfficio]),
        new("CODE_CHANGE_REQ", "住民票コードの変更請求", ReasonClass.Correction, "住民票コードを付番し直します",
            Hkj | OutgoingMessages.RecordCodeRequest, OnRequest),
        new("CODE_EXO_SET", "住民票コードの職権記載", ReasonClass.Correction, "住民票コードを記載します",
            Hkj | OutgoingMessages.RecordCodeRequest, [Basis.ExOfficio]),
        Household("HH_SPLIT", "世帯分離", "同じ住所に新しい世帯を作ります"),
        Household("HH_MERGE", "世帯合併", "同じ住所の世帯に全員が入ります"),
        Household("HH_CHANGE", "世帯変更", "同じ住所の別の世帯に移ります"),
        Household("HH_HEAD", "世帯主変更", "世帯主と続柄を修正します"),
        new("FORMER_SET", "旧氏の記載", ReasonClass.Correction, "旧氏を記載します", Hkj | Oa, OnRequest),
        new("FORMER_CHANGE", "旧氏の変更", ReasonClass.Correction, "旧氏を変更します", Hkj | Oa, OnRequest),
        new("FORMER_DEL", "旧氏の削除", ReasonClass.Correction, "旧氏を削除します", Hkj | Oa, OnRequest),
        new("ALIAS_SET", "通称の記載", ReasonClass.Correction, "通称を記載します", Hkj | Im | Oa, [Basis.Application]),
        new("ALIAS_DEL", "通称の削除", ReasonClass.Correction, "通称を削除します", Hkj | Im | Oa, [Basis.Application]),
        new("CANCEL_FIX", "異動の取消し（修正）", ReasonClass.Correction, "取り消す異動の前の状態に戻します",
            Hkj | Ft | Im | Oa, Official),
    ];

    private static ChangeReason Household(string symbol, string japanese, string effect) =>
        new(symbol, japanese, ReasonClass.Correction, effect, Oa, Notified) { DueWithin14Days = true };
}
