using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>The register after an act, as a handler would gather it for the next one.</summary>
internal static class Worlds
{
    public static RegisterView After(RegisterView view, ChangeProposal proposal, DateOnly today)
    {
        Dictionary<ResidentId, List<HistoryRow>> histories = view.Households.SelectMany(home => home.Members)
            .Concat(view.Persons.SelectMany(person => person.History))
            .GroupBy(row => row.ResidentId)
            .ToDictionary(group => group.Key, group => group.DistinctBy(row => row.HistoryNo).ToList());
        foreach (Append row in proposal.ToStore())
        {
            if (!histories.TryGetValue(row.Row.ResidentId, out List<HistoryRow>? own))
            {
                histories[row.Row.ResidentId] = own = [];
            }

            own.Add(row.Row);
        }

        List<PersonView> persons =
        [
            .. histories.Values.Select(rows => rows.OrderByDescending(row => row.HistoryNo).ToList())
                .Select(rows => new PersonView(rows[0], rows)),
        ];
        return view with
        {
            Today = today,
            Persons = persons,
            Households =
            [
                .. persons.Select(person => person.Present).Where(row => row.Record.IsLive)
                    .GroupBy(row => row.Record.Household.Id)
                    .Select(group => new HouseholdView(group.Key, group.First().Record.Household.Number, [.. group])),
            ],
            Allotment = Allotment.Preview(ResidentId.New(), ResidentId.New(), ResidentId.New()) with { Provisional = false },
        };
    }
}
