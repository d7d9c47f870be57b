using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of a move within the municipality (MV-01, MV-02, MV-05 … MV-07).</summary>
internal static class MoveChecks
{
    /// <summary>Checks a request of 転居.</summary>
    public static void Check(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.NewAddress is null && request.Target?.Existing is null)
        {
            findings.Add("RQ-04", "newAddress");
        }

        if (request.Target?.Existing is { } target)
        {
            HouseholdActChecks.TargetIsLive(target, view, findings);
        }

        foreach (ResidentId id in request.Persons)
        {
            if (view.Present(id)?.Record is { IsLive: true } record)
            {
                Person(record, request, findings);
            }
        }

        HouseholdActChecks.Leaving(request, view, findings);
        HouseholdActChecks.Kinship(request, view, findings);
    }

    private static void Person(ResidentRecord record, ChangeRequest request, Findings findings)
    {
        if (request.NewAddress is { } address && address.WithoutBuilding == record.Address.WithoutBuilding)
        {
            bool sameBuilding = (address.Building ?? "") == (record.Address.Building ?? "");
            findings.Add(sameBuilding && !request.OtherDwelling ? "MV-01" : "MV-02", "newAddress", record);
        }

        if (request.HappenedOn?.Latest < record.AddressSettled.On.Earliest)
        {
            findings.Add("MV-05", "happenedOn", record);
        }

        if (record.IsPlannedOut)
        {
            findings.Add("MV-06", "persons", record);
        }

        if (record.Kind == ResidentKind.Foreign && !request.Has(CheckedDocument.ResidenceCard))
        {
            findings.Add("MV-07", "documents", record);
        }
    }
}
