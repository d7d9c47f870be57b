using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of dates: as typed (DT-05, DT-06, DT-08, DT-14, DT-15) and of a change (DT-01 … DT-23).</summary>
internal static class DateChecks
{
    /// <summary>Fields that may hold vague and non-calendar dates (1.1.8).</summary>
    public static bool AllowsVague(string field) =>
        field is "birthDate" or "becameResidentOn" or "addressSettledOn" or "becameForeignResidentOn";

    /// <summary>旧外登法の登録年月日 may be vague, but not a day the calendar does not have (1.1.8).</summary>
    public static bool AllowsVagueOnly(string field) => field is "formerRegistrationOn";

    /// <summary>Reads a date as typed into a field and says what is wrong with it.</summary>
    /// <returns>The date; null when it is refused.</returns>
    public static PartialDate? Read(string? text, string field, EraTable eras, Findings findings)
    {
        if (!PartialDate.TryParse(text, eras, out PartialDate? date, out DateRefusal why))
        {
            findings.Add(
                why switch
                {
                    DateRefusal.YearOutsideEra or DateRefusal.UnknownEra => "DT-14",
                    DateRefusal.OutsideEra => "DT-15",
                    DateRefusal.NotACalendarDay => "DT-03",
                    DateRefusal.NotUnderstood or DateRefusal.None => "DT-06",
                },
                field);
            return null;
        }

        bool allowed = date.Exact is not null
            || AllowsVague(field)
            || (AllowsVagueOnly(field) && !date.IsNonCalendar);
        if (!allowed)
        {
            findings.Add("DT-05", field);
            return null;
        }

        if (date.IsNonCalendar)
        {
            findings.Add("DT-08", field);
        }

        return date;
    }

    /// <summary>The dates of a change request.</summary>
    public static void OfRequest(ChangeRequest request, ChangeReason reason, RegisterView view, Findings findings)
    {
        if (request.ProcessedOn is { } processed && processed != view.Today)
        {
            findings.Add("DT-09", "processedOn");
        }

        HappenedOn(request, reason, view.Today, findings);
        MandatoryDate(request, findings);
        foreach ((PartialDate? date, string field) in (ReadOnlySpan<(PartialDate?, string)>)
            [
                (request.NotifiedOn, "notifiedOn"), (request.RegisterNoticeOn, "registerNoticeOn"),
                (request.ApplicationOn, "applicationOn"), (request.RequestOn, "requestOn"), (request.NoticeOn, "noticeOn"),
            ])
        {
            if (date is { Exact: null })
            {
                findings.Add("DT-05", field);
            }
            else if (date?.Exact > view.Today)
            {
                findings.Add("DT-10", field);
            }
        }

        // A day still to come is DT-02 and nothing else.
        if (request.Basis == Basis.Notification && request.NotifiedOn?.Exact is { } notified
            && request.HappenedOn?.Exact is { } day && day <= view.Today)
        {
            NotificationPeriod(reason, day, notified, findings);
        }

        Order(request, view, findings);
    }

    /// <summary>Days of the notification period that have passed: the first day is not counted (DT-12, MO-01).</summary>
    public static bool IsLate(DateOnly happenedOn, DateOnly notifiedOn) => notifiedOn >= happenedOn.AddDays(15);

    private static void HappenedOn(ChangeRequest request, ChangeReason reason, DateOnly today, Findings findings)
    {
        bool vagueAllowed = reason.VagueAllowed || request.Disappearance;
        switch (request.HappenedOn)
        {
            case null:
                findings.Add("DT-01", "happenedOn");
                break;
            case { IsNonCalendar: true } when !vagueAllowed:
                findings.Add("DT-03", "happenedOn");
                break;
            case { IsVague: true } when !vagueAllowed:
                findings.Add("DT-04", "happenedOn");
                break;
            case { IsNonCalendar: true }:
                findings.Add("DT-08", "happenedOn");
                break;
        }

        if (!reason.FutureAllowed && request.HappenedOn?.Earliest > today)
        {
            findings.Add("DT-02", "happenedOn");
        }
    }

    private static void MandatoryDate(ChangeRequest request, Findings findings)
    {
        (string? check, PartialDate? date, string field) = request.Basis switch
        {
            Basis.Notification => ("DT-11", request.NotifiedOn, "notifiedOn"),
            Basis.RegisterNotice => ("DT-20", request.RegisterNoticeOn, "registerNoticeOn"),
            Basis.Application => ("DT-21", request.ApplicationOn, "applicationOn"),
            Basis.Request => ("DT-22", request.RequestOn, "requestOn"),
            Basis.ImmigrationNotice => ("DT-20", request.NoticeOn, "noticeOn"),
            Basis.ExOfficio => (null, null, ""),
        };
        if (check is not null && date is null)
        {
            findings.Add(check, field);
        }
    }

    private static void NotificationPeriod(ChangeReason reason, DateOnly happened, DateOnly notified, Findings findings)
    {
        if (!reason.DueWithin14Days)
        {
            return;
        }

        if (notified < happened)
        {
            findings.Add("DT-13", "notifiedOn");
        }
        else if (IsLate(happened, notified))
        {
            findings.Add("DT-12", "notifiedOn");
        }
    }

    private static void Order(ChangeRequest request, RegisterView view, Findings findings)
    {
        if (request.HappenedOn is not { } happened)
        {
            return;
        }

        foreach (Contracts.ResidentId id in request.Persons)
        {
            if (view.Present(id) is not { } row)
            {
                continue;
            }

            if (row.Record.BirthDate.Earliest > happened.Latest)
            {
                findings.Add(request.Reason == "DEATH" ? "BD-07" : "DT-16", "happenedOn", PersonRef.Of(id));
            }

            if (row.Facts.HappenedOn.Earliest > happened.Latest && row.Facts.HappenedOn.Earliest <= view.Today)
            {
                findings.Add("DT-19", "happenedOn", PersonRef.Of(id));
            }
        }

        foreach (Newcomer newcomer in request.Newcomers)
        {
            if (newcomer.BirthDate?.Earliest > happened.Latest && request.Reason != "BIRTH")
            {
                findings.Add("DT-16", "birthDate", newcomer.Ref);
            }
        }
    }
}
