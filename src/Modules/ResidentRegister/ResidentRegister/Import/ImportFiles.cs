using System.Runtime.CompilerServices;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Import.Layout;

namespace Daicho.ResidentRegister.Import;

/// <summary>The files of a set on disk.</summary>
internal static class ImportFiles
{
    /// <summary>Another set of files than the layout's.</summary>
    public static readonly Refusal WrongSet = new(
        "IMP-30",
        "取込様式の版またはファイルの構成が異なります。residents.csv から memos.csv までの7ファイルと manifest.json を確認してください。",
        RefusalKind.Malformed);

    /// <summary>The files of a set, in the order of reading.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        ImportLayout.Households.FileName, ImportLayout.Residents.FileName, ImportLayout.History.FileName,
        ImportLayout.Numbers.FileName, ImportLayout.Support.FileName, ImportLayout.Suppressions.FileName,
        ImportLayout.Memos.FileName,
    ];

    /// <summary>Refuses a set of another layout, or with files missing or too many.</summary>
    public static Refusal? Check(CsvManifest manifest) =>
        manifest.Linkage == ImportLayout.Name
        && manifest.Version == ImportLayout.Version
        && manifest.Mode == "full"
        && manifest.Parts.Select(part => part.Name).Order(StringComparer.Ordinal)
            .SequenceEqual(Names.Order(StringComparer.Ordinal))
            ? null
            : WrongSet;

    /// <summary>Opens a file for reading from its start to its end.</summary>
    public static FileStream Open(string folder, string name) =>
        new(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Refuses a row by a fault of its form.</summary>
    public static void Refuse(ImportOutcome outcome, string file, CsvFault fault) =>
        outcome.Refuse(new RefusedRow(file, fault.Line, fault.Column, fault.ColumnName, fault.Code, fault.Message));

    /// <summary>Refuses a row by the faults of its fields.</summary>
    public static void Refuse<T>(ImportOutcome outcome, Layout<T> layout, long line, IReadOnlyList<FieldFault> faults)
        where T : class
    {
        foreach (FieldFault fault in faults)
        {
            outcome.Refuse(new RefusedRow(
                layout.FileName, line, fault.Column, layout.Profile.Columns[fault.Column - 1].Name, fault.CheckId ?? "IMP-00", fault.Message));
        }
    }

    /// <summary>The rows of a file, one by one, with their lines; rows with faults are refused and passed over.</summary>
    public static async IAsyncEnumerable<(long Line, T Row)> ReadAsync<T>(
        string folder,
        Layout<T> layout,
        ImportOutcome outcome,
        Action<long> rowsRead,
        [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        await using FileStream stream = Open(folder, layout.FileName);
        await foreach ((long Line, T Row) row in ReadAsync(stream, layout.FileName, layout, outcome, rowsRead, cancellation))
        {
            yield return row;
        }
    }

    /// <summary>The rows of one file under a name of its own.</summary>
    public static async IAsyncEnumerable<(long Line, T Row)> ReadAsync<T>(
        Stream stream,
        string name,
        Layout<T> layout,
        ImportOutcome outcome,
        Action<long> rowsRead,
        [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        const int reportEvery = 10_000;
        using CsvReader reader = new(stream, layout.Profile);
        RowBlock block = layout.Block(1);
        RowReader<T> rows = layout.Reader();
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.Rows % reportEvery == 0)
            {
                rowsRead(reportEvery);
            }

            if (reader.Fault is { } fault)
            {
                Refuse(outcome, name, fault);
                continue;
            }

            block.Clear();
            block.Add(reader);
            if (rows.Read(block, 0) is { } row)
            {
                yield return (reader.Line, row);
            }
            else
            {
                Refuse(outcome, layout, reader.Line, rows.Faults);
            }
        }

        if (reader.Fault is { } fatal)
        {
            Refuse(outcome, name, fatal);
        }

        rowsRead(reader.Rows % reportEvery);
    }
}
