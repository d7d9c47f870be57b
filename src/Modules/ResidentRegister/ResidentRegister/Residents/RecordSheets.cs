namespace Daicho.ResidentRegister.Residents;

/// <summary>
/// The sheets of one person's record (住民票, 除票), cut out of the history: each addition opens one, and what stood on an earlier
/// sheet (before 改製, 帰化, 国籍喪失, 再転入) is not on the next (1.1.4, 2.2.1, 4.5.3). A sheet whose opening was cancelled gives way to
/// the one before it. Pure.
/// </summary>
internal static class RecordSheets
{
    /// <summary>The rows of the sheet that is in force, oldest first; empty for an empty history.</summary>
    /// <param name="history">The history in any order.</param>
    public static IReadOnlyList<HistoryRow> Present(IReadOnlyList<HistoryRow> history) => Of(history).Peek();

    /// <summary>The rows that closed the earlier sheets (従前の除票, 改製原住民票), newest first.</summary>
    /// <param name="history">The whole history in any order.</param>
    public static IReadOnlyList<HistoryRow> Closed(IReadOnlyList<HistoryRow> history) =>
    [
        .. Of(history).Skip(1).Where(sheet => sheet is [.., { Record.IsLive: false }]).Select(sheet => sheet[^1]),
    ];

    private static Stack<List<HistoryRow>> Of(IReadOnlyList<HistoryRow> history)
    {
        Stack<List<HistoryRow>> sheets = new([[]]);
        foreach (HistoryRow row in history.OrderBy(row => row.HistoryNo))
        {
            if (ChangeReasons.OpensSheet(row.Facts.Reason))
            {
                sheets.Push([row]);
                continue;
            }

            Guid? cancelled = history.FirstOrDefault(one => one.HistoryNo == row.ReplacesNo)?.Facts.ActId;
            bool opening = ChangeReasons.IsCancellation(row.Facts.Reason) && sheets.Peek() is [var first, ..]
                && first.Facts.ActId == cancelled && ChangeReasons.OpensSheet(first.Facts.Reason);
            if (opening && sheets.Skip(1).First().Count > 0)
            {
                sheets.Pop();
            }
            else
            {
                sheets.Peek().Add(row);
            }
        }

        return sheets;
    }
}
