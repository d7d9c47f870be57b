using System.Collections.Frozen;

namespace Daicho.ResidentRegister.Residents.Relationships;

/// <summary>What is wrong with a relationship text.</summary>
internal enum RelationshipFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Outside the closed vocabulary (RL-01).</summary>
    NotInVocabulary,

    /// <summary>Five links or more (RL-02).</summary>
    TooLong,
}

/// <summary>The closed vocabulary of 続柄 (1.1.11): 世帯主, chains of up to four links, 縁故者, 同居人.</summary>
internal static class Relationship
{
    /// <summary>世帯主.</summary>
    public const string Head = "世帯主";

    /// <summary>縁故者: kin in fact, not provable or five links away.</summary>
    public const string Connected = "縁故者";

    /// <summary>同居人: no kinship.</summary>
    public const string Lodger = "同居人";

    /// <summary>夫.</summary>
    public const string Husband = "夫";

    /// <summary>妻.</summary>
    public const string Wife = "妻";

    /// <summary>夫（未届）.</summary>
    public const string UnregisteredHusband = "夫（未届）";

    /// <summary>妻（未届）.</summary>
    public const string UnregisteredWife = "妻（未届）";

    /// <summary>子.</summary>
    public const string Child = "子";

    /// <summary>父.</summary>
    public const string Father = "父";

    /// <summary>母.</summary>
    public const string Mother = "母";

    /// <summary>Most links of a chain.</summary>
    public const int LinksMax = 4;

    private static readonly FrozenSet<string> Links = FrozenSet.Create(
        StringComparer.Ordinal,
        Husband, Wife, UnregisteredHusband, UnregisteredWife, Child, Father, Mother, "兄", "姉", "弟", "妹");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LinkTexts =
        Links.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The single links, for lists of choice.</summary>
    public static IReadOnlyList<string> Choices { get; } =
    [
        Head, Husband, Wife, UnregisteredHusband, UnregisteredWife, Child, "子の夫", "子の妻", "子の子", Father, Mother,
        "兄", "姉", "弟", "妹", Connected, Lodger,
    ];

    /// <summary>Checks a relationship text.</summary>
    public static RelationshipFault Check(string text)
    {
        if (text is Head or Connected or Lodger)
        {
            return RelationshipFault.None;
        }

        int links = 0;
        foreach (Range part in text.AsSpan().Split('の'))
        {
            links++;
            if (!LinkTexts.Contains(text.AsSpan()[part]))
            {
                return RelationshipFault.NotInVocabulary;
            }
        }

        return links > LinksMax ? RelationshipFault.TooLong : RelationshipFault.None;
    }

    /// <summary>The links of a chain; empty for 世帯主, 縁故者 and 同居人.</summary>
    public static string[] LinksOf(string text) =>
        text is Head or Connected or Lodger or "" ? [] : text.Split('の');

    /// <summary>A chain of links; 縁故者 when it would exceed four.</summary>
    public static string Chain(IReadOnlyList<string> links) =>
        links.Count > LinksMax ? Connected : string.Join('の', links);

    /// <summary>Whether the text states kinship that a document must prove (RL-11).</summary>
    public static bool IsKinship(string text) => text is not (Head or Connected or Lodger or "");

    /// <summary>Whether the person is the householder's spouse, registered or not.</summary>
    public static bool IsSpouse(string text) => text is Husband or Wife or UnregisteredHusband or UnregisteredWife;

    /// <summary>Whether the person is a brother or sister of the householder.</summary>
    public static bool IsSibling(string text) => text is "兄" or "姉" or "弟" or "妹";

    /// <summary>The sex the last link states; blank when it states none (子).</summary>
    public static Sex SexOf(string text)
    {
        int last = text.LastIndexOf('の') + 1;
        return text.AsSpan(last) switch
        {
            Husband or UnregisteredHusband or Father or "兄" or "弟" => Sex.Male,
            Wife or UnregisteredWife or Mother or "姉" or "妹" => Sex.Female,
            _ => Sex.Blank,
        };
    }

    /// <summary>The word for a brother or sister of <paramref name="of"/>; null when sex or order cannot be told.</summary>
    public static string? Sibling(ResidentRecord person, ResidentRecord of)
    {
        bool? older = person.BirthDate.Latest < of.BirthDate.Earliest ? true
            : person.BirthDate.Earliest > of.BirthDate.Latest ? false
            : null;
        return (person.Sex, older) switch
        {
            (Sex.Male, true) => "兄",
            (Sex.Male, false) => "弟",
            (Sex.Female, true) => "姉",
            (Sex.Female, false) => "妹",
            _ => null,
        };
    }

    /// <summary>The head's names as repeated on the members' records (1.1.1).</summary>
    public static HeadNames NamesOf(ResidentRecord head) =>
        new(head.Name.Display, head.Name.Kana, head.CommonName?.Written, head.ParallelName?.Written)
        {
            Alphabet = head.Name.Alphabet,
            CommonKana = head.CommonName?.Kana,
            ParallelKana = head.ParallelName?.Kana,
        };
}
