namespace Daicho.Web;

/// <summary>What one function key does on this page: it follows a link, or presses a button of a form.</summary>
/// <param name="Key">Name of the key as the browser calls it: <c>F1</c> to <c>F12</c> or <c>Escape</c>.</param>
/// <param name="Label">What it does, in one or two words.</param>
public sealed record FunctionKey(string Key, string Label)
{
    /// <summary>The page it leads to; null for a button.</summary>
    public string? Href { get; private init; }

    /// <summary>The id of the form it sends; null for a link.</summary>
    public string? Form { get; private init; }

    /// <summary>The value of the form's field <c>do</c> that tells the acts of one form apart; null when there is one act.</summary>
    public string? Do { get; private init; }

    /// <summary>The id of the pop-over it opens and closes; null for links and buttons of forms.</summary>
    public string? Popover { get; private init; }

    /// <summary>Whether the key does anything on this page.</summary>
    public bool HasTarget => Href is not null || Form is not null || Popover is not null;

    /// <summary>The main act of the page, which Ctrl+Enter presses too.</summary>
    public bool IsMain { get; private init; }

    /// <summary>The key as printed on the keyboard.</summary>
    public string Cap => Key == "Escape" ? "Esc" : Key;

    /// <summary>A key that leads to another page.</summary>
    public static FunctionKey Link(string key, string label, string href) => new(key, label) { Href = href };

    /// <summary>A key that opens and closes a pop-over of this page.</summary>
    public static FunctionKey Opens(string key, string label, string popover) => new(key, label) { Popover = popover };

    /// <summary>A key that sends a form.</summary>
    public static FunctionKey Submit(string key, string label, string form, string? act = null, bool isMain = false) =>
        new(key, label) { Form = form, Do = act, IsMain = isMain };

    /// <summary>The same keys do the same thing everywhere; a page gives those that work on it a target.</summary>
    public static IReadOnlyList<FunctionKey> Standard { get; } =
    [
        Opens("F1", "ヘルプ", "key-help"), new("F2", "検索"), new("F3", "個人"), new("F4", "世帯"), new("F5", "履歴"), new("F6", "指摘"),
        new("F7", "字形"), new("F8", "発行"), new("F9", "下書き"), new("F10", "審査"), new("F12", "決裁"), new("Escape", "戻る"),
    ];

    /// <summary>Keys that work on every page beside the function keys, for the help list.</summary>
    public static IReadOnlyList<(string Keys, string Meaning)> Everywhere { get; } =
    [
        ("F2 または /", "検索へ移る"),
        ("?", "キー一覧を開く・閉じる"),
        ("Enter", "次の項目へ進む"),
        ("Shift + Enter", "前の項目へ戻る"),
        ("Ctrl + Enter", "この画面の主な操作を実行する"),
        ("↑ ↓", "表の行を移る"),
        ("Home・End", "表の最初・最後の行へ移る"),
        ("F6", "次の指摘の項目へ移る"),
        ("F7", "氏名の字形を大きく表示する"),
        ("Esc", "開いている窓を閉じる・前の画面へ戻る"),
    ];
}
