using Daicho.Kernel;
using Daicho.ResidentRegister.Person;
using Daicho.Web;

namespace Daicho.ResidentRegister.Household;

/// <summary>世帯.</summary>
/// <param name="Household">The opened household.</param>
/// <param name="WorkContext">Id of the purpose.</param>
/// <param name="Today">The business date.</param>
/// <param name="WithRemoved">Removed members are shown.</param>
internal sealed record HouseholdPageModel(OpenedHousehold Household, Guid WorkContext, DateOnly Today, bool WithRemoved)
{
    /// <summary>The strip of the householder; null when the head is unset or may not be shown yet.</summary>
    public PersonStripModel? Strip => Household.Head is { IsClosed: false } head
        ? PersonStrips.Of(head.Record, head.Protection, Today, Address(head), withAddress: head.Address is not null)
        : null;

    /// <summary>Keys of the page.</summary>
    public IReadOnlyList<FunctionKey> Keys => Household.Members.Count == 0
        ? [FunctionKey.Link("F4", "世帯", Self(WithRemoved))]
        : [FunctionKey.Link("F3", "個人", Address(Household.Head ?? Household.Members[0])), FunctionKey.Link("F4", "世帯", Self(WithRemoved))];

    /// <summary>Facts of the household.</summary>
    public IReadOnlyList<Described> Facts =>
    [
        new("世帯番号", Formatting.Grouped(Household.Number)),
        new("世帯主", Household.Head?.Record.Name.Display ?? "（未設定）", true),
        new("世帯員", $"{Household.Members.Count(member => member.Record.IsLive)}人"),
        new("世帯の設定日", Wareki.Display(Household.FormedOn, EraTable.Default)),
        new("閉鎖日", Household.ClosedOn is { } closed ? Wareki.Display(closed, EraTable.Default) : "（閉鎖していません）"),
    ];

    /// <summary>A member's page.</summary>
    public string Address(Member member) => PersonFrame.Address(member.Row.ResidentId, WorkContext);

    /// <summary>This page, with or without removed members.</summary>
    public string Self(bool withRemoved) =>
        $"/households/{Household.Id.Value}?w={WorkContext}{(withRemoved ? "&removed=true" : "")}";
}
