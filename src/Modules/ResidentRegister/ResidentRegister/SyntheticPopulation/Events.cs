using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>What happens to invented people after they came: each adds a history row to everybody concerned.</summary>
internal static class Events
{
    /// <summary>転居 of the whole household.</summary>
    public static void Relocate(Maker maker, Home home, DateOnly day)
    {
        Life[] movers = [.. home.Members.Where(life => life.Rows.Count > 0 && life.Now.IsLive && life.LastDay < day)];
        if (movers.Length == 0 || movers.Length != home.Members.Count(life => life.Rows.Count > 0 && life.Now.IsLive))
        {
            return;
        }

        (Address address, Districts districts) = Places.InCity(maker.Random, maker.Draw);
        ChangeFacts facts = Acts.Notified(maker.Random, "MOVE", day, maker.AsOf);
        foreach (Life life in movers)
        {
            ResidentRecord before = life.Now;
            life.Add(facts, day, before with
            {
                Address = address,
                Districts = districts,
                DistrictsBefore = before.Districts,
                AddressSettled = new DatedFact(PartialDate.FromDate(day), "MOVE", facts.NotifiedOn),
                PriorAddress = new AddressWithHead(before.Address, before.Household.Head?.Written),
                BeforeChange = new AddressWithHead(before.Address, before.Household.Head?.Written),
            });
        }
    }

    /// <summary>死亡; a surviving household gets its new head by the office.</summary>
    public static void Die(Maker maker, Home home, Life dead, DateOnly day)
    {
        if (!dead.Meets(day))
        {
            return;
        }

        ChangeFacts facts = Acts.Register(maker.Random, "DEATH", day, maker.AsOf);
        bool vague = maker.Random.NextInt(60) == 0
            && PartialDate.TryParse($"推定{Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth)}", EraTable.Default, out PartialDate? _);
        PartialDate happened = vague
            && PartialDate.TryParse($"推定{Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth)}", EraTable.Default, out PartialDate? words)
            ? words
            : PartialDate.FromDate(day);
        facts = facts with { HappenedOn = happened };
        dead.Add(facts, day, dead.Now with
        {
            Removal = new Removal(RemovalKind.Died, "DEATH", happened, facts.ProcessedOn) { NotifiedOn = facts.RegisterNoticeOn },
        });
        if (dead.Now.Household.IsHead)
        {
            NewHead(maker, home, facts.ProcessedOn.AddDays(1));
        }
    }

    /// <summary>転出 of some or all: the notification, and when the day has come, the removal.</summary>
    public static void Leave(Maker maker, Home home, IReadOnlyList<Life> leaving, DateOnly day)
    {
        DateOnly told = day.AddDays(-maker.Random.NextInt(1, 14));
        if (told >= maker.AsOf || !leaving.All(life => life.Meets(told)))
        {
            return;
        }

        bool abroad = maker.Random.NextInt(12) == 0;
        Address to = abroad ? Places.Abroad(maker.Random) : Places.Elsewhere(maker.Random, maker.Draw);
        string reason = abroad ? "OUT_ABROAD" : "OUT_DOMESTIC";
        ChangeFacts facts = Acts.Of(maker.Random, reason, Basis.Notification, day, told, maker.AsOf);
        string? head = home.Members.Count == leaving.Count ? leaving[0].Now.Name.Display : null;
        foreach (Life life in leaving)
        {
            life.Add(facts, told, life.Now with
            {
                MoveOut = new MoveOut(to, day) { NotifiedOn = told, PlannedHead = head, Channel = "counter" },
            });
        }

        if (day > maker.AsOf)
        {
            return;
        }

        // The arrival notice comes some days later; the removal takes the planned day.
        ChangeFacts completion = Acts.Of(maker.Random, reason, Basis.Notification, day, told, maker.AsOf) with
        {
            ProcessedOn = day.AddDays(5) > maker.AsOf ? maker.AsOf : day.AddDays(5),
        };
        foreach (Life life in leaving)
        {
            MoveOut plan = life.Now.MoveOut ?? throw new InvalidOperationException("The plan was recorded above.");
            life.Add(completion, day, life.Now with
            {
                MoveOut = abroad ? plan : plan with { ActualTo = new AddressWithHead(to, head), ActualOn = day, NoticeOn = completion.ProcessedOn },
                Removal = new Removal(RemovalKind.MovedOut, reason, PartialDate.FromDate(day), completion.ProcessedOn) { NotifiedOn = told },
            });
        }
    }

