using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>The household one works on, opened and logged.</summary>
/// <param name="Person">The person from whom one came.</param>
/// <param name="Members">Live members whose records are open, that person first.</param>
/// <param name="Protection">What protects them.</param>
/// <param name="Closed">How many members are left out: a warning was not seen yet, or inquiry is suppressed.</param>
internal sealed record OpenedHousehold(
    ResidentRecord Person,
    IReadOnlyList<ResidentRecord> Members,
    IReadOnlyDictionary<ResidentId, ProtectionFacts> Protection,
    int Closed)
{
    /// <summary>Whether the black band is shown.</summary>
    public bool IsProtected => Protection.Values.Any(one => one.IsSupported);

    /// <summary>Tells that members are left out, and what to do; empty when none is.</summary>
    public IReadOnlyList<Finding> Notice => Closed == 0 ? [] :
    [
        new(
            PersonRefusals.ChecksNeeded.Code,
            FindingSeverity.Alert,
            $"開く前に確認が必要な世帯員が{Closed}人います。世帯の画面からその方を開いて確認すると、ここで選べます。"),
    ];
}

/// <summary>Why an act cannot be entered.</summary>
/// <param name="Why">The refusal.</param>
/// <param name="Open">The undecided case, when the operator may see it.</param>
internal sealed record BlockedEntry(Refusal Why, ChangeCaseId? Open);

