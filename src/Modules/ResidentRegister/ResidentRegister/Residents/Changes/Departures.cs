using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>消除: move-out, death, removal ex officio (4.1.3, 4.2.2).</summary>
internal static class Departures
{
    /// <summary>Records the plan; the record closes at once only when the day is reached (1.1.5).</summary>
    public static void MoveOut(ChangeRequest request, ActBuilder act)
    {
        DateOnly planned = request.HappenedOn?.Exact ?? act.View.Today;
        Destination destination = request.Destination ?? new Destination((Address?)null);
        MoveOut plan = new(destination.Address ?? new Address { Town = "" }, planned)
        {
            NotifiedOn = act.Facts.NotifiedOn,
            PlannedHead = destination.HeadName,
            Special = request.Special,
            Channel = Enum.GetName(request.Route),
        };
        foreach (ResidentId id in request.Persons)
        {
            if (act.Now(id) is not { } record)
            {
                continue;
            }

            ResidentRecord leaving = record with { MoveOut = plan };
            act.Set(planned <= act.View.Today
                ? Removed(leaving, RemovalKind.MovedOut, request.Reason, act.Facts.HappenedOn, planned, act.Facts.NotifiedOn)
                : leaving);
        }

        if (planned <= act.View.Today)
        {
            Remaining(request, act);
        }
    }

    /// <summary>Closes the records.</summary>
    public static void Remove(ChangeRequest request, ActBuilder act)
    {
        bool died = request.Reason == "DEATH";
        DateOnly on = act.Facts.HappenedOn.SortDate ?? act.View.Today;
        foreach (ResidentId id in request.Persons)
        {
            if (act.Now(id) is not { } record)
            {
                continue;
            }

            ResidentRecord closed = Removed(
                record,
                died ? RemovalKind.Died : RemovalKind.Removed,
                request.Reason,
                act.Facts.HappenedOn,
                on,
                act.Facts.RegisterNoticeOn ?? act.Facts.ApplicationOn ?? act.Facts.NoticeOn);
            act.Set(request.Destination?.Address is { } to
                ? closed with { MoveOut = new MoveOut(to, on) }
                : closed);
        }

        Remaining(request, act);
    }

    /// <summary>A record as a 除票; it keeps its household so that removed members can be shown.</summary>
    public static ResidentRecord Removed(
        ResidentRecord record, RemovalKind kind, string reason, PartialDate happened, DateOnly on, DateOnly? notified) =>
        record with { Removal = new Removal(kind, reason, happened, on) { NotifiedOn = notified } };

    /// <summary>Sets the head of those who stay when the clerk chose one (4.0.4).</summary>
    public static void Remaining(ChangeRequest request, ActBuilder act)
    {
        if (request.RemainingHead is { } head && act.Now(head) is { IsLive: true } member)
        {
            HouseholdSettlement.SetHead(act, member.Household.Id, head, request);
        }
    }
}
