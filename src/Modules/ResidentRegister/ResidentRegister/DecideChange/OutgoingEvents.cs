using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.DecideChange;

/// <summary>Turns what a decision sends into outbox messages: ids and dates only (CR-97).</summary>
internal static class OutgoingEvents
{
    /// <summary>The messages of one act, in the order of the decision.</summary>
    public static IReadOnlyList<OutboxMessage> Messages(Guid actId, ChangeProposal decided)
    {
        HashSet<ResidentId> planned =
            [.. decided.Rows.Where(row => row.Row.Record.IsPlannedOut).Select(row => row.Row.ResidentId)];
        return [.. decided.Outgoing.Select(one => Message(Event(actId, one, planned.Contains(one.Person))))];
    }

    private static OutboxMessage Message(ResidentEvent made) => new(
        ResidentEvents.StreamOf(made),
        made.Resident.ToString(),
        made.GetType().Name,
        ResidentEvents.Write(made));

    private static ResidentEvent Event(Guid act, OutgoingEvent one, bool planned)
    {
        Guid person = one.Person.Value;
        return one.Message switch
        {
            OutgoingMessages.IdentityInformation =>
                new IdentityInformationChanged(person, act, one.HistoryNo, one.Reason, one.HappenedOn),
            OutgoingMessages.SupplementNotice =>
                new SupplementNoticeDue(person, act, one.HistoryNo, one.Reason, one.HappenedOn) { To = one.To?.Value },
            OutgoingMessages.MoveOutInformation =>
                new MoveOutInformationDue(person, act, one.HistoryNo, one.Reason, one.HappenedOn),
            OutgoingMessages.ArrivalNotice =>
                new MoveInNoticeDue(person, act, one.HistoryNo, one.Reason, one.HappenedOn) { To = one.To?.Value, NotifiedOn = one.NotifiedOn },
            OutgoingMessages.ImmigrationNotice =>
                new ImmigrationNoticeDue(person, act, one.HistoryNo, one.Reason, one.HappenedOn),
            OutgoingMessages.NumberRequest => new NumberRequested(person, act, one.HistoryNo, one.Reason, one.HappenedOn),
            OutgoingMessages.RecordCodeRequest =>
                new RecordCodeRequested(person, act, one.HistoryNo, one.Reason, one.HappenedOn),
            OutgoingMessages.OfficeSystems => OfficeEvent(person, act, one, planned),
            OutgoingMessages.None => throw new ArgumentException("An event without a message.", nameof(one)),
            _ => throw new ArgumentException("An event carries one message.", nameof(one)),
        };
    }

    private static ResidentEvent OfficeEvent(Guid person, Guid act, OutgoingEvent one, bool planned)
    {
        string symbol = one.Reason;
        if (ChangeReasons.IsCancellation(symbol))
        {
            return new ChangeCancelled(person, act, one.HistoryNo, symbol, one.HappenedOn);
        }

        return symbol switch
        {
            "BIRTH" => new ResidentBorn(person, act, one.HistoryNo, symbol, one.HappenedOn),
            "MOVE" => new ResidentRelocated(person, act, one.HistoryNo, symbol, one.HappenedOn),
            "OUT_DOMESTIC" or "OUT_ABROAD" when planned => new MoveOutPlanned(person, act, one.HistoryNo, symbol, one.HappenedOn),
            "HH_SPLIT" or "HH_MERGE" or "HH_CHANGE" or "HH_HEAD" or ChangeReasons.HouseholdFollows =>
                new HouseholdChanged(person, act, one.HistoryNo, symbol, one.HappenedOn),
            _ => ChangeReasons.Get(symbol).Class switch
            {
                ReasonClass.Addition => new ResidentMovedIn(person, act, one.HistoryNo, symbol, one.HappenedOn),
                ReasonClass.Removal => new ResidentRemoved(person, act, one.HistoryNo, symbol, one.HappenedOn),
                ReasonClass.Correction => new RecordCorrected(person, act, one.HistoryNo, symbol, one.HappenedOn),
            },
        };
    }
}
