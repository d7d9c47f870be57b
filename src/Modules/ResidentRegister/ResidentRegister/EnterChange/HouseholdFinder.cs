using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>A household one may join.</summary>
/// <param name="Number">世帯番号.</param>
/// <param name="Head">Name of the householder.</param>
/// <param name="Address">Address of the householder as written.</param>
/// <param name="Members">Number of live members.</param>
/// <param name="IsSupported">A member is protected (支援措置).</param>
internal sealed record HouseholdEntry(string Number, string Head, string Address, int Members, bool IsSupported)
{
    /// <inheritdoc />
    public override string ToString() => "HouseholdEntry(***)";
}

/// <summary>Finds the households at an address, for those who join one. The look is on the access log before anything is shown.</summary>
internal sealed class HouseholdFinder(CaseDesk desk, CurrentOperator current, AccessLogAppender log)
{
    /// <summary>Most households offered at once; the name of the householder makes them fewer.</summary>
    public const int RowsMax = 20;

    /// <summary>Households with a live member at a town and lot, the whole lot first; protected ones only for who may see them.</summary>
    /// <param name="place">Town and lot as written.</param>
    /// <param name="head">Beginning of the householder's name or reading; empty for all.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<IReadOnlyList<HouseholdEntry>> FindAsync(string place, string head, CancellationToken cancellation)
    {
        await using UnitOfWork work = desk.Begin();
        List<(ResidentId Head, Guid[] Members, HouseholdEntry Entry)> found = await work.ListAsync(
            """
            with here as (
                select r.household_id, min(a.address_key) as place
                from resident_register.search_address a
                join resident_register.resident r using (resident_id)
                where starts_with(a.address_key, $1) and a.current and r.removed_on is null
                group by r.household_id
            )
            select h.household_number, r.resident_id, r.name_written, r.address_written,
                   array(select m.resident_id from resident_register.resident m
                         where m.household_id = h.household_id and m.removed_on is null order by m.resident_id)
            from here
            join resident_register.household h using (household_id)
            join resident_register.resident r on r.household_id = h.household_id and r.relationship = '世帯主' and r.removed_on is null
            where h.closed_on is null
              and ($2 = '' or exists (
                  select from resident_register.search_name n
                  where n.resident_id = r.resident_id and n.kind < 100
                    and (starts_with(n.written_key, $2) or ($3 <> '' and starts_with(n.key_a, $3)))))
            order by here.place collate "C", h.household_number
            limit $4
            """,
            row => (new ResidentId(row.GetGuid(1)), row.GetFieldValue<Guid[]>(4), new HouseholdEntry(
                row.GetString(0), row.GetString(2), row.GetString(3), row.GetFieldValue<Guid[]>(4).Length, false)),
            cancellation,
            NameFolding.Fold(place),
            NameFolding.Fold(head),
            KanaFolding.Fold(head).KeyA,
            RowsMax);
        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection = found.Count == 0
            ? new Dictionary<ResidentId, ProtectionFacts>()
            : await ProtectionStore.OfAsync(
                work, [.. found.SelectMany(one => one.Members).Select(member => new ResidentId(member))], desk.Today, desk.Facts().Now, cancellation);
        bool seesProtected = current.Has(TaskCodes.ResidentViewProtected);
        List<(ResidentId Head, HouseholdEntry Entry)> shown =
        [
            .. found.Where(one => one.Members.All(member => Permissions.CheckRelation(current.SignedIn, member) is null))
                .Select(one => (one.Head, Entry: one.Entry with
                {
                    IsSupported = one.Members.Any(member => protection.GetValueOrDefault(new ResidentId(member)) is { IsSupported: true }),
                }))
                .Where(one => seesProtected || !one.Entry.IsSupported),
        ];
        await log.AppendAsync(current.Context, cancellation, new AccessEntry(AccessKind.Search, "resident.change.households")
        {
            Subjects = [.. shown.Select(one => one.Head.Value)],
            Items = "世帯主の氏名・住所・世帯番号",
            ResultCount = shown.Count,
        });
        return [.. shown.Select(one => one.Entry)];
    }
}
