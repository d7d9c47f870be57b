using System.Collections.Frozen;
using Daicho.Platform.Csv;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The layout of one file: its columns, its writer and its reader, all from one definition.</summary>
internal sealed class Layout<T>
    where T : class
{
    private readonly Func<ColumnPass, T?, T> define;
    private readonly ColumnGroup?[,] groups;
    private readonly IReadOnlyList<ColumnGroup> groupList;
    private readonly FrozenDictionary<string, int> places;

    /// <summary>Lists the columns of a definition.</summary>
    /// <param name="fileName">Name of the file.</param>
    /// <param name="define">Walks over all columns; given null it only lists them.</param>
    public Layout(string fileName, Func<ColumnPass, T?, T> define)
    {
        this.define = define;
        FileName = fileName;
        ColumnList list = new();
        define(list, null);
        list.EmptyMarks();
        groups = list.GroupTable();
        groupList = list.Groups;
        places = list.Places();
        Profile = new CsvProfile
        {
            Name = $"{ImportLayout.Name}/{Path.GetFileNameWithoutExtension(fileName)}",
            Version = ImportLayout.Version,
            Newline = CsvNewline.CrLf,
            Quote = CsvQuote.Minimal,
            Header = CsvHeader.En,
            FieldBytesMax = 64 * 1024,
            RowBytesMax = 512 * 1024,
            FileBytesMax = 64L * 1024 * 1024 * 1024,
            Columns = list.Columns,
        }.Check();
    }

    /// <summary>Name of the file in its folder.</summary>
    public string FileName { get; }

    /// <summary>How the file is written and read.</summary>
    public CsvProfile Profile { get; }

    /// <summary>Starts writing rows to a writer of <see cref="Profile"/>.</summary>
    public RowWriter<T> To(CsvWriter writer) => new(writer, new ColumnWriter(writer, Profile.Columns, groups), define);

    /// <summary>Starts reading rows; one per thread.</summary>
    public RowReader<T> Reader() => new(new ColumnReader(groups, groupList, places, Profile.Columns.Count), define);

    /// <summary>Room for rows of this file.</summary>
    public RowBlock Block(int rowsMax) => new(Profile.Columns.Count, rowsMax);
}

/// <summary>Writes rows of a layout.</summary>
internal sealed class RowWriter<T>(CsvWriter writer, ColumnWriter columns, Func<ColumnPass, T?, T> define)
    where T : class
{
    /// <summary>Writes one row and ends it.</summary>
    /// <exception cref="InvalidDataException">The layout cannot hold a value: our bug, never cut or replaced.</exception>
    public ValueTask WriteAsync(T row, CancellationToken cancellation)
    {
        columns.Start();
        define(columns, row);
        columns.EmptyMarks();
        return writer.EndRowAsync(cancellation);
    }
}

/// <summary>Reads rows of a layout.</summary>
internal sealed class RowReader<T>(ColumnReader columns, Func<ColumnPass, T?, T> define)
    where T : class
{
    /// <summary>Faults of the row read last.</summary>
    public IReadOnlyList<FieldFault> Faults => columns.Faults;

    /// <summary>Reads a row of a block; null when it has faults.</summary>
    public T? Read(RowBlock block, int row)
    {
        columns.Start(block, row);
        T value = define(columns, null);
        return columns.Faults.Count == 0 ? value : null;
    }
}
