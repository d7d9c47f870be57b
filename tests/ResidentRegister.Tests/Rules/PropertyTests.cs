using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Relationships;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>What holds for every household and every change.</summary>
public sealed class PropertyTests
{
    private static readonly string[] Kin = ["妻", "子", "子", "父", "母", "弟", "妹", "同居人", "縁故者", "子の子"];

    [Fact]
    public void Split_merge_and_new_head_leave_everybody_in_one_household_with_one_head() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            RegisterView view = Town(new SeededRandom((ulong)seed), out SeededRandom random);
            ChangeProposal proposal = ChangeDecision.Decide(HouseholdAct(view, random), view);
            proposal.Findings.HasErrors.ShouldBeFalse(string.Join(' ', proposal.Findings.Errors.Select(error => error.CheckId)));
            RegisterView after = Worlds.After(view, proposal, view.Today);

            after.Persons.Count.ShouldBe(view.Households.Sum(home => home.Members.Count));
            foreach (HouseholdView home in after.Households)
            {
                home.Members.Count(row => row.Record.Household.IsHead).ShouldBe(1);
                HeadNames names = Relationship.NamesOf(home.Members.Single(row => row.Record.Household.IsHead).Record);
                home.Members.ShouldAllBe(row => row.Record.Household.Head == names);
                home.Members.Select(row => row.Record.Household.Number).Distinct().Count().ShouldBe(1);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Cancelling_a_change_restores_the_state_before_it() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            RegisterView view = Town(new SeededRandom((ulong)seed), out SeededRandom random);
            ChangeRequest request = random.NextInt(4) switch
            {
                0 => PersonalAct(view, random, "MOVE"),
                1 => PersonalAct(view, random, "OUT_DOMESTIC"),
                2 => PersonalAct(view, random, "EXO_FIX"),
                _ => HouseholdAct(view, random),
            };
            ChangeProposal proposal = ChangeDecision.Decide(request, view);
            proposal.Findings.HasErrors.ShouldBeFalse(request.Reason + string.Join(' ', proposal.Findings.Errors.Select(error => error.CheckId)));
            RegisterView after = Worlds.After(view, proposal, view.Today);
            CancelRequest cancel = new()
            {
                Rows = [.. request.Persons.Select(id => new CancelledRow(id, after.Present(id)!.HistoryNo))],
                Ground = "誤りの届出",
            };
            ChangeProposal undone = CancelDecision.Decide(cancel, after);
            undone.Findings.HasErrors.ShouldBeFalse(request.Reason + string.Join(' ', undone.Findings.Errors.Select(error => error.CheckId)));
            RegisterView restored = Worlds.After(after, undone, view.Today);

            foreach (HistoryRow before in view.Households.SelectMany(home => home.Members))
            {
                ResidentRecord now = restored.Present(before.ResidentId)!.Record;
                RecordDiff.Between(before.Record, now)
                    .Where(item => item.Item.Field is not ("HouseholdNumber" or "PreviousHouseholdNumber"))
                    .Select(item => item.Item.Field).ShouldBeEmpty(request.Reason);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Members_are_sorted_the_same_from_any_order() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            RegisterView view = Town(new SeededRandom((ulong)seed), out SeededRandom random);
            List<ResidentRecord> members = [.. view.Households[0].Members.Select(row => row.Record)];
            IReadOnlyList<ResidentRecord> sorted = MemberOrder.Sort(members);
            List<ResidentRecord> shuffled = [.. members.OrderBy(_ => random.NextInt(1_000_000))];
            MemberOrder.Sort(shuffled).Select(member => member.Id).ShouldBe(sorted.Select(member => member.Id));
            sorted[0].Household.IsHead.ShouldBeTrue();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Every_proposed_relationship_is_in_the_vocabulary() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            RegisterView view = Town(new SeededRandom((ulong)seed), out _);
            List<ResidentRecord> members = [.. view.Households[0].Members.Select(row => row.Record)];
            foreach (ResidentRecord next in members)
            {
                RelationshipProposals.For(members, next.Id).Where(one => one.Proposed is not null)
                    .ShouldAllBe(one => Relationship.Check(one.Proposed!) == RelationshipFault.None);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    // Two households at one address: what HH_CHANGE and HH_MERGE need.
    private static RegisterView Town(SeededRandom seeded, out SeededRandom random)
    {
        random = seeded;
        HouseholdView first = Household(random, random.NextInt(2, 6));
        HouseholdView second = Household(random, random.NextInt(1, 4));
        return new Stage().Seeing(view => view with { Households = [first, second] }).View;
    }

    private static HouseholdView Household(SeededRandom random, int size)
    {
        ResidentRecord head = Any.Resident() with { BirthDate = Stage.On(1970, 1, 1) };
        List<ResidentRecord> members = [head];
        while (members.Count < size)
        {
            string relationship = Kin[random.NextInt(Kin.Length)];
            if (relationship is "妻" or "父" or "母" && members.Exists(member => member.Household.Relationship == relationship))
            {
                continue;
            }

            members.Add(Stage.Member(
                head.Household.Id, head, relationship, $"見本　{members.Count}郎", SexOf(relationship, random),
                new DateOnly(Year(relationship, random), random.NextInt(1, 13), random.NextInt(1, 29)), members.Count + 1));
        }

        return Stage.Home([.. members]);
    }

    private static Sex SexOf(string relationship, SeededRandom random) =>
        Relationship.SexOf(relationship) is var stated and not Sex.Blank ? stated : random.NextInt(2) == 0 ? Sex.Male : Sex.Female;

    private static int Year(string relationship, SeededRandom random) => relationship switch
    {
        "父" or "母" => 1930 + random.NextInt(10),
        "子" => 1995 + random.NextInt(20),
        "子の子" => 2020 + random.NextInt(4),
        "弟" or "妹" => 1972 + random.NextInt(8),
        _ => 1965 + random.NextInt(15),
    };

    private static ChangeRequest HouseholdAct(RegisterView view, SeededRandom random)
    {
        Stage stage = new();
        List<ResidentRecord> home = [.. view.Households[0].Members.Select(row => row.Record)];
        List<ResidentRecord> stays = home[..random.NextInt(1, home.Count)];
        List<ResidentRecord> goes = home[stays.Count..];
        ResidentRecord next = goes[random.NextInt(goes.Count)];
        IEnumerable<RelationshipSet> Set(IEnumerable<ResidentRecord> persons) =>
            persons.Select(person => new RelationshipSet(PersonRef.Of(person.Id), Relationship.Connected));
        return random.NextInt(4) switch
        {
            0 => stage.Split([.. goes]) with { NewHead = PersonRef.Of(next.Id), Relationships = [.. Set(goes)] },
            1 => stage.Notified("HOUSEHOLD_MERGE", "HH_MERGE", [.. home]) with
            {
                Target = new HouseholdTarget(view.Households[1].Id),
                Relationships = [.. Set(home)],
            },
            2 => stage.Notified("HOUSEHOLD_CHANGE", "HH_CHANGE", [.. goes]) with
            {
                Target = new HouseholdTarget(view.Households[1].Id),
                Relationships = [.. Set(goes)],
            },
            _ => stage.Notified("HOUSEHOLD_HEAD", "HH_HEAD", [.. home]) with
            {
                NewHead = PersonRef.Of(next.Id),
                Relationships =
                [
                    .. RelationshipProposals.For(home, next.Id).Select(one =>
                        new RelationshipSet(PersonRef.Of(one.Person), one.Proposed ?? Relationship.Connected)),
                ],
            },
        };
    }

    private static ChangeRequest PersonalAct(RegisterView view, SeededRandom random, string reason)
    {
        Stage stage = new();
        List<ResidentRecord> home = [.. view.Households[0].Members.Select(row => row.Record)];

        // One member who is not the head, or everybody.
        ResidentRecord[] persons = random.NextInt(2) == 0 ? [home[^1]] : [.. home];
        return reason switch
        {
            "MOVE" => stage.Notified("RELOCATION", "MOVE", persons) with { NewAddress = Stage.Street("９番地９") },
            "OUT_DOMESTIC" => stage.Out(persons) with { HappenedOn = Stage.June(random.NextInt(5, 25)) },
            _ => stage.Fix("name", "改名　太郎") with { Persons = [.. persons.Select(person => person.Id)] },
        };
    }
}
