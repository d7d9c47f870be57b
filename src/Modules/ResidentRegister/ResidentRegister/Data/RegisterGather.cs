using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Data;

/// <summary>Gathers what a decision may look at, in the transaction of the act.</summary>
internal static class RegisterGather
{
    // A cancellation or re-arrival looks far back; anything else at the latest rows.
    private const int HistoryRowsMax = 1000;
    private const int LatestRows = 20;

    /// <summary>Everything the decision may look at; the allotment is that of a preview.</summary>
    /// <param name="work">The act; for a preview in one snapshot (<see cref="SnapshotAsync"/>), for a decision under its locks.</param>
    /// <param name="content">What was entered.</param>
    /// <param name="facts">Day, instant, municipality and operator.</param>
    /// <param name="own">The case itself, whose own draft does not stand in the way; null while there is none.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<RegisterView> ReadAsync(
        UnitOfWork work,
        CaseContent content,
        GatherFacts facts,
        ChangeCaseId? own,
        CancellationToken cancellation)
    {
        IReadOnlyList<ResidentId> named = await FollowersAsync(work, content, cancellation);
        ILookup<ResidentId, HistoryRow> history = (await HistoryAsync(work, named, content.LooksFarBack, cancellation))
            .ToLookup(row => row.ResidentId);
        HashSet<HouseholdId> around =
        [
            .. history.SelectMany(rows => content.Cancel is null ? rows.Take(1) : rows.Take(LatestRows))
                .Select(row => row.Record.Household.Id),
        ];
        if (content.Joined is { } target)
        {
            around.Add(target);
        }

        IReadOnlyList<HouseholdView> households = await HouseholdsAsync(work, around, cancellation);
        ResidentId[] everybody =
            [.. named.Concat(households.SelectMany(household => household.Members).Select(row => row.ResidentId)).Distinct()];
        QueryBatch batch = new();
        IReadOnlyList<ResidentId> held = EditHolds.AskHeldByOthers(batch, work.Operator.OperatorCode, content.Subjects);
        Func<IReadOnlyList<NewcomerMatch>> matches = NewcomerMatches.Ask(batch, content.Newcomers, facts.Numbers.Equal);
        Func<IReadOnlyList<DraftView>> drafts = ChangeCaseStore.AskOpenDrafts(batch, content.Subjects, own);
        ProtectionAnswer protection = ProtectionStore.Ask(batch, everybody, facts.Today, facts.Now);
        Func<IdentityDocuments> documents = IdentityPapers.Ask(batch, facts.Today);
        await batch.RunAsync(work, cancellation);
        return new RegisterView
        {
            IdentityDocuments = documents(),
            Today = facts.Today,
            Municipality = facts.Settings.Municipality,
            MunicipalityName = (content.RecordsCommonName ? await facts.Addresses.OwnNameAsync(facts.Today, cancellation) : null)
                ?? "",
            By = facts.By,
            Allotment = Allotment.Preview(content.NewcomersSetAside),
            Persons =
            [
                .. named.Where(history.Contains).Select(id => new PersonView(history[id].First(), [.. history[id]])
                {
                    HeldByOther = own is null && held.Contains(id),
                    ValidCard = history[id].First().Record.Qualifications.IndividualNumberCard is { Held: true },
                    NumberDiffers = facts.Numbers.Different.Contains(id),
                }),
            ],
            Households = households,
            Notifications = await NotificationsAsync(work, named, history, cancellation),
            Matches = matches(),
            OpenDrafts = drafts(),
            Protection = protection.ByPerson(),
            NewAddress = content.Change?.NewAddress is { } address
                ? await facts.Addresses.ViewAsync(address, facts.Today, cancellation)
                : null,
            CorrectedAddresses = await CorrectedAsync(content, named.Where(history.Contains).Select(id => history[id].First()), facts, cancellation),
        };
    }

    /// <summary>
    /// Everybody of whom an entry shows something: those it names, and the live members of the household that is joined or
    /// that a newborn's parent belongs to.
    /// </summary>
    public static async Task<IReadOnlyList<ResidentId>> ConcernedAsync(
        UnitOfWork work,
        CaseContent content,
        CancellationToken cancellation)
    {
        Guid[] parents = [.. content.Newcomers.Select(newcomer => newcomer.Parent).OfType<ResidentId>().Select(parent => parent.Value)];
        return content.Joined is null && parents.Length == 0
            ? content.Named
            :
            [
                .. content.Named.Concat(await work.ListAsync(
                    """
                    select resident_id from resident_register.resident
                    where removed_on is null and household_id in (
                        select $1::uuid
                        union select household_id from resident_register.resident where resident_id = any ($2))
                    order by household_order, resident_id limit 2000
                    """,
                    row => new ResidentId(row.GetGuid(0)),
                    cancellation,
                    content.Joined?.Value, parents)).Distinct(),
            ];
    }

    private static async Task<IReadOnlyDictionary<ResidentId, CorrectedAddress>> CorrectedAsync(
        CaseContent content, IEnumerable<HistoryRow> present, GatherFacts facts, CancellationToken cancellation)
    {
        Dictionary<ResidentId, CorrectedAddress> corrected = [];
        if (content.Change is not { Fixes.Count: > 0 } change)
        {
            return corrected;
        }

        // What cannot be read is refused by the decision; here only the address is asked for.
        FixContext context = new(facts.Today, "", change, new Findings(CheckSettings.Default));
        foreach (HistoryRow row in present.Where(row => change.Persons.Contains(row.ResidentId)))
        {
            if (Corrections.Apply(row.Record, change, context)?.Address is { } after && after != row.Record.Address)
            {
                corrected[row.ResidentId] = new CorrectedAddress(after, await facts.Addresses.ViewAsync(after, facts.Today, cancellation));
            }
        }

        return corrected;
    }

    /// <summary>Makes all following reads of the act see one moment; before the first statement of the act.</summary>
    public static Task<int> SnapshotAsync(UnitOfWork work, CancellationToken cancellation) =>
        work.ExecuteAsync("set transaction isolation level repeatable read", cancellation);

    /// <summary>
    /// Persons of a case with the versions that the entry was based on: its subjects, the others whose household data follow, and the
    /// heads of the households joined, to whom the 続柄 entered are.
    /// </summary>
    public static IReadOnlyList<CasePerson> CasePersons(RegisterView view, CaseContent content, ChangeProposal proposal)
    {
        HashSet<ResidentId> subjects = [.. content.Subjects];
        return
        [
            .. subjects.Concat(proposal.Rows.Where(row => row.Before is not null).Select(row => row.Row.ResidentId))
                .Concat(JoinedHeads(view, content))
                .Distinct()
                .Select(id => (Id: id, Row: view.Present(id)))
                .Where(one => one.Row is not null)
                .Select(one => new CasePerson(one.Id, subjects.Contains(one.Id), one.Row!.HistoryNo)), // filtered in the line above
        ];
    }

    private static IEnumerable<ResidentId> JoinedHeads(RegisterView view, CaseContent content) =>
        content.Newcomers.Select(newcomer => newcomer.Parent).OfType<ResidentId>()
            .Select(parent => view.Present(parent)?.Record.Household.Id)
            .Append(content.Joined)
            .OfType<HouseholdId>()
            .SelectMany(view.Members)
            .Where(member => member.Record.Household.IsHead)
            .Select(head => head.ResidentId);

    // The act of a 転出届 is its case.
    private static async Task<IReadOnlyDictionary<ResidentId, ChangeRequest>> NotificationsAsync(
        UnitOfWork work,
        IReadOnlyList<ResidentId> persons,
        ILookup<ResidentId, HistoryRow> history,
        CancellationToken cancellation)
    {
        Dictionary<Guid, ChangeRequest?> acts = [];
        Dictionary<ResidentId, ChangeRequest> notifications = [];
        foreach (ResidentId person in persons)
        {
            if (PlannedMove.Notification([.. history[person]])?.Facts.ActId is not { } act)
            {
                continue;
            }

            if (!acts.TryGetValue(act, out ChangeRequest? request))
            {
                request = (await ChangeCaseStore.FindAsync(work, new ChangeCaseId(act), cancellation))?.Content.Change;
                acts[act] = request;
            }

            if (request is not null)
            {
                notifications[person] = request;
            }
        }

        return notifications;
    }

    // Members whose household data followed the cancelled change go back with it, so they are looked at too.
    private static async Task<IReadOnlyList<ResidentId>> FollowersAsync(
        UnitOfWork work,
        CaseContent content,
        CancellationToken cancellation) =>
        content.Cancel is not { } cancel
            ? content.Named
            :
            [
                .. content.Named.Concat(await work.ListAsync(
                    """
                    select distinct other.resident_id
                    from unnest($1, $2) as row (resident_id, history_no)
                    join resident_register.resident_history h using (resident_id, history_no)
                    join resident_register.resident_history other on other.act_id = h.act_id
                    order by other.resident_id limit 200
                    """,
                    row => new ResidentId(row.GetGuid(0)),
                    cancellation,
                    cancel.Rows.Select(row => row.Person.Value).ToArray(),
                    cancel.Rows.Select(row => row.HistoryNo).ToArray())).Distinct(),
            ];

    private static Task<List<HistoryRow>> HistoryAsync(
        UnitOfWork work,
        IReadOnlyList<ResidentId> persons,
        bool farBack,
        CancellationToken cancellation) =>
        persons.Count == 0
            ? Task.FromResult(new List<HistoryRow>())
            : work.ListAsync(
                HistoryReader.Select +
                """

                join resident_register.resident r on r.resident_id = h.resident_id
                where h.resident_id = any ($1) and h.history_no > r.version - $2
                order by h.resident_id, h.history_no desc
                """,
                HistoryReader.Map,
                cancellation,
                persons.Select(person => person.Value).ToArray(),
                farBack ? HistoryRowsMax : LatestRows);

    private static async Task<IReadOnlyList<HouseholdView>> HouseholdsAsync(
        UnitOfWork work,
        HashSet<HouseholdId> ids,
        CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        Guid[] keys = [.. ids.Select(id => id.Value)];
        QueryBatch batch = new();
        IReadOnlyList<(HouseholdId Id, HouseholdNumber Number)> households = batch.Ask(
            "select household_id, household_number from resident_register.household where household_id = any ($1) order by household_id",
            row => (new HouseholdId(row.GetGuid(0)), HouseholdNumber.Parse(row.GetString(1))),
            keys);
        IReadOnlyList<HistoryRow> rows = batch.Ask(
            HistoryReader.Select +
            """

            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            where r.household_id = any ($1) and r.removed_on is null
            order by r.household_id, r.household_order, r.resident_id
            limit 2000
            """,
            HistoryReader.Map,
            keys);
        await batch.RunAsync(work, cancellation);
        ILookup<HouseholdId, HistoryRow> members = rows.ToLookup(row => row.Record.Household.Id);
        return [.. households.Select(one => new HouseholdView(one.Id, one.Number, [.. members[one.Id]]))];
    }
}

/// <summary>The circumstances of a look at the register.</summary>
/// <param name="Today">Business date.</param>
/// <param name="Now">The instant.</param>
/// <param name="Settings">The municipality.</param>
/// <param name="By">Who acts.</param>
/// <param name="Addresses">What the masters know about addresses.</param>
internal sealed record GatherFacts(
    DateOnly Today, DateTimeOffset Now, RegisterSettings Settings, Actor By, AddressMaster Addresses)
{
    /// <summary>What the vault says of the numbers entered.</summary>
    public NumberFacts Numbers { get; init; } = NumberFacts.None;
}

/// <summary>What the vault says of the numbers entered for a case, without the numbers.</summary>
/// <param name="Equal">Others who have, had, or are given in the same case, the number of a person of the case.</param>
/// <param name="Different">Persons whose recorded Individual Number is another one (ID-16).</param>
internal sealed record NumberFacts(
    IReadOnlyList<(PersonRef Person, ResidentId Holder, MatchKinds Kind)> Equal, IReadOnlySet<ResidentId> Different)
{
    /// <summary>Nothing was entered.</summary>
    public static NumberFacts None { get; } = new([], new HashSet<ResidentId>());
}
