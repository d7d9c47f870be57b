using Daicho.ResidentRegister.Contracts;
using static Daicho.ResidentRegister.Residents.Relationships.Relationship;

namespace Daicho.ResidentRegister.Residents.Relationships;

/// <summary>A new relationship the program proposes when the head changes; the clerk confirms.</summary>
/// <param name="Person">The member.</param>
/// <param name="Before">続柄 to the old head.</param>
/// <param name="Proposed">続柄 to the new head; null when nothing can be said.</param>
/// <param name="Certain">False when the same old word can hide different facts.</param>
internal sealed record ProposedRelationship(ResidentId Person, string Before, string? Proposed, bool Certain)
{
    /// <summary>What the clerk has to look at; null when the proposal is certain.</summary>
    public string? Question { get; init; }
}

/// <summary>Derives relationships to a new head from those to the old one (change codes, section 3).</summary>
internal static class RelationshipProposals
{
    private const string CommonChild = "新しい世帯主の実子・養子でないときは「夫の子」「妻の子」とします。";
    private const string Parent = "新しい世帯主の父母でないときは「父の妻」「母の夫」とします。";
    private const string Whose = "誰の配偶者・子かを確認してください。";
    private const string Related = "新しい世帯主との親族関係を確認してください。";

    /// <summary>Proposals for all members but the new head, in the order given.</summary>
    /// <param name="members">The members as they are before the change.</param>
    /// <param name="newHead">The member who becomes head.</param>
    public static IReadOnlyList<ProposedRelationship> For(IReadOnlyList<ResidentRecord> members, ResidentId newHead)
    {
        ResidentRecord? next = members.FirstOrDefault(member => member.Id == newHead);
        ResidentRecord? old = members.FirstOrDefault(member => member.Household.IsHead);
        return next is null
            ? []
            : [.. members.Where(member => member.Id != newHead).Select(member => Propose(member, old, next))];
    }

    private static ProposedRelationship Propose(ResidentRecord member, ResidentRecord? old, ResidentRecord next)
    {
        string before = member.Household.Relationship;
        string way = next.Household.Relationship;
        (string? proposed, string? question) = member == old
            ? (OldHead(old, next, way), null)
            : before is Lodger || way is Lodger ? (Lodger, before == way ? Related : null)
            : before is Connected || way is Connected or "" || before.Length == 0 ? (Connected, Related)
            : IsSpouse(way) ? FromSpouse(before, way)
            : way == Child ? FromChild(member, before, old, next)
            : way is Father or Mother ? FromParent(member, before, way, next)
            : IsSibling(way) ? FromSibling(member, before, old, next)
            : (null, Related);
        if (member == old && proposed is null)
        {
            question = Related;
        }

        if (proposed is not null && LinksOf(proposed).Length > LinksMax)
        {
            proposed = Connected;
        }

        return new ProposedRelationship(member.Id, before, proposed, question is null) { Question = question };
    }

    private static string? OldHead(ResidentRecord old, ResidentRecord next, string way) => way switch
    {
        Husband or Wife => BySex(old, Husband, Wife),
        UnregisteredHusband or UnregisteredWife => BySex(old, UnregisteredHusband, UnregisteredWife),
        Child => BySex(old, Father, Mother),
        Father or Mother => Child,
        "兄" or "姉" or "弟" or "妹" => Sibling(old, next),
        "子の夫" => BySex(old, "妻の父", "妻の母"),
        "子の妻" => BySex(old, "夫の父", "夫の母"),
        "父の父" or "父の母" or "母の父" or "母の母" => "子の子",
        Lodger => Lodger,
        Connected => Connected,
        _ => null,
    };

    // H' is the spouse of H.
    private static (string? Proposed, string? Question) FromSpouse(string before, string way)
    {
        string spouse = SpouseOfHead(way);
        return LinksOf(before) switch
        {
            [Child] => (Child, CommonChild),
            [Child, ..] => (before, CommonChild),
            [Husband or Wife or UnregisteredHusband or UnregisteredWife, var rest, .. var more] =>
                (Chain([rest, .. more]), null),
            [Husband or Wife or UnregisteredHusband or UnregisteredWife] => (null, Related),
            var links => (Chain([spouse, .. links]), null),
        };
    }

    // H' is a child of H.
    private static (string? Proposed, string? Question) FromChild(
        ResidentRecord member, string before, ResidentRecord? old, ResidentRecord next)
    {
        string? parent = old is null ? null : BySex(old, Father, Mother);
        return LinksOf(before) switch
        {
            [Husband or Wife] => (BySex(member, Father, Mother), Parent),
            [UnregisteredHusband or UnregisteredWife] => (BySex(member, Father, Mother), Parent),
            [Child] => Certain(Sibling(member, next)),
            [Child, Husband] when next.Sex == Sex.Female => (Husband, Whose),
            [Child, Wife] when next.Sex == Sex.Male => (Wife, Whose),
            [Child, Child] => (Child, Whose),
            [Child, ..] => (null, Whose),
            [Father or Mother, ..] when parent is not null => (Chain([parent, .. LinksOf(before)]), null),
            [var sibling, .. var more] when IsSibling(sibling) && parent is not null =>
                (Chain([parent, sibling, .. more]), null),
            _ => (null, Related),
        };
    }

    // H' is the father or mother of H.
    private static (string? Proposed, string? Question) FromParent(
        ResidentRecord member, string before, string way, ResidentRecord next)
    {
        string[] links = LinksOf(before);
        return links switch
        {
            [Father] when way == Mother => (Husband, null),
            [Mother] when way == Father => (Wife, null),
            [var same, .. var more] when same == way && more.Length > 0 => FromOwnLine(member, more, next),
            [var sibling] when IsSibling(sibling) => (Child, null),
            [var sibling, .. var more] when IsSibling(sibling) => (Chain([Child, .. more]), null),
            [Husband or Wife or UnregisteredHusband or UnregisteredWife] => (Chain([Child, before]), null),
            [Child, ..] => (Chain([Child, .. links]), null),
            _ => (null, Related),
        };
    }

    // 父の父 seen from the father is 父; his brother is 兄 or 弟.
    private static (string? Proposed, string? Question) FromOwnLine(
        ResidentRecord member, string[] links, ResidentRecord next) =>
        links is [var one] && IsSibling(one) ? Certain(Sibling(member, next)) : (Chain(links), null);

    // H' is a brother or sister of H: the family of H becomes that of a brother or sister.
    private static (string? Proposed, string? Question) FromSibling(
        ResidentRecord member, string before, ResidentRecord? old, ResidentRecord next)
    {
        string? headAsSibling = old is null ? null : Sibling(old, next);
        string[] links = LinksOf(before);
        return links switch
        {
            [Father or Mother, ..] => (before, null),
            [var sibling] when IsSibling(sibling) => Certain(Sibling(member, next)),
            [Husband or Wife or UnregisteredHusband or UnregisteredWife or Child, ..] when headAsSibling is not null =>
                (Chain([headAsSibling, .. links]), null),
            _ => (null, Related),
        };
    }

    private static (string? Proposed, string? Question) Certain(string? proposed) =>
        (proposed, proposed is null ? Related : null);

    private static string SpouseOfHead(string way) => way switch
    {
        Wife => Husband,
        Husband => Wife,
        UnregisteredWife => UnregisteredHusband,
        _ => UnregisteredWife,
    };

    private static string? BySex(ResidentRecord person, string male, string female) => person.Sex switch
    {
        Sex.Male => male,
        Sex.Female => female,
        Sex.Blank => null,
    };
}
