
namespace Daicho.ResidentRegister.Residents.Relationships;

/// <summary>The official order of the members of a household (世帯員の並び順, 5.2).</summary>
/// <remarks>
/// The relationship says that a person is a child's wife or a child's child, not whose. The family is found by the common head of
/// the family register (筆頭者); failing that, by the only child it can be; else it stands after the children by birth date.
/// </remarks>
internal static class MemberOrder
{
    private enum Place
    {
        Head,
        Spouse,
        ChildAlone,
        ChildFamily,
        Parent,
        Sibling,
        Grandparent,
        Relative,
        Connected,
        Lodger,
        Unset,
    }

    private sealed record Rank(Place Place, DateOnly FamilyBorn, string FamilyNumber, int Step, DateOnly Born, string Number)
        : IComparable<Rank>
    {
        public int CompareTo(Rank? other)
        {
            if (other is null)
            {
                return 1;
            }

            int order = Place.CompareTo(other.Place);
            order = order != 0 ? order : FamilyBorn.CompareTo(other.FamilyBorn);
            order = order != 0 ? order : string.CompareOrdinal(FamilyNumber, other.FamilyNumber);
            order = order != 0 ? order : Step.CompareTo(other.Step);
            order = order != 0 ? order : Born.CompareTo(other.Born);
            return order != 0 ? order : string.CompareOrdinal(Number, other.Number);
        }
    }

    /// <summary>The members in official order; equal ranks by birth date, then 宛名番号.</summary>
    public static IReadOnlyList<ResidentRecord> Sort(IReadOnlyList<ResidentRecord> members)
    {
        IReadOnlyList<ResidentRecord> children =
            [.. members.Where(member => member.Household.Relationship == Relationship.Child)];
        Dictionary<ResidentRecord, ResidentRecord> childOf = new(ReferenceEqualityComparer.Instance);
        foreach (ResidentRecord member in members)
        {
            if (Relationship.LinksOf(member.Household.Relationship) is [Relationship.Child, _, ..]
                && FamilyOf(member, children) is { } child)
            {
                childOf[member] = child;
            }
        }

        return [.. members.OrderBy(member => RankOf(member, childOf))];
    }

    private static ResidentRecord? FamilyOf(ResidentRecord member, IReadOnlyList<ResidentRecord> children)
    {
        List<ResidentRecord> sameRegister =
            [.. children.Where(child => child.Domicile is not null && child.Domicile == member.Domicile)];
        if (sameRegister.Count == 1)
        {
            return sameRegister[0];
        }

        Sex? sex = Relationship.LinksOf(member.Household.Relationship)[1] switch
        {
            Relationship.Wife or Relationship.UnregisteredWife => Sex.Male,
            Relationship.Husband or Relationship.UnregisteredHusband => Sex.Female,
            _ => null,
        };
        List<ResidentRecord> possible = [.. children.Where(child => sex is null || child.Sex == sex || child.Sex == Sex.Blank)];
        return possible.Count == 1 ? possible[0] : null;
    }

    private static Rank RankOf(ResidentRecord member, Dictionary<ResidentRecord, ResidentRecord> childOf)
    {
        string relationship = member.Household.Relationship;
        string[] links = Relationship.LinksOf(relationship);
        DateOnly born = Born(member);
        string number = member.AddresseeNumber.Value;
        Rank At(Place place, int step = 0) => new(place, step == 0 ? DateOnly.MinValue : born, "", step, born, number);

        if (childOf.TryGetValue(member, out ResidentRecord? child))
        {
            int step = Relationship.IsSpouse(links[1]) ? 1 : links.Length;
            return new Rank(Place.ChildFamily, Born(child), child.AddresseeNumber.Value, step, born, number);
        }

        return links switch
        {
            [] => At(relationship switch
            {
                Relationship.Head => Place.Head,
                Relationship.Connected => Place.Connected,
                Relationship.Lodger => Place.Lodger,
                _ => Place.Unset,
            }),
            [var spouse] when Relationship.IsSpouse(spouse) => At(Place.Spouse),
            [Relationship.Child] when childOf.ContainsValue(member) =>
                new Rank(Place.ChildFamily, born, number, 0, born, number),
            [Relationship.Child] => At(Place.ChildAlone),
            [Relationship.Child, ..] => new Rank(Place.ChildFamily, DateOnly.MaxValue, "", links.Length, born, number),
            [Relationship.Father or Relationship.Mother] =>
                new Rank(Place.Parent, IsRegisterHead(member) ? DateOnly.MinValue : born, "", 0, born, number),
            [var sibling] when Relationship.IsSibling(sibling) => At(Place.Sibling),
            [Relationship.Father or Relationship.Mother, Relationship.Father or Relationship.Mother] =>
                new Rank(Place.Grandparent, IsRegisterHead(member) ? DateOnly.MinValue : born, "", 0, born, number),
            _ => At(Place.Relative),
        };
    }

    private static bool IsRegisterHead(ResidentRecord member) =>
        member.Domicile is { } domicile && domicile.Head == member.Name.Written;

    // Unknown birth dates stand last (the internal date is never shown).
    private static DateOnly Born(ResidentRecord member) => member.BirthDate.SortDate ?? DateOnly.MaxValue;
}
