using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Tests;

/// <summary>Builders of invented people that show only what matters.</summary>
internal static class Any
{
    private static int running = 100_000;
    private static int birthDays;

    /// <summary>A live, complete Japanese resident who heads a household of one.</summary>
    public static ResidentRecord Resident(HouseholdId? household = null, string relationship = "世帯主")
    {
        HouseholdNumber number = HouseholdNumber();
        PartialDate came = PartialDate.FromDate(new DateOnly(2010, 4, 1));
        return new ResidentRecord
        {
            Id = ResidentId.New(),
            AddresseeNumber = AddresseeNumber(),
            Municipality = MunicipalityCode.Parse("131016"),
            Kind = ResidentKind.Japanese,
            Name = new PersonName
            {
                Written = "見本　太郎",
                Surname = "見本",
                GivenName = "太郎",
                Kana = "ミホン　タロウ",
                KanaConfirmed = true,
            },
            Sex = Sex.Male,
            BirthDate = PartialDate.FromDate(new DateOnly(1980, 5, 5)),
            Address = new Address { Town = "本町", Lot = "１番地１" },
            AddressSettled = new DatedFact(came),
            BecameResident = new DatedFact(came, "IN_DOMESTIC", new DateOnly(2010, 4, 2)),
            Domicile = new RegisteredDomicile(new Address { Town = "霞野市本町", Lot = "１番地" }, "見本　太郎"),
            Household = new Membership(household ?? HouseholdId.New(), number, relationship)
            {
                Head = new HeadNames("見本　太郎", "ミホン　タロウ"),
            },
            RecordCode = NumberState.Recorded,
            IndividualNumber = NumberState.Recorded,
        };
    }

    /// <summary>A live, complete Japanese resident who shares the birth date with nobody made here, and so has no namesake.</summary>
    public static ResidentRecord Alone(string name, string kana)
    {
        ResidentRecord made = Resident();
        return made with
        {
            Name = made.Name with { Written = name, Surname = name.Split('　')[0], GivenName = name.Split('　')[1], Kana = kana },
            BirthDate = PartialDate.FromDate(new DateOnly(1940, 1, 1).AddDays(Interlocked.Increment(ref birthDays))),
            Household = made.Household with { Head = new HeadNames(name, kana) },
        };
    }

    /// <summary>A history row of the record as a migrated entry.</summary>
    public static HistoryRow Row(ResidentRecord record, int no = 1, DateOnly? effective = null, int? replaces = null) => new(
        new ChangeFacts
        {
            ActId = Guid.CreateVersion7(),
            Reason = no == 1 ? "IN_DOMESTIC" : "EXO_FIX",
            Basis = Basis.Notification,
            HappenedOn = PartialDate.FromDate(effective ?? new DateOnly(2010, 4, 1)),
            NotifiedOn = new DateOnly(2010, 4, 2),
            ProcessedOn = new DateOnly(2010, 4, 2),
            Route = Route.Counter,
            Source = InformationSource.Person,
            Office = "honcho",
            Terminal = "t1",
            EnteredBy = "clerk-a",
            ReviewedBy = ["clerk-b"],
            DecidedBy = "clerk-b",
        },
        no,
        effective ?? new DateOnly(2010, 4, 1),
        record,
        replaces);

    private static AddresseeNumber AddresseeNumber()
    {
        while (true)
        {
            if (Kernel.AddresseeNumber.FromSequence(Interlocked.Increment(ref running), 10) is { } number)
            {
                return number;
            }
        }
    }

    private static HouseholdNumber HouseholdNumber()
    {
        while (true)
        {
            if (Kernel.HouseholdNumber.FromSequence(Interlocked.Increment(ref running), 10) is { } number)
            {
                return number;
            }
        }
    }
}