/// <summary>Opens what an entry form needs: the household, the numbers named on it. Each look is on the access log.</summary>
internal sealed class EntryDesk(
    CaseDesk desk, PersonDoor door, CurrentOperator current, AccessLogAppender log, AddressMaster addresses)
{
    private const string Items = "氏名・生年月日・性別・住所・続柄";
    private static readonly HashSet<string> Closed = ["OF-11", "BD-08"];

    /// <summary>The household of a person, through the person's door; a member's or relative's own matter is refused (CR-51).</summary>
    /// <param name="person">From whom one came.</param>
    /// <param name="action">Permanent name of the use case.</param>
    /// <param name="admitted">Persons of the case that is edited: it was opened, so their checks were passed there.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Result<OpenedHousehold>> OpenAsync(
        ResidentId person,
        string action,
        IReadOnlyCollection<ResidentId> admitted,
        CancellationToken cancellation)
    {
        Look look = new(action, Items) { IsOfCase = admitted.Contains(person) };
        if ((await door.OpenAsync(person, look, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            return why;
        }

        ResidentRecord own = opened.Row.Record;
        await using UnitOfWork work = desk.Begin();
        ResidentRecord[] others =
        [
            .. (await RegisterStore.HouseholdAsync(work, own.Household.Id, false, cancellation))
                .Select(member => member.Record).Where(member => member.Id != person),
        ];
        Result<HashSet<ResidentId>> beside =
            await OpenBesideAsync(work, [.. others.Select(one => one.Id)], action, admitted, cancellation);
        if (beside.IsRefused(out why, out HashSet<ResidentId>? open))
        {
            return why;
        }

        ResidentRecord[] members = [own, .. others.Where(one => open.Contains(one.Id))];
        return new OpenedHousehold(
            own,
            members,
            await ProtectionStore.OfAsync(work, [.. members.Select(one => one.Id)], desk.Today, desk.Facts().Now, cancellation),
            others.Length + 1 - members.Length);
    }

    /// <summary>Those of several persons who may be shown beside the one who was opened; refused when one is a relative.</summary>
    public async Task<Result<HashSet<ResidentId>>> OpenBesideAsync(
        UnitOfWork work,
        IReadOnlyCollection<ResidentId> persons,
        string action,
        IReadOnlyCollection<ResidentId> admitted,
        CancellationToken cancellation)
    {
        IReadOnlyDictionary<ResidentId, Refusal> closed = await PersonGate.ClosedAsync(
            work, current.SignedIn, persons, desk.Today, desk.Facts().Now, cancellation);
        Refusal? relation = closed.Values.FirstOrDefault(why => why == SecurityRefusals.OwnOrRelative);
        HashSet<ResidentId> open =
        [
            .. persons.Where(one => !closed.TryGetValue(one, out Refusal? why)
                || (why == PersonRefusals.ChecksNeeded && admitted.Contains(one))),
        ];
        await LogAsync(action, Items, relation is null ? open : persons, relation, cancellation);
        return relation is not null ? relation : open;
    }

    /// <summary>
    /// Lets an entry in, or says why not: whoever is named on it and whoever belongs to the household joined passes the gate,
    /// and stands on the access log, before a draft shows anything of them.
    /// </summary>
    /// <param name="content">What was entered.</param>
    /// <param name="draft">The case that is edited; null for a new one.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Refusal?> AdmitAsync(CaseContent content, ChangeCase? draft, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        IReadOnlyList<ResidentId> concerned = await RegisterGather.ConcernedAsync(work, content, cancellation);
        IReadOnlyList<ResidentId> admitted = draft is { IsOpen: true } && draft.Editors.Contains(current.Context.OperatorCode)
            ? await RegisterGather.ConcernedAsync(work, draft.Content, cancellation)
            : [];
        Refusal? why = PersonGate.Stop(
            await PersonGate.ClosedAsync(work, current.SignedIn, concerned, desk.Today, desk.Facts().Now, cancellation), admitted);
        await LogAsync(
            "resident.change.name",
            "届出に記された者・異動先の世帯員",
            why is null ? [.. concerned.Except(content.Subjects)] : concerned,
            why,
            cancellation);
        return why == PersonRefusals.ChecksNeeded ? CaseRefusals.NamedNeedsCheck : why;
    }

    /// <summary>Takes the hold on persons for the time of the entry (WF-06); told when another clerk has one of them.</summary>
    public async Task<Refusal?> HoldAsync(IReadOnlyCollection<ResidentId> persons, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        await EditHolds.TakeAsync(work, persons, cancellation);
        HashSet<ResidentId> others = await EditHolds.HeldByOthersAsync(work, persons, cancellation);
        await work.CommitAsync(cancellation);
        return others.Count == 0 ? null : CaseRefusals.HeldByOther;
    }

    /// <summary>Why an act cannot be entered for these persons at all: an undecided case (WF-01) or a closed record; null when it can.</summary>
    public async Task<BlockedEntry?> CheckAsync(ChangeForm paper, IReadOnlyList<ResidentId> persons, CancellationToken cancellation)
    {
        if (await FindOpenAsync(persons, null, cancellation) is { } open)
        {
            return open;
        }

        await using UnitOfWork work = desk.Begin();
        CaseContent content = new()
        {
            Change = new ChangeRequest { Form = paper.Code, Reason = paper.Reasons[0], Basis = paper.Bases[0], Persons = persons },
        };
        RegisterView view = await RegisterGather.ReadAsync(work, content, desk.Facts(), null, cancellation);
        return content.Decide(view).Findings.Errors.FirstOrDefault(error => Closed.Contains(error.CheckId)) is { } closed
            ? new BlockedEntry(closed.ToRefusal() with { Field = null }, null)
            : null;
    }

    /// <summary>The undecided case of one of these persons that stands in the way (WF-01); null when there is none.</summary>
    public async Task<BlockedEntry?> FindOpenAsync(
        IReadOnlyCollection<ResidentId> persons, ChangeCaseId? own, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        if (await ChangeCaseStore.OpenDraftsAsync(work, persons, own, cancellation) is not [{ Case: { } open }, ..])
        {
            return null;
        }

        ChangeCase? found = await ChangeCaseStore.FindAsync(work, open, cancellation);
        bool isSeen = found is not null && found.PersonIds.Concat(found.Content.NewcomerIds.Values)
            .All(one => Permissions.CheckRelation(current.SignedIn, one) is null);
        return new BlockedEntry(CaseRefusals.SecondDraft, isSeen ? open : null);
    }

    /// <summary>Towns for the address fields of a name, by what was typed there; null when nothing was.</summary>
    /// <param name="field">Beginning of the names; only <c>newAddress</c> lies in this municipality.</param>
    /// <param name="form">The form.</param>
    /// <param name="byPostalCode">Only the postal code is looked at; otherwise the town first.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<TownChoicesModel?> TownsAsync(string field, IFormCollection form, bool byPostalCode, CancellationToken cancellation)
    {
        bool inside = field == "newAddress";
        string town = form[field + ".town"].ToString();
        if (!byPostalCode && inside && !string.IsNullOrWhiteSpace(town))
        {
            return new TownChoicesModel(field, await addresses.FindAsync(town, desk.Today, cancellation), false);
        }

        return PostalCode.TryParse(HalfWidth.DigitsFromInput(form[field + ".postalCode"].ToString()), out PostalCode? postal)
            ? new TownChoicesModel(field, await addresses.FindAsync(postal, inside, desk.Today, cancellation), true)
            : null;
    }

    /// <summary>A posted form: read, with what the register and the masters know of what it names.</summary>
    public async Task<Result<EntryRead>> ReadAsync(IFormCollection form, ChangeForm paper, CancellationToken cancellation) =>
        EntryForm.Read(form, paper, await LookUpAsync(form, cancellation)).IsRefused(out Refusal? unread, out EntryRead? read)
            ? unread
            : read.Content.Change is { NewAddress: { } address } change
                ? read with
                {
                    Content = read.Content with
                    {
                        Change = change with { NewAddress = await addresses.CompleteAsync(address, desk.Today, cancellation) },
                    },
                }
                : read;

    // The household and the earlier records that the form names by number.
    private async Task<EntryLookups> LookUpAsync(IFormCollection form, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        Dictionary<string, ResidentId> earlier = [];
        foreach (string field in form.Keys.Where(name => name.EndsWith(".earlier", StringComparison.Ordinal)))
        {
            if (await PersonAsync(work, form[field].ToString(), cancellation) is { } person)
            {
                earlier[field[..field.IndexOf('.', StringComparison.Ordinal)]] = person;
            }
        }

        string number = HalfWidthDigits(form["target.number"].ToString());
        List<HouseholdId> households = number.Length == 0 ? [] : await work.ListAsync(
            """
            select household_id from resident_register.household where household_number = $1 and closed_on is null
            union
            select household_id from resident_register.resident where addressee_number = $1 and removed_on is null
            limit 2
            """,
            row => new HouseholdId(row.GetGuid(0)),
            cancellation,
            number);
        return new EntryLookups(households.Count == 1 ? households[0] : null, earlier);
    }

    private Task LogAsync(
        string action, string items, IReadOnlyCollection<ResidentId> persons, Refusal? why, CancellationToken cancellation) =>
        persons.Count == 0
            ? Task.CompletedTask
            : log.AppendAsync(
                current.Context,
                cancellation,
                new AccessEntry(AccessKind.View, action)
                {
                    Subjects = [.. persons.Select(one => one.Value)],
                    Items = items,
                    RefusalCode = why?.Code,
                });

    private static async Task<ResidentId?> PersonAsync(UnitOfWork work, string text, CancellationToken cancellation) =>
        HalfWidthDigits(text) is { Length: > 0 } number
            ? (await work.ListAsync(
                "select resident_id from resident_register.resident where addressee_number = $1",
                row => new ResidentId(row.GetGuid(0)),
                cancellation,
                number)).SingleOrDefault()
            : null;

    // Numbers are typed as they stand on paper: full-width, grouped by hyphens.
    private static string HalfWidthDigits(string text) =>
        string.Concat(HalfWidth.DigitsFromInput(text).Where(char.IsAsciiDigit));
}
