using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>
/// The rows of one act while a decision builds them: one row per person, two where the law ends one record and begins another
/// (帰化, 改製). Used inside one decision only; what leaves it is immutable.
/// </summary>
internal sealed class ActBuilder
{
    private readonly RegisterView view;
    private readonly ChangeFacts facts;
    private readonly DateOnly effectiveFrom;
    private readonly Dictionary<ResidentId, List<Step>> steps = [];
    private readonly List<ResidentId> order = [];
    private readonly HashSet<HouseholdId> touched = [];
    private readonly HashSet<ResidentId> related = [];
    private bool householdFormed;

    /// <summary>Begins an act.</summary>
    public ActBuilder(RegisterView view, ChangeFacts facts, DateOnly effectiveFrom, Findings findings)
    {
        this.view = view;
        this.facts = facts;
        this.effectiveFrom = effectiveFrom;
        Findings = findings;
    }

    private sealed record Step(ResidentRecord Record, ChangeFacts Facts, DateOnly EffectiveFrom, int? ReplacesNo);

    /// <summary>Receives what the building finds.</summary>
    public Findings Findings { get; }

    /// <summary>What may be looked at.</summary>
    public RegisterView View => view;

    /// <summary>The facts of the act.</summary>
    public ChangeFacts Facts => facts;

    /// <summary>The household set aside for this act; calling it forms the household.</summary>
    public AllottedHousehold FormHousehold()
    {
        householdFormed = true;
        AllottedHousehold formed = view.Allotment.Household
            ?? throw new InvalidOperationException("No household was set aside for the act.");
        touched.Add(formed.Id);
        return formed;
    }

    /// <summary>The record of a person as it is now, with what the act did so far.</summary>
    public ResidentRecord? Now(ResidentId id) =>
        steps.TryGetValue(id, out List<Step>? own) ? own[^1].Record : view.Present(id)?.Record;

    /// <summary>Live members of a household with what the act did so far, in their order.</summary>
    public IReadOnlyList<ResidentRecord> Members(HouseholdId household) =>
    [
        .. view.Members(household).Select(row => row.ResidentId)
            .Concat(order)
            .Distinct()
            .Select(Now)
            .OfType<ResidentRecord>()
            .Where(record => record.IsLive && record.Household.Id == household)
            .OrderBy(record => record.Household.Order)
            .ThenBy(record => record.AddresseeNumber.Value, StringComparer.Ordinal),
    ];

    /// <summary>Sets the record of a person; a second call in the same act changes the same row.</summary>
    public void Set(ResidentRecord after, DateOnly? effective = null, int? replaces = null)
    {
        Touch(after);
        if (steps.TryGetValue(after.Id, out List<Step>? own))
        {
            own[^1] = own[^1] with { Record = after };
            return;
        }

        Begin(after, facts, effective ?? effectiveFrom, replaces);
    }

    /// <summary>Appends a row of its own with another reason of the same act (the removal of a pair).</summary>
    public void SetOwnRow(ResidentRecord after, string reason)
    {
        Touch(after);
        Begin(after, facts with { Reason = reason }, effectiveFrom, null);
    }

    /// <summary>Changes a member whose household data follow the change of another person.</summary>
    public void Follow(ResidentRecord after)
    {
        Touch(after);
        if (steps.TryGetValue(after.Id, out List<Step>? own))
        {
            own[^1] = own[^1] with { Record = after };
            return;
        }

        Begin(after, Following(), effectiveFrom, null);
    }

    /// <summary>Notes that the relationship of a person was set in this act.</summary>
    public void Related(ResidentId id) => related.Add(id);

    /// <summary>Whether the relationship of a person was set in this act.</summary>
    public bool IsRelated(ResidentId id) => related.Contains(id);

    /// <summary>Households whose members or head the act touches.</summary>
    public IReadOnlyCollection<HouseholdId> Touched => touched;

    /// <summary>Whether the act has a row for a person already.</summary>
    public bool Has(ResidentId id) => steps.ContainsKey(id);

    /// <summary>The household formed by the act; null when none was.</summary>
    public FormedHousehold? Formed => householdFormed && view.Allotment.Household is { } household
        ? new FormedHousehold(household, effectiveFrom)
        : null;

    /// <summary>Households that lost their last live member.</summary>
    public IReadOnlyList<ClosedHousehold> Closed() =>
    [
        .. touched.Where(id => Members(id).Count == 0 && view.Members(id).Count > 0)
            .Select(id => new ClosedHousehold(id, effectiveFrom)),
    ];

    /// <summary>The rows in order: persons as first touched, rows of one person in sequence.</summary>
    public IReadOnlyList<Append> Rows()
    {
        List<Append> rows = [];
        foreach (ResidentId id in order)
        {
            HistoryRow? present = view.Present(id);
            ResidentRecord? before = present?.Record;
            int no = present?.HistoryNo ?? 0;
            foreach (Step step in steps[id])
            {
                rows.Add(new Append(before, new HistoryRow(step.Facts, ++no, step.EffectiveFrom, step.Record, step.ReplacesNo)));
                before = step.Record;
            }
        }

        return rows;
    }

    private void Begin(ResidentRecord after, ChangeFacts own, DateOnly effective, int? replaces)
    {
        if (!steps.TryGetValue(after.Id, out List<Step>? list))
        {
            steps[after.Id] = list = [];
            order.Add(after.Id);
        }

        list.Add(new Step(after, own, effective, replaces));
    }

    private void Touch(ResidentRecord after)
    {
        touched.Add(after.Household.Id);
        if (view.Present(after.Id) is { } before)
        {
            touched.Add(before.Record.Household.Id);
        }
    }

    private ChangeFacts Following() => facts with
    {
        Reason = ChangeReasons.HouseholdFollows,
        Basis = Basis.ExOfficio,
        Ground = $"{ChangeReasons.Get(facts.Reason).Japanese}に伴う世帯の異動",
        NotifiedOn = null,
        RegisterNoticeOn = null,
        ApplicationOn = null,
        RequestOn = null,
        NoticeOn = null,
    };
}
