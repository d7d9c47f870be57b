using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using NoteKind = Daicho.ResidentRegister.IssueCertificate.Layout.NoteKind;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>異動履歴 (A of the combined field): made from the history, never stored (1.1.14).</summary>
internal static class HistoryNotes
{
    /// <summary>The changes of this sheet after the entry that opened it, oldest first.</summary>
    /// <param name="subject">The person with the history.</param>
    /// <param name="withSpecial">Whether changes with a special reason are asked for (1.1.4, CE-18).</param>
    /// <param name="items">What the form shows of the person: an item left out is left out of its history too.</param>
    public static IEnumerable<CertificateNote> Of(IssueSubject subject, bool withSpecial, SubjectItems items)
    {
        // The running 転出届 is not on the certificate before its day (5.1).
        int? hidden = subject.Row.Record.IsPlannedOut ? PlannedMove.Notification(subject.History)?.HistoryNo : null;
        HistoryRow[] rows = [.. RecordSheets.Present(subject.History).Where(row => row.Selectable && row.HistoryNo != hidden)];
        foreach ((HistoryRow before, HistoryRow after) in rows.Zip(rows.Skip(1)))
        {
            bool special = after.Record.Marks.SpecialReason is not null
                && after.Record.Marks.SpecialReason != before.Record.Marks.SpecialReason;
            List<string> changes = Changes(before.Record, after.Record, items);
            if (changes.Count > 0 && (withSpecial || !special))
            {
                yield return new CertificateNote(NoteKind.History, $"{Head(after.Facts)}。{string.Join("。", changes)}");
            }
        }
    }

    private static string Head(ChangeFacts facts)
    {
        string reason = ChangeReasons.Get(facts.Reason).Japanese;
        string notified = facts.NotifiedOn is { } day ? $"、{Wareki.Display(day, EraTable.Default)}届出" : "";
        return $"{facts.HappenedOn.Display()}{reason}{notified}";
    }

    /// <summary>The recorded matters that changed, as they were before.</summary>
    private static List<string> Changes(ResidentRecord before, ResidentRecord after, SubjectItems items)
    {
        List<string> changes = [];
        Add("異動前住所", items.EarlierAddress(before.Address), items.EarlierAddress(after.Address));
        Add("異動前氏名", before.Name.Display, after.Name.Display);
        Add("異動前旧氏", before.FormerSurname?.Written, after.FormerSurname?.Written);
        Add("異動前通称", before.CommonName?.Written, after.CommonName?.Written);
        Add("異動前生年月日", PersonStrips.Birth(before), PersonStrips.Birth(after));
        if (items.Shows(CertificateItem.Householder))
        {
            Add("異動前世帯主", before.Household.Head?.Written, after.Household.Head?.Written);
            Add("異動前続柄", before.Household.Relationship, after.Household.Relationship);
        }

        if (items.Shows(CertificateItem.Domicile))
        {
            Add("異動前本籍", before.Domicile?.Address.Full, after.Domicile?.Address.Full);
            Add("異動前筆頭者", before.Domicile?.Head, after.Domicile?.Head);
        }

        return changes;

        void Add(string label, string? earlier, string? later)
        {
            if (earlier != later)
            {
                changes.Add($"{label}　{earlier ?? "（記載なし）"}");
            }
        }
    }
}
