using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>Which documents go with a change (4.0.4, 4.0.5, 4.1.0.3, 4.1.3.0.3, 4.2.0.1, 4.3).</summary>
internal static class DocumentRules
{
    /// <summary>The documents of an act.</summary>
    public static IReadOnlyList<OfferedDocument> For(
        ActBuilder act, ChangeRequest? request, ChangeReason reason, IReadOnlyList<Append> rows)
    {
        List<OfferedDocument> documents = [];
        if (request is not null)
        {
            MoveOut(request, documents);
            Notices(act, request, reason, rows, documents);
        }

        Heads(act, request, documents);
        return documents;
    }

    private static void MoveOut(ChangeRequest request, List<OfferedDocument> documents)
    {
        if (request.Reason != "OUT_DOMESTIC")
        {
            return;
        }

        OfferedDocumentKind kind = request.Basis != Basis.Notification ? OfferedDocumentKind.SubstituteForMoveOutCertificate
            : request.Special ? OfferedDocumentKind.MoveOutInformation
            : OfferedDocumentKind.MoveOutCertificate;
        documents.Add(new OfferedDocument(kind, null, true));
    }

    private static void Notices(
        ActBuilder act, ChangeRequest request, ChangeReason reason, IReadOnlyList<Append> rows, List<OfferedDocument> documents)
    {
        if (request.Basis == Basis.Notification)
        {
            // To the first person of the notification, who learns of it should somebody else have brought it (法第27条).
            documents.Add(new OfferedDocument(
                OfferedDocumentKind.ReceiptOfNotification,
                rows.FirstOrDefault(row => row.Row.Facts.Reason == reason.Symbol)?.Row.ResidentId,
                false));
        }

        foreach (Append row in rows.Where(row => row.Row.Facts.Reason == reason.Symbol))
        {
            if (request is { NoticeToPerson: true })
            {
                documents.Add(new OfferedDocument(OfferedDocumentKind.ExOfficioNotice, row.Row.ResidentId, true));
            }

            if (row.Row.Facts.Reason == "CODE_EXO_SET" && row.Row.Record.RecordCode == NumberState.Recorded)
            {
                documents.Add(new OfferedDocument(CodeNotice(act, row), row.Row.ResidentId, true));
            }

            if (row.Row.Record is { MoveOut.PlannedTo.Abroad: false, Qualifications.AdultWard: true } && reason.FutureAllowed)
            {
                documents.Add(new OfferedDocument(OfferedDocumentKind.AdultWardNotice, row.Row.ResidentId, true));
            }
        }
    }

    // Told once, when the code is there: it was asked for before by the birth or by the person, or a wrong one is put right (20.4.1 to 20.4.3).
    private static OfferedDocumentKind CodeNotice(ActBuilder act, Append row) => row.Before?.RecordCode switch
    {
        NumberState.Recorded => OfferedDocumentKind.RecordCodeCorrectionNotice,
        NumberState.Requested when AsksForAnotherCode(act.View.Person(row.Row.ResidentId)?.History ?? []) =>
            OfferedDocumentKind.RecordCodeChangeNotice,
        _ => OfferedDocumentKind.RecordCodeNotice,
    };

    // The rows are newest first: the one that began the present waiting tells why a code is waited for.
    private static bool AsksForAnotherCode(IReadOnlyList<HistoryRow> history) =>
        history.TakeWhile(row => row.Record.RecordCode == NumberState.Requested).LastOrDefault()?.Facts.Reason == "CODE_CHANGE_REQ";

    private static void Heads(ActBuilder act, ChangeRequest? request, List<OfferedDocument> documents)
    {
        foreach (HouseholdId household in act.Touched)
        {
            IReadOnlyList<ResidentRecord> before = [.. act.View.Members(household).Select(row => row.Record)];
            ResidentRecord? oldHead = before.FirstOrDefault(member => member.Household.IsHead);
            IReadOnlyList<ResidentRecord> after = act.Members(household);
            ResidentRecord? newHead = after.FirstOrDefault(member => member.Household.IsHead);
            if (oldHead is null || after.Count == 0 || newHead?.Id == oldHead.Id)
            {
                continue;
            }

            // The remaining member who stood highest before the head was removed (4.0.5).
            ResidentId addressee = MemberOrder.Sort(before).First(member => after.Any(one => one.Id == member.Id)).Id;
            if (newHead is not null)
            {
                if (request is null or { Basis: not Basis.Notification } || request.RemainingHead is not null)
                {
                    documents.Add(new OfferedDocument(OfferedDocumentKind.HeadChangeNotice, newHead.Id, true));
                }
            }
            else if (after.Count == 1)
            {
                documents.Add(new OfferedDocument(OfferedDocumentKind.SetHeadExOfficio, addressee, false));
                documents.Add(new OfferedDocument(OfferedDocumentKind.HeadChangeNotice, addressee, false));
            }
            else
            {
                documents.Add(new OfferedDocument(OfferedDocumentKind.HeadChangeRequest, addressee, false));
            }
        }
    }
}
