using Daicho.Kernel;

namespace Daicho.Web.Gallery;

/// <summary>Invented people and figures, with names as long as they get.</summary>
public static class Samples
{
    /// <summary>A name of forty letters.</summary>
    public const string LongName = "架空山田花子アレクサンドラマリアフェルナンダサントスデオリベイラコスタシルヴァナカムラ";

    /// <summary>The frame of a clerk in the demo zone.</summary>
    public static ShellModel Shell(int seconds) => new()
    {
        ZoneName = "見本市",
        RoleName = "住民記録",
        BusinessDate = new DateOnly(2026, 11, 21),
        OperatorName = "試験 太郎",
        OperatorPosting = "市民課 住民記録係 主任",
        TerminalName = "市民課窓口03",
        LogOffInSeconds = seconds,
        IsTraining = true,
        SearchHref = "/form",
        SignOutAction = "/form",
        KeepAliveAction = "/alive",
        SessionEndedHref = "/ended",
        WorkList =
        [
            new("異動", [new("下書き", "/w/drafts", 3), new("差戻し", "/w/returned", 1, true), new("審査待ち", "/w/reviews", 12)]),
            new("証明書", [new("申請", "/w/applications", 0), new("交付待ち", "/w/handover", 4)]),
            new("通知", [new("届かなかった通知", "/w/undelivered", 1204, true)]),
        ],
    };

    /// <summary>A person with everything long.</summary>
    public static PersonStripModel Person { get; } = new()
    {
        ColourKey = "019a0000",
        Name = "葛\U000E0102城 " + LongName,
        Reading = "カツラギ カクウヤマダハナコアレクサンドラマリアフェルナンダ",
        IsReadingUnconfirmed = true,
        Sex = "女",
        Birth = "昭和１５年３月頃",
        BirthWestern = "1940年3月頃",
        Age = 86,
        Address = "見本県見本市大字架空字上之段千二百三十四番地の五 見本市営中央第二団地十七号棟１２０３号室 試験方",
        AddresseeNumber = "0001-2345-678",
        Flags = [new("世帯主"), new("外国人住民", Tone.Info), new("転出予定", Tone.Warning), new("支援措置", Tone.Strong)],
        Href = "/components",
    };

    /// <summary>Another person whose strip would have the colour of <see cref="Person"/>.</summary>
    public static PersonStripModel PersonOfTheSameColour => Enumerable.Range(1, 1000)
        .Select(i => Person with { ColourKey = $"019b{i:0000}", Name = "試験 同色" })
        .First(person => person.Colour == Person.Colour);

    /// <summary>Refusals of every kind of field, and one of the whole act.</summary>
    public static Refusal Refused { get; } = new("DT-02", "異動日が処理日より後の日付です。届出書の異動日を確認してください。", Field: "moved-on")
    {
        More =
        [
            new("RQ-04", "住所が入力されていません。届出書の「新しい住所」を入力してください。", Field: "address"),
            new("RQ-14", "氏名が入力されていません。届出書の氏名を入力してください。", Field: "name"),
            new("RQ-02", "続柄が選択されていません。届出書の続柄を選択してください。", Field: "relationship"),
            new("DC-01", "届出人の区分が選択されていません。窓口に来た人を選択してください。", Field: "notifier"),
            new("DC-02", "確認した書類が選択されていません。確認した書類をすべて選択してください。", Field: "documents"),
            new("FI-01", "添付ファイルを読み取れません。PDF又はTIFFのファイルを選択してください。", Field: "scan"),
            new("NT-01", "備考が長すぎます。1,000文字以内にしてください。", Field: "note"),
            new("AC-01", "同意の確認がありません。届出人に確認してください。", Field: "consent"),
            new("WH-01", "ほかの職員がこの世帯を編集しています。その処理が終わってから、もう一度実行してください。"),
        ],
    };

    /// <summary>Everything found at once.</summary>
    public static FormState EveryError { get; } = new(null, Refused)
    {
        Findings =
        [
            new("DT-12", FindingSeverity.Alert, "届出期間（１４日）を経過しています。理由を確認してください。", "notified-on", true),
            new("DT-23", FindingSeverity.Alert, "年齢が１２０歳を超えています。生年月日を確認してください。", "birth"),
            new("HI-01", FindingSeverity.Hint, "同じ住所に別の世帯があります。世帯を合併するときは「世帯変更」を使います。"),
        ],
    };

    /// <summary>The start page of a busy day.</summary>
    public static StartPageModel Start { get; } = new()
    {
        Notices = ["１１月２２日（日）は保守のため、８時から１２時まで使用できません。"],
        Open =
        [
            new("差戻し", "転入届 令和８年第００１２３４号", "/w/1", "11月20日 16:40", "16時間", Tone.Error),
            new("審査待ち", "転居届 令和８年第００１２４０号", "/w/2", "11月21日 8:45", "12分", Tone.Info),
            new("下書き", "世帯変更届 令和８年第００１２４１号（前日から）", "/w/3", "11月21日 8:50", "7分"),
        ],
        Figures =
        [
            new("転入", 38, "件", "/w/in"), new("転出", 21), new("転居", 17), new("証明書", 1204, "通"), new("平均待ち時間", 9, "分"),
        ],
        Charts =
        [
            new("時間帯別の届出", "件", ["8時", "9時", "10時", "11時", "12時", "13時", "14時", "15時", "16時", "17時"],
                [new("届出", [2, 14, 19, 22, 9, 11, 18, 21, 13, 3]), new("証明書", [8, 44, 61, 70, 33, 40, 52, 58, 41, 9])]) { CsvHref = "/csv" },
            new("月別の異動", "件", ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
                [new("転入", [610, 540, 2480, 3120, 820, 700, 690, 720, 810, 780, 520, 0])]) { CsvHref = "/csv" },
        ],
        Shortcuts = [new("転入届", "/form"), new("転居届", "/form"), new("住民票の写し", "/form")],
    };

    /// <summary>Rows of a household with long names.</summary>
    public static IReadOnlyList<(string Name, string Reading, string Relationship, string Birth)> Household { get; } =
        [.. Enumerable.Range(1, 8).Select(i => (i == 3 ? LongName : $"見本 {"一二三四五六七八"[i - 1]}子", i == 3 ? "カクウヤマダハナコアレクサンドラマリアフェルナンダ" : "ミホン カズコ", i == 1 ? "世帯主" : "子", $"平成{i + 9}年4月{i}日"))];
}
