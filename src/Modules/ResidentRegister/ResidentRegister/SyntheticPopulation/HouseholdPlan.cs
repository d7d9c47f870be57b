using Daicho.Kernel;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>A member to be invented.</summary>
/// <param name="Relationship">続柄 to the head.</param>
/// <param name="Male">Sex.</param>
/// <param name="AgeMonths">Age in months on the day of reference.</param>
/// <param name="Family">Members of one family share the surname: 0 the head's, others each their own.</param>
internal sealed record Member(string Relationship, bool Male, int AgeMonths, int Family = 0);

/// <summary>Composition of households: types and ages by whole-number weights, near the census of 2020 and the pyramid of 2025.</summary>
internal static class HouseholdPlan
{
    private static readonly Weighted<Func<SeededRandom, List<Member>>> Types = new(
    [
        (random => Single(random, 18, 36), 122),
        (random => Single(random, 40, 65), 122),
        (random => Single(random, 65, 96), 128),
        (random => Couple(random, 23, 40), 32),
        (random => Couple(random, 44, 65), 84),
        (random => Couple(random, 65, 91), 112),
        (random => Parents(random, 33, 57), 138),
        (random => ParentsOfAdults(random), 112),
        (random => OneParent(random), 36),
        (random => ElderAndChild(random), 58),
        (random => ThreeGenerations(random), 22),
        (random => Siblings(random), 6),
        (random => Sharing(random), 6),
    ]);

    /// <summary>A household of Japanese residents.</summary>
    public static List<Member> Next(SeededRandom random) => Types.Pick(random)(random);

    /// <summary>An institution (老人ホーム等): a de facto head, the others 同居人.</summary>
    public static List<Member> Institution(SeededRandom random)
    {
        int size = 12 + random.NextInt(36);
        List<Member> members = [];
        for (int i = 0; i < size; i++)
        {
            members.Add(new Member(i == 0 ? "世帯主" : "同居人", random.NextInt(100) < 28, Years(random, 74, 99), i));
        }

        return members;
    }

    /// <summary>One person alone.</summary>
    public static List<Member> Single(SeededRandom random, int from, int until)
    {
        int age = until > 90 ? Old(random, from, until) : Years(random, from, until);

        // Men live alone more often while young, women when old.
        return [new Member("世帯主", random.NextInt(100) < (from >= 65 ? 34 : from >= 35 ? 60 : 58), age)];
    }

    /// <summary>A couple; one in forty is not registered as married.</summary>
    public static List<Member> Couple(SeededRandom random, int from, int until)
    {
        int husband = until > 90 ? Old(random, from, until) : Years(random, from, until);
        int wife = Math.Max(18 * 12, husband - 36 + random.NextInt(60));
        string tie = random.NextInt(40) == 0 ? "（未届）" : "";
        return random.NextInt(100) < 94
            ? [new Member("世帯主", true, husband), new Member($"妻{tie}", false, wife, tie.Length == 0 ? 0 : 1)]
            : [new Member("世帯主", false, wife), new Member($"夫{tie}", true, husband, tie.Length == 0 ? 0 : 1)];
    }

    /// <summary>Parents with children under 20, one to three, seldom up to seven.</summary>
    public static List<Member> Parents(SeededRandom random, int from, int until)
    {
        List<Member> members = Couple(random, from, until);
        if (members[1].Family == 1)
        {
            members[1] = members[1] with { Relationship = members[1].Relationship[..1], Family = 0 };
        }

        AddChildren(random, members, members.Min(member => member.AgeMonths), Children(random));
        return members;
    }

    private static int Children(SeededRandom random) => random.NextInt(1000) switch
    {
        < 400 => 1,
        < 840 => 2,
        < 970 => 3,
        < 994 => 4,
        < 998 => 5,
        _ => 6 + random.NextInt(2),
    };

    private static void AddChildren(SeededRandom random, List<Member> members, int youngerParent, int count)
    {
        int oldest = Math.Min(youngerParent - (21 * 12), 20 * 12);
        int age = oldest <= 0 ? random.NextInt(12) : Math.Max(random.NextInt(oldest), random.NextInt(oldest));
        for (int i = 0; i < count; i++)
        {
            members.Add(new Member("子", random.NextInt(1000) < 513, age));
            age -= 13 + random.NextInt(40);
            if (age < 0)
            {
                break;
            }
        }
    }

