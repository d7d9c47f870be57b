using Daicho.Platform.Csv;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>Rows of a file in one buffer, so that one thread can read the file and others understand its rows.</summary>
internal sealed class RowBlock
{
    /// <summary>No rows.</summary>
    public static readonly RowBlock None = new(0, 0);

    private readonly int columnCount;
    private readonly int[] ends;
    private readonly long[] lines;
    private byte[] bytes;

    /// <summary>Room for a number of rows.</summary>
    public RowBlock(int columnCount, int rowsMax)
    {
        this.columnCount = columnCount;
        ends = new int[columnCount * rowsMax];
        lines = new long[rowsMax];
        bytes = new byte[rowsMax * 768];
    }

    /// <summary>Rows in it.</summary>
    public int Count { get; private set; }

    /// <summary>Number of the first row in its file, from 0.</summary>
    public long FirstRow { get; private set; }

    /// <summary>No more rows fit.</summary>
    public bool IsFull => Count == lines.Length;

    /// <summary>Line of the file on which a row begins.</summary>
    public long LineOf(int row) => lines[row];

    /// <summary>Empties it for reuse.</summary>
    public void Clear() => Count = 0;

    /// <summary>Copies the present row of a reader.</summary>
    public void Add(CsvReader reader)
    {
        FirstRow = Count == 0 ? reader.Rows - 1 : FirstRow;
        int end = Count == 0 ? 0 : ends[(Count * columnCount) - 1];
        int place = Count * columnCount;
        for (int i = 0; i < columnCount; i++)
        {
            ReadOnlySpan<byte> field = reader[i];
            if (!field.IsEmpty)
            {
                if (end + field.Length > bytes.Length)
                {
                    Array.Resize(ref bytes, Math.Max(bytes.Length * 2, end + field.Length));
                }

                field.CopyTo(bytes.AsSpan(end));
                end += field.Length;
            }

            ends[place + i] = end;
        }

        lines[Count++] = reader.Line;
    }

    /// <summary>A field; empty when blank.</summary>
    public ReadOnlySpan<byte> Field(int row, int column)
    {
        int place = (row * columnCount) + column;
        int start = place == 0 ? 0 : ends[place - 1];
        return bytes.AsSpan(start, ends[place] - start);
    }

    /// <summary>Whether any field of a range has content.</summary>
    public bool AnyContent(int row, int from, int until)
    {
        int place = row * columnCount;
        int before = place + from == 0 ? 0 : ends[place + from - 1];
        return ends[place + until - 1] > before;
    }
}
