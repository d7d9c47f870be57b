using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>History rows in the words of the office (RR-57, RR-58).</summary>
internal static class HistoryEntries
{
    /// <summary>Entries for rows that stand newest first, one more row than entries where the history goes on.</summary>
    public static IReadOnlyList<TimelineEntry> Of(IReadOnlyList<HistoryRow> rows, int count, ItemVisibility visibility, StaffNames staff)
    {
        ArgumentNullException.ThrowIfNull(rows);
        HashSet<int> replaced = [.. rows.Select(row => row.ReplacesNo).OfType<int>()];
        return
        [
            .. rows.Take(count).Select((row, at) => Entry(
                row, at + 1 < rows.Count ? rows[at + 1].Record : null, replaced.Contains(row.HistoryNo), visibility, staff)),
        ];
    }

    /// <summary>The words of a reason symbol; a symbol of an older release stays as it is.</summary>
    public static string Reason(string symbol) => ChangeReasons.Find(symbol)?.Japanese ?? symbol;

    private static TimelineEntry Entry(HistoryRow row, ResidentRecord? before, bool isReplaced, ItemVisibility visibility, StaffNames staff)
    {
        ChangeFacts facts = row.Facts;
        return new TimelineEntry
        {
            Act = $"履歴番号{row.HistoryNo}　{Reason(facts.Reason)}",
            HappenedOn = facts.HappenedOn.Display(),
            NotifiedOn = Dates(facts),
            RecordedAt = $"処理日 {Wareki.Display(facts.ProcessedOn, EraTable.Default)}"
                + (row.RecordedAt is { } at ? $"（記録 {Formatting.Moment(at)}）" : ""),
            By = $"{staff.Of(facts.EnteredBy)}（{staff.Office(facts.Office)}）",
            ReviewedBy = facts.ReviewedBy.Count == 0 ? null : staff.Of(facts.ReviewedBy),
            Terminal = facts.Terminal,
            Ground = string.Join('　', Ground(row)),
            IsCancelled = isReplaced,
            Changes = visibility.Differences(before, row.Record),
        };
    }

    private static string? Dates(ChangeFacts facts)
    {
        (string Name, DateOnly? Day)[] dates =
        [
            ("", facts.NotifiedOn), ("戸籍届出・通知日 ", facts.RegisterNoticeOn), ("申出日 ", facts.ApplicationOn),
            ("請求日 ", facts.RequestOn), ("通知日 ", facts.NoticeOn),
        ];
        string text = string.Join('　', dates
            .Where(date => date.Day is not null)
            .Select(date => date.Name + Wareki.Display(date.Day!.Value, EraTable.Default))); // filtered above
        return text.Length == 0 ? null : text;
    }

    private static IEnumerable<string> Ground(HistoryRow row)
    {
        yield return Labels.Of(row.Facts.Basis);
        yield return Labels.Of(row.Facts.Route);
        yield return $"入手元：{Labels.Of(row.Facts.Source)}";
        if (row.Facts.Ground is { } ground)
        {
            yield return ground;
        }

        if (row.ReplacesNo is { } replaces)
        {
            yield return $"履歴番号{replaces}を訂正・取消";
        }

        if (!row.Selectable)
        {
            yield return "選択不可";
        }
    }
}
