using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Makes the persons of a household with their first entry into the register.</summary>
internal sealed class Maker(PopulationOptions options, Draw draw, Numbers numbers, SeededRandom random)
{
    private static readonly DateOnly NumbersBegan = new(2015, 10, 5);
    private static readonly DateOnly CodesBegan = new(2002, 8, 5);
    private static readonly DateOnly ForeignRegisterBegan = new(2012, 7, 9);

    private readonly Municipality city = options.Masters.Municipality;

    /// <summary>The day of reference.</summary>
    public DateOnly AsOf => options.AsOf;

    /// <summary>The random numbers of this invention.</summary>
    public SeededRandom Random => random;

    /// <summary>What is drawn from the masters.</summary>
    public Draw Draw => draw;

    /// <summary>The municipality.</summary>
    public Municipality City => city;

    /// <summary>A new household with the next number.</summary>
    public Home NewHome(DateOnly formedOn) => new(numbers.NextHousehold()) { FormedOn = formedOn };

    /// <summary>A birthday so many months ago.</summary>
    public DateOnly Born(int ageMonths)
    {
        DateOnly born = AsOf.AddMonths(-ageMonths).AddDays(-random.NextInt(30));
        return born > AsOf ? AsOf : born;
    }

    /// <summary>A Japanese name.</summary>
    public PersonName Name(NamePart surname, bool male, int birthYear)
    {
        NamePart given = draw.GivenName(random, male, birthYear);
        return new PersonName
        {
            Written = $"{surname.Written}　{given.Written}",
            Surname = surname.Written,
            GivenName = given.Written,
            Kana = $"{surname.Kana}　{given.Kana}",
            KanaConfirmed = random.NextInt(100) < 92,
        };
    }

    /// <summary>The birth date as recorded: in vague words for a few of the old.</summary>
    public PartialDate BirthDate(DateOnly born)
    {
        if (born.Year > 1946 || random.NextInt(100) >= 3)
        {
            return PartialDate.FromDate(born);
        }

        Era era = EraTable.Default.Find(born) ?? throw new InvalidOperationException("The day lies in an era.");
        int year = era.YearOf(born);
        string words = random.NextInt(7) switch
        {
            0 => $"{era.Name}{year}年{born.Month}月頃",
            1 => $"{era.Name}{year}年 月日不詳",
            2 => $"{era.Name}{year}年{born.Month}月 日不詳",
            3 => $"推定{era.Name}{year}年{born.Month}月{born.Day}日",
            4 => $"{era.Name}{year}年{born.Month}月上旬",
            5 => $"{era.Name}{year}年{born.Month}月{born.Day}日頃",
            _ => born.Year < 1944 ? "年月日不詳" : $"{era.Name}{year}年頃",
        };
        return PartialDate.TryParse(words, EraTable.Default, out PartialDate? vague) ? vague : PartialDate.FromDate(born);
    }

    /// <summary>The record of a person as first entered, without household head and order, which the household knows.</summary>
    public ResidentRecord Enter(
        Home home,
        Member member,
        PersonName name,
        DateOnly born,
        DateOnly day,
        ChangeFacts facts,
        (Address Address, Districts Districts) place)
    {
        bool birth = facts.Reason == "BIRTH";
        DatedFact came = new(PartialDate.FromDate(day), facts.Reason, facts.NotifiedOn);
        ResidentRecord record = new()
        {
            Id = new ResidentId(Guid.Empty),
            AddresseeNumber = numbers.NextAddressee(),
            Municipality = city.Code,
            Office = "honcho",
            Kind = ResidentKind.Japanese,
            Name = name,
            Sex = member.Male ? Sex.Male : Sex.Female,
            BirthDate = birth && day == born ? PartialDate.FromDate(born) : BirthDate(born),
            Address = place.Address,
            Districts = place.Districts,
            AddressSettled = came,
            BecameResident = came,
            EnteredExOfficioOn = facts.NotifiedOn is null ? facts.ProcessedOn : null,
            CameBy = came,
            MovedInFrom = birth ? null : From(facts),
            Household = new Membership(new HouseholdId(Guid.Empty), home.Number, member.Relationship),
            Marks = new RecordMarks { Migrated = facts.Route == Route.Medium },
        };
        if (!birth && random.NextInt(150) == 0)
        {
            // Earlier practice did not record it, or the earlier system kept it elsewhere (incident I-16).
            Absence why = facts.Route == Route.Medium ? Absence.NotMigrated : random.NextInt(2) == 0 ? Absence.Unknown : Absence.NotRecorded;
            record = record with { MovedInFrom = null, Absent = new Dictionary<string, Absence> { ["PreMoveInAddress"] = why } };
        }

        return record;
    }

    /// <summary>Turns a record into that of a foreign resident.</summary>
    public ResidentRecord AsForeign(ResidentRecord record, Country country, DateOnly born, DateOnly day)
    {
        DateOnly from = day < ForeignRegisterBegan ? ForeignRegisterBegan : day;
        return record with
        {
            Kind = ResidentKind.Foreign,
            Name = ForeignPeople.Name(random, country),
            BirthDate = PartialDate.FromDate(born),
            BecameResident = null,
            Domicile = null,
            BecameForeignResident = new DatedFact(PartialDate.FromDate(from), record.CameBy?.ReasonCode, record.CameBy?.NotifiedOn),
            Foreign = ForeignPeople.Residence(random, country, from, born, AsOf),
        };
    }

    /// <summary>Gives the person numbers, if they lived when numbers were given.</summary>
    public void Number(Life life, DateOnly lastDay)
    {
        (IndividualNumber number, ResidentRecordCode code) = numbers.NextPerson();
        bool requested = life.Now.Name.Unset;
        life.Number = lastDay >= NumbersBegan && !requested ? number : null;
        life.Code = lastDay >= CodesBegan && !requested ? code : null;
        NumberState numberState = requested ? NumberState.Requested : life.Number is null ? NumberState.None : NumberState.Recorded;
        NumberState codeState = requested ? NumberState.Requested : life.Code is null ? NumberState.None : NumberState.Recorded;
        for (int i = 0; i < life.Rows.Count; i++)
        {
            life.Rows[i] = life.Rows[i] with
            {
                Record = life.Rows[i].Record with { IndividualNumber = numberState, RecordCode = codeState },
            };
        }
    }

    private AddressWithHead From(ChangeFacts facts) =>
        facts.Reason == "IN_ABROAD"
            ? new AddressWithHead(Places.Abroad(random))
            : new AddressWithHead(Places.Elsewhere(random, draw));
}
