using Daicho.Kernel;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>Which messages each row causes (change codes, section 1; JN and 7.1). Ids and dates only.</summary>
internal static class OutgoingRules
{
    private static readonly OutgoingMessages[] Each =
        [.. Enum.GetValues<OutgoingMessages>().Where(message => message != OutgoingMessages.None)];

    /// <summary>The events of the rows of one act, in the order of the rows.</summary>
    public static IReadOnlyList<OutgoingEvent> For(IReadOnlyList<Append> rows, MunicipalityCode municipality) =>
        [.. rows.SelectMany(row => For(row, municipality))];

    private static IEnumerable<OutgoingEvent> For(Append append, MunicipalityCode municipality)
    {
        HistoryRow row = append.Row;
        OutgoingMessages possible = ChangeReasons.Get(row.Facts.Reason).Outgoing;
        foreach (OutgoingMessages message in Each)
        {
            if (possible.HasFlag(message) && Applies(message, append, municipality))
            {
                yield return new OutgoingEvent(message, row.ResidentId, row.HistoryNo, row.Facts.Reason, row.EffectiveFrom)
                {
                    To = Addressee(message, row.Record)?.Code?.Municipality,
                    NotifiedOn = message == OutgoingMessages.ArrivalNotice ? row.Facts.NotifiedOn : null,
                };
            }
        }
    }

    // Other messages go where their stream leads.
    private static Address? Addressee(OutgoingMessages message, ResidentRecord record) =>
        message == OutgoingMessages.SupplementNotice ? record.Domicile?.Address
        : message == OutgoingMessages.ArrivalNotice ? record.MovedInFrom?.Address
        : null;

    private static bool Applies(OutgoingMessages message, Append append, MunicipalityCode municipality)
    {
        ResidentRecord after = append.Row.Record;
        return message switch
        {
            OutgoingMessages.IdentityInformation => TellsIdentity(append),
            OutgoingMessages.SupplementNotice => after.Kind == ResidentKind.Japanese && HasRegister(after)
                && (!IsCorrection(append) || FourItemsChanged(append) || after.Domicile != append.Before?.Domicile)
                && !after.IsPlannedOut,
            OutgoingMessages.ArrivalNotice => after.MovedInFrom is { Address: { Abroad: false } origin }
                && origin.Full is not ("" or "不明")
                && origin.Code?.Municipality != municipality,
            // A correction of what the agency does not keep, such as a qualification, is not its business.
            OutgoingMessages.ImmigrationNotice => after.Kind == ResidentKind.Foreign && !after.IsPlannedOut
                && (!IsCorrection(append) || FourItemsChanged(append) || after.Foreign != append.Before?.Foreign
                    || after.Household.Relationship != append.Before?.Household.Relationship),
            OutgoingMessages.OfficeSystems => true,
            OutgoingMessages.NumberRequest => after.IndividualNumber == NumberState.Requested
                && append.Before?.IndividualNumber != NumberState.Requested,
            OutgoingMessages.RecordCodeRequest => after.RecordCode == NumberState.Requested
                && append.Before?.RecordCode != NumberState.Requested,
            OutgoingMessages.MoveOutInformation => after.MoveOut is { Special: true } && append.Before?.MoveOut is null,
            OutgoingMessages.None => false,
        };
    }

    // The planned move-out is told when the record is removed, not when the notification comes in (1.1.5).
    private static bool TellsIdentity(Append append) =>
        !append.Row.Record.IsPlannedOut && (!IsCorrection(append) || FourItemsChanged(append));

    private static bool IsCorrection(Append append) => append.Row.Facts.Reason is "EXO_FIX" or "CLERICAL" or "CANCEL_FIX";

    private static bool FourItemsChanged(Append append)
    {
        ResidentRecord after = append.Row.Record;
        return append.Before is not { } before
            || before.Name != after.Name
            || before.CommonName != after.CommonName
            || before.FormerSurname != after.FormerSurname
            || before.Sex != after.Sex
            || before.BirthDate != after.BirthDate
            || before.Address != after.Address
            || before.IsLive != after.IsLive;
    }

    // なし and 不明 name no municipality to be told (SU-02).
    private static bool HasRegister(ResidentRecord record) =>
        record.Domicile is { } domicile && domicile.Address.WithoutBuilding is not ("" or "なし" or "不明");
}
