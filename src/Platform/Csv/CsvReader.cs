using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Daicho.Platform.Csv;

/// <summary>Reads a CSV file strictly by its profile, row by row, in constant memory, as UTF-8.</summary>
/// <remarks>
/// RFC 4180 with the rules of common-functions.md 3.2: nothing is trimmed, converted or normalised. A row with a fault is
/// returned with <see cref="Fault"/> set, so that all faulty rows of a file can be listed; after a fatal fault reading ends.
/// </remarks>
public sealed class CsvReader : IDisposable
{
    private const int BufferStart = 256 * 1024;
    private const byte Quote = (byte)'"';
    private readonly Stream stream;
    private readonly CsvProfile profile;
    private readonly byte delimiter;
    private readonly byte[] nullWord;
    private readonly SearchValues<byte> stops;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferStart);
    private Field[] fields;
    private int start;
    private int end;
    private bool atEnd;
    private bool begun;
    private long bytesRead;
    private long nextLine = 1;

    /// <summary>Starts at the beginning of a stream, which stays open.</summary>
    public CsvReader(Stream stream, CsvProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        this.stream = stream;
        this.profile = profile.Check();
        delimiter = (byte)profile.Delimiter;
        nullWord = Encoding.UTF8.GetBytes(profile.Null);
        stops = SearchValues.Create([delimiter, (byte)'\r', (byte)'\n', Quote]);
        fields = new Field[profile.Columns.Count + 1];
    }

    private enum Step
    {
        Row,
        NeedMore,
        End,
        Fault,
    }

    /// <summary>Physical line on which the present row begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Rows returned so far, the header not counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Fields of the present row.</summary>
    public int Count { get; private set; }

    /// <summary>What is wrong with the present row or, when reading ended early, with the file; null when nothing is.</summary>
    public CsvFault? Fault { get; private set; }

    /// <summary>Reads the next row; false at the end of the file and after a fatal fault.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (Fault is { Fatal: true })
        {
            return false;
        }

        Fault = null;
        if (!begun && !await BeginAsync(cancellation))
        {
            return false;
        }

        if (!await NextAsync(cancellation))
        {
            return false;
        }

        Rows++;
        CheckRow();
        return Fault is not { Fatal: true };
    }

    /// <summary>The field as UTF-8, quotation marks removed; empty when absent.</summary>
    public ReadOnlySpan<byte> this[int column] => IsNull(column) ? [] : Raw(column);

    /// <summary>Whether the field states absence.</summary>
    public bool IsNull(int column)
    {
        CsvColumn layout = profile.ColumnOf(column);
        ReadOnlySpan<byte> raw = Raw(column);
        return layout.Nullable && (nullWord.Length == 0
            ? raw.IsEmpty && !layout.EmptyIsText
            : !fields[column].Quoted && raw.SequenceEqual(nullWord));
    }

    /// <summary>The field as text; null when absent.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Raw(column));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            buffer = [];
        }
    }

    private ReadOnlySpan<byte> Raw(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Count);
        Field field = fields[column];
        ReadOnlySpan<byte> raw = buffer.AsSpan(field.Start, field.Length);
        return field.Escaped ? Unescape(raw) : raw;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> raw)
    {
        byte[] plain = new byte[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            plain[length++] = raw[i];
            i += raw[i] == Quote ? 1 : 0;
        }

        return plain[..length];
    }

    private async ValueTask<bool> BeginAsync(CancellationToken cancellation)
    {
        begun = true;
        while (end < 3 && !atEnd)
        {
            await FillAsync(cancellation);
        }

        bool marked = buffer.AsSpan(0, end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        if (profile.Bom == (marked ? CsvBom.None : CsvBom.Required))
        {
            Line = 1;
            return Break(CsvFaultKind.ByteOrderMark, 0);
        }

        start = marked ? 3 : 0;
        if (profile.Header == CsvHeader.None)
        {
            return true;
        }

        if (!await NextAsync(cancellation))
        {
            Line = 1;
            return Fault is null && Break(CsvFaultKind.Header, 0);
        }

        for (int i = 0; i < Math.Max(Count, profile.Columns.Count); i++)
        {
            if (i >= Count || i >= profile.Columns.Count
                || !Raw(i).SequenceEqual(Encoding.UTF8.GetBytes(profile.HeaderOf(i) ?? "")))
            {
                return Break(CsvFaultKind.Header, i + 1);
            }
        }

        return true;
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            switch (Parse())
            {
                case Step.Row:
                    return true;
                case Step.End or Step.Fault:
                    return false;
                default:
                    if (end - start > profile.RowBytesMax)
                    {
                        return Break(CsvFaultKind.RowTooLong, 0);
                    }

                    await FillAsync(cancellation);
                    if (bytesRead > profile.FileBytesMax)
                    {
                        return Break(CsvFaultKind.FileTooLong, 0);
                    }

                    break;
            }
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            buffer = larger;
        }

        int read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
        atEnd = read == 0;
        bytesRead += read;
        end += read;
    }

    /// <summary>Finds the fields of the row that begins at <see cref="start"/>; starts over when the buffer ends before the row.</summary>
    private Step Parse()
    {
        Count = 0;
        Line = nextLine;
        int at = start;
        if (at == end)
        {
            return atEnd ? Step.End : Step.NeedMore;
        }

        while (true)
        {
            Step field = at < end && buffer[at] == Quote ? ParseQuoted(ref at) : ParsePlain(ref at);
            if (field != Step.Row)
            {
                return field;
            }

            if (at == end)
            {
                return !atEnd ? Step.NeedMore : profile.FinalNewline ? Stop(CsvFaultKind.CutRow, 0) : Finish(at, at);
            }

            if (buffer[at] != delimiter)
            {
                return ParseLineEnd(at);
            }

            at++;
            if (at == end && !atEnd)
            {
                return Step.NeedMore;
            }
        }
    }

    private Step ParsePlain(ref int at)
    {
        int length = buffer.AsSpan(at, end - at).IndexOfAny(stops);
        if (length < 0)
        {
            length = end - at;
            if (!atEnd)
            {
                return length > profile.FieldBytesMax ? Stop(CsvFaultKind.FieldTooLong, Count + 1) : Step.NeedMore;
            }
        }
        else if (buffer[at + length] == Quote)
        {
            return Stop(CsvFaultKind.StrayQuote, Count + 1);
        }

        if (profile.Quote == CsvQuote.All && !(nullWord.Length > 0 && buffer.AsSpan(at, length).SequenceEqual(nullWord)))
        {
            return Stop(CsvFaultKind.QuoteStyle, Count + 1);
        }

        Step added = Add(new Field(at, length, Quoted: false, Escaped: false));
        at += length;
        return added;
    }

    private Step ParseQuoted(ref int at)
    {
        if (profile.Quote == CsvQuote.None)
        {
            return Stop(CsvFaultKind.QuoteStyle, Count + 1);
        }

        int content = at + 1;
        int scan = content;
        bool escaped = false;
        while (true)
        {
            int quote = buffer.AsSpan(scan, end - scan).IndexOf(Quote);
            int next = scan + quote + 1;
            if (quote < 0 || (next == end && !atEnd))
            {
                return end - content > profile.FieldBytesMax + 1 ? Stop(CsvFaultKind.FieldTooLong, Count + 1)
                    : atEnd ? Stop(CsvFaultKind.UnclosedQuote, Count + 1)
                    : Step.NeedMore;
            }

            if (next < end && buffer[next] == Quote)
            {
                escaped = true;
                scan = next + 1;
                continue;
            }

            at = next;
            return Add(new Field(content, next - 1 - content, Quoted: true, escaped));
        }
    }

    private Step ParseLineEnd(int at)
    {
        if (buffer[at] == '\n')
        {
            return profile.Newline == CsvNewline.CrLf ? Stop(CsvFaultKind.LineEnd, 0) : Finish(at, at + 1);
        }

        if (buffer[at] != '\r')
        {
            return Stop(CsvFaultKind.StrayQuote, Count);
        }

        if (at + 1 == end)
        {
            return atEnd ? Stop(CsvFaultKind.CutRow, 0) : Step.NeedMore;
        }

        return buffer[at + 1] != '\n' || profile.Newline == CsvNewline.Lf
            ? Stop(CsvFaultKind.LineEnd, 0)
            : Finish(at, at + 2);
    }

    private Step Finish(int rowEnd, int next)
    {
        Span<byte> row = buffer.AsSpan(start, rowEnd - start);
        if (!Utf8.IsValid(row))
        {
            return Stop(CsvFaultKind.InvalidEncoding, FieldWith(field => !Utf8.IsValid(buffer.AsSpan(field.Start, field.Length))));
        }

        nextLine += 1 + row.Count((byte)'\n');
        rowStart = start;
        rowLength = row.Length;
        start = next;
        return Step.Row;
    }

    private int rowStart;
    private int rowLength;

    /// <summary>The faults that leave the structure sure.</summary>
    private void CheckRow()
    {
        if (profile.OpenEnded ? Count < profile.Columns.Count : Count != profile.Columns.Count)
        {
            Fault = At(CsvFaultKind.ColumnCount, 0);
            return;
        }

        bool suspect = CsvText.NeedsCheck(buffer.AsSpan(rowStart, rowLength));
        for (int i = 0; i < Count; i++)
        {
            CsvColumn column = profile.ColumnOf(i);
            int length = fields[i].Length;
            if ((!column.Nullable || column.CharactersMax < length || column.BytesMax < length || suspect)
                && FieldFault(column, i, suspect) is { } kind)
            {
                Fault = At(kind, i + 1);
                return;
            }
        }
    }

    private CsvFaultKind? FieldFault(CsvColumn column, int field, bool suspect)
    {
        ReadOnlySpan<byte> raw = Raw(field);
        if (!column.Nullable && !column.EmptyIsText && raw.IsEmpty)
        {
            return CsvFaultKind.Missing;
        }

        if (suspect && CsvText.Find(raw, column.LineBreaks) is { } kind)
        {
            return kind;
        }

        return raw.Length > column.BytesMax
            || (raw.Length > column.CharactersMax && CsvText.CountCharacters(raw) > column.CharactersMax)
            ? CsvFaultKind.TooManyCharacters
            : null;
    }

    private Step Add(Field field)
    {
        if (field.Length > profile.FieldBytesMax)
        {
            return Stop(CsvFaultKind.FieldTooLong, Count + 1);
        }

        if (Count == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        fields[Count++] = field;
        return Step.Row;
    }

    private int FieldWith(Func<Field, bool> wrong)
    {
        for (int i = 0; i < Count; i++)
        {
            if (wrong(fields[i]))
            {
                return i + 1;
            }
        }

        return 0;
    }

    private CsvFault At(CsvFaultKind kind, int column) =>
        new(kind, Line, column, column > 0 && column <= profile.Columns.Count ? profile.Columns[column - 1].Name : null);

    private bool Break(CsvFaultKind kind, int column)
    {
        Fault = At(kind, column);
        return false;
    }

    private Step Stop(CsvFaultKind kind, int column)
    {
        Fault = At(kind, column);
        return Step.Fault;
    }

    private readonly record struct Field(int Start, int Length, bool Quoted, bool Escaped);
}
