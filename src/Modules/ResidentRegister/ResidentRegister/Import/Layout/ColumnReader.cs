using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>What is wrong with one field; never the value itself.</summary>
/// <param name="Column">Column from 1.</param>
/// <param name="Message">Japanese: what is wrong and what to do.</param>
/// <param name="CheckId">The check of the catalogue that says so; null for what concerns the form of the file.</param>
internal readonly record struct FieldFault(int Column, string Message, string? CheckId = null);

/// <summary>The walk that reads a value out of a row; faults gather and the value is then not to be used.</summary>
internal sealed class ColumnReader(
    ColumnGroup?[,] groups,
    IReadOnlyList<ColumnGroup> groupList,
    FrozenDictionary<string, int> places,
    int columnCount) : ColumnPass
{
    /// <summary>Form of a moment.</summary>
    public const string MomentForm = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private readonly List<FieldFault> faults = [];
    private readonly HashSet<int> marks = [];
    private RowBlock rows = RowBlock.None;
    private int row;
    private int column;
    private int depth;

    /// <summary>Faults of the present row.</summary>
    public IReadOnlyList<FieldFault> Faults => faults;

    /// <summary>Starts a row.</summary>
    public void Start(RowBlock block, int rowOfBlock)
    {
        (rows, row, column, depth) = (block, rowOfBlock, 0, 0);
        faults.Clear();
        marks.Clear();
        ReadOnlySpan<byte> empty = rows.Field(row, columnCount - 1);
        if (empty.IsEmpty)
        {
            return;
        }

        foreach (string name in Encoding.UTF8.GetString(empty).Split(';'))
        {
            if (!places.TryGetValue(ListText.Unescape(name), out int place))
            {
                faults.Add(new FieldFault(columnCount, "空文字の項目に、様式にない列名があります。列名を確認してください。"));
            }
            else if (place >= 0 && !rows.Field(row, place).IsEmpty)
            {
                faults.Add(new FieldFault(place + 1, "空文字とされた項目に値があります。どちらかを直してください。"));
            }
            else
            {
                marks.Add(place);
            }
        }
    }

    public override bool Begin(string name, string japanese, bool present)
    {
        ColumnGroup group = groups[depth, column]!; // the same definition made the table
        if (IsPresent(group))
        {
            depth++;
            return true;
        }

        column = group.End;
        return false;
    }

    public override void BeginAlways(string name, string japanese) => depth++;

    public override void End() => depth--;

    public override string? Text(string name, string japanese, string? value, bool lines = false)
    {
        ReadOnlySpan<byte> field = Next();
        return !field.IsEmpty ? Encoding.UTF8.GetString(field) : marks.Count > 0 && marks.Contains(column - 1) ? "" : null;
    }

    public override string Required(string name, string japanese, string? value, bool lines = false) =>
        Text(name, japanese, null, lines) ?? Missing<string>() ?? "";

    public override bool Flag(string name, string japanese, bool value)
    {
        ReadOnlySpan<byte> field = Next();
        return field switch
        {
            [] or [(byte)'0'] => false,
            [(byte)'1'] => true,
            _ => Wrong("1（有）または0（無）で入力してください。"),
        };
    }

    public override int? Number(string name, string japanese, int? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        if (Utf8Parser.TryParse(field, out int number, out int length) && length == field.Length && field[0] != (byte)'+')
        {
            return number;
        }

        Wrong("数字で入力してください。");
        return null;
    }

    public override DateOnly? Date(string name, string japanese, DateOnly? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        if (TryDate(field, out DateOnly day))
        {
            return day;
        }

        Wrong("日付はYYYY-MM-DDの形で、暦にある日を入力してください。");
        return null;
    }

    public override DateOnly RequiredDate(string name, string japanese, DateOnly? value) =>
        IsBlank() ? MissingValue<DateOnly>() : Date(name, japanese, null) ?? default;

    public override PartialDate RequiredPartialDate(string name, string japanese, PartialDate? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (TryDate(field, out DateOnly day))
        {
            return PartialDate.FromDate(day);
        }

        if (!field.IsEmpty && PartialDateText.Parse(Encoding.UTF8.GetString(field)) is { } date)
        {
            return date;
        }

        Wrong(field.IsEmpty ? MissingText : "日付として読み取れません。YYYY-MM-DDまたは和暦・不詳日の書き方で入力してください。");
        return PartialDate.Unknown;
    }

    public override DateTimeOffset? Moment(string name, string japanese, DateTimeOffset? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(
            Encoding.UTF8.GetString(field), MomentForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return moment;
        }

        Wrong("日時は協定世界時で、YYYY-MM-DDTHH:MM:SS.ffffffZの形で入力してください。");
        return null;
    }

    public override T? Code<T>(string name, string japanese, T? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        T? code = CodeNames<T>.Find(field);
        if (code is null)
        {
            Wrong($"区分が様式にありません。{CodeNames<T>.All}のどれかを入力してください。");
        }

        return code;
    }

    public override T RequiredCode<T>(string name, string japanese, T? value) =>
        IsBlank() ? MissingValue<T>() : Code<T>(name, japanese, null) ?? default;

    public override T? Value<T>(string name, string japanese, T? value)
        where T : class
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        if (T.TryParse(Encoding.UTF8.GetString(field), out T? number))
        {
            return number;
        }

        if (IdentifierChecks.Of<T>(Encoding.UTF8.GetString(field)) is { } finding)
        {
            faults.Add(new FieldFault(column, finding.Message, finding.CheckId));
        }
        else
        {
            Wrong("番号またはコードの桁数か検査数字が正しくありません。");
        }

        return null;
    }

    // A null only leaves together with a fault, and a row with a fault is not used.
    public override T RequiredValue<T>(string name, string japanese, T? value)
        where T : class =>
        (IsBlank() ? MissingIdentifier<T>() : Value<T>(name, japanese, null))!;

    public override string Secret(string name, string japanese, string? value) => Required(name, japanese, null);

    public override Guid? Id(string name, string japanese, Guid? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        if (Utf8Parser.TryParse(field, out Guid id, out int length) && length == field.Length)
        {
            return id;
        }

        Wrong("識別子の形が正しくありません。空にするか、書き出された値をそのまま使ってください。");
        return null;
    }

    public override IReadOnlyList<string> List(string name, string japanese, IReadOnlyList<string>? value)
    {
        ReadOnlySpan<byte> field = Next();
        return field.IsEmpty ? [] : [.. Encoding.UTF8.GetString(field).Split(';').Select(ListText.Unescape)];
    }

    public override IReadOnlyList<KeyValuePair<string, T>> Pairs<T>(
        string name, string japanese, IReadOnlyCollection<KeyValuePair<string, T>>? value)
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return [];
        }

        List<KeyValuePair<string, T>> pairs = [];
        foreach (string pair in Encoding.UTF8.GetString(field).Split(';'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            T? word = equals > 0 ? CodeNames<T>.Find(Encoding.UTF8.GetBytes(pair[(equals + 1)..])) : null;
            string item = equals > 0 ? ListText.Unescape(pair[..equals]) : "";
            if (word is not { } known || pairs.Exists(one => one.Key == item))
            {
                Wrong($"「項目=区分」を「;」でつないで入力してください。区分は{CodeNames<T>.All}です。");
                return [];
            }

            pairs.Add(KeyValuePair.Create(item, known));
        }

        return pairs;
    }

    public override T? Json<T>(string name, string japanese, T? value, Func<T, string> print, Func<string, T> parse)
        where T : class
    {
        ReadOnlySpan<byte> field = Next();
        if (field.IsEmpty)
        {
            return null;
        }

        try
        {
            return parse(Encoding.UTF8.GetString(field));
        }
        catch (JsonException)
        {
            Wrong("JSONとして読み取れません。様式の説明に沿って入力してください。");
            return null;
        }
    }

    public override void EmptyMarks() => column++;

    private const string MissingText = "必須の項目が空です。値を入れてください。";

    private static bool TryDate(ReadOnlySpan<byte> text, out DateOnly day)
    {
        day = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..], out int dayOfMonth)
            || year < 1 || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (byte one in text)
        {
            if (!char.IsAsciiDigit((char)one))
            {
                return false;
            }

            number = (number * 10) + (one - '0');
        }

        return true;
    }

    private bool IsPresent(ColumnGroup group)
    {
        if (rows.AnyContent(row, group.Start, group.End))
        {
            return true;
        }

        foreach (int mark in marks)
        {
            // A mark on a group inside this one shows that this one is there too.
            ColumnGroup? marked = mark < 0 ? groupList[~mark] : null;
            int start = marked?.Start ?? mark;
            if (start >= group.Start && start < group.End && (marked is null || marked.Depth >= group.Depth))
            {
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> Next() => rows.Field(row, column++);

    private bool IsBlank() => rows.Field(row, column).IsEmpty;

    private bool Wrong(string message)
    {
        faults.Add(new FieldFault(column, message));
        return false;
    }

    private T? Missing<T>(bool move = false)
        where T : class
    {
        column += move ? 1 : 0;
        Wrong(MissingText);
        return null;
    }

    // 宛名番号 and 世帯番号 have a check of their own for a blank (RQ-07, RQ-08).
    private T? MissingIdentifier<T>()
        where T : class
    {
        if (IdentifierChecks.OfBlank<T>() is not { } finding)
        {
            return Missing<T>(move: true);
        }

        faults.Add(new FieldFault(++column, finding.Message, finding.CheckId));
        return null;
    }

    private T MissingValue<T>()
        where T : struct
    {
        column++;
        Wrong(MissingText);
        return default;
    }
}
