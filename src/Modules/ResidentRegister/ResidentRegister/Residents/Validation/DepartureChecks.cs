using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of move-out, death and removal ex officio (MO-01 … MO-09, MO-18 … MO-23, BD-08, BD-10).</summary>
internal static class DepartureChecks
{
    // 引越しワンストップ: from 30 days before to 10 days after the move.
    private const int OnlineDaysBefore = 30;
    private const int OnlineDaysAfter = 10;

    /// <summary>Checks a request of 国内転出 or 国外転出.</summary>
    public static void MoveOut(ChangeRequest request, RegisterView view, Findings findings)
    {
        bool abroad = request.Reason == "OUT_ABROAD";
        if (request.HappenedOn?.Exact is { } happened && request.NotifiedOn?.Exact is { } notified)
        {
            Period(request, happened, notified, findings);
        }

        Destination(request, view, abroad, findings);
        if (request.Route == Route.Online && abroad)
        {
            findings.Add("MO-19", "destination");
        }

        if (request.Special && !request.Persons.Any(id => view.Person(id) is { ValidCard: true }))
        {
            findings.Add("MO-08", "special");
        }

        foreach (ResidentId id in request.Persons)
        {
            if (view.Present(id)?.Record is { IsLive: true } record)
            {
                Person(record, request, view, findings);
            }
        }

        HouseholdActChecks.Leaving(request, view, findings);
    }

    /// <summary>Checks a request of 死亡 or 職権消除.</summary>
    public static void Removal(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.Disappearance && request.Basis != Basis.RegisterNotice)
        {
            findings.Add("BD-10", "disappearance");
        }

        HouseholdActChecks.Leaving(request, view, findings);
    }

    /// <summary>国外継続利用 of the card: Japanese, at the latest on the day before the planned day (MO-20).</summary>
    public static void CardContinuation(ResidentRecord record, DateOnly today, Findings findings)
    {
        bool met = record is { Kind: ResidentKind.Japanese, MoveOut: { } plan } && plan.PlannedTo.Abroad && today < plan.PlannedOn;
        if (!met)
        {
            findings.Add("MO-20", "plannedOn", record);
        }
    }

    private static void Period(ChangeRequest request, DateOnly happened, DateOnly notified, Findings findings)
    {
        if (request.Basis == Basis.Notification && DateChecks.IsLate(happened, notified))
        {
            findings.Add("MO-01", "notifiedOn");
        }

        if (happened > notified.AddDays(findings.Settings.PlannedOutDaysMax))
        {
            findings.Add("MO-05", "happenedOn");
        }

        if (request.Route == Route.Online
            && (happened > notified.AddDays(OnlineDaysBefore) || notified > happened.AddDays(OnlineDaysAfter)))
        {
            findings.Add("MO-18", "notifiedOn");
        }
    }

    private static void Destination(ChangeRequest request, RegisterView view, bool abroad, Findings findings)
    {
        Destination? destination = request.Destination;
        bool blank = destination?.Municipality is null && string.IsNullOrWhiteSpace(destination?.Address?.Full);
        if (blank)
        {
            findings.Add("MO-02", "destination");
            return;
        }

        if (destination!.Municipality == view.Municipality)
        {
            findings.Add("MO-03", "destination");
        }

        bool foreign = destination.Address?.Abroad ?? false;
        if (foreign != abroad)
        {
            findings.Add("MO-04", "destination");
        }
    }

    private static void Person(ResidentRecord record, ChangeRequest request, RegisterView view, Findings findings)
    {
        if (record.MoveOut is { } plan)
        {
            findings.Add(request.Special && !plan.Special ? "MO-09" : "MO-06", "persons", record);
        }

        // The letter goes to the municipality of arrival: abroad there is none (9.4).
        if (record.Qualifications.AdultWard && request.Destination?.Address is not { Abroad: true })
        {
            findings.Add("MO-22", "persons", record);
        }

        if (view.ProtectionOf(record.Id).IsSupported)
        {
            findings.Add("MO-23", "persons", record);
        }
    }
}
