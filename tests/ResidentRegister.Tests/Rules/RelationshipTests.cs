using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Relationships;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>Relationships: vocabulary, proposals for a new head, official order.</summary>
public sealed class RelationshipTests
{
    private readonly Stage stage = new();

    [Theory]
    [InlineData("世帯主", "None")]
    [InlineData("妻（未届）", "None")]
    [InlineData("父の兄の子", "None")]
    [InlineData("子の子の子の子", "None")]
    [InlineData("子の子の子の子の子", "TooLong")]
    [InlineData("祖父", "NotInVocabulary")]
    [InlineData("孫", "NotInVocabulary")]
    [InlineData("長男", "NotInVocabulary")]
    [InlineData("養子", "NotInVocabulary")]
    [InlineData("本人", "NotInVocabulary")]
    [InlineData("家事使用人", "NotInVocabulary")]
    [InlineData("子の", "NotInVocabulary")]
    [InlineData("", "NotInVocabulary")]
    [InlineData("縁故者の子", "NotInVocabulary")]
    public void The_vocabulary_is_closed(string text, string fault) => Relationship.Check(text).ToString().ShouldBe(fault);

    [Theory]
    [InlineData("妻", "世帯主", "夫", true)]
    [InlineData("妻", "子", "子", false)]
    [InlineData("妻", "父", "夫の父", true)]
    [InlineData("妻", "弟", "夫の弟", true)]
    [InlineData("妻", "同居人", "同居人", true)]
    [InlineData("子", "世帯主", "父", true)]
    [InlineData("子", "妻", "母", false)]
    [InlineData("子", "子の子", "子", false)]
    [InlineData("子", "父", "父の父", true)]
    [InlineData("子", "弟", "父の弟", true)]
    [InlineData("父", "世帯主", "子", true)]
    [InlineData("父", "母", "妻", true)]
    [InlineData("父", "妻", "子の妻", true)]
    [InlineData("父", "子", "子の子", true)]
    [InlineData("父", "弟", "子", true)]
    [InlineData("父", "父の父", "父", true)]
    [InlineData("弟", "世帯主", "兄", true)]
    [InlineData("弟", "妻", "兄の妻", true)]
    [InlineData("弟", "父", "父", true)]
    [InlineData("同居人", "世帯主", "同居人", true)]
    [InlineData("父", "子の子の子の子", "縁故者", true)]
    public void A_relationship_to_the_new_head_is_proposed(string way, string before, string proposed, bool certain)
    {
        ResidentRecord next = Member(way, 1982);
        ResidentRecord person = before == Relationship.Head ? stage.Head : Member(before, before.StartsWith('父') ? 1950 : 1990);
        ProposedRelationship answer = RelationshipProposals.For([stage.Head, next, person], next.Id).First(one => one.Person == person.Id);
        (answer.Proposed, answer.Certain).ShouldBe((proposed, certain));
        (answer.Question is null).ShouldBe(certain);
    }

    [Fact]
    public void Brothers_and_sisters_are_told_by_sex_and_birth()
    {
        ResidentRecord next = Member("子", 2000);
        ResidentRecord sister = Member("子", 1998) with { Sex = Sex.Female };
        ResidentRecord twin = Member("子", 2000);
        IReadOnlyList<ProposedRelationship> answers = RelationshipProposals.For([stage.Head, next, sister, twin], next.Id);
        answers.Single(one => one.Person == sister.Id).Proposed.ShouldBe("姉");
        answers.Single(one => one.Person == twin.Id).Proposed.ShouldBeNull();
    }

    [Fact]
    public void Families_of_children_stand_together_in_the_order_of_the_children()
    {
        RegisteredDomicile elder = Register("見本　一郎");
        RegisteredDomicile younger = Register("見本　二郎");
        ResidentRecord[] members =
        [
            Member("子の子", 2021) with { Domicile = younger },
            Member("子の妻", 1999) with { Domicile = younger, Sex = Sex.Female },
            Member("母", 1950) with { Sex = Sex.Female },
            Member("子", 1998) with { Domicile = younger },
            Member("子の子", 2019) with { Domicile = elder },
            Member("子", 2005) with { Domicile = stage.Head.Domicile },
            Member("子", 1995) with { Domicile = elder },
            Member("同居人", 1940),
            Member("縁故者", 1990),
            stage.Wife,
            stage.Head,
        ];
        MemberOrder.Sort(members).Select(member => member.Household.Relationship + member.BirthDate.Year).ShouldBe(
        [
            "世帯主1980", "妻1982", "子2005", "子1995", "子の子2019", "子1998", "子の妻1999", "子の子2021", "母1950", "縁故者1990", "同居人1940",
        ]);
    }

    private ResidentRecord Member(string relationship, int year) => Stage.Member(
        stage.Head.Household.Id,
        stage.Head,
        relationship,
        "見本　何某",
        Relationship.SexOf(relationship) is var sex and not Sex.Blank ? sex : Sex.Male,
        new DateOnly(year, 1, 1),
        9);

    private static RegisteredDomicile Register(string head) => new(new Address { Town = "霞野市本町", Lot = "１番地" }, head);
}
