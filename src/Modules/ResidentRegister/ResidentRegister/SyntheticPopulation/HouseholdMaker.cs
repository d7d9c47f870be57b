using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>Makes one household after the other: arrivals, births, marriages, relocations, deaths, departures.</summary>
internal sealed class HouseholdMaker(PopulationOptions options, SeededRandom random)
{
    private const int ForeignPerMille = 27;
    private const int InstitutionPerTenThousand = 6;

    /// <summary>Whole households that left within twenty years, for each hundred that are here.</summary>
    private const int GonePerHundred = 24;

    private const int ClosedYears = 20;
    private readonly Maker maker = new(options, new Draw(options.Masters, options.AsOf.Year), new Numbers(options.Seed), random);

    /// <summary>The next household or two, with at most so many living residents.</summary>
    public Yield Next(int livingMax)
    {
        Yield yield = new();
        bool foreign = random.NextInt(1000) < ForeignPerMille;
        List<Member> plan = random.NextInt(10_000) < InstitutionPerTenThousand
            ? HouseholdPlan.Institution(random)
            : foreign ? ForeignPlan() : HouseholdPlan.Next(random);
        if (plan.Count > livingMax)
        {
            plan = HouseholdPlan.Single(random, 35, 65);
        }

        Country? country = foreign && plan[^1].Relationship != "同居人" ? maker.Draw.Country(random) : null;
        Home home = Settle(plan, country, leaveOn: null);
        Close(yield, home);
        Protect(yield, home);
        if (random.NextInt(100) < GonePerHundred)
        {
            DateOnly left = maker.AsOf.AddDays(-random.NextInt(1, ClosedYears * 365));
            Close(yield, Settle(HouseholdPlan.Next(random), null, left));
        }

        return yield;
    }

    private List<Member> ForeignPlan() => random.NextInt(100) switch
    {
        < 66 => HouseholdPlan.Single(random, 19, 35),
        < 80 => HouseholdPlan.Single(random, 35, 65),
        < 88 => HouseholdPlan.Couple(random, 24, 45),
        _ => HouseholdPlan.Parents(random, 27, 48),
    };

    private Home Settle(List<Member> plan, Country? country, DateOnly? leaveOn)
    {
        // Ages hold on the day of reference, or on the day the household left.
        DateOnly end = leaveOn ?? maker.AsOf;
        int earlier = maker.AsOf.DayNumber - end.DayNumber;
        DateOnly[] born = [.. plan.Select(member => maker.Born(member.AgeMonths).AddDays(-earlier))];
        DateOnly arrival = Arrival(Grown(plan, born), end, country is not null);
        Home home = maker.NewHome(arrival);
        (Address, Districts) place = Places.InCity(random, maker.Draw);
        NamePart[] surnames = [.. plan.Select(_ => maker.Draw.Surname(random))];
        Address domicile = Places.Domicile(random, maker.Draw, maker.City);
        ChangeFacts moved = Acts.Notified(random, country is not null && random.NextInt(3) > 0 || random.NextInt(40) == 0 ? "IN_ABROAD" : "IN_DOMESTIC", arrival, maker.AsOf);
        Life? spouseToMarry = Deceased(plan, born, home, arrival, country) ? home.Members[0] : null;
        for (int i = 0; i < plan.Count; i++)
        {
            bool joinsLater = i > 0 && plan[i].Relationship == "同居人" && arrival < end;
            DateOnly day = born[i] >= arrival ? born[i] : joinsLater ? arrival.AddDays(random.NextInt(end.DayNumber - arrival.DayNumber)) : arrival;
            ChangeFacts facts = born[i] >= arrival ? Acts.Register(random, "BIRTH", day, maker.AsOf)
                : joinsLater ? Acts.Notified(random, "IN_DOMESTIC", day, maker.AsOf)
                : moved;
            Life life = new();
            PersonName name = maker.Name(surnames[plan[i].Family], plan[i].Male, born[i].Year);
            ResidentRecord record = maker.Enter(home, plan[i], name, born[i], day, facts, place);
            record = country is null
                ? record with { Domicile = new RegisteredDomicile(domicile, name.Written) }
                : maker.AsForeign(record, country, born[i], day);
            if (country is null && facts.Reason == "BIRTH" && born[i] > maker.AsOf.AddDays(-12) && random.NextInt(2) == 0)
            {
                record = record with { Name = new PersonName { Written = "", Unset = true } };
            }

            life.Add(facts, day, record);
            home.Members.Add(life);
        }

        Arrange(home, plan, domicile, country);
        Live(home, plan, surnames, arrival, end, spouseToMarry, country);
        if (leaveOn is { } gone)
        {
            Events.Leave(maker, home, [.. home.Members.Where(life => life.Now.IsLive)], gone);
        }
        else if (random.NextInt(350) == 0)
        {
            Events.Leave(maker, home, [.. home.Members.Where(life => life.Now.IsLive)], maker.AsOf.AddDays(1 + random.NextInt(12)));
        }

        return home;
    }

