using System.Runtime.CompilerServices;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Import.Layout;

namespace Daicho.ResidentRegister.Import;

/// <summary>Whole households of consecutive rows with their older history.</summary>
internal sealed class PersonBlock(int personsMax)
{
    /// <summary>Present snapshots.</summary>
    public RowBlock Residents { get; } = ImportLayout.Residents.Block(personsMax);

    /// <summary>Older snapshots, in the order of the persons.</summary>
    public List<RowBlock> History { get; } = [];

    /// <summary>Where the history of a person begins and how much there is.</summary>
    public List<(int Block, int Row, int Count)> Older { get; } = [];
}

/// <summary>Reads residents.csv and history.csv side by side; both name the persons in the same order.</summary>
internal sealed class PersonBlocks(string folder, ImportOutcome outcome, Action<long> rowsRead)
{
    private const int PersonsWanted = 2000;
    private const int PersonsMax = 4000;
    private const int HistoryRows = 1000;
    private static readonly int Household = ColumnOf("household_number");
    private static readonly int Person = ColumnOf("addressee_number");
    private readonly HashSet<long> households = [];

    /// <summary>The blocks; ends early after a fatal fault of a file.</summary>
    public async IAsyncEnumerable<PersonBlock> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using FileStream residentStream = Open(ImportLayout.Residents.FileName);
        await using FileStream historyStream = Open(ImportLayout.History.FileName);
        using CsvReader residents = new(residentStream, ImportLayout.Residents.Profile);
        using CsvReader history = new(historyStream, ImportLayout.History.Profile);
        bool pending = await NextAsync(history, ImportLayout.History.FileName, cancellation);
        PersonBlock block = new(PersonsMax);
        long before = 0;
        while (await NextAsync(residents, ImportLayout.Residents.FileName, cancellation))
        {
            long household = NumberKey.Of(residents[Household]);
            bool next = household != before;
            if (next && !households.Add(household))
            {
                outcome.Refuse(ImportLayout.Residents.FileName, residents.Line, ImportRule.HouseholdApart, "household_number");
            }

            if (block.Residents.IsFull || (next && block.Residents.Count >= PersonsWanted))
            {
                rowsRead(residents.Rows + history.Rows);
                yield return block;
                block = new PersonBlock(PersonsMax);
            }

            before = household;
            block.Residents.Add(residents);
            int count = 0;
            while (pending && history[Person].SequenceEqual(residents[Person]))
            {
                Keep(block, history, count++);
                pending = await NextAsync(history, ImportLayout.History.FileName, cancellation);
            }

            if (count == 0)
            {
                block.Older.Add((0, 0, 0));
            }
        }

        if (block.Residents.Count > 0)
        {
            yield return block;
        }

        if (pending)
        {
            outcome.Refuse(ImportLayout.History.FileName, history.Line, ImportRule.HistoryAlone, "addressee_number");
        }

        rowsRead(residents.Rows + history.Rows);
        Residents = residents.Rows;
        History = history.Rows;
    }

    /// <summary>Rows of residents.csv, after the last block.</summary>
    public long Residents { get; private set; }

    /// <summary>Rows of history.csv, after the last block.</summary>
    public long History { get; private set; }

    private static void Keep(PersonBlock block, CsvReader history, int count)
    {
        RowBlock? last = block.History.Count > 0 ? block.History[^1] : null;
        if (last is null or { IsFull: true })
        {
            last = ImportLayout.History.Block(HistoryRows);
            block.History.Add(last);
        }

        last.Add(history);
        if (count == 0)
        {
            block.Older.Add((block.History.Count - 1, last.Count - 1, 1));
        }
        else
        {
            (int at, int row, int rows) = block.Older[^1];
            block.Older[^1] = (at, row, rows + 1);
        }
    }

    /// <summary>The next row whose structure is sure; rows with a fault are refused and passed over.</summary>
    private async ValueTask<bool> NextAsync(CsvReader reader, string file, CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.Fault is null)
            {
                return true;
            }

            ImportFiles.Refuse(outcome, file, reader.Fault);
        }

        if (reader.Fault is { } fatal)
        {
            ImportFiles.Refuse(outcome, file, fatal);
        }

        return false;
    }

    private FileStream Open(string name) => ImportFiles.Open(folder, name);

    private static int ColumnOf(string name) =>
        ImportLayout.Residents.Profile.Columns.Select((column, i) => (column.Name, i)).First(one => one.Name == name).i;
}
