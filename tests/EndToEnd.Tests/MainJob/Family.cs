using System.CommandLine;
using Daicho.Host.Commands;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.MainJob;

/// <summary>Four invented residents of one household in the demo zone, each test with a surname of its own.</summary>
/// <param name="Members">The householder first.</param>
internal sealed record Family(IReadOnlyList<ResidentRecord> Members)
{
    private static readonly (string Given, string Kana, string Relationship, Sex Sex, DateOnly BornOn)[] People =
    [
        ("太郎", "タロウ", "世帯主", Sex.Male, new DateOnly(1984, 5, 17)),
        ("花子", "ハナコ", "妻", Sex.Female, new DateOnly(1986, 11, 2)),
        ("一郎", "イチロウ", "子", Sex.Male, new DateOnly(2014, 7, 30)),
        ("桃子", "モモコ", "子", Sex.Female, new DateOnly(2018, 2, 9)),
    ];

    // Far above the numbers of the invented population.
    private static int running = 90_000_000;

    /// <summary>The householder.</summary>
    public ResidentRecord Head => Members[0];

    /// <summary>Puts the family on the register of the zone that runs on this data folder.</summary>
    public static async Task<Family> SettleAsync(string data, string surname, string kana, string lot)
    {
        await using ZoneSession session = await OpenAsync(data);
        Membership household = new(HouseholdId.New(), Next(HouseholdNumber.FromSequence), "世帯主");
        await session.Database.App.ExecuteAsync(
            "insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)",
            TestContext.Current.CancellationToken,
            household.Id.Value, household.Number.Value, new DateOnly(2019, 4, 1));
        Family family = new([.. People.Select(one => Record(one, surname, kana, lot, household))]);
        await using UnitOfWork work = new(session.Database.App, OperatorContext.ForCommand("test", "試験"));
        Append[] rows = [.. family.Members.Select(member => new Append(null, new HistoryRow(Facts(), 1, new DateOnly(2019, 4, 1), member, null)))];
        (await RegisterStore.AppendAsync(work, rows, TestContext.Current.CancellationToken)).ShouldBeNull();
        await work.CommitAsync(TestContext.Current.CancellationToken);
        return family;
    }

    /// <summary>The zone's databases, beside the running process.</summary>
    public static async Task<ZoneSession> OpenAsync(string data)
    {
        Command command = new("test");
        ZoneArguments arguments = new(command);
        ZoneConfig config = await arguments.ReadAsync(command.Parse(["--data", data]), TestContext.Current.CancellationToken);
        return await ZoneSession.JoinAsync(config, TestContext.Current.CancellationToken);
    }

    private static ResidentRecord Record(
        (string Given, string Kana, string Relationship, Sex Sex, DateOnly BornOn) person,
        string surname,
        string kana,
        string lot,
        Membership household)
    {
        DatedFact since = new(PartialDate.FromDate(new DateOnly(2019, 4, 1)), "IN_DOMESTIC", new DateOnly(2019, 4, 3));
        HeadNames head = new($"{surname}　{People[0].Given}", $"{kana}　{People[0].Kana}");
        return new ResidentRecord
        {
            Id = ResidentId.New(),
            AddresseeNumber = Next(AddresseeNumber.FromSequence),
            Municipality = MunicipalityCode.Parse("990019"),
            Kind = ResidentKind.Japanese,
            Name = new PersonName
            {
                Written = $"{surname}　{person.Given}",
                Surname = surname,
                GivenName = person.Given,
                Kana = $"{kana}　{person.Kana}",
                KanaConfirmed = true,
            },
            Sex = person.Sex,
            BirthDate = PartialDate.FromDate(person.BornOn),
            Address = new Address { Town = "本町一丁目", Lot = lot, PostalCode = PostalCode.Parse("9990001") },
            AddressSettled = since,
            BecameResident = since,
            MovedInFrom = new AddressWithHead(new Address { Town = "例示県例示市中央", Lot = "２番地" }, head.Written),
            Domicile = new RegisteredDomicile(new Address { Town = "霞野市本町一丁目", Lot = "１番地" }, head.Written),
            Household = household with { Relationship = person.Relationship, Head = head, Order = Array.IndexOf(People, person) + 1 },
            RecordCode = NumberState.Recorded,
            IndividualNumber = NumberState.Recorded,
        };
    }

    private static ChangeFacts Facts() => new()
    {
        ActId = Guid.CreateVersion7(),
        Reason = "IN_DOMESTIC",
        Basis = Basis.Notification,
        HappenedOn = PartialDate.FromDate(new DateOnly(2019, 4, 1)),
        NotifiedOn = new DateOnly(2019, 4, 3),
        ProcessedOn = new DateOnly(2019, 4, 3),
        Route = Route.Counter,
        Source = InformationSource.Person,
        Office = "honcho",
        Terminal = "t1",
        EnteredBy = "clerk-a",
        ReviewedBy = ["clerk-b"],
        DecidedBy = "clerk-b",
    };

    // Some numbers of the sequence have no check digit and are left out.
    private static T Next<T>(Func<long, int, T?> fromSequence)
        where T : class
    {
        T? number;
        do
        {
            number = fromSequence(Interlocked.Increment(ref running), 10);
        }
        while (number is null);
        return number;
    }
}
