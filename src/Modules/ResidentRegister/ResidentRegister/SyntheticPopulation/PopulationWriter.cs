using System.Buffers.Binary;
using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Protection;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>How many were written.</summary>
/// <param name="Living">Living residents.</param>
/// <param name="Persons">Persons, the closed records included.</param>
/// <param name="Households">Households, the closed ones included.</param>
/// <param name="Rows">History rows in all.</param>
public sealed record PopulationCounts(int Living, long Persons, long Households, long Rows);

/// <summary>Writes an invented population as an import set; the same options give the same bytes.</summary>
internal static class PopulationWriter
{
    private static readonly string[] Affairs = ["viewing", "record_present", "supplement_present"];

    /// <summary>Writes the files, the manifest last.</summary>
    public static async Task<PopulationCounts> WriteAsync(
        PopulationOptions options,
        string folder,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, CsvManifest.FileName));
        File.Delete(Path.Combine(folder, CsvManifest.SignatureName));
        await using Files files = new(folder);
        HouseholdMaker maker = new(options, new Kernel.SeededRandom(options.Seed));
        PopulationCounts counts = new(0, 0, 0, 0);
        int nextReport = 0;
        while (counts.Living < options.Residents)
        {
            Yield made = maker.Next(options.Residents - counts.Living);
            counts = new PopulationCounts(
                counts.Living + made.Lives.Count(life => life.Now.IsLive),
                counts.Persons + made.Lives.Count,
                counts.Households + made.Homes.Count,
                counts.Rows + made.Lives.Sum(life => life.Rows.Count));
            await files.WriteAsync(made, cancellation);
            if (counts.Living >= nextReport)
            {
                progress?.Report(counts.Living);
                nextReport += 10_000;
            }
        }

        IReadOnlyList<CsvPart> parts = await files.CompleteAsync(cancellation);
        await Manifest(options, parts).PublishAsync(folder, sign: null, cancellation);
        return counts;
    }

    private static CsvManifest Manifest(PopulationOptions options, IReadOnlyList<CsvPart> parts) => new()
    {
        Id = SetId(options),
        Linkage = ImportLayout.Name,
        Version = ImportLayout.Version,
        CreatedAt = new DateTimeOffset(options.AsOf.ToDateTime(TimeOnly.MinValue), BusinessClock.JapanOffset),
        Rows = parts.Sum(part => part.Rows),
        Parts = parts,
        Profile = ImportLayout.Name,
        Producer = "daicho population",
        Facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["as_of"] = options.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["invented"] = "true",
            ["origin"] = "population",
            ["municipality"] = options.Masters.Municipality.Code.Value,
            ["residents"] = options.Residents.ToString(CultureInfo.InvariantCulture),
            ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static Guid SetId(PopulationOptions options)
    {
        byte[] told = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(told, options.Seed);
        BinaryPrimitives.WriteInt32BigEndian(told.AsSpan(8), options.Residents);
        BinaryPrimitives.WriteInt32BigEndian(told.AsSpan(12), options.AsOf.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(told.AsSpan(16), int.Parse(options.Masters.Municipality.Code.Value, CultureInfo.InvariantCulture));
        return Acts.Id(new Kernel.SeededRandom(BinaryPrimitives.ReadUInt64BigEndian(
            System.Security.Cryptography.SHA256.HashData(told))), options.AsOf);
    }

    /// <summary>One file of the set while it is written.</summary>
    private sealed class Part<T> : IAsyncDisposable
        where T : class
    {
        private readonly FileStream stream;
        private readonly CsvWriter writer;
        private readonly RowWriter<T> rows;
        private readonly string name;

        public Part(string folder, Layout<T> layout)
        {
            name = layout.FileName;
            stream = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
            writer = new CsvWriter(stream, layout.Profile);
            rows = layout.To(writer);
        }

        public ValueTask WriteAsync(T row, CancellationToken cancellation) => rows.WriteAsync(row, cancellation);

        public async Task<CsvPart> CompleteAsync(CancellationToken cancellation)
        {
            CsvPart part = await writer.CompleteAsync(name, cancellation);
            stream.Flush(flushToDisk: true);
            return part;
        }

        public ValueTask DisposeAsync()
        {
            writer.Dispose();
            return stream.DisposeAsync();
        }
    }

    private sealed class Files(string folder) : IAsyncDisposable
    {
        private readonly Part<Residents.HistoryRow> residents = new(folder, ImportLayout.Residents);
        private readonly Part<Residents.HistoryRow> history = new(folder, ImportLayout.History);
        private readonly Part<HouseholdRow> households = new(folder, ImportLayout.Households);
        private readonly Part<NumberRow> numbers = new(folder, ImportLayout.Numbers);
        private readonly Part<SupportRow> support = new(folder, ImportLayout.Support);
        private readonly Part<SuppressionRow> suppressions = new(folder, ImportLayout.Suppressions);
        private readonly Part<MemoRow> memos = new(folder, ImportLayout.Memos);

        public async ValueTask WriteAsync(Yield made, CancellationToken cancellation)
        {
            foreach (Home home in made.Homes)
            {
                await households.WriteAsync(new HouseholdRow(null, home.Number, home.FormedOn, home.ClosedOn), cancellation);
            }

            foreach (Life life in made.Lives)
            {
                await WriteAsync(life, cancellation);
            }

            foreach (InventedSupport measure in made.Support)
            {
                for (int i = 0; i < measure.Persons.Count; i++)
                {
                    await support.WriteAsync(Row(measure, i), cancellation);
                }
            }

            foreach (InventedSuppression one in made.Suppressions)
            {
                await suppressions.WriteAsync(Row(one), cancellation);
            }
        }

        public async Task<IReadOnlyList<CsvPart>> CompleteAsync(CancellationToken cancellation) =>
        [
            await residents.CompleteAsync(cancellation), await history.CompleteAsync(cancellation),
            await households.CompleteAsync(cancellation), await numbers.CompleteAsync(cancellation),
            await support.CompleteAsync(cancellation), await suppressions.CompleteAsync(cancellation),
            await memos.CompleteAsync(cancellation),
        ];

        public async ValueTask DisposeAsync()
        {
            await residents.DisposeAsync();
            await history.DisposeAsync();
            await households.DisposeAsync();
            await numbers.DisposeAsync();
            await support.DisposeAsync();
            await suppressions.DisposeAsync();
            await memos.DisposeAsync();
        }

        private async ValueTask WriteAsync(Life life, CancellationToken cancellation)
        {
            for (int i = 0; i < life.Rows.Count - 1; i++)
            {
                await history.WriteAsync(life.Rows[i], cancellation);
            }

            await residents.WriteAsync(life.Rows[^1], cancellation);
            if (life.Number is { } number)
            {
                await numbers.WriteAsync(new NumberRow(life.Now.AddresseeNumber, NumberKind.Individual, number.Reveal()), cancellation);
            }

            if (life.Code is { } code)
            {
                await numbers.WriteAsync(new NumberRow(life.Now.AddresseeNumber, NumberKind.RecordCode, code.Reveal()), cancellation);
            }
        }

        private static SupportRow Row(InventedSupport measure, int person) => new()
        {
            MeasureId = measure.Measure,
            Person = measure.Persons[person].Now.AddresseeNumber,
            Applicant = person == 0,
            Relation = person == 0 ? null : "同一世帯",
            Provisional = measure.Provisional,
            StartedOn = measure.StartedOn,
            EndsOn = measure.EndsOn,
            Affairs = Affairs,
        };

        private static SuppressionRow Row(InventedSuppression one) => new()
        {
            SuppressionId = null,
            Person = one.Person?.Now.AddresseeNumber,
            Household = one.Household?.Number,
            Process = Enum.Parse<SuppressedProcess>(one.Process, ignoreCase: true),
            Error = one.Level == "error",
            StartsOn = one.StartsOn,
            Reason = one.Reason,
        };
    }
}
