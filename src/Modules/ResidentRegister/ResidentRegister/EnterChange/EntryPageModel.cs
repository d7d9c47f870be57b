using Daicho.Kernel;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
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
    /// <summary>The undecided case that stands in the way (WF-01), when the operator may see it; null otherwise.</summary>
    public ChangeCaseId? Open { get; init; }

    /// <summary>Why no act can be entered, in one sentence; empty when one can.</summary>
    public string Blocked => string.Concat(Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Message));

    /// <summary>Members ticked; the person alone when none were chosen yet.</summary>
    public IReadOnlyCollection<ResidentId> Ticked { get; init; } = [];

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

    /// <summary>Towns looked up without scripts; null when none were asked for.</summary>
    public TownChoicesModel? Towns { get; init; }

    /// <summary>Households looked up without scripts; null when none were asked for.</summary>
    public HouseholdChoicesModel? Households { get; init; }

    /// <summary>The undecided case that stands in the way (WF-01), when the operator may see it; null otherwise.</summary>
    public ChangeCaseId? Open { get; init; }

    /// <summary>Relationships proposed for a new head; the clerk confirms by saving.</summary>
    public IReadOnlyList<ProposedRelationship> Proposals { get; init; } = [];

    /// <summary>The person strip; null for somebody new.</summary>
    public PersonStripModel? Strip { get; init; }

    /// <summary>The documents that confirm who somebody is.</summary>
    public required IdentityDocuments Documents { get; init; }

    /// <summary>Business date as shown in date fields.</summary>
    public required string Today { get; init; }

    /// <summary>Whether a member is protected (支援措置).</summary>
    public bool IsProtected { get; init; }

    /// <summary>Tells that members of the household are left out until their warnings were seen.</summary>
    public IReadOnlyList<Finding> Notice { get; init; } = [];

    /// <summary>Whether the operator may mark a forced correction.</summary>
    public bool MayForce { get; init; }

    /// <summary>
    /// The fields in the order of the form, short ones that follow each other in one row. Fields of an act ex officio stand apart
    /// (<see cref="Official"/>) where the form is one that people notify.
    /// </summary>
    public IEnumerable<IReadOnlyList<FormField>> Rows
    {
        get
        {
            List<FormField> row = [];
            foreach (FormField one in Form.Fields.Where(one => !IsOfPerson(one) && !IsDate(one) && !Official.Contains(one) && PartOf(one) is null))
            {
                if (IsShort(one))
                {
                    row.Add(one);
                    continue;
                }

                if (row.Count > 0)
                {
                    yield return row;
                    row = [];
                }

                yield return [one];
            }

            if (row.Count > 0)
            {
                yield return row;
            }
        }
    }

    /// <summary>The parts of a form too long for one screen, each with its fields; empty where the form is short.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<FormField> Fields)> Parts =>
    [
        .. from part in QualificationItems.Parts
           let fields = Form.Fields.Where(one => PartOf(one) == part.Key).ToList()
           where fields.Count > 0
           select (part.Title, (IReadOnlyList<FormField>)fields),
    ];

    /// <summary>Whether a part is open: something was typed or refused in it.</summary>
    public bool IsPartOpen(IReadOnlyList<FormField> fields) =>
        fields.Any(one => State.ValueOf(one.Name) is { Length: > 0 } || State.At(one.Name).Any());

    /// <summary>The dates of the act, which stand first.</summary>
    public IEnumerable<FormField> Dates => Form.Fields.Where(one => IsDate(one) && !Official.Contains(one));

    /// <summary>What is filled in only when the city acts by itself or on an application.</summary>
    public IReadOnlyList<FormField> Official => Form.Bases[0] == Basis.Notification
        ? [.. Form.Fields.Where(one => one.Name is "ground" or "applicationOn" or "noticeToPerson")]
        : [];

    /// <summary>Whether those fields are open: something was typed or refused there, or the basis asks for them.</summary>
    public bool IsOfficialOpen => State.ValueOf("basis") is { } basis && basis != nameof(Basis.Notification)
        || State.ValueOf("source") is { Length: > 0 } || State.At("source").Any()
        || Official.Any(one => State.ValueOf(one.Name) is { Length: > 0 } || State.At(one.Name).Any());

    /// <summary>Whether the draft holds a number for a newcomer of the form; null for the resident concerned.</summary>
    public bool HasNumber(string? newcomer, NumberKind kind) => (Case?.Content.NumbersEntered ?? [])
        .Any(one => one.Kind == kind && (newcomer is null ? one.Person.Resident is not null : one.Person.Value == newcomer));

    /// <summary>Where the form is sent.</summary>
    public string Action => Case is null ? $"/changes/enter?w={WorkContext}" : $"/changes/{Case.Id.Value}/edit?w={WorkContext}";

    /// <summary>Where the households of an address are asked for.</summary>
    public string HouseholdsAddress => $"/changes/parts/households?w={WorkContext}";

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

    private static bool IsOfPerson(FormField field) => field.Name.StartsWith("person.", StringComparison.Ordinal);

    private static bool IsDate(FormField field) => field.Kind == FieldKind.Date && !IsOfPerson(field) && !field.Name.StartsWith("fix.", StringComparison.Ordinal);

    private string? PartOf(FormField field) =>
        Form.Code == "QUALIFICATION" && field.Name.StartsWith("fix.", StringComparison.Ordinal) ? field.Name.Split('.')[1] : null;

    private static bool IsShort(FormField field) =>
        field.Kind is FieldKind.Date or FieldKind.Choice or FieldKind.Check or FieldKind.Person
        || (field.Kind == FieldKind.Text && field.Name is not ("ground" or "certificate"));

    private string NewcomerLabel(int place) => State.ValueOf($"N{place}.name") is { Length: > 0 } name ? name : $"{place}人目";
}