    /// <summary>A spouse's name after the marriage, with 旧氏 for some.</summary>
    public static void TakeName(Maker maker, Life spouse, NamePart surname, DateOnly day)
    {
        if (!spouse.Meets(day))
        {
            return;
        }

        ResidentRecord before = spouse.Now;
        PersonName maiden = before.Name;
        string givenKana = maiden.Kana?[(maiden.Kana.IndexOf('　', StringComparison.Ordinal) + 1)..] ?? "";
        ChangeFacts facts = Acts.Register(maker.Random, "EXO_FIX", day, maker.AsOf);
        spouse.Add(facts, day, before with
        {
            Name = maiden with
            {
                Written = $"{surname.Written}　{maiden.GivenName}",
                Surname = surname.Written,
                Kana = $"{surname.Kana}　{givenKana}",
            },
            Earlier = new EarlierNames(maiden, null, null),
            Household = before.Household with { Relationship = before.Household.Relationship.Replace("（未届）", "", StringComparison.Ordinal) },
        });
        DateOnly asked = day.AddDays(30 + maker.Random.NextInt(900));
        if (maker.Random.NextInt(100) < 12 && asked > new DateOnly(2019, 11, 5) && asked < maker.AsOf && maiden.Surname is { } former && former != surname.Written)
        {
            ChangeFacts request = Acts.Requested(maker.Random, "FORMER_SET", asked, maker.AsOf);
            string kana = maiden.Kana?[..Math.Max(0, maiden.Kana.IndexOf('　', StringComparison.Ordinal))] ?? "";
            spouse.Add(request, asked, spouse.Now with
            {
                FormerSurname = new FormerSurname(former, kana, true) { RequestedOn = asked },
            });
        }
    }

    /// <summary>誤記修正: the earlier row stays, the new one takes its day.</summary>
    public static void Correct(Maker maker, Life life)
    {
        DateOnly day = life.LastDay.AddDays(20 + maker.Random.NextInt(200));
        if (!life.Now.IsLive || life.Now.IsPlannedOut || day >= maker.AsOf)
        {
            return;
        }

        HistoryRow wrong = life.Rows[^1];
        ChangeFacts facts = Acts.ExOfficio(maker.Random, "CLERICAL", day, maker.AsOf);
        life.Rows[^1] = wrong with { Record = wrong.Record with { Name = wrong.Record.Name with { KanaConfirmed = false } } };
        life.Add(facts, wrong.EffectiveFrom, wrong.Record with
        {
            Notes = [new Note(NoteKind.PointToNote, "name", "フリガナの確認済みを記録", facts.ProcessedOn)],
        }, wrong.HistoryNo);
    }

    private static void NewHead(Maker maker, Home home, DateOnly day)
    {
        Life[] left = [.. home.Members.Where(life => life.Rows.Count > 0 && life.Now.IsLive)];
        if (left.Length != 1 || !left[0].Meets(day) || day >= maker.AsOf)
        {
            return;
        }

        Life survivor = left[0];
        ResidentRecord before = survivor.Now;
        survivor.Add(Acts.ExOfficio(maker.Random, "HH_HEAD", day, maker.AsOf), day, before with
        {
            Household = before.Household with
            {
                Relationship = "世帯主",
                Order = 1,
                Head = Relationship.NamesOf(before),
                PreviousHead = before.Household.Head,
            },
        });
    }
}