    private static List<Member> ParentsOfAdults(SeededRandom random)
    {
        List<Member> members = Couple(random, 50, 74);
        members[1] = members[1] with { Relationship = members[1].Relationship[..1], Family = 0 };
        int child = Math.Max(17 * 12, members.Min(member => member.AgeMonths) - Years(random, 24, 38));
        members.Add(new Member("子", random.NextInt(100) < 58, child));
        if (random.NextInt(100) < 30)
        {
            members.Add(new Member("子", random.NextInt(100) < 55, Math.Max(14 * 12, child - 20 - random.NextInt(50))));
        }

        return members;
    }

    private static List<Member> OneParent(SeededRandom random)
    {
        List<Member> members = [new Member("世帯主", random.NextInt(100) < 13, Years(random, 25, 55))];
        AddChildren(random, members, members[0].AgeMonths, 1 + random.NextInt(2));
        return members;
    }

    private static List<Member> ElderAndChild(SeededRandom random)
    {
        int parent = Old(random, 66, 97);
        int child = Math.Max(30 * 12, parent - Years(random, 24, 37));
        bool motherLives = random.NextInt(100) < 80;
        return random.NextInt(100) < 55
            ? [new Member("世帯主", random.NextInt(100) < 62, child), new Member(motherLives ? "母" : "父", !motherLives, parent)]
            : [new Member("世帯主", !motherLives, parent), new Member("子", random.NextInt(100) < 60, child)];
    }

    private static List<Member> ThreeGenerations(SeededRandom random)
    {
        int elder = Years(random, 62, 86);
        int middle = Math.Clamp(elder - Years(random, 25, 35), 27 * 12, 55 * 12);
        int wife = Math.Max(23 * 12, middle - 30 + random.NextInt(48));
        bool elderHeads = random.NextInt(100) < 45;
        List<Member> members = elderHeads
            ? [new Member("世帯主", true, elder), new Member("妻", false, elder - 24 + random.NextInt(30)), new Member("子", true, middle), new Member("子の妻", false, wife)]
            : [new Member("世帯主", true, middle), new Member("妻", false, wife)];
        int first = members.Count;
        AddChildren(random, members, Math.Min(middle, wife), Children(random));
        for (int i = first; elderHeads && i < members.Count; i++)
        {
            members[i] = members[i] with { Relationship = "子の子" };
        }

        if (!elderHeads)
        {
            bool wifesMother = random.NextInt(100) < 20;
            members.Add(new Member(wifesMother ? "妻の母" : "母", false, elder - 12, wifesMother ? 1 : 0));
            if (!wifesMother && random.NextInt(100) < 55)
            {
                members.Insert(members.Count - 1, new Member("父", true, elder + 6));
            }
        }

        return members;
    }

    private static List<Member> Siblings(SeededRandom random)
    {
        int head = Years(random, 22, 80);
        bool male = random.NextInt(2) == 0;
        bool older = random.NextInt(2) == 0;
        int other = Math.Max(19 * 12, older ? head + 14 + random.NextInt(60) : head - 14 - random.NextInt(60));
        bool isOlder = other > head;
        return [new Member("世帯主", random.NextInt(2) == 0, head), new Member(male ? (isOlder ? "兄" : "弟") : isOlder ? "姉" : "妹", male, other)];
    }

    private static List<Member> Sharing(SeededRandom random)
    {
        List<Member> members = [new Member("世帯主", random.NextInt(2) == 0, Years(random, 22, 70))];
        int others = 1 + random.NextInt(3);
        for (int i = 1; i <= others; i++)
        {
            members.Add(new Member("同居人", random.NextInt(2) == 0, Years(random, 20, 70), i));
        }

        return members;
    }

    private static int Years(SeededRandom random, int from, int until) => (from * 12) + random.NextInt((until - from) * 12);

    /// <summary>Ages thin out towards the end: for one in four the smaller of two draws.</summary>
    private static int Old(SeededRandom random, int from, int until)
    {
        int age = Years(random, from, until);
        return random.NextInt(4) == 0 ? Math.Min(age, Years(random, from, until)) : age;
    }
}
