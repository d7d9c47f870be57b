using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Before 転出予定年月日 a certificate looks as if the 転出届 did not exist (5.1).</summary>
internal static class PlannedMove
{
    /// <summary>The record without everything the 転出届 recorded; changes made after it stay.</summary>
    /// <param name="record">The present record of a planned mover.</param>
    /// <param name="history">Its history, newest first.</param>
    public static ResidentRecord LeaveOut(ResidentRecord record, IReadOnlyList<HistoryRow> history)
    {
        HistoryRow? notification = Notification(history);
        ResidentRecord? before = history.FirstOrDefault(row => row.HistoryNo < notification?.HistoryNo)?.Record;
        HashSet<Note> added = [.. (notification?.Record.Notes ?? []).Except(before?.Notes ?? [])];
        return record with { MoveOut = null, Notes = [.. record.Notes.Where(note => !added.Contains(note))] };
    }

    /// <summary>The row by which the running 転出届 was recorded.</summary>
    public static HistoryRow? Notification(IReadOnlyList<HistoryRow> history) =>
        history.TakeWhile(row => row.Record is { MoveOut: not null, Removal: null }).LastOrDefault();
}
