using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Csv;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The walk that writes a value; it hands each value back so that one definition serves all walks.</summary>
internal sealed class ColumnWriter(CsvWriter writer, IReadOnlyList<CsvColumn> columns, ColumnGroup?[,] groups) : ColumnPass
{
    private readonly List<string> empty = [];
    private int column;
    private int depth;

    // Column after which the present group is known to have content; -1 while all of it is blank.
    private readonly int[] started = new int[ColumnList.DepthMax];
    private int lastContent = -1;

    // Blank columns not yet written; most of a row is blank, so they are written together.
    private int blanks;

    /// <summary>Starts a row.</summary>
    public void Start()
    {
        column = 0;
        depth = 0;
        lastContent = -1;
        blanks = 0;
        empty.Clear();
    }

    public override bool Begin(string name, string japanese, bool present)
    {
        ColumnGroup group = groups[depth, column]!; // the same definition made the table
        if (!present)
        {
            blanks += group.End - column;
            column = group.End;
            return false;
        }

        started[depth++] = column;
        return true;
    }

    public override void BeginAlways(string name, string japanese) => started[depth++] = -1;

    public override void End()
    {
        int start = started[--depth];
        if (start >= 0 && lastContent < start)
        {
            // Nothing in it tells the reader that the group is there.
            empty.Add(groups[depth, start]!.Name);
            lastContent = start;
        }
    }

    public override string? Text(string name, string japanese, string? value, bool lines = false)
    {
        if (value is { Length: 0 })
        {
            empty.Add(columns[column].Name);
            lastContent = column;
            Blank();
        }
        else if (value is null)
        {
            Blank();
        }
        else
        {
            lastContent = column++;
            Fill();
            writer.Write(value);
        }

        return value;
    }

    public override string Required(string name, string japanese, string? value, bool lines = false) =>
        Text(name, japanese, value ?? throw Absent(), lines) ?? "";

    public override bool Flag(string name, string japanese, bool value)
    {
        if (value)
        {
            Put("1"u8);
        }
        else
        {
            Blank();
        }

        return value;
    }

    public override int? Number(string name, string japanese, int? value)
    {
        if (value is { } number)
        {
            Span<byte> text = stackalloc byte[12];
            Utf8Formatter.TryFormat(number, text, out int length);
            Put(text[..length]);
        }
        else
        {
            Blank();
        }

        return value;
    }

    public override DateOnly? Date(string name, string japanese, DateOnly? value)
    {
        if (value is { } day)
        {
            PutDate(day);
        }
        else
        {
            Blank();
        }

        return value;
    }

    public override DateOnly RequiredDate(string name, string japanese, DateOnly? value) =>
        Date(name, japanese, value ?? throw Absent()) ?? default;

    public override PartialDate RequiredPartialDate(string name, string japanese, PartialDate? value)
    {
        PartialDate date = value ?? throw Absent();
        if (date is { Exact: { } day, WrittenEra: null })
        {
            PutDate(day);
        }
        else
        {
            Text(name, japanese, PartialDateText.Print(date));
        }

        return date;
    }

    public override DateTimeOffset? Moment(string name, string japanese, DateTimeOffset? value)
    {
        Text(name, japanese, value?.UtcDateTime.ToString(ColumnReader.MomentForm, CultureInfo.InvariantCulture));
        return value;
    }

    public override T? Code<T>(string name, string japanese, T? value)
    {
        if (value is { } code)
        {
            Put(CodeNames<T>.Utf8(code));
        }
        else
        {
            Blank();
        }

        return value;
    }

    public override T RequiredCode<T>(string name, string japanese, T? value) =>
        Code(name, japanese, (T?)(value ?? throw Absent())) ?? default;

    public override T? Value<T>(string name, string japanese, T? value)
        where T : class
    {
        Text(name, japanese, value?.Value);
        return value;
    }

    public override T RequiredValue<T>(string name, string japanese, T? value)
        where T : class
    {
        T number = value ?? throw Absent();
        Text(name, japanese, number.Value);
        return number;
    }

    public override string Secret(string name, string japanese, string? value) => Required(name, japanese, value);

    public override Guid? Id(string name, string japanese, Guid? value)
    {
        if (value is { } id && id != Guid.Empty)
        {
            Span<byte> text = stackalloc byte[36];
            id.TryFormat(text, out int length);
            Put(text[..length]);
        }
        else
        {
            Blank();
        }

        return value;
    }

    public override IReadOnlyList<string> List(string name, string japanese, IReadOnlyList<string>? value)
    {
        Text(name, japanese, value is null or [] ? null : string.Join(';', value.Select(ListText.Escape)));
        return value ?? [];
    }

    public override IReadOnlyList<KeyValuePair<string, T>> Pairs<T>(
        string name, string japanese, IReadOnlyCollection<KeyValuePair<string, T>>? value)
    {
        if (value is null or { Count: 0 })
        {
            Blank();
            return [];
        }

        Text(name, japanese, string.Join(
            ';',
            value.Select(pair => $"{ListText.Escape(pair.Key)}={Encoding.UTF8.GetString(CodeNames<T>.Utf8(pair.Value))}")));
        return [];
    }

    public override T? Json<T>(string name, string japanese, T? value, Func<T, string> print, Func<string, T> parse)
        where T : class
    {
        Text(name, japanese, value is null ? null : print(value));
        return value;
    }

    public override void EmptyMarks()
    {
        List(ColumnList.EmptyName, "", empty.Count == 0 ? null : empty);
        Fill();
    }

    private void Put(ReadOnlySpan<byte> utf8)
    {
        lastContent = column++;
        Fill();
        writer.Write(utf8);
    }

    private void PutDate(DateOnly day)
    {
        Span<byte> text = stackalloc byte[10];
        day.TryFormat(text, out int length, "O", CultureInfo.InvariantCulture);
        Put(text[..length]);
    }

    private void Blank()
    {
        column++;
        blanks++;
    }

    private void Fill()
    {
        if (blanks > 0)
        {
            writer.WriteNulls(blanks);
            blanks = 0;
        }
    }

    private InvalidDataException Absent() => new($"Column {columns[column].Name} must not be absent.");
}
