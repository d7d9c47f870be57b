using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.Web;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>The choice of an act for a person, a household or somebody new.</summary>
/// <param name="WorkContext">Id of the purpose.</param>
/// <param name="Strip">The person one works on; null for somebody new.</param>
/// <param name="Members">Members of the person's household, the person first; empty for somebody new.</param>
/// <param name="Newest">History number of the newest change that could be cancelled; null when there is none.</param>
/// <param name="Findings">What stands in the way.</param>
internal sealed record ChooseActModel(
    Guid WorkContext,
    PersonStripModel? Strip,
    IReadOnlyList<ResidentRecord> Members,
    int? Newest,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>Forms for persons on the register, or for newcomers.</summary>
    public static IEnumerable<ChangeForm> Forms(bool forNewcomers) => ChangeForms.All.Where(form => form.Has("newcomers") == forNewcomers);
}

/// <summary>An entry form as it is shown.</summary>
internal sealed record EntryPageModel
{
    /// <summary>The paper form.</summary>
    public required ChangeForm Form { get; init; }

    /// <summary>Key of the act.</summary>
    public required string Key { get; init; }

    /// <summary>Id of the purpose.</summary>
    public required Guid WorkContext { get; init; }

    /// <summary>The case that is edited; null for a new one.</summary>
    public ChangeCase? Case { get; init; }

    /// <summary>What was typed, and what was refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>Residents who can be chosen: the household of the person one works on.</summary>
    public IReadOnlyList<ResidentRecord> Members { get; init; } = [];

    /// <summary>Members ticked when the form was not posted yet.</summary>
    public IReadOnlyList<string> Ticked { get; init; } = [];

    /// <summary>How many newcomers the form shows.</summary>
    public int People { get; init; } = 1;

    /// <summary>Towns of the municipality.</summary>
    public IReadOnlyList<TownEntry> Towns { get; init; } = [];

    /// <summary>Relationships proposed for a new head; the clerk confirms by saving.</summary>
    public IReadOnlyList<ProposedRelationship> Proposals { get; init; } = [];

    /// <summary>The person strip; null for somebody new.</summary>
    public PersonStripModel? Strip { get; init; }

    /// <summary>Business date as shown in date fields.</summary>
    public required string Today { get; init; }

    /// <summary>Whether a member is protected (支援措置).</summary>
    public bool IsProtected { get; init; }

    /// <summary>Tells that members of the household are left out until their warnings were seen.</summary>
    public IReadOnlyList<Finding> Notice { get; init; } = [];

    /// <summary>Whether the operator may mark a forced correction.</summary>
    public bool MayForce { get; init; }

    /// <summary>Where the form is sent.</summary>
    public string Action => Case is null ? $"/changes/enter?w={WorkContext}" : $"/changes/{Case.Id.Value}/edit?w={WorkContext}";

    /// <summary>Where Esc leads.</summary>
    public string Back => Case is null ? $"/changes/new?w={WorkContext}" : $"/changes/{Case.Id.Value}?w={WorkContext}";

    /// <summary>Persons among whom the head is chosen: residents, or the newcomers by their key.</summary>
    public IReadOnlyList<Choice> Heads => Form.Has("newcomers")
        ? [.. Enumerable.Range(1, People).Select(place => new Choice($"N{place}", NewcomerLabel(place)))]
        : [.. Members.Select(member => new Choice(member.Id.Value.ToString(), $"{member.Name.Display}（{member.Household.Relationship}）"))];

    /// <summary>Those of the household who stay or go, for the head of those who remain.</summary>
    public IReadOnlyList<Choice> Residents =>
        [.. Members.Select(member => new Choice(member.Id.Value.ToString(), $"{member.Name.Display}（{member.Household.Relationship}）"))];

    /// <summary>What a field shows when nothing was typed: the relationship proposed.</summary>
    public string? Proposed(ResidentRecord member) =>
        Proposals.FirstOrDefault(one => one.Person == member.Id)?.Proposed;

    /// <summary>What the clerk has to look at for a proposal.</summary>
    public string? Question(ResidentRecord member) =>
        Proposals.FirstOrDefault(one => one.Person == member.Id)?.Question;

    private string NewcomerLabel(int place) => State.ValueOf($"N{place}.name") is { Length: > 0 } name ? name : $"{place}人目";
}
