using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;

namespace Daicho.Bench;

/// <summary>Files of invented people, varied enough for the indexes: two persons a household, every third with an older snapshot.</summary>
internal static class ImportFilesForBench
{
    public static readonly MunicipalityCode Municipality = MunicipalityCode.Parse("131016");

    private static readonly (string Written, string Kana)[] Surnames =
        [("見本", "ミホン"), ("架空", "カクウ"), ("例田", "レイタ"), ("仮名", "カメイ"), ("試山", "タメシヤマ"), ("練習", "レンシュウ")];

    private static readonly (string Written, string Kana)[] GivenNames =
        [("太郎", "タロウ"), ("花子", "ハナコ"), ("一", "ハジメ"), ("次郎", "ジロウ"), ("桜", "サクラ"), ("陽菜", "ヒナ"), ("蓮", "レン")];

    public static async Task WriteAsync(string folder, int persons, CancellationToken cancellation)
    {
        await using Part<HouseholdRow> households = new(folder, ImportLayout.Households);
        await using Part<HistoryRow> residents = new(folder, ImportLayout.Residents);
        await using Part<HistoryRow> history = new(folder, ImportLayout.History);
        await using Part<NumberRow> numbers = new(folder, ImportLayout.Numbers);
        await using Part<SupportRow> support = new(folder, ImportLayout.Support);
        await using Part<SuppressionRow> suppressions = new(folder, ImportLayout.Suppressions);
        await using Part<MemoRow> memos = new(folder, ImportLayout.Memos);
        SeededRandom random = new(1);
        long running = 0;
        Membership? household = null;
        for (int i = 0; i < persons; i++)
        {
            running++;
            AddresseeNumber? number;
            while ((number = AddresseeNumber.FromSequence(running, 10)) is null)
            {
                running++;
            }

            if (household is null || i % 2 == 0)
            {
                HouseholdNumber text = HouseholdNumber.Parse(number.Value);
                household = new Membership(new HouseholdId(NewId(random)), text, "世帯主");
                await households.Rows.WriteAsync(new HouseholdRow(household.Id, text, new DateOnly(2010, 4, 1), null), cancellation);
            }
            else
            {
                household = household with { Relationship = "妻", Order = 2 };
            }

            ResidentRecord record = Record(random, number, household, i);
            household = record.Household;
            int version = i % 3 == 0 ? 2 : 1;
            if (version == 2)
            {
                await history.Rows.WriteAsync(
                    Row(random, record with { Address = record.Address with { Lot = $"{1 + random.NextInt(40)}番地" } }, 1), cancellation);
            }

            await residents.Rows.WriteAsync(Row(random, record, version), cancellation);
            string digits = (i + 1L).ToString("D11", CultureInfo.InvariantCulture);
            await numbers.Rows.WriteAsync(
                new NumberRow(number, NumberKind.Individual, IndividualNumber.FromBase(digits).Reveal()), cancellation);
            await numbers.Rows.WriteAsync(
                new NumberRow(number, NumberKind.RecordCode, ResidentRecordCode.FromBase(digits.AsSpan(1)).Reveal()), cancellation);
        }

        CsvPart[] parts =
        [
            await households.EndAsync(cancellation), await residents.EndAsync(cancellation), await history.EndAsync(cancellation),
            await numbers.EndAsync(cancellation), await support.EndAsync(cancellation), await suppressions.EndAsync(cancellation),
            await memos.EndAsync(cancellation),
        ];
        CsvManifest manifest = new()
        {
            Id = Guid.CreateVersion7(),
            Linkage = ImportLayout.Name,
            Version = ImportLayout.Version,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Rows = parts.Sum(part => part.Rows),
            Parts = parts,
            Profile = ImportLayout.Name,
            Producer = "bench",
        };
        await manifest.PublishAsync(folder, null, cancellation);
    }

    private static ResidentRecord Record(SeededRandom random, AddresseeNumber number, Membership household, int i)
    {
        (string surname, string surnameKana) = Surnames[i / 2 % Surnames.Length];
        (string given, string givenKana) = random.Pick(GivenNames);
        string name = $"{surname}　{given}";
        string kana = $"{surnameKana}　{givenKana}";
        PartialDate came = PartialDate.FromDate(new DateOnly(2010, 1, 1).AddDays(random.NextInt(5000)));
        Address address = new()
        {
            Town = $"本町{1 + (i / 2 % 90)}丁目",
            Lot = $"{1 + (i / 2 % 300)}番{1 + (i / 600 % 60)}号",
            PostalCode = PostalCode.Parse("1000001"),
        };
        return new ResidentRecord
        {
            Id = new ResidentId(NewId(random)),
            AddresseeNumber = number,
            Municipality = Municipality,
            Kind = ResidentKind.Japanese,
            RecordCode = NumberState.Recorded,
            IndividualNumber = NumberState.Recorded,
            Name = new PersonName { Written = name, Surname = surname, GivenName = given, Kana = kana, KanaConfirmed = true },
            Sex = household.Order == 1 ? Sex.Male : Sex.Female,
            BirthDate = PartialDate.FromDate(new DateOnly(1940, 1, 1).AddDays(random.NextInt(22_000))),
            Address = address,
            AddressSettled = new DatedFact(came),
            BecameResident = new DatedFact(came, "IN_DOMESTIC", new DateOnly(2024, 4, 2)),
            Domicile = new RegisteredDomicile(address, name),
            Household = household with { Head = household.Head ?? new HeadNames(name, kana) },
        };
    }

    private static HistoryRow Row(SeededRandom random, ResidentRecord record, int no) => new(
        new ChangeFacts
        {
            ActId = NewId(random),
            Reason = no == 1 ? "IN_DOMESTIC" : "EXO_FIX",
            Basis = Basis.Notification,
            HappenedOn = record.AddressSettled.On,
            NotifiedOn = new DateOnly(2024, 4, 2),
            ProcessedOn = new DateOnly(2024, 4, 2),
            Route = Route.Counter,
            Source = InformationSource.Person,
            Office = "honcho",
            Terminal = "t1",
            EnteredBy = "clerk-a",
            ReviewedBy = ["clerk-b"],
            DecidedBy = "clerk-b",
        },
        no,
        new DateOnly(2024, 4, 2),
        record);

    private static Guid NewId(SeededRandom random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private sealed class Part<T> : IAsyncDisposable
        where T : class
    {
        private readonly FileStream stream;
        private readonly CsvWriter writer;
        private readonly string name;

        public Part(string folder, Layout<T> layout)
        {
            name = layout.FileName;
            stream = File.Create(Path.Combine(folder, name));
            writer = new CsvWriter(stream, layout.Profile);
            Rows = layout.To(writer);
        }

        public RowWriter<T> Rows { get; }

        public ValueTask<CsvPart> EndAsync(CancellationToken cancellation) => writer.CompleteAsync(name, cancellation);

        public async ValueTask DisposeAsync()
        {
            writer.Dispose();
            await stream.DisposeAsync();
        }
    }
}
