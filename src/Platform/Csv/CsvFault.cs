namespace Daicho.Platform.Csv;

/// <summary>What is wrong with a file or a row.</summary>
public enum CsvFaultKind
{
    /// <summary>Bytes that are not UTF-8.</summary>
    InvalidEncoding,

    /// <summary>A byte order mark where the profile has none, or none where it demands one.</summary>
    ByteOrderMark,

    /// <summary>The header row is not that of the layout.</summary>
    Header,

    /// <summary>A quoted field does not end.</summary>
    UnclosedQuote,

    /// <summary>A quotation mark inside an unquoted field, or text after a closing one.</summary>
    StrayQuote,

    /// <summary>A field is not quoted although the layout demands it, or quoted although it has no quotes.</summary>
    QuoteStyle,

    /// <summary>A line ends in another way than the layout says.</summary>
    LineEnd,

    /// <summary>The file ends in the middle of a row.</summary>
    CutRow,

    /// <summary>A field has more bytes than allowed.</summary>
    FieldTooLong,

    /// <summary>A row has more bytes than allowed.</summary>
    RowTooLong,

    /// <summary>The file has more bytes than allowed.</summary>
    FileTooLong,

    /// <summary>The number of columns is wrong.</summary>
    ColumnCount,

    /// <summary>More characters than the item holds.</summary>
    TooManyCharacters,

    /// <summary>Absence where the layout demands a value.</summary>
    Missing,

    /// <summary>A control character, NUL included.</summary>
    ControlCharacter,

    /// <summary>A sign that turns the direction of writing.</summary>
    BidiControl,

    /// <summary>A code point that is no character, or half of one.</summary>
    Noncharacter,

    /// <summary>A variation selector without a base character.</summary>
    LoneSelector,
}

/// <summary>A fault with its place; never the value itself.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Line">Physical line of the file, from 1, on which the row begins.</param>
/// <param name="Column">Column, from 1; 0 when it concerns the row or file.</param>
/// <param name="ColumnName">Name of the item; null when none is concerned.</param>
public sealed record CsvFault(CsvFaultKind Kind, long Line, int Column, string? ColumnName)
{
    /// <summary>Reading cannot go on: what follows has no sure meaning.</summary>
    public bool Fatal => Kind < CsvFaultKind.ColumnCount;

    /// <summary>Permanent code.</summary>
    public string Code => $"CSV-{(int)Kind + 1:D2}";

    /// <summary>What is wrong and what to do, in Japanese.</summary>
    public string Message => Kind switch
    {
        CsvFaultKind.InvalidEncoding => "文字コードがUTF-8ではありません。UTF-8で保存し直してください。",
        CsvFaultKind.ByteOrderMark => "BOM（バイト順マーク）の有無が様式と異なります。様式どおりに保存し直してください。",
        CsvFaultKind.Header => "見出し行が様式と異なります。列の名称と順序を様式に合わせてください。",
        CsvFaultKind.UnclosedQuote => "引用符が閉じられていません。ファイルが途中で切れていないか確認してください。",
        CsvFaultKind.StrayQuote => "引用符の位置が正しくありません。項目内の引用符は二重にしてください。",
        CsvFaultKind.QuoteStyle => "引用符の付け方が様式と異なります。様式どおりに出力し直してください。",
        CsvFaultKind.LineEnd => "改行の形式が様式と異なります。様式どおりの改行で出力し直してください。",
        CsvFaultKind.CutRow => "ファイルが行の途中で終わっています。もう一度出力し直してください。",
        CsvFaultKind.FieldTooLong => "項目の長さが上限を超えています。内容を確認してください。",
        CsvFaultKind.RowTooLong => "行の長さが上限を超えています。内容を確認してください。",
        CsvFaultKind.FileTooLong => "ファイルの大きさが上限を超えています。分割してください。",
        CsvFaultKind.ColumnCount => "項目の数が様式と異なります。様式の列数に合わせてください。",
        CsvFaultKind.TooManyCharacters => "文字数が項目の上限を超えています。文字数を確認してください。",
        CsvFaultKind.Missing => "必須の項目が空です。値を入れてください。",
        CsvFaultKind.ControlCharacter => "使用できない制御文字が含まれています。取り除いてください。",
        CsvFaultKind.BidiControl => "文字の向きを変える制御文字が含まれています。取り除いてください。",
        CsvFaultKind.Noncharacter => "文字として使用できない符号が含まれています。取り除いてください。",
        CsvFaultKind.LoneSelector => "異体字セレクタの前に文字がありません。文字の並びを確認してください。",
    };
}