    /// <summary>The spouse of an old single person who died here within twenty years comes first, as the head of then.</summary>
    private bool Deceased(List<Member> plan, DateOnly[] born, Home home, DateOnly arrival, Country? country)
    {
        if (plan.Count != 1 || plan[0].AgeMonths < 68 * 12 || country is not null || random.NextInt(100) >= 55)
        {
            return false;
        }

        DateOnly birth = born[0].AddMonths(plan[0].Male ? random.NextInt(60) : -random.NextInt(72));
        Member dead = new("世帯主", !plan[0].Male, 0);
        ChangeFacts facts = Acts.Notified(random, "IN_DOMESTIC", arrival, maker.AsOf);
        Life life = new();
        NamePart surname = maker.Draw.Surname(random);
        PersonName name = maker.Name(surname, dead.Male, birth.Year);
        ResidentRecord record = maker.Enter(home, dead, name, birth, arrival, facts, Places.InCity(random, maker.Draw));
        life.Add(facts, arrival, record with { Domicile = new RegisteredDomicile(Places.Domicile(random, maker.Draw, maker.City), name.Written) });
        home.Members.Add(life);
        return true;
    }

    /// <summary>Gives everybody order, head and 筆頭者, in every row so far.</summary>
    private static void Arrange(Home home, List<Member> plan, Address domicile, Country? country)
    {
        bool widowed = home.Members.Count == 2 && plan.Count == 1;
        Life head = home.Members[0];
        if (widowed)
        {
            // The survivor shares name, address and register of the head of then.
            Life survivor = home.Members[1];
            ResidentRecord first = head.Now;
            ResidentRecord own = survivor.Now;
            survivor.Rows[0] = survivor.Rows[0] with
            {
                Record = own with
                {
                    Name = own.Name with
                    {
                        Surname = first.Name.Surname,
                        Written = $"{first.Name.Surname}　{own.Name.GivenName}",
                        Kana = $"{first.Name.Kana![..first.Name.Kana!.IndexOf('　', StringComparison.Ordinal)]}　{own.Name.Kana![(own.Name.Kana!.IndexOf('　', StringComparison.Ordinal) + 1)..]}",
                    },
                    Household = own.Household with { Relationship = own.Sex == Sex.Male ? "夫" : "妻" },
                    Address = first.Address,
                    Districts = first.Districts,
                    Domicile = first.Domicile,
                },
            };
        }

        HeadNames names = Relationship.NamesOf(head.Now);
        for (int i = 0; i < home.Members.Count; i++)
        {
            HistoryRow row = home.Members[i].Rows[0];
            ResidentRecord record = row.Record;
            bool family = record.Household.Relationship is not ("同居人" or "縁故者") && record.Name.Surname == head.Now.Name.Surname;
            home.Members[i].Rows[0] = row with
            {
                Record = record with
                {
                    Household = record.Household with { Order = i + 1, Head = names },
                    MovedInFrom = record.MovedInFrom is not null && record.CameBy?.On == head.Rows[0].Record.CameBy?.On
                        ? head.Rows[0].Record.MovedInFrom ?? record.MovedInFrom
                        : record.MovedInFrom,
                    Domicile = country is not null || widowed ? record.Domicile : record.Domicile! with
                    {
                        Address = family ? domicile : record.Domicile.Address,
                        Head = family ? head.Now.Name.Written : record.Domicile.Head,
                    },
                },
            };
        }
    }

    private void Live(
        Home home,
        List<Member> plan,
        NamePart[] surnames,
        DateOnly arrival,
        DateOnly end,
        Life? dead,
        Country? country)
    {
        if (dead is not null)
        {
            DateOnly died = maker.AsOf.AddDays(-random.NextInt(30, ClosedYears * 365));
            Events.Die(maker, home, dead, died > arrival ? died : arrival.AddDays(1));
        }
        else if (country is null && plan.Count >= 2 && plan[1].Relationship is "妻" && random.NextInt(100) < 16)
        {
            Marry(home.Members[1], surnames[0], arrival);
        }

        if (end.DayNumber - arrival.DayNumber > 700 && random.NextInt(100) < 32 && home.Members.Count < 10)
        {
            Events.Relocate(maker, home, arrival.AddDays(300 + random.NextInt(end.DayNumber - arrival.DayNumber - 320)));
        }

        foreach (Life life in home.Members)
        {
            if (random.NextInt(120) == 0)
            {
                Events.Correct(maker, life);
            }

            if (country is not null && life.Now.IsLive && random.NextInt(100) < 12)
            {
                AddCommonName(home, life);
            }
        }
    }

