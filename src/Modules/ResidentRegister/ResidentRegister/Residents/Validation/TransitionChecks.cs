using Daicho.Kernel;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>
/// Checks of one step of a history: a row against the record before it. The decisions obey these rules by the way they build
/// rows; this is the second lock, run on everything that is about to be appended, whoever built it.
/// </summary>
internal static class TransitionChecks
{
    /// <summary>Checks a row against the record before it.</summary>
    public static void Check(ResidentRecord? before, HistoryRow row, Findings findings)
    {
        ResidentRecord after = row.Record;
        if (before is null)
        {
            Entry(row, findings);
            return;
        }

        if (before.AddresseeNumber != after.AddresseeNumber)
        {
            findings.Add(IsNationality(row.Facts.Reason) ? "BD-15" : "MI-08", "addresseeNumber", after);
        }

        if (row.ReplacesNo >= row.HistoryNo)
        {
            findings.Add("OF-01", null, after);
        }

        switch (row.Facts.Reason)
        {
            case "MOVE":
                Move(before, after, row, findings);
                break;
            case "IN_DOMESTIC" or "IN_ABROAD" or "EXO_ADD":
                Entry(row, findings);
                break;
            case "EXO_ADD_NATURALIZED":
                Naturalized(before, after, findings);
                break;
            case "EXO_ADD_NATIONALITY_LOST":
                NationalityLost(before, after, row, findings);
                break;
            case ChangeReasons.ArrivalNoticeRecorded or ChangeReasons.OutDomesticDone or ChangeReasons.OutAbroadDone:
                Plan(before, after, findings);
                break;
        }
    }

    private static void Entry(HistoryRow row, Findings findings)
    {
        ResidentRecord record = row.Record;
        if (row.Facts.Reason == "BIRTH")
        {
            if (record.BecameResident is { } became && became.On != record.BirthDate)
            {
                findings.Add("BD-02", "becameResidentOn", record);
            }
        }
        else if (row.Facts.Reason is "IN_DOMESTIC" or "IN_ABROAD"
            && record.BecameResident is { } resident && record.AddressSettled.On != resident.On)
        {
            findings.Add("MI-01", "addressSettledOn", record);
        }
    }

    private static void Move(ResidentRecord before, ResidentRecord after, HistoryRow row, Findings findings)
    {
        if (after.AddressSettled.On != row.Facts.HappenedOn)
        {
            findings.Add("MV-03", "addressSettledOn", after);
        }

        if (before.BecameResident != after.BecameResident
            || before.BecameForeignResident != after.BecameForeignResident
            || before.MovedInFrom != after.MovedInFrom)
        {
            findings.Add("MV-04", "becameResidentOn", after);
        }
    }

    private static void Naturalized(ResidentRecord before, ResidentRecord after, Findings findings)
    {
        if (before is { IsLive: true } || after.Kind == ResidentKind.Foreign)
        {
            findings.Add("BD-14", null, after);
        }

        if (before.BecameForeignResident is { } foreign && after.BecameResident?.On != foreign.On)
        {
            findings.Add("BD-13", "becameResidentOn", after);
        }

        if (after.CommonName is not null)
        {
            findings.Add("BD-16", "commonName", after);
        }

        Numbers(before, after, findings);
    }

    private static void NationalityLost(ResidentRecord before, ResidentRecord after, HistoryRow row, Findings findings)
    {
        if (before is { IsLive: true } || after.Kind == ResidentKind.Japanese)
        {
            findings.Add("BD-14", null, after);
        }

        PartialDate? later = Later(row.Facts.HappenedOn, before.BecameResident?.On);
        if (after.BecameForeignResident?.On != later)
        {
            findings.Add("BD-11", "becameForeignResidentOn", after);
        }

        if (after.Foreign?.FormerRegistrationOn is not null)
        {
            findings.Add("BD-12", "formerRegistrationOn", after);
        }

        Numbers(before, after, findings);
    }

    /// <summary>The later of the day of loss and 住民となった年月日 (4.5.5).</summary>
    public static PartialDate Later(PartialDate lost, PartialDate? becameResident) =>
        becameResident?.Earliest > lost.Latest ? becameResident : lost;

    private static void Numbers(ResidentRecord before, ResidentRecord after, Findings findings)
    {
        if (before.RecordCode != after.RecordCode || before.IndividualNumber != after.IndividualNumber)
        {
            findings.Add("BD-15", "recordCode", after);
        }
    }

    private static void Plan(ResidentRecord before, ResidentRecord after, Findings findings)
    {
        if (before.MoveOut is { } plan
            && (after.MoveOut is not { } kept || kept.PlannedTo != plan.PlannedTo || kept.PlannedOn != plan.PlannedOn))
        {
            findings.Add("MO-14", "moveOut", after);
        }
    }

    private static bool IsNationality(string reason) => reason is "EXO_ADD_NATURALIZED" or "EXO_ADD_NATIONALITY_LOST";
}
