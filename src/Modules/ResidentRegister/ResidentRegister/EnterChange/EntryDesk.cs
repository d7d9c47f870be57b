using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>The household one works on, opened and logged.</summary>
/// <param name="Person">The person from whom one came.</param>
/// <param name="Members">Live members, that person first.</param>
/// <param name="Protection">What protects them.</param>
internal sealed record OpenedHousehold(
    ResidentRecord Person,
    IReadOnlyList<ResidentRecord> Members,
    IReadOnlyDictionary<ResidentId, ProtectionFacts> Protection)
{
    /// <summary>Whether the black band is shown.</summary>
    public bool IsProtected => Protection.Values.Any(one => one.IsSupported);
}

/// <summary>Opens what an entry form needs: the household, the towns, the numbers named on it. Each look is on the access log.</summary>
internal sealed class EntryDesk(CaseDesk desk, CurrentOperator current, AccessLogAppender log, IServiceProvider services)
{
    private const int TownsMax = 500;

    /// <summary>The household of a person; a member's or relative's own matter is refused (CR-51).</summary>
    public async Task<Result<OpenedHousehold>> OpenAsync(ResidentId person, string action, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        HistoryRow? row = await RegisterStore.FindAsync(work, person, cancellation);
        if (row is null)
        {
            return CaseRefusals.NotFound;
        }

        List<HistoryRow> members = await RegisterStore.HouseholdAsync(work, row.Record.Household.Id, false, cancellation);
        ResidentRecord[] all = [row.Record, .. members.Select(member => member.Record).Where(member => member.Id != person)];
        Refusal? relation = all.Select(one => Permissions.CheckRelation(current.SignedIn, one.Id.Value)).FirstOrDefault(one => one is not null);
        await log.AppendAsync(
            current.Context,
            cancellation,
            new AccessEntry(AccessKind.View, action)
            {
                Subjects = [.. all.Select(one => one.Id.Value)],
                Items = "氏名・生年月日・性別・住所・続柄",
                RefusalCode = relation?.Code,
            });
        return relation is not null
            ? relation
            : new OpenedHousehold(row.Record, all, await ProtectionStore.OfAsync(
                work, [.. all.Select(one => one.Id)], desk.Today, desk.Facts().Now, cancellation));
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

    /// <summary>Towns of this municipality; empty where the zone has no masters.</summary>
    public async Task<IReadOnlyList<TownEntry>> TownsAsync(CancellationToken cancellation) =>
        services.GetService<IReferenceQueries>() is { } masters
            ?
            [
                .. (await masters.FindTownsAsync(desk.Settings.Municipality, "", TownsMax, desk.Today, cancellation))
                    .Select(town => new TownEntry(town.Town, town.Kana, town.Code, town.PostalCode)),
            ]
            : [];

    /// <summary>Finds the household and the earlier records that the form names by number.</summary>
    public async Task<EntryLookups> LookUpAsync(
        IFormCollection form,
        IReadOnlyList<TownEntry> towns,
        CancellationToken cancellation)
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
        return new EntryLookups(
            households.Count == 1 ? households[0] : null,
            earlier,
            towns.GroupBy(town => town.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal));
    }

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