    /// <summary>The wife came under her maiden name, unregistered, and married here.</summary>
    private void Marry(Life wife, NamePart surname, DateOnly arrival)
    {
        DateOnly day = arrival.AddDays(20 + random.NextInt(700));
        if (day >= maker.AsOf || wife.Rows.Count != 1 || wife.LastDay >= day)
        {
            return;
        }

        HistoryRow row = wife.Rows[0];
        NamePart maiden = maker.Draw.Surname(random);
        string kana = row.Record.Name.Kana ?? "";
        wife.Rows[0] = row with
        {
            Record = row.Record with
            {
                Name = row.Record.Name with
                {
                    Surname = maiden.Written,
                    Written = $"{maiden.Written}　{row.Record.Name.GivenName}",
                    Kana = $"{maiden.Kana}　{kana[(kana.IndexOf('　', StringComparison.Ordinal) + 1)..]}",
                },
                Household = row.Record.Household with { Relationship = "妻（未届）" },
            },
        };
        Events.TakeName(maker, wife, surname, day);
    }

    private void AddCommonName(Home home, Life life)
    {
        DateOnly day = life.LastDay.AddDays(30 + random.NextInt(800));
        if (day >= maker.AsOf || !life.Meets(day) || life.Now.IsPlannedOut)
        {
            return;
        }

        ResidentRecord before = life.Now;
        int birthYear = before.BirthDate.Year ?? 1990;
        life.Add(Acts.Applied(random, "ALIAS_SET", day, maker.AsOf), day, before with
        {
            CommonName = ForeignPeople.Common(random, maker.Draw, before.Sex == Sex.Male, birthYear, day, maker.City),
            NamePriority = random.NextInt(3) == 0 ? NamePriority.Common : NamePriority.Registered,
        });
        if (!life.Now.Household.IsHead)
        {
            return;
        }

        // Every member repeats the head's names.
        HeadNames names = Relationship.NamesOf(life.Now);
        foreach (Life member in home.Members)
        {
            HistoryRow last = member.Rows[^1];
            member.Rows[^1] = last with { Record = last.Record with { Household = last.Record.Household with { Head = names } } };
        }
    }

    /// <summary>The day on which the head and a spouse were all grown up.</summary>
    private static DateOnly Grown(List<Member> plan, DateOnly[] born)
    {
        DateOnly grown = born[0].AddYears(18);
        for (int i = 1; i < plan.Count; i++)
        {
            DateOnly other = born[i].AddYears(19);
            if (plan[i].Relationship is "妻" or "夫" or "妻（未届）" or "夫（未届）" or "子の妻" && other > grown)
            {
                grown = other;
            }
        }

        return grown;
    }

    private DateOnly Arrival(DateOnly grown, DateOnly end, bool foreign)
    {
        int days = Math.Max(1, end.DayNumber - grown.DayNumber);
        int stay = 1 + random.NextInt(Math.Min(days, (foreign ? 9 : 45) * 365));
        return end.AddDays(-stay);
    }

    /// <summary>Numbers, qualifications and the household's end; persons enter the answer in order of their numbers.</summary>
    private void Close(Yield yield, Home home)
    {
        DateOnly last = default;
        bool lives = false;
        foreach (Life life in home.Members)
        {
            DateOnly until = life.Now.Removal?.RemovedOn ?? maker.AsOf;
            maker.Number(life, until);
            last = until > last ? until : last;
            lives |= life.Now.IsLive;
            if (life.Now.IsLive)
            {
                HistoryRow row = life.Rows[^1];
                life.Rows[^1] = row with { Record = row.Record with { Qualifications = Insured.Of(random, row.Record, maker.AsOf) } };
            }

            yield.Lives.Add(life);
        }

        home.ClosedOn = lives ? null : last;
        yield.Homes.Add(home);
    }

    private void Protect(Yield yield, Home home)
    {
        Life[] living = [.. home.Members.Where(life => life.Now.IsLive && !life.Now.IsPlannedOut)];
        if (living.Length == 0)
        {
            return;
        }

        if (random.NextInt(450) == 0)
        {
            DateOnly start = maker.AsOf.AddDays(-random.NextInt(360));
            yield.Support.Add(new InventedSupport(
                Acts.Id(random, start), random.NextInt(6) == 0, start, start.AddYears(1).AddDays(-1), living[..Math.Min(living.Length, 4)]));
        }

        if (random.NextInt(600) == 0)
        {
            bool household = random.NextInt(3) == 0;
            yield.Suppressions.Add(new InventedSuppression(
                household ? null : living[0],
                household ? home : null,
                random.Pick(["issue", "change", "inquiry"]),
                random.NextInt(2) == 0 ? "error" : "alert",
                maker.AsOf.AddDays(-random.NextInt(700)),
                random.Pick(["本人からの申出", "調査中", "届出の確認中"])));
        }
    }
}
